"""Measures the pages at the size of a school: `python -m tests.bench --students 1000`.

A tool to be run by hand; the suite never times anything.
"""

#!/usr/bin/env python
"""Starts Django's commands; `manage.py demo` starts the application with the demo school."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wtb_site.settings")
    # Only this door may start without an environment: see wtb_site/env.py.
    os.environ.setdefault("WTB_START", "manage")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

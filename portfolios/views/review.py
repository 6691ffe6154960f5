"""Stub."""

from django.http import Http404


def queue(request, **kwargs):
    raise Http404


def review(request, **kwargs):
    raise Http404


def release(request, **kwargs):
    raise Http404

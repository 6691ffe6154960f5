"""Stub."""

from django.http import Http404


def manage(request, **kwargs):
    raise Http404

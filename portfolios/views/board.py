"""Stub."""

from django.http import Http404


def board(request, **kwargs):
    raise Http404

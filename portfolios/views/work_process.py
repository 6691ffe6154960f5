"""Stub."""

from django.http import Http404


def own(request, **kwargs):
    raise Http404


def of(request, **kwargs):
    raise Http404


def revoke(request, **kwargs):
    raise Http404

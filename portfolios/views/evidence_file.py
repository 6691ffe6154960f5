"""Stub."""

from django.http import Http404


def download(request, **kwargs):
    raise Http404


def preview(request, **kwargs):
    raise Http404


def remove(request, **kwargs):
    raise Http404

"""Stub."""

from django.http import Http404


def school_class_list(request, **kwargs):
    raise Http404


def school_class(request, **kwargs):
    raise Http404

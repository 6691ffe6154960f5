"""Stub."""

from django.http import Http404


def own(request, **kwargs):
    raise Http404


def own_matrix(request, **kwargs):
    raise Http404


def specialisation(request, **kwargs):
    raise Http404


def of(request, **kwargs):
    raise Http404


def matrix_of(request, **kwargs):
    raise Http404

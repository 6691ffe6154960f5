"""Stub."""

from django.http import Http404


def library(request, **kwargs):
    raise Http404


def add(request, **kwargs):
    raise Http404


def detail(request, **kwargs):
    raise Http404


def edit(request, **kwargs):
    raise Http404


def replace(request, **kwargs):
    raise Http404


def link(request, **kwargs):
    raise Http404


def remove(request, **kwargs):
    raise Http404

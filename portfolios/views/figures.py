"""Figures about one's own assessing, where the school turned them on."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portfolios.figures import of


@require_safe
def own(request):
    """The figures of the teacher who asks; there is no page about anybody else."""
    if not settings.TEACHER_FIGURES:
        raise Http404("This school shows no figures about teachers.")
    if not request.user.roles.teacher:
        raise PermissionDenied
    return render(request, "portfolios/review/figures.html", {"figures": of(request.user)})

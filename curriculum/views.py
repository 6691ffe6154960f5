"""The pages of the curriculum: the list of qualifications, and one as a bare matrix."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from curriculum import exporter, matrix
from curriculum.models import Qualification


class QualificationList(ListView):
    """Of every qualification the newest published version; straight on where there is only one."""

    template_name = "curriculum/qualifications.html"
    context_object_name = "qualifications"

    def get_queryset(self):
        return Qualification.objects.newest_of_each()

    def render_to_response(self, context, **kwargs):
        qualifications = list(context["qualifications"])
        if len(qualifications) == 1:
            return redirect("curriculum:qualification", qualifications[0].slug)
        return super().render_to_response(context, **kwargs)


class QualificationDetail(DetailView):
    """The matrix of one version; without a version, of the newest published one."""

    template_name = "curriculum/qualification.html"
    context_object_name = "qualification"

    def get_object(self, queryset=None):
        slug, version = self.kwargs["slug"], self.kwargs.get("version")
        if version is not None:
            visible = Qualification.objects.visible_to(self.request.user)
            return get_object_or_404(visible, slug=slug, version=version)
        try:
            return Qualification.objects.newest(slug)
        except Qualification.DoesNotExist as error:
            raise Http404 from error

    def get_context_data(self, **kwargs):
        return super().get_context_data(matrix=matrix.build(self.object), **kwargs)


@require_safe
def qualification_file(request, slug, version, extension):
    """One version as a file to keep; it can be imported again."""
    if extension not in exporter.FORMATS:
        raise Http404
    visible = Qualification.objects.visible_to(request.user)
    qualification = get_object_or_404(visible, slug=slug, version=version)
    media_type, name, content = exporter.file_of(qualification, extension)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        },
    )

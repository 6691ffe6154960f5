"""The versions of one qualification: the others, and a copy of one as a new draft."""

import json

from django.db import transaction

from curriculum import exporter, importer
from curriculum.models import Qualification, QualificationState


def of(slug):
    """All versions of this qualification, the newest first."""
    return Qualification.objects.filter(slug=slug).order_by("-version")


@transaction.atomic
def copy(qualification):
    """A draft with everything that this version has, under the next number. Returns the draft.

    All versions are locked first: of two copies at once the second takes the number after.
    """
    versions = list(of(qualification.slug).select_for_update().values_list("pk", flat=True))
    latest = of(qualification.slug).first().version
    data = exporter.as_data(Qualification.objects.get(pk__in=versions, pk=qualification.pk))
    data |= {"version": latest + 1, "state": QualificationState.DRAFT}
    importer.import_qualification(json.dumps(data).encode())
    return Qualification.objects.get(slug=qualification.slug, version=latest + 1)

"""The changes of the structure: settling a mark, publishing, retiring.

Each step checks, writes, and refuses with a sentence for the person who tried.
"""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum import exporter
from curriculum.models import Qualification, QualificationState, Requirement


class Refused(Exception):
    """The change is not possible; the text says why, in the reader's language."""


def publishing_problems(data):
    """What stands in the way of publishing this data: pairs of a place and a sentence.

    The data has the form of the exchange file, so that a file is judged before it is written.
    """
    marks = Counter()
    for index, task in enumerate(data["core_tasks"]):
        place = f"core_tasks[{index}]"
        options = Counter(slug for row in task["work_processes"] for slug in row["marks"])
        marks += options
        if task["choose"]:
            yield from _too_few_options(f"{place}.choose", task, options)
        for row_index, row in enumerate(task["work_processes"]):
            if row["retired"] and row["marks"]:
                yield (
                    f"{place}.work_processes[{row_index}].retired",
                    _("Work process %(code)s is retired, but still marked.") % row,
                )
    if not data["exit_profiles"]:
        yield "exit_profiles", _("There is no exit profile.")
    for index, profile in enumerate(data["exit_profiles"]):
        if not marks[profile["slug"]]:
            yield (
                f"exit_profiles[{index}]",
                _("No work process is marked for %(profile)s.") % {"profile": profile["name"]},
            )


def _too_few_options(place, task, options):
    if not options:
        yield place, _("Core task %(number)s has no marked work process to choose.") % task
    for slug, marked in options.items():
        if marked < task["choose"]:
            facts = {**task, "marked": marked, "profile": slug}
            yield (
                place,
                _(
                    "Core task %(number)s asks to choose %(choose)s, "
                    "but %(profile)s marks only %(marked)s."
                )
                % facts,
            )


@transaction.atomic
def publish(qualification):
    """Make a draft count. Raises Refused when it is no draft, or when its matrix cannot work."""
    locked = _locked(qualification)
    if not locked.is_draft:
        raise Refused(_("Only a draft can be published."))
    problems = [sentence for _place, sentence in publishing_problems(exporter.as_data(locked))]
    if problems:
        raise Refused(" ".join(problems))
    qualification.state = QualificationState.PUBLISHED
    qualification.save(update_fields=["state"])


@transaction.atomic
def settle_mark(requirement, *, keep):
    """Decide a provisional mark: keep it for good, or take it away.

    Raises Refused when it is settled already, or when too few options would be left to choose.
    """
    mark = Requirement.objects.select_for_update(of=("self",)).filter(pk=requirement.pk).first()
    if mark is None or not mark.provisional:
        raise Refused(_("This mark is settled already."))
    if keep:
        Requirement.objects.filter(pk=mark.pk).update(provisional=False)
        requirement.provisional = False
        return
    qualification = mark.work_process.qualification
    mark.delete()
    if not qualification.is_draft:
        problems = [text for _place, text in publishing_problems(exporter.as_data(qualification))]
        if problems:
            raise Refused(" ".join(problems))


def _locked(qualification):
    return Qualification.objects.select_for_update().get(pk=qualification.pk)

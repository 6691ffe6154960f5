"""The changes of the structure: settling a mark, altering the matrix, publishing, retiring.

Each step checks, writes, and refuses with a sentence for the person who tried.
"""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum import exporter, matrix
from curriculum.alteration import NOT_ASKED
from curriculum.exchange.rules import MARKS
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
    _check(locked)
    qualification.state = QualificationState.PUBLISHED
    qualification.save(update_fields=["state"])


@transaction.atomic
def retire(qualification):
    """Let nothing new begin on a version. Raises Refused when it does not count now."""
    if _locked(qualification).state != QualificationState.PUBLISHED:
        raise Refused(_("Only a published version can be retired."))
    qualification.state = QualificationState.RETIRED
    qualification.save(update_fields=["state"])


@transaction.atomic
def alter(qualification, alteration):
    """Change the matrix as it is proposed. Raises Refused where a version that is no draft
    could not work so."""
    locked = _locked(qualification)
    table = matrix.build(locked)
    change = alteration.narrowed(exporter.as_data(locked))
    _put_marks(table, change.marks)
    for number, choose in change.choose.items():
        locked.core_tasks.filter(number=number).update(choose=choose)
    for retired in (True, False):
        codes = [code for code, then in change.retired.items() if then is retired]
        locked.work_processes.filter(code__in=codes).update(retired=retired)
    if not locked.is_draft:
        _check(locked)


def _put_marks(table, signs):
    """Take marks away, add them, and settle or unsettle those that stay."""
    profiles = {profile.slug: profile for profile in table.profiles}
    rows = {row.work_process.code: row for row in table.rows}
    gone, made, kept = [], [], {True: [], False: []}
    for (code, slug), sign in signs.items():
        row, profile = rows[code], profiles[slug]
        mark = row.marks[table.profiles.index(profile)]
        if sign == NOT_ASKED:
            gone.append(mark.pk)
        elif mark:
            kept[MARKS[sign]].append(mark.pk)
        else:
            made.append(
                Requirement(
                    exit_profile=profile, work_process=row.work_process, provisional=MARKS[sign]
                )
            )
    Requirement.objects.filter(pk__in=gone).delete()
    for provisional, pks in kept.items():
        Requirement.objects.filter(pk__in=pks).update(provisional=provisional)
    Requirement.objects.bulk_create(made)


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
        _check(qualification)


def _check(qualification):
    """Raises Refused with everything that stands in the way of this matrix."""
    problems = [text for _place, text in publishing_problems(exporter.as_data(qualification))]
    if problems:
        raise Refused(" ".join(problems))


def _locked(qualification):
    return Qualification.objects.select_for_update().get(pk=qualification.pk)

"""The first page of the administration: what needs an administrator, and how full the disk is.

Each function of `NEEDS` reads one kind of thing and yields a `Need` for what is there;
a new kind is one more function. Work of coordinators, teachers and the board stands on their pages.
"""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum import matrix, open_questions
from curriculum.models import Qualification, QualificationState
from portfolios import clock, triggers
from portfolios.admin.attention import no_teacher, past_end, past_year
from portfolios.enums import FileState
from portfolios.models import (
    EvidenceFile,
    Mail,
    Portfolio,
    SchoolClass,
    StructureImport,
    Upload,
    User,
)
from portfolios.models.structure_import import ImportState

# A mail that was given up, or a file that waits, is worth a look for so long, and from then on.
MAILS_ARE_NEWS = timedelta(days=30)
WORKERS_ARE_LATE = timedelta(hours=1)
DISK_IS_FULL = 0.10


@dataclass(frozen=True)
class Need:
    """One thing to do: how many, what it is, and the page where it is done."""

    count: int
    sentence: str
    url: str = ""


def _list(model, query):
    meta = model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{query}"


def _open_questions():
    """Those of each version that counts or is to count; a version is read whole for it."""
    for version in Qualification.objects.exclude(state=QualificationState.RETIRED):
        count = len(open_questions.of(matrix.build(version)))
        sentence = ngettext(
            "open question about %(version)s", "open questions about %(version)s", count
        )
        url = reverse("admin:curriculum_qualification_matrix", args=[version.pk])
        yield Need(count, sentence % {"version": version}, url)


def _imports():
    state = ImportState
    found = StructureImport.objects.aggregate(
        **{one: Count("pk", Q(state=one)) for one in (state.FAILED, state.WAITING)}
    )
    sentences = {
        state.FAILED: ngettext(
            "file with a structure has faults: correct it or set it aside",
            "files with a structure have faults: correct them or set them aside",
            found[state.FAILED],
        ),
        state.WAITING: ngettext(
            "file with a structure waits: write it or set it aside",
            "files with a structure wait: write them or set them aside",
            found[state.WAITING],
        ),
    }
    for one, sentence in sentences.items():
        yield Need(found[one], sentence, _list(StructureImport, f"state__exact={one}"))


def _mails():
    now = clock.now()
    late = Q(sent_at=None, given_up_at=None, due_at__lt=now - WORKERS_ARE_LATE, fault="")
    found = Mail.objects.aggregate(
        given_up=Count("pk", Q(given_up_at__gte=now - MAILS_ARE_NEWS)),
        failing=Count("pk", Q(sent_at=None, given_up_at=None) & ~Q(fault="")),
        late=Count("pk", late),
    )
    sentences = {
        "given_up": ngettext(
            "mail was given up in the last 30 days", "mails were given up in the last 30 days",
            found["given_up"],
        ),
        "failing": ngettext(
            "mail fails and is tried again", "mails fail and are tried again", found["failing"]
        ),
        "late": ngettext(
            "mail waits for more than an hour: does the sender of mails run?",
            "mails wait for more than an hour: does the sender of mails run?",
            found["late"],
        ),
    }  # fmt: skip
    for name, sentence in sentences.items():
        state = "waiting" if name == "late" else name
        yield Need(found[name], sentence, _list(Mail, f"state={state}"))


def _portfolios():
    found = Portfolio.objects.aggregate(
        past_year=Count("pk", past_year()), past_end=Count("pk", past_end())
    )
    yield Need(
        found["past_year"],
        ngettext(
            "running portfolio is in a class of an earlier school year",
            "running portfolios are in a class of an earlier school year",
            found["past_year"],
        ),
        _list(Portfolio, "attention=past_year"),
    )
    yield Need(
        found["past_end"],
        ngettext(
            "running portfolio is past its planned end",
            "running portfolios are past their planned end",
            found["past_end"],
        ),
        _list(Portfolio, "attention=past_end"),
    )


def _classes():
    count = SchoolClass.objects.filter(no_teacher()).count()
    sentence = ngettext(
        "class with running portfolios has no teacher",
        "classes with running portfolios have no teacher",
        count,
    )
    yield Need(count, sentence, _list(SchoolClass, "attention=no_teacher"))


def _people():
    nothing = dict.fromkeys(("is_student", "is_teacher", "is_coordinator", "is_board"), False)
    found = User.objects.with_roles().filter(**nothing, is_active=True, is_staff=False)
    count = found.count()
    sentence = ngettext("person has no role", "people have no role", count)
    yield Need(count, sentence, _list(User, "role=none&is_active__exact=1"))


def _files():
    waiting = (FileState.RECEIVED, FileState.PROCESSING)
    late = clock.now() - WORKERS_ARE_LATE
    count = EvidenceFile.objects.filter(
        state__in=waiting, erased_at=None, received_at__lt=late
    ).count()
    sentence = ngettext(
        "file waits to be checked for more than an hour: does the worker run?",
        "files wait to be checked for more than an hour: does the worker run?",
        count,
    )
    yield Need(count, sentence, _list(EvidenceFile, f"state__exact={FileState.RECEIVED}"))


def _triggers():
    count = len(triggers.missing())
    yield Need(
        count,
        ngettext(
            "trigger of the database is missing: run `manage.py migrate`",
            "triggers of the database are missing: run `manage.py migrate`",
            count,
        ),
    )


NEEDS = (
    _triggers, _open_questions, _imports, _portfolios, _classes, _people, _mails, _files,
)  # fmt: skip


def needs():
    """What is there to do now."""
    return [need for read in NEEDS for need in read() if need.count]


def storage():
    """How many bytes are kept in which state, on their way, and free on the disk."""
    kept = EvidenceFile.objects.filter(erased_at=None).values("state").order_by("state")
    rows = {
        row["state"]: row
        for row in kept.annotate(number=Count("pk"), kept=Sum("size"), came=Sum("received_size"))
    }
    lines = []
    for state in FileState:
        row = rows.get(state.value, {"number": 0, "kept": 0, "came": 0})
        taken = (
            0 if state == FileState.REFUSED else row["kept" if state == FileState.READY else "came"]
        )
        lines.append({"label": state.label, "number": row["number"], "bytes": taken})
    arriving = Upload.objects.unfinished().aggregate(number=Count("pk"), bytes=Sum("length"))
    lines.append(
        {"label": _("on its way"), "number": arriving["number"], "bytes": arriving["bytes"] or 0}
    )
    total, _used, free = shutil.disk_usage(_existing(settings.MEDIA_ROOT))
    return {
        "lines": lines,
        "bytes": sum(line["bytes"] for line in lines),
        "free": free,
        "is_full": free < DISK_IS_FULL * total,
        "quota": settings.MAX_STUDENT_BYTES,
    }


def _existing(folder):
    """The folder, or the nearest one above it: nothing may have been stored yet."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def add_pages(site):
    """Give the administration its first page and its manual."""
    first_page, addresses = site.index, site.get_urls

    def index(request, extra_context=None):
        found = {"needs": needs(), "storage": storage()}
        return first_page(request, {**found, **(extra_context or {})})

    def manual(request):
        context = {**site.each_context(request), "title": _("The yearly round")}
        return TemplateResponse(request, "admin/help.html", context)

    def get_urls():
        return [path("help/", site.admin_view(manual), name="help"), *addresses()]

    site.index, site.get_urls = index, get_urls

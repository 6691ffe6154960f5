"""Finding pieces back: words, filters and order of the library."""

from functools import reduce
from operator import or_
from urllib.parse import urlencode

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolios.enums import EvidenceKind, FileState, Setting
from portfolios.inspection import Kind
from portfolios.models import STARR, EvidenceFile, EvidenceLink

FOLDER = "portfolios/evidence"
# Every word asks the database for all of the texts.
QUERY_LENGTH = 100
SEARCHED = ("title", "text", "url", "company", "made_with", *STARR)

DOCUMENTS = (
    Kind.PDF, Kind.DOCX, Kind.ODT, Kind.XLSX, Kind.ODS, Kind.CSV, Kind.PPTX, Kind.ODP, Kind.TEXT,
    Kind.MARKDOWN,
)  # fmt: skip
DRAWINGS = (
    Kind.DWG, Kind.DXF, Kind.STEP, Kind.IGES, Kind.STL, Kind.IPT, Kind.SLDPRT, Kind.SLDASM,
)  # fmt: skip


class What(models.TextChoices):
    """What a piece is made of, as a student looks for it."""

    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Recording")
    DOCUMENT = "document", _("Document")
    DRAWING = "drawing", _("Drawing or 3D model")
    TEXT = "text", _("Text")
    LINK = "link", _("Link")


class Order(models.TextChoices):
    """In which order pieces stand."""

    NEWEST = "", _("Newest work first")
    OLDEST = "oldest", _("Oldest work first")
    ADDED = "added", _("Last added first")
    ADDED_FIRST = "added_first", _("First added first")
    TITLE = "title", _("By title")


ORDERS = {
    Order.NEWEST: ("-made_on", "-created_at", "-pk"),
    Order.OLDEST: ("made_on", "created_at", "pk"),
    Order.ADDED: ("-created_at", "-pk"),
    Order.ADDED_FIRST: ("created_at", "pk"),
    Order.TITLE: ("title", "-made_on", "-pk"),
}
BY_DAY_ADDED = (Order.ADDED, Order.ADDED_FIRST)

FILES_OF = {
    What.PHOTO: Q(media_type__startswith="image/"),
    What.VIDEO: Q(media_type__startswith="video/"),
    What.AUDIO: Q(media_type__startswith="audio/"),
    What.DOCUMENT: Q(media_type__in=DOCUMENTS),
    What.DRAWING: Q(media_type__in=DRAWINGS),
}


class State(models.TextChoices):
    """Whether a piece was handed in."""

    LOOSE = "loose", _("Not handed in yet")
    HANDED_IN = "handed_in", _("Handed in")


class DayField(forms.DateField):
    """A day of a calendar, which asks nothing where it makes no sense."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SearchForm(forms.Form):
    """Which pieces the library shows; what makes no sense is left out of account."""

    q = forms.CharField(
        label=_("Search your evidence"),
        required=False,
        max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": _("Search by title, word or file")}),
    )
    core_task = forms.ChoiceField(label=_("Core task"), required=False)
    work_process = forms.ChoiceField(label=_("Work process"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    setting = forms.ChoiceField(label=_("Where"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    made_from = DayField(label=_("From"), required=False)
    made_to = DayField(label=_("Up to"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)

    def __init__(self, data, *, core_tasks, work_processes, as_list=False):
        super().__init__(data)
        self.as_list = as_list
        every = [("", _("All"))]
        choices = {
            "core_task": [(str(t.number), f"{t.number} {t.display_title}") for t in core_tasks],
            "work_process": [(w.code, str(w)) for w in work_processes],
            "kind": What.choices,
            "setting": Setting.choices,
            "state": State.choices,
        }
        for name, offered in choices.items():
            self.fields[name].choices = every + offered
        if as_list:
            self.fields["as"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "panel find"
        self.helper.attrs = {"role": "search"}
        self.helper.form_show_errors = False
        self.helper.layout = Layout(
            *(
                Field(name, template=f"{FOLDER}/_search_field.html")
                for name in self.fields
                if name != "as"
            ),
            *(["as"] if as_list else []),
            StrictButton(_("Show"), type="submit", css_class="btn-line wide"),
        )

    def narrow(self, pieces):
        """Those of the pieces that were asked for, in the order that was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        for word in asked.get("q", "").split():
            pieces = pieces.filter(_holds(word))
        if asked.get("core_task"):
            pieces = pieces.filter(_linked(work_process__core_task__number=asked["core_task"]))
        if asked.get("work_process"):
            pieces = pieces.filter(_linked(work_process__code=asked["work_process"]))
        if asked.get("kind"):
            pieces = pieces.filter(_made_of(asked["kind"]))
        if asked.get("setting"):
            pieces = pieces.filter(setting=asked["setting"])
        if asked.get("state"):
            pieces = pieces.filter(frozen_at__isnull=asked["state"] == State.LOOSE)
        if asked.get("made_from"):
            pieces = pieces.filter(made_on__gte=asked["made_from"])
        if asked.get("made_to"):
            pieces = pieces.filter(made_on__lte=asked["made_to"])
        return pieces.order_by(*ORDERS[self.order])

    @property
    def order(self):
        return Order(self.cleaned_data.get("sort", ""))

    def months(self, page, found):
        """The pieces of a page as (month, number of all that were found, pieces).

        In the order of titles they stand in no month.
        """
        if self.order == Order.TITLE:
            return [(None, None, list(page))]
        field = "created_at" if self.order in BY_DAY_ADDED else "made_on"
        counted = (
            found.order_by()
            .annotate(month=TruncMonth(field))
            .values_list("month")
            .annotate(Count("pk"))
        )
        numbers = {(month.year, month.month): number for month, number in counted}
        groups = {}
        for piece in page:
            day = timezone.localdate(piece.created_at) if field == "created_at" else piece.made_on
            groups.setdefault(day.replace(day=1), []).append(piece)
        return [
            (month, numbers[month.year, month.month], pieces) for month, pieces in groups.items()
        ]

    @property
    def is_asked(self):
        """Something narrows the pieces."""
        return any(value for name, value in self.cleaned_data.items() if name not in ("sort", "as"))

    def query_for(self, *, as_list):
        """The part of an address that asks for the same once more."""
        asked = {name: v for name, v in self.cleaned_data.items() if v and name != "as"}
        if as_list:
            asked["as"] = "list"
        return f"{urlencode(asked)}&" if asked else ""

    @property
    def query(self):
        return self.query_for(as_list=self.as_list)

    @property
    def query_of_tiles(self):
        return self.query_for(as_list=False)

    @property
    def query_of_list(self):
        return self.query_for(as_list=True)


def _holds(word):
    """A piece in whose texts or file names this word stands."""
    named = EvidenceFile.objects.filter(evidence=OuterRef("pk"), original_name__icontains=word)
    return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED)) | Exists(named)


def _linked(**link):
    return Exists(EvidenceLink.objects.current().filter(evidence=OuterRef("pk"), **link))


def _made_of(what):
    if what == What.TEXT:
        return Q(kind=EvidenceKind.TEXT)
    if what == What.LINK:
        return ~Q(url="")
    ready = EvidenceFile.objects.filter(state=FileState.READY, evidence=OuterRef("pk"))
    return Exists(ready.filter(FILES_OF[what]))

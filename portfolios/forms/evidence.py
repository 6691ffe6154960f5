"""The forms of a piece of evidence: adding, changing, and a new version."""

from collections import namedtuple
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from portfolios import clock, evidence
from portfolios.enums import Setting
from portfolios.forms.unfinished import Unfinished
from portfolios.models import STARR, Evidence

FOLDER = "portfolios/evidence"

HINTS = {
    "situation": _("Where were you, with whom, what was going on?"),
    "task": _("What were you asked to do?"),
    "action": _("What did you do, step by step? Write “I”."),
    "result": _("What came out of it?"),
    "reflection": _("What went well, and what will you do differently next time?"),
}

Group = namedtuple("Group", "core_task cells chosen")


def parsed_key(text):
    """The key of a piece as a form sends it, or None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class Step(Div):
    """A numbered panel of the form."""

    template = f"{FOLDER}/_step.html"

    def __init__(self, number, title, *fields):
        super().__init__(*fields)
        self.number, self.title = number, title


class WebAddressField(forms.URLField):
    """An address of the web; what opens something else, such as javascript:, is refused."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": _("This is not an address of a web page. It starts with https://.")
    }
    widget = forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off"})

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class EvidenceForm(Unfinished, forms.ModelForm):
    """A piece and its work processes; only a work process is compulsory.

    `progress` is that of the portfolio toward its own exit profile. `received` are files that came
    along with this very form: they are ticked, like those whose ids come back in `kept_files`.
    The files of `source`, an older piece, are offered to be copied into this one.
    `key` is made with the form, so that sending it twice adds one piece.
    """

    key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    url = WebAddressField(label=_("Link"), max_length=1000, required=False)
    work_processes = forms.ModelMultipleChoiceField(
        None,
        to_field_name="code",
        label=_("Work processes"),
        error_messages={"required": _("Choose at least one work process.")},
    )

    class Meta:
        model = Evidence
        fields = evidence.FIELDS
        labels = {"made_on": _("Date"), "setting": _("Where did you do this?")}
        help_texts = {
            **HINTS,
            "title": _("Left empty: the work process and the day."),
            "made_on": _("Left empty: the day of the photo, or today."),
            "url": _("For example a film or a page that you made."),
            "text": _(
                "You can make words **bold**, begin the lines of a list with -, and write a link "
                "as [word](https://example.com)."
            ),
            "made_with": _("Names of the others, if you did not do it alone."),
        }
        widgets = {
            "made_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "setting": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
            **{part: forms.Textarea(attrs={"rows": 3}) for part in STARR},
        }

    def __init__(self, data=None, *, portfolio, progress, received=(), source=None, **kwargs):
        super().__init__(data, **kwargs)
        self.portfolio, self.progress = portfolio, progress
        self.unplaced = list(portfolio.files.unplaced())
        self.ticked = {file.pk for file in received} | self._ticked_before()
        self.fields["made_on"].required = self.fields["setting"].required = False
        self.fields["company"].label = _("Name of the company")
        self._offer_work_processes(portfolio)
        self.old_files, self.copied = [], set()
        if source:
            self._offer_copies(source)
        self.helper = FormHelper()
        # The page makes the form, because it also carries for whom it is kept.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False
        self.helper.layout = self._layout()
        if self.adds:
            self.helper.layout.append("key")
        else:
            del self.fields["key"]

    @property
    def adds(self):
        """Saving this form makes a new piece."""
        return self.instance.pk is None

    def _offer_copies(self, source):
        openable = source.files.openable()
        self.fields["copied_files"] = forms.ModelMultipleChoiceField(openable, required=False)
        self.old_files = list(openable)
        self.initial["copied_files"] = [file.pk for file in self.old_files]
        copied = {str(pk) for pk in self["copied_files"].value() or ()}
        self.copied = {file.pk for file in self.old_files if str(file.pk) in copied}

    def _ticked_before(self):
        sent = set(self.data.getlist("kept_files")) if self.is_bound else set()
        return {file.pk for file in self.unplaced if str(file.pk) in sent}

    def _offer_work_processes(self, portfolio):
        linked = set()
        if self.instance.pk:
            linked = set(self.instance.links.current().values_list("work_process__code", flat=True))
            self.initial["work_processes"] = sorted(linked)
        offered = portfolio.qualification.work_processes.all()
        self.fields["work_processes"].queryset = offered.filter(
            pk__in=[
                cell.work_process.pk
                for cell in self.progress.cells
                if not cell.work_process.retired or cell.code in linked
            ]
        )
        self.groups = _groups(self.progress, set(self["work_processes"].value() or ()), linked)

    def _layout(self):
        plain = f"{FOLDER}/_field.html"
        return Layout(
            Div(
                Div(
                    HTML(f'{{% include "{FOLDER}/_files_step.html" %}}'),
                    Step(
                        2,
                        _("What is it?"),
                        Div(
                            Field("title", template=plain),
                            Field("made_on", template=plain),
                            Field("setting", template=f"{FOLDER}/_setting.html"),
                            Field("company", template=plain, wrapper_class="wide"),
                            Field("made_with", template=plain, wrapper_class="wide"),
                            Field("url", template=plain, wrapper_class="wide"),
                            Field("text", template=plain, wrapper_class="wide"),
                            css_class="fields",
                        ),
                    ),
                    Step(
                        3,
                        _("Reflection (STARR)"),
                        HTML(f'{{% include "{FOLDER}/_starr_hint.html" %}}'),
                        Div(
                            *(Field(part, template=f"{FOLDER}/_starr_part.html") for part in STARR),
                            css_class="starr",
                        ),
                    ),
                    css_class="stack",
                ),
                Div(*self._beside(), css_class="stack stick"),
                css_class="cols cols-8-4",
            )
        )

    def _beside(self):
        return (
            Field("work_processes", template=f"{FOLDER}/_picker.html"),
            HTML(f'{{% include "{FOLDER}/_save.html" %}}'),
        )

    def clean_made_on(self):
        day = self.cleaned_data["made_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_setting(self):
        return self.cleaned_data["setting"] or Setting.SCHOOL

    @property
    def chosen_files(self):
        """The received files that go with this piece."""
        return [file for file in self.unplaced if file.pk in self.ticked]

    @property
    def answers(self):
        """What the steps of evidence take, once the form is valid."""
        taken = [*evidence.FIELDS, *({"work_processes", "key"} & self.fields.keys())]
        return {name: self.cleaned_data[name] for name in taken}

    @property
    def starr_count(self):
        return sum(bool((self[part].value() or "").strip()) for part in STARR)


def _groups(progress, chosen, linked):
    """The work processes by core task: those that the exit profile asks for, then the others."""
    groups = [(task.core_task, task.marked) for task in progress.counting]
    others = [cell for cell in progress.cells if not cell.marked]
    found = []
    for core_task, cells in [*groups, (None, others)]:
        offered = [c for c in cells if not c.work_process.retired or c.code in linked]
        if offered:
            found.append(Group(core_task, offered, {c.code for c in offered} & chosen))
    return found


class NewVersionForm(EvidenceForm):
    """A new version of a frozen piece: which work processes it takes over follows from them."""

    adds = True

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, source=instance, **kwargs)

    def _offer_work_processes(self, portfolio):
        del self.fields["work_processes"]

    def _beside(self):
        return (
            HTML(f'{{% include "{FOLDER}/_taken_over.html" %}}'),
            HTML(f'{{% include "{FOLDER}/_save.html" %}}'),
        )

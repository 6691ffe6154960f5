"""The form with which a student or a teacher asks a workplace trainer."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _

from portfolios.models import SignOff

NEW = "new"


class CellChoices(forms.ModelMultipleChoiceField):
    """Work processes, by their code and title."""

    def label_from_instance(self, cell):
        return f"{cell.work_process} ({cell.get_state_display()})"


class AskForm(forms.Form):
    """Whom to ask, somebody known or somebody new, and about which work processes."""

    trainer = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(required=False, max_length=150)
    company = forms.CharField(required=False, max_length=150)
    email = forms.EmailField(required=False, max_length=254)
    sign_offs = CellChoices(queryset=SignOff.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, trainers, cells, needs_email, initial=None):
        super().__init__(data, initial={"trainer": "" if trainers else NEW, **(initial or {})})
        self.needs_email = needs_email
        self.fields["trainer"].label = _("Whom do you ask?")
        self.fields["trainer"].choices = [
            *((str(trainer.pk), str(trainer)) for trainer in trainers),
            (NEW, _("Somebody else")),
        ]
        self.fields["name"].label = _("Name of the trainer")
        self.fields["company"].label = _("Company")
        self.fields["email"].label = _("E-mail address at the company")
        self.fields["email"].help_text = (
            _("A teacher checks this address before anything is sent.")
            if needs_email
            else _("Leave it empty to print a page with a code instead.")
        )
        self.fields["sign_offs"].label = _("About which work processes?")
        self.fields["sign_offs"].queryset = cells
        self.helper = FormHelper()
        choice = "portfolios/workplace/_choice_field.html"
        self.helper.layout = Layout(
            HTML('<input type="hidden" name="step" value="ask">'),
            Field("trainer", template=choice),
            Div("name", "company", "email", css_class="ms-4"),
            Field("sign_offs", template=choice),
            StrictButton(_("Ask"), type="submit", css_class="btn-primary btn-big"),
        )

    @property
    def is_new(self):
        return self.cleaned_data["trainer"] == NEW

    def clean(self):
        cleaned = super().clean()
        new = {name: cleaned.get(name) for name in ("name", "company", "email")}
        if cleaned.get("trainer") == NEW:
            needed = new if self.needs_email else ("name", "company")
            for name in needed:
                if not new[name] and not self.has_error(name):
                    self.add_error(name, _("Fill this in for somebody else."))
        elif cleaned.get("trainer") and any(new.values()):
            self.add_error("trainer", _("Choose “Somebody else”, or leave the name empty."))
        return cleaned

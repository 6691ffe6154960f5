"""The forms of a workplace trainer, who has no account."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext as _

from portfolios.enums import Answer

REMARK_LENGTH = 2000


def _helper(*fields):
    """A part of a form that the page itself makes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class AnswerForm(forms.Form):
    """The answer to one question. Nothing is chosen beforehand; what is left open stays open."""

    answer = forms.ChoiceField(required=False, choices=Answer.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        required=False, max_length=REMARK_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data=None, *, question):
        super().__init__(data, prefix=self.prefix_of(question))
        code = question.sign_off.work_process.code
        self.fields["answer"].label = _("Have you seen this work? (%(code)s)") % {"code": code}
        self.fields["answer"].choices = [
            (Answer.SEEN, _("Yes, I have seen this")),
            (Answer.PARTLY, _("I have seen a part of it")),
            (Answer.NOT_RECOGNISED, _("I do not recognise this")),
        ]
        self.fields["remark"].label = _("Remark (may stay empty)")
        self.fields["remark"].help_text = _("The student and the teachers read this.")
        self.helper = _helper(
            Field("answer", template="portfolios/workplace/_answer_field.html"), "remark"
        )

    @staticmethod
    def prefix_of(question):
        return f"q{question.pk}"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("remark") and not cleaned.get("answer") and not self.has_error("answer"):
            self.add_error("answer", _("Choose an answer as well."))
        return cleaned


class SignatureForm(forms.Form):
    """Who answers."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    capacity = forms.CharField(
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )

    def __init__(self, data=None, *, name):
        super().__init__(data, initial={"name": name})
        self.fields["name"].label = _("Your name")
        self.fields["capacity"].label = _("Your job (may stay empty)")
        self.helper = _helper("name", "capacity")


class CodeForm(forms.Form):
    """The code on a printed page."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Twelve letters and digits. Capitals do not matter.")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "code", StrictButton(_("Go on"), type="submit", css_class="btn-primary")
        )

"""The form of a phrase that a teacher keeps."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portfolios.phrases import MAX_LENGTH


class PhraseForm(forms.Form):
    """A new phrase, or one to write otherwise."""

    text = forms.CharField(max_length=MAX_LENGTH)

    def __init__(self, data=None, *, phrase=None):
        self.phrase = phrase
        super().__init__(data, initial={"text": phrase.text} if phrase else None)
        self.fields["text"].label = _("Phrase") if phrase else _("New phrase")
        self.fields["text"].widget.attrs["autocomplete"] = "off"
        if phrase:
            self.fields["text"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.form_class = "panel-body"
        hidden = format_html(
            '<input type="hidden" name="phrase" value="{}">', phrase.pk if phrase else ""
        )
        self.helper.layout = Layout(
            HTML(hidden),
            "text",
            Div(
                StrictButton(
                    _("Save") if phrase else _("Add"),
                    type="submit",
                    name="step",
                    value="change" if phrase else "add",
                    css_class="btn-primary",
                ),
                css_class="row-flex",
            ),
        )

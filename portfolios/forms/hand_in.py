"""The form with which a student hands a work process in."""

import re

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolios import seal

WORDS_LENGTH = 2000


class HandInForm(forms.Form):
    """The own-work statement, some words to the teacher, and the pieces that the page listed."""

    listed = forms.CharField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Message to your teacher (optional)"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    own_work = forms.BooleanField(
        error_messages={"required": _("Confirm that this is your own work.")}
    )

    def __init__(self, data=None, *, code, pieces=()):
        listed = ",".join(str(piece.pk) for piece in pieces)
        super().__init__(data, initial={"listed": listed})
        self.fields["own_work"].label = seal.own_work_sentence()
        self.helper = FormHelper()
        # What is said about the form stands beside it, far below the top of the page.
        self.helper.form_action = reverse("portfolios:submit", args=[code]) + "#hand-in"
        self.helper.layout = Layout(
            HTML("{% load kept %}{% kept_for %}"),
            "listed",
            "words",
            Field("own_work", template="portfolios/work_process/_tick.html"),
            Div(
                StrictButton(
                    _("Hand in %(code)s") % {"code": code},
                    type="submit",
                    css_class="btn-primary btn-big",
                ),
                css_class="row-flex",
            ),
        )

    def clean_listed(self):
        """The ids of the pieces that the student saw; the step looks whether they still fit."""
        return [int(pk) for pk in re.findall("[0-9]{1,18}", self.cleaned_data["listed"])]

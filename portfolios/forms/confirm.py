"""The form with which an assessor confirms sign-offs of a lower level."""

import re

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _


class ConfirmForm(forms.Form):
    """Which of the sign-offs that the page shows: the ticked ones, or all.

    `waiting` are the `confirming.Waiting` that this person can confirm.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    sign_offs = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    looked = forms.BooleanField()

    def __init__(self, data=None, *, waiting, profile):
        listed = ",".join(str(one.sign_off.pk) for one in waiting)
        self.seen = ""
        if data is not None:
            # What was shown is for this answer; the page that comes back shows what is so now.
            self.seen, data = data.get("shown", ""), data.copy()
            data["shown"] = listed
        super().__init__(data, initial={"shown": listed})
        self.waiting = {one.sign_off.pk: one for one in waiting}
        self.fields["sign_offs"].label = _("Sign-offs to confirm")
        self.fields["sign_offs"].choices = list(self.waiting.items())
        self.fields["sign_offs"].error_messages["invalid_choice"] = _changed()
        self.fields["looked"].label = _(
            "I looked at what I confirm here, and it is good enough for %(profile)s."
        ) % {"profile": profile.display_title}
        self.fields["looked"].error_messages["required"] = _("Confirm that you looked at it.")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "shown",
            Field("sign_offs", template="portfolios/confirm/_waiting_field.html"),
            Div(
                Field("looked", template="portfolios/work_process/_tick.html"),
                Div(
                    _button(_("Confirm what is ticked"), "ticked", "btn-primary btn-big"),
                    _button(
                        _("Confirm all %(count)d shown") % {"count": len(waiting)},
                        "all",
                        "btn-line",
                    ),
                    css_class="row-flex",
                ),
                css_class="panel-body border-top",
            ),
        )

    def clean(self):
        """`chosen`: the sign-offs to confirm."""
        cleaned = super().clean()
        ids = cleaned.get("sign_offs", [])
        if self.data.get("which") == "all":
            ids = [int(pk) for pk in re.findall("[0-9]{1,18}", self.seen)]
        if any(pk not in self.waiting for pk in ids):
            self.add_error(None, _changed())
        elif not ids and not self.has_error("sign_offs"):
            self.add_error("sign_offs", _("Tick at least one work process."))
        else:
            cleaned["chosen"] = [self.waiting[pk].sign_off for pk in ids]
        return cleaned


def _changed():
    return _("Something changed meanwhile. Look at the list again.")


def _button(words, value, css_class):
    return StrictButton(words, type="submit", name="which", value=value, css_class=css_class)

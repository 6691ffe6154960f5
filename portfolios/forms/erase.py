"""The form of a coordinator who erases a file that was handed in."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """Why, and which copies go along."""

    copies = forms.ModelMultipleChoiceField(
        None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("The same file, in other pieces: erase these as well"),
    )
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Reason"),
        help_text=_("Kept in the log of this portfolio. The student can read it."),
    )

    def __init__(self, *args, copies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["copies"].queryset = copies
        self.fields["copies"].label_from_instance = _named
        self.initial["copies"] = found = [file.pk for file in copies]
        if not found:
            del self.fields["copies"]
        self.helper = FormHelper()
        self.helper.form_class = "stack"
        self.helper.layout = Layout(
            *(Field(name) for name in self.fields),
            StrictButton(_("Erase for good"), type="submit", css_class="btn-primary"),
        )


def _named(file):
    return _("%(file)s, in “%(piece)s”") % {"file": file, "piece": file.evidence}

"""The form with which a class list comes in."""

from decimal import Decimal

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios import class_list, school_overview
from portfolios.models import ClassList, SchoolClass


def _laid_out(name, field):
    is_tick = isinstance(field, forms.BooleanField)
    return Field(name, template="portfolios/class_list/_tick.html") if is_tick else name


class FileForm(forms.Form):
    """A file and nothing more: the improved one, in the place of one that waits."""

    file = forms.FileField(
        label=gettext_lazy("Class list"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    button = gettext_lazy("Check the improved file")

    def __init__(self, *args, action="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.form_class = "panel-body"
        self.helper.layout = Layout(
            *(_laid_out(name, field) for name, field in self.fields.items()),
            Div(
                StrictButton(self.button, type="submit", css_class="btn-primary btn-big"),
                css_class="row-flex",
            ),
        )

    def clean_file(self):
        try:
            self.content = class_list.read(self.cleaned_data["file"])
        except class_list.Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault
        return self.cleaned_data["file"]


class AgainForm(FileForm):
    """The improved file; without one, what waits is checked again, as classes may be made now."""

    makes_classes = forms.BooleanField(
        label=gettext_lazy("Make classes that do not exist yet"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].help_text = gettext_lazy("Without one, the same file is checked again.")

    def clean_file(self):
        return super().clean_file() if self.cleaned_data["file"] else None


class UploadForm(FileForm):
    """The file, and what holds for all of its rows."""

    button = gettext_lazy("Check this file")

    school_year = forms.ChoiceField(
        label=gettext_lazy("School year"),
        help_text=gettext_lazy("For rows that name no school year themselves."),
    )
    makes_classes = forms.BooleanField(
        label=gettext_lazy("Make classes that do not exist yet"),
        required=False,
        help_text=gettext_lazy("Else a class that does not exist is an error."),
    )
    invites = forms.BooleanField(
        label=gettext_lazy("Mail new people a link to set their password"),
        required=False,
        initial=True,
    )
    why = forms.CharField(
        label=gettext_lazy("Reason for moves to another class or level"),
        max_length=ClassList._meta.get_field("why").max_length,
        help_text=gettext_lazy("Stands in the history of each portfolio that moves."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = school_overview.year_of_today()
        start = int(now[:4])
        near = {f"{year}-{year + 1}" for year in range(start - 1, start + 2)}
        known = SchoolClass.objects.order_by().values_list("school_year", flat=True).distinct()
        self.fields["school_year"].choices = [
            (year, year) for year in sorted(near.union(known), reverse=True)
        ]
        self.fields["school_year"].initial = now
        self.fields["why"].initial = _("Class list")
        megabytes = Decimal(class_list.MAX_BYTES) / 1_000_000
        self.fields["file"].help_text = _(
            "CSV or Excel (xlsx), at most %(megabytes)s MB and %(rows)s rows."
        ) % {
            "megabytes": formats.number_format(megabytes.normalize()),
            "rows": formats.number_format(class_list.MAX_ROWS, force_grouping=True),
        }

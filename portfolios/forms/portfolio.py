"""Forms about a whole portfolio."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class SpecialisationForm(forms.Form):
    """What a student chooses in a core task: one of the options, or as many as it counts."""

    work_processes = forms.TypedMultipleChoiceField(label=_("Specialisation"), coerce=int)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = {cell.work_process.pk: cell for cell in task.marked}
        choose = task.core_task.choose
        field = self.fields["work_processes"]
        field.choices = [(pk, str(cell.work_process)) for pk, cell in self.options.items()]
        field.initial = [cell.work_process.pk for cell in task.chosen]
        field.widget = _OneOf() if choose == 1 else forms.CheckboxSelectMultiple()
        field.widget.choices = field.choices
        field.help_text = ngettext_lazy(
            "Choose %(count)d.", "Choose at most %(count)d.", "count"
        ) % {"count": choose}
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("work_processes", template="portfolios/portfolio/_options.html"),
            Div(Submit("save", _("Save choice"), css_class="btn-big"), css_class="panel-body"),
        )

    def clean_work_processes(self):
        return [self.options[pk].work_process for pk in self.cleaned_data["work_processes"]]


class _OneOf(forms.RadioSelect):
    """Radios of a field that holds a list: the list has one entry."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name)

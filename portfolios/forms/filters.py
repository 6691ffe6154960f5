"""The line of filters above a table: a form of its own address, which works without a script."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django.utils.translation import gettext_lazy as _


def filter_helper(names, css_class="filters no-print"):
    """The layout of these fields in one line, with the button that shows what they leave."""
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_class = css_class
    helper.form_show_errors = False
    helper.layout = Layout(
        *(Field(name, template="portfolios/school_class/_filter.html") for name in names),
        StrictButton(_("Show"), type="submit", css_class="btn-line"),
    )
    return helper

"""The hidden field, and the words, of a form that survives the end of a session (`views/kept_form.py`)."""

from django import template
from django.utils.html import format_html

from portfolios.views import kept_form

register = template.Library()


@register.filter
def told(draft):
    """When a draft was kept, in one sentence."""
    return kept_form.told(draft)


@register.simple_tag(takes_context=True)
def kept_for(context):
    """Says, signed, for whom this form was made."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">',
        kept_form.FIELD,
        kept_form.token(context["request"].user),
    )

"""The history of a page in sentences: what each field was, and what it became.

Django keeps the names of the fields that changed; beside them we keep both values. Words that are
ours are kept as they stand in the code, and read in the language of whoever looks.
"""

import json

from django import forms
from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.text import Truncator, capfirst

# For words that were kept, and so do not stand here to be found by who translates.
in_this_language = translation.gettext
LONGEST = 300
NOTHING = "–"


class TellsChanges:
    """An admin page whose history says from what to what."""

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        if add:
            return message
        parts = [part for formset in formsets or () for part in formset.initial_forms]
        deleted = [part for formset in formsets or () for part in formset.deleted_forms]
        changed = [one for one in (form, *parts) if one.changed_data and one not in deleted]
        told = [one["changed"] for one in message if "changed" in one]
        with translation.override(None):
            for entry, one in zip(told, changed, strict=True):
                entry["values"] = [_values(one, name) for name in one.changed_data]
        return message

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        for entry in getattr(response, "context_data", {}).get("action_list", ()):
            entry.lines = lines(entry)
        return response


def _values(form, name):
    """The label of a field, what it was and what it became; and whether these words are ours."""
    field = form.fields[name]
    label = str(field.label or name)
    before, after = form.get_initial_for_field(field, name), form.cleaned_data[name]
    chosen = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    is_ours = chosen or isinstance(field, forms.BooleanField)
    return [label, _text(field, before), _text(field, after), is_ours]


def _text(field, value):
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, forms.ModelChoiceField):
        rows = value if isinstance(value, list | tuple | QuerySet) else [value]
        keys = [row.pk if isinstance(row, Model) else row for row in rows if row]
        found = field.queryset.model._base_manager.in_bulk(keys)
        return ", ".join(sorted(str(row) for row in found.values()))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return Truncator("" if value is None else str(value)).chars(LONGEST)


def lines(entry):
    """What an entry of the history says, a line for each field that changed."""
    if not entry.change_message.startswith("["):
        return [entry.get_change_message()]
    found = []
    for part in json.loads(entry.change_message):
        values = part.get("changed", {}).get("values")
        if values is None:
            found.append(LogEntry(change_message=json.dumps([part])).get_change_message())
            continue
        name = part["changed"].get("object", "")
        of = f"{capfirst(in_this_language(part['changed']['name']))} “{name}”: " if name else ""
        for label, before, after, is_ours in values:
            was, now = (_read(value, is_ours) for value in (before, after))
            found.append(f"{of}{capfirst(in_this_language(label))}: {was} → {now}")
    return found


def _read(value, is_ours):
    if not value:
        return NOTHING
    return in_this_language(value) if is_ours else value

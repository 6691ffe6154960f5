"""How a person works in the administration: opens a page, fills in its form, saves."""

from django.contrib import admin
from django.urls import reverse


def address(model, action, *args):
    """The address of a page of a model."""
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{action}", args=args)


def changelist(model):
    return address(model, "changelist")


def change(row):
    return address(type(row), "change", row.pk)


def rows(model):
    """The rows that the administration of a model knows, whoever asks."""
    page = admin.site._registry[model]
    return page.get_queryset(None)


def filled_in(page):
    """What the browser would send when the form on this page is saved as it is."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for name, field in form.fields.items():
            value = form[name].value()
            if not field.disabled and value is not None and value is not False:
                sent[form.add_prefix(name)] = value
    return sent


def save(client, url, **changes):
    """Open a page, change some fields and save; what is None is left out."""
    sent = filled_in(client.get(url)) | changes
    return client.post(url, {name: value for name, value in sent.items() if value is not None})


def errors(page):
    """The fields with an error on a page that was not saved."""
    return set(page.context["adminform"].form.errors)

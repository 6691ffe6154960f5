"""How files of evidence are called; asks no database."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import files
from portfolios.enums import EvidenceKind
from portfolios.inspection import Kind

register = template.Library()


@register.filter
def kind_of(file):
    """What a file is, in a few words: "PDF, 3 pages"."""
    if file.is_image:
        return _("photo")
    if file.media_type == Kind.PDF and file.pages:
        pages = ngettext("%(count)d page", "%(count)d pages", file.pages) % {"count": file.pages}
        return f"PDF, {pages}"
    return "PDF" if file.media_type == Kind.PDF else _("text file")


@register.filter
def icon_of(file):
    """The name of the icon of a file."""
    return "image" if file.is_image else "file"


@register.filter
def why_refused(file):
    """The sentence that says why a file was not accepted."""
    return files.explain(file)


@register.filter
def ready(received):
    """Those of the files that can be opened."""
    return [file for file in received if file.is_ready and not file.erased_at]


@register.filter
def cover(received):
    """The first file that has a picture of itself, or None."""
    return next((file for file in ready(received) if file.preview_name), None)


@register.filter
def icon_of_piece(piece):
    """The name of the icon of a piece of evidence."""
    return {EvidenceKind.LINK: "link", EvidenceKind.TEXT: "text"}.get(piece.kind, "file")


@register.filter
def contents(piece):
    """What a piece is made of, in a few words: "2 photos"; its files are prefetched."""
    received = ready(piece.files.all())
    if not received:
        return piece.get_kind_display()
    if len(received) == 1:
        return kind_of(received[0])
    number = {"count": len(received)}
    if all(file.is_image for file in received):
        return ngettext("%(count)d photo", "%(count)d photos", len(received)) % number
    return ngettext("%(count)d file", "%(count)d files", len(received)) % number

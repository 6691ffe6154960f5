"""The queue of mails, to look at: what waits, what was sent, and what could not be."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portfolios.admin.workbench import LookOnly
from portfolios.models import Mail


class StateFilter(admin.SimpleListFilter):
    """Where a mail stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("failing", _("failing, tried again")),
            ("given_up", _("given up")),
            ("waiting", _("waiting")),
            ("sent", _("sent")),
        ]

    def queryset(self, request, queryset):
        found = {
            "failing": queryset.waiting().exclude(fault=""),
            "given_up": queryset.given_up(),
            "waiting": queryset.waiting(),
            "sent": queryset.filter(sent_at__isnull=False),
        }
        return found.get(self.value(), queryset)


@admin.register(Mail)
class MailAdmin(LookOnly):
    """To whom a mail went or goes; never what it says."""

    about = _(
        "What a mail says is made when it is sent and is kept nowhere. A mail that cannot be sent "
        "is tried again, ever later, and given up after about two days."
    )
    why_kept = _("Mails are kept: they show when somebody was told.")
    fields = ("to", "queued_at", "due_at", "tries", "sent_at", "given_up_at", "fault")
    readonly_fields = ("to",)
    list_display = ("to", "queued_at", "due_at", "tries", "sent_at", "given_up_at", "fault")
    list_filter = (StateFilter,)
    list_select_related = ("receiver", "link__trainer")
    search_fields = (
        "receiver__first_name",
        "receiver__last_name",
        "receiver__email",
        "link__trainer__email",
    )
    search_help_text = _("Search by receiver.")
    ordering = ("-queued_at", "-pk")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description=_("receiver"))
    def to(self, mail):
        return mail.receiver or mail.link.trainer

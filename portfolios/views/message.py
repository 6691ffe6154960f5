"""The messages of one person: the list behind the bell, going where one leads, reading them all."""

from itertools import groupby

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Case, Count, Max, Q, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolios import clock
from portfolios.models import Message
from portfolios.notify import reading, turn, words

PER_PAGE = 30


@require_safe
def inbox(request):
    """What this person was told: the latest first, and of each group what is unread."""
    mine = Message.objects.visible_to(request.user)
    kinds = {
        "all": (_("All"), mine),
        "unread": (_("Unread"), mine.unread()),
        "turn": (_("Your turn"), turn.of(mine, request.user)),
    }
    chosen = request.GET.get("show") if request.GET.get("show") in kinds else "all"
    counts = mine.order_by().aggregate(
        all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)), latest=Max("pk", default=0)
    )
    counts["turn"] = kinds["turn"][1].order_by().count()
    found = _grouped(kinds[chosen][1].with_matter())
    page = Paginator(found, PER_PAGE)
    page.count = counts[chosen]
    page = page.get_page(request.GET.get("page"))
    told = words.tell(page.object_list, request.user)
    context = {
        "tabs": [
            (name, title, counts[name] if name != "all" else 0, name == chosen)
            for name, (title, _found) in kinds.items()
        ],
        "chosen": chosen,
        "counts": counts,
        "groups": [
            (_groups()[number], list(rows))
            for number, rows in groupby(told, key=lambda one: one.message.group)
        ],
        "page": page,
        "query": f"show={chosen}&" if chosen != "all" else "",
        "timing": request.user.mail_timing,
    }
    return render(request, "portfolios/message/list.html", context)


def _groups():
    return [_("Today"), _("This month"), _("Earlier")]


def _grouped(messages):
    """In the order of the page; `group` is the place of each one's group."""
    now = timezone.localtime(clock.now())
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    group = Case(
        When(at__gte=today, then=Value(0)),
        When(at__gte=today.replace(day=1), then=Value(1)),
        default=Value(2),
    )
    is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
    return messages.annotate(group=group, is_read=is_read).order_by(
        "group", "is_read", "-at", "-pk"
    )


@require_safe
def message(request, pk):
    """Go to the page that a message is about; it counts as seen from now on."""
    mine = Message.objects.visible_to(request.user)
    told = words.tell([get_object_or_404(mine.with_matter(), pk=pk)], request.user)[0]
    if request.method == "GET":
        reading.read(mine.filter(pk=pk))
    return redirect(told.address or "portfolios:messages")


@require_POST
def read_all(request):
    """Mark as seen what was there when the page was made, and nothing that came after."""
    latest = request.POST.get("latest", "")
    if not latest.isdecimal():
        raise BadRequest("The page says up to which message")
    reading.read(Message.objects.visible_to(request.user).filter(pk__lte=int(latest)))
    return redirect("portfolios:messages")

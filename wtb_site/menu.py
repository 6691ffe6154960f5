"""The main menu and the start page of a person, from the roles they have."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portfolios import news as waiting
from portfolios.models import Submission


@dataclass
class Item:
    """One entry; `active` is the value of `aria-current`, empty where one is not."""

    url: str
    label: str
    short: str
    icon: str
    count: int = 0
    active: str = ""


def of(request):
    """The entries of the person who asks, the one they are at marked; none for a guest."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = list(_items(request, user.roles))
    here = [item for item in items if request.path.startswith(item.url)]
    if here:
        nearest = max(here, key=lambda item: len(item.url))
        nearest.active = "page" if request.path == nearest.url else "true"
    return items


def news(request):
    """What waits for the person who asks, read once for a request."""
    if not hasattr(request, "news"):
        request.news = waiting.of(request.user)
    return request.news


def _items(request, roles):
    if roles.student:
        yield Item(reverse("portfolios:portfolio"), _("My portfolio"), _("Portfolio"), "home")
        yield Item(reverse("portfolios:evidence_list"), _("My evidence"), _("Evidence"), "image")
        yield Item(reverse("portfolios:matrix"), _("My matrix"), _("Matrix"), "grid")
    if roles.teacher:
        queue, to_review = reverse("portfolios:review_queue"), news(request).to_review
        yield Item(queue, _("To review"), _("To review"), "submitted", to_review)
    if roles.sees_school:
        yield Item(reverse("portfolios:school"), _("School"), _("School"), "school")
    if roles.staff:
        yield Item(reverse("portfolios:school_class_list"), _("Classes"), _("Classes"), "users")
    if roles.board:
        board, proposals = reverse("portfolios:board"), news(request).proposals
        yield Item(board, _("Examination board"), _("Board"), "shield", proposals)
    if roles.administrator:
        yield Item(reverse("admin:index"), _("Administration"), _("Admin"), "list")
    structure = reverse("curriculum:qualifications")
    yield Item(structure, _("Qualification structure"), _("Structure"), "dossier")


def start_page(user):
    """The address of one's own start page; None for someone without any role.

    Open work comes first: that of an assessor, then coordinator, examination board, student.
    """
    roles = user.roles
    if roles.teacher and Submission.objects.waiting_for(user).exists():
        return reverse("portfolios:review_queue")
    if roles.coordinator:
        return reverse("portfolios:school")
    if roles.board:
        return reverse("portfolios:board")
    if roles.student:
        return reverse("portfolios:portfolio")
    if roles.teacher:
        return reverse("portfolios:review_queue")
    if roles.administrator:
        return reverse("admin:index")
    return None

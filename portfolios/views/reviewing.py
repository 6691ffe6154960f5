"""What the pages of an assessor share: the hand-in, the queue one came from, and the phrases."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portfolios import phrases, sign_off
from portfolios.enums import State
from portfolios.errors import Refused
from portfolios.models import Message, SchoolClass, Submission
from portfolios.queue import Order

PEOPLE = (
    "exit_profile",
    "sign_off__portfolio__student",
    "sign_off__portfolio__school_class",
    "sign_off__portfolio__exit_profile",
    "sign_off__work_process__core_task",
)


def submission(user, pk):
    """The hand-in with this id. Raises Http404 where this person may not see it.

    `has_news`: a message about it that this person has not read.
    """
    news = Message.objects.visible_to(user).unread().filter(submission=OuterRef("pk"))
    found = Submission.objects.visible_to(user).annotate(has_news=Exists(news))
    return get_object_or_404(found.select_related(*PEOPLE), pk=pk)


@dataclass(frozen=True)
class Opened:
    """The queue that somebody opened: of one class or of all, in the order of their choice."""

    school_class: SchoolClass | None
    order: Order

    @property
    def query(self):
        """It as the end of an address; what is usual is left out."""
        asked = {"class": self.school_class.pk} if self.school_class else {}
        if self.order != Order.WAITING:
            asked["order"] = self.order.value
        return f"?{urlencode(asked)}" if asked else ""


def opened(request, classes=None):
    """What the address says of the queue; anything else than one's own class is no filter."""
    wanted, order = request.GET.get("class"), request.GET.get("order")
    if wanted and classes is None:
        classes = SchoolClass.objects.taught_by(request.user)
    return Opened(
        next((one for one in classes or () if str(one.pk) == wanted), None),
        Order(order) if order in Order.values else Order.WAITING,
    )


def outcome_in_words(assessment):
    """What an assessment came to."""
    judged = assessment.submission
    if judged.closed_at and judged.sign_off.state == State.RETURNED:
        sentence = _("%(code)s of %(name)s goes back with your feedback.")
    elif judged.closed_at:
        sentence = _("%(code)s of %(name)s is signed off.")
    elif sign_off.current_round(judged) == assessment.round:
        sentence = _("Your assessment of %(code)s of %(name)s waits for the other assessor.")
    else:
        sentence = _("The two assessments of %(code)s of %(name)s differ.")
    return sentence % {
        "code": judged.sign_off.work_process.code,
        "name": judged.sign_off.portfolio.student.get_full_name(),
    }


def go_on(request, following, queue):
    """The next hand-in of the queue that was opened, or that queue where nothing else waits."""
    if following is not None:
        return redirect(reverse("portfolios:review", args=[following]) + queue.query)
    if queue.school_class:
        name = queue.school_class.name
        nothing = _("Nothing else of %(name)s waits for you.") % {"name": name}
    else:
        nothing = _("Nothing else waits for you.")
    messages.info(request, nothing)
    return redirect("portfolios:review_queue")


def with_phrase(data, own_phrases):
    """What was sent, with the phrase of the button that was pressed at the end of its feedback.

    The value of the button is the id of the phrase, behind the prefix of a form that has one.
    """
    prefix, _dash, pk = data["phrase"].rpartition("-")
    field = f"{prefix}-feedback" if prefix else "feedback"
    filled = data.copy()
    for phrase in own_phrases:
        if str(phrase.pk) == pk:
            filled[field] = phrases.append(data.get(field, ""), phrase.text)
    return filled


def keep_phrase(request, text):
    """Keep a text as a phrase, and say so; or say why not."""
    try:
        phrases.add(teacher=request.user, text=text)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The phrase is kept."))

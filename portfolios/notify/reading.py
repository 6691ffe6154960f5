"""What people have read: when somebody first saw a message."""

from django.db.models import Q

from portfolios import clock
from portfolios.enums import MessageKind
from portfolios.models import Message

OF_A_PORTFOLIO = (
    MessageKind.TO_CONFIRM,
    MessageKind.MOVED,
    MessageKind.COMPLETED,
    MessageKind.REFUSED,
    MessageKind.REOPENED,
)


def read(messages):
    """Keep that these messages were seen now; who saw one before, saw it then."""
    messages.unread().update(read_at=clock.now())


def saw_work_process(user, portfolio, work_process):
    """This person looks at a work process of a portfolio: what was told of it is seen."""
    of_cell = Q(sign_off__work_process=work_process)
    of_exemption = Q(exemption__work_process=work_process)
    _saw(user, Q(of_cell | of_exemption, portfolio=portfolio))


def saw_submission(user, submission):
    """This person looks at a hand-in."""
    _saw(user, Q(submission=submission))


def saw_portfolio(user, portfolio):
    """This person looks at a portfolio: what was told of it as a whole is seen."""
    _saw(user, Q(portfolio=portfolio, kind__in=OF_A_PORTFOLIO))


def saw_trainers(user, portfolio):
    """This person looks at the workplace trainers of a portfolio."""
    _saw(user, Q(portfolio=portfolio, trainer__isnull=False))


def saw_proposals(user):
    """This member of the examination board looks at what was proposed."""
    _saw(user, Q(kind=MessageKind.PROPOSED))


def _saw(user, about):
    # Most pages are opened without news about them: a look writes only where there is some.
    found = Message.objects.visible_to(user).unread().filter(about).order_by()
    if ids := list(found.values_list("pk", flat=True)):
        read(Message.objects.filter(pk__in=ids))

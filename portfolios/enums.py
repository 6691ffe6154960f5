"""States and kinds of the portfolios; imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PortfolioState(TextChoices):
    ACTIVE = "active", _("active")
    COMPLETED = "completed", _("completed")
    CLOSED = "closed", _("closed")


class EvidenceKind(TextChoices):
    FILES = "files", _("photos and files")
    LINK = "link", _("link")
    TEXT = "text", _("text")


class Setting(TextChoices):
    """Where the work was done."""

    SCHOOL = "school", _("School")
    COMPANY = "company", _("Work placement")
    OTHER = "other", _("Somewhere else")


class FileState(TextChoices):
    RECEIVED = "received", _("received")
    PROCESSING = "processing", _("being processed")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")


class State(TextChoices):
    """The state of the current attempt at one cell."""

    NOT_STARTED = "not_started", _("not started yet")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned")
    SIGNED_OFF = "signed_off", _("signed off")


class Outcome(TextChoices):
    """What an assessor finds."""

    INSUFFICIENT = "insufficient", _("insufficient")
    SUFFICIENT = "sufficient", _("sufficient")
    GOOD = "good", _("good")


class Grade(TextChoices):
    """The standing result of a cell: the outcomes that pass, lowest first."""

    SUFFICIENT = "sufficient", _("sufficient")
    GOOD = "good", _("good")


class Shown(TextChoices):
    """What a cell shows: one function of state, standing result, exemption and level."""

    NOT_STARTED = "not_started", _("not started yet")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned")
    SUFFICIENT = "sufficient", _("signed off: sufficient")
    GOOD = "good", _("signed off: good")
    TO_CONFIRM = "to_confirm", _("to confirm")
    EXEMPT = "exempt", _("exempt")
    OUTSIDE = "outside", _("does not count")


# The level of an exemption that came along from another version: it counts for none as yet.
BELOW_ALL = -1


class Verb(TextChoices):
    """What a log entry says was done."""

    PORTFOLIO_STARTED = "portfolio_started", _("portfolio started")
    CLASS_CHANGED = "class_changed", _("moved to another class")
    PROFILE_CHANGED = "profile_changed", _("moved to another level")
    STUDENT_MERGED = "student_merged", _("account of the student merged into another one")
    PORTFOLIO_MOVED = "portfolio_moved", _("moved to another version of the qualification")
    SPECIALISATION_CHOSEN = "specialisation_chosen", _("specialisation chosen")
    PORTFOLIO_CLOSED = "portfolio_closed", _("portfolio closed")
    PORTFOLIO_REOPENED = "portfolio_reopened", _("portfolio reopened")
    EVIDENCE_ADDED = "evidence_added", _("evidence added")
    EVIDENCE_CHANGED = "evidence_changed", _("evidence changed")
    EVIDENCE_LINKED = "evidence_linked", _("evidence linked to a work process")
    EVIDENCE_UNLINKED = "evidence_unlinked", _("evidence unlinked from a work process")
    EVIDENCE_REMOVED = "evidence_removed", _("evidence removed")
    EVIDENCE_RESTORED = "evidence_restored", _("removed evidence brought back")
    EVIDENCE_ERASED = "evidence_erased", _("removed evidence erased for good")
    FILE_ADDED = "file_added", _("file added")
    FILE_CHECKED = "file_checked", _("file checked")
    FILE_REMOVED = "file_removed", _("file removed")
    FILE_ERASED = "file_erased", _("file erased")
    SUBMITTED = "submitted", _("handed in")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ASSESSED = "assessed", _("assessed")
    ROUND_OPENED = "round_opened", _("assessments differ, a second round opened")
    SIGNED_OFF = "signed_off", _("signed off")
    RETURNED = "returned", _("returned to the student")
    SEAT_RELEASED = "seat_released", _("seat of an assessor released")
    REVOKED = "revoked", _("sign-off revoked")
    CONFIRMED = "confirmed", _("sign-off of a lower level confirmed")
    CARRIED_OVER = "carried_over", _("sign-off carried over to this level")
    EXEMPTED = "exempted", _("exempted")
    EXEMPTION_ENDED = "exemption_ended", _("exemption ended")
    COMPLETION_PROPOSED = "completion_proposed", _("completion proposed")
    COMPLETION_VOIDED = "completion_voided", _("proposal of completion lapsed")
    COMPLETION_REFUSED = "completion_refused", _("completion refused")
    COMPLETION_CONFIRMED = "completion_confirmed", _("completion confirmed")
    COMPLETION_REOPENED = "completion_reopened", _("completion reopened")
    TRAINER_NAMED = "trainer_named", _("workplace trainer named")
    TRAINER_CHECKED = "trainer_checked", _("workplace trainer checked")
    TRAINER_DECLINED = "trainer_declined", _("workplace trainer declined")
    STATEMENT_ASKED = "statement_asked", _("workplace statement asked")
    LINK_MADE = "link_made", _("link to a workplace trainer made")
    LINK_REVOKED = "link_revoked", _("link to a workplace trainer revoked")
    STATEMENT_GIVEN = "statement_given", _("workplace statement given")
    LOOKED_AGAIN = "looked_again", _("looked at again by the examination board")


class Role(TextChoices):
    """The roles that are given and taken; being a student follows from having a portfolio."""

    TEACHER = "teacher", _("teacher of a class")
    COORDINATOR = "coordinator", _("coordinator")
    BOARD = "board", _("examination board")
    ADMINISTRATOR = "administrator", _("administrator")


class CompletionState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    VOID = "void", _("lapsed")
    REFUSED = "refused", _("refused")
    CONFIRMED = "confirmed", _("confirmed")
    REOPENED = "reopened", _("reopened")


class Answer(TextChoices):
    """What a workplace trainer says of what was shown."""

    SEEN = "seen", _("seen")
    PARTLY = "partly", _("seen in part")
    NOT_RECOGNISED = "not_recognised", _("not recognised")


class LinkState(TextChoices):
    """Where a link to a workplace trainer stands; computed, never stored."""

    WAITING = "waiting", _("waits until a teacher has checked who this is")
    EMPTY = "empty", _("not sent: there was no evidence any more")
    OPEN = "open", _("sent, not answered yet")
    ANSWERED = "answered", _("answered")
    EXPIRED = "expired", _("no longer valid")
    REVOKED = "revoked", _("taken back")
    DECLINED = "declined", _("declined by a teacher")


class MessageKind(TextChoices):
    """What a message tells."""

    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned")
    SIGNED_OFF = "signed_off", _("signed off")
    SECOND_NEEDED = "second_needed", _("another assessor needed")
    DIFFERING = "differing", _("assessments differ")
    SEAT_RELEASED = "seat_released", _("seat released")
    SEAT_LEFT = "seat_left", _("seat left by its assessor")
    REVOKED = "revoked", _("sign-off revoked")
    TO_CONFIRM = "to_confirm", _("sign-offs to confirm")
    CARRIED_OVER = "carried_over", _("carried over to this level")
    EXEMPTED = "exempted", _("exempted")
    EXEMPTION_ENDED = "exemption_ended", _("exemption ended")
    PROPOSED = "proposed", _("completion proposed")
    COMPLETED = "completed", _("level completed")
    REFUSED = "refused", _("completion refused")
    REOPENED = "reopened", _("completion reopened")
    TRAINER_NAMED = "trainer_named", _("workplace trainer to check")
    TRAINER_DECLINED = "trainer_declined", _("workplace trainer declined")
    STATEMENT = "statement", _("workplace statement received")
    LOOKED_AGAIN = "looked_again", _("looked at again by the examination board")
    STRUCTURE_CHANGED = "structure_changed", _("structure changed")
    MOVED = "moved", _("moved to another version")


class MailTiming(TextChoices):
    """When a person wants messages by mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NONE = "none", _("Not")


class SampleReason(TextChoices):
    """Why a sign-off was drawn into a sample, gravest first."""

    FAST = "fast", _("decided within a minute of handing in")
    NEW_ASSESSOR = "new_assessor", _("among the first ten of a new assessor")
    TEXT_ONLY = "text_only", _("only text as evidence")
    SINGLE = "single", _("a single piece of evidence")
    RANDOM = "random", _("at random")


class LookOutcome(TextChoices):
    """What the examination board found when it looked again."""

    AGREES = "agrees", _("agrees")
    DOUBTS = "doubts", _("has doubts")
    DIFFERS = "differs", _("finds otherwise")

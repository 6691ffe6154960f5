"""Tells people of the school what happened: one function for each event, called by the steps.

Each writes its messages in the transaction of the step, so that nothing is told that did not
happen and nothing happens untold. Mails are made from the messages and sent after the commit.
Nothing here may tell what an assessor found while a hand-in waits for a seat.
"""

from portfolios.notify.events import (
    another_assessor_needed,
    carried_over,
    completed,
    completion_proposed,
    completion_refused,
    completion_reopened,
    differing,
    exempted,
    exemption_ended,
    handed_in,
    looked_again,
    moved,
    returned,
    revoked,
    seat_left,
    seat_released,
    signed_off,
    statement_received,
    structure_changed,
    to_confirm,
    trainer_declined,
    trainer_named,
    without_agreement,
)

__all__ = [
    "another_assessor_needed",
    "carried_over",
    "completed",
    "completion_proposed",
    "completion_refused",
    "completion_reopened",
    "differing",
    "exempted",
    "exemption_ended",
    "handed_in",
    "looked_again",
    "moved",
    "returned",
    "revoked",
    "seat_left",
    "seat_released",
    "signed_off",
    "statement_received",
    "structure_changed",
    "to_confirm",
    "trainer_declined",
    "trainer_named",
    "without_agreement",
]

"""The phrases of a teacher, without pages."""

import pytest
from django.db import connection

from portfolios import phrases
from portfolios.errors import Refused
from portfolios.models import FeedbackPhrase
from tests.portfolios.at_once import WON, at_once

pytestmark = pytest.mark.usefixtures("in_english")


def keep(teacher, *texts):
    return [phrases.add(teacher=teacher, text=text) for text in texts]


def texts(teacher):
    return [phrase.text for phrase in phrases.of(teacher)]


def test_phrases_stand_in_the_order_in_which_they_were_kept_and_belong_to_one(
    teacher, second_teacher
):
    keep(teacher, "Sizes  are\ncomplete", "Name the source")
    keep(second_teacher, "Name the source")
    assert texts(teacher) == ["Sizes are complete", "Name the source"]
    assert texts(second_teacher) == ["Name the source"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n ", "Write a phrase."),
        ("x" * 301, "A phrase has at most 300 characters."),
        ("name THE source", "You keep this phrase already."),
    ],
)
def test_an_empty_long_or_doubled_phrase_is_refused(teacher, text, sentence):
    first, other = keep(teacher, "Name the source", "Sizes are complete")
    with pytest.raises(Refused, match=sentence):
        phrases.add(teacher=teacher, text=text)
    with pytest.raises(Refused, match=sentence):
        phrases.change(phrase=other, text=text)
    assert texts(teacher) == [first.text, "Sizes are complete"]


def test_nobody_keeps_more_than_thirty(teacher):
    keep(teacher, *(f"Phrase {number}" for number in range(30)))
    with pytest.raises(Refused, match="You keep 30 phrases already"):
        phrases.add(teacher=teacher, text="One more")
    phrases.remove(phrase=phrases.of(teacher).first())
    assert phrases.add(teacher=teacher, text="One more").text == texts(teacher)[-1]


def test_a_phrase_can_be_written_otherwise_in_its_place(teacher):
    first, _last = keep(teacher, "One", "Two")
    phrases.change(phrase=first, text="ONE")
    assert texts(teacher) == ["ONE", "Two"]


@pytest.mark.parametrize(
    ("moved", "by", "after"),
    [
        (0, 1, ["Two", "One", "Three"]),
        (2, -1, ["One", "Three", "Two"]),
        (0, -1, ["One", "Two", "Three"]),
        (2, 1, ["One", "Two", "Three"]),
    ],
)
def test_phrases_move_up_and_down_within_their_list(teacher, moved, by, after):
    phrases.move(phrase=keep(teacher, "One", "Two", "Three")[moved], by=by)
    assert texts(teacher) == after


@pytest.mark.parametrize(
    ("text", "together"),
    [("", "Bye."), ("Good work. ", "Good work.\nBye."), ("One\n", "One\nBye.")],
)
def test_a_phrase_goes_to_the_end_of_the_feedback(text, together):
    assert phrases.append(text, "Bye.") == together


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite has one writer at a time"
)
def test_two_windows_keep_the_same_phrase_once(teacher):
    ends = at_once(*[lambda: phrases.add(teacher=teacher, text="Name the source")] * 2)
    assert sorted(ends) == sorted([WON, "You keep this phrase already."])
    assert FeedbackPhrase.objects.count() == 1

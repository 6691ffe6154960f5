"""Drafts of forms, without pages."""

import pytest

from portfolios import drafts
from portfolios.models import Draft

ADD = "/portfolio/evidence/add/"


def test_a_later_draft_of_the_same_form_takes_the_place_of_the_earlier(student, classmate):
    drafts.save(user=student, place=ADD, form="title=One")
    drafts.save(user=student, place=ADD, form="title=Two")
    drafts.save(user=classmate, place=ADD, form="title=Hers")
    assert drafts.fields(drafts.at(student, ADD))["title"] == "Two"
    assert Draft.objects.count() == 2
    drafts.discard(user=student, place=ADD)
    assert drafts.at(student, ADD) is None
    assert drafts.at(classmate, ADD) is not None


def test_what_is_too_long_is_not_kept(student):
    for place, form in ((ADD, "x" * (drafts.MAX_LENGTH + 1)), ("/" + "x" * 200, "title=One")):
        with pytest.raises(drafts.TooLong):
            drafts.save(user=student, place=place, form=form)
    assert not Draft.objects.exists()


def test_the_oldest_drafts_make_room(student):
    for number in range(drafts.MAX_DRAFTS + 2):
        drafts.save(user=student, place=f"{ADD}?work_process={number}", form="title=One")
    assert Draft.objects.count() == drafts.MAX_DRAFTS
    assert drafts.at(student, f"{ADD}?work_process=0") is None


def test_a_form_that_was_sent_elsewhere_takes_the_draft_of_its_key_along(student):
    drafts.save(user=student, place=f"{ADD}?work_process=1.1", form="key=abc&title=One")
    drafts.save(user=student, place=f"{ADD}?work_process=2.1", form="title=about+abc")
    drafts.finish(user=student, place=ADD, key="abc")
    assert [draft.place for draft in Draft.objects.all()] == [f"{ADD}?work_process=2.1"]

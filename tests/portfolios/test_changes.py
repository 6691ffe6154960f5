"""What changed between two sealed lists."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portfolios import changes
from portfolios.changes import Files, Text

NAMES = st.sampled_from(["drawing.pdf", "photo.jpg", "sizes.csv"])
WORDS = st.sampled_from(["", "one", "two"])


def piece(pk, *, replaces=None, files=(), **texts):
    """A piece as a manifest holds it; files are (name, hash)."""
    return {
        **dict.fromkeys(changes.FIELDS, ""),
        "made_on": "2026-11-16",
        "setting": "school",
        "title": f"Piece {pk}",
        **texts,
        "id": pk,
        "replaces": replaces,
        "files": [{"name": name, "sha256": sha256} for name, sha256 in files],
    }


def manifest(*pieces):
    return {"evidence": list(pieces)}


@st.composite
def manifests(draw):
    """Some pieces, each with an id of its own; some replace another one, in either list."""
    ids = draw(st.lists(st.integers(1, 6), unique=True, max_size=5))
    return manifest(
        *(
            piece(
                pk,
                replaces=draw(st.none() | st.integers(1, 6)),
                files=draw(st.lists(st.tuples(NAMES, st.sampled_from("abc")), max_size=4)),
                text=draw(WORDS),
            )
            for pk in ids
        )
    )


def whats(found):
    return [(one.id, one.what) for one in found]


@given(manifests())
def test_nothing_changed_between_a_list_and_itself(sealed):
    found = changes.between(sealed, sealed)
    assert whats(found) == [(one["id"], "same") for one in sealed["evidence"]]
    assert not any(one.texts or one.files or one.is_new_version for one in found)


@given(manifests(), manifests())
def test_every_piece_of_both_lists_is_told_once(earlier, later):
    found = changes.between(earlier, later)
    assert [one.id for one in found if one.what != "gone"] == [
        one["id"] for one in later["evidence"]
    ]
    before = {one["id"] for one in earlier["evidence"]}
    gone = {one.id for one in found if one.what == "gone"}
    compared = [one for one in found if one.what in ("changed", "same")]
    assert gone <= before
    assert len(gone) + len(compared) == len(before)


@given(manifests(), manifests())
def test_what_is_new_one_way_is_gone_the_other_way(earlier, later):
    for sealed in (earlier, later):
        for one in sealed["evidence"]:
            one["replaces"] = None
    there, back = changes.between(earlier, later), changes.between(later, earlier)

    def ids(found, what):
        return {one.id for one in found if one.what == what}

    assert ids(there, "added") == ids(back, "gone")
    assert ids(there, "changed") == ids(back, "changed")
    turned = {
        one.id: {Text(text.field, text.after, text.before) for text in one.texts} for one in back
    }
    assert all(set(one.texts) == turned[one.id] for one in there if one.what == "changed")


@given(*[st.lists(st.tuples(NAMES, st.sampled_from("abc")), max_size=5)] * 2)
def test_files_are_told_by_their_bytes_and_none_is_lost(old, new):
    found = changes.between(manifest(piece(1, files=old)), manifest(piece(1, files=new)))[0].files
    shared = (Counter(sha for _, sha in old) & Counter(sha for _, sha in new)).total()
    assert len(found.added) + len(found.replaced) + shared == len(new)
    assert len(found.gone) + len(found.replaced) + shared == len(old)
    assert not set(found.added) & set(found.gone)


def test_a_new_version_is_compared_with_the_one_it_took_the_place_of():
    earlier = manifest(piece(1, text="Too short.", files=[("a.pdf", "x"), ("b.jpg", "y")]))
    later = manifest(piece(4, replaces=1, text="Long enough.", files=[("a.pdf", "z")]), piece(9))
    first, second = changes.between(earlier, later)
    assert (first.what, first.is_new_version, second.what) == ("changed", True, "added")
    assert [one.field for one in first.texts] == ["title", "text"]
    assert first.texts[1] == Text("text", "Too short.", "Long enough.")
    assert first.files == Files(gone=("b.jpg",), replaced=("a.pdf",))


def test_a_version_in_between_that_was_not_handed_in_here_breaks_no_line():
    found = changes.between(manifest(piece(1)), manifest(piece(3, replaces=2)), {2: 1})
    assert whats(found) == [(3, "changed")]


def test_what_is_handed_in_no_more_stands_at_the_end():
    found = changes.between(manifest(piece(1), piece(2)), manifest(piece(2)))
    assert [(one.title, one.what) for one in found] == [("Piece 2", "same"), ("Piece 1", "gone")]


def test_an_erased_list_has_no_pieces():
    assert whats(changes.between({}, manifest(piece(1)))) == [(1, "added")]


def test_dates_and_places_are_told_in_words(in_english):
    earlier, later = piece(1), piece(1, made_on="2026-11-20", setting="company")
    day, place = changes.between(manifest(earlier), manifest(later))[0].texts
    assert (day.label, day.before_shown, day.after_shown) == (
        "date",
        "16 November 2026",
        "20 November 2026",
    )
    assert (place.before_shown, place.after_shown) == ("School", "Work placement")

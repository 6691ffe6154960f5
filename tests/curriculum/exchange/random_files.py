"""Random qualifications, with everything in their texts that a format may stumble over."""

from hypothesis import strategies as st

SLUGS = st.one_of(
    st.from_regex(r"[-a-zA-Z0-9_]{1,12}", fullmatch=True),
    st.sampled_from(
        ["note", "code", "title", "retired", "-", "x", "1", "Level", "level", "niveau"]
    ),
)
CODES = st.one_of(
    st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,9}", fullmatch=True),
    st.sampled_from(["1.1", "1.10", "01", "code", "B1-K1-W1", "total", "1e5"]),
)
TRAPS = [
    "'", "''s", "'=1", "=1+1", "+31", "-", " x ", "\n", "\r\n", "\r", "\t", '"', '""', ";", ",",
    "_x000D_", "_x005F_x000D_", "\uffff", "\ufeff", "\u00a0", "x", "?", "1.1 titel\n1.2 titel",
    "Totaal", "code", "titel", "'s morgens", "é", "😀", "＝1",
]  # fmt: skip
TEXT = st.lists(
    st.one_of(
        st.sampled_from(TRAPS),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    ),
    max_size=4,
).map("".join)
TITLES = TEXT.filter(str.strip)
FIELDS = {"title": TITLES, "title_en": TEXT, "source_title": TEXT}
NAMES = {"name": TITLES, "name_en": TEXT}


@st.composite
def qualifications(draw):
    """A draft in the form of the exchange file."""
    slugs = draw(st.lists(SLUGS, max_size=3, unique=True))
    codes = draw(st.lists(CODES, max_size=6, unique=True))
    numbers = draw(st.lists(st.integers(1, 99), max_size=4, unique=True, min_size=bool(codes)))
    shares = [draw(st.sampled_from(numbers)) for _code in codes]
    return {
        "slug": draw(SLUGS),
        "version": draw(st.integers(1, 32_767)),
        "state": "draft",
        **{name: draw(texts) for name, texts in NAMES.items()},
        "provenance": draw(TEXT),
        "exit_profiles": [
            {
                "slug": slug,
                **{name: draw(texts) for name, texts in NAMES.items()},
                "level": draw(st.integers(0, 9)),
                "required_assessors": draw(st.integers(1, 2)),
                "reflection_required": draw(st.booleans()),
            }
            for slug in slugs
        ],
        "core_tasks": [
            {
                "number": number,
                **{name: draw(texts) for name, texts in FIELDS.items()},
                "note": draw(TEXT),
                "choose": draw(st.none() | st.integers(1, 5)),
                "work_processes": [
                    {
                        "code": code,
                        **{name: draw(texts) for name, texts in FIELDS.items()},
                        "description": draw(TEXT),
                        "note": draw(TEXT),
                        "retired": draw(st.booleans()),
                        "marks": {
                            slug: sign
                            for slug in slugs
                            if (sign := draw(st.sampled_from(["", "x", "?"])))
                        },
                    }
                    for code, share in zip(codes, shares, strict=True)
                    if share == number
                ],
            }
            for number in numbers
        ],
    }

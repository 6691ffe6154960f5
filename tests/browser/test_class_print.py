"""The matrix of a class on paper: every column within the width, the head on every page."""

import pypdfium2
import pytest

pytest.importorskip("pytest_playwright")

from django.conf import settings

from curriculum.importer import import_qualification
from curriculum.models import Qualification
from tests import factories
from tests.browser.scene import WORD

pytestmark = pytest.mark.browser
# The papers lie on their side: their widths in points, and the edge that printers leave white.
PAPERS = {"A4": 842, "A3": 1191}
EDGE = 17


@pytest.fixture
def width():
    """Paper has its own."""
    return 1280


@pytest.fixture
def page(window, school_class, teacher):
    """28 students of a level that asks for 38 units; one has the longest of names."""
    import_qualification((settings.BASE_DIR / "curriculum/data/wtb.json").read_bytes())
    level4 = Qualification.objects.get(slug="wtb").exit_profiles.get(level=4)
    long = factories.make_person("long", last_name=f"van {WORD} en {WORD}")
    made = [
        factories.make_portfolio(long, level4, school_class),
        *factories.make_students(27, level4, school_class),
    ]
    factories.hand_in(made[0], "1.1")
    factories.signed_off(made[1], "6.9", teacher)
    page = window(teacher)
    page.goto(school_class.get_absolute_url())
    return page


def printed(page, paper, path):
    page.pdf(path=path, format=paper, landscape=True)
    return pypdfium2.PdfDocument(path)


def extent(sheet):
    """The leftmost and the rightmost of all letters on a page."""
    text = sheet.get_textpage()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    boxes = [box for box in boxes if box[2] > box[0]]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


@pytest.mark.parametrize("paper", PAPERS)
def test_all_columns_are_on_the_width_of_the_paper_under_a_head_on_each_page(page, paper, tmp_path):
    codes = page.locator(".heat thead tr").nth(1).locator("th").all_inner_texts()
    assert len(codes) == 38
    sheets = list(printed(page, paper, tmp_path / "class.pdf"))
    assert len(sheets) == 1 if paper == "A3" else len(sheets) <= 2
    for sheet in sheets:
        assert sheet.get_width() == pytest.approx(PAPERS[paper], abs=2)
        left, right = extent(sheet)
        assert left >= EDGE
        assert right <= sheet.get_width() - EDGE
        words = sheet.get_textpage().get_text_range().split()
        assert [code for code in codes[:37] if code not in words] == []
        assert "Student" in words
    text = sheets[0].get_textpage().get_text_range()
    assert "Class 4A" in text
    assert "Order: Name. Made at" in text
    assert "signed off: sufficient" in text
    assert "Download" not in text


def test_every_student_is_on_paper_once(page, tmp_path):
    names = page.locator(".heat tbody th").all_inner_texts()
    sheets = printed(page, "A4", tmp_path / "class.pdf")
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert len(names) == 28
    assert text.count("/ 38") == 28

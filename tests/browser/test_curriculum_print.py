"""The bare matrix on paper: within the width of A4, with both titles, on few sheets."""

import pypdfium2
import pytest

pytest.importorskip("pytest_playwright")

from django.conf import settings

from curriculum.importer import import_qualification
from curriculum.models import Qualification

pytestmark = pytest.mark.browser
WIDTH, EDGE = 595, 17


@pytest.fixture
def width():
    """Paper has its own."""
    return 1280


@pytest.fixture
def sheets(window, teacher, tmp_path):
    """The sheets of the matrix of the school, with a long title in English for each row."""
    import_qualification((settings.BASE_DIR / "curriculum/data/wtb.json").read_bytes())
    qualification = Qualification.objects.get(slug="wtb")
    qualification.work_processes.update(title_en="carries out this work process in English")
    page = window(teacher)
    page.goto("/curriculum/wtb/1/")
    path = tmp_path / "matrix.pdf"
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    return pypdfium2.PdfDocument(path)


def test_all_of_the_matrix_is_on_the_width_of_the_paper(sheets):
    texts = [sheet.get_textpage() for sheet in sheets]
    boxes = [text.get_charbox(n) for text in texts for n in range(text.count_chars())]
    boxes = [box for box in boxes if box[2] > box[0]]
    whole = "".join(text.get_text_range() for text in texts)

    assert all(sheet.get_width() == pytest.approx(WIDTH, abs=1) for sheet in sheets)
    assert min(box[0] for box in boxes) >= EDGE
    assert max(box[2] for box in boxes) <= WIDTH - EDGE
    assert len(sheets) <= 4
    assert "8.7" in whole
    assert whole.count("in English") >= 40
    assert "Download" not in whole

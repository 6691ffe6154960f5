"""What comes out of a printer: the sheets of a page, and what stands on them."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

import pypdfium2

from tests.browser import scene

pytestmark = pytest.mark.browser


def test_matrix_of_a_student_is_printed_on_two_sheets_without_its_filters(
    student, teacher, second_teacher, third_teacher, coordinator, window
):
    school = scene.make(student, [teacher, second_teacher, third_teacher], coordinator)
    page = window(school.student, language="nl")
    page.goto(reverse("portfolios:matrix"))

    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))

    assert [tuple(round(side) for side in sheet.get_size()) for sheet in sheets] == [(595, 842)] * 2
    first, second = (sheet.get_textpage().get_text_range() for sheet in sheets)
    assert "1.1" in first
    assert "8.7" in second
    assert "Toon" not in first

"""Reads the tables of a page as a person sees them: rows of cells."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Cell:
    """The text of one cell, that of its link, what a square shows, and what a chart says."""

    text: str = ""
    link: str = ""
    state: str | None = None
    label: str = ""


class _Tables(HTMLParser):
    def __init__(self, html, css_class):
        super().__init__()
        self.css_class, self.rows = css_class, []
        self.inside = self.in_link = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "table":
            self.inside = self.css_class in (found.get("class") or "").split()
        elif not self.inside:
            return
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append(Cell())
        elif self.rows and self.rows[-1]:
            cell = self.rows[-1][-1]
            cell.text += " "
            cell.state = found.get("data-state", cell.state)
            cell.label += f" {found.get('aria-label') or ''}"
            self.in_link = tag == "a" or self.in_link

    def handle_endtag(self, tag):
        if tag == "table":
            self.inside = False
        elif tag == "a":
            self.in_link = False

    def handle_data(self, text):
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1].text += text
            self.rows[-1][-1].link += text if self.in_link else ""


def rows(html, css_class):
    """The cells of each row of the tables with this class, their texts on one line."""
    found = _Tables(html, css_class).rows
    for row in found:
        for cell in row:
            cell.text, cell.link, cell.label = (
                re.sub(r"\s+", " ", text).strip() for text in (cell.text, cell.link, cell.label)
            )
    return found

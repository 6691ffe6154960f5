"""A form of a page as a browser without script sends it: every field as it stands there."""

from html.parser import HTMLParser


def sent_by(page, button=None):
    """The fields of the form for changing the matrix, by their names; and those of a button."""
    reader = _Reader("data-matrix")
    reader.feed(page.content.decode())
    assert reader.fields, "there is no such form on this page"
    return reader.fields | dict([button] if button else [])


class _Reader(HTMLParser):
    """Collects what the form with this attribute would send."""

    def __init__(self, attribute):
        super().__init__()
        self.attribute, self.inside, self.fields = attribute, False, {}
        self.select = self.text = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.inside = self.attribute in found
        if not self.inside:
            return
        name, kind = found.get("name"), found.get("type", "text")
        if tag == "input" and name and kind == "hidden" and name in self.fields:
            before = self.fields[name]
            before = before if isinstance(before, list) else [before]
            self.fields[name] = [*before, found["value"]]
        elif tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in found):
            self.fields[name] = found.get("value", "on" if kind == "checkbox" else "")
        elif tag == "textarea":
            self.text = name
            self.fields[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.fields or "selected" in found):
            self.fields[self.select] = found["value"]

    def handle_data(self, data):
        if self.text:
            self.fields[self.text] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.text:
            # The first line break belongs to the tag; a browser sends the others in its own form.
            text = self.fields[self.text].removeprefix("\n")
            self.fields[self.text] = text.replace("\n", "\r\n")
            self.text = None

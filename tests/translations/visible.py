"""What a template shows of itself: the words that are in no tag and no variable."""

from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

READ_ALOUD_OR_SHOWN = {
    "alt",
    "aria-label",
    "aria-description",
    "data-l",
    "label",
    "placeholder",
    "title",
}
SILENT = {"script", "style"}
CUT_OUT = {"blocktranslate", "blocktrans", "comment"}
# Blocks of the base that stand inside an attribute.
BLOCKS_OF_CLASSES = {"page_class"}


def words_outside_tags(source):
    """Each piece of text, or attribute that people read, that a template writes out itself."""
    reader = _Reader()
    reader.feed(_without_tags(source))
    reader.close()
    return [text for text in reader.texts if any(letter.isalpha() for letter in text)]


def _without_tags(source):
    """The template with its tags, variables, comments and translated blocks cut out."""
    kept, until = [], None
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, *words = token.contents.split()
            if until is None and (name in CUT_OUT or BLOCKS_OF_CLASSES & set(words)):
                until = f"end{name}"
            elif name == until:
                until = None
        elif token.token_type == TokenType.TEXT and until is None:
            kept.append(token.contents)
    return "".join(kept)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in SILENT
        given = dict(attributes)
        shown = READ_ALOUD_OR_SHOWN
        if given.get("type") in ("submit", "button", "reset"):
            shown = shown | ({"value"} if tag == "input" else set())
        self.texts += [value for name, value in attributes if name in shown and value]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, text):
        if not self.silent and text.strip():
            self.texts.append(text.strip())

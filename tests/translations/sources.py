"""Finds every translatable string in templates and code, without gettext's own tools.

Templates are read by Django's own parser and Python by its own grammar, so that what is found
here is what Django looks up when a page is shown.
"""

import ast
import re
from dataclasses import dataclass

from django.conf import settings
from django.template import engines
from django.template.base import Lexer, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOMS = ("curriculum", "portfolios", "wtb_site")
TEMPLATES = sorted(
    path
    for path in (settings.BASE_DIR / "templates").rglob("*")
    if path.suffix in (".html", ".txt")
)
MODULES = sorted(path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py"))
# function -> the places of its context, message and plural; "_lazy" and "_noop" change nothing.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CONSTANT_IN_A_TAG = re.compile(r"""_\((?:"(.*?)"|'(.*?)')\)""")


@dataclass(frozen=True)
class Message:
    """What Django looks up: two messages are the same one when all three are."""

    text: str
    plural: str = ""
    context: str = ""


def messages():
    """Every translatable message of the product: {Message: the places where it stands}."""
    found = {}
    for path in TEMPLATES:
        for message in in_template(path.read_text()):
            found.setdefault(message, set()).add(name(path))
    for path in MODULES:
        for message in in_module(path.read_text()):
            found.setdefault(message, set()).add(name(path))
    return found


def in_template(source):
    """The messages of one template."""
    engine = engines["django"].engine
    nodes = engine.from_string(source).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        text = node.filter_expression.var.literal.replace("%", "%%")
        yield Message(text, context=_context(node))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        text = node.render_token_list(node.singular)[0]
        plural = node.render_token_list(node.plural)[0] if node.plural else ""
        yield Message(text, plural, _context(node))
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            for double, single in CONSTANT_IN_A_TAG.findall(token.contents):
                yield Message((double or single).replace("%", "%%"))


def in_module(source):
    """The messages of one Python module."""
    for function, call in translating_calls(ast.parse(source)):
        context, text, plural = (
            "" if place is None else ast.literal_eval(call.args[place])
            for place in FUNCTIONS[_plain(function)]
        )
        yield Message(text, plural, context)


def translating_calls(tree):
    """Calls of Django's translating functions, each with its own name there."""
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            if isinstance(call.func, ast.Attribute):
                function = call.func.attr
            else:
                function = known.get(getattr(call.func, "id", ""), "")
            if _plain(function) in FUNCTIONS:
                yield function, call


def _plain(function):
    return re.sub("_(lazy|noop)$", "", function)


def _context(node):
    """The context of a tag; always written out, never a variable."""
    return node.message_context.resolve({}) if node.message_context else ""


def name(path):
    """A file as it is called in a report: from the top of the project."""
    return str(path.relative_to(settings.BASE_DIR))

"""Templates and code are in English, and every word that people read can be translated."""

import ast
import re

import pytest
from django.conf import settings

from tests.translations import dutch, sources
from tests.translations.visible import words_outside_tags

SCRIPTS = sorted((settings.BASE_DIR / "wtb_site" / "static").rglob("*.js"))
# Names and signs that are the same in every language.
SAME_EVERYWHERE = re.compile(r"\b(STARR|CSV|XLSX|JSON|[A-Z]|WTB Portfolio|SHA-256)\b")
# What these are given as words is read by a person.
READ_BY_PEOPLE = {"Refused", "ValidationError", "success", "warning", "error", "info"}
WORDS_OF_A_FIELD = {"verbose_name", "verbose_name_plural", "help_text", "label", "empty_label"}


# What a file of a Dutch school may say: heads of columns, marks and words, to be recognised.
WORDS_OF_FILES = {
    "curriculum/readers/heads.py", "curriculum/readers/cells.py", "curriculum/readers/lines.py",
    "portfolios/class_list/heads.py", "portfolios/class_list/values.py",
    "portfolios/class_list/school.py",
}  # fmt: skip


def test_no_dutch_in_a_template_or_script():
    """Facts are not looked at: those of curriculum/data and portfolios/data are Dutch."""
    found = {
        sources.name(path): dutch.WORD.findall(path.read_text())
        for path in sources.TEMPLATES + SCRIPTS
        if dutch.WORD.search(path.read_text())
    }
    assert found == {}


def test_no_dutch_in_the_strings_of_code():
    found = {
        f"{sources.name(path)}:{node.lineno}": dutch.WORD.findall(node.value)
        for path in sources.MODULES
        if sources.name(path) not in WORDS_OF_FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and dutch.WORD.search(node.value)
    }
    assert found == {}


def test_every_word_of_a_template_can_be_translated():
    found = {}
    for path in sources.TEMPLATES:
        texts = [SAME_EVERYWHERE.sub("", text) for text in words_outside_tags(path.read_text())]
        if words := [text for text in texts if any(letter.isalpha() for letter in text)]:
            found[sources.name(path)] = words
    assert found == {}


def test_every_sentence_of_code_can_be_translated():
    found = [
        f"{sources.name(path)}:{text.lineno}: {ast.unparse(text)}"
        for path in sources.MODULES
        if "migrations" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for text in _read_by_people(call)
        if isinstance(text, ast.JoinedStr) or _is_a_sentence(text)
    ]
    assert found == [], found


def _read_by_people(call):
    """The arguments of a call that a person will read."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in READ_BY_PEOPLE and not _is_log(call):
        yield from call.args
    yield from (word.value for word in call.keywords if word.arg in WORDS_OF_A_FIELD)


def _is_a_sentence(node):
    """A literal of several words; a single one is a code."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value.split()) > 1
    )


def _is_log(call):
    """A log is read by who runs the server, in English."""
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "logger"


def test_what_is_translated_while_starting_waits_for_the_reader():
    """Without `lazy` a text of a class or module is in one language for everybody, for good."""
    found = [
        f"{sources.name(path)}:{call.lineno} {function}"
        for path in sources.MODULES
        for tree in [ast.parse(path.read_text())]
        for at_start in [set(_run_at_start(tree))]
        for function, call in sources.translating_calls(tree)
        if call in at_start and not function.endswith(("_lazy", "_noop"))
    ]
    assert found == []


def _run_at_start(node):
    """What is inside a node and in no function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _run_at_start(child)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{% if a %}<p>Hand in</p>{% endif %}", ["Hand in"]),
        ('<img alt="A photo" src="a.jpg">', ["A photo"]),
        ('<input type="submit" value="Save"><input value="typed">', ["Save"]),
        ('<a class="btn{% if a %} on{% endif %}" title="{{ title }}">{{ name }}</a>', []),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %} {# words #}", []),
        ("{% comment %}words{% endcomment %}<script>let x</script><b>12 %</b>", []),
    ],
)
def test_words_outside_tags_are_found(source, words):
    assert words_outside_tags(source) == words

"""The rooms of the code: who may import whom, what lies where, and which habits hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import PROTECT, ForeignKey

ROOT = Path(settings.BASE_DIR)
TOP_LEVEL = {
    "manage.py", "pyproject.toml", "README.md", "wtb_site", "curriculum", "portfolios",
    "templates", "tests",
}  # fmt: skip
MOST_LINES = 300

# The rooms of portfolios from the bottom up: each imports only what stands above it here.
PORTFOLIOS = (
    "enums errors clock triggers inspection antivirus",
    "uploads tokens replay",
    "models charts",
    "shown news",
    "changes drafts permissions locks log notifications notify phrases progress queue decided told",
    "versions seal results pace",
    "completion",
    "files markup uses people portfolio timeline class_overview impact confirming figures sampling",
    "sign_off verify workplace class_matrix school_overview stuck history merging class_list",
    "evidence desk todo viewer proposals sealed_list exports rounds structure_import moving",
    "forms demo board_overview",
    "views admin management",
    "templatetags urls apps",
)
# Where a state or a standing result may be assigned: in the steps, and nowhere else.
ASSIGNS = {
    "state": {
        "portfolios/sign_off", "portfolios/portfolio.py", "portfolios/completion.py",
        "portfolios/files", "portfolios/replay.py", "curriculum/structure",
    },
    "grade": {"portfolios/sign_off", "portfolios/replay.py"},
    "given_at": {"portfolios/sign_off", "portfolios/replay.py"},
    "frozen_at": set(),
}  # fmt: skip


def tracked():
    """The files of the repository, by their path."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode:
        pytest.skip("needs the repository, not a copy of its files")
    return [name for name in answer.stdout.split("\0") if name and (ROOT / name).exists()]


def modules(*rooms):
    """(path, syntax tree) of every module in these folders, migrations apart."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def imported(tree):
    """The dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def short(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("curriculum", {"portfolios", "wtb_site", "tests"}),
        ("portfolios", {"wtb_site", "tests"}),
        ("wtb_site", {"tests"}),
    ],
)
def test_imports_point_down(room, forbidden):
    found = [
        f"{short(path)} imports {name}"
        for path, tree in modules(room)
        for name in imported(tree)
        if name.split(".")[0] in forbidden
    ]
    assert found == []


def test_inside_portfolios_imports_point_down_too():
    rank = {name: index for index, names in enumerate(PORTFOLIOS) for name in names.split()}
    found = []
    for path, tree in modules("portfolios"):
        room = path.relative_to(ROOT / "portfolios").parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        assert room in rank, f"portfolios/{room} has no place in PORTFOLIOS yet"
        for name in imported(tree):
            package, *rest = name.split(".")
            if package == "portfolios" and rest[0] != room and rank[rest[0]] >= rank[room]:
                found.append(f"{short(path)} imports {name}")
    assert found == []


def test_every_room_of_portfolios_exists():
    names = [name for names in PORTFOLIOS for name in names.split()]
    assert len(names) == len(set(names))
    for name in names:
        room = ROOT / "portfolios" / name
        assert room.is_dir() or room.with_suffix(".py").is_file(), f"{name} is gone"


def test_pages_of_the_curriculum_link_to_nothing_of_the_portfolios():
    found = [
        short(path)
        for path in (ROOT / "templates" / "curriculum").rglob("*.html")
        if "portfolios:" in path.read_text()
    ]
    assert found == []


def test_the_top_level_holds_nothing_else():
    found = {name.split("/")[0] for name in tracked()}
    assert {name for name in found if not name.startswith(".")} == TOP_LEVEL


def test_no_file_is_about_to_burst():
    found = {
        name: lines
        for name in tracked()
        if name.endswith((".py", ".html")) and "/migrations/" not in name
        if (lines := len((ROOT / name).read_text().splitlines())) > MOST_LINES
    }
    assert found == {}


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX)\b")
    found = [
        name
        for name in tracked()
        if name.endswith((".py", ".html", ".txt", ".md", ".js", ".css", ".toml", ".po"))
        if later.search((ROOT / name).read_text())
    ]
    assert found == []


def test_locks_pin_every_package_by_hash_and_name_no_host():
    for path in sorted((ROOT / "wtb_site" / "requirements").glob("*.txt")):
        text = path.read_text()
        assert "://" not in text, path.name
        packages = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert packages
        assert all(re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+( ; .+)? \\$", line) for line in packages)
        assert text.count("--hash=sha256:") >= len(packages)


def test_every_module_says_its_job():
    found = [
        short(path)
        for path, tree in modules("curriculum", "portfolios", "wtb_site", "tests")
        if tree.body and not ast.get_docstring(tree)
    ]
    assert found == []


def test_every_test_checks_something():
    functions = [
        (path, node)
        for path, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    checking = set()
    for _turn in range(3):  # a helper may check by calling another one
        checking |= {node.name for _path, node in functions if _checks(node, checking)}
    found = [
        f"{short(path)}: {node.name}"
        for path, node in functions
        if node.name.startswith("test_") and not _checks(node, checking)
    ]
    assert found == []


def _checks(function, checking):
    """Whether a function asserts, expects, waits for something, or calls a helper that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            words = name.rsplit(".", 1)[-1]
            if (
                words in checking
                or words == "raises"
                or any(word in words for word in ("assert", "expect", "wait_for"))
            ):
                return True
    return False


@pytest.mark.parametrize("field", ASSIGNS)
def test_states_and_results_are_assigned_by_the_steps_alone(field):
    found = [
        f"{short(path)}, line {target.lineno}"
        for path, tree in modules("curriculum", "portfolios", "wtb_site")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in _attributes(node)
        if target.attr == field and not short(path).startswith(tuple(ASSIGNS[field]) or ("-",))
    ]
    assert found == []


def _attributes(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        yield from (part for part in parts if isinstance(part, ast.Attribute))


def test_permissions_look_at_facts_alone():
    names = {
        node.attr
        for path, tree in modules("portfolios")
        if path.parent.name == "sign_off" or path.name in ("permissions.py", "portfolio.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }
    assert "is_active" in names
    assert not names & {"is_superuser", "is_staff", "has_perm", "has_perms"}


def test_what_one_may_see_is_never_made_distinct():
    """PostgreSQL cannot lock the rows of such a query; SQLite does not tell."""
    found = [
        f"{short(path)}: {function.name}"
        for path, tree in modules("portfolios/models", "curriculum/models")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == "visible_to"
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "distinct"
    ]
    assert found == []


def test_signals_are_used_for_the_triggers_alone():
    found = [
        short(path)
        for path, tree in modules("curriculum", "portfolios", "wtb_site")
        if any("signals" in name for name in imported(tree))
    ]
    assert found == ["portfolios/apps.py"]


def test_no_view_does_without_the_protection_of_forms():
    found = [
        short(path)
        for path, _tree in modules("curriculum", "portfolios", "wtb_site")
        if "csrf_" + "exempt" in path.read_text()
    ]
    assert found == []


def test_a_request_is_no_transaction_and_a_look_saves_no_session():
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS") is False
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


def test_nothing_that_was_decided_can_be_deleted_with_something_else():
    keys = [
        field
        for label in ("curriculum", "portfolios")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
    ]
    assert len(keys) > 20
    assert [str(field) for field in keys if field.remote_field.on_delete is not PROTECT] == []


def test_nothing_in_the_code_knows_one_school():
    """The discipline and its levels are rows; the name of the product apart."""
    found = [
        f"{short(path)}: {node.value!r}"
        for path, tree in modules("curriculum", "portfolios", "wtb_site")
        if "demo" not in str(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"\bwtb-[34]\b|[Ww]erktuigbouw", node.value)
    ]
    assert found == []

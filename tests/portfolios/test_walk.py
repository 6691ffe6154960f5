"""Random legal and illegal steps never leave a model that knows the design and nothing else."""

import ast
from pathlib import Path

import pytest

from portfolios.models import Portfolio
from tests.portfolios.random_walk import walk
from tests.portfolios.walk import model


@pytest.mark.django_db
@pytest.mark.parametrize("seats", [1, 2])
def test_a_few_walks_never_leave_the_model(seats):
    runs, _taken = walk(examples=8, steps=20, seats=seats)
    assert runs >= 8
    assert not Portfolio.objects.exists()


def test_the_model_knows_nothing_of_the_application():
    folder = Path(model.__file__).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    walked = {f"tests.portfolios.walk.{name}" for name in ("model", "needs", "taking")}
    assert imported == {"dataclasses", "itertools", *walked}

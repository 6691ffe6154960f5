"""A second version of the small qualification, and a mapping to it."""

import pytest

from tests.portfolios.moving import versions


@pytest.fixture
def newer(qualification):
    return versions.make_newer()


@pytest.fixture
def mapping(qualification, newer):
    return versions.mapping(qualification, newer)

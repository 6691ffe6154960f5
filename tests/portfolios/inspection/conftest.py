"""A file to judge, and the places for what is made of it."""

import pytest

from portfolios import inspection
from portfolios.inspection import Limits, Outputs


@pytest.fixture
def outputs(tmp_path):
    return Outputs(**{name: tmp_path / name for name in ("kept", "preview", "thumbnail")})


@pytest.fixture
def preview_path(outputs):
    return outputs.preview


@pytest.fixture
def judge(tmp_path, outputs):
    """Judge these bytes under this name; each call with fresh places for what is made of them."""

    def judge(data, name, limits=Limits()):  # noqa: B008 - frozen
        path = tmp_path / "received"
        path.write_bytes(data)
        outputs.clear()
        return inspection.inspect(path, outputs, name, limits)

    return judge

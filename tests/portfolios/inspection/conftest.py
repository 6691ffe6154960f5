"""A file to judge, and the place for its preview."""

import pytest

from portfolios import inspection
from portfolios.inspection import Limits


@pytest.fixture
def preview_path(tmp_path):
    return tmp_path / "preview"


@pytest.fixture
def judge(tmp_path, preview_path):
    """Judge these bytes under this name; each call with a fresh place for the preview."""

    def judge(data, name, limits=Limits()):  # noqa: B008 - frozen
        path = tmp_path / "received"
        path.write_bytes(data)
        preview_path.unlink(missing_ok=True)
        return inspection.inspect(path, preview_path, name, limits)

    return judge

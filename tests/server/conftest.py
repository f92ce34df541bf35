"""What the tests of the server share: one finished ad."""

from pathlib import Path

import pytest

from tests.command import make_smallest_ads


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one ad of the campaign `tiny` in `outputs`; tests that change it work on a copy."""
    return make_smallest_ads(tmp_path_factory.mktemp("finished"))

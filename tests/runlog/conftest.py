"""A state folder of one's own."""

from pathlib import Path

import pytest

from creative_cli.storage.state import StateFolder


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return a state folder with nothing in it yet."""
    folder = StateFolder(tmp_path / "outputs" / ".creative")
    folder.create()
    return folder

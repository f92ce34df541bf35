"""A fresh state folder for each test."""

from pathlib import Path

import pytest

from creative_cli.storage.state import StateFolder


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return an empty state folder."""
    folder = StateFolder(tmp_path / "outputs" / ".creative")
    folder.create()
    return folder

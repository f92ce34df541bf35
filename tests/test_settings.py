"""Settings are those of the environment and of `.env` at the time they are asked for."""

from pathlib import Path

import pytest

from creative_cli.errors import UsageError
from creative_cli.settings import read_settings


def test_settings_follow_the_environment_and_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that changes, a file that is written, changed or removed: each is seen by the next question."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CREATIVE_CONNECT_SECONDS", raising=False)
    usual = read_settings().connect_seconds
    env = tmp_path / ".env"
    env.write_text("CREATIVE_CONNECT_SECONDS=7\n", "utf-8")
    assert read_settings().connect_seconds == 7
    env.write_text("CREATIVE_CONNECT_SECONDS=8\n", "utf-8")
    assert read_settings().connect_seconds == 8
    monkeypatch.setenv("CREATIVE_CONNECT_SECONDS", "9")
    assert read_settings().connect_seconds == 9
    monkeypatch.delenv("CREATIVE_CONNECT_SECONDS")
    env.unlink()
    assert read_settings().connect_seconds == usual


def test_a_wrong_setting_is_refused_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was refused once is not taken the second time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREATIVE_CONNECT_SECONDS", "soon")
    for _ in range(2):
        with pytest.raises(UsageError, match="CREATIVE_CONNECT_SECONDS is not a number"):
            read_settings()

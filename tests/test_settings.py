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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CREATIVE_BUDGET", "CREATIVE_BUDGET_USD"),
        ("CREATIVE_MAX", "CREATIVE_MAX_USD"),
        ("CREATIVE_MAX_EUR", "CREATIVE_MAX_USD"),
        ("CREATIVE_MAX_USD_RUN", "CREATIVE_MAX_USD"),
        ("CREATIVE_STATE_DIR", "CREATIVE_STATE"),
        ("CREATIVE_USD_MAX", "CREATIVE_MAX_USD"),
        ("CREATIVE_MONTHLY_BUDGET", "CREATIVE_BUDGET_USD"),
    ],
)
def test_a_setting_with_another_last_word_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, meant: str
) -> None:
    """A spending limit of which the unit is missing or another would limit nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(written, "5")
    with pytest.raises(UsageError, match=f"There is no setting {written}. Did you mean {meant}\\?"):
        read_settings()


@pytest.mark.parametrize(
    "name", ["CREATIVE_CLOUD", "CREATIVE_CLOUD_STATE", "CREATIVE_SERVE_HOST", "CREATIVE_CLOUD_MAX_USD"]
)
def test_a_setting_of_another_program_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Names that are close to none of ours, or to several alike, stop no command."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "5")
    read_settings()

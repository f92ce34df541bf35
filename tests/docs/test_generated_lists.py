"""The pages made from the settings and the classes of errors have all of them, and nothing that is gone."""

import re
from pathlib import Path

from creative_cli.http.api_error import ErrorKind
from creative_cli.settings import Settings, read_settings
from error_reference import list_error_classes, read_advice
from settings_reference import env_example, list_variables
from tests.conftest import REPOSITORY


def test_every_setting_is_on_its_page_with_its_default() -> None:
    """A row of the table has the variables, what they hold, and the default of the class."""
    page = (REPOSITORY / "docs" / "settings.md").read_text("utf-8")

    for name, field in Settings.model_fields.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{list_variables(name, field)[0]}`")]
        assert str(field.description) in row
    assert "| `CREATIVE_MAX_USD` | number, 0 or more |" in page
    assert "| `CREATIVE_SHARD_ADS` | whole number, 1 or more, at most 10000 | `1000` |" in page
    assert "| `HF_TOKEN` or `HUGGING_FACE_HUB_TOKEN` | key |" in page


def test_the_example_sets_nothing_until_a_line_is_taken() -> None:
    """As it is, .env.example changes no setting; with every default taken, it still does not."""
    text, before = env_example(), read_settings()
    taken = [line[1:] for line in text.splitlines() if re.match("#[A-Z_0-9]+=", line)]
    Path(".env").write_text("\n".join(taken), "utf-8")

    assert len(taken) == len(Settings.model_fields)
    assert all(line.startswith("#") for line in text.splitlines() if line)
    assert read_settings() == before


def test_every_kind_of_error_has_its_cause_and_next_step() -> None:
    """The advice names each class of error and each kind of failed call, and no other."""
    advice = read_advice()

    assert set(advice["errors"]) == {kind.__name__ for kind in list_error_classes()}
    assert set(advice["calls"]) == {kind.value for kind in ErrorKind}
    assert all(each["cause"] and each["step"] for part in advice.values() for each in part.values())

"""`creative init --from`: a first brief for a feed that is valid as it is, with a comment for every guess."""

import shutil
from pathlib import Path

import pytest

from tests.command import creative
from tests.conftest import REPOSITORY

SALE = REPOSITORY / "briefs" / "shoe-sale"


@pytest.mark.parametrize("name", ["shoes.csv", pytest.param("merchant.xml", marks=pytest.mark.slow)])
def test_the_first_brief_of_a_feed_is_valid(tmp_path: Path, name: str) -> None:
    """The map is guessed from the header; the brief reads the rows that are in stock."""
    shutil.copytree(SALE / "assets", tmp_path / "assets")
    shutil.copy(SALE / name, tmp_path)
    made = creative("init", "--from", str(tmp_path / name))
    checked = creative("validate", str(tmp_path / "brief.yaml"))

    assert made.returncode == 0, made.stderr
    assert checked.returncode == 0, checked.stderr
    assert "3 products" in checked.stdout
    assert "# names the files of its ads" in (tmp_path / "brief.yaml").read_text("utf-8")


def test_a_brief_that_is_there_is_kept(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    shutil.copy(SALE / "shoes.csv", tmp_path)
    (tmp_path / "brief.yaml").write_text("mine", "utf-8")
    result = creative("init", "--from", str(tmp_path / "shoes.csv"))

    assert result.returncode == 2
    assert "is there already" in result.stderr
    assert (tmp_path / "brief.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("arguments", [(), ("folder", "--from", "a.csv"), ("--from", "none.csv")])
def test_what_init_cannot_do(arguments: tuple[str, ...]) -> None:
    """It needs a folder or a feed that is there."""
    assert creative("init", *arguments).returncode == 2

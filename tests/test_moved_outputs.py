"""Outputs that were renamed or moved, alone or with their project, are found again, and nothing is made twice."""

import json
import shutil
from pathlib import Path

import pytest

from tests.command import creative, make_smallest_ads

AD = "tiny/en-GB/1x1/umbrella.jpg"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a brief and its finished ads, in a folder that tests do not stand in."""
    return make_smallest_ads(tmp_path_factory.mktemp("project"))


def found(*options: str) -> tuple[list[str], str]:
    """Return the paths that a search shows, and what it says."""
    result = creative("search", "umbrella", "--json", *options)
    assert result.returncode == 0, result.stderr
    campaigns = json.loads(result.stdout)["campaigns"]
    return [one["path"] for each in campaigns for doc in each["documents"] for one in doc["pictures"]], result.stderr


def assert_whole(output: Path, *options: str) -> None:
    """Hold that every command finds the ads in *output*, and that a run makes none again."""
    where = ("--output", str(output), *options)
    paths, said = found(*where)
    alike = json.loads(creative("search", "--like", str(output / AD), "--json", *where).stdout)["pictures"]
    again = json.loads(creative("run", "brief.yaml", "--ratio", "1:1", "--json", *where).stdout)["runs"][0]

    assert paths == [str(output / AD)]
    assert "any more" not in said
    assert [one["path"] for one in alike] == [str(output / AD)]
    assert creative("report", "last", *where).returncode == 0
    assert json.loads(creative("review", "status", "--json", *where).stdout)["campaigns"][0]["pending"] == 1
    assert (again["made"], again["unchanged"]) == (0, 1)


@pytest.mark.slow
def test_a_renamed_folder_and_a_moved_project_are_found(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The state moved with the folder: its paths are relative to it, in another project and for another user."""
    shutil.copytree(project / "outputs", "renamed")
    shutil.copy(project / "brief.yaml", "brief.yaml")
    monkeypatch.setenv("HOME", "/nonexistent")

    assert_whole(Path("renamed"))
    assert_whole(Path("renamed").absolute())


def test_a_folder_that_moved_away_from_its_state_is_found(project: Path) -> None:
    """With the new place of the ads, or of the state, in options."""
    shutil.copytree(project / "outputs", "outputs")
    shutil.copy(project / "brief.yaml", "brief.yaml")
    shutil.move("outputs/.creative", "state")
    state = ("--state", "state")
    assert_whole(Path("outputs"), *state)
    Path("elsewhere").mkdir()
    shutil.move("outputs", "elsewhere/ads")

    assert_whole(Path("elsewhere/ads"), *state)


def test_a_folder_that_is_gone_is_said(project: Path) -> None:
    """Search still finds the words, names the folder and the next step; the run log still reports."""
    shutil.copytree(project / "outputs", "outputs")
    shutil.rmtree("outputs/tiny")
    _, said = found()

    assert "The ads of tiny are not in outputs/tiny any more" in said
    assert "--output" in said
    assert creative("report").returncode == 0


def test_no_link_leads_out_of_the_folder(project: Path) -> None:
    """A market that was replaced by a link is not followed, by search or by a rebuilt index."""
    shutil.copytree(project / "outputs", "outputs")
    shutil.move("outputs/tiny/en-GB", "secret")
    Path("outputs/tiny/en-GB").symlink_to(Path("secret").absolute())
    _, said = found()
    rebuilt = creative("search", "--reindex")

    assert "are not in outputs/tiny any more" in said
    assert "0 pictures" in rebuilt.stderr

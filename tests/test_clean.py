"""`creative clean` removes what was not used for long, and nothing that a run, a reviewer or money depends on."""

import json
import os
import time
from pathlib import Path

import pytest

from creative_cli.errors import UsageError
from creative_cli.runlog.journal import Journal
from creative_cli.services.cleaning import remove_unused
from creative_cli.services.workspace import Workspace
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from creative_cli.translation.translator import AnswerRecord
from tests.command import MINIMAL, creative, make_smallest_ads
from tests.runlog.test_money import STARTED

DAY_S = 86_400.0
RUN = ("run", "brief.yaml", "--ratio", "1:1", "--quiet")


def age(folder: Path, days: float) -> None:
    """Let all files below *folder* be last used so many days ago."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - days * DAY_S,) * 2)


def files_in(folder: Path) -> set[Path]:
    """Return the files below *folder* that hold something: locks are of no interest."""
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


@pytest.fixture
def where(tmp_path: Path) -> Workspace:
    """Return folders without any run."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    return Workspace(tmp_path / "outputs", state)


def quiet_clean(where: Workspace, keep: str = "30d") -> int:
    """Clean and return how many files were removed."""
    return remove_unused(where, keep, lambda _: None, outputs=False, dry_run=False).files


def test_what_was_not_used_goes_and_what_was_used_stays(where: Workspace) -> None:
    """Reading a result, asking for an object and storing it once more are uses."""
    cache = Cache(where.state)
    for name in ("read", "asked", "stored", "forgotten"):
        cache.put(key_of(name), name)
        cache.put_object(name.encode())
    age(where.state.cache, 40)
    shas = {name: cache.put_object(name.encode()) for name in ("stored",)}
    assert cache.get(key_of("read"), str) == "read"
    assert cache.has_object(key := Cache(where.state).put_object(b"asked"))

    assert quiet_clean(where) == 5, "three results and two objects"

    assert cache.get(key_of("read"), str) == "read"
    assert [cache.get(key_of(name), str) for name in ("asked", "stored", "forgotten")] == [None] * 3
    assert cache.object_bytes(shas["stored"]) == b"stored"
    assert cache.object_bytes(key) == b"asked"


def test_what_was_paid_for_stays_forever(where: Workspace) -> None:
    """The answer, its note and its bytes."""
    bought = PaidResults(where.state, Cache(where.state), AnswerRecord, where.output)
    note = AnswerRecord("model", "de-DE")
    bought.keep(key_of("picture"), b"picture", note)
    age(where.state.cache, 4000)

    found = remove_unused(where, "0d", lambda _: None, outputs=True, dry_run=False)

    assert (found.files, found.kept_paid) == (0, 1)
    assert bought.get(key_of("picture")) == (b"picture", note)


def test_the_last_hour_stays_whatever_is_asked(where: Workspace) -> None:
    """A use is noted to the hour: what looks half an hour old may be in use."""
    Cache(where.state).put_object(b"young")
    age(where.state.cache, 0.5 / 24)

    assert quiet_clean(where, "0d") == 0


def test_what_a_working_run_has_used_stays(where: Workspace) -> None:
    """It was used after the start of a run that still works, however long ago that was."""
    cache = Cache(where.state)
    during = cache.put_object(b"during")
    age(where.state.cache, 2)
    before = cache.put_object(b"before")
    os.utime(where.state.cache / "objects" / before[:2] / before, (time.time() - 9 * DAY_S,) * 2)
    started = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 3 * DAY_S))

    with Journal.open(where.state, f"{started}-000000000000") as journal:
        journal.append(STARTED)
        assert quiet_clean(where, "0d") == 1
    assert cache.object_bytes(during) == b"during"
    assert quiet_clean(where, "0d") == 0, "it was used just now"
    age(where.state.cache, 2)
    assert quiet_clean(where, "0d") == 1


def test_a_moment_to_come_is_refused(where: Workspace) -> None:
    """It would be a slip: nothing can have been used since."""
    with pytest.raises(UsageError, match="lies in the future"):
        quiet_clean(where, "2999-01-01")


def test_a_campaign_is_whole_after_its_cache_was_cleaned(tmp_path: Path) -> None:
    """A dry run removes nothing; after a cleaning the ads are there, and the next run finds them unchanged."""
    make_smallest_ads(tmp_path)
    cache, ads = tmp_path / "outputs" / ".creative" / "cache", files_in(tmp_path / "outputs" / "tiny")
    age(cache, 40)
    before = files_in(cache)

    tried = creative("clean", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.startswith("Would remove ")
    assert files_in(cache) == before

    said = json.loads(creative("clean", "--json").stdout)
    assert said["dry_run"] is False
    assert said["cleaning"]["files"] == len(before) - len(files_in(cache)) > 0
    assert files_in(tmp_path / "outputs" / "tiny") == ads

    again = creative(*RUN, "--json")
    assert again.returncode == 0, again.stderr
    assert files_in(tmp_path / "outputs" / "tiny") == ads


@pytest.mark.slow
def test_old_campaigns_go_only_if_asked_and_changed_ads_stay(tmp_path: Path) -> None:
    """The folder of a campaign that was run lately stays; so does an ad that somebody has changed."""
    make_smallest_ads(tmp_path)
    (tmp_path / "brief.yaml").write_text(MINIMAL.replace("tiny", "other").replace("[GB]", "[GB, IE]"), "utf-8")
    assert creative(*RUN).returncode == 0
    journals = sorted((tmp_path / "outputs" / ".creative" / "journal").glob("*.jsonl"))
    for path in journals:  # both were made 40 days ago
        run_id = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 40 * DAY_S)) + path.stem[16:]
        path.with_name(f"{run_id}.jsonl").write_bytes(path.read_bytes().replace(path.stem.encode(), run_id.encode()))
        path.unlink()
    assert creative("doctor", "--rebuild", "--json").stdout
    age(tmp_path / "outputs", 40)
    changed, own = tmp_path.glob("outputs/other/en-GB/*/*.jpg"), tmp_path / "outputs" / "other" / "notes.txt"
    ad = next(changed)
    ad.write_bytes(ad.read_bytes() + b"changed")
    own.write_text("mine", "utf-8")
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    assert creative(*RUN).returncode == 0  # the campaign tiny is in use

    assert "campaign" not in creative("clean").stdout
    cleaned = creative("clean", "--outputs")

    assert cleaned.returncode == 0, cleaned.stderr
    assert "Removed the ads of 1 campaign: other." in cleaned.stdout
    assert f"other/en-GB/1x1/{ad.name}" in cleaned.stdout
    assert files_in(tmp_path / "outputs" / "other") == {ad, own}
    assert (tmp_path / "outputs" / "tiny" / "manifest.json").is_file()

"""The benches run: what they ask for still exists, and a cost that has grown is named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run what `make bench` runs on some cases, once each, into the test's folder."""
    line = (sys.executable, str(REPOSITORY / "tools" / "bench.py"), "--turns", "1", "--folder", ".", *arguments)
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_a_case_is_written_with_its_ratio_and_fails_when_it_was_much_better_before() -> None:
    """The page has the machine and the table; a worse ratio than the kept one is named, and nothing is written."""
    done = bench("--only", "start")
    assert done.returncode == 0, done.stderr
    page, kept = Path("benchmarks.md").read_text("utf-8"), json.loads(Path("benchmarks.json").read_text("utf-8"))
    assert " cores, " in page
    assert f"| start | `creative --version` | {kept['start']['ours']:.2f} CPU s |" in page

    kept["start"]["ratio"] /= 100
    Path("benchmarks.json").write_text(json.dumps(kept), "utf-8")
    failed = bench("--only", "start")
    assert failed.returncode == 1
    assert "start fell behind" in failed.stderr
    assert json.loads(Path("benchmarks.json").read_text("utf-8")) == kept
    assert Path("benchmarks.md").read_text("utf-8") == page


def test_a_case_that_there_is_not_is_refused() -> None:
    """The message names those that there are."""
    done = bench("--only", "start,finish")
    assert done.returncode == 2
    assert "There is no case finish; there are start, validate" in done.stderr


@pytest.mark.slow
def test_every_case_can_be_measured() -> None:
    """Each has its row: cold and warm runs, feeds, providers, processes, search, report and memory."""
    done = bench()
    assert done.returncode == 0, done.stderr
    kept = json.loads(Path("benchmarks.json").read_text("utf-8"))
    assert len(kept) == 14
    assert all(one["ratio"] >= 0 for one in kept.values())


@pytest.mark.slow
def test_a_small_feed_goes_through_every_step_of_its_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows are made, changed and left alone, in shards, and their page is opened."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "4")
    line = (sys.executable, str(REPOSITORY / "tools" / "bench_feed.py"), "10")
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "first 2 rows: 2 made, 0 unchanged, 0 failed" in done.stdout
    assert "all 10 rows: 8 made, 2 unchanged, 0 failed" in done.stdout
    assert "nothing changed: 0 made, 10 unchanged, 0 failed" in done.stdout
    assert "1 rows changed: 1 made, 9 unchanged, 0 failed" in done.stdout
    assert "manifest: 3 shards" in done.stdout
    assert "page: 10 ads" in done.stdout


@pytest.mark.slow
def test_the_bench_of_scale_makes_a_campaign_twice() -> None:
    """It prints how fast forty ads are made, what they cost a second time, and the memory they take."""
    line = (sys.executable, str(REPOSITORY / "tools" / "bench_scale.py"), "40")
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("40 ads: ")
    assert "ms for each unchanged ad" in done.stdout

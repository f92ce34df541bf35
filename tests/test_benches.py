"""The benches run: their made-up rows follow the schema, and what they ask for still exists."""

import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.slow
def test_the_run_log_can_be_filled_with_made_up_ads_and_reported_on() -> None:
    """Every command of `make bench-runlog` answers over some hundred made-up ads."""
    line = (sys.executable, str(REPOSITORY / "tools" / "bench_runlog.py"), "480")
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "creative report --since 365d --by market" in done.stdout


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
    """Twenty ads are made and left alone, and their pace and memory are told."""
    line = (sys.executable, str(REPOSITORY / "tools" / "bench_scale.py"), "20")
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("20 ads: ")
    assert "ms for each unchanged ad" in done.stdout

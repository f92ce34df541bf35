"""The model of large runs holds to what cannot be otherwise, and its simulation to the model."""

import subprocess
import sys
from dataclasses import replace

import pytest

from scale_model import Campaign, Costs, model_bounds, simulate_run
from tests.conftest import REPOSITORY

CAMPAIGN = Campaign(ads=40_000, ads_per_set=40, sets_per_picture=10)
COSTS = Costs(
    ad_s=0.25,
    set_s=1.0,
    keep_ad_s=0.001,
    order_s=0.0017,
    picture_usd=0.04,
    pictures_per_minute=150.0,
    worker_usd_per_hour=0.04,
    worker_dies_every_hours=1e9,
)


@pytest.mark.parametrize("workers", [1, 30, 1000])
def test_no_run_is_shorter_than_its_longest_part(workers: int) -> None:
    """With one worker the run takes as long as its work; with many it waits for pictures or for itself."""
    bounds = model_bounds(CAMPAIGN, COSTS, workers)
    run = simulate_run(CAMPAIGN, COSTS, workers, seed=7)

    assert 0.95 * max(bounds.values()) <= run.seconds <= 1.1 * sum(bounds.values())
    assert run.repeated_sets == 0


def test_what_dies_is_made_again_and_takes_longer() -> None:
    """Workers that die every two minutes of work lose sets; all are made in the end."""
    calm = simulate_run(CAMPAIGN, COSTS, 30, seed=7)
    deadly = simulate_run(CAMPAIGN, replace(COSTS, worker_dies_every_hours=1 / 30), 30, seed=7)

    assert deadly.repeated_sets > 0
    assert deadly.seconds > calm.seconds
    assert deadly.busy_s > calm.busy_s


def test_the_command_prints_time_and_cost() -> None:
    """A million ads on a thousand declared workers, as the page says."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "tools" / "scale_model.py")], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("1,000,000 ads, 25,000 sets, 2,084 pictures, 1,000 threads")
    assert "from start to last ad" in done.stdout
    assert done.stdout.rstrip().endswith("USD")

"""What a large campaign takes on a cluster: a model of its cost and time, and a simulation with declared workers.

    python tools/scale_model.py --ads 1000000 --workers 1000

The figures that it starts from are options: take yours from `creative report` and `make bench`.
"""

import argparse
import heapq
import random
from dataclasses import dataclass

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is made: *ads* in sets of *ads_per_set*, *sets_per_picture* of them from each bought picture."""

    ads: int
    ads_per_set: int
    sets_per_picture: int

    @property
    def sets(self) -> int:
        """Number of sets."""
        return -(-self.ads // self.ads_per_set)

    @property
    def pictures(self) -> int:
        """Number of pictures to buy."""
        return -(-self.sets // self.sets_per_picture)


@dataclass(frozen=True, slots=True)
class Costs:
    """What things take: seconds of CPU, USD, and calls a minute."""

    ad_s: float
    set_s: float
    keep_ad_s: float
    order_s: float
    picture_usd: float
    pictures_per_minute: float
    worker_usd_per_hour: float
    worker_dies_every_hours: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """How a simulated run went: its duration, the time of workers, and what deaths repeated."""

    seconds: float
    busy_s: float
    repeated_sets: int


def model_bounds(campaign: Campaign, costs: Costs, workers: int) -> dict[str, float]:
    """Return the seconds that each part alone takes: the longest is what the campaign waits for."""
    return {
        "pictures at the service's limit": campaign.pictures / costs.pictures_per_minute * 60,
        "workers": (campaign.ads * costs.ad_s + campaign.sets * costs.set_s) / workers,
        "scheduler": campaign.sets * costs.order_s,
        "the run itself": campaign.ads * costs.keep_ad_s,
    }


def simulate_run(campaign: Campaign, costs: Costs, workers: int, seed: int) -> Simulated:
    """Play a run: pictures come at their limit, sets wait for a worker, workers die, the run keeps what comes back.

    A set takes half to one and a half of its usual time. A worker that dies loses the set it has in work, which is made
    again, and is replaced after a minute.
    """
    chance = random.Random(seed)  # noqa: S311  # a simulation, not a secret
    usual_s = campaign.ads_per_set * costs.ad_s + costs.set_s
    kept_s = campaign.ads_per_set * costs.keep_ad_s
    free = [0.0] * workers  # when each worker is free
    again: list[float] = []  # when lost sets can be given out again
    busy = run_free = given = 0.0  # `given` is when the scheduler gave out the last set
    repeated = 0
    left = campaign.sets
    while left or again:
        if again and (not left or again[0] <= free[0]):
            ready = heapq.heappop(again)
        else:
            number = (campaign.sets - left) // campaign.sets_per_picture
            ready = number * 60 / costs.pictures_per_minute
            left -= 1
        given = max(ready, given + costs.order_s)
        start = max(given, heapq.heappop(free))
        takes = usual_s * chance.uniform(0.5, 1.5)
        lives = chance.expovariate(1 / (costs.worker_dies_every_hours * HOUR_S))
        if lives < takes:
            busy += lives
            repeated += 1
            heapq.heappush(again, start + lives)
            heapq.heappush(free, start + lives + 60)
            continue
        busy += takes
        heapq.heappush(free, start + takes)
        run_free = max(run_free, start + takes) + kept_s
    return Simulated(run_free, busy, repeated)


def describe_hours(seconds: float) -> str:
    """Return a duration that people can read."""
    return f"{seconds / HOUR_S:.1f} h" if seconds >= HOUR_S else f"{seconds / 60:.1f} min"


def main() -> None:
    """Print model and simulation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--ads", type=int, default=1_000_000)
    add("--ads-per-set", type=int, default=40, help="markets that share a product and a format")
    add("--sets-per-picture", type=int, default=12, help="formats cut from one picture")
    add("--workers", type=int, default=1000, help="threads of all workers")
    add("--ad-s", type=float, default=0.25, help="CPU of a worker for one ad")
    add("--set-s", type=float, default=1.0, help="CPU of a worker for what a set shares")
    add("--keep-ad-s", type=float, default=0.004, help="CPU of the run for one ad that comes back")
    add("--order-s", type=float, default=0.0017, help="scheduler's time for one set")
    add("--picture-usd", type=float, default=0.04)
    add("--pictures-per-minute", type=float, default=150.0, help="limit of the service")
    add("--worker-usd-per-hour", type=float, default=0.04, help="price of one thread")
    add("--worker-dies-every-hours", type=float, default=24.0)
    add("--seed", type=int, default=1)
    given = parser.parse_args()
    campaign = Campaign(given.ads, given.ads_per_set, given.sets_per_picture)
    costs = Costs(
        given.ad_s,
        given.set_s,
        given.keep_ad_s,
        given.order_s,
        given.picture_usd,
        given.pictures_per_minute,
        given.worker_usd_per_hour,
        given.worker_dies_every_hours,
    )
    print(f"{campaign.ads:,} ads, {campaign.sets:,} sets, {campaign.pictures:,} pictures, {given.workers:,} threads")
    print("\nEach part alone:")
    for part, seconds in model_bounds(campaign, costs, given.workers).items():
        print(f"  {part:<34}{describe_hours(seconds):>12}")
    run = simulate_run(campaign, costs, given.workers, given.seed)
    print("\nSimulated:")
    print(f"  {'from start to last ad':<34}{describe_hours(run.seconds):>12}")
    print(f"  {'threads busy':<34}{run.busy_s / (run.seconds * given.workers):>11.0%} ")
    print(f"  {'sets lost with a worker, repeated':<34}{run.repeated_sets:>12,}")
    pictures = campaign.pictures * costs.picture_usd
    machines = run.seconds / HOUR_S * given.workers * costs.worker_usd_per_hour
    print(f"\n  {'pictures':<34}{pictures:>12,.2f} USD")
    print(f"  {'workers for that time':<34}{machines:>12,.2f} USD")
    print(f"  {'one ad':<34}{(pictures + machines) / campaign.ads:>12,.4f} USD")


if __name__ == "__main__":
    main()

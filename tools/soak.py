"""Kill runs at random moments, fill disks and crowd a state folder, then compare everything and print one table.

python tools/soak.py                     200 kills, about 15 minutes on 2 cores
python tools/soak.py --kills 4 --disks 0 --crowds 0 --seed 7

Campaigns buy pictures and translations from a service of ours, which counts what it bills. Exits with 1 if a campaign
differs from its uninterrupted run, a call was paid for twice, a bill or limit does not hold, or something is left.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from soak_campaigns import Bench, Campaign, list_leftovers, make_reference, wait_until_gone  # after the path
from soak_crowds import CONCURRENCY, MONTH_USD, PER_MINUTE, RUN_USD, CrowdTally, crowd_budgets, crowd_limits
from soak_disks import DiskTally, fill_disks
from soak_forks import ForkServer
from soak_kills import KillTally, export_copy, kill_campaign, kill_writers, write_review
from soak_ledger import Ledger, audit_sales
from soak_service import PaidService

FAULTS = 0.12
SLOWEST_S = 1.2
WORKERS_END_S = 10.0
"""In which the worker processes of a killed command have to end, s: they see that their parent is gone."""
SWEEP_S = 3600.0
"""How much older what is left behind is made, s: the next run removes only what no concurrent run can have written."""


def main() -> int:
    """Run the soak and print its table; return 1 if anything is wrong."""
    options = _read_options()
    work = Path(tempfile.mkdtemp(prefix="soak-"))
    (work / "tmp").mkdir()
    print(f"seed {options.seed}, in {work}", flush=True)
    began = time.monotonic()
    try:
        with PaidService(options.seed, FAULTS, SLOWEST_S) as service, ForkServer() as forks:
            wrong = _soak(Bench(work, service, forks), options, began)
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    return min(wrong, 1)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="kills of runs and other commands")
    parser.add_argument("--disks", type=int, default=12, help="campaigns on full disks")
    parser.add_argument("--crowds", type=int, default=2, choices=(0, 1, 2), help="crowds of four runs")
    parser.add_argument("--lanes", type=int, default=2, help="campaigns that are killed side by side")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 10_000, help="of all that is random")
    parser.add_argument("--keep", action="store_true", help="keep the folders")
    return parser.parse_args()


def _soak(bench: Bench, options: argparse.Namespace, began: float) -> int:
    chance = random.Random(options.seed)  # noqa: S311  # moments, not secrets
    killed = [Campaign(number, chance.choice((1, 2, 2))) for number in range(1000, 1000 + max(2, options.kills))]
    filled = [Campaign(number) for number in range(500, 500 + options.disks)]
    limited, poor = ([Campaign(number) for number in range(first, first + 4)] for first in (600, 700))
    crowds = [*(limited[:3] if options.crowds else []), *(poor if options.crowds > 1 else [])]
    everything = [*killed, *filled, *crowds]
    for campaign in everything:
        campaign.write(bench.work)
    make_reference(bench, killed[0])  # which makes the index
    with ThreadPoolExecutor(1) as beside:
        filling = beside.submit(fill_disks, bench, filled, random.Random(chance.random()))  # noqa: S311  # as above
        kills, used = _kill_all(bench, killed, options, chance)
        print(f"{len(kills.kills)} kills after {time.monotonic() - began:.0f} s", flush=True)
        disks = filling.result()
    print(f"{disks.events} disks after {time.monotonic() - began:.0f} s", flush=True)
    numbers = {campaign.number for campaign in killed}
    ledger = audit_sales(bench, [sale for sale in bench.service.sales() if sale.campaign in numbers])
    tallies = []
    if options.crowds:
        copy, review = export_copy(bench, used[0]), write_review(bench, used[0])
        tallies.append(crowd_limits(bench, limited[:3], copy, review))
    if options.crowds > 1:
        tallies.append(crowd_budgets(bench, poor, copy, review))
    left = _find_leftovers(bench, used[0])
    return _print_table(kills, ledger, disks, tallies, left, began)


def _kill_all(
    bench: Bench, campaigns: Sequence[Campaign], options: argparse.Namespace, chance: random.Random
) -> tuple[KillTally, list[Campaign]]:
    """Kill campaigns in two lanes until there are enough kills; return what came of it and the campaigns that ran."""
    tally, queue, used, lock = KillTally(), list(campaigns), list[Campaign](), threading.Lock()
    writers = options.kills // 8

    def drive(seed: int) -> None:
        own = random.Random(seed)  # noqa: S311  # as above
        while True:
            with lock:
                if len(tally.kills) >= options.kills - writers or not queue:
                    return
                campaign = queue.pop(0)
                used.append(campaign)
            kill_campaign(bench, campaign, own, tally)

    lanes = [threading.Thread(target=drive, args=(chance.randrange(1 << 30),)) for _ in range(options.lanes)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    if writers:
        kill_writers(bench, used[0], max(1, writers // 4), chance, tally)
    return tally, used


def _find_leftovers(bench: Bench, campaign: Campaign) -> list[str]:
    """Return what is left when the next run has ended: worker processes and temporary files."""
    processes = wait_until_gone(bench.work, WORKERS_END_S)
    folders = (bench.state_folder, bench.ads_folder)
    for path in [*list_leftovers(folders, bench.work / "tmp"), *bench.state_folder.glob("journal/*")]:
        os.utime(path, (time.time() - SWEEP_S,) * 2)
    bench.finish(campaign)
    files = [*list_leftovers(folders, bench.work / "tmp"), *bench.state_folder.glob("journal/*.lock")]
    return [*(f"process {line}" for line in processes), *(str(path.relative_to(bench.work)) for path in files)]


def _print_table(
    kills: KillTally,
    ledger: Ledger,
    disks: DiskTally,
    crowds: Sequence[CrowdTally],
    left: Sequence[str],
    began: float,
) -> int:
    """Print what happened and every violation; return how many there are."""
    whole = Ledger()
    whole.add(ledger)
    whole.add(disks.ledger)
    ages = [
        min(
            (
                kill.at - sale.due
                for kill in kills.kills
                if kill.subject == f"soak-{sale.campaign}" and kill.at >= sale.due
            ),
            default=0.0,
        )
        for sale in whole.lost_sales
    ]
    beside = sum(sum(crowd.beside.values()) for crowd in crowds)
    beside_failed = [said for crowd in crowds for said in crowd.beside_failed]
    rows: list[tuple[str, str]] = [
        ("kills", f"{len(kills.kills)} ({kills.count_moments()}); {kills.finished_first} came too late"),
        ("campaigns killed", f"{kills.campaigns}, resumed {kills.resumed}, trees equal {kills.equal}"),
        ("calls asked", f"{whole.asked}, billed {whole.billed}, of them cut off {whole.cut}"),
        ("calls noted", f"{whole.noted} for {whole.requests} requests"),
        ("paid twice", str(len(whole.twice))),
        ("answered, kept, not noted", f"{whole.kept_unnoted} (in the bill as may have been charged)"),
        ("lost in the window", f"{whole.lost}{f', killed at most {max(ages):.2f} s after the answer' if ages else ''}"),
        ("bill differs", str(len(whole.wrong_bills))),
        ("full disks", disks.skipped or f"{disks.events}, full {disks.full}, trees equal {disks.equal}"),
        ("rescued answers", str(disks.rescued)),
        ("commands beside", f"{beside}, failed {len(beside_failed)}"),
    ]
    if crowds:
        rows.append(
            ("calls at once, a minute", f"{crowds[0].peak} of {CONCURRENCY}, {crowds[0].per_minute} of {PER_MINUTE}")
        )
    if len(crowds) > 1:
        rows.append(
            ("month, run", f"{crowds[1].month_usd:.3f} of {MONTH_USD} USD, {crowds[1].run_usd:.3f} of {RUN_USD} USD")
        )
    rows += [
        (
            "campaigns in crowds",
            f"{sum(crowd.campaigns for crowd in crowds)}, trees equal {sum(crowd.equal for crowd in crowds)}",
        ),
        ("left behind", str(len(left))),
        ("time", f"{time.monotonic() - began:.0f} s"),
    ]
    violations = [
        *(whole.violations + kills.violations + disks.violations),
        *(said for crowd in crowds for said in crowd.violations),
        *(f"Left behind: {one}" for one in left),
    ]
    rows.append(("violations", str(len(violations))))
    for name, value in rows:
        print(f"{name:27}{value}")
    for violation in violations:
        print(f"\n{violation}")
    return len(violations)


if __name__ == "__main__":
    sys.exit(main())

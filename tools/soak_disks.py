"""The full disks of `soak.py`: state, ads or both on a small disk, or on one that something else fills meanwhile."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from soak_campaigns import RUN, Bench, Campaign, compare_campaign, make_reference
from soak_ledger import Ledger, audit_sales

PLACES: Final = ("state", "ads", "both")
MANNERS: Final = ("small", "filled")
BLOCK = 1 << 20
ROOMY = "400m"
SENTENCE = "the disk is full"


@dataclass(slots=True)
class DiskTally:
    """What full disks did; `skipped` says why there were none."""

    events: int = 0
    full: int = 0
    rescued: int = 0
    equal: int = 0
    skipped: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    violations: list[str] = field(default_factory=list)


def may_mount(folder: Path) -> bool:
    """Return whether this process may mount a small disk."""
    if sys.platform != "linux" or os.getuid():
        return False
    try:
        with _mounted(folder / "probe", "1m"):
            return True
    except subprocess.CalledProcessError:
        return False


def fill_disks(bench: Bench, campaigns: list[Campaign], chance: random.Random) -> DiskTally:
    """Run each campaign on a disk that gets full, then on one with room, and compare."""
    tally = DiskTally()
    if not may_mount(bench.work):
        tally.skipped = "this process may not mount small disks"
        return tally
    for number, campaign in enumerate(campaigns):
        make_reference(bench, campaign)
        place, manner = PLACES[number % len(PLACES)], MANNERS[number // len(PLACES) % len(MANNERS)]
        size = f"{_choose_size(place, chance)}k" if manner == "small" else "48m"
        disk = bench.work / f"disk-{campaign.number}"
        with _mounted(disk, size):
            own = replace(
                bench,
                state=f"{disk.name}/state" if place != "ads" else f"disk-state-{campaign.number}",
                output=f"{disk.name}/ads" if place != "state" else f"disk-ads-{campaign.number}",
            )
            _run_on_disk(own, campaign, disk, f"{campaign.name} ({manner} disk of {place})", manner, chance, tally)
    return tally


def _choose_size(place: str, chance: random.Random) -> int:
    """Return the size of a disk that a run fills sooner or later, KiB."""
    return chance.randint(60, 200) if place == "ads" else chance.randint(600, 16_000)


def _run_on_disk(
    bench: Bench, campaign: Campaign, disk: Path, what: str, manner: str, chance: random.Random, tally: DiskTally
) -> None:
    tally.events += 1
    with _filled(disk, bench, campaign, chance) if manner == "filled" else nullcontext():
        done = bench.run(*RUN, campaign.brief)
    said = done.stdout + done.stderr
    tally.full += SENTENCE in said
    if done.returncode not in {0, 3} or (done.returncode == 3 and SENTENCE not in said):  # noqa: PLR2004  # exit code
        tally.violations.append(f"{what} ended with {done.returncode}: {said[-1500:]}")
    rescue = [bench.ads_folder / ".creative-rescued", *(bench.work / "tmp").glob("creative-rescued-*")]
    tally.rescued += sum(len(list(folder.glob("*.bin"))) for folder in rescue)
    subprocess.run(["mount", "-o", f"remount,size={ROOMY}", str(disk)], check=True)  # noqa: S607  # by its name
    rest = bench.finish(campaign)
    if rest.returncode:
        tally.violations.append(f"{what} could not be finished, exit {rest.returncode}: {rest.stderr[-1500:]}")
        return
    difference = compare_campaign(bench, campaign)
    tally.equal += not difference
    if difference:
        tally.violations.append(f"{what} differs from its uninterrupted run: {difference}")
    ledger = audit_sales(bench, [sale for sale in bench.service.sales() if sale.campaign == campaign.number])
    if ledger.lost:
        tally.violations.append(f"{what}: {ledger.lost} answers were paid for and lost.")
    tally.ledger.add(ledger)


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607  # by its name


@contextmanager
def _filled(disk: Path, bench: Bench, campaign: Campaign, chance: random.Random) -> Iterator[None]:
    """Let another program take every free byte of the disk, from a random moment of the run to its end."""
    stop, moment = threading.Event(), chance.uniform(0.0, 1.0)
    answers = chance.randint(0, 3)

    def fill() -> None:
        if answers:
            bench.service.wait_for_answer(campaign.number, answers, 10.0)
        stop.wait(moment)
        with (disk / "filler").open("ab", buffering=0) as file:
            while not stop.is_set():
                try:
                    file.write(bytes(BLOCK))
                except OSError:
                    time.sleep(0.0005)  # full for now

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        (disk / "filler").unlink(missing_ok=True)

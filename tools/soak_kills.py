"""The kills of `soak.py`: runs and other writing commands are ended at random moments, then go on."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from soak_campaigns import RUN, Bench, Campaign, compare_campaign, make_reference
from soak_forks import Fork

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENTS = ("clock", "answer", "answer", "publish")
"""How the moment of a kill is chosen: anywhere in the run, right after an answer went out, or while ads are written."""

GROUP_SHARE = 0.5
"""The share of kills of a whole group; the others end a command without its workers, which then end by themselves."""

MOST_TRIES = 6  # kills of one run of a campaign, before it may finish


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill: what was killed, how its moment was chosen, and when (monotonic, s)."""

    subject: str
    moment: str
    at: float


@dataclass(slots=True)
class KillTally:
    """What the kills did; several threads count, each in its `turn`."""

    kills: list[Kill] = field(default_factory=list)
    resumed: int = 0
    equal: int = 0
    campaigns: int = 0
    finished_first: int = 0
    violations: list[str] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def count_moments(self) -> str:
        """Return how many kills there were by the choice of their moment."""
        counted = Counter(kill.moment for kill in self.kills)
        return ", ".join(f"{number} {moment}" for moment, number in sorted(counted.items()))


def kill_campaign(bench: Bench, campaign: Campaign, chance: random.Random, tally: KillTally) -> None:
    """Kill a campaign's run up to MOST_TRIES times, then let it finish and compare it with the uninterrupted one."""
    life_s, killed = make_reference(bench, campaign), 0
    for _ in range(chance.randint(2, MOST_TRIES)):
        moment = chance.choice(MOMENTS)
        answers = sum(sale.out for sale in bench.service.sales() if sale.campaign == campaign.number)
        process = bench.start(*RUN, campaign.brief)
        _wait_for_moment(process, bench, campaign, moment, answers, life_s, chance)
        if process.poll() is not None:
            with tally.turn:
                tally.finished_first += 1
            if process.returncode not in {0, 3}:
                tally.violations.append(f"{campaign.name} ended with {process.returncode}: {process.read()[1]}")
            continue
        process.kill(group=chance.random() < GROUP_SHARE)
        killed += 1
        tally.kills.append(Kill(campaign.name, moment, time.monotonic()))
    done = bench.finish(campaign)
    difference = "" if done.returncode else compare_campaign(bench, campaign)
    with tally.turn:
        tally.campaigns += 1
        tally.resumed += killed > 0 and not done.returncode
        tally.equal += not done.returncode and not difference
        if done.returncode:
            said = f"{done.stdout[-800:]}{done.stderr[-800:]}"
            tally.violations.append(f"{campaign.name} could not be resumed, exit {done.returncode}: {said}")
        if difference:
            tally.violations.append(f"{campaign.name} differs from its uninterrupted run: {difference}")


def _wait_for_moment(
    process: Fork,
    bench: Bench,
    campaign: Campaign,
    moment: str,
    answers: int,
    life_s: float,
    chance: random.Random,
) -> None:
    """Wait until the moment of the kill, or until the process has ended by itself."""
    match moment:
        case "answer":
            bench.service.wait_for_answer(campaign.number, answers + chance.randint(1, campaign.pictures), life_s)
            process.wait(chance.uniform(0.0, 0.08))
        case "publish":
            folder, end = bench.ads_folder / campaign.name, time.monotonic() + 3 * life_s
            while process.poll() is None and time.monotonic() < end and not list(folder.glob("*/*/*.jpg")):
                time.sleep(0.01)
            process.wait(chance.uniform(0.0, 0.5 * life_s))
        case _:
            process.wait(chance.uniform(0.1 * life_s, life_s))


def kill_writers(bench: Bench, campaign: Campaign, rounds: int, chance: random.Random, tally: KillTally) -> None:
    """Kill imports of copy and reviews and rebuilds of index and run log; each is run again and must then be whole."""
    review, copy = write_review(bench, campaign), export_copy(bench, campaign)
    writers: dict[str, tuple[tuple[str, ...], Callable[[], str]]] = {
        "copy import": (("copy", "import", copy, "--status", "approved"), lambda: _find_unapproved(bench, campaign)),
        "review import": (("review", "import", review), lambda: _find_unreviewed(bench, campaign)),
        "search --reindex": (("search", "--reindex"), lambda: _find_unsearchable(bench, campaign)),
        "doctor --rebuild": (("doctor", "--rebuild"), lambda: _find_unreported(bench, campaign)),
    }
    for name, (arguments, find_fault) in writers.items():
        began = time.monotonic()
        first = bench.run(*arguments)
        life_s = time.monotonic() - began
        if first.returncode:
            tally.violations.append(f"{name} ended with {first.returncode}: {first.stdout[-800:]}{first.stderr[-800:]}")
        for _ in range(rounds):
            process = bench.start(*arguments)
            if not process.wait(chance.uniform(0.1 * life_s, life_s)):
                process.kill(group=chance.random() < GROUP_SHARE)
                tally.kills.append(Kill(name, "writer", time.monotonic()))
            else:
                tally.finished_first += 1
        done = bench.run(*arguments)
        fault = f"exit {done.returncode}: {done.stderr[-800:]}" if done.returncode else find_fault()
        if fault:
            tally.violations.append(f"After kills of {name}: {fault}")


def write_review(bench: Bench, campaign: Campaign) -> str:
    """Write what the page of the campaign exports when every ad is approved; return the file's name."""
    manifest = json.loads((bench.ads_folder / campaign.name / "manifest.json").read_text("utf-8"))
    verdicts = [
        {key: one[key] for key in ("path", "sha256")}
        | {"verdict": "approved", "comment": "soak", "at": "2026-11-22T10:00:00Z"}
        for one in manifest["assets"]
    ]
    facts = {"schema": 1, "kind": "creative-review", "campaign": campaign.name, "exported_at": "never"}
    name = f"{campaign.name}-review.json"
    (bench.work / name).write_text(json.dumps({**facts, "reviews": verdicts}), "utf-8")
    return name


def export_copy(bench: Bench, campaign: Campaign) -> str:
    """Export the copy of a campaign and return the name of the first file."""
    name = f"{campaign.name}-copy"
    bench.run("copy", "export", campaign.brief, "--format", "json", "--to", name)
    folder = bench.work / name
    files = sorted(folder.iterdir()) if folder.is_dir() else [Path(name)]
    return str(files[0].relative_to(bench.work) if files[0].is_absolute() else files[0])


def _find_unapproved(bench: Bench, campaign: Campaign) -> str:
    document = bench.answer("copy", "status", campaign.brief)
    return "" if document["approved"] else f"copy status: {document}"


def _find_unreviewed(bench: Bench, campaign: Campaign) -> str:
    document = bench.answer("review", "status", campaign.name)
    return "" if f'"approved": {campaign.ads}' in json.dumps(document) else f"review status: {document}"


def _find_unsearchable(bench: Bench, campaign: Campaign) -> str:
    found = bench.answer("search", f"Rain number {campaign.number} is optional", "--campaign", campaign.name)
    return "" if [one for one in found["campaigns"] if one["campaign"] == campaign.name] else "search finds nothing"


def _find_unreported(bench: Bench, campaign: Campaign) -> str:
    report = bench.answer("report", "--campaign", campaign.name)["report"]
    return "" if report["totals"]["runs"] else "the report has no run of it"

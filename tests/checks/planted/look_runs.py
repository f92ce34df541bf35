"""Makes and checks ads of planted briefs and files with the command, and returns what it finds, ad by ad."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from PIL import Image

from creative_cli.checks.profile import AD_PROFILE
from tests.checks.planted.looks import ASSETS, CHANNEL, PlantedLook, write_right_briefs

LOOK_CHECKS = frozenset(check.id for check in AD_PROFILE)
"""The checks of finished ads; those of copy have right copy of their own."""

Findings: TypeAlias = set[tuple[str, str]]
"""What is found in an ad or a file: the check, and its sentence."""

Command: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]
"""The command, with its arguments, in the folder where it is called."""


def find_in_looks(planted: Sequence[PlantedLook], command: Command) -> list[set[str]]:
    """Return the checks that find something, from WARN on, in each of *planted*, made below the folder we stand in."""
    ads = [one for one in planted if not one.picture]
    files = [one for one in planted if one.picture]
    found = iter(run_briefs([(one.brief, one.files) for one in ads], command)) if ads else iter(())
    edited = _check_edited([one for one in ads if one.edit], [at for at, one in enumerate(ads) if one.edit], command)
    seen = iter(_check_files(files, command)) if files else iter(())
    listed = [next(seen) if one.picture else next(found) for one in planted]
    own = iter(edited)
    return [
        {check for check, _ in (next(own) if one.edit else findings)}
        for one, findings in zip(planted, listed, strict=True)
    ]


def run_briefs(briefs: Sequence[tuple[Any, Any]], command: Command) -> list[Findings]:
    """Make the ads of briefs with their files; return the findings of each: the check, and its sentence.

    Raises AssertionError with what the command says where it refuses a brief.
    """
    names = []
    for number, (brief, files) in enumerate(briefs):
        folder = Path(f"brief-{number}")
        shutil.copytree(ASSETS, folder / "assets")
        for name, data in files.items():
            (folder / name).write_bytes(data)
        campaign = {**brief, "campaign": f"look-{number}"}
        (folder / "brief.json").write_text(json.dumps(campaign, ensure_ascii=False), "utf-8")
        names.append(str(folder / "brief.json"))
    done = command("run", *names, "--fail-on", "never", "--quiet", "--json")
    runs = json.loads(done.stdout).get("runs", ()) if done.stdout.strip() else ()
    found: dict[str, Findings] = {f"look-{number}": set() for number in range(len(briefs))}
    if {run["campaign"] for run in runs} != found.keys():
        raise AssertionError(f"The run ended with {done.returncode}: {done.stderr or done.stdout}")
    for run in runs:
        for asset in run["assets"]:
            ad = f"{run['campaign']}/{asset['path']}"
            found[run["campaign"]] |= {
                (one["check"], f"{ad}: {one['status']} {one['check']}/{one['code']}: {one['message']}")
                for one in asset["findings"]
                if one["status"] not in {"PASS", "SKIP"}
            }
    return list(found.values())


def _check_edited(planted: Sequence[PlantedLook], numbers: Sequence[int], command: Command) -> list[Findings]:
    """Change the finished ads of these briefs by hand, and check their folders."""
    if not planted:
        return []
    folders = [Path("outputs", f"look-{number}") for number in numbers]
    for one, folder in zip(planted, folders, strict=True):
        for path in (*folder.glob("*/*/*.jpg"), *folder.glob("*/*/*.png")):
            with Image.open(path) as ad:
                changed = ad.convert("RGB")
            assert one.edit is not None
            one.edit(changed).save(path, quality=95)
    done = command("check", *map(str, folders), "--fail-on", "never", "--json")
    found: list[Findings] = [set() for _ in planted]
    for picture in json.loads(done.stdout)["pictures"]:
        at = next(index for index, folder in enumerate(folders) if str(folder) in picture["path"])
        found[at] |= _list_troubles(picture)
    return found


def _list_troubles(picture: Mapping[str, Any]) -> Findings:
    return {(one["check"], one["message"]) for one in picture["findings"] if one["status"] not in {"PASS", "SKIP"}}


def find_in_right_ads(seed: int, count: int, command: Command) -> tuple[int, list[tuple[str, str]]]:
    """Make *count* right ads or a few more; return how many, and what is found in them, each with its file."""
    briefs = list(write_right_briefs(seed, count))
    found = run_briefs(briefs, command)
    made = sum(len(brief["markets"]) * len(brief["ratios"]) for brief, _ in briefs)
    return made, sorted(one for findings in found for one in findings if one[0] in LOOK_CHECKS)


def _check_files(planted: Sequence[PlantedLook], command: Command) -> list[Findings]:
    """Check all files in one folder against the channel."""
    folder = Path("files")
    folder.mkdir()
    names = []
    for number, one in enumerate(planted):
        names.append(f"{number:03}.{one.suffix}")
        (folder / names[-1]).write_bytes(one.picture)
        if one.twin:
            (folder / f"{number:03}-before.{one.suffix}").write_bytes(one.twin)
    done = command("check", str(folder), "--channel", CHANNEL, "--fail-on", "never", "--json")
    found: dict[str, Findings] = {name: set() for name in names}
    for picture in json.loads(done.stdout)["pictures"]:
        if (name := Path(picture["path"]).name) in found:
            found[name] = _list_troubles(picture)
    return [found[name] for name in names]

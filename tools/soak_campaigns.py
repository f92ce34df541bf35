"""The campaigns of `soak.py`, the commands it runs on them, and what it compares."""

import hashlib
import json
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from soak_forks import Fork, ForkServer
from soak_service import KEY, REFERENCE_KEY, PaidService

REPOSITORY = Path(__file__).parent.parent
RUN = ("run", "--provider", "openai", "--quiet")
_RUN_ID = re.compile(rb'"run_id": ?"[^"]*"')
_COPY_SOURCE = re.compile(rb'"copy_source": ?"(?:translated|memory)"')
_REQUEST_ID = re.compile(rb'"request_id": "[^"]*"')
SECONDS = 400.0
"""After which a command counts as hanging, s: a run waits a minute for its turn, and the machine may be busy."""

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<path fill="#d0451b" d="M50 5 95 95H70L50 55 30 95H5z"/></svg>'
)
BRIEF = """\
schema: 1
campaign: soak-{n}
source_language: en
brand: {{name: Nimbus, logo: logo.svg, colors: {{primary: "#20304a"}}}}
message: {{headline: Rain number {n} is optional, cta: See it now}}
products:
{products}
markets: [GB, DE, FR]
channels: [gdn.300x250]
"""
PRODUCT = '  - {{id: p{p}, name: Product {p}, description: "a small glass bottle, soak {n} number {p}"}}'


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign with so many pictures to buy, and two languages to translate into."""

    number: int
    pictures: int = 2

    @property
    def name(self) -> str:
        """Its name, which is its folder."""
        return f"soak-{self.number}"

    @property
    def brief(self) -> str:
        """The name of its brief."""
        return f"{self.name}.yaml"

    @property
    def ads(self) -> int:
        """How many ads it has: one size, three markets."""
        return 3 * self.pictures

    def write(self, folder: Path) -> None:
        """Write its brief and logo."""
        products = "\n".join(PRODUCT.format(p=p, n=self.number) for p in range(self.pictures))
        (folder / self.brief).write_text(BRIEF.format(n=self.number, products=products), "utf-8")
        (folder / "logo.svg").write_text(LOGO, "utf-8")


@dataclass(frozen=True, slots=True)
class Bench:
    """Where commands run: the folder of the briefs, the service, the folders of state and ads, more settings."""

    work: Path
    service: PaidService
    forks: ForkServer
    state: str = "state"
    output: str = "ads"
    key: str = KEY
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def state_folder(self) -> Path:
        """The state folder."""
        return self.work / self.state

    @property
    def ads_folder(self) -> Path:
        """The folder of the ads."""
        return self.work / self.output

    def start(self, *arguments: str) -> Fork:
        """Start a command in a process group of its own."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("CREATIVE_", "OPENAI_", "HF_"))
        }
        return self.forks.start(
            [*arguments, "--state", self.state, "--output", self.output],
            self.work,
            {
                **kept,
                "PYTHONPATH": f"{REPOSITORY / 'tests' / 'guard'}{os.pathsep}{REPOSITORY / 'src'}",
                "OPENAI_API_KEY": self.key,
                "OPENAI_BASE_URL": self.service.url,
                "TMPDIR": str(self.work / "tmp"),
                "OMP_NUM_THREADS": "1",
                "NO_COLOR": "1",
                **self.settings,
            },
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; one that hangs is ended, with exit code -9."""
        process = self.start(*arguments)
        late = not process.wait(SECONDS)
        if late:
            process.kill(group=True)
        out, err = process.read()
        err += f"\nIt was still running after {SECONDS:.0f} s." if late else ""
        return subprocess.CompletedProcess(["creative", *arguments], process.returncode or 0, out, err)

    def answer(self, *arguments: str) -> Any:
        """Run a command with --json and return its document. Raises RuntimeError with what it said instead."""
        done = self.run(*arguments, "--json")
        if done.returncode not in {0, 1, 3}:
            raise RuntimeError(f"creative {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def finish(self, campaign: Campaign, tries: int = 4) -> "subprocess.CompletedProcess[str]":
        """Run a campaign until it is complete, at most so often, as its messages ask for."""
        done = self.run(*RUN, campaign.brief)
        for _ in range(tries - 1):
            if done.returncode == 0:
                break
            self.run("doctor", "--reset-providers")  # what the messages advise where a service failed too often
            done = self.run(*RUN, campaign.brief)
        return done


def make_reference(bench: Bench, campaign: Campaign) -> float:
    """Make the uninterrupted run of a campaign, whose calls are not counted; return how long it took, s.

    Raises RuntimeError if it fails.
    """
    own, began = replace(bench, state="reference-state", output="reference", key=REFERENCE_KEY), time.monotonic()
    done = own.run(*RUN, campaign.brief)
    if done.returncode:
        raise RuntimeError(f"An uninterrupted run ended with {done.returncode}: {done.stdout}{done.stderr}")
    return time.monotonic() - began


def compare_campaign(bench: Bench, campaign: Campaign) -> str:
    """Return how the ads of a campaign differ from those of its uninterrupted run; empty if they do not."""
    return describe_difference(
        hash_tree(bench.work / "reference" / campaign.name), hash_tree(bench.ads_folder / campaign.name)
    )


def hash_tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a campaign by its path.

    Manifest and page are compared without facts that differ as documented (docs/runlog.md): the run that last changed
    an ad, whether that run had its copy translated or took it from the translation memory, and how the service names
    the call that a picture was bought with.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name in {"manifest.json", "index.html"}:
                data = _REQUEST_ID.sub(b"", _RUN_ID.sub(b"", _COPY_SOURCE.sub(b'"copy_source": "translated"', data)))
            found[str(path.relative_to(folder))] = hashlib.sha256(data).hexdigest()
    return found


def describe_difference(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Return which files differ, are missing or too many; empty if the trees are equal."""
    parts = {
        "missing": expected.keys() - found.keys(),
        "too many": found.keys() - expected.keys(),
        "different": {path for path in expected.keys() & found.keys() if expected[path] != found[path]},
    }
    return "; ".join(f"{what}: {', '.join(sorted(paths)[:4])}" for what, paths in parts.items() if paths)


def read_events(state: Path, *kinds: str) -> list[dict[str, Any]]:
    """Return the events of these kinds in all journals, in order; the torn last lines of killed runs are left out."""
    lines = [
        json.loads(line)
        for path in sorted(state.glob("journal/*.jsonl"))
        for line in path.read_bytes().splitlines(keepends=True)
        if line.endswith(b"\n")
    ]
    return [line for line in lines if not kinds or line["type"] in kinds]


def find_processes(folder: Path) -> list[str]:
    """Return the command lines of the processes that work in *folder*, on Linux."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve(strict=True).is_relative_to(folder):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # it has ended, or belongs to somebody else
    return found


def list_leftovers(folders: Sequence[Path], temporary: Path) -> list[Path]:
    """Return the temporary files under *folders*, and everything in the *temporary* folder."""
    left = [path for folder in folders for pattern in ("*.tmp-*", "*.new", "tmp*") for path in folder.rglob(pattern)]
    return [*left, *temporary.iterdir()]


def wait_until_gone(folder: Path, seconds: float) -> list[str]:
    """Return the processes that still work in *folder* after so many seconds, s."""
    end = time.monotonic() + seconds
    while (left := find_processes(folder)) and time.monotonic() < end:
        time.sleep(0.1)
    return left

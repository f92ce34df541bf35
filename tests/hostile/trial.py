"""Runs a hostile input through its command and measures it: time, and the memory of all its processes."""

import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.command import lean_creative
from tests.hostile.hostile_input import RUN, SECRET, HostileInput, write_brief
from tests.loopback import Loopback

MOST_MEGABYTES = 1600
"""Of all processes of a command together: a picture of 100 MP three times, 400 MB each, in two processes of 200 MB."""
MOST_SECONDS = 120
"""Of a command. The machine may be busy: what has a limit of its own takes a tenth of this."""
MOST_CHARACTERS = 40_000
"""Of what a command says: a hundred problems, and no contents of a file."""
LOOKS_PER_SECOND = 50

SETTINGS = {"CREATIVE_DECODE_MEGABYTES": "1024", "CREATIVE_PICTURE_SECONDS": "8", "CREATIVE_INPUT_SECONDS": "1"}
"""As on a machine with 1.5 GB to spare; and an answer that never ends has to be waited for."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class HostileTrial:
    """What came of an input: exit code, what was said, seconds, megabytes, and every fault of the outcome."""

    code: int
    said: str
    seconds: float
    megabytes: float
    faults: tuple[str, ...]


def list_children(pid: int) -> list[int]:
    """Return the children of a process; none if it is gone."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:
        return found
    return found


def list_descendants(pid: int) -> Iterator[int]:
    """Yield all processes below a process."""
    for child in list_children(pid):
        yield child
        yield from list_descendants(child)


def read_peak_megabytes(pid: int) -> float:
    """Return the most memory that a process has had in RAM, shared libraries included, MB; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


class CommandWatch:
    """Looks at the processes of a command 50 times a second, and ends it if it takes too much.

    `megabytes` is the largest sum of the peaks of processes that lived at the same time, so never less than what they
    had together. `tests.command` forks a command from a process that is a child of this one.
    """

    def __init__(self) -> None:
        """Watch nothing yet."""
        self.megabytes = 0.0
        self.ended = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End with the command."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        late = time.monotonic() + MOST_SECONDS
        while not self._done.wait(1 / LOOKS_PER_SECOND):
            mine = [pid for server in list_children(os.getpid()) for pid in list_descendants(server)]
            self.megabytes = max(self.megabytes, sum(map(read_peak_megabytes, mine)))
            if self.megabytes > MOST_MEGABYTES:
                self._end(mine, f"took more than {MOST_MEGABYTES:,} MB")
            elif time.monotonic() > late:
                self._end(mine, f"took more than {MOST_SECONDS} s")

    def _end(self, mine: list[int], why: str) -> None:
        self.ended = self.ended or why
        for pid in mine:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def make_finished_campaign(folder: Path) -> None:
    """Write a brief and make its ad, for inputs that spoil what a run has left."""
    folder.mkdir(parents=True)
    write_brief(folder)
    with chdir(folder):
        done = lean_creative(*RUN)
    if done.returncode:
        raise AssertionError(done.stderr)


def try_hostile_input(one: HostileInput, folder: Path, finished: Path) -> HostileTrial:
    """Make an input in *folder*, which must not exist yet, run its command there, and return what came of it.

    Inputs that spoil a *finished* campaign get a copy of that folder.
    """
    for name in (f"{folder.name}-secret.txt", "x-secret.txt"):
        (folder.parent / name).write_text(SECRET, "utf-8")
    if one.finished:
        shutil.copytree(finished, folder, symlinks=True)
    else:
        folder.mkdir()
    one.build(folder)
    with chdir(folder), _environment({**SETTINGS, **one.settings}), Loopback() as server:
        if one.answer is not None:
            server.answer = one.answer
            os.environ.update(OPENAI_BASE_URL=f"{server.url}/v1", CREATIVE_HUGGINGFACE_MODEL=f"{server.url}/sdxl")
            os.environ.update(dict.fromkeys(("OPENAI_API_KEY", "HF_TOKEN"), "made-up-0123456789"))
        begun = time.monotonic()
        with CommandWatch() as watch:
            done = lean_creative(*one.door)
        seconds = time.monotonic() - begun
    said = done.stdout + done.stderr
    faults = [*_find_faults(one, done.returncode, said, folder)]
    if watch.ended:
        faults.insert(0, watch.ended)
    elif watch.megabytes > MOST_MEGABYTES:
        faults.insert(0, f"took {watch.megabytes:,.0f} MB")
    return HostileTrial(done.returncode, said, seconds, watch.megabytes, tuple(faults))


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _find_faults(one: HostileInput, code: int, said: str, folder: Path) -> Iterator[str]:
    """Yield what is wrong with how a command ended and what it left behind."""
    plain = " ".join(said.split())
    if code not in one.codes:
        yield f"exit code {code}, not {' or '.join(map(str, one.codes))}"
    if "Traceback (most recent call last)" in said:
        yield "a traceback"
    if found := re.search(r"\w+\.py:\d+: \w*Warning", said):
        yield f"a warning for programmers, {found[0]}"
    yield from (f"does not say {words!r}" for words in one.says if words not in plain)
    if len(said) > MOST_CHARACTERS:
        yield f"{len(said):,} characters of output"
    if found := _CONTROL.search(said):
        yield f"the control character U+{ord(found[0]):04X} in the output"
    if SECRET in said:
        yield "what a file of another folder says, in the output"
    made = folder / "outputs"
    for path in made.rglob("*") if made.is_dir() else ():
        if (
            path.is_file()
            and not path.is_symlink()
            and path.stat().st_size < 1 << 20
            and SECRET.encode() in path.read_bytes()
        ):
            yield f"what a file of another folder says, in {path.relative_to(folder)}"
    ads = [path for path in made.glob("tiny/**/*") if path.is_file()]
    if ads and not one.finished and not (made / "tiny" / "manifest.json").is_file():
        yield f"an output folder without a manifest: {', '.join(path.name for path in ads)}"

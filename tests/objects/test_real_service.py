"""Against services that are processes of their own: readers, killed drivers and two drivers at once."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.command import creative
from tests.objects.buckets import BRIEF, Bucket, folder_tree, named_files

RUN = ("run", "brief.yaml", "--ratio", "1:1", "--quiet")
MARKETS = "[GB, US, AU, IE, NZ, CA, ZA, SG]"
LIMIT_S = 600
pytestmark = pytest.mark.slow


def write_brief(headline: str, markets: str = MARKETS) -> None:
    """Write the brief of a campaign with an ad for each market."""
    text = BRIEF.replace("[GB, US]", markets).replace("Rain is optional", headline)
    Path("brief.yaml").write_text(text, "utf-8")


def launch(bucket: Bucket, state: str) -> "subprocess.Popen[str]":
    """Start a run into the bucket, on the machine that has this state folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "creative_cli", *RUN, "--output", bucket.address, "--state", state],
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "CREATIVE_LEASE_SECONDS": "10"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Reader:
    """Reads a campaign again and again, as a website would, and notes what it should not have seen."""

    def __init__(self, bucket: Bucket) -> None:
        """Begin with nothing seen."""
        self._bucket = bucket
        self.manifests = 0
        self.whole: set[str] = set()
        self.wrong: list[str] = []

    def look(self) -> None:
        """Read the manifest and what it names; what is missing counts if the manifest is still the same."""
        if "manifest.json" not in self._bucket.keys():  # noqa: SIM118  # no dictionary
            return
        manifest = self._bucket.read("manifest.json")
        self.manifests += 1
        there = set(self._bucket.keys())
        missing = named_files(manifest).keys() - there
        if missing and self._bucket.read("manifest.json") == manifest:
            self.wrong.append(f"missing: {sorted(missing)}")
        for path in sorted(there & named_files(manifest).keys())[:2]:
            try:
                data = self._bucket.read(path)
            except FileNotFoundError:  # removed since
                if self._bucket.read("manifest.json") == manifest:
                    self.wrong.append(f"gone: {path}")
                continue
            if not (data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")):
                self.wrong.append(f"cut off: {path}")
            self.whole.add(hashlib.sha256(data).hexdigest())

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read during the block."""
        over = Event()

        def read() -> None:
            while not over.wait(0.05):
                self.look()

        thread = Thread(target=read)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self.look()


def test_a_reader_sees_whole_objects_only_and_all_that_a_manifest_names(real_bucket: Bucket) -> None:
    """While ads are made, replaced and removed; every ad that it saw is one that a folder had, too."""
    reader, expected = Reader(real_bucket), set[str]()
    with reader.reading():
        for headline, markets in (("One", MARKETS), ("Two", MARKETS), ("Two", "[GB, US]")):
            write_brief(headline, markets)
            for place in ("local", real_bucket.address):
                done = creative(*RUN, "--output", place)
                assert (done.returncode, done.stderr) == (0, "")
            expected |= set(named_files(Path("local/tiny/manifest.json").read_bytes()).values())
            assert real_bucket.tree() == folder_tree(Path("local/tiny"))

    assert reader.wrong == []
    assert reader.manifests > 3
    assert len(reader.whole) > 2
    assert reader.whole <= expected


def reached(bucket: Bucket, least: int, *, with_manifest: bool = False) -> bool:
    """Return whether the bucket has so many objects of the campaign, and its manifest if that is asked for."""
    keys = bucket.keys()
    return len(keys) >= least and ("manifest.json" in keys or not with_manifest)


@pytest.mark.parametrize("taken_over_by", ["the same machine", "another one"])
def test_a_killed_driver_leaves_what_the_next_run_finishes(
    real_bucket: Bucket, taken_over_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed with -9 at the claim, while ads are sent, before and after the manifest: trees are equal in the end."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "3")  # a large campaign: its manifest and its page have several files
    write_brief("One")
    assert creative(*RUN, "--output", "local").returncode == 0
    claims = "ads/.creative/tiny/"
    points: list[Callable[[], bool]] = [
        lambda: bool(real_bucket.keys(claims)),
        lambda: reached(real_bucket, 1),
        lambda: reached(real_bucket, 4),
        lambda: reached(real_bucket, 9),
        lambda: reached(real_bucket, 10, with_manifest=True),
    ]
    killed = 0
    for number, is_reached in enumerate(points):
        state = "here" if taken_over_by == "the same machine" else f"machine-{number}"
        with launch(real_bucket, state) as process:
            while process.poll() is None and not is_reached():
                Event().wait(0.005)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
    with launch(real_bucket, "here" if taken_over_by == "the same machine" else "last") as process:
        _, said = process.communicate(timeout=LIMIT_S)

    assert killed > 2
    assert process.returncode == 0, said
    assert real_bucket.tree() == folder_tree(Path("local/tiny"))

    write_brief("Two", "[GB, US]")  # what a killed run leaves must not stay when it is not asked for any more
    assert creative(*RUN, "--output", "local").returncode == 0
    earlier = real_bucket.read("manifest.json")
    with launch(real_bucket, "here") as process:
        while process.poll() is None and real_bucket.read("manifest.json") == earlier:
            Event().wait(0.005)
        process.kill()
        process.communicate()
    with launch(real_bucket, "here" if taken_over_by == "the same machine" else "last") as process:
        _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, said
    assert real_bucket.tree() == folder_tree(Path("local/tiny"))


@pytest.mark.parametrize("states", [("one", "one"), ("one", "two")], ids=["one machine", "two machines"])
def test_two_drivers_follow_each_other(real_bucket: Bucket, states: tuple[str, str]) -> None:
    """Both end well, the second waits, and the bucket has what one would have made."""
    write_brief("One")
    assert creative(*RUN, "--output", "local").returncode == 0
    drivers = [launch(real_bucket, state) for state in states]
    said = [driver.communicate(timeout=LIMIT_S) for driver in drivers]

    assert [driver.returncode for driver in drivers] == [0, 0], said
    assert real_bucket.tree() == folder_tree(Path("local/tiny"))
    assert real_bucket.keys("ads/.creative/tiny/") == ["claim-00000002.json"]

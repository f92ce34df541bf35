"""`creative run --flame-graph` writes where the time went, in the format of speedscope."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from creative_cli.errors import StorageError
from creative_cli.events import AttemptEnded, Event, StageTimed
from creative_cli.runlog.flame_graph import MOST_BARS, recording_flame_graph
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative

AD = ("umbrella", "en-GB", "1:1")
CALL = ("picture", "umbrella", "openai", "gpt-image", "", 7, "ok", "", 200, None, None, "", 5.0, None, None, 0.0)


class Part(BaseModel):
    """A part of the file: https://www.speedscope.app/file-format-schema.json allows no other keys."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Frame(Part):
    """A named bar."""

    name: str


class Shared(Part):
    """What profiles share."""

    frames: list[Frame]


class Mark(Part):
    """A frame opens or closes."""

    type: Literal["O", "C"]
    at: float
    frame: NonNegativeInt


class Evented(Part):
    """Frames in the order of time."""

    type: Literal["evented"]
    name: str
    unit: Literal["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]
    startValue: float  # noqa: N815  # theirs
    endValue: float  # noqa: N815  # theirs
    events: list[Mark]


class Sampled(Part):
    """Stacks of frames with their weights."""

    type: Literal["sampled"]
    name: str
    unit: Literal["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]
    startValue: float  # noqa: N815  # theirs
    endValue: float  # noqa: N815  # theirs
    samples: list[list[NonNegativeInt]]
    weights: list[Annotated[float, Field(ge=0)]]


class Graph(Part):
    """The file, with the keys that we write."""

    schema_url: Literal["https://www.speedscope.app/file-format-schema.json"] = Field(alias="$schema")
    exporter: str
    name: str
    activeProfileIndex: NonNegativeInt  # noqa: N815  # theirs
    shared: Shared
    profiles: list[Annotated[Evented | Sampled, Field(discriminator="type")]]

    def stacks(self, name: str) -> list[tuple[str, float, float]]:
        """Return each closed bar of a thread with where it opened and closed, ms."""
        (profile,) = (one for one in self.profiles if isinstance(one, Evented) and one.name == name)
        around: list[Mark] = []
        closed, at = [], profile.startValue
        for mark in profile.events:
            assert profile.startValue <= at <= mark.at <= profile.endValue
            at = mark.at
            if mark.type == "O":
                around.append(mark)
            else:
                opened = around.pop()
                assert opened.frame == mark.frame
                closed.append((self.shared.frames[mark.frame].name, opened.at, mark.at))
        assert not around
        return closed

    def cpu(self) -> dict[tuple[str, ...], float]:
        """Return the ms of CPU of each stack."""
        profile = self.profiles[0]
        assert isinstance(profile, Sampled)
        named = [tuple(self.shared.frames[number].name for number in stack) for stack in profile.samples]
        assert profile.endValue == pytest.approx(sum(profile.weights), abs=0.1)
        return dict(zip(named, profile.weights, strict=True))


def read_graph(path: Path) -> Graph:
    """Read a file that speedscope opens: every frame is there, and what opens in a thread closes in order."""
    found: Any = json.loads(path.read_text("utf-8"))
    graph = Graph.model_validate(found)
    for profile in graph.profiles:
        if isinstance(profile, Evented):
            graph.stacks(profile.name)
    graph.cpu()
    return graph


def record(path: Path, *events: Event) -> Graph:
    """Write the flame graph of some events and read it."""
    with recording_flame_graph(path) as note:
        for event in events:
            note(event)
    return read_graph(path)


def test_a_run_has_the_work_of_every_stage_in_its_graph_and_its_run_log() -> None:
    """The graph has the CPU of each ad's stages, and the run log the same spans with what they were for."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    done = creative("run", "brief.yaml", "--ratio", "1:1", "--flame-graph", "run.speedscope.json")
    assert done.returncode == 0, done.stderr

    graph = read_graph(Path("run.speedscope.json"))
    work = graph.cpu()
    assert {stack[0] for stack in work} == {"generate", "compose", "localize", "check", "store"}
    assert work["localize", "umbrella", "1:1", "en-GB"] > 0
    log = StateFolder(Path("outputs", ".creative"))
    asked = "SELECT bool_and(began > '2020-01-01'), sum(cpu_ms) FROM spans WHERE thread IS NOT NULL"
    ((sound, cpu_ms),) = RunLog.ask(log, asked).rows
    assert sound
    assert cpu_ms == pytest.approx(sum(work.values()), abs=0.1)
    localized = "SELECT product, locale, ratio FROM spans WHERE stage = 'localize' AND locale IS NOT NULL"
    assert RunLog.ask(log, localized).rows == (AD,)


def test_a_run_that_fails_or_is_interrupted_leaves_its_graph(tmp_path: Path) -> None:
    """The file is whole, with what was done until then."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    Path("outputs", "tiny").mkdir(parents=True)
    Path("outputs", "tiny", "en-GB").write_text("no folder", "utf-8")
    failed = creative("run", "brief.yaml", "--ratio", "1:1", "--flame-graph", "failed.json")
    assert failed.returncode not in {0, 1}
    assert "generate" in {stack[0] for stack in read_graph(Path("failed.json")).cpu()}

    def interrupted() -> None:
        with recording_flame_graph(tmp_path / "graph.json") as note:
            note(StageTimed("check", "umbrella", 10.0, 100.0, 8.0, "one", *AD))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert read_graph(tmp_path / "graph.json").cpu() == {("check", "umbrella", "1:1", "en-GB"): 8.0}


def test_steps_are_nested_and_each_counts_its_own_work(tmp_path: Path) -> None:
    """A step inside another one lies in it; steps that overlap, as when the clock was set, follow one another."""
    graph = record(
        tmp_path / "graph.json",
        StageTimed("localize", "PDF", 4.0, 100.002, 3.0, "one", *AD),
        StageTimed("store", "umbrella", 10.0, 100.0, 8.0, "one", *AD),
        StageTimed("check", "umbrella", 10.0, 100.008, 1.0, "one", *AD),
        StageTimed("store", "gallery", 2.0, 100.0, 2.0, "two"),
    )

    assert graph.stacks("one") == [
        ("PDF", 2.0, 6.0),
        ("localize", 2.0, 6.0),
        ("umbrella", 0.0, 8.0),
        ("store", 0.0, 8.0),
        ("umbrella", 8.0, 18.0),
        ("check", 8.0, 18.0),
    ]
    assert graph.cpu() == {
        ("localize", *AD[:1], "1:1", "en-GB"): 3.0,
        ("store", "umbrella", "1:1", "en-GB"): 5.0,
        ("check", "umbrella", "1:1", "en-GB"): 1.0,
        ("store", "gallery"): 2.0,
    }


def test_calls_that_were_made_side_by_side_have_lanes(tmp_path: Path) -> None:
    """Two calls at once need two lanes; each says what was asked and who answered."""
    calls = [AttemptEnded(name, *CALL, maybe_charged=False, sha256=None) for name in ("a", "b")]
    graph = record(tmp_path / "graph.json", *calls)

    assert [name for name, _, _ in graph.stacks("calls 1")] == ["umbrella", "openai gpt-image", "picture"]
    assert [one.name for one in graph.profiles] == ["CPU of all threads", "calls 1", "calls 2"]


def test_a_graph_keeps_no_more_than_memory_has_room_for(tmp_path: Path) -> None:
    """What comes later is left out, and the name of the graph says how much."""
    span = StageTimed("check", "umbrella", 1.0, 100.0, 1.0, "one", *AD)
    with recording_flame_graph(tmp_path / "graph.json") as note:
        for _ in range(MOST_BARS + 12):
            note(span)
    assert b"without its last 12 steps" in (tmp_path / "graph.json").read_bytes()


def test_a_place_that_cannot_be_written_stops_the_command_before_it_makes_anything(tmp_path: Path) -> None:
    """A folder is refused, so is a path below a file, and a dry run has nothing to show."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    folder = creative("run", "brief.yaml", "--flame-graph", str(tmp_path))
    dry = creative("run", "brief.yaml", "--dry-run", "--flame-graph", "x.json")

    assert (folder.returncode, dry.returncode) == (2, 2)
    assert "is a folder." in folder.stderr
    assert "Leave out --flame-graph" in dry.stderr
    assert not Path("outputs", "tiny").exists()
    with pytest.raises(StorageError), recording_flame_graph(Path("brief.yaml", "x.json")):
        pytest.fail("the block must not begin")

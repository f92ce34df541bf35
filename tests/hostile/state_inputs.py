"""Hostile files of the state and output folders, settings, reviews, and arguments."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.hostile.hostile_input import (
    FINDINGS,
    HARMLESS,
    INCOMPLETE,
    REFUSED,
    RUN,
    VALIDATE,
    HostileInput,
    write_brief,
)
from tests.hostile.raw_pictures import png_file
from tests.hostile.svg_inputs import doubling_masks

MANIFEST, STATE = "outputs/tiny/manifest.json", "outputs/.creative"
STOPPED = (REFUSED, INCOMPLETE)
ANY = (HARMLESS, FINDINGS, REFUSED, INCOMPLETE)
MEGA = 1_000_000
REPORT, STATUS, LIKE = ("report",), ("review", "status"), ("search", "--like", "a.png")


def _made(named: Mapping[str, Callable[[], str | bytes]]) -> Iterator[tuple[str, Callable[[], str | bytes]]]:
    yield from named.items()


def _put(folder: Path, path: str, make: Callable[[], str | bytes]) -> None:
    target, made = folder / path, make()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.write_bytes(made.encode() if isinstance(made, str) else made)


def _pipe(folder: Path, path: str) -> None:
    target = folder / path
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.mkfifo(target)


def _zeros(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).unlink(missing_ok=True)
    (folder / path).symlink_to("/dev/zero")


def _folder(folder: Path, path: str) -> None:
    (folder / path).unlink(missing_ok=True)
    (folder / path).mkdir(parents=True)


def _link_out(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).unlink(missing_ok=True)
    (folder / path).symlink_to(folder.parent / f"{folder.name}-secret.txt")


def _change_manifest(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / MANIFEST
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")


def _spoil_objects(folder: Path) -> None:
    """Put a picture of 900 megapixels in the place of everything that the cache has."""
    bomb = png_file(30_000, 30_000, depth=1, colour=0)
    for path in (folder / STATE / "cache" / "objects").rglob("*"):
        if path.is_file():
            path.write_bytes(bomb)
    shutil.rmtree(folder / "outputs" / "tiny")


def _spoil_actions(folder: Path) -> None:
    for path in (folder / STATE / "cache" / "actions").rglob("*.json"):
        path.write_bytes(b"[" * 100_000)
    shutil.rmtree(folder / "outputs" / "tiny")


def _state(
    name: str,
    door: tuple[str, ...],
    build: Callable[[Path], object],
    *says: str,
    codes: tuple[int, ...] = STOPPED,
    **settings: str,
) -> HostileInput:
    return HostileInput("state", name, door, build, codes, says, finished=True, settings=settings)


def _review(reviews: object, campaign: str = "tiny") -> str:
    return json.dumps({"schema": 1, "kind": "creative-review", "campaign": campaign, "reviews": reviews})


def list_state_inputs() -> Iterator[HostileInput]:
    """Yield every file, setting and argument."""
    verdict = {
        "path": "en-GB/1x1/umbrella.jpg",
        "sha256": "0" * 64,
        "verdict": "approved",
        "comment": "",
        "reviewer": "",
    }
    for name, make in _made(
        {
            "lists 100,000 deep": lambda: "[" * 100_000,
            "bytes of zero": lambda: bytes(1000),
            "half of it": lambda: '{"schema": 1, "camp',
            "numbers of 100,000 digits": lambda: f'{{"schema": {"9" * 100_000}}}',
            "10 million numbers": lambda: f"[{'1,' * 10 * MEGA}1]",
        }
    ):
        yield _state(
            f"a manifest of {name}", STATUS, partial(_put, path=MANIFEST, make=make), "manifest.json", codes=ANY
        )
    yield _state("a manifest that is a pipe", STATUS, partial(_pipe, path=MANIFEST), "manifest.json", codes=ANY)
    yield _state("a manifest that is /dev/zero", STATUS, partial(_zeros, path=MANIFEST), "manifest.json", codes=ANY)
    yield _state("a manifest that is a folder", RUN, partial(_folder, path=MANIFEST), codes=ANY)
    yield _state("a manifest that links out", STATUS, partial(_link_out, path=MANIFEST), "manifest.json", codes=ANY)
    yield _state(
        "a manifest whose ads lead out",
        RUN,
        lambda folder: _change_manifest(folder, lambda data: data["assets"][0].update(path="../../x-secret.txt")),  # type: ignore[index]
        codes=ANY,
    )
    yield _state(
        "a manifest with escapes of a terminal",
        STATUS,
        lambda folder: _change_manifest(folder, lambda data: data.update({"a\x1b[2J\u202eb": 1})),
        codes=ANY,
    )
    journal = f"{STATE}/journal/20260101T000000-aaaaaa.jsonl"
    line = json.dumps(
        {
            "event_id": "a",
            "run_id": "20260101T000000-aaaaaa",
            "seq": 0,
            "at": "2026-01-01T00:00:00Z",
            "type": "A",
            "schema": 1,
        }
    )
    for name, make in _made(
        {
            "one line of 60 MB": lambda: '{"event_id": "' + "a" * 60 * MEGA,
            "lists 100,000 deep": lambda: "[" * 100_000 + "\n",
            "objects 100,000 deep": lambda: '{"event_id":' * 100_000 + "\n",
            "bytes of zero": lambda: bytes(MEGA),
            "100,000 broken lines": lambda: "{}\n" * 100_000,
            "200,000 events of no kind": lambda: f"{line}\n" * 200_000,
            "escapes of a terminal": lambda: line.replace('"A"', '"A\\u001b[2J"') + "\n",
            "times of the year 99999": lambda: line.replace("2026-01-01", "99999-01-01") + "\n",
            "NaN": lambda: line.replace('"seq": 0', '"seq": NaN') + "\n",
        }
    ):
        yield _state(f"a journal of {name}", REPORT, partial(_put, path=journal, make=make), codes=ANY)
    yield _state("a journal that is a pipe", REPORT, partial(_pipe, path=journal), codes=ANY)
    yield _state("a journal that is /dev/zero", REPORT, partial(_zeros, path=journal), codes=ANY)
    yield _state("a journal that is a folder", REPORT, partial(_folder, path=journal), codes=ANY)
    yield _state(
        "a journal with escapes in its name",
        REPORT,
        partial(_put, path=f"{STATE}/journal/a\x1b[2J\n.jsonl", make=lambda: "{}\n"),
        codes=ANY,
    )
    yield _state(
        "a run log of zeros", REPORT, partial(_put, path=f"{STATE}/runlog.duckdb", make=lambda: bytes(MEGA)), codes=ANY
    )
    yield _state("a run log that is a pipe", REPORT, partial(_pipe, path=f"{STATE}/runlog.duckdb"), codes=ANY)
    yield _state(
        "a copy memory of zeros",
        ("copy", "status", "brief.yaml"),
        partial(_put, path=f"{STATE}/copy.sqlite", make=lambda: b"SQLite format 3\0" + bytes(MEGA)),
        codes=ANY,
    )
    yield _state(
        "a copy memory that is a pipe",
        ("copy", "status", "brief.yaml"),
        partial(_pipe, path=f"{STATE}/copy.sqlite"),
        codes=ANY,
    )
    yield _state(
        "a search index of zeros",
        ("search", "umbrella"),
        partial(_put, path=f"{STATE}/chroma/current", make=lambda: bytes(MEGA)),
        codes=ANY,
    )
    yield _state(
        "a search index that is a pipe",
        ("search", "umbrella"),
        partial(_pipe, path=f"{STATE}/chroma/current"),
        codes=ANY,
    )
    yield _state("a lock that is a pipe", RUN, partial(_pipe, path=f"{STATE}/campaign-tiny.lock"), codes=ANY)
    yield _state("a lock that links out", RUN, partial(_link_out, path=f"{STATE}/campaign-tiny.lock"), codes=ANY)
    yield _state("a cache of huge pictures", RUN, _spoil_objects, codes=ANY)
    yield _state("a cache of deep lists", RUN, _spoil_actions, codes=ANY)
    yield _state("an ad that is a pipe", RUN, partial(_pipe, path="outputs/tiny/en-GB/1x1/umbrella.jpg"), codes=ANY)
    yield _state("an ad that links out", RUN, partial(_link_out, path="outputs/tiny/en-GB/1x1/umbrella.jpg"), codes=ANY)
    for name, make in _made(
        {
            "bytes of zero": lambda: bytes(MEGA),
            "an open quote of 30 MB": lambda: "OPENAI_API_KEY='" + "a" * 30 * MEGA,
            "a million lines": lambda: "A=1\n" * MEGA,
            "references that double": lambda: (
                "A0=aaaaaaaaaa\n" + "".join(f"A{at}={f'${{A{at - 1}}}' * 10}\n" for at in range(1, 12))
            ),
            "a limit of 1e400": lambda: "CREATIVE_MAX_USD=1e400\n",
            "a limit of NaN": lambda: "CREATIVE_MAX_USD=nan\n",
            "a number of 100,000 digits": lambda: f"CREATIVE_CONCURRENCY={'9' * 100_000}\n",
            "time without end": lambda: "CREATIVE_DECODE_SECONDS=1e308\n",
            "an address of a file": lambda: "OPENAI_BASE_URL=file:///etc/passwd\n",
        }
    ):
        yield _state(f".env of {name}", VALIDATE, partial(_put, path=".env", make=make), codes=ANY)
    yield _state(".env that is a pipe", VALIDATE, partial(_pipe, path=".env"), ".env", "pipe")
    yield _state(".env that is /dev/zero", VALIDATE, partial(_zeros, path=".env"), ".env", "device")
    review = ("review", "import", "a.json")
    for name, make in _made(
        {
            "lists 100,000 deep": lambda: "[" * 100_000,
            "17 MB": lambda: " " * 17 * MEGA,
            "a million lists": lambda: f"[{'[],' * MEGA}[]]",
            "100,000 verdicts": lambda: _review([{**verdict, "path": f"a{at}.jpg"} for at in range(80_000)]),
            "a path that leads out": lambda: _review([{**verdict, "path": "../../x"}]),
            "escapes of a terminal": lambda: _review([{**verdict, "comment": "a\x1b[2J"}]),
            "a campaign that leads out": lambda: _review([], "../../etc"),
            "keys of escapes": lambda: json.dumps({"a\x1b[2J\n\u202e": 1}),
            "NUL": lambda: bytes(1000),
        }
    ):
        yield _state(f"a review of {name}", review, partial(_put, path="a.json", make=make), codes=(*STOPPED, FINDINGS))
    yield _state("a review that is a pipe", review, partial(_pipe, path="a.json"), "a.json")
    yield _state("a review that is /dev/zero", ("review", "import", "/dev/zero"), lambda _: None, "/dev/zero")
    yield _state("a search for a pipe", LIKE, partial(_pipe, path="a.png"), "a.png")
    yield _state("a search for /dev/zero", ("search", "--like", "/dev/zero"), lambda _: None, "/dev/zero")
    yield _state(
        "a search for 900 megapixels",
        LIKE,
        partial(_put, path="a.png", make=lambda: png_file(30_000, 30_000, depth=1, colour=0)),
        "a.png",
    )
    yield _state("a search for a drawing", LIKE, partial(_put, path="a.png", make=doubling_masks), "a.png")
    yield _state("a search for 100,000 words", ("search", "umbrella rain " * 8_000), lambda _: None, codes=ANY)
    yield _state("a search for escapes", ("search", "a\x1b[2J\u202eb"), lambda _: None, codes=ANY)
    yield _state("SQL that reads a file", ("sql", "SELECT * FROM read_text('/etc/passwd')"), lambda _: None)
    yield _state("SQL that reads a folder above", ("sql", "SELECT * FROM read_text('../*-secret.txt')"), lambda _: None)
    yield _state("SQL that writes a file", ("sql", "COPY (SELECT 1) TO 'a.csv'"), lambda _: None)
    yield _state(
        "SQL of 1e12 rows",
        ("sql", "SELECT count(*) FROM (SELECT DISTINCT a FROM range(1000000000) t(a))"),
        lambda _: None,
    )
    yield _state("SQL that loads an extension", ("sql", "INSTALL httpfs; LOAD httpfs"), lambda _: None)
    yield _state("a campaign that leads out", ("texts", "../../etc"), lambda _: None)
    yield _state("a run that leads out", ("report", "../../etc/passwd"), lambda _: None)
    yield _state("an output folder that is a pipe", (*VALIDATE, "--output", "p"), partial(_pipe, path="p"), codes=ANY)
    yield _state("a state folder that is a pipe", (*RUN, "--state", "p"), partial(_pipe, path="p"))
    yield _state("a spending limit of NaN", (*RUN, "--max-usd", "nan"), write_brief)

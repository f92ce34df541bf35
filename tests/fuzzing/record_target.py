"""What a run reads back from disk: journals, manifests, reviews, notes beside paid answers, pauses, settings."""

import json
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import fields
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from creative_cli.errors import CreativeError, StorageError, UsageError
from creative_cli.events import AssetReviewed, StageTimed
from creative_cli.gallery.review_import import read_review_export
from creative_cli.models import Asset
from creative_cli.runlog.importer import find_broken_lines
from creative_cli.runlog.journal import SCHEMA, BrokenLine, JournalLine, decode_event, read_lines
from creative_cli.services.time_arguments import parse_moment
from creative_cli.settings import read_settings
from creative_cli.storage.cache import Cache, sha256_of
from creative_cli.storage.circuit_breakers import BREAKERS_FILE, StoredBreakers
from creative_cli.storage.codec import encode_json_line, encode_pretty_json, encode_record
from creative_cli.storage.outputs import MANIFEST_SCHEMA, Manifest, OutputFolder
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from creative_cli.translation.translator import AnswerRecord
from tests.fuzzing.laws import count_lines, require, require_plain, require_sentence
from tests.fuzzing.target import Target

_RUN = "20261122T201500Z-1f3c9a04d2e7"
_SHA256 = sha256_of(b"answer")


@cache
def _folder() -> Path:
    return Path(_kept_folder().name)


@cache
def _kept_folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="creative-fuzz-")


@cache
def _state() -> StateFolder:
    state = StateFolder(_folder() / "state")
    state.create()
    return state


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_journal_file(data: bytes) -> None:
    """Read a journal: every line is an event, or broken for a reason; the places go forward."""
    path = _write(_state().journal / f"{_RUN}.jsonl", data)
    end = 0
    for line in read_lines(path):
        require(end <= line.end <= len(data), "a line ends after the one before", end, line.end)
        end = line.end
        if isinstance(line, BrokenLine):
            require_plain(line.reason)
            require(1 <= line.line <= count_lines(data), "a line lies inside the file", line.line)
            continue
        try:
            event = decode_event(line)
        except StorageError as error:
            require_sentence(error.sentence)
        else:
            require(encode_json_line(event), "an event can be written again")
            _require_same_event(line, encode_record(event))
    for broken in find_broken_lines(path):
        require_plain(broken.reason)


def _require_same_event(line: JournalLine, written: object) -> None:
    again = decode_event(JournalLine("a", "b", 0, line.at, line.type, json.loads(json.dumps(written)), 0))
    require(encode_record(again) == written, "an event that is written again is the same", line.type)


def read_manifest_file(data: bytes) -> None:
    """Read a manifest; its files lie inside the campaign's folder, or are refused."""
    folder = OutputFolder(_folder(), "summer", _state())
    _write(folder.manifest_path, data)
    try:
        manifest = folder.manifest()
    except StorageError as error:
        require_sentence(error.sentence)
        return
    for asset in () if manifest is None else manifest.assets:
        for path, sha256 in asset.files():
            try:
                target = folder.file(path)
                folder.matches(path, sha256)
            except StorageError as error:
                require_sentence(error.sentence)
            else:
                require(target.resolve().is_relative_to(folder.path.resolve()), "a file lies in the folder", path)


def read_review_file(data: bytes) -> None:
    """Read an exported review."""
    try:
        review = read_review_export(data, "review.json")
    except UsageError as error:
        require_sentence(error.sentence)
    else:
        require(read_review_export(encode_pretty_json(review), "again.json") == review, "a review is the same again")


def read_breakers_file(data: bytes) -> None:
    """Read the circuit breakers, which are closed if their file is damaged."""
    _write(_state().root / BREAKERS_FILE, data)
    breakers = StoredBreakers(_state(), {}, require_sentence)
    breakers.open_ones()


def read_paid_note(data: bytes) -> None:
    """Look for a paid answer whose note is damaged: it is there or not."""
    cache_of_state = Cache(_state())
    if not cache_of_state.has_object(_SHA256):
        cache_of_state.put_object(b"answer")
    paid = PaidResults(_state(), cache_of_state, AnswerRecord, _folder())
    _write(_state().cache / "received" / "ab" / "abcd.json", data)
    found = paid.get("abcd")
    require(found is None or found[0] == b"answer", "a paid answer is the one that was kept")


def read_cached_record(data: bytes) -> None:
    """Look for a record in the cache: of the right shape, or removed as damaged."""
    noted: list[str] = []
    kept = Cache(_state(), lambda _, reason: noted.append(reason))
    _write(_state().cache / "actions" / "ab" / "abcd.json", data)
    found = kept.get("abcd", Asset)
    require(found is None or {field.name for field in fields(found)}, "a record has its fields")
    for reason in noted:
        require_plain(reason)


def read_settings_file(data: bytes) -> None:
    """Read the settings in a `.env`."""
    folder = _folder() / "settings"
    _write(folder / ".env", data)
    with chdir(folder):
        try:
            read_settings()
        except UsageError as error:
            require_sentence(error.sentence)


def read_moment_argument(data: bytes) -> None:
    """Read a day, a time or an age; what is one has a time zone."""
    text = data.decode("utf-8", "replace").strip("\n")
    try:
        moment = parse_moment(text)
    except CreativeError as error:
        require_sentence(error.sentence)
    else:
        require(moment.tzinfo is not None, "a moment has a time zone", text)
        moment.timestamp()


def _line(kind: str, seq: int, **payload: object) -> bytes:
    envelope = {"event_id": f"{_RUN}-{seq:06d}", "run_id": _RUN, "seq": seq, "at": "2026-11-22T20:15:00.000Z"}
    return json.dumps({**envelope, "type": kind, "schema": SCHEMA, **payload}, separators=(",", ":")).encode() + b"\n"


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    review = AssetReviewed("summer", "de/1x1/tea.jpg", _SHA256, "approved", "good", "A")
    timed = json.loads(encode_json_line(StageTimed("check", "tea", 0.5)))
    yield "journal", _line("AssetReviewed", 0, **json.loads(encode_json_line(review))) + _line("StageTimed", 1, **timed)
    yield "journal", _line("Unknown", 0) + b'{"event_id":"torn'
    manifest = Manifest(MANIFEST_SCHEMA, "creative 0.1", _RUN, "summer", _SHA256, "f", "t", ())
    yield "manifest", encode_pretty_json(manifest)
    one = {"path": "de/1x1/tea.jpg", "sha256": _SHA256, "verdict": "approved", "comment": "good"}
    export = {
        "schema": 1,
        "kind": "creative-review",
        "campaign": "summer",
        "reviews": [one],
        "exported_at": "2026-11-22",
    }
    yield "review", json.dumps(export).encode()
    breaker = {"provider": "openai", "until": "2026-11-22T20:15:00+00:00", "failures": ["2026-11-22T20:15:00+00:00"]}
    yield "breakers", json.dumps({"breakers": [breaker]}).encode()
    yield "paid-note", json.dumps({"sha256": _SHA256, "note": json.dumps({"model": "gpt", "locale": "de"})}).encode()
    yield "cached", b"{}"
    yield "settings", b"OPENAI_API_KEY=\"sk-x\"\nCREATIVE_BUDGET_USD=5\nexport OTHER='a b'\n# note\n"
    yield from (("moment", text) for text in (b"30d", b"2026-06-01", b"2026-06-01T10:00:00+02:00"))


RECORDS = Target(
    "record",
    {
        "journal": read_journal_file,
        "manifest": read_manifest_file,
        "review": read_review_file,
        "breakers": read_breakers_file,
        "paid-note": read_paid_note,
        "cached": read_cached_record,
        "settings": read_settings_file,
        "moment": read_moment_argument,
    },
    _list_seeds,
)

"""Briefs that a server was given, with their files: the folder `serve/briefs` of the state folder.

A brief's id is a digest of its bytes and of its files, which makes storing it twice one brief. A folder is complete or
not there: it is filled under another name and then renamed. Servers that share a state folder share the briefs.
"""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from creative_cli.brief.loader import JSON_SUFFIX
from creative_cli.errors import BriefError, Problem, UsageError
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.services.brief_checks import check_briefs
from creative_cli.services.judging import open_finding_judge
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_pretty_json
from creative_cli.storage.state import StateFolder

MAX_BRIEF_FILES: Final = 500
MAX_FILE_NAME: Final = 200
DAY_S: Final = 86_400.0
_RECORD: Final = "brief.record.json"
_ID: Final = re.compile("[0-9a-f]{20}")
_PROJECT_END: Final = ".git"
"""An empty file of this name makes the folder a project of its own: a brief cannot include what lies outside."""


@dataclass(frozen=True, slots=True)
class StoredBrief:
    """A brief in the state folder: its id, its campaign, its file and the files beside it."""

    id: str
    campaign: str
    file: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedBrief:
    """A brief that was stored, and what was found in it that does not keep it from being made."""

    brief: StoredBrief
    findings: tuple[LocatedFinding, ...] = ()


def _briefs_folder(state: StateFolder) -> Path:
    return state.root / "serve" / "briefs"


def store_brief(data: bytes, where: Workspace, *, as_json: bool, files: Mapping[str, bytes]) -> CheckedBrief:
    """Check and keep the brief in *data*, YAML or JSON, with *files* by the names that it uses.

    Raises BriefError with every problem and its place, and UsageError for the name of a file that leads elsewhere.
    """
    name = f"brief{JSON_SUFFIX}" if as_json else "brief.yaml"
    for one in files:
        _require_plain_name(one)
    if len(files) > MAX_BRIEF_FILES:
        raise UsageError(f"A brief can come with {MAX_BRIEF_FILES} files; these are {len(files)}.", "Send fewer files.")
    parts = (name.encode(), data, *(part for one in sorted(files) for part in (one.encode(), files[one])))
    brief_id = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:20]
    home = _briefs_folder(where.state)
    where.state.create()
    draft = home / f"{brief_id}-{secrets.token_hex(4)}"
    try:
        for one, content in {name: data, _PROJECT_END: b"", **files}.items():
            write_bytes(draft / one, content)
        checked = _check_draft(draft, name, where)
        stored = StoredBrief(brief_id, checked.campaign, name, tuple(sorted(files)))
        write_bytes(draft / _RECORD, encode_pretty_json(stored), durable=True)
        with raising_storage_errors(home, "written"):
            if (home / brief_id).exists():
                os.utime(home / brief_id / _RECORD)  # asked for again: it is not old
            else:
                draft.rename(home / brief_id)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return CheckedBrief(stored, checked.findings)


@dataclass(frozen=True, slots=True)
class _Draft:
    campaign: str
    findings: tuple[LocatedFinding, ...]


def _check_draft(draft: Path, name: str, where: Workspace) -> _Draft:
    found = check_briefs([str(draft / name)], where, open_finding_judge())
    if found.problems:
        raise BriefError(tuple(_name_inside(one, draft) for one in found.problems), "The brief was not kept.")
    (brief,) = found.briefs
    findings = (
        one if one.place is None else replace(one, place=_name_inside(one.place, draft)) for one in found.findings
    )
    return _Draft(brief.brief.campaign, tuple(findings))


def _name_inside(problem: Problem, folder: Path) -> Problem:
    """Return a problem with the name of its file as it was sent."""
    prefix = f"{folder}/"
    return replace(problem, file=problem.file.removeprefix(prefix), message=problem.message.replace(prefix, ""))


def _require_plain_name(name: str) -> None:
    parts = PurePosixPath(name).parts
    plain = all(part[0] != "." and "\\" not in part and part.isprintable() for part in parts)
    taken = name in {"brief.yaml", f"brief{JSON_SUFFIX}", _RECORD} or ".tmp-" in name
    if not parts or "/".join(parts) != name or not plain or ":" in name or taken or len(name.encode()) > MAX_FILE_NAME:
        raise UsageError(
            f"{name!r:.120} cannot be the name of a file of a brief.",
            "Name it relative to the brief, such as images/bottle.png, without a leading dot.",
        )


def find_stored_brief(brief_id: str, state: StateFolder) -> StoredBrief | None:
    """Return a brief by its id, None if there is none. Raises StorageError."""
    if not _ID.fullmatch(brief_id):
        return None
    data = read_bytes(_briefs_folder(state) / brief_id / _RECORD)
    try:
        return None if data is None else decode_record(StoredBrief, decode_json(data))
    except CodecError:
        return None  # of another version: sending the brief again stores it


def list_stored_briefs(
    state: StateFolder, offset: int = 0, limit: int | None = None
) -> tuple[int, tuple[StoredBrief, ...]]:
    """Return how many briefs there are, and *limit* of them after the *offset* latest. Raises StorageError."""
    home = _briefs_folder(state)
    with raising_storage_errors(home, "read"):
        records = sorted(home.glob(f"*/{_RECORD}"), key=lambda path: path.stat().st_mtime, reverse=True)
    page = records[offset:] if limit is None else records[offset : offset + limit]
    found = (find_stored_brief(path.parent.name, state) for path in page)
    return len(records), tuple(one for one in found if one is not None)


def stored_brief_path(brief: StoredBrief, state: StateFolder) -> Path:
    """Return the path of the brief's file."""
    return _briefs_folder(state) / brief.id / brief.file


def touch_stored_brief(brief: StoredBrief, state: StateFolder) -> None:
    """Note that a run uses the brief now: the days after which it is removed begin again. Raises StorageError."""
    record = _briefs_folder(state) / brief.id / _RECORD
    with raising_storage_errors(record, "written"):
        os.utime(record)


def remove_old_briefs(
    state: StateFolder, before_s: float, in_use: Collection[str], *, dry_run: bool = False
) -> tuple[str, ...]:
    """Remove briefs that no run used since a time in seconds since 1970, but for those *in_use*; return their ids.

    What a killed server left half written goes after a day. With *dry_run* all stay. Raises StorageError.
    """
    home, removed = _briefs_folder(state), []
    with raising_storage_errors(home, "read"):
        for folder in sorted(home.iterdir()) if home.is_dir() else ():
            record = folder / _RECORD
            whole = _ID.fullmatch(folder.name) is not None and record.is_file()
            oldest_s = before_s if whole else time.time() - DAY_S
            if folder.name not in in_use and (record if whole else folder).stat().st_mtime < oldest_s:
                if not dry_run:
                    shutil.rmtree(folder)
                removed.append(folder.name)
    return tuple(removed)

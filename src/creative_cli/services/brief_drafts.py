"""Briefs that somebody is writing in a browser: a folder each in the state folder, with the files they uploaded."""

import re
import secrets
import shutil
from pathlib import Path

from creative_cli.brief.starter_campaign import STARTER_BRIEF, write_starter_campaign
from creative_cli.errors import UsageError
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.state import StateFolder

DRAFTS_FOLDER = "drafts"
DRAFT_ASSETS = "assets"
EMPTY_DRAFT = "# What you fill in beside this text stands here. You can also write here: the form follows.\nschema: 1\n"

_ID = re.compile("[0-9a-f]{24}")
_SUFFIXES = frozenset(
    (".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".tif", ".tiff", ".csv", ".tsv", ".jsonl", ".xlsx", ".xml")
)
_MAX_STEM = 60  # characters of a file's name that are kept


def open_brief_draft(where: Workspace, *, example: bool = False) -> str:
    """Make the folder of a new draft and return its ID; with *example* it is the brief that `creative init` writes.

    Raises StorageError.
    """
    where.state.create()
    draft = secrets.token_hex(12)
    folder = where.state.root / DRAFTS_FOLDER / draft
    if example:
        write_starter_campaign(folder)
    else:
        write_bytes(folder / STARTER_BRIEF, EMPTY_DRAFT.encode())
    return draft


def remove_old_drafts(state: StateFolder, before_s: float, *, dry_run: bool = False) -> tuple[str, ...]:
    """Remove drafts that were not written since a time in seconds since 1970; return their ids.

    With *dry_run* they stay. Raises StorageError.
    """
    root, removed = state.root / DRAFTS_FOLDER, []
    with raising_storage_errors(root, "removed"):
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            brief = folder / STARTER_BRIEF
            written_s = (brief if brief.exists() else folder).stat().st_mtime
            if _ID.fullmatch(folder.name) and written_s < before_s:
                if not dry_run:
                    shutil.rmtree(folder)
                removed.append(folder.name)
    return tuple(removed)


def find_brief_draft(where: Workspace, draft: str) -> Path:
    """Return the brief of a draft, a file in its folder. Raises UsageError."""
    brief = where.state.root / DRAFTS_FOLDER / draft / STARTER_BRIEF
    if not _ID.fullmatch(draft) or not brief.is_file():
        raise UsageError("There is no such draft any more.", "Start a new campaign, or open your brief from its file.")
    return brief


def keep_draft_file(brief: Path, name: str, data: bytes) -> str:
    """Write an uploaded file beside the *brief* of a draft, and return how the brief names it.

    The name is cut down to letters of English, digits and hyphens; another file of that name keeps it. Raises
    UsageError for kinds of files that no brief names, and StorageError.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in _SUFFIXES:
        allowed = ", ".join(sorted(_SUFFIXES))
        raise UsageError(
            f"Files ending in {suffix or 'nothing'!r:.20} are not used in briefs.", f"Use one of {allowed}."
        )
    stem = "-".join(re.findall("[a-z0-9]+", Path(name).stem.lower()))[:_MAX_STEM].strip("-") or "file"
    target = brief.parent / DRAFT_ASSETS / f"{stem}{suffix}"
    number = 1
    while target.exists() and target.read_bytes() != data:
        number += 1
        target = target.with_name(f"{stem}-{number}{suffix}")
    write_bytes(target, data)
    return f"{DRAFT_ASSETS}/{target.name}"

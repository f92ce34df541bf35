"""Exports copy for translation, imports translations, and says how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.engine.copy import brief_assignments, list_copy_requests
from creative_cli.engine.planner import normalize_market
from creative_cli.errors import BriefError, Problem, UsageError
from creative_cli.services.translations import open_copy_memory
from creative_cli.services.workspace import Workspace
from creative_cli.stages.check import check_copy
from creative_cli.storage.atomic import write_bytes
from creative_cli.translation.exchange.files import read_exchange_file, write_exchange_files
from creative_cli.translation.exchange.import_checks import DatedCopyCheck
from creative_cli.translation.exchange.importing import ImportedLine, import_translations, list_left_out
from creative_cli.translation.exchange.sheet import ExchangeFormat, TranslationSheet, build_sheet
from creative_cli.translation.locale_progress import LocaleProgress, measure_progress
from creative_cli.translation.memory import SegmentUse
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopyStatus


def load_untranslated_brief(path: Path, hint: str) -> LoadedBrief:
    """Read a brief whose copy may be missing; *hint* is the next step in its errors."""
    try:
        return load_brief(path, translator=True)
    except BriefError as error:
        raise BriefError(error.problems, hint) from error


def export_copy(
    where: Workspace, brief: Path, form: str, markets: Sequence[str], to: Path | None
) -> tuple[tuple[str, ...], TranslationSheet]:
    """Write the lines to translate to *to*, a file or a folder for several; return the files and their lines."""
    loaded = load_untranslated_brief(brief, "No file was written. Fix the brief and export again.")
    requests = _select_markets(list_copy_requests(loaded), markets)
    if not requests:
        return (), TranslationSheet(loaded.brief.campaign, str(loaded.brief.source_language), ())
    _register_requests(where, requests)
    known = open_copy_memory(where).lookup(line.segment for one in requests for line in one.lines)
    sheet = build_sheet(requests, known)
    files = write_exchange_files(sheet, ExchangeFormat(form))
    target = to or Path("copy")
    # A name without a suffix is a folder, and so is an existing one.
    into = len(files) > 1 or not target.suffix or target.is_dir()
    paths = [target / name for name, _ in files] if into else [target]
    for path, (_, data) in zip(paths, files, strict=True):
        write_bytes(path, data)
    return tuple(map(str, paths)), sheet


def _select_markets(requests: tuple[TranslationRequest, ...], markets: Sequence[str]) -> tuple[TranslationRequest, ...]:
    wanted = {normalize_market(name): name for name in markets}
    names = [{one.locale.tag.casefold(), one.locale.territory.casefold()} for one in requests]
    known = set[str]().union(*names)
    if unknown := [name for key, name in wanted.items() if key not in known]:
        tags = ", ".join(one.locale.tag for one in requests) or "none: every market has its copy"
        raise UsageError(f"Nothing to translate for {unknown[0]!r}.", f"To translate: {tags}.")
    return tuple(one for one, own in zip(requests, names, strict=True) if not wanted or own & wanted.keys())


def _register_requests(where: Workspace, requests: Sequence[TranslationRequest]) -> None:
    """Store the lines of a brief in the memory, which recognizes their translations when they are imported."""
    where.state.create()
    open_copy_memory(where).record_requests(requests)


@dataclass(frozen=True, slots=True)
class CopyImport:
    """What became of every line of the files, and the lines that they should have and do not."""

    lines: tuple[ImportedLine, ...]
    left_out: tuple[SegmentUse, ...]


def import_copy(
    where: Workspace,
    files: Sequence[Path],
    status: str | None,
    brief: Path | None,
    *,
    strict: bool,
    check: DatedCopyCheck = check_copy,
) -> CopyImport:
    """Import translations from *files*; all are read and held to *check* before anything is stored.

    *brief* has the lines if another machine exported them. With *strict*, nothing is stored unless every line passes.
    """
    hint, requests = "and run `creative copy import` again.", tuple[TranslationRequest, ...]()
    if brief is not None:
        requests = list_copy_requests(load_untranslated_brief(brief, f"Nothing was imported. Fix the brief {hint}"))
    returned, problems = [], list[Problem]()
    for path in files:
        try:
            returned.append((str(path), read_exchange_file(path)))
        except BriefError as error:
            problems += error.problems
    if problems:
        raise BriefError(tuple(problems), f"Nothing was imported. Fix the file, or export it again, {hint}")
    _register_requests(where, requests)
    counted_as = None if status is None else CopyStatus[status.upper()]
    memory = open_copy_memory(where)
    lines = import_translations(memory, returned, check, status=counted_as, strict=strict)
    return CopyImport(lines, list_left_out(memory, (one for _, parts in returned for one in parts)))


def read_copy_progress(where: Workspace, brief: Path) -> tuple[LocaleProgress, ...]:
    """Return the translation progress of each locale. Writes nothing."""
    loaded = load_untranslated_brief(brief, "Fix the brief and run the command again.")
    memory = open_copy_memory(where)
    briefs = loaded.variants or (loaded,)
    return tuple(line for one in briefs for line in measure_progress(one, brief_assignments(one), memory))

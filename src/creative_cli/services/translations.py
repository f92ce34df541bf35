"""What the copy desk needs: a brief's assignments, the memory of the state folder, the translator settings name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.loader import load_brief as read
from creative_cli.engine.copy import brief_assignments
from creative_cli.errors import BriefError, Problem, UsageError
from creative_cli.http.client import Caller
from creative_cli.http.openai_client import Account
from creative_cli.locale.locales import find_territory
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.stages.check import check_copy
from creative_cli.storage.atomic import write_bytes
from creative_cli.translation import translator as desk_translator
from creative_cli.translation.exchange.files import read_exchange_file as read_files
from creative_cli.translation.exchange.files import write_exchange_files
from creative_cli.translation.exchange.importing import ImportedLine, import_translations
from creative_cli.translation.exchange.sheet import ExchangeFormat, build_sheet
from creative_cli.translation.locale_progress import LocaleProgress, measure_progress
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopyStatus
from creative_cli.translation.translator import OpenAITranslator

IMPORT_AGAIN_HINT = "run `creative copy import` again"
"""The end of what is told of an import that could not be done."""

TRANSLATION_READ_TIMEOUT_S = 120.0
"""Seconds of silence after which a translation has failed; one takes 3 to 30."""


@dataclass(frozen=True, slots=True)
class CopyExport:
    """Files written for translators, and the locales in them."""

    files: tuple[str, ...]
    locales: tuple[str, ...]
    lines: int


def open_copy_memory(where: Workspace) -> TranslationMemory:
    """Return the translation memory of the state folder."""
    return TranslationMemory(where.state.copy_memory)


def build_translator(settings: Settings, caller: Caller) -> OpenAITranslator | None:
    """Return the translator the settings name; None when nothing is set: then the memory has to know."""
    if settings.openai_api_key is None:
        return None

    account = Account(settings.openai_api_key, settings.openai_base_url, TRANSLATION_READ_TIMEOUT_S)
    return OpenAITranslator(account, settings.openai_text_model, caller)


def estimate_copy_cost(where: Workspace, settings: Settings, brief: LoadedBrief, tags: Sequence[str]) -> float:
    """Return what the translator may charge at most for the words of the locales *tags* that are not there yet, USD."""
    if not tags:
        return 0.0

    asked = [one for one in brief_assignments(brief) if one.locale.tag in tags]
    known = open_copy_memory(where).lookup(line.segment for one in asked for line in one.lines)
    return sum(
        desk_translator.estimate_translation(
            settings.openai_text_model,
            one,
            {line.role: known[line.segment.id].text for line in one.lines if line.segment.id in known},
        )
        for one in asked
    )


def load_untranslated_brief(brief: Path, hint: str = "Mend the brief.") -> LoadedBrief:
    """Read a brief whose copy may still be missing: that is what the desk is for; *hint* ends its errors."""
    try:
        return read(brief, translator=True)
    except BriefError as error:
        raise BriefError(error.problems, hint) from error


def export_copy(
    where: Workspace, brief: Path, form: ExchangeFormat, markets: Sequence[str], to: Path | None
) -> CopyExport:
    """Write what is to be translated of a brief to *to* (a file, or a folder for several) and note what was asked."""
    loaded = load_untranslated_brief(brief, "No file was written: mend the brief and export again.")
    asked = _select_markets(brief_assignments(loaded), markets)
    if not asked:
        return CopyExport((), (), 0)
    _register_requests(where, asked)
    known = open_copy_memory(where).lookup(line.segment for one in asked for line in one.lines)
    out = build_sheet(asked, known)
    files = write_exchange_files(out, form)
    target = to or Path("copy")
    # A name without a suffix is a folder's, as is one that is there already.
    into = len(files) > 1 or not target.suffix or target.is_dir()
    paths = [target / name for name, _ in files] if into else [target]
    for path, (_, data) in zip(paths, files, strict=True):
        write_bytes(path, data)
    return CopyExport(tuple(map(str, paths)), out.locales, len(out.lines))


def _select_markets(asked: tuple[TranslationRequest, ...], markets: Sequence[str]) -> tuple[TranslationRequest, ...]:
    wanted = {_normalize_market(name) for name in markets}
    known = {name.casefold() for one in asked for name in (one.locale.tag, one.locale.territory)}
    for name in (one for one in markets if _normalize_market(one) not in known):
        tags = ", ".join(one.locale.tag for one in asked) or "none: every market has its words"
        raise UsageError(f"Nothing is to be translated for {name!r}.", f"To be translated: {tags}.")
    return tuple(
        one for one in asked if not wanted or {one.locale.tag.casefold(), one.locale.territory.casefold()} & wanted
    )


def _normalize_market(market: str) -> str:
    """Return a country or locale as people may write it (`JP`, `Japan`, `fr_CA`), written one way."""
    return (find_territory(market) or market).casefold().replace("_", "-")


def _register_requests(where: Workspace, asked: Sequence[TranslationRequest]) -> None:
    """Let the memory know the lines of a brief, so that their translations are known when they come back."""
    where.state.create()
    open_copy_memory(where).record_requests(asked)


def import_copy(
    where: Workspace, files: Sequence[Path], status: CopyStatus | None, brief: Path | None, *, strict: bool
) -> tuple[ImportedLine, ...]:
    """Bring translations back from *files*; all are read and judged before anything is kept.

    *brief* tells which lines were asked for, where that was done on another machine. Where *strict*, nothing is kept
    unless every line is fine.
    """
    asked = (
        ()
        if brief is None
        else brief_assignments(
            load_untranslated_brief(brief, f"Nothing was kept: mend the brief and {IMPORT_AGAIN_HINT}.")
        )
    )
    returned, problems = [], list[Problem]()
    for path in files:
        try:
            returned.append((str(path), read_files(path)))
        except BriefError as error:
            problems += error.problems
    if problems:
        raise BriefError(
            tuple(problems), f"Nothing was kept: mend the file, or export it again, and {IMPORT_AGAIN_HINT}."
        )
    _register_requests(where, asked)
    return import_translations(open_copy_memory(where), returned, check_copy, status=status, strict=strict)


def read_copy_progress(where: Workspace, brief: Path) -> tuple[LocaleProgress, ...]:
    """Say how far the copy of a brief has come; nothing is written."""
    loaded = load_untranslated_brief(brief, "Mend the brief and ask for its status again.")
    return measure_progress(loaded, brief_assignments(loaded), open_copy_memory(where))

"""What works on this machine and what does not: each part is tried for real, in the folders a run would use."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.errors import CreativeError, StorageError
from creative_cli.formats import Box
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.wordmark import draw_wordmark
from creative_cli.plugins import PluginGroup
from creative_cli.providers.base import ProviderHealth
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.runlog.runlog import RunLog
from creative_cli.search.embedders import PLUGIN_EMBEDDERS
from creative_cli.search.library import SearchLibrary
from creative_cli.services.provider_registry import PLUGIN_PROVIDERS
from creative_cli.storage.atomic import remove_temporary_files, write_text
from creative_cli.storage.state import StateFolder

PLUGIN_GROUPS: tuple[PluginGroup[Any], ...] = (PLUGIN_PROVIDERS, PLUGIN_CHECKS, PLUGIN_TEMPLATES, PLUGIN_EMBEDDERS)
"""What packages may add to."""

_MAX_BROKEN_LINES = 20
"""Lines of journals that are named one by one."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One part and how it is: what was seen, and the next step when it does not work."""

    subject: str
    ok: bool
    says: str
    hint: str = ""


def run_diagnosis(state: StateFolder, output: Path, memory: Callable[[], SearchLibrary]) -> tuple[Diagnosis, ...]:
    """Try every part a run needs, fonts first, and remove what killed runs left in *state* and *output*.

    *memory* builds what remembers ads as the settings say; it may raise what they have wrong.
    """
    parts: tuple[tuple[str, Callable[[StateFolder], str]], ...] = (
        ("fonts", _verify_fonts),
        ("type", _verify_typesetting),
        ("plug-ins", _verify_plugins),
        ("folders", _verify_folders),
        ("leftovers", partial(_remove_leftovers, output)),
        ("run log", _verify_run_log),
        ("journals", _verify_journals),
        ("embedder", partial(_verify_embedder, memory)),
        ("search index", partial(_verify_index, memory)),
    )
    return tuple(_diagnose_part(subject, attempt, state) for subject, attempt in parts)


def _diagnose_part(subject: str, attempt: Callable[[StateFolder], str], state: StateFolder) -> Diagnosis:
    try:
        return Diagnosis(subject, ok=True, says=attempt(state))
    except CreativeError as error:
        return Diagnosis(subject, ok=False, says=error.sentence, hint=error.hint)
    except (ImportError, OSError) as error:
        says = f"{type(error).__name__}: {error}"
        return Diagnosis(
            subject, ok=False, says=says, hint="Install the tool again: pip install --force-reinstall creative"
        )


def _verify_fonts(_state: StateFolder) -> str:
    lines = (fonts_folder() / "SHA256SUMS").read_text("ascii").splitlines()
    for line in lines:
        sha256, name = line.split(maxsplit=1)
        with (fonts_folder() / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise StorageError(f"The font {name} is damaged.", "Install the tool again.")
    return f"{len(lines)} files, all as they should be"


def _verify_typesetting(_state: StateFolder) -> str:
    drawn = draw_wordmark("creative", (0, 0, 0), Box(0, 0, 200, 40))
    return f"Typst draws ({drawn.shape[1]} × {drawn.shape[0]} px)"


def _verify_plugins(_state: StateFolder) -> str:
    found = []
    for group in PLUGIN_GROUPS:
        group.load_all()
        found += [f"{group.noun} {name} ({group.package(name)})" for name in group.names()]
    return ", ".join(found) or "none installed"


def _verify_folders(state: StateFolder) -> str:
    state.create()
    probe = state.root / "doctor"
    write_text(probe, "ok")
    probe.unlink()
    return f"{state.root} can be written"


def _remove_leftovers(output: Path, state: StateFolder) -> str:
    folders = [folder for folder in (state.root, output) if folder.is_dir()]
    removed = {path for folder in folders for path in remove_temporary_files(folder, time.time())}
    if not removed:
        return "no half-written files"
    return f"{count_noun(len(removed), 'half-written file')} of killed runs removed"


def _verify_run_log(state: StateFolder) -> str:
    with RunLog.open(state) as log:
        count = len(log.run_ids())
        notices = "".join(f"; {notice}" for notice in log.notices())
    return f"{count_noun(count, 'run')} on record{notices}"


def _verify_journals(state: StateFolder) -> str:
    with RunLog.open(state) as log:
        broken = log.broken_lines()
    if broken:
        raise StorageError(
            f"{count_noun(len(broken), 'line')} cannot be read:\n"
            + "\n".join(str(line) for line in broken[:_MAX_BROKEN_LINES]),
            "All other lines count. Put the file back from a copy, or take those lines out, then: creative doctor "
            "--rebuild",
        )
    return "every line can be read"


def _verify_embedder(memory: Callable[[], SearchLibrary], _state: StateFolder) -> str:
    embedder = memory().embedder
    embedder.query("summer")
    return f"{embedder.id} works"


def _verify_index(memory: Callable[[], SearchLibrary], state: StateFolder) -> str:
    if not state.chroma.exists():
        return "nothing indexed yet"
    memory().check_index()
    return "can be read"


def breaker_diagnosis(sentence: str) -> Diagnosis:
    """Return, as one line of the diagnosis, that a provider rests after failures."""
    return Diagnosis("providers", ok=False, says=sentence, hint="Ask it again now: creative doctor --reset-providers")


def health_diagnosis(subject: str, health: ProviderHealth) -> Diagnosis:
    """Return what a provider said of itself as one line of the diagnosis."""
    return Diagnosis(subject, ok=health.ok, says=health.says, hint=health.hint)

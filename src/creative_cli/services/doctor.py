"""Check what works on this machine: every part is tried, in the folders that a run would use."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires
from typing import Any, Final, TypeAlias

from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.errors import CreativeError, SentenceList, StorageError
from creative_cli.formats import Box
from creative_cli.http.compatible_servers import find_server_name
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.wordmark import draw_wordmark
from creative_cli.plugins import PluginGroup
from creative_cli.retrieval.embedders import PLUGIN_EMBEDDERS, explain_fallback
from creative_cli.retrieval.openai_embedder import OpenAIEmbedder
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.runlog.runlog import MOST_LISTED_LINES, RunLog
from creative_cli.services import doctor_files
from creative_cli.services.leftovers import sweep_folders
from creative_cli.services.provider_registry import PLUGIN_PROVIDERS
from creative_cli.services.queries import describe_open_breakers
from creative_cli.services.searches import open_search_library
from creative_cli.services.workspace import Workspace, copy_if_read_only
from creative_cli.storage.atomic import write_text
from creative_cli.storage.state import OnWait
from creative_cli.translation.memory_file import check_memory_file

PLUGIN_GROUPS: tuple[PluginGroup[Any], ...] = (PLUGIN_PROVIDERS, PLUGIN_CHECKS, PLUGIN_TEMPLATES, PLUGIN_EMBEDDERS)
"""What packages may add to."""
_EXTRA_REQUIREMENT: Final = re.compile(r"(?P<package>[\w.-]+).*\bextra == ['\"](?P<extra>[\w-]+)['\"]")
"""A requirement of an extra, as the metadata of an installed package has it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One part, whether it works, what was seen, and the next step if it does not."""

    subject: str
    ok: bool
    says: str
    hint: str = ""


_Part: TypeAlias = tuple[str, Callable[[Workspace, OnWait], str]]


def run_diagnosis(where: Workspace, say: OnWait) -> tuple[Diagnosis, ...]:
    """Try every part that a run needs, and remove the temporary files that interrupted runs left."""
    machine: tuple[_Part, ...] = (
        ("fonts", _verify_fonts),
        ("type", _verify_typesetting),
        ("worker", doctor_files.verify_worker),
        ("plug-ins", _verify_plugins),
        ("extras", _list_extras),
        ("keys", doctor_files.verify_keys),
    )
    written: tuple[_Part, ...] = (
        ("folders", _verify_folders),
        ("output", doctor_files.verify_output),
        ("leftovers", _remove_leftovers),
        ("locks", doctor_files.verify_small_files),
        ("cache", doctor_files.verify_cache),
    )
    read: tuple[_Part, ...] = (
        ("manifests", doctor_files.verify_manifests),
        ("disk", doctor_files.measure_folders),
        ("run log", _verify_run_log),
        ("journals", _verify_journals),
        ("month", doctor_files.verify_month),
        ("translations", _verify_memory),
        ("embedder", _verify_embedder),
        ("search index", _verify_index),
        ("circuit breakers", _verify_breakers),
    )
    read_only = where.state.root.exists() and where.state.is_read_only()
    found = [_diagnose_part(*part, where, say) for part in (*machine, *(written[:1] if read_only else written))]
    with copy_if_read_only(where, say) as readable:
        found += [_diagnose_part(*part, readable, say) for part in read]
        hint = "Try it again now: creative doctor --reset-providers"
        resting = _list_resting(readable)
    return (*found, *(Diagnosis("providers", ok=False, says=says, hint=hint) for says in resting))


def _list_resting(where: Workspace) -> tuple[str, ...]:
    try:
        return describe_open_breakers(where, lambda _: None)
    except StorageError:
        return ()  # the circuit breakers have said it


def _verify_breakers(where: Workspace, _say: OnWait) -> str:
    notices: list[str] = []
    describe_open_breakers(where, notices.append)
    return "; ".join(notices) or "they can be read"


def _diagnose_part(
    subject: str, verify: Callable[[Workspace, OnWait], str], where: Workspace, say: OnWait
) -> Diagnosis:
    try:
        return Diagnosis(subject, ok=True, says=verify(where, say))
    except CreativeError as error:
        return Diagnosis(subject, ok=False, says=error.sentence, hint=error.hint)
    except (ImportError, OSError) as error:
        hint = "Reinstall: pip install --force-reinstall creative"
        return Diagnosis(subject, ok=False, says=f"{type(error).__name__}: {error}", hint=hint)


def _verify_fonts(_where: Workspace, _say: OnWait) -> str:
    lines = (fonts_folder() / "SHA256SUMS").read_text("ascii").splitlines()
    for line in lines:
        sha256, name = line.split(maxsplit=1)
        with (fonts_folder() / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise StorageError(f"The font {name} is damaged.", "Reinstall creative.")
    return f"{len(lines)} files, all intact"


def _verify_typesetting(_where: Workspace, _say: OnWait) -> str:
    drawn = draw_wordmark("creative", (0, 0, 0), Box(0, 0, 200, 40))
    return f"Typst draws ({drawn.shape[1]} × {drawn.shape[0]} px)"


def _verify_plugins(_where: Workspace, _say: OnWait) -> str:
    found = []
    for group in PLUGIN_GROUPS:
        group.load_all()
        found += [f"{group.noun} {name} ({group.package(name)})" for name in group.names()]
    return ", ".join(found) or "none installed"


def _list_extras(_where: Workspace, _say: OnWait) -> str:
    """Say which extras of the package are installed as a whole, and how to get the others."""
    needed: dict[str, list[str]] = {}
    for line in requires("creative") or ():
        if match := _EXTRA_REQUIREMENT.match(line):
            needed.setdefault(match["extra"], []).append(match["package"])
    there = {name for name, packages in needed.items() if all(map(_is_installed, packages))}
    others = ", ".join(sorted(needed.keys() - there))
    missing = f"not installed: {others}; to get one: pip install 'creative[NAME]'" if others else ""
    return "; ".join(filter(None, (", ".join(sorted(there)), missing)))


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _verify_folders(where: Workspace, _say: OnWait) -> str:
    where.state.create()
    probe = where.state.root / "doctor"
    write_text(probe, "ok")
    probe.unlink()
    return f"{where.state.root} is writable"


def _remove_leftovers(where: Workspace, _say: OnWait) -> str:
    removed = sweep_folders(where)
    return f"{count_noun(len(removed), 'temporary file')} removed" if removed else "no temporary files"


def _verify_run_log(where: Workspace, _say: OnWait) -> str:
    with RunLog.open(where.state) as log:
        notices = "".join(f"; {notice}" for notice in log.notices())
        return f"{count_noun(len(log.run_ids()), 'run')} on record{notices}"


def _verify_journals(where: Workspace, _say: OnWait) -> str:
    with RunLog.open(where.state) as log:
        broken = log.broken_lines()
    if broken:
        count = count_noun(len(broken), "place")
        first = f"{count} in journals cannot be read, and what the calls there cost is unknown:"
        raise StorageError(
            SentenceList((first, *map(str, broken[:MOST_LISTED_LINES]))),
            "All other lines count. Restore the file from a backup, or delete those lines, then run: creative doctor "
            "--rebuild",
        )
    return "every line is readable"


def _verify_memory(where: Workspace, _say: OnWait) -> str:
    path = where.state.copy_memory
    if not path.exists():
        return "none stored yet"
    if not path.stat().st_size:
        raise StorageError(
            f"The translation memory {path} is empty, and what it held is lost.",
            "Restore it from a backup, or remove it and import your translations again.",
        )
    return count_noun(check_memory_file(path), "translation")


def _verify_embedder(where: Workspace, say: OnWait) -> str:
    embedder = open_search_library(where, say).embedder
    embedder.query("summer")
    server = find_server_name(where.settings.openai_base_url)
    if server is not None and isinstance(embedder, OpenAIEmbedder):
        return f"{embedder.model} by {server} works"
    limits = explain_fallback(embedder)
    return f"{embedder.id} works" + (f"; {limits}" if limits else "")


def _verify_index(where: Workspace, _say: OnWait) -> str:
    if not where.state.chroma.exists():
        return "nothing indexed yet"
    notices: list[str] = []
    open_search_library(where, notices.append).check_index()
    return "; ".join(("it answers", *notices))

"""What `creative doctor` tries of the folders: each file that a command opens or writes, and the month's budget."""

import os
import stat
from pathlib import Path

from creative_cli.errors import SentenceList, StorageError
from creative_cli.layout.svg_raster import svg_to_png
from creative_cli.runlog.report.humanize import count_noun, format_bytes
from creative_cli.services.clients import month_ceiling
from creative_cli.services.reviews import list_campaigns
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import raising_storage_errors, read_bytes, to_storage_error, write_text
from creative_cli.storage.cache import sha256_of
from creative_cli.storage.codec import CodecError, decode_json
from creative_cli.storage.folder_files import iter_files
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import OnWait
from creative_cli.usd import format_usd

_MAX_LISTED = 20  # files that are listed one by one
_PROBE = "doctor.tmp-00000000"  # the name of a temporary file: what a killed doctor leaves is removed by the next
_DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'


def verify_output(where: Workspace, _say: OnWait) -> str:
    """Write to the output folder and the folder of each campaign, as a run does."""
    if not where.output.exists():
        where = Workspace(next(folder for folder in where.output.absolute().parents if folder.is_dir()), where.state)
    folders = [where.output, *(where.output / name for name in list_campaigns(where))]
    for folder in folders:
        write_text(folder / _PROBE, "ok")
        (folder / _PROBE).unlink()
        for inner in sorted(folder.rglob("*")) if folder != where.output else ():
            if inner.is_dir() and not inner.is_symlink() and not os.access(inner, os.R_OK | os.W_OK | os.X_OK):
                raise StorageError(f"{inner} may not be written.", "Make the folder and all in it yours: chown, chmod.")
    return f"{where.output} is writable"


def verify_manifests(where: Workspace, _say: OnWait) -> str:
    """Read the manifest of each campaign."""
    names, faults = list_campaigns(where), []
    for name in names:
        try:
            OutputFolder(where.output, name, where.state).manifest()
        except StorageError as error:
            faults.append(error)
    if faults:
        raise StorageError(SentenceList(fault.sentence for fault in faults[:_MAX_LISTED]), faults[0].hint)
    return f"{count_noun(len(names), 'manifest')}, all readable" if names else "no campaign has ads yet"


def verify_cache(where: Workspace, _say: OnWait) -> str:
    """Read every result of the cache, and remove the damaged ones, which no run would use."""
    damaged, count = [], 0
    for path in iter_files(*(where.state.cache / name for name in ("actions", "objects", "received"))):
        if path.suffix in {".lock", ".room"} or ".tmp-" in path.name:
            continue
        count += 1
        reason = _find_damage(path)
        if reason:
            with raising_storage_errors(path, "removed"):
                path.unlink(missing_ok=True)
            damaged.append(f"{path}: {reason}")
    if damaged:
        first = f"{count_noun(len(damaged), 'damaged result')} removed; the next run makes them again:"
        raise StorageError(
            SentenceList((first, *damaged[:_MAX_LISTED])),
            "A picture or translation that was paid for is paid again: restore it from a backup first.",
        )
    return f"{count_noun(count, 'result')}, all intact"


def _find_damage(path: Path) -> str:
    """Return what is wrong with a file of the cache, empty if nothing is."""
    data = read_bytes(path)
    if data is None:
        return ""
    if path.suffix != ".json":
        return "" if sha256_of(data) == path.name else "its content does not match its name"
    try:
        decode_json(data)
    except CodecError as error:
        return str(error)
    return ""


def measure_folders(where: Workspace, _say: OnWait) -> str:
    """Add up what each kind of file takes on the disk."""
    state = where.state
    kinds = {
        "cache": (state.cache,),
        "search index": (state.chroma,),
        "journals": (state.journal,),
        "campaigns": tuple(where.output / name for name in list_campaigns(where)),
    }
    sizes = {kind: sum(_size_of(path) for path in iter_files(*folders)) for kind, folders in kinds.items()}
    sizes |= {"run log": _size_of(state.runlog), "translations": _size_of(state.copy_memory)}
    said = ", ".join(f"{kind} {format_bytes(size)}" for kind, size in sizes.items() if size)
    return f"{said}; unused results are removed by: creative clean" if said else "nothing is kept yet"


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # another command has removed it
        return 0


def verify_small_files(where: Workspace, _say: OnWait) -> str:
    """Open each lock and marker as commands do, to read and write."""
    for path in iter_files(where.state.root):
        if path.suffix not in {".lock", ".json"} or path.is_relative_to(where.state.cache):
            continue
        if path.is_symlink() or not stat.S_ISREG(path.stat().st_mode):
            raise StorageError(f"{path} is a link or no file.", "Remove it; the next command makes it again.")
        if not os.access(path, os.R_OK | os.W_OK):
            raise to_storage_error(PermissionError(13, "Permission denied"), path, "opened")
    return "all can be opened"


def verify_worker(_where: Workspace, _say: OnWait) -> str:
    """Draw a picture in the process that draws what comes from outside."""
    svg_to_png(_DOT, 8, 8)
    return "it draws"


def verify_keys(where: Workspace, _say: OnWait) -> str:
    """Look at the form of each key; whether a service takes it is asked with --online."""
    settings, said = where.settings, []
    for name, key, start in (
        ("HF_TOKEN", settings.hf_token, "hf_"),
        ("OPENAI_API_KEY", settings.openai_api_key, "sk-" if settings.openai_base_url is None else ""),
    ):
        if key is not None:
            usual = key.get_secret_value().startswith(start)
            said.append(f"{name} is set" if usual else f"{name} is set, but does not begin with {start} as usual")
    return "; ".join(said) or "none set"


def verify_month(where: Workspace, _say: OnWait) -> str:
    """Add up the month as a paid call would."""
    month = month_ceiling(where)
    if month is None:
        return "no monthly budget is set"
    if month.unknown:
        raise StorageError(
            f"What this month has cost is unknown: {month.unknown}.",
            f"No paid call is made while {month.name} is set. Restore that journal from a backup, or remove the line.",
        )
    return f"{month.name}: {format_usd(month.spent_usd)} of {format_usd(month.usd)} USD are spent"

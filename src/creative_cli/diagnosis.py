"""What works on this machine and what does not: each part is tried for real, in the folders a run would use."""

from collections.abc import Callable
from dataclasses import dataclass

from creative_cli.errors import CreativeError
from creative_cli.formats import Box
from creative_cli.settings import Settings
from creative_cli.storage.state import StateFolder


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One part and how it is: what was seen, and the next step when it does not work."""

    subject: str
    ok: bool
    says: str
    hint: str = ""


def examine(state: StateFolder) -> tuple[Diagnosis, ...]:
    """Try every part a run needs, fonts first."""
    parts: tuple[tuple[str, Callable[[StateFolder], str]], ...] = (
        ("fonts", _fonts),
        ("type", _type),
        ("folders", _folders),
        ("run log", _run_log),
        ("embedder", _embedder),
        ("search index", _index),
    )
    return tuple(_tried(subject, attempt, state) for subject, attempt in parts)


def _tried(subject: str, attempt: Callable[[StateFolder], str], state: StateFolder) -> Diagnosis:
    try:
        return Diagnosis(subject, ok=True, says=attempt(state))
    except CreativeError as error:
        return Diagnosis(subject, ok=False, says=error.sentence, hint=error.hint)
    except (ImportError, OSError) as error:
        says = f"{type(error).__name__}: {error}"
        return Diagnosis(
            subject, ok=False, says=says, hint="Install the tool again: pip install --force-reinstall creative"
        )


def _fonts(_state: StateFolder) -> str:
    import hashlib  # noqa: PLC0415  # only here

    from creative_cli.errors import StorageError  # noqa: PLC0415  # same
    from creative_cli.typeset.fonts import folder  # noqa: PLC0415  # same

    lines = (folder() / "SHA256SUMS").read_text("ascii").splitlines()
    for line in lines:
        sha256, name = line.split(maxsplit=1)
        with (folder() / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise StorageError(f"The font {name} is damaged.", "Install the tool again.")
    return f"{len(lines)} files, all as they should be"


def _type(_state: StateFolder) -> str:
    from creative_cli.typeset.wordmark import draw_wordmark  # noqa: PLC0415  # Typst is heavy

    drawn = draw_wordmark("creative", (0, 0, 0), Box(0, 0, 200, 40))
    return f"Typst draws ({drawn.shape[1]} × {drawn.shape[0]} px)"


def _folders(state: StateFolder) -> str:
    from creative_cli.storage.atomic import write_text  # noqa: PLC0415  # only here

    state.create()
    probe = state.root / "doctor"
    write_text(probe, "ok")
    probe.unlink()
    return f"{state.root} can be written"


def _run_log(state: StateFolder) -> str:
    from creative_cli.storage.runlog import RunLog  # noqa: PLC0415  # DuckDB is heavy

    with RunLog.open(state) as log:
        count = len(log.runs())
        again = f" (made anew: {log.rebuilt})" if log.rebuilt else ""
    return f"{count} runs on record{again}"


def _embedder(_state: StateFolder) -> str:
    from creative_cli.search.embedders import choose  # noqa: PLC0415  # the model is heavy

    embedder = choose(Settings().embedder)
    embedder.query("summer")
    return f"{embedder.id} works"


def _index(state: StateFolder) -> str:
    from creative_cli.search.embedders import choose  # noqa: PLC0415  # same
    from creative_cli.search.index import Index  # noqa: PLC0415  # Chroma is heavy

    index = Index(state.chroma, choose(Settings().embedder))
    if not state.chroma.exists():
        return "nothing indexed yet"
    index.missing(())
    return "can be read"

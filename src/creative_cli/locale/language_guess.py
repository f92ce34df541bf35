"""Guesses the language of a text by its n-grams of bytes, as py3langid does, with the same scores.

`data/languages.npz` is the model of py3langid, of the languages of ads only and in a form that is read as it is: that
takes a few milliseconds, where unpacking the original takes 0.7 s of CPU and 110 MB. `tools/build_languages.py` writes
it and tells the form.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_MODEL_FILE = Path(__file__).parents[1] / "data" / "languages.npz"
# What the model calls our languages, and languages that it cannot tell apart in short texts.
_MODEL_LABELS = {"nb": "no", "nn": "no", "fil": "tl", "hr": "hr", "bs": "hr", "sr": "hr", "ms": "id"}
_CYRILLIC_LABELS = {"sr": "sr", "bs": "sr", "hr": "sr"}
# Languages of ads; the model has rare ones beside them that short lines resemble by chance.
ADVERTISED = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko",
    "ky", "lb", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "pa", "pl", "ps",
    "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi",
    "yo", "zh", "zu",
})  # fmt: skip


def guess_label(language: str, script: str) -> str:
    """Return what `score_languages` calls a language (ISO 639) in a script (ISO 15924)."""
    if script == "Cyrl" and language in _CYRILLIC_LABELS:
        return _CYRILLIC_LABELS[language]
    return _MODEL_LABELS.get(language, language)


def is_guessable(label: str, script: str) -> bool:
    """Tell whether the model knows a language in a script."""
    return label in ADVERTISED and not (
        label in {"az", "hr", "uz", "kk", "ms", "id", "tr"} and script in {"Cyrl", "Arab"}
    )


class _Automaton(NamedTuple):
    """The trie of all n-grams, its nodes numbered breadth first: the node that byte `signs[k]` leads to is k + 1."""

    signs: bytes
    ends: memoryview
    """Where the bytes that lead on from each node end in `signs`; they begin where those of the node before end."""
    fallbacks: memoryview
    """The node of the longest n-gram that ends a node's n-gram."""
    features: memoryview
    """The feature of a node; -1 for one that only begins others."""

    def count_features(self, text: bytes) -> Counter[int]:
        """Return how often each feature ends at a byte of *text*, where it is the longest one that the trie has."""
        counts, node = Counter[int](), 0
        for sign in text:
            while (place := self._find(node, sign)) < 0 and node:
                node = self.fallbacks[node]
            node = place + 1
            if (feature := self.features[node]) >= 0:
                counts[feature] += 1
        return counts

    def _find(self, node: int, sign: int) -> int:
        return self.signs.find(sign, self.ends[node - 1] if node else 0, self.ends[node])


class _Model(NamedTuple):
    """What a feature says of each language: a logarithm, of which most are the lowest of their language."""

    automaton: _Automaton
    labels: tuple[str, ...]
    prior: NDArray[np.float32]
    lowest: NDArray[np.float32]
    masks: NDArray[np.uint8]
    """Bits of the languages for which a feature says more than the lowest."""
    values: NDArray[np.float16]
    """What it says of them, feature after feature."""
    starts: NDArray[np.int64]

    def score(self, text: str) -> list[float]:
        """Return the score of each label."""
        lowered = text.lower() if text.isupper() else text
        plain = unicodedata.normalize("NFC", lowered).encode("utf-8", "surrogatepass")
        counts = self.automaton.count_features(plain)
        if not counts:
            return [float(np.finfo(np.float32).min)] * len(self.labels)
        found = list(counts)
        said = np.tile(self.lowest, (len(found), 1))
        more = np.unpackbits(self.masks[found], axis=1, count=len(self.labels)).astype(bool)
        said[more] = np.concatenate([self.values[self.starts[one] : self.starts[one + 1]] for one in found])
        scores = np.log1p(np.fromiter(counts.values(), np.float32, len(found))) @ said + self.prior
        return [float(score) for score in scores]


@cache
def _load_model() -> _Model:
    with np.load(_MODEL_FILE) as data:
        parts: dict[str, NDArray[Any]] = dict(data)
    sizes = np.bitwise_count(parts["masks"]).sum(axis=1)
    automaton = _Automaton(
        parts["signs"].tobytes(),
        np.cumsum(parts["children"], dtype=np.uint32).data,
        parts["fallbacks"].data,
        parts["features"].data,
    )
    starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    labels = tuple(str(label) for label in parts["labels"])
    return _Model(automaton, labels, parts["prior"], parts["lowest"], parts["masks"], parts["values"], starts)


@cache
def score_languages(text: str, *, cyrillic: bool = False) -> Mapping[str, float]:
    """Return a logarithmic score for each language, the best first; a difference of 4 is strong evidence."""
    model, scores = _load_model(), dict[str, float]()
    for label, score in sorted(zip(model.labels, model.score(text), strict=True), key=lambda one: -one[1]):
        scores.setdefault((_CYRILLIC_LABELS if cyrillic else _MODEL_LABELS).get(label, label), score)
    return MappingProxyType(scores)

"""Guesses the language of a text, with the model of py3langid (n-grams, 4.5 MB).

The model is loaded on the first text, which takes 0.7 s of CPU: most of it unpacks LZMA.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

# What the model calls our languages, and languages that it cannot tell apart in short texts.
_MODEL_LABELS = {"nb": "no", "nn": "no", "fil": "tl", "hr": "hr", "bs": "hr", "sr": "hr", "ms": "id"}
_CYRILLIC_LABELS = {"sr": "sr", "bs": "sr", "hr": "sr"}
# Languages of ads; the model has rare ones beside them that short lines resemble by chance.
_ADVERTISED = frozenset({
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
    return label in _ADVERTISED and not (
        label in {"az", "hr", "uz", "kk", "ms", "id", "tr"} and script in {"Cyrl", "Arab"}
    )


@cache
def _load_model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # a model, loaded when it is asked

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    model.set_languages(sorted(_ADVERTISED))
    model._full_model = model.nb_ptc, model.nb_pc, model.nb_classes  # noqa: SLF001  # or it keeps 28 MB of all languages
    return model


@cache
def score_languages(text: str, *, cyrillic: bool = False) -> Mapping[str, float]:
    """Return a logarithmic score for each language, the best first; a difference of 4 is strong evidence."""
    scores: dict[str, float] = {}
    for label, score in _load_model().rank(text):
        name = (_CYRILLIC_LABELS if cyrillic else _MODEL_LABELS).get(label, label)
        scores[name] = max(score, scores.get(name, score))
    return MappingProxyType(dict(sorted(scores.items(), key=lambda one: -one[1])))

"""What the checks on words are about: one market's words, what they adapt, and how words are found in them.

Machinery like check.py: it judges nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from creative_cli.checks.runner import Outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import AdCopy, LocalizedCopy, OriginalCopy, Role, Status

UNSPACED_SCRIPTS = frozenset({"Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Kore"})
"""Scripts in which a word has no space on either side (Korean glues its particles on)."""

INFLECTING_LANGUAGES = frozenset(
    {"az", "be", "bg", "bs", "cs", "cy", "el", "et", "eu", "fi", "ga", "hr", "hu", "hy", "is", "ka", "kk", "ky", "lt"}
    | {"lv", "mk", "mn", "pl", "ro", "ru", "sk", "sl", "sq", "sr", "tk", "tr", "tt", "uk", "uz"}
)
"""Languages that put endings on names: Solarassa, Solara'dan."""
GENITIVE_S_LANGUAGES = frozenset({"da", "de", "en", "lb", "nb", "nl", "nn", "sv"})
"""Languages that put a bare s on names: Solaras."""

_INVISIBLE_SIGNS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BRACED_NAME = re.compile(r"\{[^{}\n]{0,40}\}")


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """The words of one market and the last day they are shown (None: without end)."""

    adaptation: LocalizedCopy
    last_day: date | None = None

    @property
    def locale(self) -> Locale:
        """The market's locale."""
        return self.adaptation.locale

    @property
    def written(self) -> AdCopy:
        """The words as they were written, before the figures of an offer were put in."""
        return self.adaptation.template or self.adaptation.copy


@dataclass(frozen=True, slots=True)
class LinePair:
    """A line and what it adapts."""

    role: Role
    source: str
    text: str


def pair_lines(wording: CheckedCopy, original: OriginalCopy, *, recreated: bool) -> tuple[LinePair, ...]:
    """Return the lines that both copies have; without those written anew from an intent unless *recreated*."""
    sources = dict(original.copy.lines())
    return tuple(
        LinePair(role, sources[role], text)
        for role, text in wording.written.lines()
        if role in sources and (recreated or role not in original.recreated)
    )


def skip_without_original() -> Outcome:
    """Say that there is nothing to compare with."""
    return Outcome(Status.SKIP, "no_original", "This market reads the message as it was written.")


def strip_invisible(text: str) -> str:
    """Return the text without the signs that nobody sees: direction marks, isolates, joiners, soft hyphens."""
    return _INVISIBLE_SIGNS.sub("", text)


def fold_for_matching(text: str) -> str:
    """Return the text as it is compared: NFKC, case folded, every kind of space one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold())


def has_whole_word(text: str, word: str, language: str = "", *, ending: bool = False) -> bool:
    """Tell whether *word* stands in *text* as a word of its own.

    Letters of another script beside it are no part of it (`بـSolara`, `Solara를`), nor are what the language puts on
    names; with *ending* any letters may follow.
    """
    start = text.find(word)
    while word and start >= 0:
        end = start + len(word)
        rest = re.match(r"\w*", text[end:])
        tail = rest[0] if rest else ""
        if not (start and _join_into_word(text[start - 1], word[0])) and (
            ending or not tail or not _join_into_word(word[-1], tail[0]) or _is_ending(tail, language)
        ):
            return True
        start = text.find(word, start + 1)
    return False


def _is_ending(tail: str, language: str) -> bool:
    return language in INFLECTING_LANGUAGES or (language in GENITIVE_S_LANGUAGES and tail == "s")


def _join_into_word(left: str, right: str) -> bool:
    if not (left.isalnum() and right.isalnum()):
        return False
    return left.isdecimal() or right.isdecimal() or script_name(left) == script_name(right)


def script_name(sign: str) -> str:
    """Return the first word of a character's Unicode name: LATIN, CYRILLIC, CJK."""
    return unicodedata.name(sign, "").partition(" ")[0]


def has_term(text: str, term: str, locale: Locale) -> bool:
    """Tell whether a form of the glossary stands in a text, whatever its case; `word*` allows any ending."""
    folded, stem = fold_for_matching(strip_invisible(text)), fold_for_matching(term.rstrip("*"))
    if locale.script in UNSPACED_SCRIPTS and any(script_name(sign) != "LATIN" for sign in stem if sign.isalpha()):
        return stem in folded
    return has_whole_word(folded, stem, locale.language, ending=term.endswith("*"))


def remove_words(text: str, words: Iterable[str]) -> str:
    """Return the text without *words* (longest first, as names hold names), placeholders and unseen signs."""
    text = _BRACED_NAME.sub(" ", strip_invisible(text))
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def iter_letters(text: str) -> Iterator[str]:
    """Yield the letters of a text."""
    return (sign for sign in text if unicodedata.category(sign)[0] == "L")


def quote_words(words: Iterable[str]) -> str:
    """Return words for a message: “one”, “other”."""
    return ", ".join(f"“{word}”" for word in words)

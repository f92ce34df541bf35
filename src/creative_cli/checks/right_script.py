"""Are the words in the letters of their language?

Simplified and traditional Chinese are told by which of the two national character sets, GB 2312 and Big5, has a
character; characters of both say nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from creative_cli.brief.script_detection import SCRIPT_LETTER_NAMES, SHARED_LETTER_NAMES
from creative_cli.checks.copy_text import (
    CheckedCopy,
    iter_letters,
    quote_words,
    remove_words,
    script_name,
    skip_without_original,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Role, Status

MIN_OWN_SHARE = 0.9
"""Share of the letters, without names, that are the language's own."""
MIN_OWN_SHARE_WITH_LATIN = 0.5
"""Share under which Latin letters are no longer loan words in a line of another script."""
MIN_WRONG_CHINESE = 2
"""Characters of the other Chinese from which on it is no variant but the wrong script."""
SHORT_TEXT_LETTERS = 6
"""Letters up to which Japanese may be without kana, and Korean without Hangul."""

MAX_SLOGAN_KANJI = 16
"""Kanji up to which Japanese may do without kana where all of them are in Shift JIS; a person looks."""

CHINESE_CHARSETS = {"Hans": ("big5", "gb2312", "simplified"), "Hant": ("gb2312", "big5", "traditional")}
"""By script: the set whose own characters are foreign to it, the set that is its own, and its name."""
NEEDED_LETTERS = {
    "Jpan": (("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"), "kana"),
    "Kore": (("HANGUL",), "Hangul"),
}
"""Letters that a text of some length in a script cannot do without."""


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """Nine of ten letters are of the language's own script."""
    words = wording.adaptation
    if words.original is None:
        yield skip_without_original()
        return
    if wording.locale.script not in SCRIPT_LETTER_NAMES:
        yield Outcome(Status.SKIP, "unknown_script", f"There is no table of letters for {wording.locale.script}.")
        return
    texts = [(role, remove_words(text, words.original.keep)) for role, text in wording.written.lines()]
    tag = wording.locale.tag
    outcomes = list(_check_letters(" ".join(text for _, text in texts), wording.locale, tag))
    if outcomes:
        # The whole decides, as a word may be foreign in a line; the lines that have the foreign letters are told of.
        lines = [
            (role, one) for role, text in texts for one in _check_letters(text, wording.locale, f"the {role} of {tag}")
        ]
        worst = {one.code: one.status for one in outcomes}
        told = [replace(one, status=worst[one.code], role=role) for role, one in lines if one.code in worst]
        outcomes = told or outcomes
    else:
        outcomes = [outcome for role, text in texts for outcome in _check_line(role, text, wording.locale)]
    yield from outcomes or [pass_outcome(f"the letters are {wording.locale.script}")]


def _count_scripts(text: str) -> Counter[str]:
    names = (script_name(sign) for sign in iter_letters(text))
    return Counter("LATIN" if name in SHARED_LETTER_NAMES else name for name in names)


def _own_share(counts: Counter[str], locale: Locale) -> float:
    """Return the share of the language's own letters; 1 where there are none at all."""
    total = counts.total()
    return sum(counts[name] for name in SCRIPT_LETTER_NAMES[locale.script]) / total if total else 1.0


def _check_letters(text: str, locale: Locale, where: str) -> Iterator[Outcome]:
    counts = _count_scripts(text)
    own = _own_share(counts, locale)
    foreign = Counter({name: count for name, count in counts.items() if name not in SCRIPT_LETTER_NAMES[locale.script]})
    if own < MIN_OWN_SHARE and foreign:
        most = foreign.most_common(1)[0][0]
        says = f"{own:.0%} of the letters of {where} are {locale.script}, many are {most.title()}"
        if most == "LATIN" and own >= MIN_OWN_SHARE_WITH_LATIN:
            yield Outcome(Status.WARN, "much_latin", f"{says}: is that meant? Names belong in brand.keep.")
        else:
            yield Outcome(Status.FAIL, "wrong_script", f"{says}: write the copy in the script of the language.")
        return
    needed = NEEDED_LETTERS.get(locale.script)
    if needed is not None and counts.total() > SHORT_TEXT_LETTERS and not any(counts[name] for name in needed[0]):
        message = f"There is no {needed[1]} in {where}: is it Chinese? Write it in the language of the market."
        status = Status.WARN if _may_be_japanese(text, locale) else Status.FAIL
        yield Outcome(status, "wrong_script", message)
    if locale.script in CHINESE_CHARSETS:
        yield from _check_chinese(text, locale, where)


def _may_be_japanese(text: str, locale: Locale) -> bool:
    """Tell whether a text without kana may be a slogan all in kanji: short, in characters of Japan's own set."""
    signs = list(iter_letters(text))
    return (
        locale.script == "Jpan"
        and len(signs) <= MAX_SLOGAN_KANJI
        and all(_can_encode(sign, "shift_jis") for sign in signs)
    )


def _check_chinese(text: str, locale: Locale, where: str) -> Iterator[Outcome]:
    theirs, ours, name = CHINESE_CHARSETS[locale.script]
    foreign = [
        sign for sign in dict.fromkeys(iter_letters(text)) if _can_encode(sign, theirs) and not _can_encode(sign, ours)
    ]
    if foreign:
        status = Status.FAIL if len(foreign) >= MIN_WRONG_CHINESE else Status.WARN
        message = f"{quote_words(foreign[:8])} in {where} is not written so in {name} Chinese: use {name} characters."
        yield Outcome(status, "wrong_chinese", message)


def _can_encode(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _check_line(role: Role, text: str, locale: Locale) -> Iterator[Outcome]:
    counts = _count_scripts(text)
    if counts.total() < SHORT_TEXT_LETTERS or _own_share(counts, locale) >= MIN_OWN_SHARE_WITH_LATIN:
        return
    most = counts.most_common(1)[0][0]
    message = f"The {role} of {locale.tag} is in {most.title()} letters, not {locale.script}: is that meant?"
    if most == "LATIN":
        yield Outcome(Status.WARN, "latin_line", message, role)
    else:
        yield Outcome(Status.FAIL, "wrong_script", message, role)


CHECK = Check(
    id="right_script",
    rationale="Traditional characters in Beijing, Cyrillic in Zagreb or Chinese in Tokyo offend before they inform.",
    inspect=inspect,
)

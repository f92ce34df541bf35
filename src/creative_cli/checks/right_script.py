"""Is the copy written in the script of its language?

The national character sets, GB 2312 and Big5, distinguish simplified and traditional Chinese: a character that only
one of them has belongs to that script.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from creative_cli.brief.script_detection import SCRIPT_LETTER_NAMES, SHARED_LETTER_NAMES
from creative_cli.checks.copy_text import (
    CheckedCopy,
    iter_letters,
    needs_original,
    quote_words,
    remove_words,
    script_name,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Role, Status

# Share of the letters outside names that must be the language's own.
MIN_OWN_SHARE = 0.9
# Below this share, Latin letters in another script are no longer a few loan words.
MIN_OWN_SHARE_WITH_LATIN = 0.5
# From this many characters of the other Chinese, it is the wrong script and not a variant character.
MIN_WRONG_CHINESE = 2
# Up to this many letters, Japanese may have no kana and Korean no Hangul.
SHORT_TEXT_LETTERS = 6
# Up to this many kanji, all in Shift JIS, Japanese without kana is only a warning.
MAX_SLOGAN_KANJI = 16

# By script: the character set foreign to it, its own set, its name.
CHINESE_CHARSETS = {"Hans": ("big5", "gb2312", "simplified"), "Hant": ("gb2312", "big5", "traditional")}
# Letters that every longer text in a script has.
NEEDED_LETTERS = {
    "Jpan": (("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"), "kana"),
    "Kore": (("HANGUL",), "Hangul"),
}

# Units of numbers are Latin in every script: 500 ml, 18 °C.
_MEASURE = re.compile(r"(?<=\d)\s?°?[A-Za-z]{1,3}(?![A-Za-z])")


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """At least 90 % of the letters belong to the script of the language."""
    locale = checked.locale
    if locale.script not in SCRIPT_LETTER_NAMES:
        yield Outcome(Status.SKIP, "unknown_script", f"The letters of {locale.script} are unknown.")
        return
    texts = [(role, _MEASURE.sub(" ", remove_words(text, original.keep))) for role, text in checked.written.lines()]
    outcomes = list(_check_letters(" ".join(text for _, text in texts), locale, locale.tag))
    if outcomes:
        # The whole copy decides the status, as one line may have a foreign word; report the lines with such letters.
        status = {one.code: one.status for one in outcomes}
        by_line = [
            replace(one, status=status[one.code], role=role)
            for role, text in texts
            for one in _check_letters(text, locale, f"the {role} of {locale.tag}")
            if one.code in status
        ]
        outcomes = by_line or outcomes
    else:
        outcomes = [outcome for role, text in texts for outcome in _check_line(role, text, locale)]
    yield from outcomes or [pass_outcome(f"the letters are {locale.script}")]


def _count_scripts(text: str) -> Counter[str]:
    names = (script_name(sign) for sign in iter_letters(text))
    return Counter("LATIN" if name in SHARED_LETTER_NAMES else name for name in names)


def _own_share(counts: Counter[str], locale: Locale) -> float:
    total = counts.total()
    return sum(counts[name] for name in SCRIPT_LETTER_NAMES[locale.script]) / total if total else 1.0


def _check_letters(text: str, locale: Locale, where: str) -> Iterator[Outcome]:
    counts = _count_scripts(text)
    own = _own_share(counts, locale)
    foreign = Counter({name: count for name, count in counts.items() if name not in SCRIPT_LETTER_NAMES[locale.script]})
    if own < MIN_OWN_SHARE and foreign:
        most = foreign.most_common(1)[0][0]
        shares = f"Only {own:.0%} of the letters of {where} are {locale.script}, many are {most.title()}"
        if most == "LATIN" and own >= MIN_OWN_SHARE_WITH_LATIN:
            yield Outcome(Status.WARN, "much_latin", f"{shares}: is that intended? List names in brand.keep.")
        else:
            yield Outcome(Status.FAIL, "wrong_script", f"{shares}: write the copy in the script of the language.")
        return
    needed = NEEDED_LETTERS.get(locale.script)
    if needed is not None and counts.total() > SHORT_TEXT_LETTERS and not any(counts[name] for name in needed[0]):
        message = f"There is no {needed[1]} in {where}. If it is Chinese, write it in the language of the market."
        status = Status.WARN if _may_be_japanese(text, locale) else Status.FAIL
        yield Outcome(status, "wrong_script", message)
    if locale.script in CHINESE_CHARSETS:
        yield from _check_chinese(text, locale, where)


def _may_be_japanese(text: str, locale: Locale) -> bool:
    """Tell whether a text without kana may be a slogan in kanji: short, with characters of Shift JIS only."""
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
        message = f"{quote_words(foreign[:8])} in {where} is not {name} Chinese: use {name} characters."
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
    message = f"The {role} of {locale.tag} is in {most.title()} letters, not {locale.script}: is that intended?"
    if most == "LATIN":
        yield Outcome(Status.WARN, "latin_line", message, role)
    else:
        yield Outcome(Status.FAIL, "wrong_script", message, role)


CHECK = Check(
    id="right_script",
    rationale="Traditional characters in Beijing, Cyrillic in Zagreb or Chinese in Tokyo offend readers.",
    inspect=inspect,
)

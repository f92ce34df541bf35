"""Finds words that mix letters of alphabets that look alike: a Latin `a` inside a Cyrillic word.

The look-alikes are those of UTS #39 (Unicode 16, confusables.txt) that stand on keyboards. Words of several alphabets
are legitimate where a hyphen joins them (3D-принтер), where a Latin name has a Cyrillic ending (VIPы), and where one
alphabet follows the other without an imitation (PRщик).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

# Each letter with its Latin look-alike.
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԛԝһҺЬӏәӘ", "ABESIJKMHOPCTYXaesijopcyxqwhHbləƏ", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναικρυχϳ", "ABEZHIKMNOPTYXovaikpuxj", strict=True))
_ARMENIAN = dict(zip("ՕՍօոսհց", "OUonuhg", strict=True))
_LOOK_ALIKES: Mapping[str, Mapping[str, str]] = {"CYRILLIC": _CYRILLIC, "GREEK": _GREEK, "ARMENIAN": _ARMENIAN}
_SCRIPT_CODES = {"CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "LATIN": "Latn"}
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*")
_OTHERS = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")
_UNITS = frozenset({"kΩ", "MΩ", "mΩ", "GΩ"})
# Longest ending that a Cyrillic language adds to a Latin name, and shortest such name.
_MAX_ENDING, _MIN_NAME = 4, 2


class _Run(NamedTuple):
    """Letters of one alphabet in a row."""

    alphabet: str
    letters: str


def find_mixed_scripts(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield words in which letters of one alphabet stand for those of another."""
    if text.isascii() or _OTHERS.search(text) is None:
        return
    for match in _WORD.finditer(text):
        word = match[0]
        if word in _UNITS:
            continue
        runs = [_Run(name, "".join(signs)) for name, signs in groupby(word, _alphabet_of) if name]
        names = {run.alphabet for run in runs}
        if len(names) > 1 and names <= _SCRIPT_CODES.keys() and (odd := _find_odd_letters(runs, context)):
            meant = "".join(odd.get(sign, sign) for sign in word)
            wrong = ", ".join(f"{show_part(sign)} is {unicodedata.name(sign).title()}" for sign in odd)
            write = f": write {show_part(meant)} in one alphabet" if meant != word else ": write it in one alphabet"
            says = f"has {show_part(word)}, which mixes alphabets ({wrong}){write}."
            yield Damage("mixed_script", match.start(), word, says)


def _alphabet_of(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0] if sign.isalpha() else ""


def _find_odd_letters(runs: Sequence[_Run], context: DamageContext) -> dict[str, str]:
    """Return the letters of the wrong alphabet, each with the one that was meant, if a word imitates letters."""
    letters: dict[str, str] = {}
    for run in runs:
        letters[run.alphabet] = letters.get(run.alphabet, "") + run.letters
    own = next((name for name in letters if _SCRIPT_CODES[name] == context.script), "")
    shorter = min(letters, key=lambda name: (len(letters[name]), name == own))
    other = next(name for name in letters if name != "LATIN")
    if "LATIN" not in letters or len(letters) > len(("LATIN", other)):
        return {sign: sign for sign in letters[shorter]}
    table = _LOOK_ALIKES[other]
    back = {latin: sign for sign, latin in reversed(tuple(table.items()))}
    to_latin = {sign: table[sign] for sign in letters[other] if sign in table}
    from_latin = {sign: back[sign] for sign in letters["LATIN"] if sign in back}
    other_imitates = len(to_latin) == len(set(letters[other]))
    latin_imitates = len(from_latin) == len(set(letters["LATIN"]))
    if own == other and _is_name_with_ending(runs, imitates=latin_imitates):
        return {}
    fewer = len(letters["LATIN"]) < len(letters[other])
    if latin_imitates and (own == other or (fewer and not other_imitates)):
        return from_latin
    if other_imitates:
        return to_latin
    # A letter of the other alphabet inside a word is wrong even if it imitates none.
    return (
        {sign: (from_latin | to_latin).get(sign, sign) for sign in letters[shorter]} if len(runs) > len(letters) else {}
    )


def _is_name_with_ending(runs: Sequence[_Run], *, imitates: bool) -> bool:
    """Tell whether a word is a Latin name with an ending, which a name of imitating letters is only in capitals."""
    name, ending = runs[0], runs[-1]
    return (
        len(runs) == len((name, ending))
        and name.alphabet == "LATIN"
        and len(name.letters) >= _MIN_NAME
        and len(ending.letters) <= _MAX_ENDING
        and (not imitates or name.letters.isupper())
    )

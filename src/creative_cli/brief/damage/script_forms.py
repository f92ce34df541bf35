"""Finds text in an encoding of shapes instead of letters: Zawgyi, presentation forms, visual order.

Such text looks right in one program and is garbled in all others: search, spelling and line breaks fail on it.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from myanmartools import ZawgyiDetector

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

# Google's detector: probabilities of Unicode Burmese lie far below, those of Zawgyi far above.
ZAWGYI_PROBABILITY = 0.95
_BURMESE = re.compile("[\u1000-\u109f]")
# What Unicode Burmese never has: letters of Zawgyi, a vowel or medial that begins a word, a virama that stacks nothing.
_ZAWGYI_ORDER = re.compile(
    "[\u1033\u1034\u105a\u1060-\u109f]|(?<![\u1000-\u109f])[\u1031\u103b-\u103e]|\u1039(?![\u1000-\u1021])"
)
# Below this many letters the detector alone is not sure.
_MIN_BURMESE = 12
# Letters of Shan, Mon and Karen, which the detector was not trained on.
_OTHER_MYANMAR = re.compile("[\u1022\u1028\u1033-\u1035\u105a-\u108f\u109a-\u109f\uaa60-\uaa7f\ua9e0-\ua9fe]")

# Ligatures that are signs of their own: Allah, Muhammad, rial, bismillah, ornate parentheses, honorifics.
_LEGITIMATE_FORMS = "\ufbb2-\ufbc2\ufd3e-\ufd4f\ufdcf\ufdf0-\ufdff"
_ARABIC_FORMS = re.compile(f"(?![{_LEGITIMATE_FORMS}])[\ufb50-\ufdff\ufe70-\ufefc]")
_HEBREW_FORMS = re.compile("[\ufb20-\ufb28\ufb2a-\ufb4f]")
_LIGATURES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")
_FORMS = (("Arabic", _ARABIC_FORMS), ("Hebrew", _HEBREW_FORMS), ("", _LIGATURES))

_MARKS = "\u0591-\u05c7"
# Forms that only end a word: a letter after one means that the word runs backwards.
_HEBREW_BACKWARDS = re.compile(f"(?<![\u05d0-\u05ea{_MARKS}])[ךםןףץ][{_MARKS}]*[\u05d0-\u05ea]")
_ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u0652\u066e-\u06d3\u06d5]+")
# Letters that end a word and never begin one: everywhere, and in the languages that use them so.
_FINAL_LETTERS = "\u0629\u06ba"
_FINAL_LETTERS_BY_LANGUAGE = {"ar": "\u0649", "ur": "\u06d2", "pa": "\u06d2"}


@cache
def _zawgyi_detector() -> ZawgyiDetector:
    with warnings.catch_warnings():
        # It opens its model in a way that Python calls old.
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()


def find_script_forms(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield Zawgyi, presentation forms and words that are written backwards."""
    if text.isascii():
        return
    if _BURMESE.search(text) is not None:
        yield from _find_zawgyi(text, context)
    for script, pattern in _FORMS:
        if (first := pattern.search(text)) is not None:
            yield _explain_forms(text, first, script, pattern)
    yield from _find_backwards(text, context)


def _find_zawgyi(text: str, context: DamageContext) -> Iterator[Damage]:
    if context.language not in {"", "my"} and _OTHER_MYANMAR.search(text) is not None:
        return
    if len(_BURMESE.findall(text)) < _MIN_BURMESE and _ZAWGYI_ORDER.search(text) is None:
        return
    if _zawgyi_detector().get_zawgyi_probability(text) >= ZAWGYI_PROBABILITY:
        found = _BURMESE.search(text)
        start = 0 if found is None else found.start()
        says = f"is written in Zawgyi ({show_part(text[start:])}), which only Zawgyi fonts show: convert it to Unicode."
        yield Damage("zawgyi", start, text[start:].strip(), says)


def _explain_forms(text: str, first: re.Match[str], script: str, pattern: re.Pattern[str]) -> Damage:
    start, stop = _word_at(text, first.start())
    word = text[start:stop]
    if not script:
        meant = unicodedata.normalize("NFKC", first[0])
        says = f"has the ligature {show_part(first[0])} (U+{ord(first[0]):04X}) of a PDF: write {show_part(meant)}."
        return Damage("presentation_form", first.start(), first[0], says)
    visual = script == "Arabic" and _is_visual(text, pattern)
    meant = unicodedata.normalize("NFKC", word)
    if visual:
        meant = meant[::-1]
    order = " in reverse order" if visual else ""
    says = (
        f"has {script} presentation forms{order} ({show_part(word)}), which are shapes and not letters: "
        f"write {show_part(meant)}."
    )
    return Damage("presentation_form", start, word, says)


def _is_visual(text: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether most shapes come in the order of the eye: those that end a word before those that begin it."""
    forward = backward = 0
    for word in text.split():
        shapes = [unicodedata.decomposition(sign).partition(">")[0] for sign in word if pattern.match(sign)]
        for first, second in pairwise(shapes):
            forward += first in {"<initial", "<medial"} and second in {"<medial", "<final"}
            backward += first in {"<final", "<medial"} and second in {"<medial", "<initial"}
    return backward > forward


def _word_at(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    stop = next((index for index in range(at, len(text)) if text[index].isspace()), len(text))
    return start, stop


def _find_backwards(text: str, context: DamageContext) -> Iterator[Damage]:
    for match in _HEBREW_BACKWARDS.finditer(text):
        start, stop = _word_at(text, match.start())
        yield _backwards(text, start, stop, "a Hebrew word that begins with a final letter")
        return
    for match in _ARABIC_WORD.finditer(text):
        word = match[0]
        if len(word) > 1 and word[0] in _FINAL_LETTERS + _FINAL_LETTERS_BY_LANGUAGE.get(context.language, ""):
            yield _backwards(
                text, match.start(), match.end(), "an Arabic word that begins with a letter that only ends one"
            )
            return


def _backwards(text: str, start: int, stop: int, what: str) -> Damage:
    word = text[start:stop]
    says = f"has {what} ({show_part(word)}): the text is in reverse order, write {show_part(word[::-1])}."
    return Damage("visual_order", start, word, says)

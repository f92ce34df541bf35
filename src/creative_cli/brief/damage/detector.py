"""Finds every kind of damage in a text: one set of tests for briefs, translation files, memory and translators."""

from collections.abc import Iterator
from functools import lru_cache

from creative_cli.brief.damage.damage_record import Damage, DamageContext
from creative_cli.brief.damage.escapes import find_escapes
from creative_cli.brief.damage.lost_letters import find_lost_letters
from creative_cli.brief.damage.markup import find_markup
from creative_cli.brief.damage.mixed_script import find_mixed_scripts
from creative_cli.brief.damage.mojibake import find_mojibake
from creative_cli.brief.damage.place_marks import find_place_marks
from creative_cli.brief.damage.script_forms import find_script_forms
from creative_cli.brief.damage.sheet_errors import find_sheet_errors
from creative_cli.brief.damage.stops_and_quotes import find_doubled_words, find_loose_quotes, find_loose_stops
from creative_cli.brief.damage.unfinished import find_unfinished
from creative_cli.brief.offer import OFFER_FIGURES

DAMAGE_CHECK_ID = "damaged_text"
"""The id of the copy check that reports damage."""

EXCUSABLE_CODES = frozenset(
    {"tag", "placeholder", "spreadsheet", "unfinished", "mixed_script", "doubled_stop", "doubled_word", "loose_quote"}
    | {"invisible"}
)
"""What a brand may print on purpose, such as a name of two alphabets: its kept words excuse it."""


MOST_SEARCHED = 2000
"""Characters; twice the longest text of a brief. The time of some searches grows with the square of the length."""


@lru_cache(maxsize=8192)
def find_damage(text: str, context: DamageContext) -> tuple[Damage, ...]:
    """Return the damage in a text, in its order; of two at one place only the wider one.

    Only the first MOST_SEARCHED characters are searched: a longer text is refused for its length.

    Words to keep were written on purpose: they excuse what lies inside them and may be meant. Letters in a wrong
    encoding are never meant.
    """
    text = text[:MOST_SEARCHED]
    kept = tuple(_find_kept(text, context.keep))
    found: list[Damage] = []
    for damage in sorted(_find_all(text, context), key=lambda one: (one.start, -len(one.found))):
        if damage.code in EXCUSABLE_CODES and any(
            start <= damage.start and damage.stop <= stop for start, stop in kept
        ):
            continue
        if not any(other.start <= damage.start and damage.stop <= other.stop for other in found):
            found.append(damage)
    return tuple(found)


def _find_all(text: str, context: DamageContext) -> Iterator[Damage]:
    yield from find_mojibake(text, context)
    yield from find_markup(text)
    yield from find_place_marks(text, OFFER_FIGURES)
    yield from find_escapes(text)
    yield from find_sheet_errors(text, context)
    yield from find_unfinished(text, context)
    yield from find_script_forms(text, context)
    yield from find_lost_letters(text, context)
    yield from find_mixed_scripts(text, context)
    yield from find_loose_stops(text, context)
    yield from find_loose_quotes(text)
    yield from find_doubled_words(text, context)


def _find_kept(text: str, keep: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for name in keep:
        start = text.find(name)
        while name and start >= 0:
            yield start, start + len(name)
            start = text.find(name, start + 1)

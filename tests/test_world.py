"""One real ad in every language of the world copy: where its lines end, and that they may end there."""

import json
import os
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from creative_cli.checks.reading_order import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import DEFAULT_FORMATS
from creative_cli.layout import fit, template
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.locale.locales import Direction, Locale, resolve_locale
from creative_cli.models import AdCopy, Role, Status
from tests.checks.photo_ads import photo_ad

pytestmark = pytest.mark.run  # seconds

DATA = Path(__file__).parent / "data"
GOLDEN = DATA / "world-lines.json"
COPIES = {tag: AdCopy(**words) for tag, words in tomllib.loads((DATA / "world-copy.toml").read_text("utf-8")).items()}
KEEP = ("Solara",)
SLENDER = 0.32
NOT_FIRST = set("、。，．）」』】〕〉》”’！？：；ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
NOT_LAST = set("（「『【〔〈《“‘")


def locale_of(tag: str) -> Locale:
    """Return the locale of a tag such as sr-Latn-RS."""
    language, _, territory = tag.rpartition("-")
    return resolve_locale(territory, language, language)


@cache
def settled(tag: str, ratio: str) -> tuple[PlacedBlock, ...]:
    """Set one ad by itself, at the largest sizes that fit."""
    locale, copy = locale_of(tag), COPIES[tag]
    plan = template.load_template("poster").arrange(DEFAULT_FORMATS[ratio], locale.direction, SLENDER)
    texts = fit.measure_copy(copy, locale, KEEP, plan)
    sizes = fit.fit_sizes(plan.zones, texts, plan.styles, plan.format.short_side)
    return place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)


def lines() -> dict[str, list[str]]:
    """Return every block's lines, as people read them, by locale, ratio and role."""
    return {
        f"{tag} {ratio} {block.role}": list(block.words)
        for tag in COPIES
        for ratio in DEFAULT_FORMATS
        for block in settled(tag, ratio)
    }


def test_lines_end_where_they_did() -> None:
    """A change that moves a line end in any language is looked at: GOLDEN=write accepts it."""
    found = lines()
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    golden = json.loads(GOLDEN.read_text("utf-8"))

    assert {key: value for key, value in found.items() if golden.get(key) != value} == {}
    assert golden.keys() == found.keys()


@pytest.mark.parametrize("tag", COPIES)
def test_everything_fits_in_every_ratio_and_nothing_lacks_a_glyph(tag: str) -> None:
    """No block overflows at a legible size and no character is left out."""
    for ratio in DEFAULT_FORMATS:
        for block in settled(tag, ratio):
            assert not block.overflow, (ratio, block.role)
            text = "".join(line.text for line in block.lines)
            assert find_missing_glyphs(text, block.typeface.families, block.typeface.weight) == ()


@pytest.mark.parametrize("tag", ["th-TH", "km-KH", "lo-LA", "my-MM"])
def test_scripts_without_spaces_part_between_words_only(tag: str) -> None:
    """A line ends where ICU's dictionary ends a word, read from the word breaker, not from the line breaker."""
    from icu4py.breakers import WordBreaker  # noqa: PLC0415  # this test alone asks it

    for ratio in DEFAULT_FORMATS:
        for block in settled(tag, ratio):
            text = getattr(COPIES[tag], block.role)
            ends, place = set(), 0
            for word in WordBreaker(text, tag):
                place += len(word)
                ends.add(place)
            place = 0
            for line in block.words[:-1]:
                place = text.index(line, place) + len(line)
                assert place in ends, (ratio, block.role, line)


@pytest.mark.parametrize("tag", ["ja-JP", "zh-Hans-CN", "zh-Hant-TW", "zh-Hant-HK"])
def test_kinsoku_holds(tag: str) -> None:
    """No line of Japanese or Chinese begins or ends with a sign that may not stand there, none is an orphan."""
    for ratio in DEFAULT_FORMATS:
        for block in settled(tag, ratio):
            for line in block.words[1:]:
                assert line[0] not in NOT_FIRST, (ratio, block.words)
            for line in block.words[:-1]:
                assert line[-1] not in NOT_LAST, (ratio, block.words)
            if block.role is Role.HEADLINE and len(block.words) > 1:
                assert len(block.words[-1]) > 2, (ratio, block.words)


@pytest.mark.parametrize("tag", ["de-DE", "de-CH", "hu-HU", "sv-SE"])
def test_long_words_are_divided_at_hyphenation_points_only(tag: str) -> None:
    """A hyphen that the copy does not have stands where the language's dictionary allows one."""
    import pyphen  # noqa: PLC0415  # this test alone asks it

    dictionary = pyphen.Pyphen(lang=tag.split("-", maxsplit=1)[0])
    for ratio in DEFAULT_FORMATS:
        for block in settled(tag, ratio):
            for upper, lower in zip(block.words, block.words[1:], strict=False):
                if upper.endswith("-") and upper + lower not in getattr(COPIES[tag], block.role):
                    head, tail = upper.split()[-1].rstrip("-"), lower.split()[0].rstrip("-.,!?”»")
                    word = next(w for w in getattr(COPIES[tag], block.role).split() if head in w)
                    assert word.index(head) + len(head) in dictionary.positions(word), (upper, lower, tail)


@pytest.mark.parametrize("tag", [tag for tag in COPIES if locale_of(tag).direction is Direction.RTL])
def test_right_to_left_lines_are_drawn_as_they_read(tag: str) -> None:
    """The check of the reading order finds nothing in any ratio."""
    for ratio in DEFAULT_FORMATS:
        overlays = draw_blocks(settled(tag, ratio), dict.fromkeys(Role, (0, 0, 0)), (255, 255, 255))
        reading = tuple(text for overlay in overlays for text in overlay.reading)
        (found,) = run_check(CHECK, replace(photo_ad(), layout=(), reading=reading))

        assert len(reading) == len(COPIES[tag].lines())
        assert found.status is Status.PASS, found.message

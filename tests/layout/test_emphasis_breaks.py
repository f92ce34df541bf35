"""Lines of emphasized headlines: broken at the edge of the emphasis, and no smaller for it."""

import re

import pytest

from creative_cli.formats import Box, Format
from creative_cli.layout import fit
from creative_cli.layout.emphasis_runs import color_runs, find_line_emphasis
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.template import CanvasPlan, RoleStyle
from creative_cli.models import AdCopy, Role, TextZone
from creative_cli.translation.request import copy_from_lines
from tests.layout.ads import KEEP, LOCALES, headline_lines, plan_for, set_ad
from tests.layout.test_emphasis_drawing import emphasize

HEADLINES = {
    "en-US": ("Summer, ", "poured over ice", " from today on"),
    "de-DE": ("Der Sommer wird ", "auf Eis gegossen", ", und zwar heute"),
    "ja-JP": ("夏を、", "キンキンの氷に", "そそごう。"),
    "ar-SA": ("الصيف، ", "مسكوب فوق الثلج", " من اليوم"),
    "th-TH": ("ฤดูร้อน", "ที่เย็นฉ่ำ", "ในทุกแก้ว"),
}


def headline(marked: str, tag: str, width: float, lines: int = 9) -> PlacedBlock:
    """Settle a marked headline of 60 px in a column of that width."""
    where, style = LOCALES[tag], RoleStyle(Role.HEADLINE, 700, lines, 0.06, 0.06)
    zone = TextZone(Box(0, 0, width, 10_000), (Role.HEADLINE,), "top")
    form = Format("square", "square", 1000, 1000)
    plan = CanvasPlan(form, where.direction, 0.0, form.bounds, form.bounds, form.bounds, 0.0, (zone,), (style,))
    (block,) = set_ad(copy_from_lines({Role.HEADLINE: marked}), where, plan)
    return block


@pytest.mark.parametrize("tag", HEADLINES)
def test_a_phrase_that_fits_on_a_line_is_not_broken(tag: str) -> None:
    """Whatever the width, the emphasized words stand on one line if one line holds them."""
    before, words, after = HEADLINES[tag]
    kept = broken = 0
    for width in range(160, 1000, 20):
        block = headline(f"{before}*{words}*{after}", tag, width)
        parts = [line.text[line.emphasis[0] : line.emphasis[1]] for line in block.lines if line.emphasis != (0, 0)]
        with_mark = words + (after[0] if after[0] in ",。" else "")
        if len(headline_lines(with_mark, tag, width)) == 1:
            assert parts == [words], (width, block.words)
            kept += 1
        else:
            assert re.sub("[ -]", "", "".join(parts)) == words.replace(" ", "")
            broken += len(parts) > 1
    assert kept > 10
    assert broken or tag == "th-TH"


def test_a_break_at_the_edge_is_preferred() -> None:
    """Of two ways that are nearly as good, the one along the emphasis is taken."""
    assert headline_lines("Cold tea made with real peach", "en-US", 560) != ("Cold tea", "made with real peach")
    ways = {
        words: headline(marked, "en-US", 560).words
        for words, marked in {
            "first": "*Cold tea* made with peach",
            "last": "Cold tea made *with peach*",
        }.items()
    }
    assert ways["first"][0] == "Cold tea"
    assert ways["last"][-1] == "with peach"


def test_the_end_of_a_sentence_may_break_an_emphasis() -> None:
    """Where a reader pauses anyway, emphasized words may go on on the next line."""
    assert headline("*Ice. Now.* For all", "en-US", 330).words == headline_lines("Ice. Now. For all", "en-US", 330)


def test_emphasis_of_all_words_changes_no_line() -> None:
    """With nothing beside it, an emphasis has no edge."""
    for width in range(200, 900, 50):
        assert headline("*Summer, poured over ice*", "en-US", width).words == headline_lines(
            "Summer, poured over ice", "en-US", width
        )


@pytest.mark.parametrize("tag", LOCALES)
def test_emphasis_changes_no_size(tag: str) -> None:
    """Sizes are those of the same words without emphasis, in every language."""
    marked = emphasize(tag)
    plain = AdCopy(marked.headline, marked.body, marked.cta, marked.disclaimer)
    plan = plan_for(tag, "1:1")
    chosen = [
        fit.fit_sizes(plan.zones, fit.measure_copy(copy, LOCALES[tag], KEEP, plan), plan.styles, plan.format.short_side)
        for copy in (marked, plain)
    ]
    assert chosen[0] == chosen[1]


def test_a_divided_word_and_a_name_keep_their_place() -> None:
    """Hyphens and isolates that drawing adds belong to the words beside them."""
    text = "Der Sommertee ist da"
    lines = ("Der Sommer-", "tee ist da")
    spans = find_line_emphasis(lines, text, (4, 13))
    assert [line[start:stop] for line, (start, stop) in zip(lines, spans, strict=True)] == ["Sommer-", "tee"]
    name = "\u2068Solara\u2069"
    (span,) = find_line_emphasis((f"صيف {name} هنا",), "صيف Solara هنا", (4, 10))
    runs = color_runs(f"صيف {name} هنا", span, unspaced=False)
    assert [run.text for run in runs] == ["صيف", f" {name}", " هنا"]
    assert [run.emphasized for run in runs] == [False, True, False]

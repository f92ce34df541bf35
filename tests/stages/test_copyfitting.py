"""The sizes on which the markets of a set agree leave lines that read well, in templates as in layouts."""

from creative_cli.checks.lonely_word import find_lonely_lines
from creative_cli.formats import Box, Format
from creative_cli.layout import fit
from creative_cli.layout.place import place_blocks
from creative_cli.layout.template import CanvasPlan, RoleStyle
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Role, TextZone
from creative_cli.stages import copyfitting


def test_a_headline_of_a_template_gets_smaller_for_a_word_that_would_stand_alone() -> None:
    """In a column for ten letters a short last word joins the line before it, if a little smaller is enough."""
    words = LocalizedCopy(resolve_locale("UZ", "uz", "uz"), AdCopy("Muz ustiga quyilgan yoz"), CopySource.BRIEF)
    form = Format("square", "square", 1000, 1000)
    style = RoleStyle(Role.HEADLINE, 700, 4, 0.04, 0.06)
    zone = TextZone(Box(0, 0, 365, 900), (Role.HEADLINE,), "top")
    plan = CanvasPlan(form, words.locale.direction, 0.0, form.bounds, form.bounds, form.bounds, 0.0, (zone,), (style,))
    texts = fit.measure_copy(words.copy, words.locale, (), plan)

    def lines(sizes: fit.FontSizes) -> tuple[str, ...]:
        (block,) = place_blocks(plan.zones, texts, plan.styles, form.short_side, sizes)
        return block.words

    alone = copyfitting.fit_copy(words, plan, (), ())
    (settled,) = copyfitting.agree_market_sizes({words.locale.direction: plan}, (words,), ())

    assert find_lonely_lines(lines(alone)) == ["yoz"]
    assert find_lonely_lines(lines(settled)) == []
    assert settled.of(Role.HEADLINE) >= 0.76 * alone.of(Role.HEADLINE)

"""The sizes on which the markets of a set agree leave lines that read well, in templates as in layouts."""

from dataclasses import replace

from creative_cli.checks.lonely_word import find_lonely_lines
from creative_cli.formats import Box, Format
from creative_cli.layout import fit
from creative_cli.layout.place import place_blocks
from creative_cli.layout.template import CanvasPlan, RoleStyle
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Role, TextZone
from creative_cli.stages import copyfitting


def column(width: float, words: LocalizedCopy, *, lines: int = 4) -> CanvasPlan:
    """Return a square plan with a headline of 60 px or more in a column of *width* px."""
    form = Format("square", "square", 1000, 1000)
    style = RoleStyle(Role.HEADLINE, 700, lines, 0.06, 0.08)
    zone = TextZone(Box(0, 0, width, 900), (Role.HEADLINE,), "top")
    return CanvasPlan(
        form, words.locale.direction, 0.0, form.bounds, form.bounds, form.bounds, 0.0, (zone,), (style,), layout="split"
    )


def set_headline(words: LocalizedCopy, width: float) -> tuple[float, tuple[str, ...], bool]:
    """Return the size of a headline in a column, its lines, and whether it leaves the column."""
    plan = column(width, words)
    (sizes,) = copyfitting.agree_market_sizes({words.locale.direction: plan}, (words,), ())
    lower = fit.suit_plan(plan, sizes)
    texts = fit.measure_copy(words.copy, words.locale, (), lower)
    (block,) = place_blocks(lower.zones, texts, lower.styles, lower.format.short_side, sizes)
    return sizes.of(Role.HEADLINE), block.words, block.overflow


def test_a_word_that_is_too_wide_for_its_column_gets_a_smaller_size() -> None:
    """A word that cannot be divided stays in its space, down to three quarters of the floor; no further."""
    words = LocalizedCopy(
        resolve_locale("GE", "ka", "en"), AdCopy("ზაფხულის გამაგრილებელი სასმელი"), CopySource.TRANSLATED
    )

    assert set_headline(words, 560) == (60.0, ("ზაფხულის", "გამაგრილებელი", "სასმელი"), False)
    size, lines, overflow = set_headline(words, 420)
    assert (45 <= size < 60, len(lines), overflow) == (True, 3, False)
    assert set_headline(words, 300)[::2] == (60.0, True)


def test_a_long_word_is_divided_in_as_few_places_as_a_slightly_smaller_size_allows() -> None:
    """Erfri-schungsge-tränk becomes Erfrischungs-getränk; a word that is divided once does not become small."""
    words = LocalizedCopy(
        resolve_locale("DE", "de", "en"), AdCopy("Erfrischungsgetränk ohne Zuckerzusatz"), CopySource.TRANSLATED
    )

    size, lines, _ = set_headline(words, 330)
    assert (size < 60, lines) == (True, ("Erfrischungs-", "getränk ohne", "Zuckerzusatz"))
    assert set_headline(words, 450)[1][0] == "Erfrischungs-"
    assert set_headline(words, 450)[0] >= 60


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


def set_over_foot(headline: str, body: str, *, height: float = 330) -> dict[Role, tuple[float, tuple[str, ...], Box]]:
    """Return what a headline over a foot of body and small print shows: size, lines and ink of each text."""
    copy = AdCopy(headline, body, disclaimer="Хүйтэн уухыг зөвлөж байна.")
    words = LocalizedCopy(resolve_locale("MN", "mn", "en"), copy, CopySource.TRANSLATED)
    styles = (
        RoleStyle(Role.HEADLINE, 700, 4, 0.06, 0.10),
        RoleStyle(Role.BODY, 400, 4, 0.028, 0.034),
        RoleStyle(Role.DISCLAIMER, 400, 3, 0.02, 0.022),
    )
    zones = (
        TextZone(Box(0, 0, 900, height - 120), (Role.HEADLINE,), "top"),
        TextZone(Box(0, height - 100, 500, 100), (Role.BODY, Role.DISCLAIMER), "bottom"),
    )
    plan = replace(column(900, words), zones=zones, styles=styles, headline=(60.0, 70.0, 100.0))
    (sizes,) = copyfitting.agree_market_sizes({words.locale.direction: plan}, (words,), ())
    lifted = fit.suit_plan(plan, sizes)
    shown = copyfitting.drop_roles(copy, {role for role, _ in copy.lines()} - dict(sizes.pairs).keys())
    texts = fit.measure_copy(shown, words.locale, (), lifted)
    blocks = place_blocks(lifted.zones, texts, lifted.styles, lifted.format.short_side, sizes)
    assert not any(block.overflow for block in blocks)
    return {block.role: (block.size, block.words, block.ink) for block in blocks}


def test_a_body_is_shown_in_the_room_that_the_headline_over_it_leaves() -> None:
    """A foot too low for the body begins higher, under the headline; the small print stays where it is."""
    body = "Жинхэнэ тоорын амттай, найзуудтайгаа хуваалцахад илүү сайхан."
    alone, both = set_over_foot("Зуны сэрүүцье", ""), set_over_foot("Зуны сэрүүцье", body)

    assert len(both[Role.BODY][1]) >= 2
    assert both[Role.DISCLAIMER] == alone[Role.DISCLAIMER]
    assert both[Role.HEADLINE][1] == alone[Role.HEADLINE][1]
    assert both[Role.HEADLINE][0] >= 70
    assert both[Role.BODY][2].y - both[Role.HEADLINE][2].bottom >= 0.4 * both[Role.HEADLINE][0]


def test_a_body_without_room_is_left_out_rather_than_that_the_headline_gets_small() -> None:
    """Below its target a headline does not go for a body."""
    body = "Жинхэнэ тоорын амттай, найзуудтайгаа хуваалцахад илүү сайхан. " * 2
    shown = set_over_foot("Зуны халуунд мөстэй сэрүүцье", body, height=310)

    assert Role.BODY not in shown
    assert shown[Role.HEADLINE][0] >= 60

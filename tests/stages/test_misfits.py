"""What a translator is told before there is a picture is what the check of the finished ad would say."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from creative_cli.channels import load_channels
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_overflow import CHECK
from creative_cli.formats import DEFAULT_FORMATS
from creative_cli.locale.locales import Direction, resolve_locale
from creative_cli.models import (
    POSTER_TEMPLATE,
    AdCopy,
    BrandStyle,
    CopySource,
    HeroImage,
    HeroKind,
    LocalizedCopy,
    Role,
    Status,
    TemplateRef,
)
from creative_cli.stages import compose, copyfitting, localize
from tests.imaging.samples import SOLARA
from tests.stages.test_photos import photo

if TYPE_CHECKING:
    from creative_cli.layout.template import CanvasPlan

LOOK = BrandStyle("Solara", SOLARA, ("Solara",))
STILL = HeroImage("tea", HeroKind.STUDIO, "studio", "", 0, 0.0)
WORDS = {
    "de-DE": AdCopy(
        "Sommer, auf Eis gegossen",
        "Kalt gebrühter Tee mit echtem Pfirsich.",
        "Heute probieren",
        "Koffeinhaltig. 30 mg pro 100 ml.",
    ),
    "ja-JP": AdCopy(
        "夏を、氷にそそごう。", "本物のピーチを使った、水出しのアイスティー。", "今日、味わう", "カフェインを含みます。"
    ),
    "ar-SA": AdCopy(
        "الصيف، مسكوب فوق الثلج", "شاي مُخمَّر على البارد مع خوخ حقيقي.", "تذوّقه اليوم", "يحتوي على الكافيين."
    ),
}
SIZES = {
    **DEFAULT_FORMATS,
    **{name: load_channels()[name].format for name in ("gdn.728x90", "iab.300x250", "meta.stories")},
}


def words(tag: str, role: Role, times: int) -> LocalizedCopy:
    """Return a market's words, one of its lines said *times* over."""
    copy = WORDS[tag]
    line = dict(copy.lines())[role]
    locale = resolve_locale(tag[3:], tag[:2], "en")
    return LocalizedCopy(locale, replace(copy, **{role.value: " ".join([line] * times)}), CopySource.TRANSLATED)


@pytest.mark.parametrize("form", SIZES)
@pytest.mark.parametrize(
    ("tag", "role", "times"),
    [("de-DE", Role.HEADLINE, 1), ("de-DE", Role.HEADLINE, 16), ("ja-JP", Role.BODY, 16), ("ar-SA", Role.CTA, 5)],
)
def test_the_desk_is_told_what_the_finished_ad_would_be_told(tag: str, role: Role, times: int, form: str) -> None:
    """A line is told of before the picture when, and only when, the check of that fails; what it pushes out is not."""
    said = words(tag, role, times)
    framing = compose.choose_framing(STILL, SIZES[form], said.locale.direction)
    (sizes,) = copyfitting.agree_market_sizes({said.locale.direction: framing.plan}, (said,), LOOK.keep)
    ad = localize.localize(compose.compose(STILL, LOOK, framing), said, sizes, framing.plan, LOOK)
    failed = any(finding.status is Status.FAIL for finding in run_check(CHECK, ad))
    told = copyfitting.find_misfits(said, [(framing.plan,)], LOOK.keep)

    assert [finding.message.split()[1] for finding in told] == [role.value] * failed
    assert {(one.check, one.code, one.status) for one in told} <= {("text_overflow", "overflow", Status.FAIL)}


@pytest.mark.run  # a network looks at the photos
@pytest.mark.parametrize("design", [POSTER_TEMPLATE, TemplateRef("split"), TemplateRef("minimal")])
@pytest.mark.parametrize("ratio", sorted(DEFAULT_FORMATS))
@pytest.mark.parametrize("way", list(Direction))
def test_the_plan_of_every_hero_is_among_those_it_may_get(design: TemplateRef, ratio: str, way: Direction) -> None:
    """Whatever a picture shows, its ad gets a plan that was known before: a photo, a painted one, none."""
    bare = replace(STILL, provider="brief")
    for brought, hero, painted in (
        (
            HeroImage("tea", HeroKind.PHOTO, "brief", "", 0, 0.0),
            HeroImage("tea", HeroKind.PHOTO, "brief", "", 0, 0.0, photo("left")),
            False,
        ),
        (bare, HeroImage("tea", HeroKind.GENERATED, "openai", "", 0, 0.0, photo("right")), True),
        (bare, STILL, True),
        (bare, STILL, False),
        (replace(bare, kind=HeroKind.PACKSHOT, aspect=0.4), replace(STILL, kind=HeroKind.PACKSHOT, aspect=0.4), True),
    ):
        look, form = replace(LOOK, design=design), DEFAULT_FORMATS[ratio]
        market = words("de-DE" if way is Direction.LTR else "ar-SA", Role.HEADLINE, 1)
        known = compose.list_possible_plans(brought, form, way, look, market, painted=painted)

        assert compose.choose_framings(hero, form, (market,), look, "split")[way].plan in known


def test_a_line_that_fits_one_of_several_plans_is_not_told_of() -> None:
    """Only the picture tells which plan an ad gets, so the roomiest counts."""
    said = words("de-DE", Role.HEADLINE, 16)
    framing = compose.choose_framing(STILL, DEFAULT_FORMATS["1:1"], Direction.LTR)
    zones = tuple(replace(zone, box=DEFAULT_FORMATS["1:1"].bounds) for zone in framing.plan.zones)
    styles = tuple(replace(style, lines=30) for style in framing.plan.styles)
    roomy: CanvasPlan = replace(framing.plan, zones=zones, styles=styles)

    assert copyfitting.find_misfits(said, [(framing.plan,)], ()) != ()
    assert copyfitting.find_misfits(said, [(framing.plan, roomy)], ()) == ()


def test_one_message_names_every_format_and_the_least_room() -> None:
    """A translator reads one sentence a line, with the number of characters that fits everywhere."""
    said = words("de-DE", Role.HEADLINE, 16)
    places = [
        compose.list_possible_plans(STILL, DEFAULT_FORMATS[ratio], Direction.LTR, LOOK, said, painted=False)
        for ratio in ("1:1", "9:16")
    ]
    both, single = (
        copyfitting.find_misfits(said, places, ()),
        [copyfitting.find_misfits(said, [place], ())[0] for place in places],
    )

    (finding,) = both
    fits = [int(one.message.split("about ")[1].split()[0]) for one in single]
    assert "1:1, 9:16" in finding.message
    assert f"about {min(fits)} fit" in finding.message


def test_a_low_banner_is_judged_by_the_line_it_prints() -> None:
    """A finding counts the short line and is about it; without one it names the short line to write."""
    said = words("de-DE", Role.HEADLINE, 8)
    place = compose.list_possible_plans(
        STILL, load_channels()["gdn.320x50"].format, Direction.LTR, LOOK, said, painted=False
    )
    short, still_long = (
        replace(said, copy=replace(said.copy, short_headline=line)) for line in ("Eiskalt", "Eiskalt " * 20)
    )

    (asked,) = copyfitting.find_misfits(said, [place], ())
    (shorten,) = copyfitting.find_misfits(still_long, [place], ())
    assert copyfitting.find_misfits(short, [place], ()) == ()
    assert asked.role is Role.HEADLINE
    assert "write a shorter headline under short: in the copy" in asked.message
    assert shorten.role is Role.SHORT_HEADLINE
    assert shorten.message.startswith("The short headline has 160 characters and does not fit gdn.320x50")


def test_a_character_that_no_font_draws_is_told() -> None:
    """An empty box is never printed, so that whoever wrote the sign is asked for words without it, once."""
    said = words("de-DE", Role.HEADLINE, 1)
    said = replace(said, copy=replace(said.copy, cta="Jetzt \U0001f9cb"))
    places = [
        compose.list_possible_plans(STILL, form, Direction.LTR, LOOK, said, painted=False)
        for form in DEFAULT_FORMATS.values()
    ]

    (finding,) = copyfitting.find_misfits(said, places, ())
    assert (finding.check, finding.code) == ("missing_glyph", "no_glyph")
    assert "\U0001f9cb" in finding.message

"""Ads without a picture: every device in every kind of format passes the checks, in both directions."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from creative_cli.brief.device_facts import Device, DeviceFacts
from creative_cli.channels import load_channels
from creative_cli.checks import product_shown
from creative_cli.checks.runner import run_check
from creative_cli.color.color_math import Palette, Rgb, contrast_ratio
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST
from creative_cli.formats import parse_format
from creative_cli.layout.device_fills import LEAST_SEEN_CONTRAST, MAX_CROSSED_CONTRAST, limit_contrast
from creative_cli.layout.device_painting import pick_block_tones, pick_letter_tone
from creative_cli.layout.style_pack import STYLE_NAMES, SurfaceRole
from creative_cli.layout.surface_colors import mix_surface, pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Creative, HeroImage, HeroKind, LocalizedCopy, Status
from creative_cli.stages import check, compose, copyfitting, localize
from tests.imaging.samples import PALETTES
from tests.parameters import walk_rows
from tests.stages.checked import EVERYONE, LOOK

BARE = HeroImage("tea", HeroKind.STUDIO, "studio", "", 0, 0.0)
FACTS = DeviceFacts(
    figure="4.1%", share=(1, 5), day=("14", "Jun"), items=(("Rye", "$5"), ("Roll", "$1"), ("Bun", "$2")), thing=False
)
# Named devices that this brief can fill; the mark needs a logo, and rows of words a short headline.
DEVICES = [one for one in Device if one not in {Device.PATTERN, Device.ROWS, Device.FIGURE}]


@cache
def ads(device: Device, size: str, style: str = "retail") -> tuple[tuple[CanvasPlan, Creative], ...]:
    """Return the ads of a device in one size, for readers from both sides."""
    facts = replace(FACTS, named=device.value, figure="4.1%" if device in {Device.NUMERAL, Device.FIGURE} else "")
    everyone: tuple[LocalizedCopy, ...] = tuple(replace(words, facts=facts) for words in EVERYONE)
    look = replace(LOOK, style=style)
    framings = compose.choose_framings(BARE, parse_format(size), everyone, look, "")
    sizes = copyfitting.agree_market_sizes({way: one.plan for way, one in framings.items()}, everyone, ())
    made = []
    for words, own in zip(everyone, sizes, strict=True):
        framing = framings[words.locale.direction]
        canvas = compose.compose(BARE, look, framing)
        made.append((framing.plan, localize.localize(canvas, words, own, framing.plan, look)))
    return tuple(made)


@pytest.mark.parametrize("size", ["540x540", "540x960", "960x540", "300x250", "970x250"])
@pytest.mark.parametrize("device", [*DEVICES, Device.FIGURE])
def test_every_device_passes_the_checks(device: Device, size: str) -> None:
    """Nothing overlaps or overflows, type is read, the product need not be shown; a banner may leave lines out."""
    for plan, creative in ads(device, size):
        found = [one for one in check.check(creative, date(2026, 8, 31)) if one.status > Status.SKIP]

        assert plan.device is not None
        assert plan.device.kind == device
        assert [one for one in found if one.code not in {"left_out", "small", "too_small"}] == []
        assert all(one.status < Status.FAIL for one in found)


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_every_style_draws_its_own(style: str) -> None:
    """The same brief makes the same bytes, and another style makes others."""
    (_, one), _ = ads(Device.TILES, "540x540", style)
    (_, other), _ = ads(Device.TILES, "540x540", "soft" if style != "soft" else "bold")
    ads.cache_clear()
    (_, again), _ = ads(Device.TILES, "540x540", style)

    assert one.encoded == again.encoded != other.encoded


def test_digits_run_from_left_to_right() -> None:
    """A figure is the same drawing for readers from both sides: it is not mirrored, its place is."""
    (_, left), (_, right) = ads(Device.NUMERAL, "540x540")
    (one,), (other,) = left.offer, right.offer

    drawn = [
        creative.pixels[:, round(text.box.x) : round(text.box.right)][round(text.box.y) : round(text.box.bottom)]
        for creative, text in ((left, one), (right, other))
    ]
    (latin, arabic), wide = (part.astype(int) for part in drawn), round(min(one.box.width, other.box.width))

    assert one.box.x == pytest.approx(540 - other.box.right, abs=2)
    assert one.box.height == other.box.height
    alike, mirrored = (np.abs(latin[:, :wide] - part[:, :wide]).mean() for part in (arabic, arabic[:, ::-1]))
    assert alike < 0.5 * mirrored


def test_a_service_need_not_be_shown_and_a_thing_must() -> None:
    """The brief says what is sold; an ad of type for a thing is a warning."""
    (_, service), _ = ads(Device.LETTER, "540x540")
    thing = replace(service, adaptation=replace(service.adaptation, facts=DeviceFacts()))

    assert [one.status for one in run_check(product_shown.CHECK, service)] == [Status.PASS]
    assert [one.status for one in run_check(product_shown.CHECK, thing)] == [Status.WARN]


@walk_rows("name", [*PALETTES])
def test_type_may_cross_a_letter(name: str) -> None:
    """It differs from its ground by 1.6:1 at most, is seen, and type over it reads as well as it must."""
    palette = PALETTES[name]
    tone, ground = pick_letter_tone(palette, palette.primary), palette.primary
    ink = pick_surface_colors(SurfaceRole.PRIMARY, palette).type

    assert LEAST_SEEN_CONTRAST <= contrast_ratio(tone, ground) <= MAX_CROSSED_CONTRAST
    assert contrast_ratio(ink, tone) >= min(NORMAL_TEXT_CONTRAST, contrast_ratio(ink, ground))


@walk_rows("name", [*PALETTES])
def test_counted_blocks_are_told_from_the_others(name: str) -> None:
    """Both are seen on every surface."""
    palette: Palette = PALETTES[name]
    for role in (SurfaceRole.PAPER, SurfaceRole.TINT, SurfaceRole.PRIMARY, SurfaceRole.INK):
        counted, rest = pick_block_tones(palette, role)
        ground: Rgb = mix_surface(role, palette)

        assert contrast_ratio(rest, ground) >= 1.2
        assert contrast_ratio(rest, counted) >= 1.2


def test_a_tone_is_mixed_until_type_may_cross_it() -> None:
    """White on black is far too much at any but a small share."""
    tone = limit_contrast((255, 255, 255), (0, 0, 0), 1.0)

    assert 1.2 < contrast_ratio(tone, (0, 0, 0)) <= MAX_CROSSED_CONTRAST


def test_a_picture_without_type_shows_what_needs_no_words() -> None:
    """Where a channel allows no text, the brand's letter stands alone."""
    form = next(one.format for one in load_channels().values() if one.format.shows.value == "picture")
    (framing,) = compose.choose_framings(BARE, form, EVERYONE[:1], LOOK, "").values()
    canvas = compose.compose(BARE, LOOK, framing)

    assert framing.plan.device is not None
    assert framing.plan.device.kind == Device.LETTER
    assert (framing.plan.zones, framing.plan.direction) == ((), Direction.LTR)
    assert canvas.pixels.shape == (form.height, form.width, 3)

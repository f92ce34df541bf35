"""Laying pictures on pictures, and the weakest gradient under type."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.color.color_math import Rgb
from creative_cli.color.contrast import worst_contrast
from creative_cli.formats import Box
from creative_cli.imaging.blending import (
    SCRIM_STEPS,
    TextPatch,
    add_scrim,
    draw_scrim,
    find_scrim_strength,
    is_scrim_enough,
    paste_layer,
)
from creative_cli.models import Pixels

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
BOX = Box(20, 30, 120, 60)


def busy(seed: int, low: int = 0, high: int = 255) -> Pixels:
    """Return random texture, uint8 (180, 240, 3)."""
    return np.random.default_rng(seed).integers(low, high + 1, (180, 240, 3), dtype=np.uint8)


def behind(pixels: Pixels) -> Pixels:
    """Return what lies behind the box."""
    left, top, right, bottom = BOX.pixels(240, 180)
    return pixels[top:bottom, left:right]


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_lay_blends_exactly(under: int, over: int, alpha: int) -> None:
    """A laid px is the rounded mean of both, weighted by alpha; 0 and 255 leave one of them untouched."""
    ground = np.full((3, 3, 3), under, np.uint8)
    rgba = np.full((1, 1, 4), over, np.uint8)
    rgba[..., 3] = alpha

    laid = paste_layer(ground, rgba, 1, 1)

    assert abs(int(laid[1, 1, 0]) - (over * alpha + under * (255 - alpha)) / 255) <= 0.5
    assert int(laid[0, 0, 0]) == under


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_lay_cuts_at_the_edges(x: int, y: int) -> None:
    """A layer may lie partly or wholly outside; the ground given is never changed."""
    ground = np.zeros((20, 30, 3), np.uint8)

    laid = paste_layer(ground, np.full((8, 9, 4), 255, np.uint8), x, y)

    assert not ground.any()
    wanted = max(0, min(30, x + 9) - max(0, x)) * max(0, min(20, y + 8) - max(0, y))
    assert int((laid[..., 0] == 255).sum()) == wanted


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.sampled_from([WHITE, BLACK, (15, 92, 99), (255, 209, 102)]), st.sampled_from([3.0, 4.5]))
def test_shade_is_the_weakest_that_passes(seed: int, ink: Rgb, enough: float) -> None:
    """With the shade the ink reads; with the next weaker one it does not."""
    pixels, patches = busy(seed), (TextPatch(BOX, enough),)

    needed = find_scrim_strength(pixels, patches, ink)
    laid = add_scrim(pixels, patches, ink, "left")

    if needed < 1:
        assert worst_contrast(behind(laid), ink) >= enough
    if needed:
        weaker = draw_scrim(pixels, patches, ink, "left", needed - 1 / SCRIM_STEPS)
        assert worst_contrast(behind(weaker), ink) < enough
        assert not is_scrim_enough(pixels, patches, ink, needed - 1 / SCRIM_STEPS)
    assert is_scrim_enough(pixels, patches, ink, needed) is (needed < 1 or worst_contrast(behind(laid), ink) >= enough)


def test_no_shade_where_none_is_needed() -> None:
    """A ground that already passes is returned as it is."""
    pixels = busy(1, 0, 40)

    assert add_scrim(pixels, (TextPatch(BOX, 4.5),), WHITE, "left") is pixels


def test_one_shade_for_all_patches() -> None:
    """Headline and small print are read under one shade, as strong as the one that needs most."""
    pixels = busy(3)
    patches = (TextPatch(Box(10, 20, 90, 30), 3.0), TextPatch(Box(10, 90, 90, 30), 4.5))

    assert (
        find_scrim_strength(pixels, patches, WHITE)
        >= max(find_scrim_strength(pixels, (patch,), WHITE) for patch in patches) - 0.02
    )


def test_shade_falls_off_and_spares() -> None:
    """It runs from its side of the canvas, fades beyond the text, and spares the mask."""
    pixels = busy(2, 100, 255)
    spare = np.zeros((180, 240), np.uint8)
    spare[30:110, 80:150] = 255

    laid = add_scrim(pixels, (TextPatch(Box(20, 30, 60, 60), 4.5),), WHITE, "left", spare)

    changed = np.abs(laid.astype(int) - pixels).sum(axis=2)
    assert not changed[:, 190:].any()
    assert changed[56:80, 104:126].mean() < 0.1 * changed[56:80, :60].mean()
    assert changed[140:, :60].mean() > changed[140:, 100:130].mean() > 0


@pytest.mark.parametrize("ink", [WHITE, BLACK])
def test_shade_keeps_the_pictures_hue(ink: Rgb) -> None:
    """A shade on a blue picture is a blue one: no grey veil."""
    pixels = np.full((180, 240, 3), (90, 130, 210), np.uint8)

    laid = behind(add_scrim(pixels, (TextPatch(BOX, 4.5),), ink, "top"))

    assert (laid[..., 2] > laid[..., 0]).all()

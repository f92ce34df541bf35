"""Laying pictures on pictures, and the weakest gradient under type."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.colour import Rgb
from creative_cli.contrast import worst_contrast
from creative_cli.formats import Box
from creative_cli.imaging.compose import STEPS, lay, scrim, scrim_strength, veiled
from creative_cli.records import Pixels

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

    laid = lay(ground, rgba, 1, 1)

    assert abs(int(laid[1, 1, 0]) - (over * alpha + under * (255 - alpha)) / 255) <= 0.5
    assert int(laid[0, 0, 0]) == under


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_lay_cuts_at_the_edges(x: int, y: int) -> None:
    """A layer may lie partly or wholly outside; the ground given is never changed."""
    ground = np.zeros((20, 30, 3), np.uint8)

    laid = lay(ground, np.full((8, 9, 4), 255, np.uint8), x, y)

    assert not ground.any()
    wanted = max(0, min(30, x + 9) - max(0, x)) * max(0, min(20, y + 8) - max(0, y))
    assert int((laid[..., 0] == 255).sum()) == wanted


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 99), st.sampled_from([WHITE, BLACK, (15, 92, 99), (255, 209, 102)]), st.sampled_from([3.0, 4.5]))
def test_scrim_is_the_weakest_that_passes(seed: int, ink: Rgb, enough: float) -> None:
    """With the scrim the ink reads; with the next weaker one it does not."""
    pixels = busy(seed)

    strength = scrim_strength(pixels, BOX, ink, enough)
    laid = scrim(pixels, BOX, ink, enough)

    if strength < 1:
        assert worst_contrast(behind(laid), ink) >= enough
    if strength:
        weaker = veiled(pixels, BOX, ink, strength - 1 / STEPS)
        assert worst_contrast(behind(weaker), ink) < enough


def test_no_scrim_where_none_is_needed() -> None:
    """A ground that already passes is returned as it is."""
    pixels = busy(1, 0, 40)

    assert scrim(pixels, BOX, WHITE, 4.5) is pixels


def test_scrim_fades_out_and_spares() -> None:
    """Away from the box nothing changes, near it the change fades, and under the mask there is none."""
    pixels = busy(2, 100, 255)
    spare = np.zeros((180, 240), np.uint8)
    spare[40:60, 100:130] = 255

    laid = scrim(pixels, BOX, WHITE, 4.5, spare)

    changed = np.abs(laid.astype(int) - pixels).sum(axis=2)
    assert not changed[:, 200:].any()
    assert not changed[40:60, 100:130].any()
    assert changed[60, 60] > changed[60, 150] > 0


@pytest.mark.parametrize("ink", [WHITE, BLACK])
def test_scrim_keeps_the_pictures_hue(ink: Rgb) -> None:
    """A scrim on a blue picture is a blue one: no grey veil."""
    pixels = np.full((180, 240, 3), (90, 130, 210), np.uint8)

    laid = behind(scrim(pixels, BOX, ink, 4.5))

    assert (laid[..., 2] > laid[..., 0]).all()

"""Whatever the primary is, the palette can be read and stands apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.brand_keys import Colors
from creative_cli.brief.palette import derive_palette
from creative_cli.color.color_math import WHITE, Rgb, contrast_ratio, hex_to_rgb, rgb_to_hex, rgb_to_oklab
from tests.parameters import walk_rows

CHANNEL = st.integers(0, 255)
ANY = st.tuples(CHANNEL, CHANNEL, CHANNEL)
HARD = [(0, 0, 0), (255, 255, 255), (128, 128, 128), (118, 118, 118), (255, 225, 77), (57, 255, 20), (255, 0, 255)]


def assert_good(primary: Rgb) -> None:
    """Assert what every derived palette keeps."""
    palette = derive_palette(Colors(primary=rgb_to_hex(primary)))

    assert palette.primary == primary
    assert contrast_ratio(palette.ink, primary) >= 4.5
    assert contrast_ratio(palette.accent, primary) >= 3.0
    assert palette.secondary != primary
    assert (
        sum((a - b) ** 2 for a, b in zip(rgb_to_oklab(palette.secondary), rgb_to_oklab(primary), strict=True)) ** 0.5
        >= 0.05
    )


@given(ANY)
def test_any_primary_makes_a_palette(primary: Rgb) -> None:
    """Ink reaches 4.5:1 and accent 3:1 on the primary, and the secondary is another colour."""
    assert_good(primary)


@walk_rows("primary", HARD)
def test_hard_primaries(primary: Rgb) -> None:
    """Black, white, the greys between inks and neon keep the same promises."""
    assert_good(primary)


def test_the_brief_has_the_last_word() -> None:
    """Colours that are given are taken as they are, the short form of hex too."""
    palette = derive_palette(Colors(primary="#0F5C63", secondary="#1F9A8F", accent="#FD6", ink="#FFFFFF"))

    assert palette == (hex_to_rgb("#0F5C63"), hex_to_rgb("#1F9A8F"), hex_to_rgb("#FFDD66"), WHITE)


@pytest.mark.parametrize(
    ("primary", "accent"), [("#0F5C63", "#ffc92b"), ("#FFE14D", "#ca4929"), ("#000000", "#ffc92b")]
)
def test_accents_are_warm_where_they_can_be(primary: str, accent: str) -> None:
    """Gold on dark grounds, coral on light ones."""
    got, wanted = derive_palette(Colors(primary=primary)).accent, hex_to_rgb(accent)

    assert max(abs(a - b) for a, b in zip(got, wanted, strict=True)) <= 6

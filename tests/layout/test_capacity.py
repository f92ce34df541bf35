"""How many characters fit where a text is too long."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.layout import fit
from creative_cli.layout.capacity import text_capacity
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Locale
from creative_cli.models import AdCopy, Role
from tests.layout.ads import COPIES, KEEP, LOCALES, plan_for, set_ad

RATIOS = ("1:1", "16:9", "9:16")


def told(copy: AdCopy, locale: Locale, plan: CanvasPlan) -> dict[Role, int]:
    """Return the capacity of each role whose text is too long."""
    return text_capacity(plan, fit.measure_copy(copy, locale, KEEP, plan))


def longer(copy: AdCopy, times: dict[Role, int]) -> AdCopy:
    """Return a copy whose lines are said so many times, one after the other."""
    lines = dict(copy.lines())
    return replace(copy, **{role.value: " ".join([lines[role]] * count) for role, count in times.items()})


@st.composite
def ads(draw: st.DrawFn) -> tuple[AdCopy, Locale, CanvasPlan]:
    """Draw a market, a format, and its real ad with lines that are up to eight times as long."""
    tag, ratio = draw(st.sampled_from(sorted(COPIES))), draw(st.sampled_from(RATIOS))
    counts = st.integers(1, 8)
    times = {role: draw(counts) for role, _ in COPIES[tag].lines()}
    return longer(COPIES[tag], times), LOCALES[tag], plan_for(tag, ratio)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ads())
def test_what_nobody_is_told_of_does_not_overflow(ad: tuple[AdCopy, Locale, CanvasPlan]) -> None:
    """Words that are said to fit are set inside their zones, in every script."""
    copy, locale, plan = ad
    overflowing = {block.role for block in set_ad(copy, locale, plan) if block.overflow}

    assert not overflowing or told(copy, locale, plan)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ads())
def test_a_text_cut_to_what_is_told_fits(ad: tuple[AdCopy, Locale, CanvasPlan]) -> None:
    """A text of the returned length fits."""
    copy, locale, plan = ad
    lines = dict(copy.lines())
    room = told(copy, locale, plan)
    cut = {**lines, **{role: lines[role][:count].rstrip() for role, count in room.items()}}

    assert all(count < len(lines[role]) for role, count in room.items())
    if cut[Role.HEADLINE]:
        assert told(AdCopy(**{role.value: line for role, line in cut.items()}), locale, plan) == {}


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("tag", ["de-DE", "ja-JP", "ar-SA", "th-TH"])
def test_the_line_that_is_too_long_is_the_one_that_is_told(tag: str, ratio: str) -> None:
    """A headline repeated nine times is reported; a good ad is not."""
    plan = plan_for(tag, ratio)

    assert told(COPIES[tag], LOCALES[tag], plan) == {}
    assert set(told(longer(COPIES[tag], {Role.HEADLINE: 9}), LOCALES[tag], plan)) == {Role.HEADLINE}
    assert set(told(longer(COPIES[tag], {Role.CTA: 9}), LOCALES[tag], plan)) == {Role.CTA}

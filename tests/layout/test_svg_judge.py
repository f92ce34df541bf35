"""The verdicts on SVG features agree with what a browser draws."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from svg_judge import MAX_DIFFERENCE, SvgFeature, list_svg_features, measure_differences, refusal_of
from tests.parameters import walk_rows

FEATURES = list_svg_features()


@walk_rows("feature", FEATURES)
def test_a_feature_is_taken_or_refused_as_measured(feature: SvgFeature) -> None:
    """What differs from a browser's picture is refused by reading the file; what does not is taken."""
    assert (refusal_of(feature.svg) is None) == feature.drawn


@pytest.mark.browser
def test_what_is_taken_looks_as_in_a_browser() -> None:
    """Our renderer and Chromium draw the same picture of every feature that is taken."""
    drawn = [feature for feature in FEATURES if feature.drawn]
    # In a thread of its own: the browser that tests of the gallery share has a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        shares = thread.submit(measure_differences, drawn).result()

    assert {name: share for name, share in shares.items() if share > MAX_DIFFERENCE} == {}

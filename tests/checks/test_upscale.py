"""The photo has enough pixels."""

import pytest

from creative_cli.checks.upscale import CHECK
from creative_cli.models import Creative, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results, with_photo


@pytest.mark.parametrize(
    ("upscale", "expected"),
    [
        (0.4, ("ok", Status.PASS)),
        (1.5, ("ok", Status.PASS)),
        (1.8, ("enlarged", Status.WARN)),
        (2.0, ("enlarged", Status.WARN)),
        (3.2, ("enlarged", Status.FAIL)),
    ],
)
def test_a_photo_may_be_enlarged_a_little(photo: Creative, upscale: float, expected: tuple[str, Status]) -> None:
    """Half as large again is sharp enough, three times is soft, more is blurred."""
    assert results(CHECK, with_photo(photo, upscale=upscale)) == [expected]


def test_a_packshot_is_skipped(good: Creative) -> None:
    """Studio pictures are drawn in the size of the ad."""
    assert results(CHECK, good) == [("no_photo", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(with_photo(photo, upscale=1.5), with_photo(photo, upscale=3.2), "enlarged")

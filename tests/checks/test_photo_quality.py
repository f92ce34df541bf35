"""Blurred, noisy and blocky photos, and photos that cut their subject."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.checks.photo_quality import CHECK
from creative_cli.models import Creative, HeroKind, Pixels, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results, shown_photo, with_photo


def crisp(name: str = "1:1") -> Creative:
    """Return an ad whose photo has hard edges and calm parts."""
    creative = photo_ad(name)
    height, width = creative.pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    scene = np.stack([80 + x * 60 // width, 120 + y * 50 // height, 150 - x * 40 // width], axis=-1).astype(np.uint8)
    scene += (8 + 8 * np.sin(x / 5) * np.cos(y / 7)).astype(np.uint8)[..., None]
    scene[(x // 90 + y // 90) % 3 == 0] = (225, 205, 180)
    return with_photo(creative, reference=scene)


def with_scene(creative: Creative, scene: Pixels) -> Creative:
    """Return the ad with another photo in its frame."""
    return with_photo(creative, reference=scene)


def blurred(radius: float) -> Creative:
    """Return the ad with its photo blurred."""
    ad = crisp()
    soft = Image.fromarray(shown_photo(ad).reference).filter(ImageFilter.GaussianBlur(radius))
    return with_scene(ad, np.asarray(soft))


@pytest.mark.parametrize("name", ["1:1", "9:16", "300x250"])
def test_a_sharp_photo_passes(name: str) -> None:
    """In large and in small ads."""
    assert results(CHECK, crisp(name)) == [("ok", Status.PASS)]


def test_a_blurred_photo_is_a_warning() -> None:
    """A little soft is not; with no edge left at all it is blurred, too."""
    assert results(CHECK, blurred(0.6)) == [("ok", Status.PASS)]
    assert results(CHECK, blurred(3)) == [("blurred", Status.WARN)]
    assert results(CHECK, blurred(30)) == [("blurred", Status.WARN)]


def test_a_blank_photo_fails() -> None:
    """There is nothing to see in it, whatever its sharpness."""
    ad = crisp()
    plain = np.full_like(shown_photo(ad).reference, 180)

    assert results(CHECK, with_scene(ad, plain)) == [("blank", Status.FAIL)]


def test_an_enlarged_photo_is_left_to_the_check_of_its_size() -> None:
    """One cause gives one finding."""
    assert results(CHECK, with_photo(blurred(3), upscale=3.0)) == [("ok", Status.PASS)]


def test_a_noisy_photo_is_a_warning() -> None:
    """Fine grain is not."""
    ad, noise = crisp(), np.random.default_rng(4)
    scene = shown_photo(ad).reference.astype(np.float64)
    grain, much = (np.clip(scene + noise.normal(0, levels, scene.shape), 0, 255).astype(np.uint8) for levels in (3, 18))

    assert results(CHECK, with_scene(ad, grain)) == [("ok", Status.PASS)]
    assert results(CHECK, with_scene(ad, much)) == [("noisy", Status.WARN)]


def test_blocks_of_jpeg_are_a_warning() -> None:
    """They are found where the photo's own pixels say that they are."""
    ad, buffer = crisp(), io.BytesIO()
    scene = Image.fromarray(shown_photo(ad).reference)
    scene.save(buffer, "JPEG", quality=3)
    with Image.open(buffer) as opened:
        blocky = np.asarray(opened.convert("RGB"))

    assert results(CHECK, with_photo(with_scene(ad, blocky), upscale=1.0)) == [("blocky", Status.WARN)]
    assert results(CHECK, with_photo(ad, upscale=1.0)) == [("ok", Status.PASS)]


def test_a_subject_cut_by_the_photo_is_a_warning() -> None:
    """Not if it only touches the edge with a part, and not for people."""
    ad = crisp()
    photo = shown_photo(ad)
    whole, corner = photo.subject.copy(), photo.subject.copy()
    left, _, right, _ = photo.subject_box.pixels(1080, 1080)
    whole[800:1080, left:right] = 255
    corner[800:1080, left : left + (right - left) // 5] = 255
    touched = (False, False, False, True)
    faces = (photo.subject_box,)

    assert results(CHECK, with_photo(ad, subject=whole, touched=touched)) == [("cut_by_photo", Status.WARN)]
    assert results(CHECK, with_photo(ad, subject=corner, touched=touched)) == [("ok", Status.PASS)]
    assert results(CHECK, with_photo(ad, subject=whole, touched=touched, faces=faces)) == [("ok", Status.PASS)]


def test_packshots_and_cutouts_are_skipped(good: Creative) -> None:
    """What the studio painted has no quality of a photo; a photo without its record has not passed."""
    ad = crisp()
    painted = replace(ad, canvas=replace(ad.canvas, kind=HeroKind.PACKSHOT))

    assert results(CHECK, good) == [("no_photo", Status.SKIP)]
    assert results(CHECK, painted) == [("no_photo", Status.SKIP)]
    assert results(CHECK, with_photo(ad, cutout=True)) == [("no_photo", Status.SKIP)]
    assert results(CHECK, replace(ad, canvas=replace(ad.canvas, photo=None))) == [("not_measured", Status.ERROR)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    return CheckExamples(crisp(), blurred(3), "blurred", Status.WARN)

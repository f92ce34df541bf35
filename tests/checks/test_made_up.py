"""The frame shows the photo."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.checks.made_up import CHECK, MAX_INVENTED_SHARE
from creative_cli.formats import Box
from creative_cli.models import Creative, HeroKind, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import INK, PRIMARY, lay_veil, photo_ad, photo_pattern, results, shown_photo, with_photo


def invent(creative: Creative, box: Box) -> Creative:
    """Return the ad with a part of its photo recorded as made up."""
    made_up = shown_photo(creative).made_up.copy()
    left, top, right, bottom = box.pixels(made_up.shape[1], made_up.shape[0])
    made_up[top:bottom, left:right] = 255
    return with_photo(creative, made_up=made_up)


@pytest.mark.parametrize("name", ["1:1", "9:16", "1.91:1", "300x250", "728x90"])
def test_a_plain_crop_passes(name: str) -> None:
    """A photo in its frame is the photo."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


def test_a_made_up_edge_is_named_and_too_much_of_it_fails(photo: Creative) -> None:
    """Up to an eighth of the ad is a warning, more is not."""
    frame = shown_photo(photo).frame
    little, much = (
        Box(frame.x, 0, frame.width, share * photo.canvas.format.height / (frame.width / 1080))
        for share in (MAX_INVENTED_SHARE - 0.01, MAX_INVENTED_SHARE + 0.01)
    )

    assert results(CHECK, invent(photo, little)) == [("made_up", Status.WARN)]
    assert results(CHECK, invent(photo, much)) == [("made_up", Status.FAIL)]


def test_a_subject_that_the_photo_cuts_is_never_continued(photo: Creative) -> None:
    """What is made up beside the subject fails on the side where the photo ends; elsewhere it is a warning."""
    strip = Box(1040, 0, 40, 1080)
    left, right = (with_photo(invent(photo, strip), touched=cut) for cut in ((1, 0, 0, 0), (0, 0, 1, 0)))

    assert results(CHECK, left) == [("made_up", Status.WARN)]
    assert results(CHECK, right) == [("made_up_subject", Status.FAIL)]


def test_a_mirrored_strip_fails_whatever_the_layout_says(photo: Creative) -> None:
    """Pixels that are not those of the crop are found in the picture, not in the record."""
    mirrored = []
    for picture in (photo.pixels, photo.ground):
        copy = picture.copy()
        copy[:, 980:] = copy[:, 880:980][:, ::-1]
        mirrored.append(copy)

    assert results(CHECK, replace(photo, pixels=mirrored[0], ground=mirrored[1])) == [("not_the_photo", Status.FAIL)]


@pytest.mark.parametrize("kind", ["blur", "smear", "fill", "another"])
def test_what_has_lost_the_pattern_of_the_photo_fails(photo: Creative, kind: str) -> None:
    """A soft copy, a smear of the edge, a plain colour, or another picture in its place are no veil."""
    reference = shown_photo(photo).reference[:, 900:]
    new = {
        "blur": np.asarray(Image.fromarray(reference).filter(ImageFilter.GaussianBlur(12))),
        "smear": np.broadcast_to(reference[:, :1], reference.shape),
        "fill": np.broadcast_to(np.array((120, 96, 140), np.uint8), reference.shape),
        "another": np.clip(np.rot90(photo_pattern(1080, 180)) * 1.1, 0, 255).astype(np.uint8),
    }[kind]
    pictures = []
    for picture in (photo.pixels, photo.ground):
        copy = picture.copy()
        copy[:, 900:] = new
        pictures.append(copy)

    assert results(CHECK, replace(photo, pixels=pictures[0], ground=pictures[1])) == [("not_the_photo", Status.FAIL)]


def test_what_lies_on_the_photo_is_not_made_up(photo: Creative) -> None:
    """A veil, a plate in the brand's colour, and a button with its words hide the photo, they do not replace it."""
    button = next(block for block in photo.layout if block.role is Role.CTA)
    moved = replace(photo, layout=(replace(button, box=Box(640, 940, 200, 30)),))

    assert results(CHECK, lay_veil(photo, Box(500, 0, 580, 400), 0.4, INK)) == [("ok", Status.PASS)]
    assert results(CHECK, lay_veil(photo, Box(560, 700, 460, 300), 1, PRIMARY)) == [("ok", Status.PASS)]
    assert results(CHECK, lay_veil(moved, Box(610, 910, 260, 90), 1, (1, 200, 30))) == [("ok", Status.PASS)]


def test_an_ad_without_a_photo_is_skipped_and_one_without_its_record_is_an_error(
    good: Creative, photo: Creative
) -> None:
    """A studio picture has no photo; a photo that is not recorded has not passed."""
    lost = replace(photo, canvas=replace(photo.canvas, photo=None))
    other = with_photo(photo, shown=np.zeros((9, 9), np.uint8))

    assert results(CHECK, good) == [("no_photo", Status.SKIP)]
    assert results(CHECK, lost) == [("not_measured", Status.ERROR)]
    assert results(CHECK, replace(lost, canvas=replace(lost.canvas, kind=HeroKind.GENERATED))) == [
        ("not_measured", Status.ERROR)
    ]
    assert results(CHECK, replace(lost, canvas=replace(lost.canvas, kind=HeroKind.PACKSHOT))) == [
        ("no_photo", Status.SKIP)
    ]
    assert results(CHECK, other) == [("not_measured", Status.ERROR)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    strip = with_photo(invent(photo, Box(1040, 0, 40, 1080)), touched=(0, 0, 1, 0))
    return CheckExamples(photo, strip, "made_up_subject")

"""A badge is proven, whole, readable, and covers nothing."""

from dataclasses import replace

import numpy as np

from creative_cli.brief.badge_facts import BadgeKind, BadgeWords
from creative_cli.checks.badge_shown import CHECK
from creative_cli.formats import Box
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownBadge
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results

WORDS = BadgeWords(BadgeKind.AWARD, "Design Award", ("iF, 2026",))
INK, FILL = (20, 22, 26), (255, 255, 255)


def with_badge(creative: Creative, badge: ShownBadge | None) -> Creative:
    """Return the ad with the words of a badge and its drawing."""
    return replace(creative, adaptation=replace(creative.adaptation, badge=WORDS), badge=badge)


def free_box(creative: Creative) -> Box:
    """Return a place that neither subject, type nor logo take."""
    canvas = creative.canvas
    assert canvas.photo is not None
    for y in range(20, canvas.format.height - 70, 20):
        for x in range(20, canvas.format.width - 130, 20):
            box = Box(x, y, 110, 50)
            taken = [block.box for block in creative.layout] + [canvas.logo, *canvas.photo.faces]
            subject = canvas.photo.subject[y : y + 50, x : x + 110]
            if not subject.any() and all(one.overlap(box) == 0 for one in taken):
                return box
    raise AssertionError("no free place")


def drawn(box: Box, font_px: float = 40.0) -> ShownBadge:
    """Return a drawn award."""
    return ShownBadge("award", ("Design", "Award", "iF, 2026"), box, box.grown(-5), font_px, INK, FILL)


def test_a_good_badge_passes_and_an_ad_without_one_is_skipped(photo: Creative) -> None:
    """Nothing is asked of an ad whose brief has no badge."""
    assert results(CHECK, with_badge(photo, drawn(free_box(photo)))) == [("ok", Status.PASS)]
    assert results(CHECK, photo) == [("no_badge", Status.SKIP)]


def test_each_fault_is_named(photo: Creative) -> None:
    """Left out, unproven, cut, on type, small, pale."""
    box = free_box(photo)
    good = drawn(box)
    assert results(CHECK, with_badge(photo, None)) == [("left_out", Status.WARN)]
    assert results(CHECK, with_badge(photo, replace(good, lines=("Design", "Award")))) == [("unproven", Status.FAIL)]
    assert results(CHECK, with_badge(photo, drawn(box, 5))) == [("small", Status.FAIL)]
    assert results(CHECK, with_badge(photo, replace(good, ink=(230, 230, 230)))) == [("contrast", Status.FAIL)]
    assert ("cut", Status.FAIL) in results(CHECK, with_badge(photo, replace(good, box=Box(-40, 10, 100, 40))))
    over = photo.layout[0].box
    assert ("on_text", Status.FAIL) in results(CHECK, with_badge(photo, replace(good, box=over)))


def test_a_badge_on_the_subject_fails(photo: Creative) -> None:
    """The mask decides, not the box."""
    assert photo.canvas.photo is not None
    box = free_box(photo)
    subject = np.full_like(photo.canvas.photo.subject, 255)
    canvas = replace(photo.canvas, photo=replace(photo.canvas.photo, subject=subject))
    assert ("on_subject", Status.FAIL) in results(CHECK, with_badge(replace(photo, canvas=canvas), drawn(box)))


def test_a_badge_over_much_of_a_scene_fails(photo: Creative) -> None:
    """A scene has no subject that it could lie on, and is hidden all the same."""
    assert photo.canvas.photo is not None
    frame = photo.canvas.photo.frame
    scene = replace(photo.canvas.photo, subject=np.zeros_like(photo.canvas.photo.subject))
    ad = replace(photo, canvas=replace(photo.canvas, photo=scene))
    small, large = (
        Box(frame.x + 20, frame.y + 20, share * frame.width, share * frame.height) for share in (0.45, 0.55)
    )

    assert results(CHECK, with_badge(ad, drawn(small))) == [("ok", Status.PASS)]
    assert results(CHECK, with_badge(ad, drawn(large))) == [("hides_picture", Status.FAIL)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    badge = drawn(free_box(photo))
    return CheckExamples(
        with_badge(photo, badge), with_badge(photo, replace(badge, lines=("Design", "Award"))), "unproven"
    )

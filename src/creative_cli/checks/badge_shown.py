"""Is the badge of the brief shown, whole, proven and readable?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.brief.badge_facts import BadgeKind
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.color_math import contrast_ratio
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST
from creative_cli.models import MIN_LEGIBLE_PX, Creative, Role, Status
from creative_cli.shown import ShownBadge, ShownPhoto

MOST_HIDDEN_BY_BADGE = 0.03  # of the badge
MOST_OF_PICTURE = 0.25  # of a photo, also of one without a subject: the badge is beside it, not in its place
MASK_SOLID = 127  # of 255, from which a px of the mask is the subject


def inspect(creative: Creative) -> Iterator[Outcome]:
    """A badge says what the brief proves, is whole and readable, and covers neither subject, face nor text."""
    words, shown, canvas = creative.adaptation.badge, creative.badge, creative.canvas
    if words is None:
        yield Outcome(Status.SKIP, "no_badge", "The brief has no badge for this market.")
        return
    if shown is None:
        message = f"The badge was left out: {canvas.format.name} has no free place for it at the picture."
        yield Outcome(Status.WARN, "left_out", f"{message} Use a photo with more air.")
        return
    problems = list(_find_faults(creative))
    yield from problems
    if not problems:
        yield pass_outcome(f"the {shown.kind} is proven, whole and readable")


def _find_faults(creative: Creative) -> Iterator[Outcome]:
    words, shown, canvas = creative.adaptation.badge, creative.badge, creative.canvas
    if words is None or shown is None:
        return
    printed = " ".join(shown.lines)
    if words.kind is not BadgeKind.NEW and (not words.proof or any(part not in printed for part in words.proof)):
        yield Outcome(Status.FAIL, "unproven", f"The {shown.kind} does not name its source: no badge without proof.")
    form = canvas.format
    if not form.safe_zone(mirrored=canvas.direction == "rtl").holds(shown.box, 1):
        yield Outcome(Status.FAIL, "cut", f"The badge reaches out of what {form.name} shows.")
    if canvas.photo is not None:
        yield from _find_hidden(canvas.photo, shown.box.pixels(form.width, form.height), shown)
    if canvas.logo.overlap(shown.box) > 0 or any(block.box.overlap(shown.box) > 0 for block in creative.layout):
        yield Outcome(Status.FAIL, "on_text", "The badge lies on a text or on the logo.")
    px, least = shown.font_px * form.shown_scale, MIN_LEGIBLE_PX[Role.DISCLAIMER]
    if px < least - 0.05:
        yield Outcome(Status.FAIL, "small", f"The badge's smallest line is {px:.1f} px as shown, less than {least}.")
    ratio = contrast_ratio(shown.ink, shown.fill)
    if ratio < NORMAL_TEXT_CONTRAST:
        yield Outcome(Status.FAIL, "contrast", f"The badge's text has {ratio:.1f}:1, less than {NORMAL_TEXT_CONTRAST}.")


def _find_hidden(photo: ShownPhoto, part: tuple[int, int, int, int], shown: ShownBadge) -> Iterator[Outcome]:
    """Yield what a badge in a *part* of the canvas (px) hides of the photo."""
    left, top, right, bottom = part
    covered = np.count_nonzero(photo.subject[top:bottom, left:right] > MASK_SOLID)
    if covered > MOST_HIDDEN_BY_BADGE * shown.box.area:
        yield Outcome(Status.FAIL, "on_subject", f"The badge hides {covered:.0f} px of the subject.")
    whole = float(np.count_nonzero(photo.shown > MASK_SOLID))
    share = float(np.count_nonzero(photo.shown[top:bottom, left:right] > MASK_SOLID)) / max(1.0, whole)
    if share > MOST_OF_PICTURE:
        yield Outcome(Status.FAIL, "hides_picture", f"The badge covers {share:.0%} of the picture: shorten it.")
    if any(face.overlap(shown.box) > 0 for face in photo.faces):
        yield Outcome(Status.FAIL, "on_face", "The badge lies on a face.")


CHECK = Check(
    id="badge_shown",
    rationale="A rating without its source misleads buyers, and a badge on the product hides what it praises.",
    inspect=inspect,
)

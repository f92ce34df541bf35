"""arrange: choose the skeleton's arrangement and the crop for a photo in one format, for all its markets.

All markets of a format share the frame. Type is fitted first; the photo gets the frame that type leaves, and an
arrangement counts only if the photo is whole in its frame.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from creative_cli.checks.copy_text import UNSPACED_SCRIPTS
from creative_cli.checks.hyphenated_display import find_divided_words
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Palette
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, worst_contrast
from creative_cli.formats import Box, Format, FormatClass, format_class, join_boxes
from creative_cli.imaging.blending import TextPatch, find_scrim_strength, is_scrim_enough
from creative_cli.imaging.cover_crop import CoverCrop, choose_cover_crop
from creative_cli.imaging.cutout import cut_out_subject
from creative_cli.imaging.main_subject import SOLID_PRESENCE, SubjectKind
from creative_cli.imaging.photo import Photo
from creative_cli.imaging.quiet import measure_quiet
from creative_cli.imaging.saliency import PresenceMask
from creative_cli.imaging.shown_crop import sample_cover
from creative_cli.layout import fit
from creative_cli.layout.group_type import labels_fit
from creative_cli.layout.pack_plans import list_pack_plans
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.skeleton import FULL_BLEED, LAYOUT_NAMES, order_fallbacks
from creative_cli.layout.small_logo import give_words_mark_room
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import AdCopy, BrandFont, BrandStyle, LocalizedCopy, Role
from creative_cli.small_sizes import SMALL_CLASSES
from creative_cli.stages.copyfitting import count_poor_lines, drop_missing_glyphs, drop_roles, fit_copy, shown_copy
from creative_cli.stages.offer_drawing import offer_fits

# Weights of the parts of a score.
CROP_WEIGHT, HEADLINE_WEIGHT, CALM_WEIGHT, SHARP_WEIGHT = 0.45, 0.25, 0.20, 0.10
# What the calm of a frame of its own counts as: less than that of a sky behind the type, more than that of a street.
FRAME_CALM = 0.80
# A breakout is made on request: a second with each photo only tells whether its subject can be cut out. So is a card:
# people who judged ads without knowing how they were made took most of its plates for something in the way.
RANKED_LAYOUTS = tuple(layout for layout in LAYOUT_NAMES if layout not in {"breakout", "card", "crossing"})
# The preferred skeletons of each style pack, and how much better another must be.
PREFERRED_LAYOUTS = {
    "editorial": ("framed", "full-bleed"),
    "bold": ("split",),
    "retail": ("split", "full-bleed"),
    "soft": ("framed", "full-bleed"),
    "tech": ("framed",),
}
PREFERENCE = 0.10
# An arrangement further down its list must be better by this for each step.
STEP_COST = 0.015
# From this score of a crop on, no further arrangement is tried for the photo's sake.
GOOD_CROP = 0.75
# Quiet room that type needs on a photo, as shot and with a scrim of at most MAX_SCRIM; for a button less is enough.
QUIET_AS_SHOT, QUIET_WITH_SCRIM, QUIET_UNDER_BUTTON = 0.72, 0.50, 0.60
MAX_SCRIM = 0.45
ON_THE_PHOTO = frozenset({FULL_BLEED, "card"})
CROSSING = "crossing"
NO_CUTOUT = "the subject of the photo cannot be cut out"
NO_ROOM_FOR_COPY = "the copy does not fit at its least size"
# Most of the subject a plate may cover.
MAX_COVERED_SHARE = 0.10
# Frame px per photo px that is as sharp as wanted, and the most.
SHARP_UPSCALE, MAX_UPSCALE = 1.5, 2.0
# Of a packshot's scene in a frame: air around the product, of its shorter side, and the height of its floor.
FRAME_AIR, FRAME_FLOOR = 0.10, 0.88
# A packshot that stands large: the root of its box' area, of the root of the canvas'.
LARGE_PACKSHOT = 0.45
# The markets that decide an arrangement: those with the longest copy, by each measure and reading direction.
HARDEST_MARKETS = 1
# A headline that is set at its floor counts 0. Off that goes:
LINE_COST, GOOD_LINES, TOWER_LINES = 0.15, 3, 5  # of each line more than so many
POOR_LINE_COST = 0.12  # of a short word alone on a line
WISHED_SIZE = 1.15  # of a headline, of the least of its target: photos leave it that much room
DIVIDED_COST = 0.6  # of a word of the headline that is divided
CUT_COST = 3.0  # of the part of the subject that the frame cuts off
EXCESS_COST = 3.0  # of text that leaves its zone, for each height of the canvas
DIVIDED_EXCESS, OFFER_EXCESS = 0.15, 0.30  # what a divided word on a button and a price without room count as there
# for a text that is left out:
DROPPED_BODY_COST, DROPPED_LEGAL_COST, DROPPED_BUTTON_COST, DROPPED_KICKER_COST = 0.35, 0.25, 1.0, 0.10
GROUND_STEP_PX = 4  # step at which the ground of type is sampled when a scrim is estimated


@dataclass(frozen=True, slots=True)
class ArrangedPicture:
    """The arrangement of a picture in one format: a plan for each direction, and a photo's window in it, px.

    `grade` says how well the copy fits: 1 at the size that is wanted, less than 0 if it does not; `crop` how well the
    photo is cropped, or how large a packshot stands, 0 to 1. `divided` says that a word on the button is divided.
    """

    layout: str
    score: float
    eligible: bool
    reason: str
    plans: tuple[tuple[Direction, CanvasPlan], ...]
    window: Box | None
    grade: float = 0.0
    crop: float = 1.0
    divided: bool = False


class Packshot(NamedTuple):
    """A product that stands in a scene made for its frame, or on a shape: its width / height."""

    aspect: float


class _TypeFit(NamedTuple):
    """How well the copy of all markets fits: 1 at the target size, 0 at the floor, less if it does not fit.

    `inks` are the boxes that headline and body take in any market, and the buttons, px. `excess` is how far text leaves
    its zones at most, of the canvas' height. `divided` says that a word on a button is divided.
    """

    grade: float
    inks: tuple[Box, ...]
    buttons: tuple[Box, ...]
    excess: float = 0.0
    divided: bool = False


def find_product_room(frame: Box) -> Box:
    """Return the room of a packshot in a scene made for *frame*, px from the frame's corner. It stands on its foot."""
    air = FRAME_AIR * min(frame.width, frame.height)
    return Box(air, air, frame.width - 2 * air, FRAME_FLOOR * frame.height - air)


def arrange_picture(
    picture: Photo | Packshot | None, form: Format, everyone: Sequence[LocalizedCopy], look: BrandStyle, wanted: str
) -> ArrangedPicture:
    """Return the best arrangement of the skeleton *wanted*, or of the first that takes its place and can be used.

    *picture* is None where neither is known yet. If no skeleton can be used, the one with the best score is returned
    with its reason: the ad is made, and its checks say what is wrong.
    """
    options = []
    for layout in order_fallbacks(wanted):
        option = best_arrangement(picture, form, everyone, look, layout)
        if option.eligible:
            return option
        options.append(option)
    # On a surface type stays readable and the subject uncovered, whatever else is wrong.
    return max(options, key=lambda option: (option.layout not in ON_THE_PHOTO, option.score))


def score_layouts(photo: Photo, form: Format, everyone: Sequence[LocalizedCopy], look: BrandStyle) -> dict[str, float]:
    """Return the score of every skeleton for a photo in one format, 0 where it cannot be used."""
    if format_class(form) in SMALL_CLASSES:
        return dict.fromkeys(RANKED_LAYOUTS, 0.0)  # all skeletons look alike there
    scores = {}
    for layout in RANKED_LAYOUTS:
        option = best_arrangement(photo, form, everyone, look, layout)
        scores[layout] = option.score if option.eligible else 0.0
    return scores


def best_arrangement(
    picture: Photo | Packshot | None, form: Format, everyone: Sequence[LocalizedCopy], look: BrandStyle, layout: str
) -> ArrangedPicture:
    """Return the arrangement of one skeleton that picture and type fit best."""
    directions = sorted({words.locale.direction for words in everyone})
    offer = any(words.offer for words in everyone)
    plans = {
        direction: tuple(
            give_words_mark_room(plan, look) for plan in list_pack_plans(layout, form, direction, look, offer=offer)
        )
        for direction in directions
    }
    return choose_arrangement(picture, plans, everyone, look)


def choose_arrangement(
    picture: Photo | Packshot | None,
    plans: Mapping[Direction, Sequence[CanvasPlan]],
    everyone: Sequence[LocalizedCopy],
    look: BrandStyle,
) -> ArrangedPicture:
    """Return the best of the arrangements *plans*, the preferred one first; as many for each direction."""
    directions = sorted(plans)
    hard = _hardest(everyone, plans[directions[0]][0])
    options: list[ArrangedPicture] = []
    for step in range(len(plans[directions[0]])):
        own = {direction: plans[direction][step] for direction in directions}
        if own[directions[0]].spare and any(_serves(picture, option) for option in options):
            continue
        if own[directions[0]].wider_button and not all(option.divided for option in options):
            continue  # it takes room from the headline
        option = _judge(picture, own, hard, look)
        options.append(replace(option, score=option.score - STEP_COST * step))
        if option.eligible and option.grade >= 1 and option.crop >= GOOD_CROP:
            break  # arrangements further down the list are for copy and photos that these do not suit
    return max(options, key=lambda option: (option.eligible, option.score))


def _serves(picture: Photo | Packshot | None, option: ArrangedPicture) -> bool:
    """Return whether an arrangement needs no spare one; a packshot that would stand small does."""
    return option.eligible and (not isinstance(picture, Packshot) or option.crop >= GOOD_CROP)


def _judge(
    picture: Photo | Packshot | None,
    plans: Mapping[Direction, CanvasPlan],
    words: Sequence[LocalizedCopy],
    look: BrandStyle,
) -> ArrangedPicture:
    typed = _fit_type(tuple(plans.items()), tuple(words), look.keep, look.fonts)
    plan = next(iter(plans.values()))
    if not isinstance(picture, Photo):
        large = 1.0 if picture is None else _grade_packshot(picture, plan)
        score = HEADLINE_WEIGHT * max(-1.0, typed.grade) + CROP_WEIGHT * large - EXCESS_COST * typed.excess
        score += 1 - HEADLINE_WEIGHT - CROP_WEIGHT
        why = NO_ROOM_FOR_COPY if typed.grade < 0 else ""
        graded = typed.grade, large, typed.divided
        return ArrangedPicture(plan.layout, score, not why, why, tuple(plans.items()), None, *graded)
    photo = picture
    if plan.cutout is not None:
        return _judge_breakout(photo, plan, tuple(plans.items()), typed)
    crop = _choose_crop(photo, plan, typed)
    calm, reason = _calm_behind_type(photo, plan, crop, typed, look.palette)
    # The photo is never flipped, so what lies under mirrored type is another part of it.
    for other in list(plans.values())[1:]:
        theirs, why = _calm_behind_type(photo, other, crop, _mirror_fit(typed, plan.format), look.palette)
        calm, reason = min(calm, theirs), reason or why
    sharp = 1.0 if crop.upscale <= SHARP_UPSCALE else 0.5 if crop.upscale <= MAX_UPSCALE else 0.0
    score = CROP_WEIGHT * crop.crop_score + HEADLINE_WEIGHT * max(0.0, typed.grade) + CALM_WEIGHT * calm
    score += SHARP_WEIGHT * sharp
    # Where the subject cannot be whole, the frame that keeps most of it is taken.
    score -= CUT_COST * (1.0 - min(1.0, crop.kept))
    # Where the copy cannot fit, the arrangement that it leaves least is taken.
    score -= EXCESS_COST * typed.excess
    if plan.layout in PREFERRED_LAYOUTS[look.style]:
        score += PREFERENCE
    reason = reason or _object_to(plan, crop, typed)
    placed = tuple(plans.items())
    grades = typed.grade, crop.crop_score, typed.divided
    return ArrangedPicture(plan.layout, score, not reason, reason, placed, crop.window, *grades)


def _grade_packshot(packshot: Packshot, plan: CanvasPlan) -> float:
    """Return how large a packshot stands in a frame, 0 to 1; 1 on a shape, which is made for it, and in small sizes."""
    if plan.frame is None or plan.cutout is not None or _is_small(plan):
        return 1.0
    room = find_product_room(plan.product)
    high = min(room.height, room.width / packshot.aspect)
    return min(1.0, high * sqrt(packshot.aspect / plan.format.bounds.area) / LARGE_PACKSHOT)


def _judge_breakout(
    photo: Photo, plan: CanvasPlan, plans: tuple[tuple[Direction, CanvasPlan], ...], typed: _TypeFit
) -> ArrangedPicture:
    cut = cut_out_subject(photo)
    why = NO_CUTOUT if cut is None else cut.reason
    if not why and typed.grade < 0:
        why = NO_ROOM_FOR_COPY
    score = 1 - HEADLINE_WEIGHT + HEADLINE_WEIGHT * max(0.0, typed.grade)
    score = -1.0 - EXCESS_COST * typed.excess if why else score
    return ArrangedPicture(plan.layout, score, not why, why, plans, None, typed.grade, divided=typed.divided)


def _object_to(plan: CanvasPlan, crop: CoverCrop, typed: _TypeFit) -> str:
    """Return why a photo or its copy does not suit an arrangement, or nothing."""
    bare = plan.layout == FULL_BLEED and not _on_surface(plan)
    objections = (
        (not crop.eligible, crop.reason or "the subject is not whole in its frame"),
        (not _on_surface(plan) and crop.upscale > MAX_UPSCALE, f"the photo would be enlarged {crop.upscale:.1f} times"),
        (bare and plan.price is not None, "a price needs a surface of its own"),
        (bare and not typed.buttons, "nothing in the ad would have the brand's colour"),
        (typed.grade < 0, NO_ROOM_FOR_COPY),
    )
    return next((reason for holds, reason in objections if holds), "")


def _is_small(plan: CanvasPlan) -> bool:
    """Return whether a plan is that of a small size, where all skeletons look alike."""
    return format_class(plan.format) in SMALL_CLASSES


def _on_surface(plan: CanvasPlan) -> bool:
    """Return whether the plan shows the brand's surface beside the photo, as banners of every skeleton do."""
    if plan.layout in ON_THE_PHOTO and not _is_small(plan):
        return False  # also where a box of small print stands under the photo
    return plan.frame is None or plan.frame.box != plan.format.bounds


def _choose_crop(photo: Photo, plan: CanvasPlan, typed: _TypeFit) -> CoverCrop:
    if plan.frame is None:
        raise AssertionError(f"{plan.arrangement} has no frame")
    box = plan.frame.box
    size = round(box.width), round(box.height)
    if plan.layout == FULL_BLEED and plan.plate is None and not _on_surface(plan):
        on_photo = (*typed.inks, *typed.buttons)
        return choose_cover_crop(photo, size, target=_target(plan), calm=typed.inks, covered=on_photo)
    covered = () if plan.plate is None else (plan.plate,)
    return choose_cover_crop(photo, size, target=_target(plan), covered=covered, shape=plan.frame.shape)


def _target(plan: CanvasPlan) -> tuple[float, float]:
    """Return where the subject's centre should be in the frame: in the middle of what type leaves free."""
    taken = plan.plate
    if _on_surface(plan):
        return 0.5, _visible_middle(plan)
    boxes = (taken,) if taken is not None else tuple(zone.box for zone in plan.zones)
    width, height = plan.format.width, plan.format.height
    if plan.side in {"top", "bottom"}:
        edge = max(box.bottom for box in boxes) if plan.side == "top" else min(box.y for box in boxes)
        return 0.5, ((edge + height) / 2 if plan.side == "top" else edge / 2) / height
    left, right = min(box.x for box in boxes), max(box.right for box in boxes)
    return ((right + width) / 2 if left < width - right else left / 2) / width, 0.5


def _visible_middle(plan: CanvasPlan) -> float:
    """Return the middle of what a platform leaves of the frame, as a fraction of the frame's height."""
    if plan.frame is None:
        return 0.5
    box, safe = plan.frame.box, plan.format.safe_zone()
    top, bottom = max(box.y, safe.y), min(box.bottom, safe.bottom)
    return ((top + bottom) / 2 - box.y) / box.height


def _calm_behind_type(
    photo: Photo, plan: CanvasPlan, crop: CoverCrop, typed: _TypeFit, palette: Palette
) -> tuple[float, str]:
    """Return how calm the ground of the type is, 0 to 1, and why it is not calm enough, or nothing."""
    if plan.plate is not None:
        hidden = _covered_share(photo, plan, crop)
        why = "" if hidden <= MAX_COVERED_SHARE else f"the plate would cover {hidden:.0%} of the subject"
        return max(0.0, FRAME_CALM - hidden), why
    if plan.layout == CROSSING and not _is_small(plan):
        return _calm_at_crossing(photo, plan, crop, typed, palette)
    if _on_surface(plan):
        return FRAME_CALM, ""
    return _calm_on_photo(photo, plan, crop, typed)


def _calm_on_photo(photo: Photo, plan: CanvasPlan, crop: CoverCrop, typed: _TypeFit) -> tuple[float, str]:
    size = round(plan.product.width), round(plan.product.height)
    if _lies_on_subject(photo, plan, crop, (*typed.inks, *typed.buttons)):
        return 0.0, "type would lie on the subject"
    quiet = min((measure_quiet(photo, crop.window, size, box) for box in typed.inks), default=0.0)
    under = min((measure_quiet(photo, crop.window, size, box) for box in typed.buttons), default=1.0)
    if quiet < QUIET_WITH_SCRIM or under < QUIET_UNDER_BUTTON:
        return quiet, "no part of the photo is quiet enough for type"
    scrim = _needed_scrim(photo, plan, crop, typed)
    if scrim > MAX_SCRIM:
        return quiet, f"type would need a scrim of {scrim:.0%}"
    return quiet, ""


def _covered_share(photo: Photo, plan: CanvasPlan, crop: CoverCrop) -> float:
    """Return the part of the shown subject that the plate covers, 0 to 1; 1 if it covers part of a face."""
    plate = plan.plate
    if plate is None:
        return 0.0
    under = _in_photo(plate, plan, crop)
    if any(face.box.overlap(under) > 0 for face in photo.main.faces):
        return 1.0
    if photo.main.kind is SubjectKind.SCENE:
        return 0.0
    whole = _subject_in(photo, crop.window)
    return float(_subject_in(photo, under).sum()) / max(1.0, float(whole.sum()))


def _lies_on_subject(photo: Photo, plan: CanvasPlan, crop: CoverCrop, boxes: Iterable[Box]) -> bool:
    if photo.main.kind is SubjectKind.SCENE:
        return any(face.box.overlap(_in_photo(box, plan, crop)) > 0 for box in boxes for face in photo.main.faces)
    air = GROUND_STEP_PX
    return any(bool(_subject_in(photo, _in_photo(box.grown(air), plan, crop)).any()) for box in boxes)


def _in_photo(box: Box, plan: CanvasPlan, crop: CoverCrop) -> Box:
    """Return where a box of the canvas lies in the photo of its frame, px of the photo."""
    frame = plan.product
    scale = crop.window.width / frame.width
    return Box(
        crop.window.x + (box.x - frame.x) * scale,
        crop.window.y + (box.y - frame.y) * scale,
        box.width * scale,
        box.height * scale,
    )


def _shared_boxes(boxes: Iterable[Box], frame: Box) -> tuple[Box, ...]:
    """Return the parts of *boxes* that lie in a frame."""
    parts = []
    for box in boxes:
        left, top = max(box.x, frame.x), max(box.y, frame.y)
        parts.append(Box(left, top, min(box.right, frame.right) - left, min(box.bottom, frame.bottom) - top))
    return tuple(part for part in parts if part.width > 0 and part.height > 0)


def _calm_at_crossing(
    photo: Photo, plan: CanvasPlan, crop: CoverCrop, typed: _TypeFit, palette: Palette
) -> tuple[float, str]:
    """Return how calm the photo is where a headline enters it, and why that will not do, or nothing.

    The type keeps the colour it has on the surface, so it must be readable on both sides of the edge.
    """
    frame = plan.product
    inside = _shared_boxes(typed.inks, frame)
    if _lies_on_subject(photo, plan, crop, inside):
        return 0.0, "the headline would enter the subject"
    size = round(frame.width), round(frame.height)
    local = [Box(box.x - frame.x, box.y - frame.y, box.width, box.height) for box in inside]
    quiet = min((measure_quiet(photo, crop.window, size, box) for box in local), default=1.0)
    if quiet < QUIET_AS_SHOT:
        return quiet, "the photo is not quiet where the headline enters"
    step = GROUND_STEP_PX
    small = sample_cover(photo, crop.window, (max(1, size[0] // step), max(1, size[1] // step)))
    ink = pick_surface_colors(plan.surface or SurfaceRole.PAPER, palette).type
    for box in local:
        left, top, right, bottom = box.scaled(1 / step).grown(1).pixels(small.shape[1], small.shape[0])
        if worst_contrast(small[top:bottom, left:right], ink) < LARGE_TEXT_CONTRAST + 1:
            return quiet, "the headline could not be read on both sides of the photo's edge"
    return quiet, ""


def _subject_in(photo: Photo, box: Box) -> PresenceMask:
    """Return the cells of the subject's mask in a box, px of the photo."""
    scale, mask = photo.main.scale, photo.main.mask
    left, top, right, bottom = box.scaled(scale).pixels(mask.shape[1], mask.shape[0])
    return np.asarray(mask[top:bottom, left:right] > SOLID_PRESENCE)


def _needed_scrim(photo: Photo, plan: CanvasPlan, crop: CoverCrop, typed: _TypeFit) -> float:
    """Return the strength of the scrim that type needs if it is more than `MAX_SCRIM`, else `MAX_SCRIM`."""
    size = max(1, plan.format.width // GROUND_STEP_PX), max(1, plan.format.height // GROUND_STEP_PX)
    pixels = sample_cover(photo, crop.window, size)
    patches = [TextPatch(box.scaled(1 / GROUND_STEP_PX), LARGE_TEXT_CONTRAST + 1) for box in typed.inks]
    inks = (WHITE, NEAR_BLACK)
    if any(is_scrim_enough(pixels, patches, ink, MAX_SCRIM) for ink in inks):
        return MAX_SCRIM
    return min(find_scrim_strength(pixels, patches, ink) for ink in inks)


# Products share their copy, and the campaign's skeleton is chosen before its arrangements.
@lru_cache(maxsize=2048)
def _fit_type(
    placed: tuple[tuple[Direction, CanvasPlan], ...],
    words: tuple[LocalizedCopy, ...],
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...],
) -> _TypeFit:
    plans = dict(placed)
    grades, inks, buttons, excess, divided = [], list[Box](), list[Box](), 0.0, False
    first = next(iter(plans))
    for each in words:
        plan = plans[each.locale.direction]
        grade, ink, button, over, torn = _fit_market(each, plan, keep, brand)
        excess, divided = max(excess, over), divided or torn
        grades.append(grade)
        flip = each.locale.direction is not first
        inks += [box.mirrored(plan.format.width) for box in ink] if flip else ink
        buttons += [box.mirrored(plan.format.width) for box in button] if flip else button
    return _TypeFit(min(grades, default=1.0), _union(inks), _union(buttons), excess, divided)


def _fit_market(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...]
) -> tuple[float, list[Box], list[Box], float, bool]:
    sizes = fit_copy(words, plan, keep, brand)
    copy, _ = drop_missing_glyphs(words, plan, brand)
    shown = dict(sizes.pairs)
    gone = {role for role, _ in copy.lines() if role not in shown}
    texts = fit.measure_copy(drop_roles(copy, gone), words.locale, keep, plan, brand)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    floor, least, _ = (size * min(1.0, texts[Role.HEADLINE].typeface.scale) for size in plan.headline)
    wished = max(floor + 1.0, WISHED_SIZE * least)
    grade = (shown.get(Role.HEADLINE, 0.0) - floor) / (wished - floor)
    grade = min(1.0, max(0.0, grade))
    grade -= DROPPED_BODY_COST * (Role.BODY in gone) + DROPPED_LEGAL_COST * (Role.DISCLAIMER in gone)
    grade -= DROPPED_BUTTON_COST * (Role.CTA in gone) + DROPPED_KICKER_COST * (Role.KICKER in gone)
    placed = {block.role: block for block in blocks}
    headline, button = placed.get(Role.HEADLINE), placed.get(Role.CTA)
    divided = button is not None and any(find_divided_words(button.words, (copy.cta or "",)))
    if headline is not None and any(find_divided_words(headline.words, (copy.headline,))):
        grade -= DIVIDED_COST
    if headline is not None:
        good = TOWER_LINES if format_class(plan.format) is FormatClass.TOWER else GOOD_LINES
        grade -= LINE_COST * max(0, len(headline.lines) - good) + POOR_LINE_COST * count_poor_lines(headline)
    priced = offer_fits(words, plan, brand)
    if divided or any(block.overflow for block in blocks) or not priced or not labels_fit(words, plan, brand):
        grade = -1.0
    words_on = [block.ink for block in blocks if block.plate is None]
    buttons = [block.plate for block in blocks if block.plate is not None]
    excess = _measure_excess(blocks, plan) + DIVIDED_EXCESS * divided + OFFER_EXCESS * (not priced)
    return grade, words_on, buttons, excess, divided


def _measure_excess(blocks: Iterable[PlacedBlock], plan: CanvasPlan) -> float:
    """Return how far text leaves its zones at most, as a share of the canvas' height."""
    zones = {role: zone.box for zone in plan.zones for role in zone.roles}
    drawn = [(block.plate or block.ink, zones[block.role]) for block in blocks]
    over = [max(box.bottom - zone.bottom, zone.y - box.y, box.width - zone.width) for box, zone in drawn]
    return max(0.0, max(over, default=0.0)) / plan.format.height


def _union(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return few boxes that hold all of *boxes*: those that overlap are joined."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda one: (one.y, one.x)):
        over = [other for other in joined if other.overlap(box) > 0]
        for other in over:
            joined.remove(other)
        joined.append(join_boxes((box, *over)))
    return tuple(joined)


def _mirror_fit(typed: _TypeFit, form: Format) -> _TypeFit:
    return _TypeFit(
        typed.grade,
        tuple(box.mirrored(form.width) for box in typed.inks),
        tuple(box.mirrored(form.width) for box in typed.buttons),
        typed.excess,
        typed.divided,
    )


def _hardest(everyone: Sequence[LocalizedCopy], plan: CanvasPlan) -> tuple[LocalizedCopy, ...]:
    """Return the markets with the longest headline, words and copy, of each direction: they decide what fits.

    What counts is the copy that *plan* prints: a low banner has the short lines.
    """
    printed = [(words, shown_copy(words, plan)) for words in everyone]

    def chosen() -> Iterator[LocalizedCopy]:
        for direction in Direction:
            own = [pair for pair in printed if pair[0].locale.direction is direction]
            for length in (_headline_length, _longest_headline_word, _longest_button_word, _whole_length):
                order = sorted(own, key=lambda pair: length(*pair), reverse=True)
                yield from (words for words, _ in order[:HARDEST_MARKETS])

    return tuple({words.locale.tag: words for words in chosen()}.values())


def _headline_length(_: LocalizedCopy, copy: AdCopy) -> int:
    return _text_length(copy.headline)


def _longest_headline_word(words: LocalizedCopy, copy: AdCopy) -> int:
    return _longest_word(words, copy.headline)


def _longest_button_word(words: LocalizedCopy, copy: AdCopy) -> int:
    return _longest_word(words, copy.cta or "")


def _longest_word(words: LocalizedCopy, line: str) -> int:
    if words.locale.script in UNSPACED_SCRIPTS:
        return 0  # lines break inside what stands between two spaces there
    return max(map(_text_length, line.split()), default=0)


def _whole_length(_: LocalizedCopy, copy: AdCopy) -> int:
    return sum(_text_length(line) for _, line in copy.lines())


def _text_length(text: str) -> int:
    # Ideographs, kana and hangul are about twice as wide as letters.
    return sum(2 if character >= "\u1100" and not "\u1e00" <= character <= "\u2e7f" else 1 for character in text)

"""Is the subject inside its frame?"""

from collections.abc import Iterator

from creative_cli.checks.photo_cells import INSIDE_MASK, find_photo
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.formats import Box
from creative_cli.imaging.faces import HEADROOM_ABOVE_FACE
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownPhoto

# Share of the subject, or of the face and the room above it, inside the frame: to pass, and not to fail.
WHOLE_SHARE, MIN_WHOLE_SHARE = 0.98, 0.90

# Nearer to the frame than this, of the frame's short side, a subject touches it for the eye.
TOUCHING = 0.012
# Room below a chin, of the face's height, where the body goes on: with less the head stands on the frame's edge.
LEAST_CHIN_ROOM = 0.15

# Smaller faces than this part of the largest are people in the background.
MAIN_FACE_PART = 0.5


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The frame shows the whole product, and people with their whole head."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
        return
    if not photo.faces and not photo.subject_box.area:
        yield Outcome(Status.SKIP, "no_subject", "The photo has no subject that stands out.")
        return
    if photo.faces:
        what, share = "face and the room above it", min(_face_share(face, photo) for face in _main_faces(photo))
    else:
        what, share = "subject", _subject_share(photo)
    if share >= WHOLE_SHARE and (fault := _touching_fault(photo)):
        yield Outcome(Status.WARN, "touches", fault)
    elif share >= WHOLE_SHARE:
        yield pass_outcome(f"{share:.0%} of the {what} is in the frame")
    else:
        message = f"Only {share:.0%} of the {what} is in the frame, {WHOLE_SHARE:.0%} should be."
        yield Outcome(Status.WARN if share >= MIN_WHOLE_SHARE else Status.FAIL, "cut", message)


def _touching_fault(photo: ShownPhoto) -> str:
    """Return what is too near to the frame's edge although the photo does not cut it there, or nothing."""
    frame, box = photo.frame, photo.subject_box
    if photo.cutout:
        return ""
    for face in _main_faces(photo):
        if (
            face.bottom + LEAST_CHIN_ROOM * face.height > frame.bottom
            and box.bottom > frame.bottom + LEAST_CHIN_ROOM * face.height
        ):
            return "The frame ends right under the chin."
    if photo.faces or not box.area:
        return ""
    least = TOUCHING * min(frame.width, frame.height)
    gaps = box.x - frame.x, box.y - frame.y, frame.right - box.right, frame.bottom - box.bottom
    sides = ("left", "top", "right", "bottom")
    near = [side for side, gap, cut in zip(sides, gaps, photo.touched, strict=True) if gap < least and not cut]
    return f"The subject touches the frame at the {' and '.join(near)}: it needs air there." if near else ""


def _main_faces(photo: ShownPhoto) -> list[Box]:
    largest = max((face.height for face in photo.faces), default=0.0)
    return [face for face in photo.faces if face.height >= MAIN_FACE_PART * largest]


def _face_share(face: Box, photo: ShownPhoto) -> float:
    """Return the share of a face's box, with the room above it, that the frame shows.

    Where the photo itself cuts the head there is no room to show, and none is needed above a subject that begins
    inside the frame.
    """
    room = 0.0 if photo.touched[1] else HEADROOM_ABOVE_FACE * face.height
    if photo.subject_box.y > photo.frame.y:
        room = max(0.0, min(room, face.y - photo.subject_box.y))
    return _shown_share(Box(face.x, face.y - room, face.width, face.height + room), photo)


@measured_once
def _subject_share(photo: ShownPhoto) -> float:
    """Return the share of the subject inside the frame, its outline included: a circle cuts corners."""
    there = photo.subject > INSIDE_MASK
    shown = float((photo.shown[there] > 0).mean()) if there.any() else 0.0
    return min(photo.subject_share, photo.subject_box.overlap(photo.frame) / photo.subject_box.area) * shown


def _shown_share(box: Box, photo: ShownPhoto) -> float:
    """Return the share of a box on the canvas, which may reach out of it, that the frame shows."""
    if not box.area:
        return 0.0
    if photo.cutout:  # what is beside the subject is not shown, and not missed
        return box.overlap(photo.frame) / box.area
    height, width = photo.shown.shape
    left, top, right, bottom = (round(edge) for edge in (box.x, box.y, box.right, box.bottom))
    part = photo.shown[max(0, top) : max(0, min(height, bottom)), max(0, left) : max(0, min(width, right))]
    return min(1.0, int((part > 0).sum()) / max(1, (right - left) * (bottom - top)))


CHECK = Check(
    id="subject_whole",
    rationale="A product without its cap or a person without the top of the head looks like a mistake.",
    inspect=inspect,
)

"""What a photo is about, for cropping: a product, a person, a group or a scene, and what of it must stay whole.

Without a clear subject a photo is a scene: the network finds nothing or is in doubt, or what it finds reaches from one
side of the photo to the other or touches three sides (a street, a market, a table, hills). A scene can be cut anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging.faces import HEADROOM_ABOVE_FACE, Face
from creative_cli.imaging.raster import Field
from creative_cli.imaging.saliency import PhotoSubject, PresenceMask, presence_parts

Sides: TypeAlias = tuple[bool, bool, bool, bool]
"""Left, top, right and bottom of a picture."""

SOLID_PRESENCE = 0.5  # presence of what is drawn as the subject
SEEN_PRESENCE, DOUBTFUL_PRESENCE = 0.15, 0.75  # the network is in doubt between them

# Share of what is seen that is in doubt. Of 96 photos, clear subjects stay below 0.5 (a thin rocket 0.48); seeds, water
# and clouds start at 0.53.
MAX_DOUBTFUL_SHARE = 0.52

MIN_ISLAND_SHARE = 0.25  # of the largest part: a smaller part belongs to the subject only if it stands beside it
ISLAND_REACH = 0.08  # how far "beside" reaches, of the longer side of the photo
TOUCH_BAND = 0.012  # width of the band along a side in which a cut subject shows, of the photo's longer side
MIN_TOUCH_SHARE = 0.02  # length of a side on which the subject is seen for that side to cut it

SIDE_TO_SIDE = 0.045  # width beside what reaches "from side to side", of the photo's: a laid table leaves no more

MAIN_FACE_SHARE = 0.55  # height of a face that counts beside the largest one
MIN_PERSON_FACE = 0.06  # height of the face of a main person, of the photo's height
MIN_GROUP_FACE = 0.11  # the same for a group: smaller faces are people in a scene
MIN_FACE_PRESENCE = 0.35  # mean presence under a face that belongs to the subject

TRIM_SHARE = 0.003  # share of the subject at each edge that does not widen its box: haze


class SubjectKind(StrEnum):
    """What a photo is about."""

    PRODUCT = "product"
    PERSON = "person"
    GROUP = "group"
    SCENE = "scene"


@dataclass(frozen=True, slots=True, eq=False)
class MainSubject:
    """The subject that crops are made for, px of the photo.

    `box` holds all of it; for a scene, what draws most attention. `keep` is the part that no crop may cut: a product
    whole, a face with the hair above it, all faces of a group, nothing of a scene (a box without size). `mask` is its
    presence, 0..1, on a grid of `scale` cells per px, without what lies apart from it. `faces` are those that matter,
    the largest first, `touched` the sides of the photo that cut the subject. `doubt` is the share of what was seen of
    which the network was not sure.
    """

    kind: SubjectKind
    box: Box
    keep: Box
    mask: Field
    scale: float
    faces: tuple[Face, ...]
    touched: Sides
    doubt: float = 0.0

    @property
    def clear(self) -> bool:
        """Whether the photo has a subject that a crop can keep or cut."""
        return self.kind is not SubjectKind.SCENE


def describe_subject(subject: PhotoSubject, faces: Sequence[Face], *, marked: bool = False) -> MainSubject:
    """Return the main subject of a photo from its found *subject* and *faces*.

    A subject *marked* by the user is never a scene, and faces outside its box do not count.
    """
    inside = [face for face in faces if subject.box.overlap(face.box) > 0.5 * face.box.area] if marked else list(faces)
    height = subject.presence.shape[0] / subject.scale
    people = _main_faces(subject, inside, height)
    mask = subject.presence
    if people:
        parts = [
            part for part in presence_parts(mask) if any(_cells(part, face.box, subject.scale).any() for face in people)
        ]
        mask = _keep_parts(mask, parts)
    elif not marked:
        mask = _drop_islands(mask)
    touched, doubt = _touched_sides(mask), 0.0 if marked else _measure_doubt(subject)
    box = subject.box if marked else _mask_box(mask, subject)
    if people:
        keep, box = _faces_box(people, box), _union([box, *(face.box for face in people)])
        kind = SubjectKind.PERSON if len(people) == 1 else SubjectKind.GROUP
        return MainSubject(kind, box, keep, mask, subject.scale, tuple(people), touched, doubt)
    if not marked and _is_scene(subject, box, touched, doubt):
        return MainSubject(SubjectKind.SCENE, box, Box(0, 0, 0, 0), mask, subject.scale, tuple(inside), touched, doubt)
    return MainSubject(SubjectKind.PRODUCT, box, box, mask, subject.scale, (), touched, doubt)


def _main_faces(subject: PhotoSubject, faces: Sequence[Face], height: float) -> list[Face]:
    """Return the faces the photo is about: large enough, and on what the network found."""
    on_subject = [face for face in faces if _presence_at(subject, face.box) >= MIN_FACE_PRESENCE]
    if not on_subject:
        return []
    largest = on_subject[0].box.height
    main = [face for face in on_subject if face.box.height >= MAIN_FACE_SHARE * largest]
    least = MIN_PERSON_FACE if len(main) == 1 else MIN_GROUP_FACE
    return main if largest >= least * height else []


def _presence_at(subject: PhotoSubject, box: Box) -> float:
    cells = _cells(subject.presence, box, subject.scale)
    return float(cells.mean()) if cells.size else 0.0


def _cells(field: Field | PresenceMask, box: Box, scale: float) -> Field:
    left, top, right, bottom = Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale).pixels(
        field.shape[1], field.shape[0]
    )
    return np.asarray(field[top : max(bottom, top + 1), left : max(right, left + 1)])


def _drop_islands(mask: Field) -> Field:
    """Return *mask* without parts that are small beside the largest one and lie apart from it."""
    parts = presence_parts(mask)
    if len(parts) < 2:
        return mask
    weights = [float(mask[part].sum()) for part in parts]
    largest = int(np.argmax(weights))
    reach = ISLAND_REACH * max(mask.shape)
    home = _part_box(parts[largest])
    kept = [
        part
        for part, weight in zip(parts, weights, strict=True)
        if weight >= MIN_ISLAND_SHARE * weights[largest] or home.grown(reach).overlap(_part_box(part)) > 0
    ]
    return _keep_parts(mask, kept)


def _keep_parts(mask: Field, parts: Sequence[PresenceMask]) -> Field:
    """Return *mask* with what belongs to *parts* and the soft edges round them."""
    if not parts:
        return mask
    there = np.logical_or.reduce(parts)
    for _ in range(3):  # soft edges are a few cells wide
        grown = there.copy()
        grown[1:] |= there[:-1]
        grown[:-1] |= there[1:]
        grown[:, 1:] |= there[:, :-1]
        grown[:, :-1] |= there[:, 1:]
        there = grown
    return np.asarray(np.where(there, mask, 0), np.float32)


def _part_box(part: PresenceMask) -> Box:
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    return Box(float(columns[0]), float(rows[0]), float(np.ptp(columns) + 1), float(np.ptp(rows) + 1))


def _mask_box(mask: Field, subject: PhotoSubject) -> Box:
    """Return the box of the solid part of *mask*, px; the found box if nothing is solid."""
    solid = np.asarray(np.where(mask > SOLID_PRESENCE, mask, 0), np.float32)
    if not solid.any():
        return subject.box
    left, right = _profile_span(solid.sum(axis=0))
    top, bottom = _profile_span(solid.sum(axis=1))
    cell = 1 / subject.scale
    return Box(left * cell, top * cell, (right - left) * cell, (bottom - top) * cell)


def _profile_span(profile: Field) -> tuple[int, int]:
    passed = np.cumsum(profile) / float(profile.sum())
    first = int(np.searchsorted(passed, TRIM_SHARE))
    return first, min(len(profile), int(np.searchsorted(passed, 1 - TRIM_SHARE)) + 1)


def _touched_sides(mask: Field) -> Sides:
    band = max(2, round(TOUCH_BAND * max(mask.shape)))
    solid = mask > SOLID_PRESENCE
    strips = (
        solid[:, :band].any(axis=1),
        solid[:band].any(axis=0),
        solid[:, -band:].any(axis=1),
        solid[-band:].any(axis=0),
    )
    left, top, right, bottom = (float(strip.mean()) >= MIN_TOUCH_SHARE for strip in strips)
    return left, top, right, bottom


def _measure_doubt(subject: PhotoSubject) -> float:
    seen = subject.presence > SEEN_PRESENCE
    return int((seen & (subject.presence < DOUBTFUL_PRESENCE)).sum()) / max(1, int(seen.sum()))


def _is_scene(subject: PhotoSubject, box: Box, touched: Sides, doubt: float) -> bool:
    if not subject.certain:
        return True
    width = subject.presence.shape[1] / subject.scale
    if box.x < SIDE_TO_SIDE * width and width - box.right < SIDE_TO_SIDE * width:
        return True
    return doubt > MAX_DOUBTFUL_SHARE or (touched[0] and touched[2]) or sum(touched) >= 3


def _faces_box(people: Sequence[Face], body: Box) -> Box:
    """Return the box of the faces with the hair above them, where the body's mask says that there is some."""
    boxes = []
    for face in people:
        above = max(0.0, face.box.y - HEADROOM_ABOVE_FACE * face.box.height)
        top = min(face.box.y, max(above, body.y))
        boxes.append(Box(face.box.x, top, face.box.width, face.box.bottom - top))
    return _union(boxes)


def _union(boxes: Sequence[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)

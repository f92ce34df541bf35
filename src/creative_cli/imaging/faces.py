"""Finds faces with a small trained network: YuNet (Wu, Peng and Yu, Machine Intelligence Research 20, 2023).

It looks at a picture at two sizes, as it was trained on faces of 10 to 300 px: at the larger one for small faces, at
the smaller one for portraits. Both together take some 10 ms on one thread. See docs/decisions/0008-face-detector.md.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.networks import open_network
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types

# Longer sides at which the picture is looked at, and the lowest score of a face there. On 96 photos, 46 of them with
# neither people nor animals, no false alarm scored higher than 0.73 and 0.83; faces of portraits score 0.92 or more.
LOOKS = ((640, 0.80), (256, 0.88))
STRIDES_PX = (8, 16, 32)  # px between the network's cells on its three levels; sides are multiples of the last

HEADROOM_ABOVE_FACE = 0.35  # hair and brow above a face that belong to the head, of the height of its box
MIN_FACE_SHARE = 0.025  # height of the smallest face, of the photo's longer side: smaller ones are passers-by
MAX_FACE_OVERLAP = 0.3  # boxes that share more, of their union, are the same face
MAX_FACE_NESTING = 0.6  # boxes of which the smaller one shares more than this are the same face


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its `box` from forehead to chin in px of the photo, and the `score`, 0 to 1, of the network.

    `turn` is the side it looks to in the picture: -1 to the left, 0 at the camera, 1 to the right.
    """

    box: Box
    score: float
    turn: float

    @property
    def head(self) -> Box:
        """The face with the crown above it, px of the photo; it may reach out of that."""
        above = HEADROOM_ABOVE_FACE * self.box.height
        return Box(self.box.x, self.box.y - above, self.box.width, self.box.height + above)


def detect_faces(pixels: Pixels) -> tuple[Face, ...]:
    """Return the faces of a photo, uint8 (h, w, 3), the largest first; none without ONNX Runtime.

    The same pixels yield the same faces. Faces below 2.5 % of the photo's longer side are left out.
    """
    session = open_network("yunet.onnx")
    if session is None:
        return ()
    picture = Image.fromarray(pixels)
    rows = []
    for side, least in LOOKS:
        scale = side / max(pixels.shape[:2])
        size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
        picture = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)  # the next look is at this one
        rows.append(_look_at(session, np.asarray(picture), least) * _to_photo(pixels.shape, size))
    found = np.concatenate(rows)
    faces = [_read_face(row, pixels.shape[1], pixels.shape[0]) for row in _drop_doubles(found)]
    longer = max(pixels.shape[:2])
    large = [face for face in faces if face.box.height >= MIN_FACE_SHARE * longer]
    return tuple(sorted(large, key=lambda face: (-face.box.area, face.box.x, face.box.y)))


def _to_photo(shape: tuple[int, ...], size: tuple[int, int]) -> Field:
    """Return the factors that bring a row of a picture of *size* to the photo of *shape*."""
    across, down = shape[1] / size[0], shape[0] / size[1]
    return np.array([1.0, *([across, down] * 7)])


def _look_at(session: "InferenceSession", small: Pixels, least: float) -> Field:
    """Return a row for each cell that shows a face: score, box (left, top, width, height), five points; px."""
    height, width = small.shape[:2]
    coarse = STRIDES_PX[-1]
    across, down = -(-width // coarse) * coarse, -(-height // coarse) * coarse
    seen = np.zeros((1, 3, down, across), np.float32)
    seen[0, :, :height, :width] = small[..., ::-1].transpose(2, 0, 1)  # the network reads blue, green, red
    outputs = session.run(None, {session.get_inputs()[0].name: seen})
    levels = len(STRIDES_PX)
    rows = []
    for level, stride in enumerate(STRIDES_PX):
        kind, present, *places = outputs[level::levels]
        score = np.sqrt(np.clip(kind[0, :, 0], 0, 1) * np.clip(present[0, :, 0], 0, 1))
        cells = np.flatnonzero(score >= least)
        box, points = (part[0, cells] for part in places)
        rows.append(_decode_cells(score[cells], np.divmod(cells, across // stride), box, points, stride))
    return np.concatenate(rows)


def _decode_cells(score: Field, at: tuple[Field, Field], box: Field, points: Field, stride: int) -> Field:
    """Return rows of one level in px of what the network saw; decoded as OpenCV's FaceDetectorYN does."""
    cell = np.stack([at[1], at[0]], axis=-1)
    extent = np.exp(box[:, 2:]) * stride
    corner = (box[:, :2] + cell) * stride - extent / 2
    marks = (points.reshape(-1, 5, 2) + cell[:, None]) * stride
    return np.concatenate([score[:, None], corner, extent, marks.reshape(-1, 10)], axis=1).astype(np.float64)


def _drop_doubles(found: Field) -> list[Field]:
    """Return the best row of each face."""
    kept: list[Field] = []
    for row in found[np.argsort(-found[:, 0], kind="stable")]:
        box = Box(*row[1:5].tolist())
        others = (Box(*other[1:5].tolist()) for other in kept)
        if not any(_is_same_face(box, other) for other in others):
            kept.append(row)
    return kept


def _is_same_face(one: Box, other: Box) -> bool:
    shared = one.overlap(other)
    union = one.area + other.area - shared
    return shared > MAX_FACE_OVERLAP * union or shared > MAX_FACE_NESTING * min(one.area, other.area)


def _read_face(row: Field, width: int, height: int) -> Face:
    left, top = max(0.0, float(row[1])), max(0.0, float(row[2]))
    right, bottom = min(float(width), float(row[1] + row[3])), min(float(height), float(row[2] + row[4]))
    return Face(Box(left, top, right - left, bottom - top), min(1.0, float(row[0])), _measure_turn(row[5:]))


def _measure_turn(points: Field) -> float:
    """Return how far the nose stands beside the middle of the face, of half the distance between the eyes.

    Measured along the line through the eyes, so that a tilted head is not a turned one.
    """
    right_eye, left_eye, nose, right_lip, left_lip = points.reshape(5, 2)
    eyes, lips = (right_eye + left_eye) / 2, (right_lip + left_lip) / 2
    down = lips - eyes
    length = float(np.hypot(*down))
    if length < 1:
        return 0.0
    across = np.array([down[1], -down[0]]) / length
    # In profile the eyes fall together; from the front they are about as far apart as eyes and mouth.
    half = max(float(np.hypot(*(left_eye - right_eye))), 0.5 * length) / 2
    return float(np.clip(float((nose - eyes) @ across) / half, -1, 1))

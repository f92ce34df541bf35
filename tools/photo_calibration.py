"""Checks the judge on ads whose faults are known: planted by this tool on photos marked by hand.

Clean ads show the whole subject in a plain cover crop: full-bleed, framed, split, under a card beside the subject, or
cut out. Spoilt ones have fog or a plate over the subject, a mirrored or smeared strip, a blurred copy of the photo
around it, or a window that cuts the subject. Every ad has a flat surface's worth of type, a logo and JPEG's noise.
"""

import io
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from photo_judge import Edges, Pixels, read_picture

SIZES = ((720, 720), (720, 900), (540, 960), (960, 540), (300, 250), (970, 250), (728, 90))
COLOURS = ((15, 92, 99), (238, 232, 220), (232, 38, 94), (22, 24, 32))
LEAST_CUT = 0.35
"""Share of the subject outside a window that every designer would call cut."""


class PlantedAd(NamedTuple):
    """An ad with a known `fault`: cut, veiled or made-up, None for a clean one; `kind` says how it was made."""

    kind: str
    fault: str | None
    picture: Pixels
    texts: tuple[Edges, ...]


class Window(NamedTuple):
    """A part of the photo, px: left, top and size."""

    left: float
    top: float
    width: float
    height: float


def plant_ads(photo: Pixels, marked: Edges | None, number: int) -> Iterator[PlantedAd]:
    """Yield clean and spoilt ads of *photo*; *marked* is its subject in fractions, *number* turns colours and sizes."""
    for index, (width, height) in enumerate(SIZES):
        if (index + number) % 2:
            continue  # half of the sizes for each photo, for speed
        colour = COLOURS[(number + index) % len(COLOURS)]
        for kind, fault, picture in _make_ads(photo, marked, (width, height), colour, number + index):
            yield PlantedAd(kind, fault, *_finish(picture, colour, kind))


def _make_ads(
    photo: Pixels, marked: Edges | None, size: tuple[int, int], colour: tuple[int, int, int], turn: int
) -> Iterator[tuple[str, str | None, Pixels]]:
    width, height = size
    whole = _cover_window(photo, width / height, marked)
    if whole is not None:
        full = _show(photo, whole, size)
        yield "clean full-bleed", None, full
        if marked is not None:
            box = _on_canvas(marked, photo, whole, size)
            yield "fog over the subject", "veiled", _fog(full, box, colour, turn)
            yield "plate over the subject", "veiled", _plate(full, box, colour)
            free = _free_band(box, size)
            if free is not None:
                yield "clean card", None, _plate(full, free, colour)
        else:
            yield "fog over the photo", "veiled", _fog(full, (0, 0, width, height), colour, turn)
    part = (width // 2, height) if width >= height else (width, height // 2)
    inner = _cover_window(photo, part[0] / part[1], marked)
    if inner is not None:
        frame = _show(photo, inner, part)
        yield "clean split", None, _place(frame, size, colour, turn, 0)
        inset = round(0.06 * min(size))
        small = (part[0] - 2 * inset, part[1] - 2 * inset)
        framed = _cover_window(photo, small[0] / small[1], marked)
        if framed is not None:
            yield "clean framed", None, _place(_show(photo, framed, small), size, colour, turn, inset)
        yield "mirrored strip", "made-up", _extend(frame, size, cv2.BORDER_REFLECT, turn, blur=turn % 2 * 6)
        yield "smeared strip", "made-up", _extend(frame, size, cv2.BORDER_REPLICATE, turn, blur=0)
        back = cv2.GaussianBlur(cv2.resize(frame, size), (0, 0), 0.03 * max(size))
        yield "blurred copy around", "made-up", _place(frame, size, back, turn, 0)
    if marked is not None:
        cut = _cutting_window(photo, width / height, marked)
        if cut is not None:
            yield "cut by the window", "cut", _show(photo, cut, size)


def _cover_window(photo: Pixels, aspect: float, marked: Edges | None) -> Window | None:
    """Return the largest window of the aspect, about the subject; None if it cannot hold the subject."""
    tall, wide = photo.shape[:2]
    width, height = min(wide, tall * aspect), min(tall, wide / aspect)
    if marked is None:
        return Window((wide - width) / 2, (tall - height) / 2, width, height)
    left, top, right, bottom = marked[0] * wide, marked[1] * tall, marked[2] * wide, marked[3] * tall
    if right - left > width or bottom - top > height:
        return None
    x = min(max(0.0, (left + right - width) / 2), wide - width)
    y = min(max(0.0, (top + bottom - height) / 2), tall - height)
    return Window(x, y, width, height)


def _cutting_window(photo: Pixels, aspect: float, marked: Edges) -> Window | None:
    """Return a window that leaves out much of the subject and still shows a good part of the photo."""
    tall, wide = photo.shape[:2]
    for share in (1.0, 0.85, 0.7):
        width, height = min(wide, tall * aspect) * share, min(tall, wide / aspect) * share
        for x, y in ((0, 0), (wide - width, tall - height), (wide - width, 0), (0, tall - height)):
            window = Window(x, y, width, height)
            left, top = max(marked[0] * wide, x), max(marked[1] * tall, y)
            right, bottom = min(marked[2] * wide, x + width), min(marked[3] * tall, y + height)
            inside = max(0.0, right - left) * max(0.0, bottom - top)
            area = (marked[2] - marked[0]) * wide * (marked[3] - marked[1]) * tall
            if LEAST_CUT <= 1 - inside / area <= 0.8:
                return window
    return None


def _show(photo: Pixels, window: Window, size: tuple[int, int]) -> Pixels:
    box = (window.left, window.top, window.left + window.width, window.top + window.height)
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS, box), np.uint8)


def _on_canvas(marked: Edges, photo: Pixels, window: Window, size: tuple[int, int]) -> Edges:
    tall, wide = photo.shape[:2]
    across, down = size[0] / window.width, size[1] / window.height
    return (
        max(0.0, (marked[0] * wide - window.left) * across),
        max(0.0, (marked[1] * tall - window.top) * down),
        min(float(size[0]), (marked[2] * wide - window.left) * across),
        min(float(size[1]), (marked[3] * tall - window.top) * down),
    )


def _free_band(box: Edges, size: tuple[int, int]) -> Edges | None:
    """Return a plate of 30 % of the canvas' longer side that leaves the subject alone, or None."""
    width, height = size
    bands = (
        (0.05 * width, 0.67 * height, 0.95 * width, 0.95 * height),
        (0.05 * width, 0.05 * height, 0.95 * width, 0.33 * height),
        (0.66 * width, 0.05 * height, 0.97 * width, 0.95 * height),
        (0.03 * width, 0.05 * height, 0.34 * width, 0.95 * height),
    )
    for band in bands:
        if band[2] <= box[0] or band[0] >= box[2] or band[3] <= box[1] or band[1] >= box[3]:
            return band
    return None


def _fog(picture: Pixels, box: Edges, colour: tuple[int, int, int], turn: int) -> Pixels:
    """Return the picture with 65 to 85 % of a colour over the box, soft at its edges."""
    height, width = picture.shape[:2]
    strength = np.zeros((height, width), np.float32)
    strength[int(box[1]) : int(box[3]) + 1, int(box[0]) : int(box[2]) + 1] = (0.65, 0.75, 0.85)[turn % 3]
    grown = max(3, int(0.06 * min(height, width))) | 1
    strength = cv2.GaussianBlur(cv2.dilate(strength, np.ones((grown, grown), np.uint8)), (0, 0), grown / 3)
    mixed = picture * (1 - strength[:, :, None]) + np.array(colour, np.float32) * strength[:, :, None]
    return np.asarray(mixed.round(), np.uint8)


def _plate(picture: Pixels, box: Edges, colour: tuple[int, int, int]) -> Pixels:
    covered = picture.copy()
    covered[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])] = colour
    return covered


def _place(
    frame: Pixels, size: tuple[int, int], ground: tuple[int, int, int] | Pixels, turn: int, inset: int
) -> Pixels:
    """Return a canvas with the frame on one side of the ground."""
    width, height = size
    canvas = np.empty((height, width, 3), np.uint8)
    canvas[:] = ground
    rows, columns = frame.shape[:2]
    left = width - columns - inset if width >= height and turn % 2 else inset
    top = height - rows - inset if width < height and turn % 2 else inset
    canvas[top : top + rows, left : left + columns] = frame
    return canvas


def _extend(frame: Pixels, size: tuple[int, int], border: int, turn: int, blur: int) -> Pixels:
    """Return the frame extended to the canvas by OpenCV's *border*, blurred outside the frame."""
    width, height = size
    rest = width - frame.shape[1], height - frame.shape[0]
    before = (rest[0] * (turn % 2), rest[1] * (turn % 2))
    wide = np.asarray(
        cv2.copyMakeBorder(frame, before[1], rest[1] - before[1], before[0], rest[0] - before[0], borderType=border),
        np.uint8,
    )
    if not blur:
        return wide
    soft = np.asarray(cv2.GaussianBlur(wide, (0, 0), blur * min(size) / 1080), np.uint8)
    soft[before[1] : before[1] + frame.shape[0], before[0] : before[0] + frame.shape[1]] = frame
    return soft


def _finish(picture: Pixels, colour: tuple[int, int, int], kind: str) -> tuple[Pixels, tuple[Edges, ...]]:
    """Return the ad with a logo, a line of type where it harms nothing, and JPEG's noise; and the type's boxes."""
    image = Image.fromarray(picture)
    pen, short = ImageDraw.Draw(image), min(image.size)
    ink = (255, 255, 255) if sum(colour) < 380 else (20, 20, 20)
    mark = 0.05 * short
    pen.ellipse((mark, mark, 2.2 * mark, 2.2 * mark), fill=ink)
    boxes: list[Edges] = []
    if kind in {"clean split", "clean framed"}:
        flat = np.abs(np.asarray(picture, np.int16) - np.array(colour)).max(axis=2) < 3
        corner = flat[: image.height // 3, : image.width // 3].mean() > 0.95
        at = (mark, 3 * mark) if corner else (0.55 * image.width, 0.6 * image.height)
        face = ImageFont.load_default(0.07 * short)
        pen.text(at, "Made for\nslow days", fill=ink, font=face)
        high = 0.12 * short
        button = (at[0], at[1] + 2 * high, at[0] + 4 * high, at[1] + 3 * high)
        if button[2] < image.width and button[3] < image.height and flat[int(button[3]), int(button[2])]:
            pen.rounded_rectangle(button, 0.3 * high, fill="#F2B84B")
        left, top, right, bottom = pen.textbbox(at, "Made for\nslow days", font=face)
        boxes.append((left, top, right, bottom))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=90)
    return read_picture(content.getvalue()), tuple(boxes)

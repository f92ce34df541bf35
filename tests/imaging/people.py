"""People drawn in code, whose faces the network finds, and photos whose subject is known without it."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging.faces import Face
from creative_cli.imaging.main_subject import describe_subject
from creative_cli.imaging.photo import Photo
from creative_cli.imaging.saliency import PhotoSubject
from creative_cli.models import Pixels

GRID_PX = 256


def draw_person(picture: Image.Image, x: float, y: float, size: float, turn: float = 0.0) -> None:
    """Draw a head at (*x*, *y*) with shoulders; the face is *size* px high and looks to the left (-1) or right (1)."""
    pen, unit = ImageDraw.Draw(picture), size / 100
    shift = 14 * turn

    def oval(across: float, down: float, radii: tuple[float, float], colour: tuple[int, int, int]) -> None:
        pen.ellipse(
            (
                x + (across - radii[0]) * unit,
                y + (down - radii[1]) * unit,
                x + (across + radii[0]) * unit,
                y + (down + radii[1]) * unit,
            ),
            fill=colour,
        )

    pen.rectangle((x - 20 * unit, y + 30 * unit, x + 20 * unit, y + 90 * unit), fill=(190, 140, 110))
    pen.rounded_rectangle(
        (x - 80 * unit, y + 75 * unit, x + 80 * unit, y + 300 * unit), radius=30 * unit, fill=(40, 60, 110)
    )
    oval(0, -12, (44, 55), (50, 35, 25))
    oval(0, 0, (38, 50), (215, 165, 135))
    for side in (-15, 15):
        left, right = x + (side - 9 + shift) * unit, x + (side + 9 + shift) * unit
        pen.rectangle((left, y - 17 * unit, right, y - 14 * unit), fill=(60, 40, 30))
        oval(side + shift, -7, (8, 4), (245, 245, 245))
        oval(side + shift, -7, (3.6, 3.6), (40, 30, 25))
    nose = 1.5 * shift
    corners = [(nose, -6), (nose - 6, 12), (nose + 6, 12)]
    pen.polygon([(x + across * unit, y + down * unit) for across, down in corners], fill=(190, 135, 108))
    oval(shift, 26, (13, 4.5), (165, 70, 70))


def person_picture(x: float = 320, y: float = 260, size: float = 140, turn: float = 0.0) -> Pixels:
    """Return a picture of 640 × 640 px with one person."""
    picture = Image.new("RGB", (640, 640), (120, 150, 170))
    draw_person(picture, x, y, size, turn)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(size / 60)))


def known_photo(
    size: tuple[int, int], subject: Box | None, faces: tuple[Face, ...] = (), pixels: Pixels | None = None
) -> Photo:
    """Return a photo of *size* (width, height) whose subject fills a box (px); without one it is a scene."""
    width, height = size
    scale = GRID_PX / max(size)
    presence = np.zeros((max(8, round(height * scale)), max(8, round(width * scale))), np.float32)
    box = subject or Box(0, 0, width, height)
    left, top, right, bottom = (round(value * scale) for value in (box.x, box.y, box.right, box.bottom))
    presence[top:bottom, left:right] = 1
    found = PhotoSubject(box, presence, scale, certain=subject is not None)
    if pixels is None:
        pixels = np.empty((height, width, 3), np.uint8)
        pixels[..., 0] = np.linspace(0, 255, width).astype(np.uint8)
        pixels[..., 1] = np.linspace(0, 255, height).astype(np.uint8)[:, None]
        pixels[..., 2] = 90
    return Photo(pixels, found, faces, describe_subject(found, faces))

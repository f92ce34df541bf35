"""The product in the scene: its shadows, its reflection, and the scene's light on it."""

import numpy as np
from PIL import Image

from creative_cli.imaging import light
from creative_cli.imaging.light import Field
from creative_cli.imaging.sets import Grade
from creative_cli.imaging.staging import PITCH, Stage, whole
from creative_cli.formats import Box
from creative_cli.records import Pixels


def fitted(packshot: Pixels, box: Box) -> tuple[int, int, Pixels]:
    """Return left, top and the packshot scaled into *box* (whole px); colour does not bleed in from clear pixels."""
    left, top, width, height = whole(box)
    premultiplied = Image.fromarray(np.ascontiguousarray(packshot)).convert("RGBa")
    reducing = Image.Resampling.LANCZOS
    return left, top, np.asarray(premultiplied.resize((width, height), reducing).convert("RGBA"))


def cast(scene: Field, stage: Stage, body: tuple[int, int, Pixels]) -> None:
    """Lay the product's contact shadow, cast shadow and reflection on *scene*."""
    left, top, rgba = body
    _, height, width = scene.shape
    bottom = top + rgba.shape[0]
    centre, foot = stage.centre, stage.foot
    # Cast: the silhouette sheared along the light and laid on the podium.
    alpha = rgba[..., 3].astype(np.float32) / 255
    shear, flat = 0.62, 0.30
    x0, y0 = max(0, left - rgba.shape[1]), max(0, int(bottom - rgba.shape[0] * flat) - 40)
    x1, y1 = min(width, left + rgba.shape[1] * 2 + int(rgba.shape[0] * shear)), min(height, bottom + 60)
    base = stage.top + 0.3 * foot * PITCH
    # output (x, y) -> source: v = (base - y)/flat above ground; u = x - shear * v
    data = (1, shear / flat, (x0 - left) - shear / flat * (base - y0), 0, 1 / flat, rgba.shape[0] - (base - y0) / flat)
    flatd = Image.fromarray(rgba[..., 3]).transform((x1 - x0, y1 - y0), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    shade = np.asarray(flatd, np.float32) / 255
    near, far = light.blur(shade, 0.010 * stage.short_side), light.blur(shade, 0.03 * stage.short_side)
    place = np.arange(y0, y1, dtype=np.float32)[:, None]
    away = np.clip((base - place) / max(1.0, rgba.shape[0] * flat), 0, 1)
    soft = near + (far - near) * away**0.6
    scene[:, y0:y1, x0:x1] *= 1 - 0.55 * soft * (1 - 0.45 * away)
    # Contact
    for spread, strength in ((1.25, 0.35), (1.06, 0.5)):
        where = light.patch(scene, centre - 2 * foot, bottom - 2 * foot * PITCH - 20, centre + 2 * foot, bottom + 2 * foot * PITCH + 20)
        if where is None:
            return
        middle = bottom - 0.9 * foot * PITCH
        cover = light.ellipse(where.x, where.y, (centre + foot * 0.05, middle), (foot * spread, foot * PITCH * spread + 3), foot * 0.5 * (spread - 0.95) + 6)
        light.multiply(scene, where, 1 - strength * cover)


def relit(rgba: Pixels, colours: Grade) -> Pixels:
    """Return the product under the scene's lamps: a little darker away from the key and near the ground."""
    height, width = rgba.shape[:2]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    level = 1.02 - 0.07 * light.smooth(-0.3, 1, x) - 0.12 * light.smooth(0.86, 1, y)
    out = rgba.copy()
    out[..., :3] = np.clip(rgba[..., :3] * level + 0.5, 0, 255)
    return out

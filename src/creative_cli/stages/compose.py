"""compose: a hero becomes the canvas of one ratio and reading direction, logo in place, room for type kept."""

import hashlib
import io
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from creative_cli.colour import NEAR_BLACK, WHITE, Rgb
from creative_cli.formats import Box, Format
from creative_cli.locales import Direction
from creative_cli.records import Canvas, Hero, HeroKind, Look, Palette, Pixels
from creative_cli.typeset import template
from creative_cli.typeset.template import Plan

if TYPE_CHECKING:
    from creative_cli.imaging.studio import Painting

VERSION = 1
TEMPLATE = "poster"
STILL_LIFE = 1.0
"""Width / height a still life is laid out for, where the brief has no product picture."""


@dataclass(frozen=True, slots=True)
class LookIdentity:
    """Everything of the brand that a canvas depends on, for its key."""

    name: str
    palette: Palette
    logo_sha256: str | None


def look_identity(look: Look) -> LookIdentity:
    """Return what determines the brand's part of a canvas, the logo by its hash."""
    return LookIdentity(look.name, look.palette, None if look.logo is None else hashlib.sha256(look.logo).hexdigest())


def template_digest() -> str:
    """Return name, version and hash of the template's files, for keys and the manifest."""
    folder = files("creative_cli.typeset") / "templates"
    digest = hashlib.sha256()
    for suffix in ("toml", "typ"):
        digest.update((folder / f"{TEMPLATE}.{suffix}").read_bytes())
    return f"{TEMPLATE} {template.load(TEMPLATE).version} {digest.hexdigest()[:12]}"


def arrange(hero: Hero, form: Format, direction: Direction) -> Plan:
    """Choose the arrangement for the hero's product in *form*, in px."""
    return template.load(TEMPLATE).arrange(form, direction, hero.aspect or STILL_LIFE)


def compose(hero: Hero, look: Look, form: Format, direction: Direction) -> Canvas:
    """Paint or crop the hero for *form* and put the logo on it.

    In right-to-left markets everything changes sides; the product and the logo are never flipped.
    """
    plan = arrange(hero, form, direction)
    painting = _painting(hero, look, plan)
    logo = _logo(look, plan)
    box = _logo_box(plan, logo)
    from creative_cli.imaging.compose import lay  # noqa: PLC0415  # a cached canvas needs no numpy

    tinted = _tinted(logo, painting.pixels, box, look)
    return Canvas(
        format=form,
        direction=direction,
        pixels=lay(painting.pixels, tinted, round(box.x), round(box.y)),
        product_box=painting.product_box,
        product_mask=painting.product_mask,
        zones=plan.zones,
        content=plan.content,
        logo=box,
        logo_pixels=tinted,
    )

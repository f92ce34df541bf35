"""Templates: where logo, type and product go on a canvas of a given shape, as data.

A template is a TOML file of fractions beside a `.typ` file that draws the type. `arrange` turns the fractions into
px for one format, mirrored for scripts that read from the right.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from creative_cli.errors import TypesetError
from creative_cli.formats import Box, Format
from creative_cli.locales import Direction
from creative_cli.records import Role, Zone


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """How a role is set: weight (CSS scale), most lines, and its range of sizes as fractions of the short side."""

    role: Role
    weight: int
    lines: int
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to divide a canvas of a certain shape around a product of a certain shape.

    `canvas` and `subject` are the ranges of width / height it is meant for. `product` is (left, top, right,
    bottom) and `floor` the height of the surface, all as fractions of the canvas.
    """

    name: str
    canvas: tuple[float, float]
    subject: tuple[float, float]
    product: tuple[float, float, float, float]
    floor: float
    zones: tuple[Zone, ...]
    lines: tuple[tuple[Role, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An arrangement in px for one format and direction; everything a canvas is composed from.

    `product` is the room the product may fill, standing on `floor` (y, px). `logo` is the most room the logo
    may take, from its starting corner. `content` is the box nothing protected may leave.
    """

    format: Format
    direction: Direction
    margin: float
    content: Box
    logo: Box
    product: Box
    floor: float
    zones: tuple[Zone, ...]
    styles: tuple[RoleStyle, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A named set of arrangements and the styles of its roles."""

    name: str
    version: int
    margin: float
    logo_height: float
    logo_width: float
    styles: tuple[RoleStyle, ...]
    arrangements: tuple[Arrangement, ...]

    def arrange(self, form: Format, direction: Direction, subject: float) -> Plan:
        """Place the arrangement that suits the format and a product *subject* times as wide as high.

        Guarantees that every zone and the logo lie inside the safe zone less the margin.
        """
        arrangement = self._suited(form.width / form.height, subject)
        mirrored = direction is Direction.RTL
        # Everything is placed for readers from the left and mirrored at the end, so the safe zone of a platform
        # that does not mirror its controls is mirrored first.
        content = self._content(form, unmirrored=mirrored and not form.mirrors)
        logo = Box(content.x, content.y, content.width * self.logo_width, self.logo_height * form.short_side)
        left, top, right, bottom = arrangement.product
        product = Box(left * form.width, top * form.height, (right - left) * form.width, (bottom - top) * form.height)
        zones = tuple(replace(zone, box=_inside(content, zone.box)) for zone in arrangement.zones)
        if mirrored:
            zones = tuple(replace(zone, box=zone.box.mirrored(form.width)) for zone in zones)
            content, logo, product = (box.mirrored(form.width) for box in (content, logo, product))
        most = dict(arrangement.lines)
        styles = tuple(replace(style, lines=most.get(style.role, style.lines)) for style in self.styles)
        return Plan(
            format=form,
            direction=direction,
            margin=self.margin * form.short_side,
            content=content,
            logo=logo,
            product=product,
            floor=arrangement.floor * form.height,
            zones=zones,
            styles=styles,
        )

    def _suited(self, canvas: float, subject: float) -> Arrangement:
        for arrangement in self.arrangements:
            if (
                arrangement.canvas[0] <= canvas < arrangement.canvas[1]
                and arrangement.subject[0] <= subject < arrangement.subject[1]
            ):
                return arrangement
        raise TypesetError(f"Template {self.name} has no arrangement for a canvas {canvas:.2f} times as wide as high.")

    def _content(self, form: Format, *, unmirrored: bool) -> Box:
        margin, safe = self.margin * form.short_side, form.safe_zone()
        if unmirrored:
            safe = safe.mirrored(form.width)
        left, top = max(margin, safe.x), max(margin, safe.y)
        right = min(form.width - margin, safe.right)
        bottom = min(form.height - margin, safe.bottom)
        return Box(left, top, right - left, bottom - top)


def _inside(content: Box, share: Box) -> Box:
    return Box(
        content.x + share.x * content.width,
        content.y + share.y * content.height,
        share.width * content.width,
        share.height * content.height,
    )


def _arrangement(table: dict[str, Any]) -> Arrangement:
    zones, lines = [], []
    for zone in table["zones"]:
        roles = tuple(Role(role) for role in zone["roles"])
        zones.append(Zone(Box(zone["x"], zone["y"], zone["width"], zone["height"]), roles, zone["anchor"]))
        if "lines" in zone:
            lines.append((roles[0], int(zone["lines"])))
    left, top, right, bottom = table["product"]
    return Arrangement(
        name=table["name"],
        canvas=(table["canvas"][0], table["canvas"][1]),
        subject=(table["subject"][0], table["subject"][1]),
        product=(left, top, right, bottom),
        floor=table["floor"],
        zones=tuple(zones),
        lines=tuple(lines),
    )


@cache
def load(name: str) -> Template:
    """Read the template *name* that ships with the tool; it is read once a process."""
    table = tomllib.loads((files("creative_cli.typeset") / "templates" / f"{name}.toml").read_text("utf-8"))
    styles = tuple(
        RoleStyle(Role(role), style["weight"], style["lines"], style["min"], style["max"])
        for role, style in table["roles"].items()
    )
    return Template(
        name=table["name"],
        version=table["version"],
        margin=table["margin"],
        logo_height=table["logo"]["height"],
        logo_width=table["logo"]["width"],
        styles=styles,
        arrangements=tuple(_arrangement(entry) for entry in table["arrangement"]),
    )

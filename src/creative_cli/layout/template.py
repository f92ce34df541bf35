"""Templates: where logo, type and product go on a canvas of a given shape, as data.

A template is a TOML file of fractions beside a `.typ` file that draws what lies under the type. `arrange` turns the
fractions into px for one format, mirrored for scripts that read from the right. Longer than most files: the schema of
the TOML and what is made of it are read side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from creative_cli.brief.device_facts import Device
from creative_cli.brief.group_facts import GroupKind
from creative_cli.brief.text_rules import quote_for_message, quote_if_unprintable
from creative_cli.channels import load_channels
from creative_cli.errors import TypesetError
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.imaging.logo_fit import least_logo_height
from creative_cli.layout.ground_parts import GroundPart
from creative_cli.layout.style_pack import ButtonStyle, FrameShape, SurfaceRole
from creative_cli.layout.template_data import read_foreign_toml, require_template_data
from creative_cli.locale.locales import Direction
from creative_cli.models import MIN_LEGIBLE_PX, POSTER_TEMPLATE, SPARSE, AdCopy, Role, TemplateRef, TextZone
from creative_cli.resources import read_data_table

BUTTON_STYLES = tuple(ButtonStyle)
"""How a call to action may be drawn."""

FAR_FROM_LOGO = 2.0  # heights of the logo's room below it, from which a zone is on its own
LOGO_ROOM = 1.3  # of the least height of a logo: room for a narrow plate
WORDMARK_ASPECT = 7.5  # width / height of a short name in spaced capitals
WORDMARK_WIDTH = 0.7  # of the content's width, at most, where nothing stands beside it
LOGO_CLEARANCE = 0.5
"""Least distance of type from the logo's room above or below it, of that room's height."""

MAX_TAIL_HANG = 0.5
"""Most of the margin that tails of letters may reach into, as long as they stay in the safe zone and on the panel."""

MIN_FOREGROUND = 0.085
"""Least height of the picture below the floor, of the short side: whatever the product stands on has a front."""

_ROUNDING = 1e-6


def note_logo_above(zones: tuple[TextZone, ...], logo: Box) -> tuple[TextZone, ...]:
    """Return the zones; those right under the room of a *logo*, px, know how far they begin under it."""

    def lies_under(box: Box) -> bool:
        over_each_other = box.x < logo.right and logo.x < box.right
        return over_each_other and 0 <= box.y - logo.bottom <= FAR_FROM_LOGO * logo.height

    return tuple(replace(zone, below_logo=zone.box.y - logo.bottom if lies_under(zone.box) else None) for zone in zones)


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """How a role is set: weight (CSS scale), most lines, and its range of sizes as fractions of the short side.

    `button` says how a call to action is drawn, `face` names the style pack whose display face sets the role; empty for
    the plain one.
    """

    role: Role
    weight: int
    lines: int
    smallest: float
    largest: float
    button: ButtonStyle = ButtonStyle.PILL
    face: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a photo is shown: its box (px), its outline, and the radius of its corners (px).

    `edge` is how far (px) a diagonal side leans: the left side if positive, the right side if negative. `scallop` is
    the width (px) of the scallops of its outline, 0 for a plain one; sides that it `bleeds` off the canvas (left, top,
    right, bottom) have none.
    """

    box: Box
    shape: FrameShape
    radius: float
    edge: float = 0.0
    scallop: float = 0.0
    bleeds: tuple[bool, bool, bool, bool] = (False, False, False, False)


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """Where the drawing of a type-led ad stands: its parts (px), in the order that its `kind` gives them.

    `field` is the surface of the whole canvas, `button_on` and `price_on` those under the button and the price where
    they differ from that of the type. `share` is a proportion, such as 1 of 5.
    """

    kind: Device
    parts: tuple[Box, ...]
    field: SurfaceRole
    button_on: SurfaceRole | None = None
    price_on: SurfaceRole | None = None
    share: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class ProductPlace:
    """Where one of several products stands, px: its box, its tile in a grid and the room of its name and price.

    What has a higher `layer` stands in front. `support` is the scale of a product behind a hero, 1 for any other;
    `beside` says that the label stands beside the product, not below it.
    """

    product: str
    box: Box
    layer: int = 0
    support: float = 1.0
    tile: Box | None = None
    label: Box | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """How several products share an ad: their places in reading order, and where the wall meets the ground (y, px)."""

    kind: GroupKind
    places: tuple[ProductPlace, ...]
    seam: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to divide a canvas of a certain shape around a product of a certain shape.

    `canvas` and `subject` are the ranges of width / height it is meant for. `product` is (left, top, right,
    bottom) and `floor` the height of the surface, all as fractions of the safe zone. `margin`, `logo` (fractions of
    the content box) and `roles` are its own where the template's do not serve; None and () where they do.
    `panel` is ground the template lays under the type, as fractions of the safe zone: with one, zones are fractions
    of its inside, and so is the logo with `logo_on_panel`.
    """

    name: str
    canvas: tuple[float, float]
    subject: tuple[float, float]
    product: tuple[float, float, float, float]
    floor: float
    zones: tuple[TextZone, ...]
    lines: tuple[tuple[Role, int], ...]
    margin: float | None = None
    logo: Box | None = None
    roles: tuple[RoleStyle, ...] = ()
    panel: Box | None = None
    logo_on_panel: bool = False


@dataclass(frozen=True, slots=True)
class CanvasPlan:
    """An arrangement in px for one format and direction; everything a canvas is composed from.

    `product` is the room the product may fill, standing on `floor` (y, px). `logo` is the most room the logo
    may take, from its starting corner. `content` is the box nothing protected may leave. `panel` is ground the
    template lays under the type, as far as the canvas' edges where it reaches those of the safe zone.

    The rest belongs to skeletons, whose name is `layout` (empty for a template): the style pack, the role of the
    surface, the photo's frame, the `plate` under the type with the radius of its corners (px), the room of a `cutout`
    that stands on the frame's shape, the room of the `price` block, the side where the type stands, whether
    the logo stands at the end side, and the headline's floor, least and most of its target, px. `device` is the
    drawing of an ad without a picture, `group` the places of several products, `parts` are those of the ground: bars
    and the devices of the style pack. A `spare` arrangement is for what suits none of those before it,
    one with a `wider_button` for a word that all others divide there.
    """

    format: Format
    direction: Direction
    margin: float
    content: Box
    logo: Box
    product: Box
    floor: float
    zones: tuple[TextZone, ...]
    styles: tuple[RoleStyle, ...]
    panel: Box | None = None
    arrangement: str = ""
    layout: str = ""
    style: str = ""
    surface: SurfaceRole | None = None
    frame: Frame | None = None
    plate: Box | None = None
    plate_radius: float = 0.0
    cutout: Box | None = None
    price: Box | None = None
    side: str = "start"
    logo_end: bool = False
    headline: tuple[float, float, float] = (0.0, 0.0, 0.0)
    device: DevicePlan | None = None
    group: GroupPlan | None = field(default=None, metadata=SPARSE)
    parts: tuple[GroundPart, ...] = ()
    spare: bool = field(default=False, metadata=SPARSE)
    wider_button: bool = field(default=False, metadata=SPARSE)

    @property
    def view(self) -> Box:
        """The part of the canvas that a panel along a whole side leaves to the picture; without one, all of it."""
        whole, panel = self.format.bounds, self.panel
        if panel is None:
            return whole
        rests = [whole]
        if panel.x <= whole.x and panel.right >= whole.right:
            below = Box(0, panel.bottom, whole.width, whole.bottom - panel.bottom)
            rests = [Box(0, 0, whole.width, panel.y), below]
        elif panel.y <= whole.y and panel.bottom >= whole.bottom:
            beside = Box(panel.right, 0, whole.right - panel.right, whole.height)
            rests = [Box(0, 0, panel.x, whole.height), beside]
        rest = max(rests, key=lambda box: box.area)
        # A panel over everything leaves nothing to choose by.
        return rest if rest.area else whole


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

    def arrange(self, form: Format, direction: Direction, subject: float) -> CanvasPlan:
        """Place the arrangement that suits the format and a product *subject* times as wide as high.

        Guarantees that every zone and the logo lie inside the safe zone less the margin, and that zones over or
        under the logo stay LOGO_CLEARANCE away from it.
        """
        return self.place(self._suited(form.width / form.height, subject), form, direction)

    def candidates(self, form: Format, direction: Direction) -> tuple[CanvasPlan, ...]:
        """Place every arrangement that suits the format's shape, the best liked first, whatever the subject."""
        shape = form.width / form.height
        suited = [arranged for arranged in self.arrangements if arranged.canvas[0] <= shape < arranged.canvas[1]]
        return tuple(self.place(arranged, form, direction) for arranged in suited)

    def place(self, arrangement: Arrangement, form: Format, direction: Direction) -> CanvasPlan:
        """Turn an arrangement into px on the canvas of *form*."""
        mirrored = direction is Direction.RTL
        # Everything is placed for readers from the left and mirrored at the end, so the safe zone of a platform
        # that does not mirror its controls is mirrored first.
        safe = form.safe_zone().mirrored(form.width) if mirrored and not form.mirrors else form.safe_zone()
        margin = (self.margin if arrangement.margin is None else arrangement.margin) * form.short_side
        content = _content_box(form, safe, margin)
        logo = Box(content.x, content.y, content.width * self.logo_width, self.logo_height * form.short_side)
        panel = (
            None if arrangement.panel is None else _extend_to_edges(_box_inside(safe, arrangement.panel), safe, form)
        )
        ground = content if panel is None else _intersect(content, panel.grown(-margin))
        if arrangement.logo is not None:
            logo = _box_inside(ground if arrangement.logo_on_panel else content, arrangement.logo)
        else:
            under = [_box_inside(ground, zone.box) for zone in arrangement.zones]
            logo = _raise_logo_room(logo, content, form, under, panel)
        left, top, right, bottom = arrangement.product
        product = _box_inside(safe, Box(left, top, right - left, bottom - top))
        shown = arrangement.zones if form.shows is FormatContent.AD else ()
        zones = tuple(replace(zone, box=_clear_of_logo(_box_inside(ground, zone.box), logo)) for zone in shown)
        # Where reading starts on the right, tails on the left are inside the line.
        edge = safe.x if panel is None else max(safe.x, panel.x)
        zones = tuple(replace(zone, hang=min(MAX_TAIL_HANG * margin, max(0.0, zone.box.x - edge))) for zone in zones)
        if mirrored:
            zones = tuple(replace(zone, box=zone.box.mirrored(form.width), hang=0.0) for zone in zones)
            content, logo, product = (box.mirrored(form.width) for box in (content, logo, product))
            panel = panel and panel.mirrored(form.width)
        zones = note_logo_above(zones, logo)
        return CanvasPlan(
            format=form,
            direction=direction,
            margin=margin,
            content=content,
            logo=logo,
            product=product,
            floor=min(safe.y + arrangement.floor * safe.height, form.height - MIN_FOREGROUND * form.short_side),
            zones=zones,
            styles=tuple(raise_to_legible(style, form) for style in self._styles(arrangement)),
            panel=panel,
            arrangement=arrangement.name,
        )

    def _styles(self, arrangement: Arrangement) -> Iterator[RoleStyle]:
        own, most = {style.role: style for style in arrangement.roles}, dict(arrangement.lines)
        for style in self.styles:
            chosen = own.get(style.role, style)
            yield replace(chosen, lines=most.get(style.role, chosen.lines))

    def _suited(self, canvas: float, subject: float) -> Arrangement:
        for arrangement in self.arrangements:
            if (
                arrangement.canvas[0] <= canvas < arrangement.canvas[1]
                and arrangement.subject[0] <= subject < arrangement.subject[1]
            ):
                return arrangement
        for arrangement in self.arrangements:
            if arrangement.canvas[0] <= canvas < arrangement.canvas[1]:
                return arrangement
        raise TypesetError(f"Template {self.name} has no arrangement for a canvas {canvas:.2f} times as wide as high.")


def _content_box(form: Format, safe: Box, margin: float) -> Box:
    left, top = max(margin, safe.x), max(margin, safe.y)
    right, bottom = min(form.width - margin, safe.right), min(form.height - margin, safe.bottom)
    return Box(left, top, right - left, bottom - top)


def _extend_to_edges(panel: Box, safe: Box, form: Format) -> Box:
    """Let a panel's sides that lie on the safe zone's go on to the canvas' edge."""
    left = 0.0 if panel.x <= safe.x + 1 else panel.x
    top = 0.0 if panel.y <= safe.y + 1 else panel.y
    right = form.width if panel.right >= safe.right - 1 else panel.right
    bottom = form.height if panel.bottom >= safe.bottom - 1 else panel.bottom
    return Box(left, top, right - left, bottom - top)


def _intersect(one: Box, other: Box) -> Box:
    left, top = max(one.x, other.x), max(one.y, other.y)
    return Box(left, top, min(one.right, other.right) - left, min(one.bottom, other.bottom) - top)


def _raise_logo_room(logo: Box, content: Box, form: Format, under: Sequence[Box], panel: Box | None) -> Box:
    """Give a small canvas' logo its least height, as far as the zones *under* it can make way and no panel begins."""
    most = [
        min(box.y - logo.y, (box.y + box.height / 2 - logo.y) / (1 + LOGO_CLEARANCE))
        for box in under
        if box.x < logo.right and box.right > logo.x and box.bottom > logo.y
    ]
    if panel is not None and panel.bottom > logo.y:
        most.append(panel.y - logo.y)
    least = least_logo_height(form.width, form.height)
    height = min(LOGO_ROOM * least, *most, form.height - logo.y)
    width = logo.width
    if all(box.y >= logo.bottom for box in under):
        width = max(width, min(WORDMARK_ASPECT * least, WORDMARK_WIDTH * content.width))
    return replace(logo, width=width, height=max(logo.height, height - _ROUNDING))


def _clear_of_logo(box: Box, logo: Box) -> Box:
    """Take from a zone what lies too near to a logo over or under it, but no more than half of its height."""
    if min(box.right, logo.right) <= max(box.x, logo.x):
        return box
    air, half = LOGO_CLEARANCE * logo.height, box.height / 2
    if box.y >= logo.bottom - _ROUNDING:
        taken = min(half, max(0.0, logo.bottom + air - box.y))
        return Box(box.x, box.y + taken, box.width, box.height - taken)
    if box.bottom <= logo.y + _ROUNDING:
        taken = min(half, max(0.0, box.bottom + air - logo.y))
        return Box(box.x, box.y, box.width, box.height - taken)
    return box


def raise_to_legible(style: RoleStyle, form: Format) -> RoleStyle:
    """Return the style with its smallest size raised to what can be read where the format is shown."""
    known = load_channels().get(form.name)
    asked = 0.0 if known is None or known.min_font_px is None else known.min_font_px
    least = max(MIN_LEGIBLE_PX[style.role] / form.shown_scale, asked) / form.short_side
    smallest = max(style.smallest, least)
    return replace(style, smallest=smallest, largest=max(style.largest, smallest))


def _box_inside(content: Box, share: Box) -> Box:
    return Box(
        content.x + share.x * content.width,
        content.y + share.y * content.height,
        share.width * content.width,
        share.height * content.height,
    )


def _read_arrangement(table: dict[str, Any], defaults: dict[str, dict[str, Any]]) -> Arrangement:
    zones, lines = [], []
    for zone in table["zones"]:
        roles = tuple(_read_copy_role(role) for role in zone["roles"])
        zones.append(TextZone(_read_box(zone), roles, zone["anchor"]))
        if "lines" in zone:
            lines.append((roles[0], int(zone["lines"])))
    left, top, right, bottom = table["product"]
    logo, panel = table.get("logo"), table.get("panel")
    return Arrangement(
        name=table["name"],
        canvas=(table["canvas"][0], table["canvas"][1]),
        subject=(table["subject"][0], table["subject"][1]),
        product=(left, top, right, bottom),
        floor=table["floor"],
        zones=tuple(zones),
        lines=tuple(lines),
        margin=table.get("margin"),
        logo=None if logo is None else _read_box(logo),
        roles=tuple(_read_style(role, {**defaults[role], **own}) for role, own in table.get("roles", {}).items()),
        panel=None if panel is None else _read_box(panel),
        logo_on_panel=logo is not None and logo.get("on") == "panel",
    )


def _read_copy_role(name: str) -> Role:
    """Return a role of copy; raise ValueError for any other word: logo, price and badge stand in no text zone."""
    if name not in AdCopy.__dataclass_fields__:
        raise ValueError(
            f"{quote_for_message(name)} is not a text: write one of {', '.join(AdCopy.__dataclass_fields__)}"
        )
    return Role(name)


def _read_box(table: dict[str, Any]) -> Box:
    """Read a box of fractions; raise ValueError, in words, when it leaves what it is a part of."""
    box = Box(table["x"], table["y"], table["width"], table["height"])
    if not Box(0, 0, 1, 1).holds(box, _ROUNDING) or not box.area:
        raise ValueError(f"a box with x {box.x}, y {box.y}, width {box.width}, height {box.height} leaves 0 to 1")
    return box


def _read_style(role: str, table: dict[str, Any]) -> RoleStyle:
    button = table.get("button", ButtonStyle.PILL)
    if button not in BUTTON_STYLES:
        raise ValueError(f"button is {quote_for_message(button)}, but is one of {', '.join(BUTTON_STYLES)}")
    if not 0 < table["min"] <= table["max"]:
        raise ValueError(f"{role} goes from min {table['min']} to max {table['max']}")
    return RoleStyle(Role(role), table["weight"], table["lines"], table["min"], table["max"], ButtonStyle(button))


@cache
def load_template(name: str) -> Template:
    """Read the template *name* that ships with the tool; it is read once a process."""
    return _read_template(_shipped_table(name))


def read_design(design: TemplateRef) -> Template:
    """Read the template a design names; what the data of a user's leaves out is the poster's.

    Raises ValueError, in words, when a user's data cannot be used.
    """
    if design.folder is None:
        return load_template(design.name)
    data = dict(design.files).get(Path(design.name).with_suffix(".toml").name, b"")
    return _user_template(design.name, data.decode("utf-8-sig"))


def _shipped_table(name: str) -> dict[str, Any]:
    return read_data_table(f"{name}.toml", "layout/templates")


@lru_cache(maxsize=64)
def _user_template(name: str, text: str) -> Template:
    own, poster = read_foreign_toml(text), _shipped_table(POSTER_TEMPLATE.name)
    unknown = sorted(set(own) - set(poster))
    if unknown:
        raise ValueError(f"there is no key {quote_for_message(unknown[0])}; the keys are {', '.join(poster)}")
    given = own.get("roles", {})
    if not isinstance(given, dict) or not all(isinstance(style, dict) for style in given.values()):
        raise ValueError("roles is a table with a table for each role: [roles.headline]")
    if strange := sorted(set(given) - set(poster["roles"])):
        raise ValueError(f"roles has no {quote_for_message(strange[0])}; the roles are {', '.join(poster['roles'])}")
    roles = {role: {**style, **given.get(role, {})} for role, style in poster["roles"].items()}
    return _read_template({**poster, "version": 0, **own, "name": name, "roles": roles})


def _read_template(table: dict[str, Any]) -> Template:
    require_template_data(table)
    what = "the template"
    arrangements: list[Arrangement] = []
    try:
        styles = tuple(_read_style(role, style) for role, style in table["roles"].items())
        for entry in table["arrangement"]:
            what = f"arrangement {quote_if_unprintable(str(entry.get('name', len(arrangements) + 1)))}"
            arrangements.append(_read_arrangement(entry, table["roles"]))
        what = "the template"
        return Template(
            name=table["name"],
            version=table["version"],
            margin=table["margin"],
            logo_height=table["logo"]["height"],
            logo_width=table["logo"]["width"],
            styles=styles,
            arrangements=tuple(arrangements),
        )
    except KeyError as error:
        raise ValueError(f"{what} has no key {error}") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise ValueError(f"{what} cannot be used: {error}") from error

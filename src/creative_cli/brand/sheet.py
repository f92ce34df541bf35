"""The sheet of a brand: one HTML page with everything in it, which a designer can read, print and send."""

import base64
import re
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from creative_cli.brand.color_pairs import write_hex
from creative_cli.brand.kit_look import KitLook
from creative_cli.brand.kit_report import ColorPair, KitReport, LogoTrial
from creative_cli.brand.logo_grounds import is_light_ground
from creative_cli.brand.type_specimens import list_specimens
from creative_cli.brief.brand_rules import EVERY_LANGUAGE
from creative_cli.brief.loader import LoadedKit
from creative_cli.color.color_math import PURE_BLACK, WHITE, Rgb, contrast_ratio, hex_to_rgb
from creative_cli.html_templates import load_html_template
from creative_cli.imaging.layers import encode_png
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.models import BrandLogo, Status

SPACE_LOGO_HEIGHT = 72  # px on the page, of the logo that shows its clear space
SPACE_LOGO_WIDTH = 300
SHOWN_ROLES = ("primary", "secondary", "accent", "ink")
POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'"
MARKS = {Status.PASS: "pass", Status.SKIP: "skip", Status.WARN: "warn", Status.FAIL: "fail", Status.ERROR: "error"}


@dataclass(frozen=True, slots=True)
class ShownSwatch:
    """A colour on the page: its name, its value as #RRGGBB, red, green and blue, its contrasts, and its own ink.

    `derived` says that the kit leaves it out.
    """

    name: str
    value: str
    channels: str
    on_white: float
    on_black: float
    ink: str
    derived: bool
    named: str = ""


@dataclass(frozen=True, slots=True)
class ShownSpace:
    """The logo with its clear space: its picture, its size and the space on each side, px on the page."""

    picture: str
    width: int
    height: int
    space: int
    share: float


def render_sheet(kit: LoadedKit, look: KitLook, report: KitReport) -> bytes:
    """Return the sheet as UTF-8: deterministic, with every text escaped, no script and nothing from the network."""
    drawn = list(list_specimens(look.style.fonts, kit.brand.name))
    primary = look.style.palette.primary
    hero = next((one for one in report.grounds if one.ground == write_hex(primary)), report.grounds[0])
    page = load_html_template("creative_cli.brand", "sheet.html.j2").render(
        brand=kit.brand,
        report=report,
        policy=POLICY,
        style=(files("creative_cli.brand") / "templates" / "sheet.css").read_text("utf-8").replace("\r\n", "\n"),
        swatches=_list_swatches(kit, look),
        primary=write_hex(primary),
        on_primary=_ink_on(primary),
        hero=_image(hero.picture),
        surfaces=_group_surfaces(report.pairs),
        own_pairs=[pair for pair in report.pairs if pair.use in {"ink", "accent"}],
        grounds=[(one, _image(one.picture), _ink_on(hex_to_rgb(one.ground))) for one in report.grounds],
        trials=_group_trials(report.trials),
        space=None if look.style.logo is None else _show_space(look.style.logo),
        specimens=[specimen for specimen, _ in drawn],
        faces=[face for _, faces in drawn for face in faces],
        marks=MARKS,
        every=EVERY_LANGUAGE,
        counts={mark: sum(one.status is status for one in report.findings) for status, mark in MARKS.items()},
        bad=[one for one in report.findings if one.status >= Status.WARN],
    )
    return page.encode("utf-8", "replace")


def sheet_file_name(name: str) -> str:
    """Return the file name of a brand's sheet: brand-solara.html."""
    word = "-".join(re.findall("[a-z0-9]+", name.lower()))
    return f"brand-{word}.html" if word else "brand-sheet.html"


def _list_swatches(kit: LoadedKit, look: KitLook) -> list[ShownSwatch]:
    palette, colors = look.style.palette, kit.brand.colors
    roles = {role: getattr(palette, role) for role in SHOWN_ROLES}
    by_value = {value.upper(): name for name, value in kit.brand.swatches.items()}
    shown = [
        _swatch(role, color, derived=getattr(colors, role) is None, named=by_value.get(write_hex(color).upper(), ""))
        for role, color in roles.items()
    ]
    used = {one.value.upper() for one in shown}
    return shown + [
        _swatch(name, hex_to_rgb(value)) for name, value in kit.brand.swatches.items() if value.upper() not in used
    ]


def _swatch(name: str, color: Rgb, *, derived: bool = False, named: str = "") -> ShownSwatch:
    on_white, on_black = contrast_ratio(color, WHITE), contrast_ratio(color, PURE_BLACK)
    channels = " ".join(map(str, color))
    return ShownSwatch(name, write_hex(color), channels, on_white, on_black, _ink_on(color), derived, named)


def _ink_on(color: Rgb) -> str:
    return "#000000" if is_light_ground(color) else "#FFFFFF"


def _group_surfaces(pairs: tuple[ColorPair, ...]) -> list[tuple[str, dict[str, ColorPair]]]:
    of_surfaces = [pair for pair in pairs if pair.use not in {"ink", "accent"}]
    found = {role: {pair.use: pair for pair in group} for role, group in groupby(of_surfaces, lambda one: one.surface)}
    return [(role.value, found[role.value]) for role in SurfaceRole]


def _group_trials(trials: tuple[LogoTrial, ...]) -> list[tuple[str, list[LogoTrial]]]:
    return [(variant, list(group)) for variant, group in groupby(trials, lambda one: one.variant)]


def _show_space(logo: BrandLogo) -> ShownSpace:
    art = open_logo_file(logo.file)
    height = min(SPACE_LOGO_HEIGHT, SPACE_LOGO_WIDTH / art.aspect)
    width = round(height * art.aspect)
    picture = encode_png(art.scaled(2 * width, 2 * round(height)))
    return ShownSpace(_image(picture), width, round(height), round(logo.clear_space * height), logo.clear_space)


def _image(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"

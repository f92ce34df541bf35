"""The look of a brand kit, as ads have it: colours, and the logo and fonts that could be read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from creative_cli.brief.brand_keys import FONT_SCRIPTS
from creative_cli.brief.consistency import LOGO_FILE_KEYS
from creative_cli.brief.loader import LoadedKit
from creative_cli.brief.palette import derive_palette
from creative_cli.brief.source_positions import KeyPath
from creative_cli.color.color_math import Palette
from creative_cli.errors import PictureError, Problem
from creative_cli.layout.brand_fonts import load_brand_fonts
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.models import BrandFont, BrandLogo, BrandStyle

ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class KitLook:
    """A kit's look. `problems` are the files that are no logos or fonts; the look is without them."""

    style: BrandStyle
    problems: tuple[Problem, ...]


def read_kit_look(kit: LoadedKit) -> KitLook:
    """Return the look of a kit, with what can be read of its files."""
    problems: list[Problem] = []

    def attempt(keys: KeyPath, read: Callable[[], ReadT]) -> ReadT | None:
        try:
            return read()
        except PictureError as error:
            problems.append(kit.document.problem(keys, f"{kit.document.label(keys)}: {error.sentence} {error.hint}"))
        except OSError:
            pass  # a file that is not there is among the problems of the kit
        return None

    fonts: list[BrandFont] = []
    keys = {code: key for key, code in FONT_SCRIPTS.items()}
    for script, files in () if kit.brand.fonts is None else kit.brand.fonts.files():
        named = tuple((weight, kit.folder / name) for weight, name in files)
        home: KeyPath = ("brand", "fonts", keys[script])
        fonts += attempt(home, partial(load_brand_fonts, script, named)) or ()
    logo = _read_logo(kit, attempt)
    palette = Palette(*derive_palette(kit.brand.colors))
    style = BrandStyle(
        name=kit.brand.name, palette=palette, keep=(), logo=logo, fonts=tuple(fonts), style=kit.brand.style or "retail"
    )
    return KitLook(style, tuple(problems))


def _read_logo(kit: LoadedKit, attempt: Callable[[KeyPath, Callable[[], bytes]], bytes | None]) -> BrandLogo | None:
    logo = kit.brand.logo
    if logo is None:
        return None
    found: dict[str, bytes | None] = {}
    for key in LOGO_FILE_KEYS:
        name = logo.variant(key)

        read = partial(_read_logo_file, kit.folder / (name or ""))
        found[key] = None if name is None else attempt(("brand", "logo", key), read)
    main = found["file"] or next((data for data in found.values() if data is not None), None)
    if main is None:
        return None
    return BrandLogo(
        main,
        found["on_light"],
        found["on_dark"],
        found["mono"],
        logo.recolour == "allowed",
        found["mark"],
        logo.clear_space or 0.0,
        logo.min_height or 0.0,
    )


def _read_logo_file(path: Path) -> bytes:
    data = path.read_bytes()
    open_logo_file(data)
    return data

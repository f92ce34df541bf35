"""Validates, chooses and renames the faces of a brief's fonts.

A brand's font may have the name of a bundled font or of another one in the brief. Each is therefore copied under a
family name made from its hash; its PostScript name stays for design programs. A variable font is cut at the requested
weight, with all its other axes where its makers put them.
"""

import hashlib
import re
import struct
import threading
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

import typst
import uharfbuzz
from fontTools.ttLib import TTFont

from creative_cli.errors import PictureError
from creative_cli.layout.font_files import FontData, read_font_file, unreadable_font
from creative_cli.layout.fonts import FAMILY_WEIGHTS, brand_family
from creative_cli.layout.glyph_ink import FontInk
from creative_cli.models import BrandFont
from creative_cli.scratch_folders import make_scratch_folder, raising_scratch_errors

FS_TYPE_RESTRICTED, FS_TYPE_MASK, FS_TYPE_BITMAPS = 0x0002, 0x000E, 0x0200
"""OS/2 fsType (OpenType 1.9.1): "restricted license embedding", the bits of its group, and "bitmap embedding only"."""

TRIED_LETTERS: Final = 200
"""How many characters of a font are tried before it counts as one without ink."""

MAX_NAMES: Final = 5_000
"""Most names of a font. Noto Sans CJK has 100 in each face."""

_OUTLINES, _BITMAPS = frozenset({"glyf", "CFF ", "CFF2"}), frozenset({"EBDT", "CBDT", "sbix", "bdat"})
_COLORS: Final = ("COLR", "CPAL", "SVG ", "CBDT", "CBLC", "sbix", "EBDT", "EBLC", "EBSC")
_REQUIRED: Final = ("head", "hhea", "hmtx", "maxp", "name", "cmap")
_FAMILY_NAMES, _STYLE_NAMES = (1, 16), (2, 17)
_ITALIC, _USUAL_WIDTH = 0x0001, 5  # OS/2 fsSelection, usWidthClass
_UNICODE_MAPS, _SYMBOL_MAP = {(3, 1), (3, 10)}, (3, 0)  # cmap platform and encoding
_SLANTED = re.compile("italic|oblique|slanted", re.IGNORECASE)
# How the families of collections for Chinese, Japanese and Korean end, by script.
_CJK_ENDINGS: Final = {
    "Jpan": (" JP", " J"),
    "Kore": (" KR", " K"),
    "Hans": (" SC", " CN", " GB"),
    "Hant": (" TC", " TW", " HK"),
}
_folders_lock = threading.Lock()
_folders: dict[BrandFont, Path] = {}


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """What a face of a brand's font says of itself: its names and weight, and whether its license forbids embedding.

    `width` is that of OS/2, 5 for neither narrow nor wide. `axes` are the least, the usual and the greatest value of
    each axis of a variable font.
    """

    family: str
    full_name: str
    weight: int
    width: int
    italic: bool
    restricted: bool
    axes: tuple[tuple[str, tuple[float, float, float]], ...]

    def place(self, weight: int) -> dict[str, float]:
        """Return where on its axes a variable font is used: at *weight*, and as usual otherwise; {} for others."""
        return {
            tag: min(max(float(weight), least), most) if tag == "wght" else usual
            for tag, (least, usual, most) in self.axes
        }


def load_brand_fonts(script: str, files: tuple[tuple[int, Path], ...]) -> tuple[BrandFont, ...]:
    """Return the fonts of a script from its files by weight; one variable font or collection gives every weight.

    Raises PictureError for a file that is no font, is damaged, exceeds a limit, or has no letters that can be drawn.
    """
    fonts = []
    for weight, path in files:
        source, data = read_font_file(path)
        facts = [_read_facts(source, number) for number in range(source.faces)]
        several = len(facts) > 1 or any(one.axes for one in facts)
        for own in FAMILY_WEIGHTS if several and len(files) == 1 else (weight,):
            face = _choose_face(facts, script, own)
            _require_ink(source, face, facts[face])
            # Faces of one collection are fonts of their own.
            marked = data + f" face {face}".encode() if len(facts) > 1 else data
            font = BrandFont(script, own, str(path), hashlib.sha256(marked).hexdigest())
            _require_drawable(font)
            fonts.append(font)
    return tuple(fonts)


def _read_facts(source: FontData, number: int) -> FaceFacts:
    try:
        with source.open_face(number) as font:
            _require_parts(font, source.name)
            names, style = font["name"], font.get("OS/2")
            family = names.getDebugName(16) or names.getDebugName(1) or ""
            full_name = names.getDebugName(4) or family or source.name
            axes = font["fvar"].axes if "fvar" in font else ()
            return FaceFacts(
                family=family,
                full_name=full_name,
                weight=400 if style is None else style.usWeightClass,
                width=_USUAL_WIDTH if style is None else style.usWidthClass,
                italic=(style is not None and bool(style.fsSelection & _ITALIC))
                or _SLANTED.search(full_name) is not None,
                restricted=style is not None and _forbids_embedding(style.fsType),
                axes=tuple((axis.axisTag, (axis.minValue, axis.defaultValue, axis.maxValue)) for axis in axes),
            )
    except PictureError:
        raise
    except Exception as error:  # fontTools raises anything for a broken table
        raise unreadable_font(source.name, "a table is damaged") from error


def _forbids_embedding(bits: int) -> bool:
    return bits & FS_TYPE_MASK == FS_TYPE_RESTRICTED or bool(bits & FS_TYPE_BITMAPS)


def _require_parts(font: Any, name: str) -> None:  # fontTools ships no types
    if not _OUTLINES.intersection(font.keys()):
        if _BITMAPS.intersection(font.keys()):
            raise PictureError(
                f"The font {name} has bitmaps only, in a few sizes.", "Use a font with outlines: .ttf or .otf."
            )
        raise unreadable_font(name, "it has no outlines (glyf, CFF or CFF2)")
    missing = [tag for tag in _REQUIRED if tag not in font]
    if "name" in font and struct.unpack_from(">H", font.reader["name"], 2)[0] > MAX_NAMES:
        raise unreadable_font(name, f"it has more names than the limit of {MAX_NAMES:,}")
    if missing and missing != ["cmap"]:
        raise unreadable_font(name, f"its table {missing[0]!r} is missing")
    kinds = _list_cmap_kinds(b"" if missing else font.reader["cmap"])
    if not kinds:
        raise PictureError(
            f"The font {name} has no character map (its cmap is empty or missing).",
            "Export it again for desktop use.",
        )
    if not any(platform == 0 or (platform, encoding) in _UNICODE_MAPS for platform, encoding in kinds):
        if _SYMBOL_MAP in kinds:
            raise PictureError(
                f"The font {name} is a symbol font (cmap 3.0): its signs have private codes instead of letters.",
                "Use the Unicode edition of the font, or draw its signs as a picture.",
            )
        raise PictureError(
            f"The font {name} has no Unicode character map (its cmap).", "Export it again for desktop use."
        )


def _list_cmap_kinds(cmap: bytes) -> list[tuple[int, int]]:
    """Return the platform and encoding of each character map; a face for Chinese takes 0.2 s to read whole."""
    if len(cmap) < 4:  # noqa: PLR2004  # the head of the table
        return []
    (count,) = struct.unpack_from(">H", cmap, 2)
    entries = (struct.unpack_from(">HH", cmap, 4 + 8 * number) for number in range(count))
    return [(platform, encoding) for platform, encoding in entries]


def _choose_face(facts: list[FaceFacts], script: str, weight: int) -> int:
    """Return the number of a face in a collection: of the script's family or the first, upright, nearest in weight."""
    endings = _CJK_ENDINGS.get(script, ())
    own = [number for number, one in enumerate(facts) if one.family.endswith(endings)] if endings else []
    family = facts[own[0]].family if own else facts[0].family
    among = [number for number, one in enumerate(facts) if one.family == family]

    def distance(number: int) -> tuple[bool, int, int]:
        one = facts[number]
        return one.italic, abs(one.width - _USUAL_WIDTH), abs(one.weight - weight)

    return min(among, key=distance)


def _require_ink(source: FontData, face: int, facts: FaceFacts) -> None:
    """Raise PictureError for a font none of whose first letters leaves ink."""
    ink = FontInk(source.data, face, facts.place(FAMILY_WEIGHTS[0]))
    letters = islice(ink.list_letters(), TRIED_LETTERS)
    if any(ink.draws(letter) for letter in letters):
        return
    with source.open_face(face) as font:
        painted = [tag.strip() for tag in _COLORS if tag in font]
    if painted:
        raise PictureError(
            f"The font {source.name} paints its letters in colours only ({', '.join(painted)}).",
            "Use its edition with outlines: copy is printed in colours of the brand.",
        )
    raise PictureError(
        f"The font {source.name} has no letters: its glyphs are empty, or boxes for missing characters.",
        "Export it again for desktop use.",
    )


@cache
def _find_face(font: BrandFont) -> tuple[FontData, int, FaceFacts]:
    source, data = read_font_file(Path(font.path))
    if source.faces == 1:
        face = 0
    else:
        digests = [hashlib.sha256(data + f" face {number}".encode()).hexdigest() for number in range(source.faces)]
        if font.sha256 not in digests:
            raise PictureError(f"The font {source.name} has changed while it was used.", "Run the command again.")
        face = digests.index(font.sha256)
    return source, face, _read_facts(source, face)


def read_face_facts(font: BrandFont) -> FaceFacts:
    """Return what the face of a loaded font says of itself; it is read once per process."""
    return _find_face(font)[2]


@cache
def brand_font_coverage(font: BrandFont) -> FontInk:
    """Return which characters a brand's font draws; it is opened once per process."""
    source, face, facts = _find_face(font)
    return FontInk(source.data, face, facts.place(font.weight))


def merge_fonts(brand: tuple[BrandFont, ...], ours: Path) -> typst.Fonts:
    """Return the bundled and the brand's fonts for Typst; raise PictureError for one it cannot use."""
    folders = [ours, *brand_font_folders(brand)]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    known = set(fonts.families())
    for font in brand:
        if brand_family(font) not in known:
            raise unreadable_font(Path(font.path).name, "its tables contradict each other")
    return fonts


def brand_font_folders(brand: tuple[BrandFont, ...]) -> list[Path]:
    """Return a folder with the renamed file of each font; they last as long as the process."""
    return [_renamed_folder(font) for font in brand]


def _require_drawable(font: BrandFont) -> None:
    """Raise PictureError for a font that Typst rejects, long before an ad needs it."""
    folder = _renamed_folder(font)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if brand_family(font) not in fonts.families():
        raise unreadable_font(Path(font.path).name, "its tables contradict each other")


def _renamed_folder(font: BrandFont) -> Path:
    # The folder lasts as long as the process.
    with _folders_lock:
        if font not in _folders:
            folder = make_scratch_folder()
            _rename_font(font, folder)
            _folders[font] = folder
        return _folders[font]


def _rename_font(font: BrandFont, folder: Path) -> None:
    target = folder / f"{brand_family(font).replace(' ', '')}.otf"
    source, face, facts = _find_face(font)
    try:
        with source.open_face(face) if not facts.axes else _cut_variable_font(source, face, facts, font) as opened:
            for tag in _COLORS:
                if tag in opened:
                    del opened[tag]
            names = opened["name"]
            names.names = [name for name in names.names if name.nameID not in (21, 22, *_FAMILY_NAMES, *_STYLE_NAMES)]
            for number in _FAMILY_NAMES:
                names.setName(brand_family(font), number, 3, 1, 0x409)
            for number in _STYLE_NAMES:
                names.setName("Regular", number, 3, 1, 0x409)
            renamed = BytesIO()
            opened.save(renamed, reorderTables=None)
    except Exception as error:  # as in `_read_facts`
        raise unreadable_font(source.name, "a table is damaged") from error
    with raising_scratch_errors():
        target.write_bytes(renamed.getvalue())


def _cut_variable_font(source: FontData, face: int, facts: FaceFacts, font: BrandFont) -> TTFont:
    """Return the static font at a weight of a variable one; an outline in CFF2 becomes one in CFF."""
    whole = uharfbuzz.Face(source.data, face)
    plan = uharfbuzz.SubsetInput()
    plan.keep_everything()
    plan.flags |= uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    for tag, value in facts.place(font.weight).items():
        plan.pin_axis_location(whole, tag, value)
    return TTFont(BytesIO(plan.subset(whole).blob.data), recalcTimestamp=False)


def read_drawn_font(font: BrandFont) -> bytes:
    """Return a brand's font as ads use it: one static face, without colours, under a name of its own."""
    return next(_renamed_folder(font).iterdir()).read_bytes()

"""Build the display faces in `fonts/display/` from the packages that `tools/display_fonts.toml` names.

    python tools/build_fonts.py [ARCHIVES]

Downloads each package with npm or apt-get (Debian or Ubuntu) and checks its sum, converts, merges, cuts and renames its
fonts, and writes licences, checksums and the table in fonts/README.md. The same packages give the same bytes. Archives
are kept in the folder ARCHIVES, if one is given, and not downloaded again.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TREE = Path(__file__).parents[1]
FONTS = TREE / "fonts"
DISPLAY = FONTS / "display"
REGIONS = ("JP", "KR", "SC", "TC", "HK")
"""The faces of a CJK collection in file order."""
KEPT_NAMES = (0, 5, 7, 8, 9, 11, 12, 13, 14)
"""Copyright, version, trademark, maker, designer, their addresses and the licence (OpenType name IDs)."""
WINDOWS_ENGLISH = (3, 1, 0x409)
LONG_CMAP = 12
DROPPED_TABLES = ["BASE", "DSIG", "STAT", "VORG", "gasp", "meta", "vhea", "vmtx"]
VERTICAL_FEATURES = {"vert", "vrt2", "vkrn", "vpal", "vhal"}
# Cantonese characters that ads use and Big5's first level lacks.
CANTONESE = "嘅咗啲喺冇嚟唔佢哋咁嘢嗰噉咩喎啱攞睇搵俾畀瞓餸嚿嗌唞嘥孭攰靚啖埋嗱噃囉嘞喇㗎㩒"
TABLE_START, TABLE_END = "<!-- faces: written by tools/build_fonts.py -->", "<!-- end of faces -->"


def fetch_archive(package: Mapping[str, str], folder: Path) -> Path:
    """Return the archive of a package in *folder*, downloaded if it is not there; exit if its sum is another."""
    folder.mkdir(parents=True, exist_ok=True)
    name, version = package["name"], package["version"]
    if package["registry"] == "npm":
        archive = folder / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
    else:
        archive = folder / f"{name}_{version.replace(':', '%3a')}_all.deb"
        command = ["apt-get", "download", f"{name}={version}"]
    if not archive.is_file():
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    actual = hashlib.sha256(archive.read_bytes()).hexdigest()
    if actual != package["sha256"]:
        sys.exit(f"{archive.name} has the sum {actual}: look at the package, then change tools/display_fonts.toml.")
    return archive


def unpack_archive(archive: Path, folder: Path) -> Path:
    """Unpack an archive into a folder of its own in *folder* and return it."""
    target = folder / archive.name
    target.mkdir()
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", archive, target], check=True)  # noqa: S607  # Debian's own, by its name
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    return target


@cache
def character_set(name: str) -> frozenset[int]:
    """Return the code points of a named set."""
    latin = {*range(0x20, 0x530), *range(0x1E00, 0x20D0), *range(0x2100, 0x2300), *range(0x2C60, 0x2C80)}
    latin |= {*range(0xA720, 0xA800), *range(0xFB00, 0xFB07)}
    basic = {*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2100, 0x2200)}
    wide = {*range(0x3000, 0x3100), *range(0x31F0, 0x3200), *range(0xFF00, 0xFFF0), *map(ord, CANTONESE)}
    chosen = {
        "latin": latin,
        "hangul": basic | _coded("euc_kr", range(0xA1, 0xC9)),
        "hant": basic | wide | _coded("big5", range(0xA1, 0xC7)),
        "cjk": basic
        | wide
        | _coded("gb2312", range(0xA1, 0xF8))
        | _coded("big5", range(0xA1, 0xC7))
        | _coded("euc_jp", range(0xA1, 0xF5))
        | _coded("euc_kr", range(0xA1, 0xFE)),
    }
    return frozenset(chosen[name])


def _coded(encoding: str, leads: range) -> set[int]:
    texts = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in range(0x40, 0xFF))
    return {ord(text) for text in texts if len(text) == 1}


def _options(*, dropped: Iterable[str] = ()) -> Options:
    options = Options()
    options.hinting = False  # Typst draws outlines without it
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.name_IDs = ["*"]
    options.drop_tables = [*options.drop_tables, *DROPPED_TABLES]
    features = [*options.layout_features, "palt", "halt", "lnum", "tnum", "pnum"]
    options.layout_features = sorted(set(features) - VERTICAL_FEATURES - set(dropped))
    return options


def cut_font(font: Any, codes: Iterable[int] | None) -> Any:
    """Keep the characters *codes* (all without) and what shapes them; drop hints and vertical metrics."""
    subsetter = Subsetter(_options())
    has = font.getBestCmap()
    subsetter.populate(unicodes=has if codes is None else set(codes) & set(has))
    subsetter.subset(font)
    return font


def build_face(face: Mapping[str, Any], sources: list[Path]) -> TTFont:
    """Return one face made from its sources: cut from a variable font, cut down, merged and renamed."""
    codes = character_set(face["subset"]) if "subset" in face else None
    pieces = []
    for path in sources:
        font = TTFont(path, recalcTimestamp=False)
        if "fvar" in font:
            instantiateVariableFont(font, face["axes"], inplace=True)
        if codes is None or codes & set(font.getBestCmap()):
            pieces.append(_plain_bytes(cut_font(font, codes)))
    font = TTFont(BytesIO(pieces[0]), recalcTimestamp=False)
    if len(pieces) > 1:
        stamp = font["head"].created
        font = Merger().merge([BytesIO(piece) for piece in pieces])
        font["head"].created, font.recalcTimestamp = stamp, False
    _rename_face(font, face["family"], face["weight"])
    return font


def build_collection(face: Mapping[str, Any], source: Path) -> TTCollection:
    """Return a collection with a face for each CJK region, all on one set of glyphs."""
    codes = character_set(face["subset"])
    maps = []
    for number in range(len(REGIONS)):
        with TTFont(source, fontNumber=number, lazy=True) as font:
            maps.append({code: glyph for code, glyph in font.getBestCmap().items() if code in codes})
    font = TTFont(source, fontNumber=0, recalcTimestamp=False)
    # Each region's face maps to its own forms, so that no language has to be told.
    subsetter = Subsetter(_options(dropped={"locl", "ljmo", "vjmo", "tjmo"}))
    subsetter.populate(unicodes=maps[0], glyphs=sorted({glyph for one in maps for glyph in one.values()}))
    subsetter.subset(font)
    # The older format cannot hold so many separate ranges.
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == LONG_CMAP]
    # One name in the outlines' table, which all faces share.
    outlines = font["CFF "].cff
    outlines.fontNames = [face["family"].replace(" ", "")]
    outlines.topDictIndex[0].FamilyName = outlines.topDictIndex[0].FullName = face["family"]
    shared = _plain_bytes(font)
    collection = TTCollection()
    for region, mapping in zip(REGIONS, maps, strict=True):
        font = TTFont(BytesIO(shared), recalcTimestamp=False)
        for table in font["cmap"].tables:
            table.cmap = mapping
        _rename_face(font, f"{face['family']} {region}", face["weight"])
        collection.fonts.append(font)
    return collection


def _plain_bytes(font: Any) -> bytes:
    font.flavor = None
    buffer = BytesIO()
    font.save(buffer, reorderTables=None)
    return buffer.getvalue()


def _rename_face(font: Any, family: str, weight: int) -> None:
    """Give a face a family of its own, of one weight and no width, so that nothing takes it for another's style."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in KEPT_NAMES}
    names.names = []
    postscript = family.replace(" ", "")
    ours = {1: family, 2: "Regular", 3: f"{postscript};{weight}", 4: family, 6: postscript}
    for number, text in sorted({**{number: text for number, text in kept.items() if text}, **ours}.items()):
        names.setName(text, number, *WINDOWS_ENGLISH)
    metrics, head = font["OS/2"], font["head"]
    metrics.usWeightClass, metrics.usWidthClass, metrics.fsType = weight, 5, 0
    metrics.fsSelection = (metrics.fsSelection & ~0b100001) | 0b1000000  # not italic or bold: regular
    head.macStyle, head.modified = 0, head.created
    if "post" in font:
        font["post"].formatType = 3.0


def write_table(faces: list[Mapping[str, Any]], packages: Mapping[str, Mapping[str, str]]) -> None:
    """Write the table of faces into fonts/README.md, between its two marks."""
    rows, total, packed = [], 0, 0
    for face in faces:
        data = (DISPLAY / file_name(face)).read_bytes()
        small = len(zlib.compress(data, 6))
        total, packed = total + len(data), packed + small
        package = packages[face["package"]]
        rows.append(
            f"| `{file_name(face)}` | {face['was']} | {face['script']} | {face['weight']} | `{package['name']}` "
            f"{package['version']} | {len(data) / 1000:,.0f} | {small / 1000:,.0f} |"
        )
    head = "| file | is | script | weight | package | kB | kB in a wheel |\n|---|---|---|---|---|---|---|"
    foot = f"| all {len(faces)} | | | | | {total / 1000:,.0f} | {packed / 1000:,.0f} |"
    readme = FONTS / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    table = "\n".join((TABLE_START, head, *rows, foot, TABLE_END))
    readme.write_text(before + table + after, "utf-8")


def file_name(face: Mapping[str, Any]) -> str:
    """Return the name of a face's file in `fonts/display/`."""
    family: str = face["family"]
    return family.replace(" ", "") + (".ttc" if face.get("subset") == "cjk" else ".ttf")


def write_sums() -> None:
    """Write fonts/SHA256SUMS, sorted by path."""
    sums = {
        path.relative_to(FONTS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.rglob("*.tt[cf]")
    }
    (FONTS / "SHA256SUMS").write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), "utf-8")


def main() -> int:
    """Build every face, and put them in the place of the old ones when all are done."""
    plan = tomllib.loads((TREE / "tools" / "display_fonts.toml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as work:
        archives = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(work, "archives")
        made = Path(work, "display")
        (made / "licences").mkdir(parents=True)
        folders = {}
        for key, package in plan["package"].items():
            folders[key] = unpack_archive(fetch_archive(package, archives), Path(work))
            lines = (folders[key] / package["licence"]).read_text("utf-8").splitlines()
            text = "".join(f"{line.rstrip()}\n" for line in lines)
            (made / "licences" / f"{key}.txt").write_text(text, "utf-8")
        for face in plan["face"]:
            root = folders[face["package"]]
            sources = [path for pattern in face["files"] for path in sorted(root.glob(pattern))]
            collected = face.get("subset") == "cjk"
            built = build_collection(face, sources[0]) if collected else build_face(face, sources)
            built.save(made / file_name(face))
            print(f"{file_name(face):44} {(made / file_name(face)).stat().st_size / 1000:8,.0f} kB", flush=True)
        shutil.rmtree(DISPLAY, ignore_errors=True)
        shutil.copytree(made, DISPLAY)
    write_sums()
    write_table(plan["face"], plan["package"])
    return 0


if __name__ == "__main__":
    sys.exit(main())

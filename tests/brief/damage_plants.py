"""Plants damage in good copy: what vendors, spreadsheets, web pages and old programs do to a text, in every script."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import ftfy

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.locale import locales

WORLD_COPY = Path(__file__).parent.parent / "data" / "world-copy.toml"

SLOPPY = "sloppy-windows-1252"
"""Windows-1252 as browsers read it; the codec is registered by ftfy."""
assert ftfy.__version__

UTF8_READERS = (SLOPPY, "latin-1", "mac_roman", "cp437", *(f"sloppy-windows-125{n}" for n in (0, 1, 3, 4)))
EAST_ASIAN_READERS = ("gbk", "big5", "cp932", "cp949")
NATIONAL = {
    "Cyrl": "cp1251",
    "Grek": "cp1253",
    "Hebr": "cp1255",
    "Arab": "cp1256",
    "Thai": "cp874",
    "Hans": "gbk",
    "Hant": "big5",
    "Jpan": "cp932",
    "Kore": "cp949",
}
LOOK_ALIKES = {"Cyrl": ("аеорсх", "aeopcx"), "Grek": ("οκν", "okv"), "Armn": ("օս", "ou")}
INSERTED = {
    "entity": ("&nbsp;", " &amp; ", "&#8217;", "&eacute;"),
    "tag": ("<br/>", "<b> x </b>", '<g id="1"/>', "</p>", " <0> x </0> "),
    "placeholder": (" {0} ", " %s ", " %1$s ", " ${x} ", " [[x]] ", " {{price}} "),
    "escape": (r"\n", r"\t", r"\u00e9", r"\x27", "=C3=A9"),
    "spreadsheet": (" #N/A ", " #REF! ", " #NOM? ", " #BEZUG! ", " #ИМЯ? ", " 1.23E+15 ", " ######## "),
    "unfinished": (" lorem ipsum ", " TODO: ", " TBC ", " XX,XX € ", " [insert name here] "),
    "lost_letter": ("\ufffd", " ???? "),
    "invisible": ("\u200b\u200b", "\ue001", "\u3164"),
    "doubled_stop": (" ,, ", ".. "),
    "loose_quote": (' "" ',),
}
REPLACED = {
    "spreadsheet": ("#NAME?", "#¿NOMBRE?", "=A1&B1", "45444", "Jan-02"),
    "unfinished": ("home.hero.title", "HERO_TITLE", "ditto", "N/A", "—", "???", "Headline", "[DE] Copy"),
}


class GoodLine(NamedTuple):
    """A line of good copy, the tag of its locale, its role, and what is known about it."""

    tag: str
    role: str
    text: str
    context: DamageContext


class PlantedDamage(NamedTuple):
    """A damaged line and what was done to it."""

    kind: str
    tag: str
    text: str
    context: DamageContext


def list_good_lines() -> list[GoodLine]:
    """Return every line of the world's copy."""
    lines = []
    for tag, copy in tomllib.loads(WORLD_COPY.read_text("utf-8")).items():
        language, _, territory = tag.rpartition("-")
        locale = locales.resolve_locale(territory, language, "en")
        context = DamageContext(locale.language, locale.script)
        lines += [GoodLine(tag, role, text, context) for role, text in copy.items()]
    return lines


def plant_everything(line: GoodLine) -> Iterator[PlantedDamage]:
    """Yield the line with each damage that it can suffer."""
    for kind, parts in INSERTED.items():
        for part in parts:
            yield PlantedDamage(f"{kind} {part.strip()}", line.tag, _insert(line.text, part), line.context)
    for kind, texts in REPLACED.items():
        for text in texts:
            yield PlantedDamage(f"{kind} {text}", line.tag, text, line.context)
    for kind, damage in TRANSFORMED.items():
        damaged = damage(line.text, line.context)
        if damaged is not None and damaged != line.text:
            yield PlantedDamage(kind, line.tag, damaged, line.context)


def _insert(text: str, part: str) -> str:
    """Put a part at the first space, or at the end: never inside a word, where it would be another damage."""
    at = text.find(" ")
    return text + part if at < 0 else text[:at] + part + text[at:]


def _count_letters(text: str) -> int:
    return sum(sign.isalpha() and not sign.isascii() for sign in text)


def _read_utf8_as(codec: str, errors: str) -> Callable[[str, DamageContext], str | None]:
    def misread(text: str, _context: DamageContext) -> str | None:
        # One letter may become a sign that the language has, too.
        if _count_letters(text) < 2:
            return None
        try:
            return text.encode().decode(codec, errors)
        except UnicodeDecodeError:
            return None

    return misread


def _read_national_as(codec: str) -> Callable[[str, DamageContext], str | None]:
    def misread(text: str, context: DamageContext) -> str | None:
        was = NATIONAL.get(context.script)
        if was in {None, codec} or _count_letters(text) < 4:
            return None
        try:
            return text.encode(was or "").decode(codec)
        except UnicodeError:
            return None

    return misread


def _encode_twice(text: str, _context: DamageContext) -> str | None:
    if _count_letters(text) < 2:
        return None
    return text.encode().decode(SLOPPY).encode().decode(SLOPPY)


def _lose_letters(text: str, _context: DamageContext) -> str | None:
    lost = "".join("?" if sign.isalpha() and not sign.isascii() else sign for sign in text)
    # A mark at the end of a word may be a question's.
    return lost if re.search(r"[^\W\d_]\?+[^\W\d_]|(?<![^\W\d_])\?{4}", lost) else None


def _swap_letter(text: str, context: DamageContext) -> str | None:
    right, wrong = LOOK_ALIKES.get(context.script, ("", ""))
    found = re.search(rf"(?<=[^\W\d_a-zA-Z])[{right}](?=[^\W\d_a-zA-Z])", text) if right else None
    if found is None:
        return None
    return text[: found.start()] + wrong[right.index(found[0])] + text[found.end() :]


def _shape_letters(text: str, context: DamageContext) -> str | None:
    return "".join(_SHAPES.get(sign, sign) for sign in text) if context.script == "Arab" else None


def _initial_shapes() -> Mapping[str, str]:
    shapes: dict[str, str] = {}
    for code in range(0xFE70, 0xFEFD):
        kind, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if kind == "<initial>" and " " not in base:
            shapes[chr(int(base, 16))] = chr(code)
    return shapes


def _turn_around(text: str, context: DamageContext) -> str | None:
    """Reverse a text; short ones may lack a letter that shows it."""
    return text[::-1] if context.script in {"Hebr", "Arab"} and len(text) > 30 and context.language != "ur" else None


_SHAPES = _initial_shapes()
TRANSFORMED: Mapping[str, Callable[[str, DamageContext], str | None]] = {
    **{f"UTF-8 as {codec}": _read_utf8_as(codec, "strict") for codec in UTF8_READERS},
    **{f"UTF-8 as {codec}": _read_utf8_as(codec, "replace") for codec in EAST_ASIAN_READERS},
    "UTF-8 twice": _encode_twice,
    "old encoding as Windows-1252": _read_national_as(SLOPPY),
    "old encoding as GBK": _read_national_as("gbk"),
    "question marks": _lose_letters,
    "backslash escapes": lambda text, _: text.encode("ascii", "backslashreplace").decode(),
    "numeric entities": lambda text, _: text.encode("ascii", "xmlcharrefreplace").decode(),
    "percent escapes": lambda text, _: quote(text, safe=" ,.:!") if _count_letters(text) else None,
    "look-alike": _swap_letter,
    "presentation forms": _shape_letters,
    "reverse order": _turn_around,
    "quote of a CSV file": lambda text, _: f'"{text}',
    "mark without a letter": lambda text, _: f"\u0301{text}",
    "language tag": lambda text, _: f"[EN] {text}",
}

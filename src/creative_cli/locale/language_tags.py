"""Language tags in every form that people and tools write: BCP 47, POSIX, Java, .NET and Windows numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from locale import windows_locale
from typing import Any, Literal

from babel.core import get_global

from creative_cli.resources import read_data_table

# Two-letter codes of CLDR outside ISO 3166-1. Kosovo's XK is outside too, but it is a market.
NON_COUNTRY_CODES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

# POSIX: language_COUNTRY.charset@modifier; ICU writes keywords after the at sign.
_POSIX = re.compile(r"([^.@]+)(?:\.[A-Za-z0-9_-]+)?(?:@([^.@]+))?(?:\.[A-Za-z0-9_-]+)?")
# Windows LCID, decimal or hexadecimal: 1031, 0x0407.
_WINDOWS_NUMBER = re.compile(r"0x[0-9A-Fa-f]{3,5}|[0-9]{4,5}", re.ASCII)
# A registered variant of BCP 47, such as 1996 or valencia; all leave language, script and region as they are.
_VARIANT = re.compile(r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}", re.ASCII)
# Longer text is a sentence, not a tag.
_MAX_TAG_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """A language tag of a brief: `zh`, `zh-Hant`, `pt-PT`; missing parts are None."""

    language: str
    script: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        """Return the tag in BCP 47's form."""
        return "-".join(part for part in (self.language, self.script, self.region) if part)


def cldr_table(
    table: Literal[
        "language_aliases", "likely_subtags", "parent_exceptions", "territory_aliases", "territory_languages"
    ],
) -> Mapping[str, Any]:
    """Return a table of CLDR's supplemental data."""
    found: Mapping[str, Any] = get_global(table)
    return found


@cache
def _foreign_tags() -> Mapping[str, Any]:
    return read_data_table("foreign-tags.toml")


@cache
def _known_scripts() -> frozenset[str]:
    return frozenset(subtags.split("_")[1] for subtags in cldr_table("likely_subtags").values())


def parse_language_tag(text: str) -> LanguageTag | None:
    """Return the language of a tag, or None if it has none that CLDR knows.

    Case does not matter, and underscores are hyphens. Old codes are replaced (`iw` by `he`), plain Norwegian is Bokmål,
    and `UK` is `GB`. Variants, extensions and character sets are dropped, as no market depends on them;
    a tag of private use is none.
    """
    text = text.strip()
    if not text or len(text) > _MAX_TAG_CHARACTERS or not text.isascii():
        return None
    if _WINDOWS_NUMBER.fullmatch(text):
        name = windows_locale.get(int(text, 0) if text[:2].lower() == "0x" else int(text))
        return None if name is None else parse_language_tag(name)
    posix = _POSIX.fullmatch(text)
    if posix is None:
        return None
    whole = re.sub(r"[_-]+", "-", posix[1].lower().replace("#", "-")).strip("-")
    tag = _parse_subtags(_foreign_tags()["tags"].get(whole, whole).lower().split("-"))
    return tag if tag is None or posix[2] is None else _modify_script(tag, posix[2].lower())


def _modify_script(tag: LanguageTag, modifier: str) -> LanguageTag | None:
    """Return *tag* in the script that a POSIX modifier names."""
    if "=" in modifier:  # ICU's keywords: calendar, collation, numbers
        return tag
    script = _foreign_tags()["modifiers"].get(modifier, modifier.title())
    if not script:
        return tag
    return LanguageTag(tag.language, script, tag.region) if script in _known_scripts() else None


def _parse_subtags(parts: Sequence[str]) -> LanguageTag | None:
    code, *rest = parts
    if not re.fullmatch("[a-z]{2,3}", code):
        return None
    # An extended language subtag stands for its language: zh-yue is Cantonese.
    if rest and re.fullmatch("[a-z]{3}", rest[0]) and _resolve_language(rest[0]) and not _resolve_region(rest[0], ""):
        code = rest.pop(0)
    today = _resolve_language(code)
    # Private use is a language of its user's own, whatever stands before it.
    if today is None or "x" in rest:
        return None
    language, script, region = today
    for part in _meaningful(rest):
        if len(part) == len("latn") and part.title() in _known_scripts():
            script = part.title()
        elif found := _resolve_region(part, language):
            region = found
        elif not _VARIANT.fullmatch(part) and _foreign_tags()["modifiers"].get(part) is None:
            return None
    return LanguageTag(language, script, region)


def _meaningful(parts: Sequence[str]) -> Iterator[str]:
    """Yield the subtags before the first extension, which a single letter begins."""
    for part in parts:
        if len(part) == 1:
            return
        yield part


def _resolve_language(code: str) -> tuple[str, str | None, str | None] | None:
    """Return language, script and region of a code of today or of old, or None."""
    parts = cldr_table("language_aliases").get(code, code).split("_")
    language = parts[0]
    if language == "und" or language not in cldr_table("likely_subtags"):
        return None
    script = next((part for part in parts[1:] if len(part) == len("Latn")), None)
    region = next((part for part in parts[1:] if len(part) == len("AF")), None)
    return "nb" if language == "no" else language, script, region


def _resolve_region(part: str, language: str) -> str | None:
    """Return the country or UN area that a subtag names, or None.

    A former country that has become several is the one where *language* is most likely, as CLDR has it.
    """
    code = _foreign_tags()["regions"].get(part.upper(), part.upper())
    if is_country(code):
        return str(code)
    if not re.fullmatch("[A-Z]{2,3}|[0-9]{3}", code):
        return None
    today: Sequence[str] = cldr_table("territory_aliases").get(code, ())
    if len(today) == 1 and is_country(today[0]):
        return today[0]
    likely = likely_subtags(language, None)[2] if language else ""
    if likely in today:
        return likely
    return code if code.isdigit() and not today else None


def is_country(code: str) -> bool:
    """Return whether *code* is an alpha-2 code of ISO 3166-1, or XK."""
    return code in cldr_table("territory_languages") and code not in NON_COUNTRY_CODES


def likely_subtags(language: str, region: str | None) -> list[str]:
    """Return the language, script and region that CLDR finds most likely for a language in a region."""
    table = cldr_table("likely_subtags")
    full: str = table.get(f"{language}_{region}") or table[language]
    return full.split("_")


def lies_within(language: str, region: str, area: str) -> bool:
    """Return whether *area*, a UN code, is a parent of *region* for this language, as `es-419` is of `es-MX`."""
    if area == "001":
        return True
    parents = cldr_table("parent_exceptions")
    name = f"{language}_{region}"
    while name in parents:
        name = parents[name]
        if name == f"{language}_{area}":
            return True
    return False

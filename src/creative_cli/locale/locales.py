"""Locales of markets, from CLDR (through Babel) and the overrides in `data/locale-overrides.toml`."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from babel import localedata
from babel.core import Locale as Cldr
from babel.languages import get_official_languages

from creative_cli.errors import UsageError
from creative_cli.locale.language_tags import LanguageTag, cldr_table, is_country, likely_subtags, parse_language_tag
from creative_cli.resources import read_data_table


class Direction(StrEnum):
    """Reading direction of a script."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True, order=True)
class Locale:
    """A language as written in one market: `ja-JP`, `zh-Hant-TW`.

    `territory` is the market's country. The tag ends in it unless the market uses another country's variety, such as
    `pt-PT` in Angola.
    """

    tag: str
    language: str
    script: str
    territory: str
    direction: Direction


RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""Right-to-left scripts (ISO 15924)."""

# Languages advertised in more than one script: their tags always include it.
MULTI_SCRIPT_LANGUAGES = frozenset({"az", "bs", "sr", "uz", "zh"})

_QUALIFIED_NAME = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_ALPHA_3 = re.compile(r"[A-Z]{3}")
_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE | re.ASCII)


@cache
def load_overrides() -> Mapping[str, Any]:
    """Return the tables of `data/locale-overrides.toml`."""
    return read_data_table("locale-overrides.toml")


def _overrides(table: Literal["default_locale", "not_by_default"], code: str) -> tuple[str, ...]:
    return tuple(load_overrides()[table].get(code, ()))


def _english_names(names: Literal["languages", "scripts", "territories"]) -> Mapping[str, str]:
    found: Mapping[str, str] = getattr(Cldr("en"), names)
    return found


def english_language_names() -> Mapping[str, str]:
    """Return CLDR's English name of each language (ISO 639)."""
    return _english_names("languages")


def _fold_english_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("&", "and").replace("st.", "saint")
    return "".join(sign for sign in plain if sign.isalnum()).removeprefix("the")


def _fold_native_name(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name.casefold())
    # Marks stay: they are the vowels of Indic and Thai words.
    return "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def _find_nearest_code(text: str, names: Mapping[str, str], own: Mapping[str, tuple[str, ...]]) -> str | None:
    # English first if both are equally similar.
    both = {**{name: codes[0] for name, codes in own.items()}, **names}
    near = [
        *get_close_matches(_fold_english_name(text), names, n=1, cutoff=0.8),
        *get_close_matches(_fold_native_name(text), own, n=1, cutoff=0.8),
    ]
    return both[get_close_matches(_fold_native_name(text), near, n=1, cutoff=0)[0]] if near else None


def _is_code(text: str) -> bool:
    return _TAG.fullmatch(text.strip().replace("_", "-")) is not None


def _codes_by_native_name(text: str, own: Callable[[], Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    # Reading the table takes 0.6 s; codes do without.
    return () if _is_code(text) else own().get(_fold_native_name(text), ())


def _group_codes_by_name(named: Iterable[tuple[str | None, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each name, both as written and without accents."""
    found: dict[str, dict[str, None]] = {}
    for name, code in named:
        for key in {_fold_native_name(name), _fold_english_name(name)} if name else ():
            if key == _fold_native_name(key):
                found.setdefault(key, {})[code] = None
    return MappingProxyType({key: tuple(codes) for key, codes in found.items() if key})


@cache
def list_territories() -> tuple[str, ...]:
    """Return the sorted 249 alpha-2 codes of ISO 3166-1, and XK."""
    return tuple(sorted(filter(is_country, cldr_table("territory_languages"))))


@cache
def _territory_names() -> Mapping[str, str]:
    cldrs = ((territory_name(code), code) for code in list_territories())
    ours = ((name, code) for code, names in load_overrides()["names"].items() for name in names)
    return MappingProxyType({_fold_english_name(name): code for name, code in (*cldrs, *ours)})


@cache
def _native_territory_names() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of countries by their names in their official languages: 'Deutschland', '日本'."""
    return _group_codes_by_name((name, code) for code in list_territories() for name in list_own_names(code))


@cache
def list_own_names(code: str) -> tuple[str, ...]:
    """Return the names of a territory (alpha-2) in its official languages: Schweiz, Suisse, Svizzera."""
    names = (
        Cldr.parse(language).territories.get(code)
        for language, facts in cldr_table("territory_languages")[code].items()
        if facts["official_status"] and localedata.exists(language)
    )
    return tuple(dict.fromkeys(filter(None, names)))


@cache
def _native_language_names() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of languages by their own names: 'Deutsch', '繁體中文'."""
    codes = [code for code in sorted(localedata.locale_identifiers()) if re.fullmatch("[a-z]+(_[A-Z][a-z]{3})?", code)]
    spoken = ((Cldr.parse(code).languages, code) for code in codes if parse_language_tag(code))
    named = _group_codes_by_name((names.get(code) or names.get(code[:3].rstrip("_")), code) for names, code in spoken)
    # Drop a script variety with the same name as its language: uz_Latn beside uz.
    return MappingProxyType(
        {
            name: tuple(code for code in codes if code.split("_")[0] not in codes or "_" not in code)
            for name, codes in named.items()
        }
    )


def territory_name(code: str) -> str:
    """Return CLDR's English name of an alpha-2 code, such as 'Germany'."""
    return _english_names("territories")[code]


def find_territory(text: str) -> str | None:
    """Return the alpha-2 code of a country given by code (two or three letters), English or own name, or None."""
    code = text.strip().upper()
    if code in list_territories():
        return code
    today: list[str] = cldr_table("territory_aliases").get(code, []) if _ALPHA_3.fullmatch(code) else []
    if len(today) == 1 and today[0] in list_territories():
        return today[0]
    own = () if _fold_english_name(text) in _territory_names() else _codes_by_native_name(text, _native_territory_names)
    return own[0] if len(own) == 1 else _territory_names().get(_fold_english_name(text))


def require_territory(text: str) -> str:
    """Return the result of `find_territory`; raise UsageError with the most similar country if there is none."""
    code = find_territory(text)
    if code is None:
        raise UsageError(f"{text!r} is not a country.", _suggest_country(text))
    return code


def _suggest_country(text: str) -> str:
    for code, parts in load_overrides()["parts"].items():
        if _fold_english_name(text) in map(_fold_english_name, parts):
            return f"It is part of a country: write {code} ({territory_name(code)})."
    if not _is_code(text) and find_language(text) is not None:
        return f"It is a language: write the country, and language: {text.strip()} beside it."
    near = _find_nearest_code(text, _territory_names(), _native_territory_names())
    if near is None:
        return "Write its two-letter code (DE) or its English name (Germany)."
    return f"Did you mean {territory_name(near)} ({near})?"


@cache
def _language_names() -> Mapping[str, str]:
    named = ((_fold_english_name(name), code) for code, name in _english_names("languages").items())
    return MappingProxyType({name: code for name, code in named if parse_language_tag(code)})


def find_language(text: str) -> LanguageTag | None:
    """Return a language given by tag (`fr`, `pt-PT`, `zh_Hant`), English name ('French') or own name ('français').

    A name may have a script or country in parentheses: 'Portuguese (Brazil)', 'Serbian (Latin)'.
    Returns None for anything else, including an own name that several languages share. Old codes are replaced (`iw` by
    `he`), and plain Norwegian is Bokmål.
    """
    tag = parse_language_tag(text) or parse_language_tag(_language_names().get(_fold_english_name(text), ""))
    if tag is None and (qualified := _QUALIFIED_NAME.fullmatch(text.strip())) is not None:
        return _find_qualified(qualified[1], qualified[2])
    if tag is None and len(own := _codes_by_native_name(text, _native_language_names)) == 1:
        return parse_language_tag(own[0])
    return tag


def _find_qualified(name: str, where: str) -> LanguageTag | None:
    """Return the language of a name with a script or country in parentheses, as spreadsheets and tools list them."""
    tag = find_language(name)
    if tag is None:
        return None
    known = _language_names().get(_fold_english_name(f"{where} {name}"))
    if known is not None:
        return parse_language_tag(known)
    scripts = {_fold_english_name(own): code for code, own in _english_names("scripts").items()}
    areas = {_fold_english_name(own): code for code, own in _english_names("territories").items() if code.isdigit()}
    script = scripts.get(_fold_english_name(where))
    region = find_territory(where) or areas.get(_fold_english_name(where))
    if script is None and region is None:
        return None
    return LanguageTag(tag.language, script or tag.script, None if script else region)


def require_language(text: str) -> LanguageTag:
    """Return the result of `find_language`; raise UsageError with the most similar language if there is none."""
    tag = find_language(text)
    if tag is None:
        raise UsageError(f"{text!r} is not a language.", _suggest_language(text))
    return tag


def _suggest_language(text: str) -> str:
    several = _codes_by_native_name(text, _native_language_names)
    if len(several) > 1:
        names = (f"{_english_names('languages')[code]} ({code})" for code in several)
        return f"It may be {' or '.join(names)}."
    code = find_territory(text)
    if code is not None:
        usual = list_locales(code)[0]
        word = code if text.strip().upper() == code else text.strip()
        return f"{word} is {territory_name(code)}; its language is {usual.language} ({language_name(usual)})."
    near = _find_nearest_code(text, _language_names(), _native_language_names())
    if near is None:
        return "Write a language tag such as fr, pt-BR or zh-Hant."
    return f"Did you mean {near.replace('_', '-')} ({_english_names('languages')[near]})?"


def language_name(locale: Locale) -> str:
    """Return CLDR's English name of a locale's language: 'Canadian French', 'Traditional Chinese'."""
    names = _english_names("languages")
    region = locale.tag.rpartition("-")[2]
    for variety in (f"{locale.language}_{locale.script}", f"{locale.language}_{region}"):
        if variety in names:
            return names[variety]
    name = names.get(locale.language, locale.language)
    return f"{name} ({_english_names('scripts')[locale.script]})" if locale.script in locale.tag else name


def find_usual_country(tag: LanguageTag) -> str:
    """Return the alpha-2 code of the country that CLDR expects for a language, in its script if it has one."""
    return likely_subtags(tag.language, tag.script)[2]


def rank_language(country: str, language: str) -> int:
    """Return how much a language belongs to a country (alpha-2): 2 if CLDR calls it official, 1 if spoken, else 0."""
    facts = cldr_table("territory_languages")[country].get(require_language(language).language)
    return 0 if facts is None else 1 + bool(facts["official_status"])


def _usual_script(tag: LanguageTag) -> str:
    region = tag.region or likely_subtags(tag.language, None)[2]
    for word in _overrides("default_locale", region):
        usual = parse_language_tag(word)
        if usual is not None and usual.language == tag.language and usual.script is not None:
            return usual.script
    return likely_subtags(tag.language, region)[1]


def _build_locale(tag: LanguageTag, market: str) -> Locale:
    region = tag.region if tag.region and tag.region.isalpha() else market
    script = tag.script or _usual_script(LanguageTag(tag.language, region=region))
    with_script = tag.language in MULTI_SCRIPT_LANGUAGES or script != likely_subtags(tag.language, None)[1]
    name = "-".join((tag.language, script, region) if with_script else (tag.language, region))
    return Locale(name, tag.language, script, market, script_direction(script))


@cache
def _official_locales(code: str) -> tuple[Locale, ...]:
    words = get_official_languages(code, de_facto=True)
    tags = [tag for word in words if localedata.exists(word) and (tag := parse_language_tag(word))]
    scripted = (LanguageTag(tag.language, tag.script or likely_subtags(tag.language, code)[1]) for tag in tags)
    return tuple(dict.fromkeys(_build_locale(tag, code) for tag in scripted))


@cache
def list_locales(code: str) -> tuple[Locale, ...]:
    """Return the usual locales of ads in a territory, at least one, most usual first.

    These are the overrides, or else CLDR's official and de-facto languages by number of speakers.
    """
    ours = _overrides("default_locale", code)
    if ours:
        return tuple(_build_locale(require_language(word), code) for word in ours)
    fallback = cldr_table("likely_subtags").get(f"und_{code}", "en").split("_")[0]
    return _official_locales(code) or (_build_locale(require_language(fallback), code),)


def script_direction(script: str) -> Direction:
    """Return the reading direction of an ISO 15924 script."""
    # Babel cannot tell: it calls `ku_Arab` left-to-right.
    return Direction.RTL if script in RTL_SCRIPTS else Direction.LTR


def find_script(language: str) -> str:
    """Return the ISO 15924 code of a language's script: 'Latn', 'Jpan', 'Hant'."""
    tag = require_language(language)
    return tag.script or _usual_script(tag)


def reads_language(locale: Locale, language: str) -> bool:
    """Return whether *locale* reads text in *language* as it is: same language and script."""
    return locale.language == require_language(language).language and locale.script == find_script(language)


def resolve_locale(country: str, language: str | None, prefer: str) -> Locale:
    """Return the locale of a market.

    Without *language*, this is *prefer* (the brief's language) if it is official there, or else the most usual locale.
    Raises UsageError for an unknown country or language.
    """
    market = require_territory(country)
    if language is None:
        never = _overrides("not_by_default", market)
        usable = (one for one in _official_locales(market) if one.language not in never and reads_language(one, prefer))
        return next(usable, list_locales(market)[0])
    tag = require_language(language)
    # A country's code in place of its language's: `kr` is Kanuri, not Korean.
    if language.strip().upper() == market and tag.language not in cldr_table("territory_languages")[market]:
        usual, wrong = list_locales(market)[0], language_name(_build_locale(tag, market))
        raise UsageError(
            f"{language!r} is {wrong}, which is not spoken in {territory_name(market)}.",
            f"The code of {language_name(usual)} is {usual.language}.",
        )
    return _build_locale(tag, market)

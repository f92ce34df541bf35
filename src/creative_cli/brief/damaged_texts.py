"""Damage in the texts of a brief, at their places: every text that is printed, and every name that must survive.

All texts are looked at but those that name something else, such as files, ids and colours: a new key is covered.
"""

from collections.abc import Iterator

from creative_cli.brief.copy_lines import COPY_ROLES, find_placeholders
from creative_cli.brief.damage.damage_record import Damage, DamageContext
from creative_cli.brief.damage.detector import EXCUSABLE_CODES, find_damage
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.text_rules import clean_text
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales

# Keys whose texts are no words for people: below them nothing is looked at.
_NO_WORDS = frozenset(
    {"$schema", "schema", "campaign", "id", "logo", "colors", "fonts", "layout", "style", "template", "image", "images"}
    | {"image_kind", "focus", "channels", "ratios", "hero", "set", "device", "photo_treatment", "offering", "show"}
    | {"country", "language", "source_language", "currency", "price", "was", "percent", "unit_price", "lowest_30d"}
    | {"score", "scale", "count", "month", "year", "since", "date", "flight", "product", "draft", "forbidden"}
    | {"delivery", "landing_page"}
    | {"map", "where", "sort", "file", "sheet"}
    | {"kit", "swatches", "include", "forbidden_words", "categories", "only", "waivers"}
)
# What models and search read, and no ad prints: only letters in a wrong encoding are damage there.
_UNPRINTED = frozenset({"description", "scene", "tone", "audience", "category", "intent"})
_ROLES = frozenset(COPY_ROLES)
# Names are written alike in every language.
_NAMES = frozenset({"brand", "products", "together"})


def find_damaged_texts(document: SourceDocument) -> Iterator[Problem]:
    """Yield the damage in every text of a brief; a text that the schema rejects has a problem of its own."""
    kept = _list_kept(document)
    keep = tuple(text for keys in kept if (text := document.text(*keys)))
    for keys in document.values:
        text = _clean_or_none(document.text(*keys)) if _has_words(keys) else None
        if text is None:
            continue
        # A name is judged like any text, but one that is nothing but such a word is meant.
        own = keys in kept
        context = _describe_context(document, keys, tuple(name for name in keep if not own or name != text))
        for damage in find_damage(text, context):
            meant = own and damage.found == text and damage.code in EXCUSABLE_CODES
            if damage.sure and not meant and _is_reported(damage, keys):
                yield document.problem(keys, f"{document.label(keys)} {damage.says}{_excuse(damage)}")


def _excuse(damage: Damage) -> str:
    if damage.code not in EXCUSABLE_CODES or damage.code in {"placeholder", "spreadsheet", "loose_quote"}:
        return ""
    return " If it is meant, add it to brand.keep."


def _list_kept(document: SourceDocument) -> list[KeyPath]:
    kept: list[KeyPath] = [("brand", "name")]
    kept += [("brand", "keep", index) for index in document.items("brand", "keep")]
    kept += [("products", index, "name") for index in document.items("products")]
    kept += [("glossary", i, "term") for i in document.items("glossary") if document.at("glossary", i, "keep") is True]
    return kept


def _has_words(keys: KeyPath) -> bool:
    # The texts of a feed name columns, those of a product are printed.
    columns = keys[:2] == ("products", "texts")
    if columns or any(key in _NO_WORDS for key in keys) or (keys[:1] == ("brand",) and "markets" in keys):
        return False
    # A market or a product alone in a list is a code or an id.
    return not (isinstance(keys[-1], int) and keys[-2] in {"markets", "products"} if len(keys) > 1 else False)


def _clean_or_none(text: str | None) -> str | None:
    try:
        return None if text is None else clean_text(text)
    except ValueError:
        return None


def _is_reported(damage: Damage, keys: KeyPath) -> bool:
    if _UNPRINTED.intersection(map(str, keys)):
        return damage.code not in EXCUSABLE_CODES
    if keys[:2] == ("brand", "watermark") and damage.code == "unfinished":
        return False  # a watermark says that an ad is not finished
    # A word in single braces that is no figure is reported with the offer.
    return (
        damage.code != "placeholder"
        or damage.found.startswith("{{")
        or not find_placeholders(damage.found)
        or ("{" in damage.found[1:])
    )


def _describe_context(document: SourceDocument, keys: KeyPath, keep: tuple[str, ...]) -> DamageContext:
    tag = _find_language(document, keys)
    parsed = locales.find_language(tag) if tag else None
    is_line = keys[-1] in _ROLES and ("message" in keys or "copy" in keys or keys[-1] != "headline")
    if parsed is None:
        return DamageContext(keep=keep, line=is_line)
    return DamageContext(parsed.language, locales.find_script(tag), keep, is_line)


def _find_language(document: SourceDocument, keys: KeyPath) -> str:
    """Return the language of a text, empty if it may be any."""
    if keys[0] in {"products", "variants"} and "copy" in keys[:-1]:
        return str(keys[keys.index("copy") + 1])
    if keys[0] in _NAMES:
        return ""
    if keys[0] == "glossary" and "translations" in keys:
        return str(keys[keys.index("translations") + 1])
    source = document.text("source_language") or "en"
    return source if keys[0] != "markets" else _find_market_language(document, keys[:2], source)


def _find_market_language(document: SourceDocument, market: KeyPath, source: str) -> str:
    language, country = document.text(*market, "language"), document.text(*market, "country")
    code = None if country is None else locales.find_territory(country)
    if language is not None or code is None or locales.find_language(source) is None:
        return language or ""
    try:
        locale = locales.resolve_locale(code, None, source)
    except UsageError:
        return ""
    return f"{locale.language}-{locale.script}"

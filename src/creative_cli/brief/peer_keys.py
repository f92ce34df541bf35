"""Keys that other tools' briefs have, and what to write here instead."""

import json
import re
from collections.abc import Mapping
from typing import Final

from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument

_MARKETS: Final = "markets: [«US, fr-CA, DACH»]"
_RATIOS: Final = 'ratios: [«"1:1", "9:16"»]'
_CHANNELS: Final = "channels: [meta.feed.square, meta.stories] (creative channels lists them)"
_COLORS: Final = 'brand: {colors: {primary: «"#0F5C63"»}}'
_HEADLINE: Final = "message: {headline: «Fresh all day»}"
_COPY: Final = "copy: {de: {headline: Frisch, cta: Los}}"
_FLIGHT: Final = "flight: {start: 2026-06-01, end: 2026-08-31}"
_IMAGE: Final = "image: «photos/tea.jpg», under a product"
_LANGUAGE: Final = "source_language: «en»"

_CURES: Final[Mapping[KeyPath, Mapping[str, str]]] = {
    (): {
        **dict.fromkeys(
            ("campaign_name", "campaign_id", "campaignname", "id", "name", "title", "project"),
            "campaign: «summer-sale»",
        ),
        **dict.fromkeys(
            (
                "target",
                "target_market",
                "target_markets",
                "target_region",
                "target_regions",
                "region",
                "regions",
                "market",
                "country",
                "countries",
                "locale",
                "locales",
                "languages",
                "target_locales",
                "target_languages",
                "target_countries",
                "geo",
                "geos",
                "location",
                "locations",
                "territories",
            ),
            _MARKETS,
        ),
        **dict.fromkeys(
            (
                "aspect_ratio",
                "aspect_ratios",
                "ratio",
                "format",
                "formats",
                "size",
                "sizes",
                "dimensions",
                "output_formats",
                "output_sizes",
                "ad_sizes",
                "ad_formats",
            ),
            _RATIOS,
        ),
        **dict.fromkeys(("platform", "platforms", "placement", "placements", "channel"), _CHANNELS),
        **dict.fromkeys(
            (
                "brand_colors",
                "brand_colours",
                "brand_color",
                "colors",
                "colours",
                "color",
                "palette",
                "primary_color",
                "color_palette",
            ),
            _COLORS,
        ),
        **dict.fromkeys(("brand_name", "company", "client", "advertiser"), "brand: {name: «Solara»}"),
        **dict.fromkeys(
            ("logo", "logo_path", "logo_url", "logo_file", "brand_logo"), "brand: {logo: «assets/logo.svg»}"
        ),
        **dict.fromkeys(("font", "fonts", "brand_fonts", "typography"), "brand: {fonts: {latin: fonts/Brand.ttf}}"),
        **dict.fromkeys(("tone", "tone_of_voice", "voice", "brand_voice", "mood"), "brand: {tone: «warm and playful»}"),
        **dict.fromkeys(
            (
                "tagline",
                "headline",
                "slogan",
                "campaign_message",
                "key_message",
                "main_message",
                "text",
                "primary_message",
                "ad_copy",
            ),
            _HEADLINE,
        ),
        **dict.fromkeys(("subheadline", "subhead", "body", "body_text"), "message: {body: «It cools in seconds.»}"),
        **dict.fromkeys(("cta", "call_to_action", "cta_text", "button"), "message: {cta: «Shop now»}"),
        **dict.fromkeys(("disclaimer", "legal", "legal_text"), "message: {disclaimer: «While stocks last.»}"),
        **dict.fromkeys(
            ("target_audience", "audiences", "persona", "personas", "demographic", "demographics"),
            "audience: «young adults, 18-30»",
        ),
        **dict.fromkeys(
            (
                "localized_copy",
                "localised_copy",
                "translations",
                "translation",
                "localization",
                "localizations",
                "localized_messages",
                "localized_message",
                "messages",
                "copies",
            ),
            _COPY,
        ),
        **dict.fromkeys(("language", "lang", "source_locale", "default_language", "primary_language"), _LANGUAGE),
        **dict.fromkeys(("start_date", "end_date", "date_range", "dates", "schedule"), _FLIGHT),
        **dict.fromkeys(
            (
                "image",
                "images",
                "assets",
                "asset",
                "hero_image",
                "image_path",
                "product_image",
                "product_images",
                "photo",
                "photos",
                "input_assets",
            ),
            _IMAGE,
        ),
        **dict.fromkeys(("product", "items_for_sale"), "products: [{id: tea, name: «Iced tea»}]"),
        **dict.fromkeys(("discount", "percent_off"), "offer: {percent: 25}"),
        **dict.fromkeys(("price", "currency"), "offer: {price: 2.99, currency: EUR}"),
        **dict.fromkeys(
            ("visual_direction", "visual_style", "art_direction", "scene", "background"),
            "scene: «a sunlit table», under a product",
        ),
        **dict.fromkeys(("version", "schema_version"), "schema: 1"),
        **dict.fromkeys(("prohibited_words", "banned_words"), "glossary: [{term: cheap, forbidden: {en: cheap}}]"),
    },
    ("brand",): {
        **dict.fromkeys(
            ("primary_color", "primary_colour", "primary", "palette", "color", "brand_colors"),
            'colors: {primary: «"#0F5C63"»}',
        ),
        **dict.fromkeys(("secondary_color", "secondary"), 'colors: {secondary: «"#D9A441"»}'),
        **dict.fromkeys(("accent_color", "accent"), 'colors: {accent: «"#D9A441"»}'),
        **dict.fromkeys(("logo_path", "logo_url", "logo_file"), "logo: «assets/logo.svg»"),
        **dict.fromkeys(("font", "font_family", "typography"), "fonts: {latin: fonts/Brand.ttf}"),
        **dict.fromkeys(("voice", "tone_of_voice", "brand_voice"), "tone: «warm, playful»"),
        **dict.fromkeys(("title", "brand_name", "company"), "name: «Solara»"),
    },
    ("message",): {
        **dict.fromkeys(("title", "tagline", "slogan", "text", "main", "primary"), "headline: «Fresh all day»"),
        **dict.fromkeys(
            ("subheadline", "subhead", "subtitle", "description", "body_text", "copy"), "body: «It cools in seconds.»"
        ),
        **dict.fromkeys(("call_to_action", "button", "cta_text", "action"), "cta: «Shop now»"),
        **dict.fromkeys(("legal", "legal_text", "fine_print"), "disclaimer: «While stocks last.»"),
    },
    ("variants", "*"): {
        **dict.fromkeys(("title", "tagline", "slogan", "text"), "headline: «Fresh all day»"),
        **dict.fromkeys(("subheadline", "subhead", "subtitle", "description"), "body: «It cools in seconds.»"),
        **dict.fromkeys(("call_to_action", "button", "cta_text", "action"), "cta: «Shop now»"),
        **dict.fromkeys(
            ("picture", "photo", "packshot", "key_visual", "images", "hero_image"), "image: «photos/b.jpg»"
        ),
        **dict.fromkeys(("prompt", "background", "setting"), "scene: «a sunlit table»"),
        **dict.fromkeys(("markets", "countries"), "only: {markets: [«US»]}"),
        **dict.fromkeys(("formats", "ratios", "channels"), 'only: {formats: [«"1:1"»]}'),
    },
    ("products", "*"): {
        **dict.fromkeys(("title", "product_name", "product", "label"), "name: «Iced tea»"),
        **dict.fromkeys(("sku", "slug", "product_id", "handle", "key"), "id: «iced-tea»"),
        **dict.fromkeys(
            (
                "image_path",
                "image_url",
                "photo",
                "picture",
                "asset",
                "asset_path",
                "assets",
                "images",
                "file",
                "hero_image",
                "path",
                "packshot",
            ),
            "image: «photos/tea.jpg»",
        ),
        **dict.fromkeys(("prompt", "details", "summary"), "description: «a tall glass of iced tea»"),
        **dict.fromkeys(("background", "setting", "environment"), "scene: «a sunlit table»"),
        **dict.fromkeys(("price", "cost"), "offer: {price: 2.99}"),
    },
    ("markets", "*"): {
        **dict.fromkeys(("code", "market", "region", "id", "name", "territory", "country_code"), "country: «US»"),
        **dict.fromkeys(("locale", "lang", "language_code", "languages"), "language: «fr»"),
        **dict.fromkeys(
            ("message", "messages", "localized_copy", "translation", "translations", "text", "headline", "cta"),
            "copy: {headline: «Frais toute la journée»}",
        ),
        **dict.fromkeys(("price", "currency"), "offer: {price: 2.99, currency: EUR}"),
    },
}

_EXAMPLE: Final = re.compile("«([^»]*)»")
_PLAIN: Final = re.compile(r"[^\W_](?:[\w ./-]*\w)?", re.UNICODE)
_ROOM: Final = 60  # characters of a value that is quoted in a cure


def _fold(key: str) -> str:
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).strip()).lower()


def find_key_cure(home: KeyPath, key: str, value: SourceData) -> str | None:
    """Return what to write in place of *key* in the mapping at *home* (`*` for each index), None if unknown.

    Spaces, hyphens and capitals inside a key count as underscores: `Campaign Name`, `campaignName`. A simple *value*
    takes the place of the example.
    """
    cure = _CURES.get(home, {}).get(_fold(key))
    return None if cure is None else _EXAMPLE.sub(lambda match: _fill_in(cure, match[1], value), cure)


def _fill_in(cure: str, example: str, value: SourceData) -> str:
    """Return *value* as the cure has it, or *example* where it does not fit."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("markets", "countries", "locales", "region") if key in value), value)
    parts = [_name_market(one) for one in (value if isinstance(value, list) else [value])]
    words = [str(one) for one in parts if isinstance(one, str | int | float) and not isinstance(one, bool)]
    if cure.startswith("campaign:"):
        words = ["-".join(re.findall("[a-z0-9]+", word.lower())) for word in words]
    if "#" in example:
        color = _find_color(value)
        words = [] if color is None else [color]
    listed = "[«" in cure
    if not words or not all(words) or len(words) < len(parts) or (len(words) > 1 and not listed):
        return example
    shown = ", ".join(_quote(word, always=":" in word) for word in words)
    return shown if len(shown) <= _ROOM else example


def _name_market(one: SourceData) -> SourceData:
    """Return the locale or the country of a market that is a mapping; anything else as it is."""
    keys = ("locale", "code", "country", "market") if isinstance(one, dict) else ()
    return next((one[key] for key in keys if isinstance(one, dict) and key in one), one)


def _quote(word: str, *, always: bool) -> str:
    return _write_in_quotes(word) if always or not _PLAIN.fullmatch(word) else word


def _write_in_quotes(text: str) -> str:
    """Return *text* in the double quotes of YAML and JSON, with escapes for what cannot be seen."""
    return _escape_unseen(json.dumps(text, ensure_ascii=False))


def _escape_unseen(text: str) -> str:
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def describe_shape(keys: KeyPath, value: SourceData, document: SourceDocument) -> str:
    """Return what to write where the value at *keys* has another shape than a brief: a text for a mapping, say."""
    home = tuple("*" if isinstance(key, int) or keys[:place] == ("copy",) else key for place, key in enumerate(keys))
    text = value if isinstance(value, str) else ""
    plain = _write_in_quotes(text[:_ROOM])
    cure = ""
    if home in _LISTS and not isinstance(value, list):
        shown = ", ".join(value) if isinstance(value, dict) else value
        cure = _LISTS[home].format(value=_escape_unseen(str(shown)[:_ROOM]))
    elif home == ("message",) and text:
        cure = f"message: {{headline: {plain}}}"
    elif home == ("brand",) and text:
        cure = f'brand: {{name: {plain}, colors: {{primary: "#0F5C63"}}}}'
    elif home == ("products", "*") and text:
        slug = "-".join(re.findall("[a-z0-9]+", text.lower())) or "product"
        cure = f"{{id: {slug[:_ROOM]}, name: {plain}}}"
    elif home == ("brand", "colors"):
        cure = f'colors: {{primary: "{_find_color(value) or "#0F5C63"}"}}'
    elif home == ("campaign",) and isinstance(value, dict):
        name = document.text(*keys, "id") or document.text(*keys, "name") or ""
        slug = "-".join(re.findall("[a-z0-9]+", name.lower())) or "summer-sale"
        cure = f"campaign: {slug[:_ROOM]}, and each of its keys at the brief's own level"
    elif text and home in _COPIES:
        cure = f"{{headline: {plain}}}"
    return f" Write {cure}." if cure else ""


_COPIES: Final = frozenset({("copy", "*"), ("markets", "*", "copy")})
_LISTS: Final[Mapping[KeyPath, str]] = {
    ("markets",): "markets: [{value}]",
    ("ratios",): 'ratios: ["{value}"]',
    ("channels",): "channels: [{value}]",
    ("products",): "products: [{{id: tea, name: {value}}}]",
}


def _find_color(value: SourceData) -> str | None:
    candidates = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]
    return next((one for one in candidates if isinstance(one, str) and re.fullmatch("#[0-9A-Fa-f]{3,6}", one)), None)

"""The checks that run, in order: the product's own, then those of plug-ins by name."""

from functools import cache
from types import FunctionType
from typing import Any, Final

from creative_cli.checks import (
    ai_label,
    badge_shown,
    brand_area,
    brand_font,
    byte_limit,
    damaged_text,
    empty_band,
    empty_scene,
    exact_size,
    family,
    glossary_terms,
    headline_share,
    hyphenated_display,
    inside_margin,
    kept_terms,
    legal_size,
    legal_text,
    legible_size,
    logo_clear_space,
    logo_parts,
    logo_size,
    lonely_word,
    made_up,
    missing_glyph,
    not_source,
    offer_shown,
    orthography,
    overlap,
    photo_quality,
    picture_blank,
    picture_bytes,
    picture_changed,
    picture_contrast,
    picture_frames,
    picture_kind,
    picture_metadata,
    picture_origin,
    picture_profile,
    picture_sharpness,
    picture_size,
    picture_twin,
    placeholders,
    prior_price,
    product_shown,
    product_visible,
    products_shown,
    profanity,
    prohibited_words,
    provenance,
    punctuation,
    reading_order,
    required_disclaimer,
    restricted_goods,
    right_language,
    right_script,
    same_amounts,
    same_dates,
    same_numbers,
    scrim,
    spelling,
    subject_kept,
    subject_whole,
    template_text,
    text_area,
    text_contrast,
    text_hierarchy,
    text_length,
    text_on_product,
    text_overflow,
    upscale,
)
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check
from creative_cli.models import Creative
from creative_cli.plugins import PluginGroup

# Checks of the copy, before any picture is generated or paid for: the law, what must survive, the language.
COPY_PROFILE: tuple[Check[CheckedCopy], ...] = (
    damaged_text.CHECK,
    prohibited_words.CHECK,
    restricted_goods.CHECK,
    profanity.CHECK,
    required_disclaimer.CHECK,
    legal_text.CHECK,
    kept_terms.CHECK,
    glossary_terms.CHECK,
    same_numbers.CHECK,
    same_amounts.CHECK,
    same_dates.CHECK,
    placeholders.CHECK,
    prior_price.CHECK,
    right_script.CHECK,
    right_language.CHECK,
    not_source.CHECK,
    orthography.CHECK,
    spelling.CHECK,
    punctuation.CHECK,
)

# Checks of every finished ad: file, text, product and photo, brand, layout, channel.
AD_PROFILE: tuple[Check[Creative], ...] = (
    exact_size.CHECK,
    byte_limit.CHECK,
    provenance.CHECK,
    ai_label.CHECK,
    text_overflow.CHECK,
    missing_glyph.CHECK,
    template_text.CHECK,
    reading_order.CHECK,
    brand_font.CHECK,
    legible_size.CHECK,
    legal_size.CHECK,
    headline_share.CHECK,
    text_hierarchy.CHECK,
    lonely_word.CHECK,
    hyphenated_display.CHECK,
    text_contrast.CHECK,
    offer_shown.CHECK,
    badge_shown.CHECK,
    overlap.CHECK,
    product_shown.CHECK,
    products_shown.CHECK,
    product_visible.CHECK,
    subject_whole.CHECK,
    subject_kept.CHECK,
    text_on_product.CHECK,
    upscale.CHECK,
    photo_quality.CHECK,
    made_up.CHECK,
    scrim.CHECK,
    empty_scene.CHECK,
    inside_margin.CHECK,
    logo_parts.CHECK,
    logo_size.CHECK,
    logo_clear_space.CHECK,
    brand_area.CHECK,
    empty_band.CHECK,
    family.CHECK,
    text_area.CHECK,
    text_length.CHECK,
)

# Checks of a picture's file by itself, whoever made it: `creative check`.
PICTURE_PROFILE: tuple[Check[CheckedPicture], ...] = (
    picture_kind.CHECK,
    picture_size.CHECK,
    picture_bytes.CHECK,
    picture_profile.CHECK,
    picture_metadata.CHECK,
    picture_origin.CHECK,
    picture_frames.CHECK,
    picture_blank.CHECK,
    picture_sharpness.CHECK,
    picture_contrast.CHECK,
    picture_changed.CHECK,
    picture_twin.CHECK,
)


_PROFILES: Final[tuple[tuple[Check[Any], ...], ...]] = (COPY_PROFILE, AD_PROFILE, PICTURE_PROFILE)


def _accept_check(name: str, loaded: object) -> Check[Any]:
    if not isinstance(loaded, Check):
        raise TypeError(f"is a {type(loaded).__name__}, not a Check")
    if loaded.subject not in {CheckedCopy, Creative}:
        raise TypeError("has no subject: it is CheckedCopy for a check of the copy, Creative for one of the ad")
    if loaded.id != name:
        raise TypeError(f"has the id {loaded.id!r}, which differs from the name of its entry point")
    if not isinstance(loaded.inspect, FunctionType) or not (loaded.inspect.__doc__ or "").strip():
        raise TypeError("needs a function with a docstring as its inspect: the first line says what holds")
    return loaded


PLUGIN_CHECKS: Final = PluginGroup(
    "checks", "check", tuple(check.id for profile in _PROFILES for check in profile), _accept_check
)
"""Checks of other packages: each entry point names a Check with its subject, and has the name of its id."""


@cache
def copy_profile() -> tuple[Check[CheckedCopy], ...]:
    """Return the checks of the copy, those of plug-ins last, by their ids. Raises PluginError."""
    return COPY_PROFILE + tuple(check for check in PLUGIN_CHECKS.load_all() if check.subject is CheckedCopy)


@cache
def ad_profile() -> tuple[Check[Creative], ...]:
    """Return the checks of the finished ad, those of plug-ins last, by their ids. Raises PluginError."""
    return AD_PROFILE + tuple(check for check in PLUGIN_CHECKS.load_all() if check.subject is Creative)


def list_all_checks() -> tuple[Check[Any], ...]:
    """Return every check: of copy, of finished ads, and of pictures. Raises PluginError."""
    return (*copy_profile(), *ad_profile(), *PICTURE_PROFILE)

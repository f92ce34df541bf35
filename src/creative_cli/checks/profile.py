"""The checks that run, in order. A check that no profile names never runs."""

from creative_cli.checks import (
    byte_limit,
    empty_scene,
    exact_size,
    glossary_terms,
    inside_margin,
    kept_terms,
    legible_size,
    logo_present,
    missing_glyph,
    not_source,
    placeholders,
    product_seen,
    prohibited_words,
    punctuation,
    right_script,
    same_numbers,
    text_area,
    text_contrast,
    text_length,
    text_on_product,
    text_overflow,
)
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.runner import Check
from creative_cli.models import Creative

# Checks of the copy, before any picture is generated or paid for: the law, what must survive, the language.
COPY_PROFILE: tuple[Check[CheckedCopy], ...] = (
    prohibited_words.CHECK,
    kept_terms.CHECK,
    glossary_terms.CHECK,
    same_numbers.CHECK,
    placeholders.CHECK,
    right_script.CHECK,
    not_source.CHECK,
    punctuation.CHECK,
)

# Checks of every finished ad: file, layout, text, brand, channel.
AD_PROFILE: tuple[Check[Creative], ...] = (
    exact_size.CHECK,
    byte_limit.CHECK,
    text_overflow.CHECK,
    missing_glyph.CHECK,
    legible_size.CHECK,
    text_contrast.CHECK,
    product_seen.CHECK,
    text_on_product.CHECK,
    empty_scene.CHECK,
    inside_margin.CHECK,
    logo_present.CHECK,
    text_area.CHECK,
    text_length.CHECK,
)

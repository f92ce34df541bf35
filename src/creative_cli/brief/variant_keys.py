"""The keys of variants: ads for an A/B/n test, each with what it has in place of the brief's own."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.copy_keys import ProductCopy, ShortCopy
from creative_cli.brief.field_types import (
    WINDOWS_DEVICES,
    BodyText,
    CallToActionText,
    DisclaimerText,
    FileName,
    HeadlineText,
    Language,
    LongText,
    ShortLine,
    TemplateName,
)
from creative_cli.brief.line_lists import FurtherLines
from creative_cli.brief.look_names import LayoutName, SetName, StyleName
from creative_cli.brief.market_groups import names_locale
from creative_cli.locale.locales import Locale

VARIANT_NAME_PATTERN = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
MAX_VARIANT_NAME = 24
"""Names stand in file names and in the names of ads, which platforms limit."""
MAX_VARIANTS = 20

DRAFT_NAME = "draft"  # marks the files of drafts: tea.draft.jpg
KEPT_NAME = "kept-"  # begins the mark of files that were edited by hand: tea.kept-1a2b3c4d.jpg


def _validate_variant_name(text: str) -> str:
    if re.fullmatch(VARIANT_NAME_PATTERN, text, re.ASCII) is None:
        words = "-".join(re.findall("[A-Za-z0-9]+", text))
        example = f", such as {words}" if words and len(words) <= MAX_VARIANT_NAME else ", such as B"
        raise ValueError(
            "is no name of a variant: it stands in file names, and must be letters of English, digits and single "
            f"hyphens{example}."
        )
    if len(text) > MAX_VARIANT_NAME:
        raise ValueError(f"is too long for a name of a variant: at most {MAX_VARIANT_NAME} characters.")
    folded = text.casefold()
    if folded in WINDOWS_DEVICES or folded == DRAFT_NAME or folded.startswith(KEPT_NAME):
        raise ValueError("is a name that files have for another reason: choose another.")
    return text


VariantName: TypeAlias = Annotated[
    str,
    AfterValidator(_validate_variant_name),
    WithJsonSchema({"type": "string", "pattern": VARIANT_NAME_PATTERN, "maxLength": MAX_VARIANT_NAME}),
]


class VariantProduct(BriefModel):
    """What a variant has for one product."""

    image: FileName | None = Field(default=None, description="Its picture in this variant: a file or an https address.")
    scene: LongText | None = Field(default=None, description="Its setting in this variant.")
    approved: dict[Language, ProductCopy] = Field(
        default={}, max_length=500, alias="copy", description="Its lines in this variant, by language or locale."
    )

    @model_validator(mode="after")
    def _some(self) -> "VariantProduct":
        if not self.model_fields_set:
            raise ValueError("says nothing: write image:, scene: or copy:, or leave it out.")
        return self


class VariantLimits(BriefModel):
    """Where a variant is tested; everywhere without a limit."""

    markets: tuple[ShortLine, ...] = Field(
        default=(), max_length=500, description="Markets of the brief: countries, locales or groups."
    )
    products: tuple[ShortLine, ...] = Field(default=(), max_length=500, description="Products of the brief, by id.")
    formats: tuple[ShortLine, ...] = Field(default=(), max_length=150, description="Ratios or channels of the brief.")

    @model_validator(mode="after")
    def _some(self) -> "VariantLimits":
        if not any((self.markets, self.products, self.formats)):
            raise ValueError("limits nothing: write markets:, products: or formats:, or leave it out.")
        return self


class Variant(BriefModel):
    """One version of all ads in an A/B/n test: what it says stands in place of the brief's own, all else is alike."""

    further_lines: SkipJsonSchema[FurtherLines | None] = Field(
        default=None, repr=False, description="The lines after the first of lines that are lists (docs/copy.md)."
    )
    kicker: ShortLine | None = Field(default=None, description="The line over the headline, in the source language.")
    headline: HeadlineText | None = Field(default=None, description="The headline, in the source language.")
    body: BodyText | None = Field(default=None, description="The body, in the source language.")
    cta: CallToActionText | None = Field(default=None, description="The call to action, in the source language.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The small print, in the source language.")
    short: ShortCopy | None = Field(default=None, description="Its lines for banners less than 100 px high.")
    approved: dict[Language, ProductCopy] = Field(
        default={},
        max_length=500,
        alias="copy",
        description="Its approved lines by language or locale (de, pt-BR); what is not there is translated.",
    )
    image: FileName | None = Field(
        default=None, description="The picture of every product in this variant: a file or an https address."
    )
    image_kind: Literal["packshot", "photo"] | None = Field(
        default=None, description="Kind of that picture. Default: detected from its pixels."
    )
    scene: LongText | None = Field(default=None, description="The setting of every product in this variant.")
    template: TemplateName | None = Field(default=None, description="Its template.")
    layout: LayoutName | None = Field(default=None, description="Its layout.")
    style: StyleName | None = Field(default=None, description="Its style pack.")
    studio_set: SetName | None = Field(default=None, alias="set", description="The set that its packshots stand in.")
    photo_treatment: Literal["as-shot", "duotone"] | None = Field(default=None, description="Colors of its photos.")
    products: dict[ShortLine, VariantProduct] = Field(
        default={}, max_length=500, description="Picture, scene and lines of single products, by id."
    )
    only: VariantLimits | None = Field(default=None, description="Markets, products or formats that it is tested in.")

    @model_validator(mode="before")
    @classmethod
    def _nothing_of_its_own(cls, value: object) -> object:
        return {} if value is None else value

    @model_validator(mode="after")
    def _has_a_picture_to_name(self) -> "Variant":
        if self.image_kind is not None and self.image is None:
            raise ValueError("has image_kind: without image:, which it is about: add image:, or leave it out.")
        return self

    @property
    def is_control(self) -> bool:
        """Whether the variant has nothing of its own: its ads are the brief's."""
        return self.model_fields_set <= {"only"}


NO_LIMITS = VariantLimits.model_construct()
"""The limits of a variant that is tested everywhere."""


def is_tested_in(only: VariantLimits | None, locale: Locale) -> bool:
    """Return whether a variant with these limits has ads in a market."""
    return only is None or not only.markets or any(names_locale(name, locale) for name in only.markets)


def find_control_name(variants: dict[str, Variant]) -> str:
    """Return the variant that the others are compared with: the first without anything of its own, else the first."""
    return next((name for name, one in variants.items() if one.is_control), next(iter(variants), ""))


def describe_variant(variant: Variant) -> str:
    """Return in a few words what a variant has of its own, by its keys."""
    names = {name: field.alias or name for name, field in Variant.model_fields.items()}
    own = [names[name] for name in Variant.model_fields if name in variant.model_fields_set - {"only", "further_lines"}]
    only = variant.only or NO_LIMITS
    limits = ", ".join((*only.markets, *only.products, *only.formats))
    return f"{', '.join(own) or 'control'}{f'; only {limits}' if limits else ''}"

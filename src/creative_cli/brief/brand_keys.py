"""The keys of `brand`: colours, fonts, logo, rules and glossary. A brand kit has the same."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema, model_validator

from creative_cli.brief.brand_rules import RequiredDisclaimer, WordsByLanguage
from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.delivery_keys import Delivery
from creative_cli.brief.field_types import (
    ChannelName,
    FileName,
    FormsByLanguage,
    HexColor,
    Language,
    LogoHeight,
    LogoSpace,
    LongText,
    Ratio,
    ShortLine,
    TemplateName,
    WatermarkText,
)
from creative_cli.brief.look_names import LayoutName, StyleName


class Colors(BriefModel):
    """The brand's colours."""

    primary: HexColor = Field(description="The main colour, as #RRGGBB in quotes; backdrops use it.")
    secondary: HexColor | None = Field(
        default=None, description="A second colour. Default: a hue close to the primary."
    )
    accent: HexColor | None = Field(
        default=None, description="The colour of buttons. Default: a colour that stands out from the primary."
    )
    ink: HexColor | None = Field(
        default=None, description="Text on the primary. Default: white or near-black, whichever is readable."
    )


class FontFiles(BriefModel):
    """The fonts of one script; a missing weight falls back to the other."""

    regular: FileName | None = Field(default=None, description="The font of text.")
    bold: FileName | None = Field(default=None, description="The font of headlines and buttons.")

    @model_validator(mode="before")
    @classmethod
    def _file_alone(cls, value: object) -> object:
        return {"regular": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _some(self) -> "FontFiles":
        if self.regular is None and self.bold is None:
            raise ValueError("names no font: write regular:, bold: or both.")
        return self


ScriptFont: TypeAlias = Annotated[
    FontFiles,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": 500},
                {
                    "type": "object",
                    "properties": {weight: {"type": "string", "minLength": 1} for weight in ("regular", "bold")},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]


def _script_font_field(script: str) -> Any:  # the return type of Field
    return Field(default=None, description=f"The font of {script}: a file, or regular: and bold:.")


class Fonts(BriefModel):
    """The brand's fonts by script (ISO 15924 code in the annotation); other scripts use the bundled fonts."""

    latin: Annotated[ScriptFont | None, "Latn"] = _script_font_field("Latin letters, inside other scripts too")
    cyrillic: Annotated[ScriptFont | None, "Cyrl"] = _script_font_field("Cyrillic")
    greek: Annotated[ScriptFont | None, "Grek"] = _script_font_field("Greek")
    armenian: Annotated[ScriptFont | None, "Armn"] = _script_font_field("Armenian")
    georgian: Annotated[ScriptFont | None, "Geor"] = _script_font_field("Georgian")
    hebrew: Annotated[ScriptFont | None, "Hebr"] = _script_font_field("Hebrew")
    ethiopic: Annotated[ScriptFont | None, "Ethi"] = _script_font_field("Ethiopic")
    arabic: Annotated[ScriptFont | None, "Arab"] = _script_font_field("Arabic")
    nastaliq: Annotated[ScriptFont | None, "Aran"] = _script_font_field("Urdu, which is written in Nastaliq")
    thaana: Annotated[ScriptFont | None, "Thaa"] = _script_font_field("Thaana")
    devanagari: Annotated[ScriptFont | None, "Deva"] = _script_font_field("Devanagari")
    bengali: Annotated[ScriptFont | None, "Beng"] = _script_font_field("Bengali")
    gurmukhi: Annotated[ScriptFont | None, "Guru"] = _script_font_field("Gurmukhi")
    gujarati: Annotated[ScriptFont | None, "Gujr"] = _script_font_field("Gujarati")
    oriya: Annotated[ScriptFont | None, "Orya"] = _script_font_field("Odia")
    tamil: Annotated[ScriptFont | None, "Taml"] = _script_font_field("Tamil")
    telugu: Annotated[ScriptFont | None, "Telu"] = _script_font_field("Telugu")
    kannada: Annotated[ScriptFont | None, "Knda"] = _script_font_field("Kannada")
    malayalam: Annotated[ScriptFont | None, "Mlym"] = _script_font_field("Malayalam")
    sinhala: Annotated[ScriptFont | None, "Sinh"] = _script_font_field("Sinhala")
    thai: Annotated[ScriptFont | None, "Thai"] = _script_font_field("Thai")
    lao: Annotated[ScriptFont | None, "Laoo"] = _script_font_field("Lao")
    khmer: Annotated[ScriptFont | None, "Khmr"] = _script_font_field("Khmer")
    myanmar: Annotated[ScriptFont | None, "Mymr"] = _script_font_field("Burmese")
    japanese: Annotated[ScriptFont | None, "Jpan"] = _script_font_field("Japanese")
    korean: Annotated[ScriptFont | None, "Kore"] = _script_font_field("Korean")
    simplified_chinese: Annotated[ScriptFont | None, "Hans"] = _script_font_field("simplified Chinese")
    traditional_chinese: Annotated[ScriptFont | None, "Hant"] = _script_font_field("traditional Chinese")

    def files(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        """Return the files by script (ISO 15924) and weight (CSS scale)."""
        fonts = {code: getattr(self, key) for key, code in FONT_SCRIPTS.items()}
        return tuple(
            (
                code,
                tuple((weight, name) for weight, name in ((400, font.regular), (700, font.bold)) if name is not None),
            )
            for code, font in fonts.items()
            if font is not None
        )


FONT_SCRIPTS: Mapping[str, str] = {key: field.metadata[0] for key, field in Fonts.model_fields.items()}
"""The keys of `brand.fonts` and their scripts (ISO 15924)."""


class LogoFiles(BriefModel):
    """The brand's logo, with the variants the brand has for other grounds."""

    file: FileName = Field(description="The logo as the brand shows it, an SVG or PNG file.")
    on_light: FileName | None = Field(default=None, description="The variant for light grounds.")
    on_dark: FileName | None = Field(default=None, description="The variant for dark grounds.")
    light: FileName | None = Field(default=None, description="The same as on_light.")
    dark: FileName | None = Field(default=None, description="The same as on_dark.")
    mono: FileName | None = Field(default=None, description="The variant in one colour.")
    mark: FileName | None = Field(
        default=None, description="The mark without the name, for banners in which the name would be too small to read."
    )
    recolour: Literal["allowed", "forbidden"] = Field(
        default="allowed",
        description="Whether the logo may be set in white or ink alone, where it keeps its shape that way.",
    )
    clear_space: LogoSpace | None = Field(
        default=None, description="Free space on each side of the logo, as a share of its height: 0.5 is half of it."
    )
    min_height: LogoHeight | None = Field(default=None, description="The least height of the logo in an ad, px.")

    @model_validator(mode="before")
    @classmethod
    def _file_alone(cls, value: object) -> object:
        return {"file": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_name(self) -> "LogoFiles":
        for name in ("light", "dark"):
            if getattr(self, name) is not None and getattr(self, f"on_{name}") is not None:
                raise ValueError(f"has {name}: and on_{name}:, which are the same: keep one.")
        return self

    def variant(self, key: str) -> str | None:
        """Return the file of a variant: `file`, `on_light`, `on_dark`, `mono` or `mark`; None if there is none."""
        found: str | None = getattr(self, key) or getattr(self, key.removeprefix("on_"), None)
        return found


class GlossaryEntry(BriefModel):
    """One term of the glossary: kept untranslated, or with approved and forbidden forms."""

    term: ShortLine = Field(description="The term in the source language.")
    keep: bool = Field(default=False, description="Whether the term is never translated.")
    translations: FormsByLanguage = Field(
        default={}, max_length=500, description="Approved forms by language or locale; word* allows any ending."
    )
    forbidden: FormsByLanguage = Field(default={}, max_length=500, description="Forbidden forms by language or locale.")

    @model_validator(mode="after")
    def _some(self) -> "GlossaryEntry":
        if self.keep and self.translations:
            raise ValueError("is kept and translated: write keep: true or translations:, not both.")
        if not self.keep and not self.translations and not self.forbidden:
            raise ValueError("says nothing about its term: write keep: true, or translations: by language.")
        return self


class Brand(BriefModel):
    """The brand, its look, its tone and its rules; a brand kit is a file of these keys (docs/brand.md)."""

    name: ShortLine = Field(description="The brand's name; printed as a wordmark if there is no logo.")
    logo: LogoFiles | None = Field(
        default=None,
        description="The logo, an SVG or PNG file in the brief's folder; or a mapping with file: and its variants.",
    )
    colors: Colors = Field(description="The brand's colours; only the primary is required.")
    swatches: dict[ShortLine, HexColor] = Field(
        default={}, max_length=100, description='Colours by name, which colors may use: {sun: "#FFD166"}.'
    )
    keep: tuple[ShortLine, ...] = Field(
        default=(), max_length=200, description="Words that are never translated, such as brand and product names."
    )
    name_case: Literal["as_written", "capitals"] = Field(
        default="as_written", description="How the name is printed where there is no logo: as it is written by default."
    )
    name_language: Language | None = Field(
        default=None,
        description="The language of the name, whose rules its capitals follow. Default: source_language.",
    )
    watermark: WatermarkText | None = Field(
        default=None, description="The mark on drafts: a text, or an SVG or PNG file. Default: DRAFT."
    )
    fonts: Fonts | None = Field(
        default=None, description="The brand's own fonts, by script: files in the brief's folder."
    )
    tone: LongText | None = Field(default=None, description="Tone of the brand: 'warm, playful'.")
    layout: LayoutName | None = Field(default=None, description="Layout of ads with photos, unless the brief has one.")
    style: StyleName | None = Field(default=None, description="Style pack, unless the brief has one.")
    template: TemplateName | None = Field(default=None, description="Template, unless the brief has one.")
    channels: tuple[ChannelName, ...] = Field(
        default=(), max_length=100, description="Channels, unless the brief has channels or ratios."
    )
    ratios: tuple[Ratio, ...] = Field(
        default=(), max_length=50, description="Ratios or sizes, unless the brief has channels or ratios."
    )
    glossary: tuple[GlossaryEntry, ...] = Field(
        default=(), max_length=500, description="Terms beside those of the brief's glossary, which come first."
    )
    delivery: Delivery | None = Field(
        default=None, description="How packages are made; each key of the brief's delivery comes before it."
    )
    forbidden_words: WordsByLanguage = Field(
        default={},
        max_length=500,
        description="Words that no ad of the brand has: a list, or lists by language; word* allows any ending.",
    )
    required_disclaimers: tuple[RequiredDisclaimer, ...] = Field(
        default=(), max_length=100, description="Small print that ads must have, by market and category."
    )
    kit: FileName | None = Field(
        default=None,
        description="A brand kit, ../solara/brand.yaml or its folder; the keys beside it override those of the kit.",
    )

"""The brief as people write it (schema 1): every key, what it may hold and what it is for.

Descriptions are the help that editors show, through the JSON Schema made from these models. A key is
added by the change that makes it work; until then it is unknown, and unknown keys are errors.
Long, because a brief has many keys and all of them are to be found in one place; the values they hold are in `values`.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from creative_cli.brief.field_types import (
    BUILTIN_TEMPLATES,
    Amount,
    Audience,
    BodyText,
    CallToActionText,
    ChannelName,
    Country,
    Currency,
    Day,
    DisclaimerText,
    FileName,
    Focus,
    FormsByLanguage,
    HeadlineText,
    HexColor,
    Language,
    LongText,
    Percentage,
    Ratio,
    SchemaVersion,
    ShortLine,
    Slug,
    TemplateName,
)
from creative_cli.formats import DEFAULT_RATIOS

FONT_SCRIPTS = {
    "latin": "Latn",
    "cyrillic": "Cyrl",
    "greek": "Grek",
    "armenian": "Armn",
    "georgian": "Geor",
    "hebrew": "Hebr",
    "ethiopic": "Ethi",
    "arabic": "Arab",
    "nastaliq": "Aran",
    "thaana": "Thaa",
    "devanagari": "Deva",
    "bengali": "Beng",
    "gurmukhi": "Guru",
    "gujarati": "Gujr",
    "oriya": "Orya",
    "tamil": "Taml",
    "telugu": "Telu",
    "kannada": "Knda",
    "malayalam": "Mlym",
    "sinhala": "Sinh",
    "thai": "Thai",
    "lao": "Laoo",
    "khmer": "Khmr",
    "myanmar": "Mymr",
    "japanese": "Jpan",
    "korean": "Kore",
    "simplified_chinese": "Hans",
    "traditional_chinese": "Hant",
}
"""The keys of brand.fonts and the scripts they stand for (ISO 15924)."""


class BriefModel(BaseModel):
    """A mapping of the brief: no key it does not know, no key left empty, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _filled(cls, value: object) -> object:
        if value is None:
            raise ValueError("is empty: write its value, or leave the key out.")
        return value


class Colors(BriefModel):
    """The brand's colours."""

    primary: HexColor = Field(description="The brand's own colour, as #RRGGBB in quotes; backdrops are made of it.")
    secondary: HexColor | None = Field(
        default=None, description="A second colour; a neighbour of the primary when left out."
    )
    accent: HexColor | None = Field(
        default=None,
        description="What draws the eye, such as the button; one that stands out from the primary when left out.",
    )
    ink: HexColor | None = Field(
        default=None, description="Type on the primary; white or near-black, whichever reads, when left out."
    )


class FontFiles(BriefModel):
    """The fonts of one script; a weight that is left out is set in the other."""

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


def _script_font_field(script: str) -> Any:  # what Field itself says it returns
    return Field(default=None, description=f"The font of {script}: a file, or regular: and bold:.")


class Fonts(BriefModel):
    """The brand's fonts by script; where there is none, ours are used."""

    latin: ScriptFont | None = _script_font_field("Latin letters, inside other scripts too")
    cyrillic: ScriptFont | None = _script_font_field("Cyrillic")
    greek: ScriptFont | None = _script_font_field("Greek")
    armenian: ScriptFont | None = _script_font_field("Armenian")
    georgian: ScriptFont | None = _script_font_field("Georgian")
    hebrew: ScriptFont | None = _script_font_field("Hebrew")
    ethiopic: ScriptFont | None = _script_font_field("Ethiopic")
    arabic: ScriptFont | None = _script_font_field("Arabic")
    nastaliq: ScriptFont | None = _script_font_field("Urdu, which is written in Nastaliq")
    thaana: ScriptFont | None = _script_font_field("Thaana")
    devanagari: ScriptFont | None = _script_font_field("Devanagari")
    bengali: ScriptFont | None = _script_font_field("Bengali")
    gurmukhi: ScriptFont | None = _script_font_field("Gurmukhi")
    gujarati: ScriptFont | None = _script_font_field("Gujarati")
    oriya: ScriptFont | None = _script_font_field("Odia")
    tamil: ScriptFont | None = _script_font_field("Tamil")
    telugu: ScriptFont | None = _script_font_field("Telugu")
    kannada: ScriptFont | None = _script_font_field("Kannada")
    malayalam: ScriptFont | None = _script_font_field("Malayalam")
    sinhala: ScriptFont | None = _script_font_field("Sinhala")
    thai: ScriptFont | None = _script_font_field("Thai")
    lao: ScriptFont | None = _script_font_field("Lao")
    khmer: ScriptFont | None = _script_font_field("Khmer")
    myanmar: ScriptFont | None = _script_font_field("Burmese")
    japanese: ScriptFont | None = _script_font_field("Japanese")
    korean: ScriptFont | None = _script_font_field("Korean")
    simplified_chinese: ScriptFont | None = _script_font_field("simplified Chinese")
    traditional_chinese: ScriptFont | None = _script_font_field("traditional Chinese")

    def files(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        """Return the files by script (ISO 15924) and weight (CSS scale)."""
        scripts = []
        for key, code in FONT_SCRIPTS.items():
            found: FontFiles | None = getattr(self, key)
            if found is not None:
                pairs = ((400, found.regular), (700, found.bold))
                scripts.append((code, tuple((weight, name) for weight, name in pairs if name is not None)))
        return tuple(scripts)


class Brand(BriefModel):
    """Who is speaking, and how it looks and sounds."""

    name: ShortLine = Field(description="The brand's name; set as a wordmark when there is no logo.")
    logo: FileName | None = Field(default=None, description="The logo, an SVG or PNG file in the brief's folder.")
    colors: Colors = Field(description="The brand's colours; only the primary is needed.")
    keep: tuple[ShortLine, ...] = Field(
        default=(), max_length=200, description="Words that are never translated, such as brand and product names."
    )
    watermark: ShortLine | None = Field(
        default=None, description="What drafts are marked with: words, or an SVG or PNG file; Draft when left out."
    )
    fonts: Fonts | None = Field(default=None, description="The brand's own fonts, by script; files beside the brief.")
    tone: LongText | None = Field(default=None, description="How the brand sounds: 'warm, playful'.")


class Intent(BriefModel):
    """What lines are to achieve; a line with an intent is written anew for each market, not translated."""

    headline: LongText | None = Field(default=None, description="What the headline is to achieve.")
    body: LongText | None = Field(default=None, description="What the body is to achieve.")
    cta: LongText | None = Field(default=None, description="What the call to action is to achieve.")
    disclaimer: LongText | None = Field(default=None, description="What the small print is to achieve.")

    @model_validator(mode="after")
    def _some(self) -> "Intent":
        if not self.model_fields_set:
            raise ValueError("says nothing: write what a line is to achieve, such as headline:, or leave it out.")
        return self


class Offer(BriefModel):
    """What is offered at which price; printed where lines say {price}, {was} or {percent}."""

    price: Amount | None = Field(default=None, description="The price, as 2.99; its digits are printed as written.")
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code, as EUR; the market's own when left out. Money is never converted."
    )
    was: Amount | None = Field(default=None, description="The price before; more than the price.")
    percent: Percentage | None = Field(default=None, description="What is taken off, as 25 for 25 %.")

    @model_validator(mode="after")
    def _some(self) -> "Offer":
        if self.price is None and self.was is None and self.percent is None and self.currency is None:
            raise ValueError("offers nothing: write price:, was: or percent:, or leave it out.")
        return self


class GlossaryEntry(BriefModel):
    """One word of the glossary: kept as it is, or with the forms that may and may not stand for it."""

    term: ShortLine = Field(description="The word in the source language.")
    keep: bool = Field(default=False, description="Whether the word stays as it is in every language.")
    translations: FormsByLanguage = Field(
        default={}, max_length=500, description="Approved forms by language or locale; word* allows any ending."
    )
    forbidden: FormsByLanguage = Field(
        default={}, max_length=500, description="Forms that must not be used, by language or locale."
    )

    @model_validator(mode="after")
    def _some(self) -> "GlossaryEntry":
        if self.keep and self.translations:
            raise ValueError("is kept and translated: write keep: true or translations:, not both.")
        if not self.keep and not self.translations and not self.forbidden:
            raise ValueError("says nothing of its term: write keep: true, or translations: by language.")
        return self


class Message(BriefModel):
    """What the ad says, in the source language."""

    headline: HeadlineText = Field(description="The one thing the ad says; at most three lines of large type.")
    body: BodyText | None = Field(default=None, description="One or two sentences under the headline.")
    cta: CallToActionText | None = Field(default=None, description="The call to action on the button.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The small print at the foot.")
    disclaimer_required: bool = Field(
        default=False, description="Whether the law asks for the small print: then no banner may leave it out."
    )
    intent: Intent | None = Field(
        default=None, description="What lines are to achieve; such a line is written anew for each market."
    )


class MarketCopy(BriefModel):
    """Approved words of one market; used exactly as written."""

    headline: HeadlineText = Field(description="The headline in the market's language.")
    body: BodyText | None = Field(default=None, description="The body in the market's language.")
    cta: CallToActionText | None = Field(default=None, description="The call to action in the market's language.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The small print in the market's language.")


class Product(BriefModel):
    """One product; each is shown in every market and ratio."""

    id: Slug = Field(description="Names the product's files: small letters, digits and hyphens.")
    name: ShortLine = Field(description="The product's name.")
    description: LongText | None = Field(default=None, description="What it is and looks like, for generated pictures.")
    image: FileName | None = Field(
        default=None,
        description="A packshot (transparent ground) or photo: a file beside the brief, or an https address.",
    )
    image_kind: Literal["packshot", "photo"] | None = Field(
        default=None, description="Decided from the picture's pixels when left out."
    )
    focus: Focus | None = Field(
        default=None,
        description="What a photo is about: [x, y] or [left, top, right, bottom], 0 to 1 from its top left corner; "
        "found when left out.",
    )
    scene: LongText | None = Field(default=None, description="Where the product stands: 'a sunlit poolside table'.")


class Market(BriefModel):
    """One country and one language the ads are made for."""

    country: Country = Field(description="ISO 3166-1 code (DE) or English name (Germany).")
    language: Language | None = Field(
        default=None, description="Language tag such as fr, pt-PT or zh-Hant; the country's usual one when left out."
    )
    approved: MarketCopy | None = Field(
        default=None, alias="copy", description="Approved copy in the market's language, used exactly as written."
    )
    offer: Offer | None = Field(
        default=None, description="This market's own figures; each key wins over that of the brief's offer."
    )

    @model_validator(mode="before")
    @classmethod
    def _country_alone(cls, value: object) -> object:
        return {"country": value} if isinstance(value, str) else value


class Flight(BriefModel):
    """When the campaign runs; both days are in it."""

    start: Day = Field(description="First day, as 2026-06-01.")
    end: Day = Field(description="Last day, as 2026-08-31.")

    @model_validator(mode="after")
    def _forwards(self) -> "Flight":
        if self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}.")
        return self


class Brief(BriefModel):
    """A campaign brief: one message, some products, some markets."""

    version: SchemaVersion = Field(alias="schema", description="Version of this format: 1.")
    campaign: Slug = Field(description="Names the campaign's folder: small letters, digits and hyphens.")
    brand: Brand = Field(description="Who is speaking.")
    source_language: Language = Field(default="en", description="Language the message is written in.")
    audience: Audience | None = Field(
        default=None, description="Who is spoken to: 'young adults, 18-30', or a segment by its name: young-adults."
    )
    message: Message = Field(description="What the ads say, in the source language.")
    products: tuple[Product, ...] = Field(min_length=1, max_length=500, description="What is advertised.")
    markets: tuple[Market, ...] = Field(
        min_length=1, max_length=500, description="Where: countries, or mappings with language and approved copy."
    )
    channels: tuple[ChannelName, ...] = Field(
        default=(),
        max_length=100,
        description="Channels by name (meta.stories), each with its size, safe zone and limits.",
    )
    ratios: tuple[Ratio, ...] = Field(
        default=DEFAULT_RATIOS,
        min_length=1,
        max_length=50,
        description="Aspect ratios (4:5) or sizes (300x250); 1:1, 16:9 and 9:16 where no channels are given.",
    )
    template: TemplateName = Field(
        default=BUILTIN_TEMPLATES[0],
        description="How ads are laid out: poster, split, band, minimal, or your own .typ file (docs/templates.md).",
    )
    offer: Offer | None = Field(
        default=None, description="Price, price before and percent off, for {price}, {was} and {percent} in lines."
    )
    glossary: tuple[GlossaryEntry, ...] = Field(
        default=(), max_length=500, description="Words that are kept, and the approved and forbidden forms of others."
    )
    hero: Literal["shared", "per-ratio"] = Field(
        default="shared", description="Whether a product has one picture for all ratios or one made for each."
    )
    draft: bool = Field(default=False, description="Whether the ads are marked as drafts, as --draft does.")
    category: ShortLine | None = Field(default=None, description="Kind of product, such as soft-drink.")
    flight: Flight | None = Field(default=None, description="When the campaign runs.")

    @property
    def asked_ratios(self) -> tuple[str, ...]:
        """The ratios to make: a brief that names channels and no ratios wants its channels only."""
        return () if self.channels and "ratios" not in self.model_fields_set else self.ratios

"""The keys of a brief (schema 1). Their types are in `field_types`.

Editors show the descriptions as help, through the JSON Schema of these models. Unknown keys are errors: add a key only
together with the code that uses it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema, model_validator

from creative_cli.brief.brand_rules import RequiredDisclaimer, WordsByLanguage
from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.copy_keys import MarketCopy, Message, ProductCopy
from creative_cli.brief.delivery_keys import Delivery, LandingPage
from creative_cli.brief.field_types import (
    BUILTIN_TEMPLATES,
    Amount,
    Audience,
    Centimetres,
    ChannelName,
    Country,
    Currency,
    Day,
    FileName,
    Focus,
    FormsByLanguage,
    HexColor,
    Language,
    LogoHeight,
    LogoSpace,
    LongText,
    Month,
    Percentage,
    Ratio,
    SchemaVersion,
    ShortLine,
    Slug,
    TemplateName,
    TextName,
    WatermarkText,
)
from creative_cli.brief.look_names import DeviceName, LayoutName, SetName, StyleName
from creative_cli.brief.picture_rights import AiLabel, PictureRights
from creative_cli.brief.variant_keys import MAX_VARIANTS, Variant, VariantName
from creative_cli.brief.waiver_entries import WaiverEntry
from creative_cli.formats import DEFAULT_RATIOS


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
    glossary: tuple["GlossaryEntry", ...] = Field(
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


class Offer(BriefModel):
    """Prices and discount, shown as a price block and a badge, and where texts say {price}, {was} or {percent}."""

    price: Amount | None = Field(
        default=None,
        description="The price to pay, with taxes where prices have them, such as 2.99. 699.00 prints its decimals.",
    )
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code, such as EUR. Default: the market's. Money is never converted."
    )
    was: Amount | None = Field(default=None, description="The previous price; higher than the price.")
    percent: Percentage | None = Field(
        default=None, description="The discount, such as 25 for 25 %. {percent} needs none beside price and was."
    )
    unit: ShortLine | None = Field(default=None, description="What the price is for, above it: Six-pack.")
    unit_price: Amount | None = Field(default=None, description="The price of one unit, such as 3.03 for a litre.")
    unit_base: ShortLine | None = Field(default=None, description="The unit of unit_price, such as 1 l or 100 g.")
    note: ShortLine | None = Field(default=None, description="A line below the price, such as a tax note.")
    lowest_30d: Amount | None = Field(
        default=None, description="The lowest price of the 30 days before the reduction; was is checked against it."
    )

    @model_validator(mode="after")
    def _some(self) -> "Offer":
        if not self.model_fields_set:
            raise ValueError("offers nothing: write price:, was: or percent:, or leave it out.")
        return self


class Rating(BriefModel):
    """What buyers say of a product, with what proves it; all five keys are needed."""

    score: Amount = Field(description="The score, such as 4.8.")
    scale: Amount = Field(description="The best score there is, such as 5.")
    count: Annotated[int, Field(ge=1)] = Field(description="How many ratings it is the mean of.")
    source: ShortLine = Field(description="Where they were given.")
    month: Month = Field(description="The month they were counted in, such as 2026-05.")


class Award(BriefModel):
    """An award, with who gave it."""

    name: ShortLine = Field(description="The award, as it is called.")
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="The year it was given in.")
    source: ShortLine = Field(description="Who gave it.")


class NewProduct(BriefModel):
    """Since when a product is sold; at most twelve months before the flight ends."""

    since: Day = Field(description="The first day it was sold, such as 2026-03-01.")
    word: ShortLine | None = Field(default=None, description="What the badge says. Default: the market's word for new.")


class Badge(BriefModel):
    """A badge beside the picture: a rating, an award or new, one of them."""

    rating: Rating | None = Field(default=None, description="A score with its source.")
    award: Award | None = Field(default=None, description="An award with its source.")
    new: NewProduct | None = Field(default=None, description="That the product is new.")

    @model_validator(mode="after")
    def _one(self) -> "Badge":
        if len(self.model_fields_set) != 1:
            raise ValueError("makes one claim: write rating:, award: or new:, not more.")
        return self


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


class ProductInMarket(BriefModel):
    """What is other of a product in one market."""

    name: ShortLine | None = Field(default=None, description="Its name there, in the market's language.")
    offer: Offer | None = Field(
        default=None,
        description="Its offer there; a price replaces the product's prices, other keys override those of its offer.",
    )
    texts: dict[TextName, ShortLine] = Field(default={}, max_length=50, description="Words that lines print there.")
    landing_page: LandingPage | None = Field(default=None, description="Where a click on its ads leads there.")

    @model_validator(mode="after")
    def _some(self) -> "ProductInMarket":
        if not self.model_fields_set:
            raise ValueError("says nothing: write name:, offer:, texts: or landing_page:.")
        if self.offer is not None and self.offer.was is not None and self.offer.price is None:
            raise ValueError("has was: without price:, and the product's price may be another currency's: write both.")
        return self


class Product(BriefModel):
    """One product; every market and ratio shows it, unless it names the markets it is sold in."""

    id: Slug = Field(description="Names the product's files: lowercase letters, digits and hyphens.")
    name: ShortLine = Field(description="The product's name.")
    description: LongText | None = Field(
        default=None, description="What the product is and looks like, for generated pictures."
    )
    image: FileName | None = Field(
        default=None,
        description="A packshot (transparent background) or photo: a file in the brief's folder, or an https address.",
    )
    image_kind: Literal["packshot", "photo"] | None = Field(
        default=None, description="Kind of image. Default: detected from its pixels."
    )
    focus: Focus | None = Field(
        default=None,
        description="Subject of a photo: [x, y] or [left, top, right, bottom], 0 to 1 from the top left corner. "
        "Default: detected.",
    )
    scene: LongText | None = Field(default=None, description="Setting of the product: 'a sunlit poolside table'.")
    height_cm: Centimetres | None = Field(
        default=None,
        description="Height of the product, cm: its scale beside others in ads that show several products.",
    )
    offer: Offer | None = Field(default=None, description="The product's own price and discount, in all its ads.")
    approved: dict[Language, ProductCopy] = Field(
        default={},
        max_length=500,
        alias="copy",
        description="The product's own lines by language or locale (de, pt-BR); other lines are those of all products.",
    )
    markets: tuple[ShortLine, ...] = Field(
        default=(),
        max_length=500,
        description="The markets of the brief it is sold in: countries, locales or groups. Default: all.",
    )
    images: dict[ShortLine, FileName] = Field(
        default={},
        max_length=200,
        description="Other pictures by market (DE, fr-CA), ratio (9:16) or channel; image is shown everywhere else.",
    )
    by_market: dict[ShortLine, ProductInMarket] = Field(
        default={},
        max_length=500,
        description="What is other in a market (DE, fr-CA, DACH): its name, its offer, its texts, its landing page.",
    )
    logo: LogoFiles | None = Field(default=None, description="A logo in place of the brand's in its ads.")
    texts: dict[TextName, ShortLine] = Field(
        default={}, max_length=50, description="More words that lines may print: material: suede for {material}."
    )
    landing_page: LandingPage | None = Field(
        default=None, description="Where a click on its ads leads; it may say {locale}, {language} and {country}."
    )
    rights: PictureRights | None = Field(
        default=None, description="Credit and license of its picture, for the files and `creative evidence`."
    )


class Together(BriefModel):
    """One more set of ads, which show two to four of the products together."""

    id: Slug = Field(description="Names the files of these ads: lowercase letters, digits and hyphens.")
    name: ShortLine = Field(description="What the products are together: Summer trio.")
    products: tuple[ShortLine, ...] = Field(
        min_length=2, max_length=500, description="The products shown, by id or name, in reading order; at most four."
    )
    hero: ShortLine | None = Field(
        default=None, description="The product that stands in front of the others, by id or name."
    )
    show: Literal["prices", "hero", "line-up"] | None = Field(
        default=None,
        description="How they are shown: prices in a grid, a hero with the others behind, or a line-up. "
        "Default: prices if each has one in every market, hero if one is named, else line-up.",
    )
    and_more: bool = Field(
        default=False,
        description="Whether there are more products than the four that are shown; the copy should say so.",
    )


class Item(BriefModel):
    """A row of a list that an ad without a picture shows."""

    label: ShortLine = Field(description="What the row is about: Sourdough.")
    value: ShortLine = Field(description="What it says of it, at the end of the row: a price, a place, a time.")


class MarketProduct(BriefModel):
    """A product's name, prices and lines in one market."""

    product: ShortLine = Field(description="The product, by id or name.")
    name: ShortLine | None = Field(default=None, description="Its name there, in the market's language.")
    offer: Offer | None = Field(
        default=None, description="Its price there; each key overrides that of the product's own offer."
    )
    approved: ProductCopy | None = Field(
        default=None, alias="copy", description="Its own lines there, in the market's language."
    )

    @model_validator(mode="after")
    def _some(self) -> "MarketProduct":
        if self.name is None and self.offer is None and self.approved is None:
            raise ValueError("says nothing about its product: write name:, offer: or copy:.")
        return self


Items: TypeAlias = Annotated[tuple[Item, ...], Field(min_length=2, max_length=5)]


class Market(BriefModel):
    """One country and language."""

    country: Country = Field(description="ISO 3166-1 code (DE) or English name (Germany).")
    language: Language | None = Field(
        default=None, description="Language tag such as fr, pt-PT or zh-Hant. Default: the country's usual language."
    )
    approved: MarketCopy | None = Field(
        default=None, alias="copy", description="Approved copy in the market's language, used exactly as written."
    )
    offer: Offer | None = Field(
        default=None, description="The market's own figures; each key overrides that of the brief's offer."
    )
    figure: ShortLine | None = Field(default=None, description="The market's own figure, printed as it is.")
    items: Items | None = Field(default=None, description="The market's own list, in its language.")
    products: tuple[MarketProduct, ...] = Field(
        default=(), max_length=500, description="Names, prices and lines of products there."
    )
    folio: ShortLine | None = Field(default=None, description="The market's own folio, in its language.")
    badge: Badge | None = Field(default=None, description="The market's own badge, in its language.")
    landing_page: LandingPage | None = Field(
        default=None, description="Where a click on the market's ads leads; it may say {product}."
    )

    @model_validator(mode="before")
    @classmethod
    def _country_alone(cls, value: object) -> object:
        return {"country": value} if isinstance(value, str) else value


class Flight(BriefModel):
    """When the campaign runs; both days are included."""

    start: Day = Field(description="First day, such as 2026-06-01.")
    end: Day = Field(description="Last day, such as 2026-08-31.")

    @model_validator(mode="after")
    def _forwards(self) -> "Flight":
        if self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}.")
        return self


class Brief(BriefModel):
    """A campaign brief: one message, some products, some markets."""

    version: SchemaVersion = Field(alias="schema", description="Version of this format: 1.")
    campaign: Slug = Field(description="Names the campaign's folder: lowercase letters, digits and hyphens.")
    brand: Brand = Field(description="The brand.")
    source_language: Language = Field(default="en", description="Language of the message.")
    audience: Audience | None = Field(
        default=None, description="Target audience: 'young adults, 18-30', or the name of a segment: young-adults."
    )
    message: Message = Field(description="What the ads say, in the source language.")
    products: tuple[Product, ...] = Field(
        min_length=1, max_length=100_000, description="The advertised products: a list, or a feed of them."
    )
    together: tuple[Together, ...] = Field(
        default=(), max_length=50, description="More sets of ads, each of which shows several of the products."
    )
    markets: tuple[Market, ...] = Field(
        min_length=1,
        max_length=500,
        description="Countries (DE), locales (fr-CA) or groups (EU, DACH, Nordics); or mappings with country, language "
        "and approved copy.",
    )
    approved: dict[Language, MarketCopy] = Field(
        default={},
        max_length=500,
        alias="copy",
        description="Approved copy by language or locale (de, pt-BR), for each market that reads it and has no copy "
        "of its own.",
    )
    variants: dict[VariantName, Variant] = Field(
        default={},
        max_length=MAX_VARIANTS,
        description="Variants for an A/B/n test by name, or a list of them: {A: {}, B: {headline: Cool in seconds}}.",
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
        description="Aspect ratios (4:5) or sizes (300x250). Default without channels: 1:1, 16:9 and 9:16.",
    )
    template: TemplateName = Field(
        default=BUILTIN_TEMPLATES[0],
        description="Layout of the ads: poster, split, band, minimal, or your own .typ file (docs/templates.md).",
    )
    layout: LayoutName | None = Field(
        default=None,
        description="Layout: full-bleed, framed, split, card, breakout or crossing. Default: what suits the photos.",
    )
    style: StyleName | None = Field(
        default=None,
        description="Style pack: editorial, bold, retail, soft or tech. Default: that of the template.",
    )
    studio_set: SetName | None = Field(
        alias="set",
        default=None,
        description="Set that packshots without a scene stand in: kitchen, bathroom, desk, shelf, gym, street, garden, "
        "drape, slab, sky, paper or arch. Default: what suits category, audience, tone and colours.",
    )
    photo_treatment: Literal["as-shot", "duotone"] = Field(
        default="as-shot",
        description="Colors of photos: as-shot, or duotone, in tones of the primary. Not for food, care and fashion.",
    )
    offer: Offer | None = Field(
        default=None, description="Price, previous price and discount: a price block, a badge, and words in texts."
    )
    badge: Badge | None = Field(default=None, description="A rating, an award or new, on a badge at the picture.")
    offering: Literal["thing", "service"] = Field(
        default="thing", description="Whether what is sold is a thing that an ad should show, or a service."
    )
    device: DeviceName | None = Field(
        default=None,
        description="What ads without a picture are built on: ticket, numeral, rule-and-figure, proportion, board, "
        "tiles, word-rows, mark-pattern or cropped-letter. Default: what the brief has.",
    )
    figure: ShortLine | None = Field(
        default=None, description="The number an ad without a picture is about: 4.1%, 1/5 or 140, in quotes."
    )
    date: Day | None = Field(default=None, description="The day of an event, such as 2026-06-14.")
    folio: ShortLine | None = Field(
        default=None,
        description="Words at the end of the logo's line in editorial ads: No 3. Default: the month the flight starts.",
    )
    items: tuple[Item, ...] = Field(
        default=(), max_length=5, description="Two to five rows of a list: a price list, jobs, times."
    )
    glossary: tuple[GlossaryEntry, ...] = Field(
        default=(), max_length=500, description="Terms that are never translated, or have approved or forbidden forms."
    )
    hero: Literal["shared", "per-ratio"] = Field(
        default="shared", description="Whether a product has one picture for all ratios or one for each."
    )
    draft: bool = Field(default=False, description="Whether to mark the ads as drafts, like --draft.")
    category: ShortLine | None = Field(default=None, description="Kind of product, such as soft-drink.")
    flight: Flight | None = Field(default=None, description="When the campaign runs.")
    delivery: Delivery | None = Field(default=None, description="How packages of the ads are made.")
    waivers: tuple[WaiverEntry, ...] = Field(
        default=(), max_length=1000, description="Findings that are accepted: each with reason, owner and last day."
    )
    ai_label: AiLabel | None = Field(
        default=None,
        max_length=200,
        description="A label on pictures that a model made, where a rule asks for one: auto, or its words by language.",
    )
    include: tuple[FileName, ...] = Field(
        default=(),
        max_length=50,
        description="Files with other keys of this brief, in the project folder; what stands here overrides them.",
    )

    @model_validator(mode="after")
    def _has_what_its_device_needs(self) -> "Brief":
        needed = {"ticket": "date", "board": "items"}.get(self.device or "", "")
        if len(self.items) == 1:
            raise ValueError("has one item in its list: write two to five, or leave items: out.")
        if needed and not getattr(self, needed):
            raise ValueError(f"has the device {self.device}, which needs {needed}: add it, or leave device: out.")
        return self

    @property
    def asked_ratios(self) -> tuple[str, ...]:
        """The ratios to make; none by default if the brief names channels."""
        return () if self.channels and "ratios" not in self.model_fields_set else self.ratios

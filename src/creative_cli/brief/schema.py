"""The keys of a brief (schema 1). Their types are in `field_types`.

Editors show the descriptions as help, through the JSON Schema of these models. Unknown keys are errors: add a key only
together with the code that uses it.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from creative_cli.brief.brand_keys import Brand, GlossaryEntry, LogoFiles
from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.copy_keys import MarketCopy, Message, ProductCopy
from creative_cli.brief.delivery_keys import Delivery, LandingPage
from creative_cli.brief.field_types import (
    BUILTIN_TEMPLATES,
    Audience,
    Centimetres,
    ChannelName,
    Country,
    Day,
    FileName,
    Focus,
    Language,
    LongText,
    Ratio,
    SchemaVersion,
    ShortLine,
    Slug,
    TemplateName,
    TextName,
)
from creative_cli.brief.look_names import DeviceName, LayoutName, SetName, StyleName
from creative_cli.brief.offer_keys import Badge, Offer
from creative_cli.brief.picture_rights import AiLabel, PictureRights
from creative_cli.brief.variant_keys import MAX_VARIANTS, Variant, VariantName
from creative_cli.brief.waiver_entries import WaiverEntry
from creative_cli.formats import DEFAULT_RATIOS


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

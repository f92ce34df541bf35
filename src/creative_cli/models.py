"""The records that stages pass on: frozen, picklable, without heavy dependencies.

Product ─generate─► HeroImage ─compose─► Canvas ─localize─► Creative ─check─► Finding ─store─► Asset
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.brief.badge_facts import BadgeWords
from creative_cli.brief.brand_rules import NO_RULES, MarketRules
from creative_cli.brief.device_facts import DeviceFacts
from creative_cli.brief.emphasis import EmphasizedText, parse_emphasis
from creative_cli.brief.group_facts import GroupKind, ProductLabel
from creative_cli.brief.look_names import SetName
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.brief.term import GlossaryTerm
from creative_cli.brief.variant_facts import VariantDifference
from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box, Encoding, Format
from creative_cli.locale.locales import Direction, Locale
from creative_cli.provenance.file_facts import NO_FACTS, FileFacts
from creative_cli.provenance.picture_origin import NO_ORIGIN, PictureOrigin
from creative_cli.shown import (
    Composition,
    DrawnText,
    DroppedText,
    EmphasizedInk,
    OfferText,
    ShownAiLabel,
    ShownBadge,
    ShownFont,
    ShownLabel,
    ShownLogo,
    ShownPhoto,
    ShownProduct,
    ShownWords,
)

Pixels: TypeAlias = NDArray[np.uint8]
"""Pixel values, 0 to 255; each use documents the shape."""


SPARSE = {"sparse": True}
"""Metadata of a field that encoded records leave out while it has its default: a later field changes no key."""


class Status(IntEnum):
    """Result of a check, ordered from best to worst. A check that yields nothing is an ERROR, never a PASS."""

    PASS = 0
    SKIP = 1
    WARN = 2
    FAIL = 3
    ERROR = 4


class Role(StrEnum):
    """Purpose of a text in the ad; logo, price block, badge and what a template writes itself are no copy."""

    LOGO = "logo"
    KICKER = "kicker"
    HEADLINE = "headline"
    BODY = "body"
    CTA = "cta"
    DISCLAIMER = "disclaimer"
    SHORT_HEADLINE = "short_headline"
    SHORT_CTA = "short_cta"
    PRICE = "price"
    BADGE = "badge"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check: a stable code for scripts and a message for people.

    `role` is the text it concerns, None for the whole ad or several texts. `waived`: a waiver holds, which it names.
    """

    check: str
    code: str
    status: Status
    message: str
    role: Role | None = None
    waived: bool = field(default=False, metadata=SPARSE)


# Minimum font size as displayed, in CSS px: a phone is 360 wide, and small print is read from close up.
MIN_LEGIBLE_PX = {Role.KICKER: 7.0, Role.HEADLINE: 12.0, Role.BODY: 9.5, Role.CTA: 9.5, Role.DISCLAIMER: 7.0}

# How far the tails of letters may hang over the shared edge of lines, in em: the tail of j reaches 0.17.
MAX_TAIL_EM = 0.2


LINE_ORDER = (
    *(Role.KICKER, Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER),
    *(Role.SHORT_HEADLINE, Role.SHORT_CTA),
)


@dataclass(frozen=True, slots=True)
class AdCopy:
    """The copy of one ad in one language, as it is printed; `kicker` is a short line over the headline.

    `marked` is the headline with asterisks around its emphasized words; the short lines stand in low banners.
    """

    headline: str
    body: str | None = None
    cta: str | None = None
    disclaimer: str | None = None
    kicker: str | None = field(default=None, metadata=SPARSE)
    marked: str | None = field(default=None, metadata=SPARSE)
    short_headline: str | None = field(default=None, metadata=SPARSE)
    short_cta: str | None = field(default=None, metadata=SPARSE)

    def shown(self, *, short: bool) -> "AdCopy":
        """Return what an ad prints: in a low banner the *short* lines, if there are any, in place of the long ones."""
        own = (self.short_headline or self.headline, self.short_cta or self.cta) if short else (self.headline, self.cta)
        return replace(self, headline=own[0], cta=own[1], short_headline=None, short_cta=None)

    @property
    def emphasis(self) -> EmphasizedText:
        """The headline and the place of its emphasized words in it; none if another headline has taken its place."""
        found = parse_emphasis(self.marked or "")
        return found if found.text == self.headline else EmphasizedText(self.headline)

    def lines(self) -> tuple[tuple[Role, str], ...]:
        """Return the lines, in reading order."""
        return tuple((role, text) for role in LINE_ORDER if (text := getattr(self, role.value)))

    def marked_lines(self) -> tuple[tuple[Role, str], ...]:
        """Return the lines that are set as `copy_from_lines` reads them: with the marks of emphasis."""
        return tuple((role, self.marked or text if role is Role.HEADLINE else text) for role, text in self.lines())


class CopySource(StrEnum):
    """Where a market's copy came from."""

    BRIEF = "brief"  # approved copy in the brief
    SOURCE = "source"  # the message itself: the market reads its language
    MEMORY = "memory"  # the translation memory: translated, reviewed or approved earlier
    TRANSLATED = "translated"  # the translator, in this run
    PSEUDO = "pseudo"  # pseudo-copy for testing layouts
    MISSING = "missing"  # not written yet; the source copy is used for now


@dataclass(frozen=True, slots=True)
class OriginalCopy:
    """The source of a market's copy, and the words its adaptation must preserve.

    `keep` lists names that are never translated, `terms` the glossary for this locale. `recreated` are the roles with
    an intent in the brief: they are rewritten freely and only have to preserve names and placeholders.
    """

    locale: Locale
    copy: AdCopy
    keep: tuple[str, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    recreated: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalizedCopy:
    """One market's locale and copy.

    `copy` is printed as it is, with the figures of the offer filled in; `template` is the copy before that, where it
    differs. `required` are roles that no banner may leave out. `original` is the copy it adapts, None for locales of
    the source language. `marks` are findings of the translation that no later check can detect; they are reported
    for every ad with this copy. `offer` is what the market prints of the brief's offer beside the copy, `facts` what
    its ad can be made of without a picture, `badge` what it claims on a badge. `labels` are the names and prices of
    products that are shown together, `rules` those of the brand. `variant` is the name of the variant.
    """

    locale: Locale
    copy: AdCopy
    source: CopySource
    required: tuple[Role, ...] = ()
    original: OriginalCopy | None = None
    template: AdCopy | None = None
    marks: tuple[Finding, ...] = ()
    offer: PriceDisplay | None = None
    facts: DeviceFacts = field(default=DeviceFacts(), metadata=SPARSE)
    labels: tuple[ProductLabel, ...] = field(default=(), metadata=SPARSE)
    badge: BadgeWords | None = field(default=None, metadata=SPARSE)
    rules: MarketRules = field(default=NO_RULES, metadata=SPARSE)
    variant: str = field(default="", metadata=SPARSE)


class HeroKind(StrEnum):
    """Origin of a product's picture."""

    PHOTO = "photo"
    STUDIO = "studio"
    PACKSHOT = "packshot"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A product that is shown with others: its id, the width / height of its packshot, and the trimmed RGBA PNG.

    `height_cm` is None where the brief does not say how high it is. `leads` marks the hero.
    """

    product: str
    aspect: float
    packshot: bytes | None = None
    height_cm: float | None = None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class HeroImage:
    """The key visual of one product, before it is cropped to formats.

    `picture` is the encoded photo or generated scene, None if the studio renders a scene per format. `packshot` is a
    trimmed RGBA PNG, None if the product is part of the picture or has none. `aspect` is the packshot's width / height.
    `focus` is the subject of a photo in fractions of it (a point has no size), None if not given. `occupant` is an
    unwanted object in a scene that should be empty, in fractions of it. `members` are the products that are shown
    together, in reading order, and `group` says how; () and None for one product. `origin` says where it comes from.
    """

    product: str
    kind: HeroKind
    provider: str
    model: str
    seed: int
    cost_usd: float
    picture: bytes | None = None
    packshot: bytes | None = None
    aspect: float | None = None
    focus: Box | None = None
    occupant: Box | None = None
    members: tuple[GroupMember, ...] = field(default=(), metadata=SPARSE)
    group: GroupKind | None = field(default=None, metadata=SPARSE)
    origin: PictureOrigin = field(default=NO_ORIGIN, metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class TemplateRef:
    """A template: a built-in one by name, or the user's `.typ` file in `folder` with the `files` that it may read.

    Their names are relative to the folder of the `.typ` file.
    """

    name: str
    folder: Path | None = None
    files: tuple[tuple[str, bytes], ...] = ()


POSTER_TEMPLATE = TemplateRef("poster")  # the default


@dataclass(frozen=True, slots=True)
class BrandFont:
    """A font of the brand, with its script (ISO 15924) and weight (CSS scale)."""

    script: str
    weight: int
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BrandLogo:
    """The logo, its variants and the mark without the name, SVG or PNG bytes; `recolour` allows white or ink alone.

    `clear_space` is free space around it, of its height; `min_height` its least height, px.
    """

    file: bytes
    on_light: bytes | None = None
    on_dark: bytes | None = None
    mono: bytes | None = None
    recolour: bool = True
    mark: bytes | None = None
    clear_space: float = field(default=0.0, metadata=SPARSE)
    min_height: float = field(default=0.0, metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class BrandStyle:
    """How the brand looks. Pictures are SVG, PNG or JPEG bytes.

    Drafts are marked with `watermark_picture`, or with the text `watermark` if there is no picture. `style` is the name
    of a style pack, `layout` that of a skeleton; None lets the pictures decide. `studio_set` is the set that packshots
    stand in, in the colours `set_palette`, which has no hue that the brief does not hold; None for those of the brand.
    With `devices` ads have the rules, strips and marks of their style pack. `category` is the brief's. `duotone` sets
    photos in tones of the primary, `warning` the small print in a box.
    """

    name: str
    palette: Palette
    keep: tuple[str, ...]
    logo: BrandLogo | None = None
    design: TemplateRef = POSTER_TEMPLATE
    watermark: str = "DRAFT"
    watermark_picture: bytes | None = None
    fonts: tuple[BrandFont, ...] = ()
    style: str = "retail"
    layout: str | None = None
    studio_set: SetName = "arch"
    set_palette: Palette | None = None
    devices: bool = False
    category: str = ""
    duotone: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class TextZone:
    """A box for text: the roles stacked in it and their vertical alignment ('top', 'middle', 'bottom' or 'spread').

    'spread' puts headline and body at the top, button and small print at the bottom. `hang` is how far (px) tails of
    letters may reach over its left edge, which keeps stems aligned. Lines begin where reading starts; `at_end` aligns
    them with the other side. `below_logo` is how far (px) it begins under the logo's room; None without a logo over it.
    """

    box: Box
    roles: tuple[Role, ...]
    anchor: str
    hang: float = 0.0
    at_end: bool = False
    below_logo: float | None = None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Canvas:
    """A composed picture, ready for text. Shared by every market that reads in `direction`.

    `pixels` is uint8 (height, width, 3), sRGB, including the logo; `backdrop` is the same without it. `product_mask`
    is uint8 (height, width), 255 where the product is visible. `product_seen` is the share of the product, 0 to 1,
    that is neither cropped nor covered by the template; None without a product. Text and logo stay inside `content`
    (px). `logo` is the box of all that is drawn for the logo, `logo_pixels` is that, uint8 (height, width, 4), and
    `shown_logo` says how; None where a format shows no logo. `occupant` is the box of an unwanted object in a generated
    scene (px). `photo` and `composition` are None where the studio paints the whole canvas. `kind` is the origin of the
    picture; photos and generated pictures without their records are errors of the checks. `studio_set` is the set that
    the packshot stands in, `products` are those of an ad that shows several, in reading order, and `group` says how.
    `origin` is the picture's. `words` are those that the user's template writes itself.
    """

    format: Format
    direction: Direction
    pixels: Pixels
    product_box: Box | None
    product_mask: Pixels
    product_seen: float | None
    zones: tuple[TextZone, ...]
    content: Box
    logo: Box
    logo_pixels: Pixels
    backdrop: Pixels
    occupant: Box | None = None
    photo: ShownPhoto | None = None
    composition: Composition | None = None
    shown_logo: ShownLogo | None = None
    kind: HeroKind | None = None
    studio_set: SetName | None = None
    products: tuple[ShownProduct, ...] = ()
    group: GroupKind | None = None
    origin: PictureOrigin = NO_ORIGIN
    words: tuple[ShownWords, ...] = ()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One role as typeset, with its ink box (px).

    `hang` is how far (px) the tails of letters reach over the shared edge of its lines. `scale` is that of the script's
    letters, relative to the role's size. `emphasis` is None where all words have one color, `plate` without a button.
    """

    role: Role
    box: Box
    font_px: float
    lines: tuple[str, ...]
    overflow: bool
    ink: Rgb
    weight: int
    hang: float = 0.0
    scale: float = 1.0
    emphasis: EmphasizedInk | None = None
    plate: Box | None = None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Creative:
    """A finished ad before it is stored.

    `pixels` is the ad and `ground` the same without its letters, for measuring contrast; both are uint8
    (height, width, 3). `encoded` is the content of the file. `offer` are the texts of the price block and the badge,
    `labels` the names and prices of products shown together. `badge` is a claim, `fonts` the brand's, `reading` the
    texts with right-to-left letters. `facts` are those of the file, `ai_label` says that a model made the picture.
    """

    canvas: Canvas
    adaptation: LocalizedCopy
    pixels: Pixels
    ground: Pixels
    layout: tuple[TextBlock, ...]
    encoded: bytes
    encoding: Encoding
    missing_glyphs: tuple[str, ...] = ()
    left_out: tuple[Role, ...] = ()
    offer: tuple[OfferText, ...] = ()
    labels: tuple[ShownLabel, ...] = ()
    badge: ShownBadge | None = None
    reading: tuple[DrawnText, ...] = ()
    fonts: tuple[ShownFont, ...] = ()
    facts: FileFacts = NO_FACTS
    ai_label: ShownAiLabel | None = None


@dataclass(frozen=True, slots=True)
class LayoutEntry:
    """A text block in the manifest and the run log (px)."""

    role: str
    x: int
    y: int
    width: int
    height: int
    font_px: float
    lines: tuple[str, ...]
    overflow: bool


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """A product in an ad that shows several: its id, the name and price printed there, and its box (px)."""

    product: str
    name: str
    price: str | None
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HeroEntry:
    """The origin of a picture in the manifest and the run log."""

    kind: str
    provider: str
    model: str
    seed: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Asset:
    """One stored ad: its files, relative to the campaign's folder, and the texts of its copy that are `dropped`.

    `products` are those of an ad that shows several, `studio_set` is the set a packshot stands in. `alt_text` is in
    the language of the ad, `differs_in` is what differs from the control, `origin` says where the picture comes from.
    """

    path: str
    product: str
    country: str
    locale: str
    direction: str
    ratio: str
    width: int
    height: int
    bytes: int
    sha256: str
    hero: HeroEntry
    copy: AdCopy
    copy_source: str
    layout: tuple[LayoutEntry, ...]
    status: Status
    findings: tuple[Finding, ...] = ()
    editable: str | None = None
    editable_sha256: str | None = None
    draft: bool = False
    dropped: tuple[DroppedText, ...] = field(default=(), metadata=SPARSE)
    studio_set: str | None = field(default=None, metadata=SPARSE)
    products: tuple[ProductEntry, ...] = field(default=(), metadata=SPARSE)
    alt_text: str = field(default="", metadata=SPARSE)
    landing_page: str = field(default="", metadata=SPARSE)
    variant: str = field(default="", metadata=SPARSE)
    differs_in: tuple[VariantDifference, ...] = field(default=(), metadata=SPARSE)
    origin: PictureOrigin = field(default=NO_ORIGIN, metadata=SPARSE)

    def files(self) -> tuple[tuple[str, str], ...]:
        """Return path and SHA-256 of each file of the ad, the picture first."""
        if self.editable is None or self.editable_sha256 is None:
            return ((self.path, self.sha256),)
        return (self.path, self.sha256), (self.editable, self.editable_sha256)

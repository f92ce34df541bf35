"""What travels along the line: frozen records, picklable, without behaviour that needs a library.

Product ─generate─► Hero ─compose─► Canvas ─localize─► Creative ─check─► Findings ─store─► Asset

Longer than most files: it is a list of records, read one at a time.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.brief.term import GlossaryTerm
from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box, Encoding, Format
from creative_cli.locale.locales import Direction, Locale

Pixels: TypeAlias = NDArray[np.uint8]
"""Picture data, 0 to 255 each; the docstring that uses it states the shape."""


class Status(IntEnum):
    """How a check ended; the worst wins. Silence is ERROR, never PASS."""

    PASS = 0
    SKIP = 1
    WARN = 2
    FAIL = 3
    ERROR = 4


class Role(StrEnum):
    """What a line of type does in the ad."""

    LOGO = "logo"
    HEADLINE = "headline"
    BODY = "body"
    CTA = "cta"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says: a stable code for scripts and a sentence for people.

    `role` is the line it is about, None where it is about the whole ad or several lines at once.
    """

    check: str
    code: str
    status: Status
    message: str
    role: Role | None = None


MIN_LEGIBLE_PX = {Role.HEADLINE: 12.0, Role.BODY: 9.5, Role.CTA: 9.5, Role.DISCLAIMER: 7.0}
"""Least size of type as shown, CSS px: a phone holds 360 of them across, and small print is read close."""


MAX_TAIL_EM = 0.2
"""How far tails of letters may hang out of the edge that lines share, em: a j's reaches 0.17."""


@dataclass(frozen=True, slots=True)
class AdCopy:
    """The words of one ad in one language."""

    headline: str
    body: str | None = None
    cta: str | None = None
    disclaimer: str | None = None

    def lines(self) -> tuple[tuple[Role, str], ...]:
        """Return the lines that are there, in reading order."""
        pairs = (
            (Role.HEADLINE, self.headline),
            (Role.BODY, self.body),
            (Role.CTA, self.cta),
            (Role.DISCLAIMER, self.disclaimer),
        )
        return tuple((role, text) for role, text in pairs if text)


class CopySource(StrEnum):
    """Where the words of a market came from."""

    BRIEF = "brief"
    """Approved copy of the brief."""
    SOURCE = "source"
    """The message as it is: the market reads its language."""
    MEMORY = "memory"
    """The translation memory: translated, reviewed or approved before."""
    TRANSLATED = "translated"
    """The translator, in this run."""
    PSEUDO = "pseudo"
    """Pseudo-copy, to try layouts."""
    MISSING = "missing"
    """Nobody has written them yet; the copy is that of the source language until the desk has it."""


@dataclass(frozen=True, slots=True)
class OriginalCopy:
    """What a market's words are an adaptation of, and what has to survive in them.

    `keep` are names that stay as they are, `terms` the glossary for this locale. `recreated` are the roles the brief
    gives an intent for: their line is written anew, so that only names and placeholders have to survive.
    """

    locale: Locale
    copy: AdCopy
    keep: tuple[str, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    recreated: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalizedCopy:
    """One market's words: its locale, its copy, where that came from, and roles no banner may leave out.

    `copy` is what is set, the figures of an offer in it. `original` is what it adapts, None for the source's own
    locales; `template` the words before the figures were put in, where they differ. `marks` are what the copy desk
    tells reviewers of them and no check could see again; they are findings of every ad with these words.
    """

    locale: Locale
    copy: AdCopy
    source: CopySource
    required: tuple[Role, ...] = ()
    original: OriginalCopy | None = None
    template: AdCopy | None = None
    marks: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Palette:
    """The brand's colours; what the brief leaves out is derived from the primary."""

    primary: Rgb
    secondary: Rgb
    accent: Rgb
    ink: Rgb


class HeroKind(StrEnum):
    """What the picture of a product is made of."""

    PHOTO = "photo"
    STUDIO = "studio"
    PACKSHOT = "packshot"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class HeroImage:
    """The picture of one product, before any format is cut from it.

    `picture` is the encoded photo or generated scene; None where the studio paints a scene per format.
    `packshot` is an RGBA PNG, trimmed; None where the product is part of the picture or there is none.
    `aspect` is the product's width / height where a packshot tells it. `focus` is where in a photo its subject is, in
    fractions of the photo, a point where it has no size; None where nobody said. `occupant` is where an object stands
    in a scene that was ordered empty, in fractions of it.
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


@dataclass(frozen=True, slots=True)
class TemplateRef:
    """The template ads are laid out by: one of ours by its name, or a `.typ` file of the user's in `folder`."""

    name: str
    folder: Path | None = None


POSTER_TEMPLATE = TemplateRef("poster")
"""The template of a brief that names none."""


@dataclass(frozen=True, slots=True)
class BrandFont:
    """A font the brief brings: the script it is for (ISO 15924), its weight (CSS scale), its file and SHA-256."""

    script: str
    weight: int
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BrandStyle:
    """What makes an ad look like the brand: its colours, its name, its logo (SVG, PNG or JPEG bytes, or None).

    `watermark` is what drafts are marked with, unless `watermark_picture` is (SVG, PNG or JPEG bytes).
    """

    name: str
    palette: Palette
    keep: tuple[str, ...]
    logo: bytes | None = None
    design: TemplateRef = POSTER_TEMPLATE
    watermark: str = "Draft"
    watermark_picture: bytes | None = None
    fonts: tuple[BrandFont, ...] = ()


@dataclass(frozen=True, slots=True)
class TextZone:
    """A place for type: the roles stacked in it and the edge they gather at ('top', 'middle' or 'bottom').

    `hang` is how far, px, a tail below the baseline may reach out of the box to the left, so that stems line up.
    """

    box: Box
    roles: tuple[Role, ...]
    anchor: str
    hang: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A composed picture, ready for type. Shared by every market that reads in `direction`.

    `pixels` is uint8 (height, width, 3), sRGB, with the logo already in it. `product_mask` is uint8
    (height, width), 255 where the product is seen. `product_seen` is the part of it, 0..1, that neither the picture's
    edge nor what the template lays over it hides; None where there is no product. `content` is the box that type and
    logo must not leave, px. `logo` is where the logo lies, `logo_pixels` the logo itself, uint8 (height, width, 4), and
    `backdrop` the picture without it. `occupant` is where an object of its own is seen in a painted scene, px.
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


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One role as it was set: its ink box and how it came about. Units: px.

    `hang` is how far tails of letters reach out of the edge that its lines share.
    """

    role: Role
    box: Box
    font_px: float
    lines: tuple[str, ...]
    overflow: bool
    ink: Rgb
    weight: int
    hang: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Creative:
    """A finished ad before it is stored.

    `pixels` is what people see; `ground` is the same picture without its letters (scrim and button
    included), so that contrast is measured against what lies behind the type. Both uint8 (height, width, 3).
    `encoded` is the file as it will be stored, `encoding` how it is written.
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


@dataclass(frozen=True, slots=True)
class LayoutEntry:
    """A text block as the manifest and the run log keep it (px)."""

    role: str
    x: int
    y: int
    width: int
    height: int
    font_px: float
    lines: tuple[str, ...]
    overflow: bool


@dataclass(frozen=True, slots=True)
class HeroEntry:
    """Where a picture came from, as the manifest and the run log keep it."""

    kind: str
    provider: str
    model: str
    seed: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Asset:
    """One stored ad: its file (path relative to the campaign's folder) and everything said of it.

    `editable` is the PDF beside it that designers open, where one was asked for.
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
    findings: tuple[Finding, ...] = field(default=())
    editable: str | None = None
    editable_sha256: str | None = None
    draft: bool = False

    def files(self) -> tuple[tuple[str, str], ...]:
        """Return path and SHA-256 of every file of the ad, the picture first."""
        picture = (self.path, self.sha256)
        if self.editable is None or self.editable_sha256 is None:
            return (picture,)
        return picture, (self.editable, self.editable_sha256)

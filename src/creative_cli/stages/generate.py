"""generate: a product becomes a hero picture.

A photo of the brief is used as it is; a packshot is cut out; without a picture the studio shows the brand's colours.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.meaning import ADDRESS
from creative_cli.brief.schema import Product
from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.records import Hero, HeroKind
from creative_cli.storage.cache import Cache, key_of, sha256_of

VERSION = 1
POINT = 2
"""Numbers that make a point; a box has twice as many."""
RASTER_PX = 2000
"""Longer side an SVG product is drawn at, px: sharp on the largest canvas."""


@dataclass(frozen=True, slots=True)
class SourceIdentity:
    """Everything a hero depends on, for its key."""

    campaign: str
    product: str
    image_sha256: str | None
    image_kind: str | None
    provider: str
    focus: Box | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a hero is made from: the product and its picture's bytes and name, if the brief has one."""

    campaign: str
    product: str
    image: bytes | None
    image_name: str
    image_kind: str | None
    provider: str
    focus: Box | None = None

    def identity(self) -> SourceIdentity:
        """Return what determines the result, the picture by its hash."""
        sha256 = None if self.image is None else hashlib.sha256(self.image).hexdigest()
        return SourceIdentity(self.campaign, self.product, sha256, self.image_kind, self.provider, self.focus)


@dataclass(frozen=True, slots=True)
class FetchedObject:
    """A fetched picture as the cache keeps it: the hash of its bytes, and the server's name for that version."""

    sha256: str
    etag: str | None


def source(product: Product, brief: LoadedBrief, provider: str, cache: Cache) -> Source:
    """Read or fetch the product's picture; raise PictureError when it cannot be had."""
    image, name = None, ""
    if product.image is not None and product.image.startswith(ADDRESS):
        from creative_cli.fetch import shown  # noqa: PLC0415  # few briefs name addresses

        # The query of an address may be a key; it goes into no message and no record.
        image, name = fetched(product.image, cache), shown(product.image)
    elif product.image is not None:
        image, name = _read(brief.folder / product.image), product.image
    kind = None if product.image_kind is None else str(product.image_kind)
    return Source(brief.brief.campaign, product.id, image, name, kind, provider, _focus(product.focus))


def fetched(address: str, cache: Cache) -> bytes:
    """Return the picture at an https address, from the cache when the server says that it is the same."""
    from creative_cli.fetch import NotModified, fetch  # noqa: PLC0415  # few briefs name addresses

    key = key_of("fetch", 1, address=sha256_of(address.encode()))
    known = cache.get(key, FetchedObject)
    kept = None if known is None else cache.object_bytes(known.sha256)
    answer = fetch(address, etag=known.etag if known is not None and kept is not None else None)
    if isinstance(answer, NotModified) and kept is not None:
        return kept
    if isinstance(answer, NotModified):
        raise PictureError(f"{address.split('?', maxsplit=1)[0]} sent no picture.", "Run the same command again.")
    cache.put(key, FetchedObject(cache.put_object(answer.data), answer.etag))
    return answer.data


def _focus(marked: tuple[float, ...] | None) -> Box | None:
    """Return a point [x, y] or a box [left, top, right, bottom] as the box it is."""
    if marked is None:
        return None
    left, top, right, bottom = marked if len(marked) > POINT else (*marked, *marked)
    return Box(left, top, right - left, bottom - top)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureError(
            f"{path} cannot be read: {error.strerror}.", "Check the product's image: in the brief."
        ) from error


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Name the picture in what is said of its pixels: a brief has many."""
    try:
        yield
    except PictureError as error:
        raise PictureError(f"{name}: {error.sentence}", error.hint) from error


def generate(made_from: Source) -> Hero:
    """Make the hero of a product. Raises PictureError when the brief's picture cannot be used."""
    from creative_cli.providers import studio  # noqa: PLC0415  # loaded where it is used

    if made_from.image is None:
        return studio.paint(made_from.campaign, made_from.product, None)
    from creative_cli.imaging import packshot  # noqa: PLC0415  # a cached hero needs no Pillow
    from creative_cli.imaging.layers import rgba  # noqa: PLC0415  # same
    from creative_cli.imaging.source import is_svg, open_picture  # noqa: PLC0415  # same
    from creative_cli.typeset.vector import svg_to_png  # noqa: PLC0415  # same

    image = svg_to_png(made_from.image, RASTER_PX, RASTER_PX) if is_svg(made_from.image) else made_from.image
    picture = open_picture(image, made_from.image_name)
    with _about(made_from.image_name):
        kind = made_from.image_kind or packshot.kind_of(picture)
    if kind == packshot.Kind.PHOTO:
        return Hero(
            product=made_from.product,
            kind=HeroKind.PHOTO,
            provider="brief",
            model="",
            seed=0,
            cost_usd=0.0,
            picture=image,
            focus=made_from.focus,
        )
    with _about(made_from.image_name):
        cut = packshot.cut_out(picture)
    height, width = rgba(cut).shape[:2]
    return replace(studio.paint(made_from.campaign, made_from.product, cut), aspect=width / height)

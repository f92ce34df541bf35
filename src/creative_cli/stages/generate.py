"""generate: a product becomes a hero picture.

A photo of the brief is used as it is; a packshot is cut out and stands in a scene; without a picture the product is
painted from its description, or the studio shows the brand's colours. `prepare` reads what the brief brings; what is
then still to be painted is a `PictureRequest` for the providers, or the studio's own work. Longer than most files by a
few lines: every way to a hero is here, and none is long.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Brief, Product
from creative_cli.code_digest import code_digest
from creative_cli.errors import PictureError
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.http.safe_fetch import display_address, fetch_picture
from creative_cli.imaging import packshot
from creative_cli.imaging.layers import decode_rgba
from creative_cli.imaging.outpaint import prepare_outpaint, restore_photo
from creative_cli.imaging.source import is_svg, open_picture
from creative_cli.layout.svg_raster import svg_to_png
from creative_cli.models import HeroImage, HeroKind, Palette
from creative_cli.providers import prompts, studio
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.storage.codec import encode_canonical_json

POINT_LENGTH = 2
"""Numbers that make a point; a box has twice as many."""
RASTER_PX = 2000
"""Longer side an SVG product is drawn at, px: sharp on the largest canvas."""
MAX_OUTPAINT_RATIO = 3.0
"""The longest side of a continued photo is at most this many times the shortest."""
MAX_SHARED_ASPECT = 16 / 9
"""The widest picture asked for when it serves all ratios; from 9:16 to 16:9 every model paints well."""
PER_RATIO = "per-ratio"
"""What the brief says for a picture of each aspect ratio."""
BRIEF_PROVIDER = "brief"
"""The provider of a picture that the brief itself brings."""


@dataclass(frozen=True, slots=True)
class SourceIdentity:
    """Everything that what the brief brings depends on, for its key."""

    product: str
    image_sha256: str | None
    image_kind: str | None
    focus: Box | None


@dataclass(frozen=True, slots=True)
class PictureSource:
    """What a hero is made from: the product and its picture's bytes and name, if the brief has one."""

    product: str
    image: bytes | None
    image_name: str
    image_kind: str | None
    focus: Box | None = None

    def identity(self) -> SourceIdentity:
        """Return what determines the result, the picture by its hash."""
        sha256 = None if self.image is None else hashlib.sha256(self.image).hexdigest()
        return SourceIdentity(self.product, sha256, self.image_kind, self.focus)


@dataclass(frozen=True, slots=True)
class CachedFetch:
    """A fetched picture as the cache keeps it: the hash of its bytes, and the server's name for that version."""

    sha256: str
    etag: str | None


def load_source(product: Product, brief: LoadedBrief, cache: Cache) -> PictureSource:
    """Read or fetch the product's picture; raise PictureError when it cannot be had."""
    image, name = None, ""
    if product.image is not None and product.image.startswith(URL_PREFIX):
        # The query of an address may be a key; it goes into no message and no record.
        image, name = fetch_cached_picture(product.image, cache), display_address(product.image)
    elif product.image is not None:
        image, name = _read_picture(brief.folder / product.image), product.image
    kind = None if product.image_kind is None else str(product.image_kind)
    return PictureSource(product.id, image, name, kind, _focus_box(product.focus))


def fetch_cached_picture(address: str, cache: Cache) -> bytes:
    """Return the picture at an https address, from the cache when the server says that it is the same."""
    key = key_of("fetch", address=sha256_of(address.encode()))
    known = cache.get(key, CachedFetch)
    kept = None if known is None else cache.object_bytes(known.sha256)
    picture = fetch_picture(address, etag=known.etag if known is not None and kept is not None else None)
    if picture is None and kept is not None:
        return kept
    if picture is None:
        raise PictureError(f"{address.split('?', maxsplit=1)[0]} sent no picture.", "Run the same command again.")
    cache.put(key, CachedFetch(cache.put_object(picture.data), picture.etag))
    return picture.data


def _focus_box(marked: tuple[float, ...] | None) -> Box | None:
    """Return a point [x, y] or a box [left, top, right, bottom] as the box it is."""
    if marked is None:
        return None
    left, top, right, bottom = marked if len(marked) > POINT_LENGTH else (*marked, *marked)
    return Box(left, top, right - left, bottom - top)


def _read_picture(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureError(
            f"{path} cannot be read: {error.strerror}.", "Check the product's image: in the brief."
        ) from error


@contextmanager
def _naming_picture(name: str) -> Iterator[None]:
    """Name the picture in what is said of its pixels: a brief has many."""
    try:
        yield
    except PictureError as error:
        raise PictureError(f"{name}: {error.sentence}", error.hint) from error


def prepare_image(made_from: PictureSource) -> HeroImage:
    """Return what the brief brings for a hero: a finished photo, a packshot cut out, or neither.

    Raises PictureError when the brief's picture cannot be used.
    """
    bare = HeroImage(made_from.product, HeroKind.STUDIO, BRIEF_PROVIDER, model="", seed=0, cost_usd=0.0)
    if made_from.image is None:
        return bare

    image = svg_to_png(made_from.image, RASTER_PX, RASTER_PX) if is_svg(made_from.image) else made_from.image
    picture = open_picture(image, made_from.image_name)
    with _naming_picture(made_from.image_name):
        kind = made_from.image_kind or packshot.classify_picture(picture)
    if kind == packshot.PictureKind.PHOTO:
        return replace(bare, kind=HeroKind.PHOTO, picture=image, focus=made_from.focus)
    with _naming_picture(made_from.image_name):
        cut = packshot.cut_out_product(picture)
    height, width = decode_rgba(cut).shape[:2]
    return replace(bare, kind=HeroKind.PACKSHOT, packshot=cut, aspect=width / height)


def make_studio_image(prepared: HeroImage, campaign: str) -> HeroImage:
    """Return the hero as the built-in studio makes it: its scene is painted per canvas, from its seed."""
    painted = studio.describe_studio_image(campaign, prepared.product, prepared.packshot)
    # What it is made of was found out when it was prepared; the packshot's bytes may lie in the cache.
    return replace(painted, kind=prepared.kind, aspect=prepared.aspect)


def make_logo_only_image(prepared: HeroImage) -> HeroImage:
    """Return the hero of pictures that show the logo alone: nothing is painted for them, and no picture is used."""
    return HeroImage(prepared.product, HeroKind.STUDIO, studio.STUDIO_NAME, studio.STUDIO_MODEL, seed=0, cost_usd=0.0)


def build_image_request(
    prepared: HeroImage, product: Product, brief: Brief, palette: Palette, aspect: float
) -> ImageRequest:
    """Return what providers are asked to paint for canvases of about *aspect*: a scene for a packshot, else all.

    What *prepared* is decides, not its bytes: those may lie in the cache.
    """
    task = ImageTask.SCENE if prepared.kind is HeroKind.PACKSHOT else ImageTask.PICTURE
    return ImageRequest(
        product=product.id,
        task=task,
        prompt=prompts.write_prompt(
            prompts.collect_prompt_facts(brief, product, palette, prepared.aspect), task, aspect
        ),
        aspect=aspect,
        seed=studio.derive_seed(brief.campaign, product.id),
    )


def build_outpaint_request(
    prepared: HeroImage, product: Product, brief: Brief, palette: Palette, aspect: float
) -> ImageRequest | None:
    """Return the wish to continue a photo to a canvas of *aspect*; None where a crop of it does."""
    aspect = clamp_aspect(aspect)
    sent = prepare_outpaint(prepared.picture or b"", prepared.focus, aspect)
    if sent is None:
        return None
    task = ImageTask.OUTPAINT
    return ImageRequest(
        product=product.id,
        task=task,
        prompt=prompts.write_prompt(prompts.collect_prompt_facts(brief, product, palette, None), task, aspect),
        aspect=aspect,
        seed=studio.derive_seed(brief.campaign, product.id),
        reference=sent,
    )


def clamp_aspect(aspect: float) -> float:
    """Return the aspect of the picture that is painted for canvases of *aspect*: no model paints beyond 1:3 and 3:1.

    A banner of 728 × 90 is cut from a picture of 3:1; painted at 8:1 it would come back squeezed.
    """
    return min(max(aspect, 1 / MAX_OUTPAINT_RATIO), MAX_OUTPAINT_RATIO)


def apply_outpainting(prepared: HeroImage, painted: GeneratedImage, provider: str, aspect: float) -> HeroImage:
    """Return the photo as *provider* continued it: its own pixels, and painted ones beyond its edges."""
    picture = restore_photo(prepared.picture or b"", painted.data, prepared.focus, clamp_aspect(aspect))
    seed = painted.seed or 0
    # What the brief marks in the photo lies elsewhere on the larger picture; there the subject is found anew.
    return replace(
        prepared, provider=provider, model=painted.model, seed=seed, cost_usd=painted.usd, picture=picture, focus=None
    )


def prepared_image_key(made_from: PictureSource) -> str:
    """Return the key of what `prepare` makes of *made_from*."""
    return key_of("prepare", code=code_digest(__name__), source=made_from.identity())


@dataclass(frozen=True, slots=True)
class _RequestIdentity:
    request: ImageRequest
    reference_sha256: str | None


def identify_request(request: ImageRequest) -> _RequestIdentity:
    """Return what determines a request, its reference by its hash."""
    reference = None if request.reference is None else sha256_of(request.reference)
    return _RequestIdentity(replace(request, reference=None), reference)


def generated_image_key(source: SourceIdentity, maker: str, request: ImageRequest) -> str:
    """Return the key of a provider's picture for the product made from *source*.

    *maker* is the provider that is asked first; which one delivers in the end is not in the key, so that a fallback
    that is added later buys nothing again. No digest of code is in it either, and its form never changes: it finds
    what any earlier version of the product paid for.
    """
    prepared = _paid_key("prepare", source=source)
    return _paid_key("generate", prepared=prepared, maker=maker, request=identify_request(request))


def _paid_key(step: str, **parameters: object) -> str:
    return sha256_of(encode_canonical_json({"schema": 1, "stage": step, "version": 2, "parameters": parameters}))


def finished_key(prepared: str, paid: str) -> str:
    """Return the key of what is made of the picture that was *paid* for and of what the brief brings, *prepared*."""
    return key_of("finish", code=code_digest(__name__), prepared=prepared, paid=paid)


def apply_generated_image(prepared: HeroImage, painted: GeneratedImage, provider: str) -> HeroImage:
    """Return the hero with a provider's picture: the scene its packshot stands in, or the whole."""
    return replace(
        prepared,
        kind=HeroKind.PACKSHOT if prepared.kind is HeroKind.PACKSHOT else HeroKind.GENERATED,
        provider=provider,
        model=painted.model,
        seed=painted.seed or 0,
        cost_usd=painted.usd,
        picture=painted.data,
    )


def list_aspects(wish: str, formats: Sequence[Format]) -> tuple[float, ...]:
    """Return the width / height of the pictures that *formats* need, each once, by the brief's `hero:`.

    `shared` is one picture for all, `per-ratio` one for each aspect ratio. Formats that show the logo alone need none.
    """
    each = (aspect_for(wish, form, formats) for form in formats)
    return tuple(dict.fromkeys(aspect for aspect in each if aspect is not None))


def aspect_for(wish: str, form: Format, formats: Sequence[Format]) -> float | None:
    """Return the aspect of the picture that *form* is cut from, among all *formats* of the brief.

    One picture for all has the aspect from which crops lose least: in the middle between the narrowest and widest.
    None where the format shows the logo alone, for which there is no picture.
    """
    if form.shows is FormatContent.LOGO:
        return None
    if wish == PER_RATIO:
        return round(form.aspect, 4)
    ratios = [each.aspect for each in formats if each.shows is not FormatContent.LOGO]
    middle = math.sqrt(min(ratios) * max(ratios))
    return min(max(middle, 1 / MAX_SHARED_ASPECT), MAX_SHARED_ASPECT)

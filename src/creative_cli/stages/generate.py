"""generate: turn a product into a hero picture.

A photo of the brief is used as it is. A packshot is cut out and placed in a scene. Without a picture, the product is
generated from its description, or the studio shows the brand's colors. `prepare_image` reads the picture of the brief;
what is missing then is an `ImageRequest` for a provider, or rendered by the studio.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.group_facts import GroupKind
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Brief, Product
from creative_cli.brief.together import choose_group_kind, find_hero, find_together, list_members
from creative_cli.code_digest import code_digest
from creative_cli.color.color_math import Palette
from creative_cli.errors import PictureError
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.imaging import packshot
from creative_cli.imaging.layers import decode_rgba
from creative_cli.imaging.outpaint import prepare_outpaint, restore_photo
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.imaging.picture_marks import read_picture_marks
from creative_cli.imaging.source import is_svg, read_pixels
from creative_cli.layout.svg_raster import svg_to_png
from creative_cli.models import GroupMember, HeroImage, HeroKind
from creative_cli.provenance.picture_origin import PictureOrigin, join_marks
from creative_cli.providers import prompts, studio
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask
from creative_cli.stages.fetched_addresses import FetchedAddresses
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.storage.codec import encode_canonical_json

POINT_LENGTH = 2  # numbers of a point; a box has twice as many
RASTER_PX = 2000  # longer side of a rasterized SVG: sharp on the largest canvas
MAX_OUTPAINT_RATIO = 3.0  # long side / short side; no model generates beyond 1:3 and 3:1
MAX_SHARED_ASPECT = 16 / 9  # every model does well between 9:16 and 16:9
PER_RATIO = "per-ratio"  # `hero:` of a brief that wants a picture per aspect ratio
BRIEF_PROVIDER = "brief"  # provider of pictures that the brief has


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A product and its picture's bytes and name, if the brief has one; or several that are shown together."""

    product: str
    image: bytes | None
    image_name: str
    image_kind: str | None
    focus: Box | None = None
    members: tuple["MemberSource", ...] = ()
    group: GroupKind | None = None

    def identity(self) -> dict[str, object]:
        """Return what determines the prepared picture, for keys."""
        sha256 = None if self.image is None else sha256_of(self.image)
        together = {"group": self.group, "members": [one.identity() for one in self.members]} if self.members else {}
        return {
            **together,
            "product": self.product,
            "image_sha256": sha256,
            "image_kind": self.image_kind,
            "focus": self.focus,
        }


@dataclass(frozen=True, slots=True)
class MemberSource:
    """A product that is shown with others: its picture, its height (cm) if the brief has it, and whether it leads."""

    picture: PictureSource
    height_cm: float | None
    leads: bool

    def identity(self) -> dict[str, object]:
        """Return what determines the prepared packshot, for keys."""
        return {"picture": self.picture.identity(), "height_cm": self.height_cm, "leads": self.leads}


@dataclass(frozen=True, slots=True)
class CachedFetch:
    """A fetched picture in the cache: the hash of its bytes, and its ETag."""

    sha256: str
    etag: str | None


def load_source(
    product: Product, brief: LoadedBrief, cache: Cache, fetched: FetchedAddresses | None = None
) -> PictureSource:
    """Read or fetch the picture of a product, or of all products of a set; what is *fetched* is not asked for again.

    Raises PictureError.
    """
    together = find_together(brief.brief, product.id)
    if together is not None:
        hero = find_hero(together, brief.brief)
        members = tuple(
            MemberSource(load_source(one, brief, cache, fetched), one.height_cm, one.id == hero)
            for one in list_members(together, brief.brief)
        )
        shown = choose_group_kind(together, brief.brief)
        return PictureSource(product.id, None, "", None, members=members, group=shown)
    image, name = None, ""
    if product.image is not None and product.image.startswith(URL_PREFIX):
        image, name = fetch_cached_picture(product.image, cache, fetched)
    elif product.image is not None:
        image, name = _read_picture(brief.folder / product.image), product.image
    kind = None if product.image_kind is None else str(product.image_kind)
    return PictureSource(product.id, image, name, kind, _focus_box(product.focus))


def fetch_cached_picture(address: str, cache: Cache, fetched: FetchedAddresses | None = None) -> tuple[bytes, str]:
    """Return the picture at an https URL, from the cache if the server says that it is unchanged, and its name.

    The server is not asked about an address that the run has *fetched*.
    The name is the URL without its query, which may have a secret: it is in no message and no record.
    """
    # httpcore2 takes 50 ms to import, which only a picture at a URL should cost.
    from creative_cli.http.host_turns import waiting_for_host  # noqa: PLC0415
    from creative_cli.http.safe_fetch import display_address, fetch_picture  # noqa: PLC0415

    name = display_address(address)
    key = key_of("fetch", address=sha256_of(address.encode()))
    with (fetched or FetchedAddresses()).taking_turn(address) as current:
        known = cache.get(key, CachedFetch)
        kept = None if known is None else cache.object_bytes(known.sha256)
        if current and kept is not None:
            return kept, name
        with waiting_for_host(address):
            picture = fetch_picture(address, etag=known.etag if known is not None and kept is not None else None)
        if picture is None and kept is not None:
            return kept, name
        if picture is None:
            raise PictureError(f"{name} sent no picture.", "Run the same command again.")
        cache.put(key, CachedFetch(cache.put_object(picture.data), picture.etag))
        return picture.data, name


def _focus_box(marked: tuple[float, ...] | None) -> Box | None:
    """Return the box of a point [x, y] or of a box [left, top, right, bottom]."""
    if marked is None:
        return None
    left, top, right, bottom = marked if len(marked) > POINT_LENGTH else (*marked, *marked)
    return Box(left, top, right - left, bottom - top)


def _read_picture(path: Path) -> bytes:
    return read_picture_file(path, "the product's image: in the brief")


@contextmanager
def _naming_picture(name: str) -> Iterator[None]:
    """Put the name of the picture into errors about its pixels."""
    try:
        yield
    except PictureError as error:
        raise PictureError(f"{name}: {error.sentence}", error.hint) from error


def prepare_image(source: PictureSource) -> HeroImage:
    """Return a photo as it is, a packshot cut out, or no picture if the brief has none. Raises PictureError."""
    if source.members:
        return _prepare_group(source)
    bare = HeroImage(source.product, HeroKind.STUDIO, BRIEF_PROVIDER, model="", seed=0, cost_usd=0.0)
    if source.image is None:
        return bare
    origin = PictureOrigin((sha256_of(source.image),), read_picture_marks(source.image, source.image_name))
    bare = replace(bare, origin=origin)

    image = svg_to_png(source.image, RASTER_PX, RASTER_PX) if is_svg(source.image) else source.image
    pixels = read_pixels(image, source.image_name, given=True)
    with _naming_picture(source.image_name):
        kind = source.image_kind or packshot.classify_picture(pixels)
    if kind == packshot.PictureKind.PHOTO:
        return replace(bare, kind=HeroKind.PHOTO, picture=image, focus=source.focus)
    with _naming_picture(source.image_name):
        cut = packshot.cut_out_product(pixels)
    height, width = decode_rgba(cut).shape[:2]
    return replace(bare, kind=HeroKind.PACKSHOT, packshot=cut, aspect=width / height)


def list_source_files(source: PictureSource) -> Iterator[bytes]:
    """Yield the bytes of the brief's files, of each product that is shown."""
    if source.image is not None:
        yield source.image
    for member in source.members:
        yield from list_source_files(member.picture)


def _prepare_group(source: PictureSource) -> HeroImage:
    members, origins = [], list[PictureOrigin]()
    for one in source.members:
        made = prepare_image(one.picture)
        origins.append(made.origin)
        if made.packshot is None or made.aspect is None:
            raise PictureError(
                f"{one.picture.image_name} is a photo: a product beside others needs a packshot, with a transparent or "
                "a plain white background.",
                f"Give {one.picture.product} a packshot, or leave it out of {source.product} under together:.",
            )
        members.append(GroupMember(one.picture.product, made.aspect, made.packshot, one.height_cm, one.leads))
    return HeroImage(
        source.product,
        HeroKind.PACKSHOT,
        BRIEF_PROVIDER,
        model="",
        seed=0,
        cost_usd=0.0,
        members=tuple(members),
        group=source.group,
        origin=PictureOrigin(
            tuple(dict.fromkeys(sha for one in origins for sha in one.inputs)),
            join_marks(one.marks for one in origins),
        ),
    )


def make_studio_image(prepared: HeroImage, campaign: str) -> HeroImage:
    """Return the hero of the built-in studio, which renders the scene on each canvas from its seed."""
    made = studio.describe_studio_image(campaign, prepared.product, prepared.packshot)
    # The packshot's bytes may be in the cache, hence kind and aspect as they were prepared.
    return replace(
        made,
        kind=prepared.kind,
        aspect=prepared.aspect,
        members=prepared.members,
        group=prepared.group,
        origin=prepared.origin,
    )


def make_logo_only_image(prepared: HeroImage) -> HeroImage:
    """Return the hero of ads that show the logo alone: they use no picture."""
    return HeroImage(prepared.product, HeroKind.STUDIO, studio.STUDIO_NAME, studio.STUDIO_MODEL, seed=0, cost_usd=0.0)


def build_image_request(
    prepared: HeroImage, product: Product, brief: Brief, palette: Palette, aspect: float
) -> ImageRequest:
    """Return the request for canvases of about *aspect*: a scene for a packshot, else the whole picture.

    Only the kind of *prepared* counts; its bytes may be in the cache.
    """
    task = ImageTask.SCENE if prepared.kind is HeroKind.PACKSHOT else ImageTask.PICTURE
    return _build_request(product, brief, palette, task, aspect, shape=prepared.aspect)


def build_outpaint_request(
    prepared: HeroImage, product: Product, brief: Brief, palette: Palette, aspect: float
) -> ImageRequest | None:
    """Return the request to extend a photo to *aspect*; None if a crop is enough."""
    aspect = clamp_aspect(aspect)
    sent = prepare_outpaint(prepared.picture or b"", prepared.focus, aspect)
    if sent is None:
        return None
    return replace(_build_request(product, brief, palette, ImageTask.OUTPAINT, aspect, shape=None), reference=sent)


def _build_request(
    product: Product, brief: Brief, palette: Palette, task: ImageTask, aspect: float, *, shape: float | None
) -> ImageRequest:
    facts = prompts.collect_prompt_facts(brief, product, palette, shape)
    prompt, seed = prompts.write_prompt(facts, task, aspect), studio.derive_seed(brief.campaign, product.id)
    return ImageRequest(product.id, task, prompt, aspect, seed)


def clamp_aspect(aspect: float) -> float:
    """Return the aspect to generate for canvases of *aspect*."""
    # A banner of 728 × 90 is cut from a picture of 3:1: at 8:1, models return squeezed pictures.
    return min(max(aspect, 1 / MAX_OUTPAINT_RATIO), MAX_OUTPAINT_RATIO)


def apply_outpainting(prepared: HeroImage, image: GeneratedImage, provider: str, aspect: float) -> HeroImage:
    """Return the photo as *provider* extended it: its own pixels, and generated ones beyond its edges."""
    picture = restore_photo(prepared.picture or b"", image.data, prepared.focus, clamp_aspect(aspect))
    seed = image.seed or 0
    # The focus of the brief is elsewhere on the larger picture, where the subject is detected again.
    return replace(
        prepared, provider=provider, model=image.model, seed=seed, cost_usd=image.usd, picture=picture, focus=None
    )


def prepared_image_key(source: PictureSource) -> str:
    """Return the key of the result of `prepare_image`, which products with one picture share: it names none of them."""
    return key_of("prepare", code=code_digest(__name__), source=replace(source, product="").identity())


def paid_source_key(source: PictureSource) -> str:
    """Return the part of `generated_image_key` that comes from the brief's picture."""
    return shared_source_key(source.identity(), source.product)


def shared_source_key(identity: Mapping[str, object], product: str) -> str:
    """Return what `paid_source_key` does, for *product* and the identity of a picture that several products show."""
    return _paid_key("prepare", source={**identity, "product": product})


def generated_image_key(source_key: str, provider: str, request: ImageRequest) -> str:
    """Return the key of a provider's picture. Its form never changes: it finds what any earlier version paid for.

    *provider* is the first one of the chain, whichever delivers in the end.
    """
    # Neither the other providers nor a digest of code are included: a fallback added later must not buy again.
    reference = None if request.reference is None else sha256_of(request.reference)
    identity = {"request": replace(request, reference=None), "reference_sha256": reference}
    return _paid_key("generate", prepared=source_key, maker=provider, request=identity)


def _paid_key(step: str, **parameters: object) -> str:
    return sha256_of(encode_canonical_json({"schema": 1, "stage": step, "version": 2, "parameters": parameters}))


def finished_key(prepared: str, paid: str) -> str:
    """Return the key of a hero made from a generated picture, *paid*, and the brief's own picture, *prepared*."""
    return key_of("finish", code=code_digest(__name__), prepared=prepared, paid=paid)


def apply_generated_image(prepared: HeroImage, image: GeneratedImage, provider: str) -> HeroImage:
    """Return the hero with a provider's picture: the scene around its packshot, or the whole picture."""
    return replace(
        prepared,
        kind=HeroKind.PACKSHOT if prepared.kind is HeroKind.PACKSHOT else HeroKind.GENERATED,
        provider=provider,
        model=image.model,
        seed=image.seed or 0,
        cost_usd=image.usd,
        picture=image.data,
    )


def list_aspects(wish: str, formats: Sequence[Format]) -> tuple[float, ...]:
    """Return the distinct aspects (width / height) of the pictures that *formats* need.

    *wish* is the brief's `hero:`: `shared` or `per-ratio`. Formats that show the logo alone need no picture.
    """
    each = (aspect_for(wish, form, formats) for form in formats)
    return tuple(dict.fromkeys(aspect for aspect in each if aspect is not None))


def aspect_for(wish: str, form: Format, formats: Sequence[Format]) -> float | None:
    """Return the aspect of the picture that *form* is cut from; None if it shows the logo alone."""
    if form.shows is FormatContent.LOGO:
        return None
    if wish == PER_RATIO:
        return round(form.aspect, 4)
    ratios = [each.aspect for each in formats if each.shows is not FormatContent.LOGO]
    # The aspect from which crops lose least: the geometric mean of the narrowest and widest.
    middle = math.sqrt(min(ratios) * max(ratios))
    return min(max(middle, 1 / MAX_SHARED_ASPECT), MAX_SHARED_ASPECT)

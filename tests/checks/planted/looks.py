"""Plants defects of looks in right ads, as a careless brief, template, picture or hand does. One seed, one set.

Each is planted through a public door: a brief with its pictures, a template of the user's, or a file that somebody
changed before it is given to `creative check`.
"""

import io
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms, ImageFilter

Chance = random.Random
ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "briefs" / "assets"
PACKSHOTS = ("iced-tea.png", "peach-soda.png", "cream.png", "serum.png")
SIZES = ("600x600", "540x960", "960x540")
COLORS = {"primary": "#0F5C63", "secondary": "#1F9A8F", "accent": "#FFD166", "ink": "#FFFFFF"}
CHANNEL = "meta.feed.square"
"""The channel that changed files are held to."""


@dataclass(frozen=True, slots=True)
class PlantedLook:
    """A wrong look: its family, the checks that should report it, and the brief with its `files`, by name.

    A `picture` is a file for `creative check` instead, with the `suffix` of its name. `edit` is what somebody does to
    the finished ad before that, `twin` a second file that lies beside the first.
    """

    family: str
    checks: frozenset[str]
    brief: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    picture: bytes = b""
    suffix: str = ""
    edit: Callable[[Image.Image], Image.Image] | None = None
    twin: bytes = b""

    @property
    def place(self) -> str:
        """The locale and the size it is planted in."""
        if self.picture:
            return self.suffix
        market = self.brief["markets"][0]
        return f"{market['language']}-{market['country']} {self.brief['ratios'][0]}"


class _Planter(NamedTuple):
    """How a family is planted: the checks that should report it, and what makes one."""

    checks: tuple[str, ...]
    plant: Callable[[Chance], tuple[dict[str, Any], dict[str, bytes]]]


@cache
def world_copy() -> dict[str, dict[str, str]]:
    """Return right copy by locale."""
    return tomllib.loads((ROOT / "tests" / "data" / "world-copy.toml").read_text("utf-8"))


def make_brief(tag: str, size: str, **changes: Any) -> dict[str, Any]:
    """Return a right brief of one ad, with the copy of a locale and a packshot, but for *changes*."""
    language, _, territory = tag.rpartition("-")
    return {
        "schema": 1,
        "campaign": "look",
        "source_language": "en",
        "brand": {"name": "Solara", "logo": "assets/solara-logo.svg", "colors": COLORS, "keep": ["Solara"]},
        "message": {"headline": "Summer, poured over ice", "body": "Real tea and slow fruit.", "cta": "Taste it today"},
        "products": [{"id": "product", "name": "Solara Iced Tea", "image": "assets/iced-tea.png"}],
        "markets": [{"country": territory, "language": language, "copy": dict(world_copy()[tag])}],
        "ratios": [size],
        **changes,
    }


def _any_brief(chance: Chance, **changes: Any) -> dict[str, Any]:
    return make_brief(chance.choice(sorted(world_copy())), chance.choice(SIZES), **changes)


def png(pixels: np.ndarray[Any, Any]) -> bytes:
    """Return a picture as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def packshot(name: str) -> Image.Image:
    """Return a packshot of the shipped briefs, RGBA."""
    with Image.open(ASSETS / name) as picture:
        return picture.convert("RGBA")


def photo_scene(chance: Chance, side: int = 1600, *, middle: tuple[float, float] = (0.5, 0.5)) -> Image.Image:
    """Return a made-up photo: a product on a table before a wall, with grain; *middle* is that of the product."""
    seed = chance.randrange(1 << 30)
    noise = np.random.default_rng(seed)
    rows = np.linspace(0, 1, side)[:, None]
    wall = np.where(rows < 0.7, 205 - 60 * rows, 120 + 60 * (rows - 0.7))
    light = wall + 12 * np.sin(np.linspace(0, 9, side))[None, :] + noise.normal(0, 3, (side, side))
    tint = np.array(chance.choice(((1.0, 0.93, 0.82), (0.86, 0.95, 1.0), (0.95, 1.0, 0.9))))
    scene = Image.fromarray(np.clip(light[..., None] * tint, 0, 255).astype(np.uint8)).convert("RGBA")
    product = packshot(chance.choice(PACKSHOTS))
    # With air on all sides, as photos that serve wide and tall ads are taken.
    high = round(min(0.62 * side, 0.52 * side * product.height / product.width))
    product = product.resize((round(high * product.width / product.height), high))
    at = round(middle[0] * side - product.width / 2), round(middle[1] * side - high / 2)
    scene.paste(product, at, product)
    return scene.convert("RGB")


def _photo_brief(chance: Chance, photo: Image.Image) -> tuple[dict[str, Any], dict[str, bytes]]:
    product = {"id": "product", "name": "Solara Iced Tea", "image": "photo.png", "image_kind": "photo"}
    return _any_brief(chance, products=[product]), {"photo.png": png(np.asarray(photo))}


def _packshot_brief(chance: Chance, shot: Image.Image) -> tuple[dict[str, Any], dict[str, bytes]]:
    product = {"id": "product", "name": "Solara Iced Tea", "image": "shot.png", "image_kind": "packshot"}
    return _any_brief(chance, products=[product]), {"shot.png": png(np.asarray(shot))}


# A right template: type on the left, the product on the right.
_ZONES = """
  {x = 0.0, y = 0.16, width = 0.52, height = 0.50, roles = ["headline", "body"], anchor = "top"},
  {x = 0.0, y = 0.70, width = 0.52, height = 0.30, roles = ["cta", "disclaimer"], anchor = "bottom"},
"""
_PRODUCT, _LOGO = "[0.60, 0.12, 0.95, 0.90]", "{x = 0.0, y = 0.0, width = 0.6, height = 0.11}"


def _template(  # each part of a template is something to break
    chance: Chance,
    draws: str = "none",
    *,
    zones: str = _ZONES,
    product: str = _PRODUCT,
    logo: str = _LOGO,
    margin: float = 0.06,
    roles: str = "",
    **changes: Any,
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a brief with a template of the user's, and the files of that."""
    arrangement = f'name = "any"\ncanvas = [0.0, 99.0]\nsubject = [0.0, 99.0]\nproduct = {product}\nfloor = 0.86\n'
    data = f"margin = {margin}\n[roles]\n{roles}\n[[arrangement]]\n{arrangement}logo = {logo}\nzones = [{zones}]\n"
    files = {"own.typ": f"#let under(ad) = {draws}\n".encode(), "own.toml": data.encode()}
    return _any_brief(chance, template="own.typ", **changes), files


def _words(chance: Chance, text: str, *, size: float = 0.035, fill: str = "white", tag: str = "") -> Any:
    """Return a template that writes *text* on a dark plate under its type."""
    draws = (
        "{ place(dy: 0.60 * ad.height, rect(width: 100%, height: 0.10 * ad.height, fill: black))\n"
        f"  place(dx: ad.margin, dy: 0.63 * ad.height, text(size: {size} * ad.height, fill: {fill})[{text}]) }}"
    )
    zones = (
        _ZONES.replace("height = 0.50", "height = 0.40").replace("y = 0.70", "y = 0.74").replace("0.30, r", "0.26, r")
    )
    brief, files = _template(chance, draws, zones=zones)
    return (make_brief(tag, brief["ratios"][0], template="own.typ") if tag else brief), files


_CLAIMS = {
    "en-GB": "Guaranteed to cure colds",
    "de-DE": "Klimaneutral seit 2020",
    "fr-FR": "Produit neutre en carbone",
    "es-ES": "Neutro en carbono",
    "it-IT": "A impatto climatico zero",
}


def _claim(chance: Chance) -> Any:
    tag = chance.choice([one for one in sorted(_CLAIMS) if one in world_copy()])
    return _words(chance, _CLAIMS[tag], tag=tag)


def _small_photo(chance: Chance) -> Any:
    return _photo_brief(chance, photo_scene(chance).resize((chance.choice((310, 330, 350)),) * 2))


def _faded(share: float, chance: Chance) -> Image.Image:
    shot = packshot(chance.choice(PACKSHOTS))
    shot.putalpha(shot.getchannel("A").point(lambda value: round(share * value)))
    return shot


def _one_colour(chance: Chance) -> Any:
    """Return a product that is one plain colour: its picture did not load, or only its outline was exported."""
    shot = packshot(chance.choice(PACKSHOTS))
    plain = Image.new("RGBA", shot.size, chance.choice(((15, 92, 99, 255), (31, 154, 143, 255))))
    plain.putalpha(shot.getchannel("A").point(lambda value: 255 if value > 127 else 0))
    return _packshot_brief(chance, plain)


def _noisy(chance: Chance) -> Image.Image:
    noise = np.random.default_rng(chance.randrange(1 << 30))
    scene = np.asarray(photo_scene(chance, 1200), np.float32)
    return Image.fromarray(np.clip(scene + noise.normal(0, 60, scene.shape), 0, 255).astype(np.uint8))


def _lonely(chance: Chance) -> Any:
    """Return a headline of a long word, which fills the column of its type, and a short one."""
    tag, headline = chance.choice((("de-DE", "Sommererfrischung da"), ("sv-SE", "Sommarförfriskning nu")))
    brief = make_brief(tag, chance.choice(("1:1", "1080x1080")))
    brief["markets"][0]["copy"]["headline"] = headline
    return brief, {}


def _divided(chance: Chance) -> Any:
    return make_brief("de-DE", chance.choice(("1:1", "1080x1080"))), {}


def _long_copy(chance: Chance) -> Any:
    brief = _any_brief(chance)
    copy = brief["markets"][0]["copy"]
    words = f"{copy['headline']} " * chance.choice((9, 11))
    brief["markets"][0]["copy"] = {**copy, "headline": words[:156].strip()}
    return brief, {}


def _dropped(chance: Chance) -> Any:
    brief = _any_brief(chance)
    copy = brief["markets"][0]["copy"]
    legal = " ".join([copy.get("disclaimer", copy["body"])] * 6)
    brief["markets"][0]["copy"] = {**copy, "disclaimer": legal}
    return {**brief, "ratios": [chance.choice(("300x250", "320x250"))]}, {}


def _no_logo_recolour(chance: Chance) -> Any:
    """Return a logo of white, black and grey, which nothing may change: any ground takes one of them away."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="100" height="100" fill="#FFFFFF"/>'
        '<rect x="150" width="100" height="100" fill="#000"/><rect x="300" width="100" height="100" fill="#777"/></svg>'
    )
    brief, files = _template(chance)
    brand = {**brief["brand"], "logo": {"file": "logo.svg", "recolour": "forbidden"}}
    return {**brief, "brand": brand}, {**files, "logo.svg": svg.encode()}


def _tiny_letters(chance: Chance) -> Any:
    """Return a brand font whose letters fill a third of their size or less."""
    with TTFont(ROOT / "fonts" / "NotoSans-Bold.ttf", recalcTimestamp=False) as font:
        font["head"].unitsPerEm *= chance.choice((3, 4))
        buffer = io.BytesIO()
        font.save(buffer)
    brief = make_brief(chance.choice(("en-GB", "de-DE", "it-IT", "pl-PL")), chance.choice(SIZES))
    return {**brief, "brand": {**brief["brand"], "fonts": {"latin": {"regular": "own.ttf", "bold": "own.ttf"}}}}, {
        "own.ttf": buffer.getvalue()
    }


_OVER = """
  {x = 0.55, y = 0.20, width = 0.45, height = 0.50, roles = ["headline", "body"], anchor = "top"},
  {x = 0.0, y = 0.70, width = 0.52, height = 0.30, roles = ["cta", "disclaimer"], anchor = "bottom"},
"""
_SAME_PLACE = """
  {x = 0.0, y = 0.20, width = 0.52, height = 0.40, roles = ["headline"], anchor = "top"},
  {x = 0.0, y = 0.20, width = 0.52, height = 0.40, roles = ["body"], anchor = "top"},
  {x = 0.0, y = 0.70, width = 0.52, height = 0.30, roles = ["cta", "disclaimer"], anchor = "bottom"},
"""
_ON_LOGO = """
  {x = 0.0, y = 0.0, width = 0.52, height = 0.60, roles = ["headline", "body"], anchor = "top"},
  {x = 0.0, y = 0.70, width = 0.52, height = 0.30, roles = ["cta", "disclaimer"], anchor = "bottom"},
"""
_AT_EDGE = """
  {x = 0.0, y = 0.16, width = 0.52, height = 0.50, roles = ["headline", "body"], anchor = "top"},
  {x = 0.0, y = 0.70, width = 0.52, height = 0.30, roles = ["cta", "disclaimer"], anchor = "bottom"},
"""

_AD_PLANTERS: dict[str, _Planter] = {
    "tiny logo": _Planter(
        ("logo_size",), lambda c: _template(c, logo="{x = 0.0, y = 0.0, width = 0.10, height = 0.012}")
    ),
    "logo part lost": _Planter(("logo_parts", "logo_size"), _no_logo_recolour),
    "logo at the edge": _Planter(
        ("inside_margin", "logo_clear_space"),
        lambda c: _template(c, margin=0.001, zones=_ZONES.replace("x = 0.0", "x = 0.08").replace("0.30, r", "0.24, r")),
    ),
    "text at the edge": _Planter(("inside_margin",), lambda c: _template(c, margin=0.002, zones=_AT_EDGE)),
    "logo under text": _Planter(("overlap", "text_overflow", "logo_parts"), lambda c: _template(c, zones=_ON_LOGO)),
    "tiny letters": _Planter(("legible_size", "headline_share", "legal_size"), _tiny_letters),
    "headline below body": _Planter(
        ("text_hierarchy",),
        lambda c: _template(c, roles="headline = {min = 0.034, max = 0.036}\nbody = {min = 0.052, max = 0.056}"),
    ),
    "button above headline": _Planter(
        ("text_hierarchy",),
        lambda c: _template(c, roles="headline = {min = 0.034, max = 0.036}\ncta = {min = 0.050, max = 0.055}"),
    ),
    "small print above body": _Planter(
        ("text_hierarchy",),
        lambda c: _template(c, roles="body = {min = 0.028, max = 0.028}\ndisclaimer = {min = 0.040, max = 0.042}"),
    ),
    "text over product": _Planter(
        ("text_on_product", "subject_kept"),
        lambda c: _template(c, zones=_OVER, product="[0.45, 0.10, 0.98, 0.95]"),
    ),
    "plate over product": _Planter(
        ("subject_kept", "product_visible", "text_on_product"),
        lambda c: _template(c, "place(dx: 58%, dy: 30%, rect(width: 42%, height: 40%, fill: ad.palette.accent))"),
    ),
    "tiny product": _Planter(("product_visible",), lambda c: _template(c, product="[0.75, 0.55, 0.80, 0.62]")),
    "texts on each other": _Planter(("overlap", "text_overflow"), lambda c: _template(c, zones=_SAME_PLACE)),
    "claim in template": _Planter(("template_text",), _claim),
    "missing glyph in template": _Planter(
        ("template_text",), lambda c: _words(c, f"Made with {c.choice(('😀', '🍑', '𓀀'))} love")
    ),
    "faint words in template": _Planter(
        ("template_text",), lambda c: _words(c, "Since 1905", fill=f"luma({c.choice((30, 45))})")
    ),
    "tiny words in template": _Planter(("template_text",), lambda c: _words(c, "Since 1905", size=0.008)),
    "placeholder in template": _Planter(
        ("template_text",), lambda c: _words(c, c.choice(("Lorem ipsum dolor sit amet", "Now {price}")))
    ),
    "damaged words in template": _Planter(
        ("template_text",), lambda c: _words(c, c.choice(("CafÃ© time", "&amp;nbsp; Caf\\u{FFFD} time")))
    ),
    "blank photo": _Planter(
        ("photo_quality", "product_visible"),
        lambda c: _photo_brief(c, Image.new("RGB", (1600, 1600), c.choice(((250, 250, 250), (120, 130, 140))))),
    ),
    "blurred photo": _Planter(
        ("photo_quality",), lambda c: _photo_brief(c, photo_scene(c).filter(ImageFilter.GaussianBlur(14)))
    ),
    "noisy photo": _Planter(("photo_quality",), lambda c: _photo_brief(c, _noisy(c))),
    "small photo": _Planter(("upscale", "photo_quality"), _small_photo),
    "product cut by the photo": _Planter(
        ("subject_whole", "product_visible", "photo_quality"),
        lambda c: _photo_brief(c, photo_scene(c, middle=c.choice(((0.5, 0.92), (0.97, 0.5), (0.03, 0.5))))),
    ),
    "product of one colour": _Planter(("product_visible",), _one_colour),
    "transparent product": _Planter(("product_visible",), lambda c: _packshot_brief(c, _faded(0.12, c))),
    "last line alone": _Planter(("lonely_word",), _lonely),
    "divided display word": _Planter(("hyphenated_display",), _divided),
    "copy too long": _Planter(("text_overflow", "headline_share", "legible_size", "text_on_product"), _long_copy),
    "dropped or cut legal": _Planter(("text_overflow", "legal_size", "legible_size"), _dropped),
}


def right_file(chance: Chance, side: int = 1080) -> Image.Image:
    """Return a right picture for the channel."""
    return photo_scene(chance, side)


def _save(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _located(chance: Chance) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)})
    return _save(right_file(chance), exif=exif)


def _noise_file(chance: Chance) -> bytes:
    noise = np.random.default_rng(chance.randrange(1 << 30)).integers(0, 256, (1080, 1080, 3), dtype=np.uint8)
    return _save(Image.fromarray(noise), quality=60)


def _heavy(chance: Chance) -> bytes:
    noise = np.random.default_rng(chance.randrange(1 << 30)).integers(0, 256, (3400, 3400, 3), dtype=np.uint8)
    return _save(Image.fromarray(noise), "PNG", compress_level=0)


def _foreign_profile(chance: Chance) -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    profile[24:36] = bytes(12)  # when it was made
    return _save(right_file(chance), icc_profile=bytes(profile))


_FILE_PLANTERS: dict[str, tuple[tuple[str, ...], Callable[[Chance], tuple[bytes, str]]]] = {
    "wrong size": (
        ("picture_size",),
        lambda c: (_save(right_file(c, c.choice((1000, 1200))).crop((0, 0, 990, 700))), "jpg"),
    ),
    "wrong kind": (("picture_kind",), lambda c: (_save(right_file(c), c.choice(("BMP", "TIFF"))), "jpg")),
    "too heavy": (("picture_bytes",), lambda c: (_heavy(c), "png")),
    "CMYK": (("picture_profile",), lambda c: (_save(right_file(c).convert("CMYK")), "jpg")),
    "foreign profile": (("picture_profile",), lambda c: (_foreign_profile(c), "jpg")),
    "place in metadata": (("picture_metadata",), lambda c: (_located(c), "jpg")),
    "animation": (
        ("picture_frames", "picture_kind"),
        lambda c: (_save(right_file(c), "GIF", save_all=True, append_images=[right_file(c)]), "gif"),
    ),
    "blank file": (
        ("picture_blank",),
        lambda c: (_save(Image.new("RGB", (1080, 1080), (c.randrange(256), 40, 90))), "jpg"),
    ),
    "noise file": (("picture_blank",), lambda c: (_noise_file(c), "jpg")),
    "blurred file": (
        ("picture_sharpness",),
        lambda c: (_save(right_file(c).filter(ImageFilter.GaussianBlur(c.choice((8, 12))))), "jpg"),
    ),
    "near duplicate": (("picture_twin",), lambda c: (_save(right_file(c), quality=c.choice((70, 92))), "jpg")),
}


def _veil(ad: Image.Image) -> Image.Image:
    return Image.blend(ad, Image.new("RGB", ad.size, (128, 128, 128)), 0.88)


def _paint_over(ad: Image.Image) -> Image.Image:
    painted = ad.copy()
    painted.paste((200, 30, 30), (0, 0, ad.width // 3, ad.height // 5))
    return painted


_EDITS: dict[str, tuple[tuple[str, ...], Callable[[Image.Image], Image.Image]]] = {
    "weak contrast": (("picture_contrast",), _veil),
    "painted over": (("picture_changed",), _paint_over),
}
FAMILIES = (*_AD_PLANTERS, *_EDITS, *_FILE_PLANTERS)


def _seeded(key: str) -> Chance:
    return Chance(key)


def plant_looks(seed: int, each: int = 2) -> Iterator[PlantedLook]:
    """Yield *each* defects of every family."""
    for family, planter in _AD_PLANTERS.items():
        for number in range(each):
            brief, files = planter.plant(_seeded(f"{seed} {family} {number}"))
            yield PlantedLook(family, frozenset(planter.checks), brief, files)
    for family, (checks, edit) in _EDITS.items():
        for number in range(each):
            brief = _any_brief(_seeded(f"{seed} {family} {number}"))
            yield PlantedLook(family, frozenset(checks), brief, edit=edit)
    for family, (checks, save) in _FILE_PLANTERS.items():
        for number in range(each):
            key = f"{seed} {family} {number}"
            picture, suffix = save(_seeded(key))
            twin = _save(right_file(_seeded(key)), quality=60) if family == "near duplicate" else b""
            yield PlantedLook(family, frozenset(checks), picture=picture, suffix=suffix, twin=twin)


_RIGHT_PICTURES = ("packshot", "photo", "packshot", "template")
_STYLES = ("retail", "soft", "editorial", "bold", "tech")
# Lower banners have less room than the world's copy takes in many languages: what is left out or small there is rightly
# reported.
_RIGHT_SIZES = ("1:1", "4:5", "9:16", "16:9", "728x90")
# The world's copy has one word in four languages that is too long on purpose, for tests of line breaks: no line holds
# it, and no one would write it. Usual headlines with a long word take its place.
_USUAL_HEADLINES = {
    "de-DE": "Das Erfrischungsgetränk des Sommers",
    "fi-FI": "Kesäillan virvoitusjuoma jäillä",
    "hu-HU": "Ellenállhatatlan nyár jéggel",
    "sv-SE": "Sommarens läskedryck på is",
}
_MARKETS, _FORMATS = 6, 2


def _right_market(tag: str, size: str) -> dict[str, Any]:
    market: dict[str, Any] = make_brief(tag, size)["markets"][0]
    market["copy"]["headline"] = _USUAL_HEADLINES.get(tag, market["copy"]["headline"])
    return market


def write_right_briefs(seed: int, count: int) -> Iterator[tuple[dict[str, Any], dict[str, bytes]]]:
    """Yield right briefs of *count* ads or a few more: locales, sizes, styles, photos, packshots and a template."""
    tags = sorted(world_copy())
    for number in range(-(-count // (_MARKETS * _FORMATS))):
        chance = _seeded(f"{seed} right {number}")
        kind = _RIGHT_PICTURES[number % len(_RIGHT_PICTURES)]
        if kind == "photo":
            brief, files = _photo_brief(chance, photo_scene(chance, 2000))
        elif kind == "template":
            brief, files = _template(chance)
        else:
            brief, files = _packshot_brief(chance, packshot(chance.choice(PACKSHOTS)))
        wide = SIZES if kind == "template" else _RIGHT_SIZES
        markets = [_right_market(tag, wide[0]) for tag in chance.sample(tags, _MARKETS)]
        look = {} if kind == "template" else {"style": chance.choice(_STYLES)}
        yield {**brief, "markets": markets, "ratios": chance.sample(wide, _FORMATS), **look}, files

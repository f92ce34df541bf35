"""localize: a market's words on the canvas it shares, set in the sizes all markets agreed on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from creative_cli import contrast
from creative_cli.colour import NEAR_BLACK, WHITE, Rgb, readable, relit
from creative_cli.formats import Box
from creative_cli.locales import Direction
from creative_cli.records import Adaptation, Canvas, Copy, Creative, Look, Pixels, Role, TextBlock
from creative_cli.typeset.fonts import fonts_digest
from creative_cli.typeset.template import Plan

if TYPE_CHECKING:
    from creative_cli.typeset.settle import PlacedBlock

VERSION = 1
AROUND = 4
"""Px round the ink that count as behind it, as the check counts them."""
DEEP = 0.30
"""Oklab lightness of the primary when it is used as a dark ink."""


@dataclass(frozen=True, slots=True)
class MarketSizes:
    """The font size of each role in one market, px."""

    locale: str
    pairs: tuple[tuple[Role, float], ...]


@dataclass(frozen=True, slots=True)
class AgreedSizes:
    """The sizes of every market of a product in one ratio."""

    markets: tuple[MarketSizes, ...]

    def of(self, words: Adaptation) -> MarketSizes:
        """Return one market's sizes."""
        return next(sizes for sizes in self.markets if sizes.locale == words.locale.tag)


def fonts() -> str:
    """Return the digest of the fonts type is set with."""
    return fonts_digest()


def agree(plans: Mapping[Direction, Plan], everyone: tuple[Adaptation, ...], keep: tuple[str, ...]) -> AgreedSizes:
    """Fit every market's words to its direction's plan and agree on one size per role where that costs nobody much."""
    from creative_cli.typeset import fit  # noqa: PLC0415  # a run from the cache needs no type

    fits = []
    for words in everyone:
        plan = plans[words.locale.direction]
        texts = fit.measure(_drawable(words, plan)[0], words.locale, keep, plan)
        fits.append(fit.fit(plan.zones, texts, plan.styles, plan.format.short_side))
    pairs = zip(everyone, fit.agree(fits), strict=True)
    return AgreedSizes(tuple(MarketSizes(words.locale.tag, sizes.pairs) for words, sizes in pairs))


def localize(canvas: Canvas, words: Adaptation, sizes: MarketSizes, plan: Plan, look: Look) -> Creative:
    """Set the market's words on the canvas, with the weakest scrim that lets them be read."""
    from creative_cli.imaging.compose import lay  # noqa: PLC0415  # a run from the cache draws nothing
    from creative_cli.imaging.encode import encode  # noqa: PLC0415  # same
    from creative_cli.typeset import fit  # noqa: PLC0415  # same
    from creative_cli.typeset.draw import draw  # noqa: PLC0415  # same
    from creative_cli.typeset.settle import settle  # noqa: PLC0415  # same

    copy, missing = _drawable(words, plan)
    texts = fit.measure(copy, words.locale, look.keep, plan)
    short_side = canvas.format.short_side
    blocks = settle(canvas.zones, texts, plan.styles, short_side, fit.Sizes(sizes.pairs))
    weights = {style.role: style.weight for style in plan.styles}
    inks, ground = _inks_and_ground(canvas, blocks, weights, look)
    layers = draw(blocks, inks, look.palette.accent)
    for layer in layers:
        if not layer.letters:
            ground = lay(ground, layer.rgba, layer.x, layer.y)
    pixels = ground
    for layer in layers:
        if layer.letters:
            pixels = lay(pixels, layer.rgba, layer.x, layer.y)
    file = encode(pixels, canvas.format)
    drawn = {layer.role: layer.ink for layer in layers if layer.letters}
    return Creative(
        canvas=canvas,
        adaptation=words,
        pixels=pixels,
        ground=ground,
        layout=tuple(_text_block(block, drawn, inks, weights) for block in blocks),
        encoded=file.data,
        encoding=file.encoding,
        missing_glyphs=missing,
    )


def _text_block(
    block: "PlacedBlock", drawn: Mapping[Role, Box], inks: Mapping[Role, Rgb], weights: Mapping[Role, int]
) -> TextBlock:
    return TextBlock(
        role=block.role,
        box=drawn.get(block.role, block.ink),
        font_px=block.size,
        lines=block.words,
        overflow=block.overflow,
        ink=inks[block.role],
        weight=weights[block.role],
    )


def _drawable(words: Adaptation, plan: Plan) -> tuple[Copy, tuple[str, ...]]:
    """Return the words without what our fonts cannot draw, and what that is: empty boxes are never printed."""
    from creative_cli.typeset.fonts import missing_glyphs  # noqa: PLC0415  # a run from the cache needs no type
    from creative_cli.typeset.scripts import typeface  # noqa: PLC0415  # same

    weights = {style.role: style.weight for style in plan.styles}
    copy, missing = words.copy, dict[str, None]()
    for role, line in words.copy.lines():
        face = typeface(words.locale, role, weights[role])
        for cluster in missing_glyphs(line, face.families, face.weight):
            missing[cluster] = None
            line = line.replace(cluster, "")  # noqa: PLW2901  # each cluster is taken out of what is left
        copy = replace(copy, **{role.value: line})
    return copy, tuple(missing)


def _inks_and_ground(
    canvas: Canvas, blocks: tuple["PlacedBlock", ...], weights: Mapping[Role, int], look: Look
) -> tuple[dict[Role, Rgb], Pixels]:
    """Choose one ink for all type on the picture, and veil the picture where even the best cannot be read."""
    from creative_cli.imaging.compose import scrim  # noqa: PLC0415  # a run from the cache draws nothing

    palette = look.palette
    candidates = tuple(dict.fromkeys((palette.ink, WHITE, relit(palette.primary, DEEP), NEAR_BLACK)))
    open_blocks = [block for block in blocks if block.plate is None]
    margins = {ink: _least_margin(canvas, open_blocks, weights, ink) for ink in candidates}
    ink = next((ink for ink in candidates if margins[ink] >= 1), max(candidates, key=margins.__getitem__))
    ground = canvas.pixels
    for block in open_blocks:
        needed = _needed(canvas, block, weights)
        ground = scrim(ground, block.ink.grown(AROUND), ink, needed, canvas.product_mask)
    inks = {block.role: ink for block in open_blocks}
    for block in blocks:
        if block.plate is not None:
            dark = relit(palette.primary, DEEP)
            inks[block.role] = readable((palette.ink, dark, NEAR_BLACK, WHITE), palette.accent, contrast.NORMAL_TEXT)
    return inks, ground


def _needed(canvas: Canvas, block: "PlacedBlock", weights: Mapping[Role, int]) -> float:
    return contrast.required(block.size, weights[block.role], canvas.format.short_side)


def _least_margin(canvas: Canvas, blocks: list["PlacedBlock"], weights: Mapping[Role, int], ink: Rgb) -> float:
    """Return by what factor *ink* reaches its contrast on the weakest block; 1 is just enough."""
    form = canvas.format
    factors = []
    for block in blocks:
        left, top, right, bottom = block.ink.grown(AROUND).pixels(form.width, form.height)
        behind = canvas.pixels[top:bottom, left:right]
        if behind.size:
            factors.append(contrast.worst_contrast(behind, ink) / _needed(canvas, block, weights))
    return min(factors, default=1.0)

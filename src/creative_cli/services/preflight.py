"""The pictures that briefs bring, tried before anything is made: one that cannot be used is told at its line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from creative_cli.brief.meaning import ADDRESS
from creative_cli.engine.plan import Order
from creative_cli.errors import BriefError, PictureError, Problem
from creative_cli.formats import Box
from creative_cli.imaging.layers import logo
from creative_cli.imaging.source import is_svg
from creative_cli.layout.vector import rasterise_svg
from creative_cli.stages import generate
from creative_cli.stages.store import StoredHero
from creative_cli.storage.cache import Cache, key_of, sha256_of

ROOM = Box(0, 0, 240, 80)
"""Room a mark is drawn into when it is tried, px."""
VERSION = 1
"""Of the trial of marks; raised when more of them are refused."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A mark that was drawn, by the hash of its file: it need not be tried again, which takes 0.2 s."""

    sha256: str

    @property
    def key(self) -> str:
        return key_of("mark", VERSION, sha256=self.sha256)


def unusable(order: Order, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the pictures in the brief's folder; nothing is fetched."""
    yield from _marks(order, cache)
    yield from _products(order, cache)


def refuse_marks(order: Order, cache: Cache) -> None:
    """Raise BriefError when the logo or the watermark cannot be drawn: after the pictures are bought is too late."""
    problems = tuple(_marks(order, cache))
    if problems:
        raise BriefError(problems)


def remember_marks(order: Order, cache: Cache) -> None:
    """Note that the marks of *order* were drawn, so that the next run need not try them."""
    for _, data in _files(order):
        drawn = _Drawn(sha256_of(data))
        if cache.get(drawn.key, _Drawn) is None:
            cache.put(drawn.key, drawn)


@contextmanager
def told_with_places(orders: Sequence[Order], cache: Cache) -> Iterator[None]:
    """Turn a PictureError of the block into one BriefError that has every such picture and its place."""
    try:
        yield
    except PictureError as error:
        problems = tuple(problem for order in orders for problem in _products(order, cache))
        if not problems:
            raise  # of a picture that was fetched
        raise BriefError(problems) from error


def _files(order: Order) -> Iterator[tuple[str, bytes]]:
    marks = (("logo", order.look.logo), ("watermark", order.look.watermark_picture))
    yield from ((key, data) for key, data in marks if data is not None)


def _marks(order: Order, cache: Cache) -> Iterator[Problem]:
    untried = [(key, data) for key, data in _files(order) if cache.get(_Drawn(sha256_of(data)).key, _Drawn) is None]
    if not untried:
        return

    for key, data in untried:
        try:
            rasterise_svg(data, ROOM) if is_svg(data) else logo(data, ROOM)
        except PictureError as error:
            yield order.brief.problem(("brand", key), f"brand.{key}: {error.sentence} {error.hint}")


def _products(order: Order, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the products' pictures; one that an earlier run used is fine."""
    everything = [product.id for product in order.brief.brief.products]
    for product in order.products:
        if product.image is None or product.image.startswith(ADDRESS):
            continue
        try:
            source = generate.source(product, order.brief, cache)
            if cache.get(generate.prepared_key(source), StoredHero) is None:
                generate.prepare(source)
        except PictureError as error:
            keys = ("products", everything.index(product.id), "image")
            yield order.brief.problem(keys, f"products[{product.id}].image: {error.sentence} {error.hint}")

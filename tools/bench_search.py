"""Build a search index of generated ads through the public API.

Every campaign is about one of a few themes, whose sentences are really embedded. Its vectors are near those of the
theme, and those of its markets close together, like translations. Queries then find what they find in a real index:
many near duplicates, some above the noise floor. Image hashes are random bytes.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from creative_cli.models import AdCopy, Status
from creative_cli.retrieval.document import IndexedPicture, SearchDocument, build_search_document
from creative_cli.retrieval.embedders import choose_embedder
from creative_cli.retrieval.embedding import Embedder, Vector
from creative_cli.retrieval.image_hash import COLOR_CELLS, SIGN_BYTES
from creative_cli.retrieval.index import SearchIndex
from creative_cli.storage.state import StateFolder

THEMES = (
    "Iced peach tea, cold and bright for hot summer days on the beach",
    "Vitamin C serum that wakes tired skin overnight",
    "Trail running shoes with grip for wet rock and mud",
    "A quiet electric city car with four hundred kilometres of range",
    "Freshly roasted coffee beans delivered on Fridays",
    "Noise-cancelling headphones for long flights",
    "Wooden toys painted with water colours, safe for toddlers",
    "A winter parka of recycled down for the coldest commute",
    "Family holidays in the mountains with a view of the lake",
    "Organic cat food with salmon and no grain",
    "A savings account that rounds up what you spend",
    "Scented candles of soy wax: fig, cedar and rain",
)
PRODUCTS, MARKETS, RATIOS = 4, 20, ("1:1", "9:16", "16:9")
LOOK = SIGN_BYTES + 3 * COLOR_CELLS * COLOR_CELLS
SPREAD, CLOSE = 0.35, 0.12
"""How far campaigns lie from their theme and markets from their campaign, as lengths beside the theme's 1."""
PORTION = 2000


def made_up(count: int, embedder: Embedder) -> Iterator[tuple[list[SearchDocument], list[Vector]]]:
    """Yield *count* documents with their vectors, in portions, the same ones every time."""
    chance = np.random.default_rng(6)
    themes = embedder.passages(THEMES)
    documents: list[SearchDocument] = []
    vectors: list[Vector] = []
    for number in range(count):
        campaign, place = divmod(number, PRODUCTS * MARKETS)
        product, market = divmod(place, MARKETS)
        if place == 0:
            theme = campaign % len(THEMES)
            centre = _near(themes[theme], SPREAD, chance)
        documents.append(_document(campaign, product, market, THEMES[theme], chance))
        vectors.append(_near(centre, CLOSE, chance))
        if len(documents) == PORTION or number + 1 == count:
            yield documents, vectors
            documents, vectors = [], []


def _near(centre: Vector, far: float, chance: np.random.Generator) -> Vector:
    step = chance.standard_normal(centre.shape).astype(np.float32)
    moved = centre + far * step / np.linalg.norm(step)
    return (moved / np.linalg.norm(moved)).astype(np.float32)


def _document(campaign: int, product: int, market: int, theme: str, chance: np.random.Generator) -> SearchDocument:
    country, name = f"X{chr(65 + market)}", f"campaign-{campaign}"
    words = AdCopy(
        f"{theme} {product}", f"Number {campaign} of word{chance.integers(5000)} word{chance.integers(5000)}"
    )
    return build_search_document(
        campaign=name,
        product=f"product-{product}",
        product_name=f"Thing {product}",
        locale=f"en-{country}",
        country=country,
        direction="ltr",
        source=words,
        copy=words,
        run_id=f"run-{campaign}",
        made_at="2026-06-01T00:00:00Z",
        pictures=tuple(
            IndexedPicture(
                f"{name}/{country}/{ratio.replace(':', 'x')}/product-{product}.jpg",
                ratio,
                Status.PASS,
                chance.bytes(32).hex(),
                chance.bytes(LOOK),
            )
            for ratio in RATIOS
        ),
    )


def fill(output: Path, count: int) -> None:
    """Make an index of *count* documents, three pictures each, where `creative search --output` looks for it."""
    embedder = choose_embedder("auto", {})
    state = StateFolder(output / ".creative")
    state.create()
    index = SearchIndex(state.chroma, embedder)
    for documents, vectors in made_up(count, embedder):
        index.add(documents, vectors)

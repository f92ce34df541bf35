"""Small documents and an embedder that needs no model, for tests of everything but meaning."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from creative_cli.models import AdCopy, Status
from creative_cli.retrieval.document import IndexedPicture, SearchDocument, build_search_document
from creative_cli.retrieval.embedding import Closeness, Vector

CLOSENESS = Closeness(words=0.1, threshold=0.5)


@dataclass(frozen=True, slots=True)
class Letters:
    """Embeds a text by the triples of its letters: the same letters lie close, whatever they mean."""

    id: str = "letters:32"
    dimension: int = 32
    closeness: Closeness = CLOSENESS

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents."""
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Vector:
        """Embed a question."""
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for at in range(len(text)):
            digest = hashlib.blake2b(text[at : at + 3].casefold().encode(), digest_size=4).digest()
            vector[digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def sample(number: int = 0, campaign: str = "camp", country: str = "US", **words: str) -> SearchDocument:
    """Make a document that differs from others by its number, and by what is said otherwise."""
    return build_search_document(
        campaign=campaign,
        product=f"product-{number}",
        product_name=words.get("name", f"Thing {number}"),
        locale=f"en-{country}",
        country=country,
        direction="ltr",
        source=AdCopy(words.get("headline", f"Headline number {number}")),
        copy=AdCopy(words.get("headline", f"Headline number {number}")),
        description=words.get("description", ""),
        run_id=words.get("run_id", "run-1"),
        made_at=words.get("made_at", "2026-06-01T00:00:00Z"),
        pictures=(IndexedPicture(f"{country}/1x1/product-{number}.jpg", "1:1", Status.PASS),),
    )

"""Finding a picture among those that are known: by its bytes, then by its look."""

from dataclasses import dataclass

from creative_cli.search.catalog import Catalog
from creative_cli.search.document import IndexedPicture, SearchDocument
from creative_cli.search.filters import SearchFilters
from creative_cli.search.image_hash import (
    IDENTICAL_BYTES,
    MAX_COPY_DIFFERENCE,
    MAX_RECOLORED_DIFFERENCE,
    MAX_SIMILAR_DIFFERENCE,
    ImageDifference,
    ImageLikeness,
    compare_hashes,
    find_near_hashes,
)


@dataclass(frozen=True, slots=True)
class QueryImage:
    """The picture that is looked for: its file's SHA-256, and the looks of what it may be a copy of.

    `looks` may be empty where the file cannot be decoded; then only its bytes are compared.
    """

    sha256: str
    looks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SimilarImage:
    """A known picture, its document, and how near it is to the one that was shown."""

    document: SearchDocument
    picture: IndexedPicture
    likeness: ImageLikeness
    difference: ImageDifference


def find_similar_images(
    catalog: Catalog, shown: QueryImage, limit: int, filters: SearchFilters
) -> tuple[SimilarImage, ...]:
    """Return at most *limit* pictures of *catalog* that are *shown* or look like it, nearest first.

    Ties stand in the order of their documents and paths.
    """
    found = {(doc, path): IDENTICAL_BYTES for doc, path, _ in catalog.copies(shown.sha256, filters)}
    if shown.looks:
        rows = catalog.looks(filters)
        close = [rows[number] for number in find_near_hashes(shown.looks, [look for _, _, look in rows])]
        for (doc, path, _), apart in zip(
            close, compare_hashes(shown.looks, [look for _, _, look in close]), strict=True
        ):
            if apart.within(MAX_SIMILAR_DIFFERENCE) or apart.within(MAX_RECOLORED_DIFFERENCE):
                found.setdefault((doc, path), apart)
    answers: list[SimilarImage] = []
    for doc, path in sorted(found, key=lambda place: (found[place].rank(), place)):
        if len(answers) == limit:
            break
        document = catalog.document(doc)
        picture = next(picture for picture in document.pictures if picture.path == path)
        if filters.keeps(picture.ratio, picture.status):
            apart = found[doc, path]
            answers.append(SimilarImage(document, picture, _classify_difference(apart), apart))
    return tuple(answers)


def _classify_difference(apart: ImageDifference) -> ImageLikeness:
    if apart == IDENTICAL_BYTES:
        return ImageLikeness.SAME_FILE
    if apart.within(MAX_COPY_DIFFERENCE):
        return ImageLikeness.SAME_PICTURE
    return ImageLikeness.SIMILAR if apart.within(MAX_SIMILAR_DIFFERENCE) else ImageLikeness.RECOLOURED

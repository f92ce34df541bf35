"""Find indexed pictures that look like a given one: by their bytes, then by their image hash."""

from collections.abc import Sequence

from creative_cli.retrieval.catalog import Catalog
from creative_cli.retrieval.filters import SearchFilters
from creative_cli.retrieval.image_hash import (
    IDENTICAL_BYTES,
    MAX_COPY_DIFFERENCE,
    MAX_RECOLORED_DIFFERENCE,
    MAX_SIMILAR_DIFFERENCE,
    ImageDifference,
    ImageLikeness,
    compare_hashes,
    find_near_hashes,
)
from creative_cli.retrieval.results import Lookalike


def find_similar_images(
    catalog: Catalog, sha256: str, hashes: Sequence[bytes], limit: int, filters: SearchFilters
) -> tuple[Lookalike, ...]:
    """Return at most *limit* pictures with the bytes *sha256* or an image hash near one of *hashes*, nearest first.

    Without *hashes* only the bytes are compared. Ties keep the order of documents and paths.
    """
    found = {(doc, path): IDENTICAL_BYTES for doc, path, _ in catalog.copies(sha256, filters)}
    if hashes:
        rows = catalog.image_hashes(filters)
        close = [rows[number] for number in find_near_hashes(hashes, [known for _, _, known in rows])]
        differences = compare_hashes(hashes, [known for _, _, known in close])
        for (doc, path, _), difference in zip(close, differences, strict=True):
            if difference.within(MAX_SIMILAR_DIFFERENCE) or difference.within(MAX_RECOLORED_DIFFERENCE):
                found.setdefault((doc, path), difference)
    answers: list[Lookalike] = []
    for doc, path in sorted(found, key=lambda place: (found[place].rank(), place)):
        if len(answers) == limit:
            break
        document = catalog.document(doc)
        picture = next(picture for picture in document.pictures if picture.path == path)
        if filters.keeps(picture.ratio, picture.status):
            difference = found[doc, path]
            answers.append(
                Lookalike(
                    likeness=_classify_difference(difference),
                    signs=max(0, difference.signs),
                    colour=round(difference.colour, 2),
                    path=path,
                    ratio=picture.ratio,
                    status=picture.status,
                    campaign=document.campaign,
                    product_name=document.product_name,
                    locale=document.locale,
                    headline=document.headline,
                    variant=document.variant,
                )
            )
    return tuple(answers)


def _classify_difference(difference: ImageDifference) -> ImageLikeness:
    if difference == IDENTICAL_BYTES:
        return ImageLikeness.SAME_FILE
    if difference.within(MAX_COPY_DIFFERENCE):
        return ImageLikeness.SAME_PICTURE
    return ImageLikeness.SIMILAR if difference.within(MAX_SIMILAR_DIFFERENCE) else ImageLikeness.RECOLOURED

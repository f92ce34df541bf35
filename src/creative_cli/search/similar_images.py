"""Finding a picture among those that are known: by its bytes, then by its look."""

from dataclasses import dataclass

from creative_cli.search.catalog import Catalog
from creative_cli.search.document import Document, Picture
from creative_cli.search.filters import Filters
from creative_cli.search.image_hash import NEAR, RECOLOURED, SAME, SAME_BYTES, Difference, Likeness, compare, likely


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture that is looked for: its file's SHA-256, and the looks of what it may be a copy of.

    `looks` may be empty where the file cannot be decoded; then only its bytes are compared.
    """

    sha256: str
    looks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A known picture, its document, and how near it is to the one that was shown."""

    document: Document
    picture: Picture
    likeness: Likeness
    difference: Difference


def find_alike(catalog: Catalog, shown: Shown, limit: int, filters: Filters) -> tuple[Alike, ...]:
    """Return at most *limit* pictures of *catalog* that are *shown* or look like it, nearest first.

    Ties stand in the order of their documents and paths.
    """
    found = {(doc, path): SAME_BYTES for doc, path, _ in catalog.copies(shown.sha256, filters)}
    if shown.looks:
        rows = catalog.looks(filters)
        close = [rows[number] for number in likely(shown.looks, [look for _, _, look in rows])]
        for (doc, path, _), apart in zip(close, compare(shown.looks, [look for _, _, look in close]), strict=True):
            if apart.within(NEAR) or apart.within(RECOLOURED):
                found.setdefault((doc, path), apart)
    answers: list[Alike] = []
    for doc, path in sorted(found, key=lambda place: (found[place].rank(), place)):
        if len(answers) == limit:
            break
        document = catalog.document(doc)
        picture = next(picture for picture in document.pictures if picture.path == path)
        if filters.keeps(picture.ratio, picture.status):
            apart = found[doc, path]
            answers.append(Alike(document, picture, _likeness(apart), apart))
    return tuple(answers)


def _likeness(apart: Difference) -> Likeness:
    if apart == SAME_BYTES:
        return Likeness.SAME_FILE
    if apart.within(SAME):
        return Likeness.SAME_PICTURE
    return Likeness.SIMILAR if apart.within(NEAR) else Likeness.RECOLOURED

"""Finding a picture among those that are known: by its bytes, then by its look."""

from dataclasses import dataclass

from creative_cli.search.catalog import Catalog
from creative_cli.search.document import Document, Picture
from creative_cli.search.filters import Filters
from creative_cli.search.likeness import NEAR, SAME, SAME_BYTES, Difference, Likeness, compare


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
    rows = catalog.looks(filters)
    differences = {number: SAME_BYTES for number, row in enumerate(rows) if row[2] == shown.sha256}
    if shown.looks:
        seen = [number for number, row in enumerate(rows) if row[3] and number not in differences]
        if seen:
            found = compare(shown.looks, [rows[number][3] for number in seen])
            differences |= {n: apart for n, apart in zip(seen, found, strict=True) if apart.within(NEAR)}
    answers: list[Alike] = []
    for number in sorted(differences, key=lambda number: (differences[number].rank(), number)):
        if len(answers) == limit:
            break
        doc_id, path, sha256, _ = rows[number]
        document = catalog.load((doc_id,))[doc_id]
        picture = next(picture for picture in document.pictures if picture.path == path)
        if filters.keeps(picture.ratio, picture.status):
            apart = differences[number]
            answers.append(Alike(document, picture, _likeness(apart, same=sha256 == shown.sha256), apart))
    return tuple(answers)


def _likeness(apart: Difference, *, same: bool) -> Likeness:
    if same:
        return Likeness.SAME_FILE
    return Likeness.SAME_PICTURE if apart.within(SAME) else Likeness.SIMILAR

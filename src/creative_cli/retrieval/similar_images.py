"""Find indexed pictures that a given one shows, whole or in part: by bytes, by image hash, by local features.

The words of the features choose what is compared: MOST_COMPARED pictures, of however many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from creative_cli.models import Pixels
from creative_cli.retrieval.catalog import Catalog
from creative_cli.retrieval.document import IndexedPicture, SearchDocument
from creative_cli.retrieval.feature_matching import NO_MATCH, FeatureMatch, match_features
from creative_cli.retrieval.feature_store import FeatureStore
from creative_cli.retrieval.feature_words import count_votes
from creative_cli.retrieval.filters import SearchFilters
from creative_cli.retrieval.image_hash import (
    IDENTICAL_BYTES,
    MAX_COPY_DIFFERENCE,
    MAX_SIMILAR_DIFFERENCE,
    UNLIKE_HASH,
    ImageDifference,
    ImageLikeness,
    PictureChange,
    compare_hashes,
    hash_image,
    hash_possible_originals,
    measure_recolouring,
)
from creative_cli.retrieval.local_features import LocalFeatures, find_asked_features
from creative_cli.retrieval.results import Lookalike

MOST_COMPARED = 50
MOST_ASKED_SIDE = 1200  # px, of the shorter side: a picture in a screenshot of 4K keeps 600

# Measured by tools/like_table.py.
LEAST_SHARED, LEAST_SHARE, LEAST_CELLS = 12, 0.35, 6
LEAST_LIKE_SHARED, LEAST_LIKE_SHARE = 8, 0.12
# Of features of a picture that are too few to deny what its image hash says.
FEW_FEATURES = 24

WHOLE = 0.93  # of a picture, where the edge is a matter of rounding
# Of `measure_recolouring`, on nine ads: copies in grey 3.6 to 8.1, hue turned by 90 degrees 5.9 to 14.8; with bars,
# watermarks, in perspective or re-encoded at most 2.2, brighter with more contrast at most 4.1.
MOST_COPY_COLOUR = 3.0
_ORDER = {
    ImageLikeness.SAME_FILE: 0,
    ImageLikeness.SAME_PICTURE: 1,
    ImageLikeness.RECOLOURED: 1,
    ImageLikeness.OTHER_MARKET: 1,
    ImageLikeness.SIMILAR: 2,
    ImageLikeness.UNLIKE: 3,
}


@dataclass(frozen=True, slots=True)
class AskedPicture:
    """A picture to search by: the SHA-256 of its file, and what its pixels tell; nothing if they are not read yet."""

    sha256: str
    hashes: tuple[bytes, ...] = ()
    mirrored_hash: bytes = b""
    poses: tuple[LocalFeatures, ...] = ()
    """Its features as they are, and mirrored."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    difference: ImageDifference = UNLIKE_HASH
    match: FeatureMatch = NO_MATCH
    mirrored: bool = False
    features: int = 0
    recolouring: float = 0.0

    def likeness(self) -> ImageLikeness:
        if self.difference == IDENTICAL_BYTES:
            return ImageLikeness.SAME_FILE
        match, few = self.match, self.features < FEW_FEATURES
        if match.shared >= LEAST_SHARED and match.share >= LEAST_SHARE and match.cells >= LEAST_CELLS:
            return (
                ImageLikeness.RECOLOURED if PictureChange.RECOLOURED in self.changes() else ImageLikeness.SAME_PICTURE
            )
        if few and self.difference.within(MAX_COPY_DIFFERENCE):
            return ImageLikeness.SAME_PICTURE
        like = match.shared >= LEAST_LIKE_SHARED and match.share >= LEAST_LIKE_SHARE
        return ImageLikeness.SIMILAR if like or self.difference.within(MAX_SIMILAR_DIFFERENCE) else ImageLikeness.UNLIKE

    def changes(self) -> tuple[PictureChange, ...]:
        match = self.match
        if self.difference == IDENTICAL_BYTES or not match.shared:
            return ()
        whole = match.seen >= WHOLE and match.filled >= WHOLE
        return tuple(
            change
            for change, applies in (
                (PictureChange.MIRRORED, self.mirrored),
                (PictureChange.INSIDE, match.filled < WHOLE <= match.seen),
                (PictureChange.CROPPED, match.seen < WHOLE),
                (PictureChange.RECOLOURED, whole and self.recolouring > MOST_COPY_COLOUR),
            )
            if applies
        )

    def rank(self) -> tuple[float, ...]:
        """Return what pictures are sorted by, nearest first."""
        # The same picture in another market shares less: its words are others.
        return (
            _ORDER[self.likeness()],
            -self.match.shared * self.match.share,
            self.difference.rank(),
            self.difference.signs,
        )


def describe_asked_picture(sha256: str, pixels: Pixels) -> AskedPicture:
    """Return what a search needs of *pixels*, uint8 (height, width, 3)."""
    pixels = _average_squares(pixels)
    features = find_asked_features(pixels)
    mirrored = np.ascontiguousarray(pixels[:, ::-1])
    return AskedPicture(sha256, hash_possible_originals(pixels), hash_image(mirrored), (features, features.mirrored()))


def _average_squares(pixels: Pixels) -> Pixels:
    """Return *pixels* averaged over squares so large that the shorter side keeps MOST_ASKED_SIDE: it costs memory."""
    square = min(pixels.shape[:2]) // MOST_ASKED_SIDE
    if square <= 1:
        return pixels
    rows, columns = (side // square for side in pixels.shape[:2])
    squares = pixels[: rows * square, : columns * square].reshape(rows, square, columns, square, 3)
    return np.stack([squares[..., color].mean(axis=(1, 3)) for color in range(3)], axis=2).astype(np.uint8)


def find_similar_images(
    catalog: Catalog, store: FeatureStore, asked: AskedPicture, limit: int, filters: SearchFilters
) -> tuple[Lookalike, ...]:
    """Return at most *limit* pictures that *asked* shows or looks like, nearest first; none only without pictures.

    If the pixels of *asked* are not read, only the bytes are compared. Ties keep the order of documents and paths.
    """
    found = {place: _Comparison(IDENTICAL_BYTES) for place in _copies(catalog, asked, filters)}
    if asked.poses:
        for place, compared in _compare_pictures(catalog, store, asked, filters).items():
            found.setdefault(place, compared)
    answers: list[Lookalike] = []
    for doc, path in sorted(found, key=lambda place: (found[place].rank(), place)):
        if len(answers) == limit:
            break
        document = catalog.document(doc)
        picture = next(picture for picture in document.pictures if picture.path == path)
        if filters.keeps(picture.ratio, picture.status):
            answers.append(_to_lookalike(found[doc, path], document, picture))
    return _mark_other_markets(answers)


def _mark_other_markets(answers: Sequence[Lookalike]) -> tuple[Lookalike, ...]:
    """Return *answers* with the scene of the first one named as that where it has the words of another market."""
    marked: list[Lookalike] = []
    for one in answers:
        first = answers[0]
        same_scene = (one.campaign, one.product_name, one.ratio) == (first.campaign, first.product_name, first.ratio)
        same = one.likeness in {ImageLikeness.SAME_PICTURE, ImageLikeness.RECOLOURED}
        other = same and same_scene and one.locale != first.locale and first.close
        marked.append(replace(one, likeness=ImageLikeness.OTHER_MARKET) if other else one)
    return tuple(marked)


def _to_lookalike(compared: _Comparison, document: SearchDocument, picture: IndexedPicture) -> Lookalike:
    likeness, colour = compared.likeness(), compared.difference.colour
    return Lookalike(
        likeness=likeness,
        changes=compared.changes(),
        close=likeness is not ImageLikeness.UNLIKE,
        share=round(compared.match.share, 2),
        signs=max(0, compared.difference.signs),
        colour=round(colour, 2) if np.isfinite(colour) else None,
        path=picture.path,
        ratio=picture.ratio,
        status=picture.status,
        campaign=document.campaign,
        product_name=document.product_name,
        locale=document.locale,
        headline=document.headline,
        variant=document.variant,
    )


def _copies(catalog: Catalog, asked: AskedPicture, filters: SearchFilters) -> tuple[tuple[int, str], ...]:
    return tuple((doc, path) for doc, path, _ in catalog.copies(asked.sha256, filters))


def _compare_pictures(
    catalog: Catalog, store: FeatureStore, asked: AskedPicture, filters: SearchFilters
) -> dict[tuple[int, str], _Comparison]:
    """Return how the pictures that may be nearest compare with *asked*, by document and path."""
    rows = catalog.picture_files(filters)
    looks = {row.sha256: row.image_hash for row in rows if row.image_hash}
    differences = dict(zip(looks, compare_hashes(asked.hashes, tuple(looks.values())), strict=True))
    words = store.read_words()
    listed = [sha256 for sha256 in dict.fromkeys(row.sha256 for row in rows) if sha256 in words]
    pairs = [(sha256, 0) for sha256 in sorted(differences, key=lambda one: _by_hash(differences[one]))[:MOST_COMPARED]]
    if listed:
        votes = count_votes(asked.poses, [words[sha256] for sha256 in listed])
        for number in np.argsort(-votes, axis=None, kind="stable")[:MOST_COMPARED].tolist():
            pose, place = divmod(number, len(listed))
            pairs.append((listed[place], pose))
    compared: dict[str, _Comparison] = {}
    for sha256, pose in dict.fromkeys(pairs):
        features = store.read_features(sha256)
        match = NO_MATCH if features is None else match_features(features, asked.poses[pose])
        difference, recolouring = differences.get(sha256, UNLIKE_HASH), 0.0
        if match.shared and sha256 in looks:
            mine = asked.mirrored_hash if pose else asked.hashes[0]
            recolouring = measure_recolouring(mine, looks[sha256])
            if pose:
                (difference,) = compare_hashes([mine], [looks[sha256]])
        count = 0 if features is None else len(features.points)
        one = _Comparison(difference, match, bool(pose), count, recolouring)
        if sha256 not in compared or one.rank() < compared[sha256].rank():
            compared[sha256] = one
    return {(row.doc, row.path): compared[row.sha256] for row in rows if row.sha256 in compared}


def _by_hash(difference: ImageDifference) -> tuple[float, int]:
    return difference.rank(), difference.signs

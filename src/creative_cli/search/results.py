"""What people get when they look for past ads, by words or by a picture."""

from dataclasses import dataclass

from creative_cli.models import Status
from creative_cli.search.filters import SearchFilters, UnknownFilterValue
from creative_cli.search.image_hash import ImageLikeness
from creative_cli.search.ranking import SearchHit
from creative_cli.search.similar_images import SimilarImage


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A file that answers a question: its path as people open it."""

    path: str
    ratio: str
    status: Status


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """One product in one market that answers a question: how near it is, its words and its pictures, best first."""

    product: str
    product_name: str
    locale: str
    similarity: float
    headline: str
    pictures: tuple[FoundPicture, ...]


@dataclass(frozen=True, slots=True)
class FoundCampaign:
    """A campaign that answers, its best documents first; `words` are those it shares with the question.

    `close` is False where it is what lies nearest, and may have nothing to do with the question.
    """

    campaign: str
    close: bool
    similarity: float
    words: tuple[str, ...]
    documents: tuple[FoundProduct, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found, best first; empty means that nothing is near, or that the filters left nothing.

    `unknown` are values nothing has; `none_has_all` where each value is on record, but no ad has all of them.
    """

    query: str
    filters: SearchFilters
    campaigns: tuple[FoundCampaign, ...]
    unknown: tuple[UnknownFilterValue, ...] = ()
    none_has_all: bool = False


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A known picture that is the one shown, or looks like it; `signs` (of 64) and `colour` are how they differ."""

    likeness: ImageLikeness
    signs: int
    colour: float
    path: str
    ratio: str
    status: Status
    campaign: str
    product_name: str
    locale: str
    headline: str


@dataclass(frozen=True, slots=True)
class LookalikeAnswer:
    """Which known pictures are like *picture*, nearest first; `unknown` and `none_has_all` as in `Answer`."""

    picture: str
    filters: SearchFilters
    pictures: tuple[Lookalike, ...]
    unknown: tuple[UnknownFilterValue, ...] = ()
    none_has_all: bool = False


def to_found_campaign(hit: SearchHit, filters: SearchFilters) -> FoundCampaign:
    """Return a campaign that the index found, with those of its pictures that *filters* keep, the best first."""
    return FoundCampaign(
        campaign=hit.campaign,
        close=hit.close,
        similarity=round(hit.similarity, 4),
        words=hit.matched,
        documents=tuple(
            FoundProduct(
                product=entry.document.product,
                product_name=entry.document.product_name,
                locale=entry.document.locale,
                similarity=round(entry.similarity, 4),
                headline=entry.document.headline,
                pictures=tuple(
                    FoundPicture(picture.path, picture.ratio, picture.status)
                    for picture in sorted(entry.document.pictures, key=lambda picture: (picture.status, picture.path))
                    if filters.keeps(picture.ratio, picture.status)
                ),
            )
            for entry in hit.documents
        ),
    )


def to_lookalike(alike: SimilarImage) -> Lookalike:
    """Return a picture that the index found to be like another."""
    return Lookalike(
        likeness=alike.likeness,
        signs=max(0, alike.difference.signs),
        colour=round(alike.difference.colour, 2),
        path=alike.picture.path,
        ratio=alike.picture.ratio,
        status=alike.picture.status,
        campaign=alike.document.campaign,
        product_name=alike.document.product_name,
        locale=alike.document.locale,
        headline=alike.document.headline,
    )

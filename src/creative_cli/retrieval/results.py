"""Answers of a search for past ads, by words or by a picture; `--json` prints these fields."""

from dataclasses import dataclass

from creative_cli.models import Status
from creative_cli.retrieval.filters import SearchFilters, UnknownFilterValue
from creative_cli.retrieval.image_hash import ImageLikeness, PictureChange
from creative_cli.retrieval.ranking import AnswerCloseness, SearchHit


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A file of an ad that was found."""

    path: str
    ratio: str
    status: Status


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """One product in one market and variant: its similarity to the question (cosine) and its pictures, best first."""

    product: str
    product_name: str
    locale: str
    similarity: float
    headline: str
    pictures: tuple[FoundPicture, ...]
    variant: str = ""


@dataclass(frozen=True, slots=True)
class FoundCampaign:
    """A campaign that was found, its best documents first; `words` are those it shares with the question.

    `label` says how close it is; `close` is False for a less close one, which may have nothing to do with the question.
    """

    campaign: str
    close: bool
    label: AnswerCloseness
    similarity: float
    words: tuple[str, ...]
    documents: tuple[FoundProduct, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The nearest campaigns, best first; empty only when the library is, or when the filters leave nothing.

    `unknown` are filter values that no ad has; `none_has_all` is True when each value is on record, but no ad has
    all of them.
    """

    query: str
    filters: SearchFilters
    campaigns: tuple[FoundCampaign, ...]
    unknown: tuple[UnknownFilterValue, ...] = ()
    none_has_all: bool = False


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An indexed picture that the given one shows or looks like.

    `changes` say what was done to it ("mirrored"); `close` is False for what is only the nearest there is. `share` is
    the part of its local features that are found in the same arrangement, 0 to 1. `signs` (of 64) and `colour` say how
    much the image hashes of the whole pictures differ; `colour` is None where the signs are not near.
    """

    likeness: ImageLikeness
    changes: tuple[PictureChange, ...]
    close: bool
    share: float
    signs: int
    colour: float | None
    path: str
    ratio: str
    status: Status
    campaign: str
    product_name: str
    locale: str
    headline: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class LookalikeAnswer:
    """Indexed pictures that look like *picture*, nearest first; `unknown` and `none_has_all` as in `SearchAnswer`."""

    picture: str
    filters: SearchFilters
    pictures: tuple[Lookalike, ...]
    unknown: tuple[UnknownFilterValue, ...] = ()
    none_has_all: bool = False


def to_found_campaign(hit: SearchHit, filters: SearchFilters) -> FoundCampaign:
    """Return *hit* as an answer, with the pictures that pass *filters*, best first."""
    return FoundCampaign(
        campaign=hit.campaign,
        close=hit.closeness is not AnswerCloseness.LESS_CLOSE,
        label=hit.closeness,
        similarity=round(hit.best.similarity, 4),
        words=hit.best.matched,
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
                variant=entry.document.variant,
            )
            for entry in hit.documents
        ),
    )

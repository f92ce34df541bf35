"""Search documents: one for each campaign, product, market and variant."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from creative_cli.events import AdText
from creative_cli.models import AdCopy, Status


@dataclass(frozen=True, slots=True)
class IndexedPicture:
    """A finished file of a document: its path, aspect ratio and check status.

    `image_hash` is `image_hash.hash_image` of its pixels; it and the file's `sha256` are empty until computed.
    """

    path: str
    ratio: str
    status: Status
    sha256: str = ""
    image_hash: bytes = b""


@dataclass(frozen=True, slots=True)
class SearchDocument(AdText):
    """One product in one market with the run and time (ISO 8601, UTC) it was last made in, and its pictures."""

    run_id: str = ""
    made_at: str = ""
    pictures: tuple[IndexedPicture, ...] = ()

    @property
    def place(self) -> tuple[str, str, str, str, str]:
        """Campaign, product, country, locale and variant; a newer document replaces the one with the same place."""
        return self.campaign, self.product, self.country, self.locale, self.variant


def build_search_document(  # noqa: PLR0913  # one keyword for each field of a brief that search reads
    *,
    campaign: str,
    product: str,
    product_name: str,
    locale: str,
    country: str,
    direction: str,
    source: AdCopy,
    copy: AdCopy,
    brand: str = "",
    description: str = "",
    audience: str = "",
    scene: str = "",
    variant: str = "",
    run_id: str = "",
    made_at: str = "",
    pictures: tuple[IndexedPicture, ...] = (),
) -> SearchDocument:
    """Return the document of one product in one market; *source* is the brief's own copy, *copy* the market's.

    Its text has one thought a line and no line twice: equal copies would weigh the source language double.
    """
    lines = [
        _name_with_id_words(product, product_name),
        brand,
        description,
        *(line for words in (source, copy) for line in (words.kicker, words.headline, words.body, words.cta)),
        audience,
        scene,
        campaign.replace("-", " "),
    ]
    text = "\n".join(dict.fromkeys(" ".join(line.split()) for line in lines if line and line.strip()))
    place = [campaign, product, product_name, country, locale, direction, *([variant] if variant else [])]
    identity = json.dumps([*place, text], ensure_ascii=False)
    return SearchDocument(
        doc_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest(),
        campaign=campaign,
        product=product,
        product_name=product_name,
        locale=locale,
        country=country,
        direction=direction,
        headline=copy.headline,
        text=text,
        variant=variant,
        run_id=run_id,
        made_at=made_at,
        pictures=pictures,
    )


def format_utc(moment: datetime) -> str:
    """Return *moment* as documents keep it: ISO 8601, UTC, in seconds."""
    # strftime writes years before 1000 without their zeros on Linux, and these texts are compared.
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _name_with_id_words(product: str, name: str) -> str:
    """Return a product's name and the words of its id that the name lacks: only the id of Nimbus One says umbrella."""
    said = name.casefold()
    return " ".join((name, *(word for word in product.split("-") if word.isalpha() and word not in said)))

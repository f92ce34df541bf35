"""What search knows of an ad: one document for each campaign, product and market."""

import hashlib
import json
from dataclasses import dataclass

from creative_cli.models import AdCopy, Status


@dataclass(frozen=True, slots=True)
class IndexedPicture:
    """A finished file of a document: its path as people open it, its aspect ratio and how its checks ended.

    `sha256` is the file's, `look` what `likeness.look` makes of its pixels; both empty where nobody has looked yet.
    """

    path: str
    ratio: str
    status: Status
    sha256: str = ""
    look: bytes = b""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One product in one market, ready to be found.

    `doc_id` is a hash of what is embedded and of where it belongs, so the same words in the same place are the
    same document in every run. `headline` is the market's own, for showing. `run_id`, `made_at` (ISO 8601, UTC)
    and `pictures` change from run to run and are no part of it. `text` is what is embedded and what keywords are
    looked up in.
    """

    doc_id: str
    campaign: str
    product: str
    product_name: str
    locale: str
    country: str
    direction: str
    headline: str
    text: str
    run_id: str = ""
    made_at: str = ""
    pictures: tuple[IndexedPicture, ...] = ()

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Campaign, product, country and locale: a newer document of the same place replaces the older."""
        return self.campaign, self.product, self.country, self.locale

    @property
    def status(self) -> Status:
        """The worst status among the pictures; SKIP where there is none."""
        return max((picture.status for picture in self.pictures), default=Status.SKIP)


def build_search_document(  # noqa: PLR0913  # one keyword for each fact of a brief that search reads
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
    run_id: str = "",
    made_at: str = "",
    pictures: tuple[IndexedPicture, ...] = (),
) -> SearchDocument:
    """Make the document of one product in one market from plain fields.

    *source* is the brief's own copy and *copy* the market's; where they are equal the words are said once, so
    that no document weighs its source language double.
    """
    text = compose_search_text(
        product_name=_name_with_id_words(product, product_name),
        brand=brand,
        description=description,
        copies=(source, copy),
        audience=audience,
        scene=scene,
        campaign=campaign,
    )
    identity = json.dumps([campaign, product, product_name, country, locale, direction, text], ensure_ascii=False)
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
        run_id=run_id,
        made_at=made_at,
        pictures=pictures,
    )


def _name_with_id_words(product: str, name: str) -> str:
    """Return a product's name, and the words of its id that the name lacks: `Nimbus One` is an umbrella by its id."""
    said = name.casefold()
    return " ".join((name, *(word for word in product.split("-") if word.isalpha() and word not in said)))


def compose_search_text(
    *,
    product_name: str,
    brand: str,
    description: str,
    copies: tuple[AdCopy, ...],
    audience: str,
    scene: str,
    campaign: str,
) -> str:
    """Return the text that stands for an ad in search, one thought a line."""
    lines = [
        product_name,
        brand,
        description,
        *(line for copy in copies for line in (copy.headline, copy.body, copy.cta)),
        audience,
        scene,
        campaign.replace("-", " "),
    ]
    return "\n".join(dict.fromkeys(" ".join(line.split()) for line in lines if line and line.strip()))

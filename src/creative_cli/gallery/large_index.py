"""The index of a large campaign's page: what its list, filters and search need of every ad, in columns.

Each ad takes some 40 bytes and each product and headline its own length once, so that the page of 60,000 ads opens at
once. All else about an ad is in the shard that the page loads when somebody opens it. Both are scripts: a page that is
opened from a folder may load no other data.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from creative_cli.gallery.cards import Gallery, RecordedReview
from creative_cli.gallery.page_data import build_gallery_data, escape_for_script
from creative_cli.locale.locales import list_territories, territory_name
from creative_cli.models import Status

ManifestAd: TypeAlias = Mapping[str, Any]
"""An ad as the JSON of a manifest has it."""

HASH_DIGITS = 16
"""Of the SHA-256 of an ad: enough to tell one version of a file from all others."""

MAX_HEADLINE = 120
"""Characters of a headline in the list and the search; longer ones are cut."""

_STATUS_LETTERS = {status.name: status.name[0] for status in Status}


@dataclass(slots=True)
class GalleryIndex:
    """Collects the ads of a campaign; *products* and *languages* are readable names, by id and locale tag."""

    products: Mapping[str, str]
    languages: Mapping[str, str]
    audience: str
    _ads: list[tuple[tuple[str, ...], tuple[int, int, int, int], str, str, str]] = field(default_factory=list)
    _named: dict[str, int] = field(default_factory=dict)
    _places: dict[tuple[str, str, str, str, str], int] = field(default_factory=dict)
    _formats: dict[tuple[object, ...], int] = field(default_factory=dict)
    _headlines: dict[str, int] = field(default_factory=dict)
    _countries: dict[str, str] = field(default_factory=dict)

    def add_ads(self, ads: Iterable[ManifestAd]) -> None:
        """Add *ads*."""
        for ad in ads:
            self._add(ad)

    def _add(self, ad: ManifestAd) -> None:
        path, product, locale, country = ad["path"], ad["product"], ad["locale"], ad["country"]
        name = self._countries.get(country)
        if name is None:
            name = self._countries[country] = territory_name(country) if country in list_territories() else country
        language = self.languages.get(locale, locale)
        _, folder, file = path.rsplit("/", 2)
        suffix = file.removeprefix(product)
        draft = bool(ad.get("draft"))
        variant = ad.get("variant", "")
        form = (ad["ratio"], ad["width"], ad["height"], folder, suffix, draft, variant)
        headline = ad["copy"]["headline"][:MAX_HEADLINE]
        numbers = (
            self._named.setdefault(product, len(self._named)),
            self._places.setdefault((country, name, locale, language, ad["direction"]), len(self._places)),
            self._formats.setdefault(form, len(self._formats)),
            self._headlines.setdefault(headline, len(self._headlines)),
        )
        order = (name, locale, self.products.get(product, product), product, ad["ratio"], path)
        self._ads.append((order, numbers, _STATUS_LETTERS[ad["status"]], ad["sha256"], path))

    def sort_ads(self) -> None:
        """Bring the ads into the order of the page: by country, language, product and format."""
        self._ads.sort(key=lambda ad: ad[0])

    def list_countries(self) -> tuple[str, ...]:
        """Return the codes of all countries."""
        return tuple(self._countries)

    def count_all(self) -> tuple[int, int, int]:
        """Return the numbers of ads, locales and products."""
        return len(self._ads), len({place[2] for place in self._places}), len(self._named)

    def encode_index(self, reviews: Sequence[RecordedReview]) -> bytes:
        """Return the script with the index, and the *reviews* of ads that have not changed since."""
        columns = list(zip(*(ad[1] for ad in self._ads), strict=True)) or [(), (), (), ()]
        places = {(ad[4], ad[3]): number for number, ad in enumerate(self._ads)} if reviews else {}
        opinions: dict[tuple[str, ...], int] = {}
        reviewed: list[int] = []
        for review in reviews:
            number = places.get((review.path, review.sha256))
            if number is not None:
                said = (review.verdict, review.comment, review.reviewer, review.at, review.approved_by)
                reviewed += (number, opinions.setdefault(said, len(opinions)))
        content = {
            "products": [[product, self.products.get(product, product)] for product in self._named],
            "places": list(self._places),
            "formats": list(self._formats),
            "headlines": list(self._headlines),
            "audience": self.audience,
            "product": columns[0],
            "place": columns[1],
            "format": columns[2],
            "headline": columns[3],
            "status": "".join(ad[2] for ad in self._ads),
            "sha": "".join(ad[3][:HASH_DIGITS] for ad in self._ads),
            "opinions": list(opinions),
            "reviewed": reviewed,
        }
        return _encode_call("index", content)

    def encode_hashes(self) -> bytes:
        """Return the script with the whole SHA-256 of every ad, which only an export of reviews needs."""
        return _encode_call("hashes", "".join(ad[3] for ad in self._ads))


def encode_gallery_shard(gallery: Gallery) -> bytes:
    """Return the script with all data of the ads of *gallery*. Raises StorageError if a path leads out."""
    data = build_gallery_data(gallery)
    text = escape_for_script(
        {"originals": data.originals, "remarks": data.remarks, "zones": data.zones, "ads": data.ads}
    )
    return f"creativeGallery.shard({text});\n".encode("utf-8", "replace")


def _encode_call(name: str, content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"creativeGallery.{name}({text});\n".encode("utf-8", "replace")


def iter_recent_reviews(reviews: Iterable[RecordedReview]) -> Iterator[RecordedReview]:
    """Yield the latest review of each file, its time to the second: many reviews then share one record."""
    latest = {(review.path, review.sha256): review for review in sorted(reviews, key=lambda one: one.at)}
    for review in latest.values():
        yield RecordedReview(
            review.path,
            review.sha256,
            review.verdict,
            review.comment,
            review.reviewer,
            f"{review.at[:19]}Z" if review.at else "",
            review.approved_by,
        )

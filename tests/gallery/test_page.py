"""The page as a file: the same for the same gallery, whole in itself, harmless whatever it shows."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.errors import StorageError
from creative_cli.gallery.cards import Gallery, RecordedReview, build_gallery
from creative_cli.gallery.html_page import render_gallery
from creative_cli.models import AdCopy, Status
from tests.conftest import REPOSITORY
from tests.gallery.samples import SOURCE, asset, card, gallery, many

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


class Elements(HTMLParser):
    """What a parser finds: the names of elements, and every attribute that loads or runs something."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.names.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def data_of(page: Gallery) -> Any:
    """Return what the script of the page reads."""
    found = DATA.search(render_gallery(page).decode())
    assert found is not None
    return json.loads(found[1])


def test_the_same_gallery_is_the_same_bytes() -> None:
    """Order of ads and reviews, clock and chance have no part in the page."""
    one, other = card(asset()), card(asset("de-DE/1x1/iced-tea.jpg", country="DE"))
    reviews = tuple(
        RecordedReview(c.asset.path, c.asset.sha256, "approved", at="2026-11-22T10:00:00Z") for c in (one, other)
    )
    page = render_gallery(gallery(one, other, reviews=reviews))

    assert page == render_gallery(gallery(other, one, reviews=reviews[::-1]))


def test_the_page_brings_everything_but_its_pictures() -> None:
    """No element or style names anything outside, but the ads beside the page."""
    elements = Elements()
    page = render_gallery(gallery(card(asset()))).decode()
    elements.feed(page)
    loads = {value for name, value in elements.attributes if name in {"src", "srcset", "action", "data"}}

    assert loads == {"./en-US/1x1/iced-tea.jpg"}
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/2000/svg)", page)
    assert [value[:5] for name, value in elements.attributes if name == "href" and ":" in value] == ["data:"]


def test_only_the_scripts_and_styles_of_the_page_may_run() -> None:
    """The policy names the hashes of the one style and the one script, and no attribute carries either."""
    page = render_gallery(gallery(card(asset()))).decode()
    elements = Elements()
    elements.feed(page)
    policy = next(value for name, value in elements.attributes if value.startswith("default-src 'none'"))
    for element, name in (("style", "style-src"), ("script", "script-src")):
        found = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert found is not None
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not [name for name, _ in elements.attributes if name.startswith("on") or name == "style"]


@given(
    st.text(min_size=1), st.text(), st.sampled_from(["", "</script>", "<!--<script>", "']]>", "\u202e", "{{ 7 * 7 }}"])
)
def test_any_text_arrives_as_it_is(text: str, name: str, twist: str) -> None:
    """Whatever copy and names hold, they reach the script unchanged and add no element to the page."""
    plain, elements = Elements(), Elements()
    plain.feed(render_gallery(gallery(card(asset()))).decode())
    hostile = gallery(card(asset(copy=replace(SOURCE, headline=text + twist)), product=twist + name))
    elements.feed(render_gallery(hostile).decode())
    data = data_of(hostile)

    assert elements.names == plain.names
    assert data["ads"][0]["copy"]["headline"] == text + twist
    assert data["ads"][0]["product_name"] == twist + name


@pytest.mark.parametrize("path", ["../other/a.jpg", "/etc/a.jpg", "en-US/../../a.jpg", "en-US\\1x1\\a.jpg", ""])
def test_a_path_out_of_the_folder_is_refused(path: str) -> None:
    """A manifest somebody changed cannot make the page show other files."""
    with pytest.raises(StorageError, match="not inside the campaign's folder"):
        render_gallery(gallery(card(replace(asset(), path=path))))


def test_paths_become_relative_addresses() -> None:
    """A name with a colon or a hash is no scheme and no fragment."""
    page = gallery(card(replace(asset(), path="javascript:alert(1)/#/a b.jpg")))

    assert data_of(page)["ads"][0]["url"] == "./javascript%3Aalert%281%29/%23/a%20b.jpg"


def test_reviews_count_for_the_same_bytes_only_and_the_latest_counts() -> None:
    """A changed ad needs a new review."""
    one = asset()
    early = RecordedReview(one.path, one.sha256, "rejected", "too dark", "Ana", "2026-11-20T10:00:00Z")
    late = RecordedReview(one.path, one.sha256, "approved", "", "Ben", "2026-11-21T10:00:00Z")
    stale = RecordedReview(one.path, "0" * 64, "rejected", at="2026-11-22T10:00:00Z")
    data = data_of(gallery(card(one), reviews=(late, stale, early)))

    assert [(review["verdict"], review["reviewer"]) for review in data["reviews"]] == [("approved", "Ben")]


def test_zones_are_those_of_channels_of_the_same_shape() -> None:
    """A 9:16 ad has the zones of stories and reels in px of its file, a square one those of squares only."""
    data = data_of(gallery(card(asset("en-US/9x16/iced-tea.jpg", ratio="9:16")), card(asset())))
    zones = {ad["format"]: {zone["channel"]: zone for zone in data["zones"][ad["zones"]]} for ad in data["ads"]}

    assert {"meta.stories", "meta.reels", "tiktok.infeed.vertical"} <= zones["9:16"].keys()
    assert zones["9:16"]["meta.reels"]["y"] == pytest.approx(0.14 * 1920, abs=0.1)
    assert "meta.stories" not in zones["1:1"]


def test_zones_are_mirrored_where_the_platform_mirrors() -> None:
    """TikTok's buttons are on the left in right-to-left markets, Meta's stay."""
    pair = (
        asset("en-US/9x16/a.jpg", ratio="9:16"),
        asset("ar-SA/9x16/a.jpg", ratio="9:16", country="SA", direction="rtl"),
    )
    data = data_of(gallery(*(card(one) for one in pair)))
    left = {
        (ad["locale"], zone["channel"]): (zone["x"], zone["width"])
        for ad in data["ads"]
        for zone in data["zones"][ad["zones"]]
    }

    x, width = left["en-US", "tiktok.infeed.vertical"]
    assert left["ar-SA", "tiktok.infeed.vertical"] == (pytest.approx(1080 - x - width, abs=0.1), width)
    assert left["ar-SA", "meta.reels"] == left["en-US", "meta.reels"]


def test_a_finding_is_put_on_the_block_it_names() -> None:
    """Trouble with the headline is drawn on the headline; what passed is drawn nowhere."""
    data = data_of(gallery(card(asset(status=Status.WARN))))
    remarks = [data["remarks"][place] for place in data["ads"][0]["remarks"]]

    assert (remarks[0]["status"], remarks[0]["role"]) == ("warn", "headline")
    assert {remark["role"] for remark in remarks[1:]} == {""}


def test_a_seed_keeps_all_its_digits() -> None:
    """Seeds above 2**53 are text for the script."""
    assert data_of(gallery(card(asset())))["ads"][0]["seed"] == str(2**63)


def test_five_hundred_ads_stay_under_three_megabytes() -> None:
    """The page holds words; pictures stay in their files."""
    assert len(render_gallery(many(500))) < 3_000_000


def test_the_gallery_of_an_order_has_the_names_people_know() -> None:
    """Products, countries and languages are named, and each copy stands beside what it adapts."""
    order = build_plans([str(REPOSITORY / "briefs" / "summer-drinks.yaml")], Slice(markets=("SA",)), translator=False)[
        0
    ]
    arabic = asset("ar-SA/1x1/iced-tea.jpg", country="SA", direction="rtl", copy=AdCopy("طعم الصيف على الثلج"))
    page = build_gallery(order, (arabic, asset("de-DE/1x1/peach-soda.jpg", country="DE")))

    assert [(card.product, card.country, card.language) for card in page.cards] == [
        ("Solara Iced Tea", "Saudi Arabia", "Arabic"),
        ("Solara Peach Soda", "Germany", "German"),
    ]
    assert {card.original and card.original.headline for card in page.cards} == {"Summer, poured over ice"}
    assert (page.source_locale, page.source_language, page.brand) == ("en", "English", "Solara")
    assert {card.audience for card in page.cards} == {"young adults, 18-30, out with friends"}


def test_a_campaign_without_ads_has_a_page() -> None:
    """The first run that made nothing still tells what to do."""
    assert b"No ads yet" in render_gallery(gallery())

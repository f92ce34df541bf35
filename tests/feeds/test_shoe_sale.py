"""The shoe sale: three products with their own prices in twelve markets, listed, from CSV and from Merchant Center."""

import pytest

from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.engine.product_words import list_printed_words, write_product_words
from creative_cli.models import LocalizedCopy, Status
from creative_cli.stages.check import check_copy
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "briefs" / "shoe-sale"


def plan_of(name: str) -> RunPlan:
    """Return the plan of one of the three briefs."""
    (plan,) = build_plans([str(FOLDER / name)], Slice(), translator=False)
    return plan


def ads_of(plan: RunPlan) -> dict[tuple[str, str, str], tuple[LocalizedCopy, str | None]]:
    """Return the copy, the price block and the picture of every ad."""
    return {
        (product.id, place.format.name, words.locale.tag): (
            write_product_words(plan.brief, words, product),
            product.image,
        )
        for product in plan.products
        for place in plan.placements
        for words in place.adaptations
    }


@pytest.mark.parametrize("name", ["from-csv.yaml", "from-merchant.yaml"])
def test_a_feed_gives_the_ads_of_the_list(name: str) -> None:
    """The same 72 ads: texts, figures, price blocks and pictures."""
    listed, fed = plan_of("brief.yaml"), plan_of(name)

    assert listed.count == fed.count == 72
    assert ads_of(fed) == ads_of(listed)


def test_every_market_prints_its_own_form() -> None:
    """One price, written as Germany, Ireland, Slovakia and Portugal write it."""
    ads = ads_of(plan_of("from-csv.yaml"))
    headlines = {tag: ads["runner", "1:1", tag][0].copy.headline.replace("\u202f", "\xa0") for _, _, tag in ads}

    assert headlines["de-DE"] == "Fjell Runner, jetzt 89,90\xa0€"
    assert headlines["en-IE"] == "Fjell Runner, now €89.90"
    assert headlines["sk-SK"] == "Fjell Runner teraz za 89,90\xa0€"
    assert len(headlines) == 12


def test_no_copy_of_the_sale_has_a_finding() -> None:
    """The checks that know prices and placeholders pass on every copy of every product."""
    found = {
        f"{words.locale.tag}: {finding.message}"
        for _, words in list_printed_words(plan_of("brief.yaml"))
        for finding in check_copy(words, None)
        if finding.status >= Status.FAIL
    }

    assert found == set()


def test_the_lines_of_yaml() -> None:
    """The whole sale takes 25 lines of YAML, 22 with a feed."""
    lines = [len((FOLDER / name).read_text("utf-8").splitlines()) for name in ("brief.yaml", "from-csv.yaml")]

    assert lines == [25, 22]

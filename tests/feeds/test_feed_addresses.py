"""A feed at an https address: fetched by the rules of pictures, kept by content, asked for by version."""

from dataclasses import replace
from pathlib import Path

import pytest

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.errors import BriefError
from creative_cli.http.feed_fetch import PUBLIC_FEEDS
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.workspace import open_workspace
from tests.feeds.feed_briefs import GOOD, write_sale
from tests.test_safe_fetch import Shop, authority, certificate, open_shop, reply, shop

__all__ = ["authority", "certificate", "open_shop", "shop"]


def read_from(
    shop: Shop, folder: Path, path: str = "/feed.csv", most_bytes: int = PUBLIC_FEEDS.most_bytes
) -> LoadedBrief:
    """Return the sale whose products are at *path* of the shop."""
    own = shop.policy()
    policy = replace(
        PUBLIC_FEEDS, resolve=own.resolve, allowed=own.allowed, trust=own.trust, seconds=10.0, most_bytes=most_bytes
    )
    brief = write_sale(folder, "", file=shop.address(path))
    return load_brief(brief, open_feed=open_feed_addresses(open_workspace(folder / "out", None), policy))


def test_a_feed_is_sent_once(shop: Shop, tmp_path: Path) -> None:
    """The second run sends the version it has, and uses what it kept where nothing has changed."""
    shop.answers["/feed.csv"] = reply(GOOD.encode(), 'ETag: "1"')
    first = read_from(shop, tmp_path)
    shop.answers["/feed.csv"] = reply(b"", status="304 Not Modified", announce=False)
    second = read_from(shop, tmp_path)

    assert [one.id for one in first.brief.products] == [one.id for one in second.brief.products] == ["a"]
    assert first.sha256 == second.sha256
    assert "If-None-Match" not in shop.heads[0]
    assert 'If-None-Match: "1"' in shop.heads[1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(b"", status="404 Not Found"), "There is nothing at https://shop.example"),
        (reply(b"", status="503 Service Unavailable"), "is in trouble"),
        (reply(b"<html><body>Log in</body></html>", "Content-Type: text/html"), "is not a feed but a web page"),
        (reply(b""), "is not a feed but an empty file"),
        (reply(b"x" * 5000), "is larger than 0.002 MB"),
        (reply(b"", "Location: http://shop.example/other.csv", status="302 Found"), "feeds are fetched by https only"),
    ],
)
def test_a_dead_address_is_a_problem_of_the_brief(shop: Shop, tmp_path: Path, answer: object, words: str) -> None:
    """Nothing older is used in place of a feed that does not come; the problem is at its key."""
    shop.answers["/feed.csv"] = answer  # type: ignore[assignment]  # what `reply` returns
    with pytest.raises(BriefError) as caught:
        read_from(shop, tmp_path, most_bytes=2000)

    (problem,) = caught.value.problems
    assert problem.file.endswith("brief.yaml")
    assert words in problem.message


def test_a_private_address_is_refused(tmp_path: Path) -> None:
    """A brief from outside is no way into this machine's network."""
    brief = write_sale(tmp_path, "", file="https://127.0.0.1/feed.csv")
    with pytest.raises(BriefError) as caught:
        load_brief(brief, open_feed=open_feed_addresses(open_workspace(tmp_path / "out", None)))

    assert "in a private or reserved network" in caught.value.problems[0].message

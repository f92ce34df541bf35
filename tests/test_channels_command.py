"""`creative channels`: every place ads are made for, what it accepts, and where that was read."""

import json

import pytest

from creative_cli.channels import find_channels, get_channel, load_channels, load_platforms
from creative_cli.errors import UsageError
from creative_cli.formats import parse_format
from tests.command import creative


def names(*words: str) -> list[str]:
    """Return the names of the channels the command finds."""
    told = creative("channels", *words, "--json")
    assert told.returncode == 0, told.stderr
    return [one["name"] for one in json.loads(told.stdout)["channels"]]


def test_all_are_listed_with_their_source_and_its_date() -> None:
    """Without words there is every channel, under a platform that says where its figures were read, and when."""
    document = json.loads(creative("channels", "--json").stdout)
    listed = {one["id"]: one for one in document["platforms"]}

    assert [one["name"] for one in document["channels"]] == list(load_channels())
    assert all(listed[one["channel"]["platform"]]["source"] for one in document["channels"])
    assert all(listed[one["channel"]["platform"]]["as_of"] > "2026" for one in document["channels"])
    assert {one.platform for one in load_channels().values()} == set(load_platforms())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("instagram", "story"), ["meta.stories"]),
        (("Instagram Stories",), ["meta.stories"]),
        (("meta.stories",), ["meta.stories"]),
        (("iab", "leaderboard"), ["iab.970x90", "iab.728x90", "iab.320x50"]),
        (("iab", "300×250"), ["iab.300x250"]),
        (("twitter", "1.91:1"), ["x.landscape"]),
        (("tiktok", "9:16"), ["tiktok.infeed.vertical", "tiktok.carousel.vertical"]),
        (("amazon", "640x100"), ["amazon.mobile.320x50"]),
    ],
)
def test_words_find_what_people_call_a_channel(words: tuple[str, ...], found: list[str]) -> None:
    """Platforms by their products' names, banners by the trade's, sizes and ratios as written; all words count."""
    assert names(*words) == found


def test_a_line_says_size_ratio_kinds_and_weight_and_those_below_the_rest() -> None:
    """What a designer needs stands in the list, with how sure it is."""
    told = creative("channels", "tiktok", "infeed").stdout.splitlines()

    assert told[0].startswith("TikTok  ads.tiktok.com/help")
    assert told[0].endswith("2026-11-22")
    assert " ".join(told[1].split()) == "tiktok.infeed.vertical 1080x1920 px 9:16 jpg png up to 500 KB (official)"
    assert "top 8%, right 14%, bottom 25%, left 6%, mirrored right to left (third party)" in told[2]
    assert "caption 100 (50 wide)" in told[3]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("skyscrapper",), "Did you mean 'skyscraper'?"),
        (("meta.fed",), "Did you mean 'meta.feed'?"),
        (("instagram", "skyscraper"), "not together"),
        (("☕",), "9:16"),
    ],
)
def test_words_that_are_no_channel_are_told(words: tuple[str, ...], says: str) -> None:
    """A slip gets the nearest word, known words that exclude each other say so; exit code 2."""
    told = creative("channels", *words)

    assert told.returncode == 2
    assert says in told.stderr


def test_every_ratio_that_is_named_leads_back_to_its_size() -> None:
    """A plain ratio is called what it is asked for by."""
    asked = ("1:1", "4:5", "2:3", "9:16", "16:9", "1.91:1", "4:1")

    assert tuple(parse_format(name).ratio for name in asked) == asked
    assert parse_format("300x250").ratio == "6:5"
    assert parse_format("414x125").ratio == "3.31:1"
    assert find_channels("") == tuple(load_channels().values())


def test_people_are_shown_every_rule_of_a_channel() -> None:
    """The list says size, safe zone, text fields, limits and notes, each in words."""
    text = creative("channels").stdout
    stories = creative("channels", "meta.stories").stdout

    assert [name for name in load_channels() if f"  {name} " not in text] == []
    for limit in ("text covers at most 20%", "at most 10 words", "text at least", "a border that is not white"):
        assert limit in text
    assert "keep free: top 14%, bottom 20%" in stories
    assert "characters: primary 125 shown, headline 40 shown" in stories


def test_a_misspelt_channel_is_compared_by_the_parts_of_its_name() -> None:
    """The first words of a name name its channels, so a slip in them is not compared with longer names alone."""
    with pytest.raises(UsageError) as refused:
        get_channel("metta.feed")

    assert refused.value.hint == "Did you mean meta.feed.square, meta.feed.portrait, meta.feed.landscape?"

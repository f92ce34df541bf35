"""Addresses of object storage are checked like paths."""

from pathlib import Path

import pytest

from creative_cli.errors import UsageError
from creative_cli.http.object_address import ObjectAddress
from tests.parameters import walk_rows


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("s3://ads-2026/summer", "s3://ads-2026/summer"),
        ("s3://ads.example.com", "s3://ads.example.com"),
        ("S3://ads/a/b/", "s3://ads/a/b"),
        ("gs://ads_of_us/x", "gs://ads_of_us/x"),
        ("az://container/x", "az://container/x"),
    ],
)
def test_addresses_survive_being_paths(text: str, written: str) -> None:
    """An option for a folder takes them."""
    assert str(ObjectAddress.find_in(Path(text))) == written


@pytest.mark.parametrize("text", ["outputs", "/s3/ads", "s3", "file:/x", "C:/ads"])
def test_folders_are_no_addresses(text: str) -> None:
    """They stay folders."""
    assert ObjectAddress.find_in(Path(text)) is None


@walk_rows(
    "text",
    [
        "s3://",
        "s3://Ads/x",
        "s3://ad",
        "s3://a..b/x",
        "s3://user:key@ads/x",
        "az://con--tainer",
        "az://con.tainer",
        "s3://ads/../other",
        "s3://ads/.creative",
        "s3://ads/a b",
        "s3://ads/x?versionId=1",
        "s3://ads/a/b/c/d/e/f",
    ],
)
def test_what_no_bucket_has_is_refused(text: str) -> None:
    """A prefix cannot lead out of itself, nor to the claims of runs."""
    with pytest.raises(UsageError):
        ObjectAddress.find_in(Path(text))


def test_addresses_share_no_folder() -> None:
    """Two that differ only in letters' case have two, also on a disk that takes them for one."""
    addresses = [ObjectAddress.find_in(Path(text)) for text in ("s3://ads/x", "s3://ads/X", "gs://ads/x", "s3://ads")]

    assert len({address.digest for address in addresses if address}) == len(addresses)

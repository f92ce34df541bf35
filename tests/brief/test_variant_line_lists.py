"""A line of a variant may be a list, and stands in place of the brief's whole list."""

import json
from pathlib import Path

import pytest

from tests.command import creative

BRIEF = """\
schema: 1
campaign: ab
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message:
  headline: Rain is optional
  body: ["Was {was}, save {percent}.", "Only {price}.", ""]
products:
  - {id: umbrella, name: Nimbus One, offer: {price: 29, was: 39, currency: EUR}}
  - {id: coat, name: Nimbus Coat, offer: {price: 89, currency: EUR}}
  - {id: hat, name: Nimbus Hat}
markets: [{country: IE}]
variants:
  control:
  B: {body: ["{product}, only {price} today.", "Plain talk."]}
  C: {body: No price at all.}
"""


@pytest.mark.parametrize(
    ("product", "printed"),
    [
        ("umbrella", ["Was €39, save 25%.", "Nimbus One, only €29 today.", "No price at all."]),
        ("coat", ["Only €89.", "Nimbus Coat, only €89 today.", "No price at all."]),
        ("hat", ["", "Plain talk.", "No price at all."]),
    ],
)
def test_each_variant_chooses_from_its_own_list(tmp_path: Path, product: str, printed: list[str]) -> None:
    """The lines and the empty end of the brief's list are not those of a variant that has a line of its own."""
    brief = tmp_path / "brief.yaml"
    brief.write_text(BRIEF, "utf-8")

    explained = creative("validate", str(brief), "--explain", "IE", product, "1:1", "--json")

    assert explained.returncode == 0, explained.stderr
    ads = json.loads(explained.stdout)["ads"]
    assert [line["printed"] for ad in ads for line in ad["lines"] if line["choice"]["role"] == "body"] == printed


def test_an_unknown_word_is_found_in_every_line_of_a_list(tmp_path: Path) -> None:
    """Its place is that of the line."""
    brief = tmp_path / "brief.yaml"
    brief.write_text(BRIEF.replace("Plain talk.", "For {nmae}."), "utf-8")

    refused = creative("validate", str(brief))

    assert refused.returncode == 2
    assert "brief.yaml:14:" in refused.stderr
    assert "{nmae}" in refused.stderr

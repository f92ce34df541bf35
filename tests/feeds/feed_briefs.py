"""Briefs with feeds for tests: a small sale whose products are in a file."""

from pathlib import Path
from typing import Any

import yaml

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.errors import BriefError, Problem

SALE: dict[str, Any] = {
    "schema": 1,
    "campaign": "shoe-sale",
    "brand": {"name": "Fjell", "colors": {"primary": "#20304a"}},
    "message": {"headline": "{product}, now {price}", "body": "Was {was}."},
    "markets": ["IE"],
    "ratios": ["300x250"],
}
HEADER = "id,title,price,sale_price\n"
GOOD = HEADER + "a,Fjell Runner,129.00 EUR,89.90 EUR\n"


def write_sale(folder: Path, data: bytes | str, name: str = "feed.csv", **feed: object) -> Path:
    """Write a feed and a brief that names it, and return the path of the brief."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    brief = folder / "brief.yaml"
    brief.write_text(yaml.safe_dump({**SALE, "products": {"file": name, **feed}}, allow_unicode=True), "utf-8")
    return brief


def read_sale(folder: Path, data: bytes | str, name: str = "feed.csv", **feed: object) -> LoadedBrief:
    """Return the sale with the products of a feed."""
    return load_brief(write_sale(folder, data, name, **feed))


def find_problems(folder: Path, data: bytes | str, name: str = "feed.csv", **feed: object) -> tuple[Problem, ...]:
    """Return the problems of the sale with a feed; none if it is read."""
    try:
        read_sale(folder, data, name, **feed)
    except BriefError as error:
        return error.problems
    return ()

"""Briefs in YAML and JSON: read, planned, and read again from what was read."""

import json
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from creative_cli.brief.loader import parse_brief
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.errors import BriefError, CreativeError
from creative_cli.translation.request import build_requests
from tests.fuzzing.laws import require, require_error, require_problems
from tests.fuzzing.target import Target

REPOSITORY = Path(__file__).parents[2]


_SMALL = """schema: 1
campaign: summer
brand: {name: Solara, colors: {primary: "#0F5C63", accent: "#FFD166"}, tone: warm}
source_language: en
message:
  headline: Summer, *poured* over ice
  body: "Solara cold brew: now {price}, {percent} off."
  cta: Taste it today
offer: {price: 2.99, was: 3.99, until: 2026-08-31}
glossary: [{term: cold brew, translations: {de: [Cold Brew], ja: [水出し]}}]
products:
  - {id: tea, name: Solara Iced Tea, description: peach tea in a glass bottle}
markets:
  - US
  - {country: DE, copy: {headline: Sommer auf Eis, body: "Jetzt {price}, {percent} weniger.", cta: Jetzt probieren}}
  - {country: CH, language: fr, offer: {price: 3.20, was: 4.00}}
channels: [instagram-story]
ratios: ["1:1"]
"""


@cache
def _empty_folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="creative-fuzz-")


def read_brief_file(data: bytes, name: str) -> None:
    """Read a brief under a file name; what is legal is planned, and is the same when its data is written as JSON."""
    folder = Path(_empty_folder().name)
    try:
        loaded = parse_brief(data, name=name, folder=folder, translator=True)
    except BriefError as error:
        require_problems(error.problems, name, data)
        return
    again = parse_brief(json.dumps(loaded.document.data).encode(), name="again.json", folder=folder, translator=True)
    require(again.brief == loaded.brief, "a brief means the same in JSON")
    build_requests(loaded, lambda _: {})
    with chdir(folder):
        try:
            build_plans([data], Slice(), translator=True)
        except CreativeError as error:
            require_error(error, "brief", data)


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    yield "yaml", _SMALL.encode()
    yield "yaml", (REPOSITORY / "briefs" / "minimal.yaml").read_bytes()
    yield "yaml", (REPOSITORY / "briefs" / "summer-drinks.yaml").read_bytes()
    yield "json", (REPOSITORY / "briefs" / "skincare-launch.json").read_bytes()
    yield (
        "json",
        json.dumps(
            {
                "schema": 1,
                "campaign": "a",
                "brand": {"name": "B", "colors": {"primary": "#123456"}},
                "message": {"headline": "Fresh"},
                "products": [{"id": "d", "name": "E"}],
                "markets": ["US", {"country": "JP", "copy": {"headline": "夏"}}],
            }
        ).encode(),
    )


BRIEFS = Target(
    "brief",
    {
        "yaml": lambda data: read_brief_file(data, "brief.yaml"),
        "json": lambda data: read_brief_file(data, "brief.json"),
        "stdin": lambda data: read_brief_file(data, "brief"),
    },
    _list_seeds,
)

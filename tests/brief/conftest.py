"""A brief that works, as data, and ways to say what is wrong with a broken one."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from creative_cli.brief.loader import parse_brief
from creative_cli.errors import BriefError, Problem

GOOD: dict[str, Any] = {
    "schema": 1,
    "campaign": "summer-drinks-2026",
    "brand": {"name": "Solara", "logo": "assets/logo.svg", "colors": {"primary": "#0F5C63"}, "keep": ["Solara"]},
    "message": {"headline": "Summer, poured over ice", "cta": "Taste it today"},
    "products": [
        {"id": "iced-tea", "name": "Solara Iced Tea", "image": "assets/iced-tea.png"},
        {"id": "peach-soda", "name": "Solara Peach Soda"},
    ],
    "markets": ["US", {"country": "DE", "copy": {"headline": "Sommer, eingeschenkt", "cta": "Jetzt probieren"}}],
    "ratios": ["1:1", "9:16"],
}
"""One problem at most appears when one thing in it is changed."""


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the good brief with the value at a dotted *path* (`markets.1.copy`) replaced."""
    data = copy.deepcopy(GOOD)
    node: Any = data
    *way, last = path.split(".")
    for key in way:
        node = node[int(key) if isinstance(node, list) else key]
    node[int(last) if isinstance(node, list) else last] = value
    return data


def problems(source: str | bytes | dict[str, Any], name: str = "", *, translator: bool = False) -> list[Problem]:
    """Return what is wrong with a brief: YAML text, bytes, or data that is written as indented JSON."""
    name = name or ("brief.json" if isinstance(source, dict) else "brief.yaml")
    text = json.dumps(source, indent=2, ensure_ascii=False) if isinstance(source, dict) else source
    data = text.encode() if isinstance(text, str) else text
    try:
        parse_brief(data, name=name, folder=Path(), translator=translator)
    except BriefError as error:
        return list(error.problems)
    return []


def sentence(source: str | bytes | dict[str, Any], name: str = "", *, translator: bool = False) -> str:
    """Return the only problem's sentence; two problems for one mistake fail the test."""
    (problem,) = problems(source, name, translator=translator)
    return problem.message


@pytest.fixture(autouse=True)
def assets(clean_room: None, tmp_path: Path) -> Path:  # noqa: ARG001  # the folder the test stands in
    """Put the files that the good brief names into the working folder."""
    folder = tmp_path / "assets"
    folder.mkdir()
    for name in ("logo.svg", "iced-tea.png"):
        (folder / name).write_bytes(b"")
    return folder

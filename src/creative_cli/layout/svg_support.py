"""What the SVG renderer draws, as lists of names in svg-support.toml."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def svg_support(name: str) -> frozenset[str]:
    """Return one of the lists."""
    return frozenset(_read_support()[name])


@cache
def _read_support() -> dict[str, list[str]]:
    return tomllib.loads((files("creative_cli.layout") / "svg-support.toml").read_text("utf-8"))

"""What the SVG renderer draws, as lists of names in svg-support.toml."""

from functools import cache

from creative_cli.resources import read_data_table


@cache
def svg_support(name: str) -> frozenset[str]:
    """Return one of the lists."""
    return frozenset(_read_support()[name])


@cache
def _read_support() -> dict[str, list[str]]:
    return read_data_table("svg-support.toml", "layout")

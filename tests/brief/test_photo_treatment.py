"""A duotone is refused where color sells."""

from pathlib import Path

import pytest

from creative_cli.brief.loader import parse_brief
from creative_cli.errors import BriefError

BRIEF = """schema: 1
campaign: trail
brand: {name: Solara, colors: {primary: "#24344D"}}
message: {headline: Go further}
products: [{id: flask, name: Flask}]
markets: [US]
photo_treatment: duotone
"""


def test_food_keeps_its_colors() -> None:
    """The sentence names the category and where the key stands."""
    with pytest.raises(BriefError) as refused:
        parse_brief((BRIEF + "category: soft drinks\n").encode(), name="brief.yaml", folder=Path(), translator=True)
    (problem,) = refused.value.problems
    assert "the category is soft drinks" in problem.message
    assert problem.line == 7


def test_other_trades_may_have_it() -> None:
    """A flask is not sold by its color."""
    loaded = parse_brief(
        (BRIEF + "category: outdoor gear\n").encode(), name="brief.yaml", folder=Path(), translator=True
    )
    assert loaded.brief.photo_treatment == "duotone"

"""A template's data of any shape is used, or refused with its place in words."""

import copy
import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.field_types import BUILTIN_TEMPLATES
from creative_cli.color.color_math import Palette
from creative_cli.errors import TypesetError
from creative_cli.formats import parse_format
from creative_cli.layout.template import Template, read_design
from creative_cli.layout.template_files import read_template_files
from creative_cli.layout.template_page import background_job
from creative_cli.locale.locales import Direction
from creative_cli.models import TemplateRef
from tests.parameters import walk_rows

PALETTE = Palette((15, 92, 99), (31, 154, 143), (255, 209, 102), (255, 255, 255))
SHIPPED = {
    name: tomllib.loads((files("creative_cli.layout") / "templates" / f"{name}.toml").read_text("utf-8"))
    for name in BUILTIN_TEMPLATES
}
ODD_VALUES: tuple[Any, ...] = (
    0,
    -1,
    0.5,
    1.0,
    1e-9,
    1e300,
    float("nan"),
    float("inf"),
    "x",
    [],
    {},
    True,
    10**30,
    -0.3,
    2.5,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value inside *value*."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


def as_toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf")


def read_data(table: dict[str, Any]) -> Template:
    """Read a template with *table* as its data."""
    text = "\n".join(f"{key} = {as_toml(value)}" for key, value in table.items())
    return read_design(TemplateRef("mine.typ", Path(), (("mine.toml", text.encode()),)))


@given(data=st.data(), name=st.sampled_from(sorted(SHIPPED)))
def test_any_data_makes_plans_or_a_sentence(data: st.DataObject, name: str) -> None:
    """Whatever stands in place of whichever values, no other error than a sentence comes up."""
    table = copy.deepcopy(SHIPPED[name])
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(sorted(places(table), key=repr)))
        inner: Any = table
        for key in path:
            inner = inner[key]
        inner[last] = data.draw(st.sampled_from(ODD_VALUES))
    try:
        template = read_data(table)
        for form in map(parse_format, ("1:1", "728x90", "160x600")):
            for direction in Direction:
                for plan in template.candidates(form, direction):
                    background_job(plan, PALETTE)
    except (ValueError, TypesetError) as error:
        assert str(error)  # noqa: PT017  # any other error is the failure


@walk_rows(
    ("path", "value", "says"),
    [
        (("arrangement", 0, "product", 0), "left", "arrangement square, product[0]: 'left' should be a valid number"),
        (("arrangement", 0, "product", 2), 0.1, "arrangement square: product is left, top, right, bottom"),
        (("arrangement", 1, "zones", 0, "width"), 7.0, "arrangement landscape, zones[0].width: 7.0 should be less"),
        (("arrangement", 0, "floor"), float("nan"), "arrangement square, floor: nan should be a finite number"),
        (("margin",), 0.9, "margin: 0.9 should be less than or equal to 0.2"),
        (("arrangement", 0, "zone"), [], "arrangement square, zone: there is no such key"),
        (("roles",), {"headlin": {}}, "roles has no 'headlin'"),
        (("arrangement",), [], "arrangement: [] List should have at least 1 item"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(path: tuple[str | int, ...], value: Any, says: str) -> None:
    """The arrangement by its name, the key by its path, and what is right."""
    table: Any = copy.deepcopy(SHIPPED["split"])
    inner = table
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    with pytest.raises(ValueError, match=r".") as caught:
        read_data(table)
    assert says in str(caught.value)


def test_only_an_installed_template_may_have_hard_links(tmp_path: Path) -> None:
    """Installers link the files of packages to their cache; in a brief's folder a link may lead anywhere."""
    (tmp_path / "frame.typ").write_text("#let backdrop(ad) = none\n")
    (tmp_path / "cache.typ").hardlink_to(tmp_path / "frame.typ")

    assert dict(read_template_files("frame.typ", tmp_path, installed=True).files)["frame.typ"]
    with pytest.raises(ValueError, match="a link"):
        read_template_files("frame.typ", tmp_path)

"""The briefs and the JSON Schema in `briefs/` are current, complete and work."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.json_schema import JSON_SCHEMA_DRAFT, SchemaKind, render_json_schema
from creative_cli.brief.loader import load_brief
from creative_cli.brief.schema_errors import MISSING_KEY_REASONS, MODELS_BY_PATH, generalize_path
from creative_cli.locale.locales import Direction

SHIPPED = {
    "summer-drinks.yaml": ["en-US", "de-DE", "fr-CA", "pt-BR", "ja-JP", "ar-SA", "hi-IN", "th-TH"],
    "skincare-launch.json": ["en-US", "fr-FR", "ko-KR", "ar-AE", "en-AE", "es-MX", "pl-PL", "he-IL"],
    "minimal.yaml": ["en-US"],
    "solara-refresh.yaml": ["en-US", "de-DE", "fr-FR"],
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema as data."""
    data: dict[str, Any] = json.loads(render_json_schema())
    return data


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brief_works(repository: Path, name: str) -> None:
    """Each brief loads without a translator, for the markets it promises."""
    loaded = load_brief(repository / "briefs" / name)

    assert [market.locale.tag for market in loaded.markets] == SHIPPED[name]
    assert all(market.copy or market.source for market in loaded.markets)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brief_names_its_schema(repository: Path, name: str) -> None:
    """Editors find the schema beside the brief, and the brief is valid by it."""
    jsonschema = pytest.importorskip("jsonschema")
    text = (repository / "briefs" / name).read_text("utf-8")

    assert (
        text.startswith("# yaml-language-server: $schema=brief.schema.json\n")
        or '"$schema": "brief.schema.json"' in text
    )
    jsonschema.validate(yaml.load(text, yaml.BaseLoader) | {"schema": 1}, schema())  # noqa: S506  # builds text only


@pytest.mark.parametrize("name", SHIPPED)
def test_brand_names_stay_in_latin(repository: Path, name: str) -> None:
    """Where approved copy speaks of the brand, it writes it as the brand does."""
    loaded = load_brief(repository / "briefs" / name)

    for market in loaded.markets:
        if market.copy is not None and market.locale.direction is Direction.RTL:
            words = re.findall("[A-Za-z]+", " ".join(filter(None, market.copy.model_dump().values())))
            assert set(words) <= set(loaded.brief.brand.keep)


def test_the_schema_in_the_repository_is_current(repository: Path) -> None:
    """`briefs/brief.schema.json` is what `creative schema` prints, and that of kits stands beside it."""
    assert (repository / "briefs" / "brief.schema.json").read_text("utf-8") == render_json_schema()
    assert (repository / "briefs" / "brand.schema.json").read_text("utf-8") == render_json_schema(SchemaKind.BRAND)


def test_a_shipped_kit_is_valid_by_its_schema(repository: Path) -> None:
    """A kit has the keys of a brand; colours may be the names of its swatches, and nothing else is let in."""
    jsonschema = pytest.importorskip("jsonschema")
    kit = yaml.safe_load((repository / "briefs" / "solara" / "brand.yaml").read_text("utf-8"))
    kits = json.loads(render_json_schema(SchemaKind.BRAND))

    jsonschema.Draft202012Validator.check_schema(kits)
    jsonschema.validate(kit, kits)
    for wrong in ({"kit": "../other"}, {"tonne": "warm"}, {"colors": {"primary": "#12"}}, {"logo": {"clear_space": 9}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(kit | wrong, kits)


@pytest.mark.run  # seconds
def test_the_schema_of_briefs_lets_parts_and_kits_stand_for_keys(repository: Path) -> None:
    """What is in a kit or in a part need not be in the brief; without them it must."""
    jsonschema = pytest.importorskip("jsonschema")
    brief = yaml.safe_load((repository / "briefs" / "minimal.yaml").read_text("utf-8"))

    for brand in ("../solara", {"kit": "../solara", "colors": {"accent": "#FFD166"}, "logo": {"mono": "m.svg"}}):
        jsonschema.validate(brief | {"brand": brand}, schema())
    jsonschema.validate({"include": "rest.yaml"}, schema())
    jsonschema.validate({"include": ["a.yaml", "b.yaml"], "message": {"headline": "Rain"}}, schema())
    for wrong in ({"brand": {"colors": {"accent": "#FFD166"}}}, {"brand": {"name": "Solara"}}, {"include": 3}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(brief | wrong, schema())


def test_the_schema_is_one_that_editors_read() -> None:
    """It is valid draft 2020-12, markets may be words or mappings, and nothing may be null."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema())

    assert schema()["$schema"] == JSON_SCHEMA_DRAFT
    assert [entry.get("type", "object") for entry in schema()["properties"]["markets"]["items"]["anyOf"]] == [
        "string",
        "object",
    ]
    assert "meta.stories" in schema()["properties"]["channels"]["items"]["enum"]
    assert schema()["$defs"]["Product"]["properties"]["image_kind"]["enum"] == ["packshot", "photo"]
    assert '"null"' not in render_json_schema()


def test_mistakes_in_every_mapping_are_explained() -> None:
    """A mapping that the table lacks would end in a traceback when a key of it is misspelt."""
    assert set(BriefModel.__subclasses__()) <= set(MODELS_BY_PATH.values())


def test_every_key_is_explained() -> None:
    """Each key of each mapping has a description, which editors show as its help."""
    for model in MODELS_BY_PATH.values():
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"
            assert field.description.endswith("."), field.description


def test_every_required_key_has_its_reason() -> None:
    """The table of reasons is as long as the list of required keys."""
    required = {
        (*home, field.alias or name)
        for home, model in MODELS_BY_PATH.items()
        for name, field in model.model_fields.items()
        if field.is_required()
    }

    assert set(MISSING_KEY_REASONS) == required
    assert {generalize_path(keys) for keys in MODELS_BY_PATH} == set(MODELS_BY_PATH)

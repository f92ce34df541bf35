"""`creative templates` lists what a brief may name, and draws it."""

import json
from pathlib import Path

import pytest
from PIL import Image

from creative_cli.brief.field_types import BUILTIN_TEMPLATES
from creative_cli.layout.picture_sheet import LABEL_HEIGHT, PICTURE_HEIGHT
from creative_cli.services.template_gallery import TEMPLATE_DESCRIPTIONS
from tests.command import creative
from tests.conftest import REPOSITORY


def test_every_bundled_template_is_listed_with_its_looks() -> None:
    """The default comes first; the page of templates says the same of each."""
    listed = creative("templates")
    document = json.loads(creative("templates", "--json").stdout)
    page = (REPOSITORY / "docs" / "templates.md").read_text("utf-8")

    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(BUILTIN_TEMPLATES)
    assert {one["name"]: one["looks"] for one in document["templates"]} == dict(TEMPLATE_DESCRIPTIONS)
    assert [looks for name, looks in TEMPLATE_DESCRIPTIONS.items() if f"| `{name}` | {looks} |" not in page] == []


@pytest.mark.slow
def test_the_sheet_shows_each_template_in_a_row() -> None:
    """Four rows of pictures, no two of which are alike."""
    done = creative("templates", "--sheet", "sheet.png", "--state", "state")
    with Image.open("sheet.png") as opened:
        sheet = opened.convert("RGB")
    step = (sheet.height - 24) // len(BUILTIN_TEMPLATES)
    rows = [sheet.crop((0, 24 + step * number, sheet.width, 24 + step * (number + 1))) for number in range(4)]

    assert done.returncode == 0, done.stderr
    assert step == LABEL_HEIGHT + PICTURE_HEIGHT + 24
    assert len({row.tobytes() for row in rows}) == len(rows)
    assert not Path("outputs", "templates").exists()

"""The templates that a brief may name, and a sheet that shows each on the same campaign."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from creative_cli.brief.field_types import BUILTIN_TEMPLATES, PLUGIN_TEMPLATES
from creative_cli.engine.planner import BriefText
from creative_cli.layout.picture_sheet import draw_picture_sheet
from creative_cli.resources import find_bundled_folder
from creative_cli.services.ad_previews import AdName, AdPreviews
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import write_bytes

TEMPLATE_DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "poster": "text on the picture, a button, a large product; the default",
        "split": "one half is a flat panel in the brand's colour with logo and text, the other half is the picture",
        "band": "a band of colour at the bottom (at the side of wide ads) has the text, the picture is above it",
        "minimal": "much white space: a small headline, the product in the middle, the logo at the bottom",
    }
)
"""What each bundled template looks like, in a line."""
SHEET_ADS: Final = (("en-US", "1:1"), ("ar-SA", "1:1"), ("en-US", "9:16"), ("en-US", "16:9"))
"""The ads of a row: a square in both reading directions, a tall and a wide one."""
_SHEET_BRIEF: Final[Mapping[str, object]] = MappingProxyType(
    {
        "schema": 1,
        "campaign": "templates",
        "brand": {
            "name": "Solara",
            "logo": "assets/solara-logo.svg",
            "colors": {"primary": "#0F5C63", "secondary": "#1F9A8F", "accent": "#FFD166"},
        },
        "message": {
            "headline": "Summer, poured over ice",
            "body": "Cold-brewed tea with real peach.",
            "cta": "Taste it today",
        },
        "products": [{"id": "iced-tea", "name": "Solara Iced Tea", "image": "assets/iced-tea.png"}],
        "markets": [
            "US",
            {
                "country": "SA",
                "copy": {"headline": "صيفٌ يُسكب على الثلج", "body": "شاي بارد بالخوخ الحقيقي.", "cta": "تذوّقه اليوم"},
            },
        ],
        "ratios": ["1:1", "9:16", "16:9"],
    }
)


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A template: its name in briefs, what it looks like, and the package that adds it; empty for a bundled one."""

    name: str
    looks: str
    package: str = ""


def describe_templates() -> tuple[TemplateEntry, ...]:
    """Return the bundled templates, the default first, then those of plug-ins. Raises PluginError."""
    bundled = (TemplateEntry(name, TEMPLATE_DESCRIPTIONS[name]) for name in BUILTIN_TEMPLATES)
    added = (TemplateEntry(name, "", PLUGIN_TEMPLATES.package(name)) for name in PLUGIN_TEMPLATES.names())
    return (*bundled, *added)


def write_template_sheet(file: Path, where: Workspace) -> tuple[TemplateEntry, ...]:
    """Write a PNG that shows each template on the ads of SHEET_ADS, and return the templates.

    Ads are drawn by the studio as a run draws them; nothing is bought. Raises StorageError and PluginError.
    """
    previews, entries = AdPreviews(where), describe_templates()
    folder = find_bundled_folder("briefs", "minimal.yaml")
    rows = []
    for entry in entries:
        brief = json.dumps(dict(_SHEET_BRIEF) | {"template": entry.name})
        campaign = previews.open_campaign(BriefText(brief.encode(), folder, "templates.json"))
        pictures = [campaign.draw(AdName(locale=locale, format=form)).picture for locale, form in SHEET_ADS]
        rows.append((entry.name, pictures))
    write_bytes(file, draw_picture_sheet(rows))
    return entries

"""Draw one ad in every language of the world copy, side by side, a contact sheet per ratio.

python tools/world.py outputs                  in the studio's own arrangement
python tools/world.py outputs soft breakout    in a style pack and a layout
"""

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
COPY = ROOT / "tests" / "data" / "world-copy.toml"
CAMPAIGN = "world"


def load_copy() -> dict[str, dict[str, str]]:
    """Return the world copy by locale."""
    return tomllib.loads(COPY.read_text("utf-8"))


def brief(campaign: str = CAMPAIGN, **look: str) -> dict[str, Any]:
    """Return a brief with one market for every locale of the world copy, in the *look* given by its keys."""
    markets = []
    for tag, copy in load_copy().items():
        language, _, territory = tag.rpartition("-")
        markets.append({"country": territory, "language": language, "copy": copy})
    return {
        "schema": 1,
        "campaign": campaign,
        "brand": {
            "name": "Solara",
            "logo": "assets/solara-logo.svg",
            "colors": {"primary": "#0F5C63", "secondary": "#1F9A8F", "accent": "#FFD166", "ink": "#FFFFFF"},
            "keep": ["Solara"],
        },
        "message": {
            "headline": "Summer, poured over ice",
            "body": "Real tea and slow fruit.",
            "cta": "Taste it today",
            "disclaimer": "Serve chilled.",
        },
        "products": [{"id": "iced-tea", "name": "Solara Iced Tea", "image": "assets/iced-tea.png"}],
        "markets": markets,
        **look,
    }


def main() -> None:
    """Run the world brief and draw its sheets."""
    output, look = Path(sys.argv[1]).resolve(), dict(zip(("style", "layout"), sys.argv[2:], strict=False))
    campaign = "-".join((CAMPAIGN, *look.values()))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "briefs" / "assets", Path(folder) / "assets")
        path = Path(folder) / "world.json"
        path.write_text(json.dumps(brief(campaign, **look), ensure_ascii=False), "utf-8")
        line = [sys.executable, "-m", "creative_cli", "run", str(path), "--output", str(output), "--fail-on", "never"]
        subprocess.run(line, check=True)
    subprocess.run([sys.executable, str(ROOT / "tools" / "sheet.py"), str(output / campaign)], check=True)


if __name__ == "__main__":
    main()

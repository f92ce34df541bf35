"""Ads of seven brands for tools/like_table.py: shipped briefs, trial packshots on studio sets, and given photos."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from photo_briefs import ROOT, list_photos, run_briefs, write_brief
from set_packshots import TEST_PACKSHOTS

FORMATS = ("1:1", "9:16", "16:9")
PHOTO_LANGUAGES = ("en", "de")
SHIPPED = {
    "summer-drinks.yaml": (("summer-drinks-2026", "Solara"), ("US", "DE", "SA")),
    "skincare-launch.json": (("halune-night-care", "Halune"), ("US", "PL", "IL")),
    "shoe-sale/brief.yaml": (("shoe-sale", "Fjell"), ("IE", "DE")),
}
"""Shipped briefs with their campaign, brand, and the markets that ads are made of."""


@dataclass(frozen=True, slots=True)
class TrialAd:
    """A made ad: its file, brand, and its picture apart from words: campaign, product and ratio; its locale."""

    file: Path
    brand: str
    scene: tuple[str, str, str]
    locale: str


TRIAL_BRANDS: dict[str, tuple[str, dict[str, str], dict[str, tuple[str, str, str]]]] = {
    "Morrow": (
        "box",
        {"primary": "#2E7D32", "secondary": "#A5D6A7", "accent": "#F4A259", "ink": "#FFFFFF"},
        {
            "en": ("Grain, and little else", "Oats, honey and a pinch of salt.", "Try a box"),
            "de": ("Korn und sonst fast nichts", "Hafer, Honig und eine Prise Salz.", "Packung probieren"),
            "ar": ("حبوب ولا شيء يُذكر سواها", "شوفان وعسل ورشّة ملح.", "جرّب علبة"),
        },
    ),
    "Stride": (
        "shoe",
        {"primary": "#1D3FBB", "secondary": "#6FA8FF", "accent": "#FF7A3D", "ink": "#FFFFFF"},
        {
            "en": ("Made for wet stone", "Grip that stays when the path does not.", "Find your size"),
            "de": ("Für nassen Fels gemacht", "Halt, auch wenn der Weg keinen hat.", "Größe finden"),
            "ar": ("صُنع للصخر المبتل", "ثبات حين لا يثبت الدرب.", "اختر مقاسك"),
        },
    ),
    "Alder": (
        "tube",
        {"primary": "#FFFFFF", "secondary": "#DDE3EA", "accent": "#2F6BFF", "ink": "#111418"},
        {
            "en": ("Soft hands by Monday", "Cream with almond oil, without perfume.", "See the range"),
            "de": ("Weiche Hände bis Montag", "Creme mit Mandelöl, ohne Parfüm.", "Sortiment ansehen"),
            "ar": ("يدان ناعمتان قبل الاثنين", "كريم بزيت اللوز بلا عطر.", "شاهد المجموعة"),
        },
    ),
    "Quell": (
        "white-bottle",
        {"primary": "#FFE34D", "secondary": "#FFC400", "accent": "#E4572E", "ink": "#1A1A1A"},
        {
            "en": ("Clean enough for rain", "Washes at twenty degrees.", "Order a bottle"),
            "de": ("Sauber genug für Regen", "Wäscht schon bei zwanzig Grad.", "Flasche bestellen"),
            "ar": ("نظافة تليق بالمطر", "يغسل عند عشرين درجة.", "اطلب زجاجة"),
        },
    ),
}
"""Packshot, colours, and headline, body and button by language."""
COUNTRIES = {"en": "US", "de": "DE", "ar": "SA"}


def make_trial_ads(folder: Path, photos: Path | None) -> tuple[TrialAd, ...]:
    """Make the ads in *folder*, those of *photos* too, and return them in the order of their paths.

    Raises RuntimeError if the product fails.
    """
    briefs = [_write_trial(folder / "briefs", name) for name in TRIAL_BRANDS]
    if photos is not None:
        briefs += [
            write_brief(folder / "briefs", photo, "auto", PHOTO_LANGUAGES, FORMATS) for photo in list_photos(photos)
        ]
    for name, why in run_briefs(briefs, folder / "ads").items():
        print(f"{name}: {why}")
    for name, (_, markets) in SHIPPED.items():
        _run_shipped(ROOT / "briefs" / name, markets, folder / "ads")
    return list_trial_ads(folder)


def list_trial_ads(folder: Path) -> tuple[TrialAd, ...]:
    """Return the ads that `make_trial_ads` made in *folder*, in the order of their paths; none if there are none."""
    brands = {path.stem: json.loads(path.read_text("utf-8"))["brand"]["name"] for path in folder.glob("briefs/*.json")}
    brands |= dict(campaign for campaign, _ in SHIPPED.values())
    ads = []
    for campaign, brand in brands.items():
        manifest = folder / "ads" / campaign / "manifest.json"
        for entry in json.loads(manifest.read_text("utf-8"))["assets"] if manifest.exists() else ():
            scene = (campaign, entry["product"], entry["ratio"])
            ads.append(TrialAd(manifest.parent / entry["path"], brand, scene, entry["locale"]))
    return tuple(sorted(ads, key=lambda ad: ad.file))


def _run_shipped(brief: Path, markets: Sequence[str], output: Path) -> None:
    chosen = [part for market in markets for part in ("--market", market)]
    line = [sys.executable, "-m", "creative_cli", "run", str(brief), "--output", str(output), *chosen]
    line += ["--provider", "studio", "--fail-on", "never", "--quiet", "--jobs", "2"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`creative run` exited with {done.returncode}: {(done.stderr or done.stdout)[-600:]}")


def _write_trial(folder: Path, name: str) -> Path:
    """Write the brief of a trial brand into *folder*, with its packshot, and return its path."""
    packshot, colors, words = TRIAL_BRANDS[name]
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(TEST_PACKSHOTS[packshot]()).save(folder / f"{packshot}.png")
    copies = {language: dict(zip(("headline", "body", "cta"), texts, strict=True)) for language, texts in words.items()}
    brief: dict[str, Any] = {
        "schema": 1,
        "campaign": f"trial-{name.lower()}",
        "brand": {"name": name, "colors": colors, "keep": [name]},
        "source_language": "en",
        "message": copies["en"],
        "products": [{"id": packshot, "name": name, "image": f"{packshot}.png"}],
        "markets": [
            {"country": COUNTRIES[language], "language": language, "copy": copy} for language, copy in copies.items()
        ],
        "ratios": list(FORMATS),
    }
    path = folder / f"trial-{name.lower()}.json"
    path.write_text(json.dumps(brief, ensure_ascii=False, indent=1), "utf-8")
    return path

"""Writes briefs of four trades about photos, and runs them with the product, as a user without keys would."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from photo_store import Marked

ROOT = Path(__file__).parent.parent
COPY = Path(__file__).parent / "photo-copy.toml"
COUNTRIES = {"en": "US", "de": "DE", "ru": "RU", "ar": "SA", "he": "IL", "hi": "IN", "th": "TH", "ja": "JP"}
"""The market of each language; English first: the other texts adapt it."""
LAYOUTS = ("auto", "full-bleed", "framed", "split", "card", "breakout", "crossing")
FORMATS = ("1:1", "4:5", "9:16", "16:9", "300x250", "728x90", "160x600", "970x250")
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True, slots=True)
class TrialPhoto:
    """A photo to try: its file, the trade whose copy it gets, and its subject if a person marked it."""

    name: str
    file: Path
    trade: str
    subject: Marked | None = None


@dataclass(frozen=True, slots=True)
class MadeAd:
    """One finished ad: its campaign, photo, the layout asked for, its file and its entry in the manifest."""

    campaign: str
    photo: str
    layout: str
    file: Path
    entry: dict[str, Any]


def list_photos(folder: Path) -> list[TrialPhoto]:
    """Return the photos in *folder*, by name; trades take turns."""
    trades = tuple(tomllib.loads(COPY.read_text("utf-8")))
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return [
        TrialPhoto(re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-"), path, trades[index % len(trades)])
        for index, path in enumerate(files)
    ]


@cache
def _schema() -> dict[str, Any]:
    line = [sys.executable, "-m", "creative_cli", "schema"]
    schema: dict[str, Any] = json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)
    return schema


@cache
def brief_keys() -> dict[str, tuple[str, ...]]:
    """Return the keys of a brief and the values that each may have, as `creative schema` lists them."""
    return {key: _choices(part, _schema()) for key, part in _schema()["properties"].items()}


def message_holds(key: str) -> bool:
    """Return whether a message has the key; for `*`, whether the headline's words may be marked by it."""
    message = _schema()["$defs"]["Message"]["properties"]
    return "kicker" in message if key == "*" else key in message  # both came at once


def _choices(part: dict[str, Any], schema: dict[str, Any]) -> tuple[str, ...]:
    if "$ref" in part:
        return _choices(schema["$defs"][part["$ref"].rsplit("/", 1)[-1]], schema)
    found: list[str] = list(part.get("enum", [part["const"]] if "const" in part else []))
    for option in part.get("anyOf", part.get("oneOf", [])):
        found += _choices(option, schema)
    return tuple(dict.fromkeys(str(value) for value in found))


def usable_layouts(wanted: Sequence[str]) -> list[str]:
    """Return those of *wanted* that a brief may name; `auto` names none."""
    known = brief_keys().get("layout", ())
    return [name for name in wanted if name == "auto" or name in known]


def write_brief(folder: Path, photo: TrialPhoto, layout: str, languages: Sequence[str], formats: Sequence[str]) -> Path:
    """Write a brief of *photo* into *folder*, with its photo and logo, and return its path."""
    trade = tomllib.loads(COPY.read_text("utf-8"))[photo.trade]
    folder.mkdir(parents=True, exist_ok=True)
    image = folder / f"{photo.name}{photo.file.suffix.lower()}"
    if not image.exists():
        shutil.copyfile(photo.file, image)
    brand: dict[str, Any] = {"name": trade["brand"], "colors": trade["colors"], "keep": [trade["brand"]]}
    if "logo" in trade:
        shutil.copyfile(ROOT / "briefs" / "assets" / trade["logo"], folder / trade["logo"])
        brand["logo"] = trade["logo"]
    roles = ("headline", "body", "cta", "disclaimer")
    markets = [
        {"country": COUNTRIES[language], "language": language, "copy": dict(zip(roles, trade[language], strict=True))}
        for language in languages
    ]
    brief: dict[str, Any] = {
        "schema": 1,
        "campaign": f"{photo.name}-{layout}",
        "brand": brand,
        "source_language": "en",
        "message": dict(zip(roles, trade["en"], strict=True)),
        "products": [{"id": photo.name, "name": trade["brand"], "image": image.name}],
        "markets": markets,
        "ratios": list(formats),
    }
    if layout != "auto":
        brief["layout"] = layout
    path = folder / f"{photo.name}-{layout}.json"
    path.write_text(json.dumps(brief, ensure_ascii=False, indent=1), "utf-8")
    return path


def run_briefs(briefs: Sequence[Path], output: Path) -> dict[str, str]:
    """Make the ads of *briefs* in *output*; return what the product refused: sentences by the brief's file name.

    A refused brief stops a run before anything is made, so the run is repeated without it. Raises RuntimeError if the
    product fails otherwise.
    """
    refused: dict[str, str] = {}
    left = list(briefs)
    while left:
        line = [
            sys.executable, "-m", "creative_cli", "run", *(path.name for path in left), "--output", str(output),
            "--provider", "studio", "--fail-on", "never", "--quiet", "--jobs", "2",
        ]  # fmt: skip
        done = subprocess.run(line, cwd=left[0].parent, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return refused
        said = done.stdout + done.stderr
        named = {match[1]: match[2] for match in re.finditer(r"^(\S+\.json):\d+:\d+: (.*)$", said, re.MULTILINE)}
        if not named:
            raise RuntimeError(f"`creative run` exited with {done.returncode}: {(done.stderr or done.stdout)[-600:]}")
        refused |= named
        left = [path for path in left if path.name not in named]
    return refused


def made_ads(output: Path, briefs: Sequence[Path]) -> list[MadeAd]:
    """Return the ads in *output* that were made from *briefs*."""
    ads = []
    for brief in briefs:
        folder = output / brief.stem
        manifest = folder / "manifest.json"
        if not manifest.exists():
            continue
        for entry in json.loads(manifest.read_text("utf-8"))["assets"]:
            layout = brief.stem.removeprefix(f"{entry['product']}-")
            ads.append(MadeAd(brief.stem, entry["product"], layout, folder / entry["path"], entry))
    return ads

"""Read our own ads by OCR, and print how many letters differ from the approved copy, by script.

    python tools/ocr.py

Draws the copy of tests/data/world-copy.toml on studio ads by the command, crops each text at the box that the manifest
gives, and reads it in several sizes. RapidOCR reads what the models in its package can (Latin, Chinese, Japanese); for
the other scripts there is none without a download, so Tesseract reads them, by its command. Debian: apt-get install
tesseract-ocr tesseract-ocr-eng and tesseract-ocr-script-{arab,armn,beng,cyrl,deva,geor,grek,hang,hebr,taml,thai,viet}.

At the end some ads are drawn with a planted fault, two letters swapped or the last word lost: the rate must rise.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from rapidocr import RapidOCR

import world
from ocr_compare import ReadText, choose_best_reading, error_rate, lose_word, swap_letters

SCRIPTS = {
    "Latin": ("en-US", "de-DE", "fr-FR", "pl-PL", "tr-TR"),
    "Simplified Chinese": ("zh-Hans-CN",),
    "Traditional Chinese": ("zh-Hant-TW",),
    "Japanese": ("ja-JP",),
    "Vietnamese": ("vi-VN",),
    "Cyrillic": ("ru-RU", "uk-UA"),
    "Greek": ("el-GR",),
    "Hebrew": ("he-IL",),
    "Devanagari": ("hi-IN", "mr-IN"),
    "Bengali": ("bn-BD",),
    "Tamil": ("ta-IN",),
    "Georgian": ("ka-GE",),
    "Arabic": ("ar-SA",),
    "Armenian": ("hy-AM",),
    "Hangul": ("ko-KR",),
    "Thai": ("th-TH",),
}
"""Locales of the world copy by what reads them; the names of the last twelve are those of Tesseract's models."""

RAPID = ("Latin", "Simplified Chinese", "Traditional Chinese", "Japanese")
LIMIT = 0.01
"""The most errors for each letter of a script that counts as read."""

LEAST_SCRIPTS = 8
ENLARGED = (1, 2, 3, 4)
"""How many times RapidOCR's crops are enlarged."""

LINE_PX = (48, 36, 64, 80)
"""Heights of a line for Tesseract, px; its models are trained on 36 and 48."""

SIDE_AIR_PX, LINE_AIR = 20, 0.10
MIDDLE_GREY = 128
PLANTED = {"body": ("two letters swapped", swap_letters), "disclaimer": ("last word lost", lose_word)}
TIMES_MORE = 5.0
"""How many times as many letters must differ with faults as without; and no fault may leave their number as it was."""

LATIN_TOO = ("Vietnamese",)
"""What has a model of its own, but is no script."""


def draw_ads(folder: Path, tags: tuple[str, ...], changes: Mapping[str, Callable[[str], str]]) -> Path:
    """Draw a square studio ad in each locale, with *changes* of lines, and return the campaign's folder."""
    brief = world.brief("ocr")
    brief["ratios"] = ["1:1"]
    brief["markets"] = [one for one in brief["markets"] if f"{one['language']}-{one['country']}" in tags]
    for market in brief["markets"]:
        market["copy"] = {role: changes.get(role, str)(text) for role, text in market["copy"].items()}
    shutil.copytree(world.ROOT / "briefs" / "assets", folder / "assets")
    path = folder / "world.json"
    path.write_text(json.dumps(brief, ensure_ascii=False), "utf-8")
    line = [sys.executable, "-m", "creative_cli", "run", str(path), "--output", str(folder), "--quiet"]
    subprocess.run([*line, "--fail-on", "never"], check=True)
    return folder / "ocr"


def read_ads(campaign: Path) -> Iterator[tuple[str, str, str, Iterator[str]]]:
    """Yield locale, role, drawn words and readings of each text of a campaign's ads, from the likeliest size on."""
    engine = RapidOCR(params={"Global.log_level": "critical"})
    manifest = json.loads((campaign / "manifest.json").read_text("utf-8"))
    scripts = {tag: script for script, tags in SCRIPTS.items() for tag in tags}
    for ad in manifest["assets"]:
        script = scripts[ad["locale"]]
        with Image.open(campaign / ad["path"]) as opened:
            picture = opened.convert("RGB")
        for box in ad["layout"]:
            read = _read_rapid(engine, picture, box) if script in RAPID else _read_tesseract(script, picture, box)
            yield ad["locale"], box["role"], "\n".join(box["lines"]), read


def _line_boxes(box: Mapping[str, Any]) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of each line of a text, px; lines share its height."""
    count = len(box["lines"])
    high = box["height"] / count
    for number in range(count):
        top = box["y"] + number * high
        yield box["x"] - SIDE_AIR_PX, round(top), box["x"] + box["width"] + SIDE_AIR_PX, round(top + high)


def _read_rapid(engine: RapidOCR, picture: Image.Image, box: Mapping[str, Any]) -> Iterator[str]:
    lines = [picture.crop(edges) for edges in _line_boxes(box)]
    for times in ENLARGED:
        large = [one.resize((one.width * times, one.height * times), Image.Resampling.LANCZOS) for one in lines]
        found = [engine(np.asarray(one)[..., ::-1], use_det=False, use_cls=False, use_rec=True) for one in large]
        yield "".join("".join(one.txts or ()) for one in found)


def _read_tesseract(script: str, picture: Image.Image, box: Mapping[str, Any]) -> Iterator[str]:
    air = round(LINE_AIR * box["height"] / len(box["lines"]))
    lines = list(_line_boxes(box))
    (left, top, right, _), bottom = lines[0], lines[-1][3]
    whole = picture.crop((left, top - air, right, bottom + air))
    singles = [picture.crop((one[0], one[1] - air, one[2], one[3] + air)) for one in lines]
    for high in LINE_PX:
        yield _run_tesseract(script, _print_black(whole, high, len(lines)), single=len(lines) == 1)
        if len(lines) > 1:
            yield "".join(_run_tesseract(script, _print_black(one, high), single=True) for one in singles)


def _print_black(crop: Image.Image, line: int, lines: int = 1) -> Image.Image:
    """Return a crop of *lines* as black type on white, each *line* px high, with air around them."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(crop))
    if np.median(np.asarray(grey)) < MIDDLE_GREY:  # light type on a dark ground
        grey = ImageOps.invert(grey)
    high = line * lines
    sized = grey.resize((max(1, round(grey.width * high / grey.height)), high), Image.Resampling.LANCZOS)
    return ImageOps.expand(sized, border=line // 2, fill=255)


def _run_tesseract(script: str, picture: Image.Image, *, single: bool) -> str:
    """Return what Tesseract reads: in the script and in English, as brand names are Latin everywhere."""
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    line = ["tesseract", "stdin", "stdout", "-l", f"{script}+eng", "--psm", "7" if single else "6", "--dpi", "150"]
    surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(line, input=packed.getvalue(), capture_output=True, check=True, env=surroundings)
    return done.stdout.decode("utf-8")


def main() -> int:
    """Print the error rates; return 1 if fewer scripts than wanted are read, or a planted fault is not seen."""
    if shutil.which("tesseract") is None:
        print("Tesseract is not installed: apt-get install the packages that the head of tools/ocr.py names.")
        return 1
    tags = tuple(tag for group in SCRIPTS.values() for tag in group)
    with tempfile.TemporaryDirectory() as folder:
        texts = [choose_best_reading(*one) for one in read_ads(draw_ads(Path(folder), tags, {}))]
    good = _print_scripts(texts)
    seen = _print_planted(texts, good)
    count = len(set(good).difference(LATIN_TOO))
    print(f"{count} scripts are read with at most {LIMIT:.0%} errors; {LEAST_SCRIPTS} are wanted.")
    print("Every planted fault is seen." if seen else "A planted fault is not seen: the reading proves nothing.")
    return 0 if count >= LEAST_SCRIPTS and seen else 1


def _print_scripts(texts: list[ReadText]) -> list[str]:
    """Print each script with its worst texts, and return those within the limit."""
    good = []
    for script, tags in SCRIPTS.items():
        own = [one for one in texts if one.locale in tags]
        rate = error_rate(own)
        if rate <= LIMIT:
            good.append(script)
        engine = "RapidOCR" if script in RAPID else "Tesseract"
        print(f"{script}: {rate:.2%} of {sum(one.letters for one in own)} letters ({engine})")
        for one in sorted(own, key=lambda text: -text.errors)[:3]:
            if one.errors:
                print(f"  {one.locale} {one.role}: {one.errors} differ")
                print(f"    approved {one.wanted}\n    read     {one.read}")
    return good


def _print_planted(texts: list[ReadText], scripts: list[str]) -> bool:
    """Draw the first locale of each script with faults, print the error rates, and tell whether all faults are seen."""
    tags = tuple(SCRIPTS[script][0] for script in scripts)
    right = {(one.locale, one.role): one for one in texts}
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw_ads(Path(folder), tags, {role: change for role, (_, change) in PLANTED.items()})
        planted = [
            choose_best_reading(locale, role, world.load_copy()[locale][role], readings)
            for locale, role, _, readings in read_ads(drawn)
            if role in PLANTED
        ]
    for one in planted:
        before = error_rate([right[one.locale, one.role]])
        print(f"{PLANTED[one.role][0]}, {one.locale}: {before:.1%} becomes {error_rate([one]):.1%}")
    clean = [right[one.locale, one.role] for one in planted]
    print(f"With planted faults: {error_rate(clean):.2%} becomes {error_rate(planted):.2%}.")
    more = error_rate(planted) >= TIMES_MORE * error_rate(clean)
    return more and all(one.errors > before.errors for one, before in zip(planted, clean, strict=True))


if __name__ == "__main__":
    sys.exit(main())

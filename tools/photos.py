"""Makes ads of photos, judges each from outside the product and prints how many are spoilt.

python tools/photos.py FOLDER...                 the photos of photos.toml and those in the folders, every layout
python tools/photos.py --fast FOLDER...          one layout, three formats, English and Arabic
python tools/photos.py --calibrate               test the judge on planted faults and on clean ads
python tools/photos.py --jury DIR --count 600    numbered sheets and a table of verdicts for people
python tools/photos.py --verdicts FILE           print what the people found

A guessed subject finds about half of what a marked one finds (--calibrate prints both): mark those of own photos in a
file for --subjects. Needs the dependency group `photos`: `uv run --group photos python tools/photos.py`, or `make
photos`. How ads are judged: photo_judge.py; the measures of layout: poster_metrics.py.
"""

import argparse
import json
import shutil
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

import cv2

from photo_briefs import (
    FORMATS,
    LAYOUTS,
    MadeAd,
    TrialPhoto,
    list_photos,
    made_ads,
    run_briefs,
    usable_layouts,
    write_brief,
)
from photo_calibration import plant_ads
from photo_judge import SOURCE_SIDE, Edges, Verdict, judge_ad, prepare_source, read_picture
from photo_jury import count_verdicts, draw_sheet, write_jury
from photo_store import CACHE, fetch_photos
from poster_metrics import LayoutScores, mean_scores, score_layout

LANGUAGES = (("en", "ar"), ("de", "ja"))
"""Two languages for every photo, in turn, so that all four meet every layout and format."""
FAST_LAYOUTS, FAST_FORMATS = ("auto",), ("1:1", "9:16", "300x250")
JURY_LANGUAGES = ("en", "de", "ru", "ar", "he", "hi", "th", "ja")
WORKERS = 2
LEAST_FOUND, MOST_ACCUSED = 0.90, 0.03
"""What the judge has to find of planted faults, and may accuse of clean ads."""


@dataclass(frozen=True, slots=True)
class JudgedAd:
    """An ad, what was seen in it, and its measures of layout: as made, and with the boxes of another ad."""

    ad: MadeAd
    verdict: Verdict
    scores: LayoutScores | None
    control: LayoutScores | None


def text_boxes(ad: MadeAd) -> list[Edges]:
    """Return the boxes of type, px of the ad: left, top, right, bottom."""
    return [
        (float(b["x"]), float(b["y"]), float(b["x"] + b["width"]), float(b["y"] + b["height"]))
        for b in ad.entry["layout"]
    ]


def drawn_boxes(ad: MadeAd) -> list[Edges]:
    """Return the boxes of type with the button round its words: most of a height above, below and beside them."""
    boxes = []
    for block, (left, top, right, bottom) in zip(ad.entry["layout"], text_boxes(ad), strict=True):
        pad = 1.2 * (bottom - top) / max(1, len(block["lines"])) if block["role"] == "cta" else 0.0
        boxes.append((left - pad, top - pad, right + pad, bottom + pad))
    return boxes


def judge_photo(work: tuple[TrialPhoto, list[MadeAd], list[list[Edges]]]) -> list[JudgedAd]:
    """Judge all ads of one photo; the third part are boxes of other ads, for the control."""
    cv2.setNumThreads(1)
    photo, ads, others = work
    source = prepare_source(photo.name, read_picture(photo.file, SOURCE_SIDE), photo.subject)
    judged = []
    for ad, other in zip(ads, others, strict=True):
        own = text_boxes(ad)
        verdict = judge_ad(source, read_picture(ad.file), drawn_boxes(ad))
        scores = control = None
        if verdict.saliency is not None and verdict.gradient is not None:
            zoom = verdict.zoom
            scores, control = (
                score_layout(
                    verdict.saliency,
                    verdict.gradient,
                    [(a * zoom, b * zoom, c * zoom, d * zoom) for a, b, c, d in boxes],
                )
                for boxes in (own, other)
            )
        light = Verdict(
            verdict.found, verdict.cut, verdict.veiled, verdict.made_up, verdict.shown, verdict.reasons, verdict.tiny,
            verdict.made_up_by, verdict.placement, verdict.zoom,
        )  # fmt: skip
        judged.append(JudgedAd(ad, light, scores, control))
    return judged


def judge_all(photos: Sequence[TrialPhoto], ads: Sequence[MadeAd]) -> list[JudgedAd]:
    """Judge *ads*, in two processes, photo by photo. The control of an ad are the boxes of the next photo's ad."""
    by_photo: dict[str, list[MadeAd]] = defaultdict(list)
    by_shape: dict[tuple[str, int, int], list[MadeAd]] = defaultdict(list)
    for ad in ads:
        by_photo[ad.photo].append(ad)
        by_shape[ad.layout, ad.entry["width"], ad.entry["height"]].append(ad)
    work = []
    for photo in photos:
        others = []
        for ad in by_photo[photo.name]:
            same = by_shape[ad.layout, ad.entry["width"], ad.entry["height"]]
            foreign = [other for other in same[same.index(ad) :] + same if other.photo != ad.photo]
            others.append(text_boxes(foreign[0] if foreign else ad))
        work.append((photo, by_photo[photo.name], others))
    with Pool(WORKERS) as pool:
        return [judged for part in pool.imap(judge_photo, work) for judged in part]


def print_table(judged: Sequence[JudgedAd]) -> None:
    """Print shares by layout and by format, spoilt ads with status PASS, and the measures of layout."""
    heads = "ads", "spoilt", "cut", "veiled", "made-up", "tiny", "not seen", "PASS", "spoilt of PASS"
    print("\n" + " " * 14 + "".join(f"{head:>9}" for head in heads[:-1]) + f"{heads[-1]:>16}")
    rows: dict[str, list[JudgedAd]] = defaultdict(list)
    for one in judged:
        rows[one.ad.layout].append(one)
    for one in judged:
        rows[f"{one.ad.entry['width']}x{one.ad.entry['height']}"].append(one)
    rows["all"] = list(judged)
    for name, group in rows.items():
        reasons = Counter(reason for one in group for reason in one.verdict.reasons)
        spoilt = sum(bool(one.verdict.reasons) for one in group)
        passed = [one for one in group if one.ad.entry["status"] == "PASS"]
        wrong = sum(bool(one.verdict.reasons) for one in passed)
        shares = [spoilt, *(reasons[key] for key in ("cut", "veiled", "made-up"))]
        shares += [sum(one.verdict.tiny for one in group), sum(not one.verdict.found for one in group)]
        cells = "".join(f"{count / len(group):9.1%}" for count in shares)
        print(f"{name:14}{len(group):9}{cells}{len(passed):9}{wrong:7} = {wrong / max(1, len(passed)):6.1%}")
    scores = mean_scores([one.scores for one in judged if one.scores is not None])
    control = mean_scores([one.control for one in judged if one.control is not None])
    print("\nmeasures of layout" + "".join(f"{name:>15}" for name in LayoutScores._fields))
    print(f"{'as made':18}" + "".join(f"{value:15.4f}" for value in scores))
    print(f"{'boxes exchanged':18}" + "".join(f"{value:15.4f}" for value in control))
    print("Occlusion, unreadability, alignment, overlay: lower is better; utility: higher. Sources: poster_metrics.py")


def write_results(output: Path, judged: Sequence[JudgedAd]) -> None:
    """Write what was seen in every ad into judged.json, the worst first."""
    lines = [
        {
            "file": str(one.ad.file.relative_to(output)),
            "status": one.ad.entry["status"],
            "reasons": one.verdict.reasons,
            "made_up_by": one.verdict.made_up_by,
            **{key: round(getattr(one.verdict, key), 3) for key in ("cut", "veiled", "made_up", "shown")},
            "found": one.verdict.found,
            "placement": one.verdict.placement,
        }
        for one in sorted(judged, key=lambda one: (not one.verdict.reasons, str(one.ad.file)))
    ]
    (output / "judged.json").write_text(json.dumps(lines, indent=1), "utf-8")


def draw_sheets(output: Path, judged: Sequence[JudgedAd], *, png: bool) -> None:
    """Draw a contact sheet per photo, each ad labelled with what was seen in it."""
    by_photo: dict[str, list[JudgedAd]] = defaultdict(list)
    for one in judged:
        by_photo[one.ad.photo].append(one)
    folder = output / "sheets"
    folder.mkdir(exist_ok=True)
    for name, group in by_photo.items():
        cells = []
        for one in sorted(group, key=lambda one: (one.ad.layout, one.ad.entry["locale"])):
            seen = ", ".join(one.verdict.reasons) if one.verdict.found else "photo not seen"
            label = f"{one.ad.layout} {one.ad.entry['locale']} {one.ad.entry['status']}"
            cells.append((one.ad.file, label, seen))
        draw_sheet(folder / f"{name}.jpg", cells)
        if png:
            draw_sheet(folder / f"{name}.png", cells)
    print(f"Sheets by photo: {folder}")


def calibrate_judge() -> bool:
    """Print what the judge says of planted ads; return whether it finds and accuses as it has to."""
    photos = [TrialPhoto(photo.name, photo.file, photo.trade, photo.subject) for photo in fetch_photos()]
    with Pool(WORKERS) as pool:
        results = [line for part in pool.imap(calibrate_photo, enumerate(photos)) for line in part]
    groups: dict[tuple[str, str], list[list[bool]]] = defaultdict(list)
    for kind, fault, *said in results:
        groups[fault or "clean", kind].append(said)
    print(f"{'planted':10}{'how':26}{'ads':>6}{'accused':>9}{'of that':>9}{'not seen':>10}{'accused, if guessed':>21}")
    for (fault, kind), heard in groups.items():
        shares = [sum(column) / len(heard) for column in zip(*heard, strict=True)]
        print(f"{fault:10}{kind:26}{len(heard):6}{shares[0]:9.1%}{shares[1]:9.1%}{shares[2]:10.1%}{shares[3]:21.1%}")
    spoilt = [accused for _, fault, accused, *_ in results if fault]
    clean = [accused for _, fault, accused, *_ in results if not fault]
    found, accused = sum(spoilt) / len(spoilt), sum(clean) / len(clean)
    print(f"Of {len(spoilt)} spoilt ads {found:.1%} found (at least {LEAST_FOUND:.0%}),", end=" ")
    print(f"of {len(clean)} clean ads {accused:.1%} accused (at most {MOST_ACCUSED:.0%}).")
    return found >= LEAST_FOUND and accused <= MOST_ACCUSED


def calibrate_photo(work: tuple[int, TrialPhoto]) -> list[tuple[str, str | None, bool, bool, bool, bool]]:
    """Return for every planted ad of a photo: how, its fault, and whether it is accused, of that fault, not seen at
    all, and accused if the judge has to guess the subject.
    """  # noqa: D205 - one sentence
    cv2.setNumThreads(1)
    number, photo = work
    pixels = read_picture(photo.file, SOURCE_SIDE)
    source = prepare_source(photo.name, pixels, photo.subject)
    guessed = prepare_source(photo.name, pixels) if photo.subject else source
    lines = []
    for planted in plant_ads(pixels, photo.subject, number):
        seen = judge_ad(source, planted.picture, planted.texts)
        other = seen if planted.fault == "made-up" else judge_ad(guessed, planted.picture, planted.texts)
        said = bool(seen.reasons), planted.fault in seen.reasons, not seen.found, bool(other.reasons)
        lines.append((planted.kind, planted.fault, *said))
    return lines


def share_formats(photos: Sequence[TrialPhoto], count: int) -> dict[str, tuple[str, ...]]:
    """Return formats for each photo, so that all photos and formats make about *count* ads in the jury's languages.

    Photos come before formats: more photos say more than more sizes of one.
    """
    pairs = [
        (photo.name, FORMATS[(3 * i + k) % len(FORMATS)]) for k in range(len(FORMATS)) for i, photo in enumerate(photos)
    ]
    shared: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, form in pairs[: -(-count // len(JURY_LANGUAGES))]:
        shared[name] += (form,)
    return dict(shared)


def make_ads(
    photos: Sequence[TrialPhoto],
    layouts: Sequence[str],
    formats: dict[str, tuple[str, ...]],
    output: Path,
    languages: Sequence[Sequence[str]],
) -> list[MadeAd]:
    """Make the ads of every photo that has *formats*, in every layout; print what the product refused."""
    briefs = [
        write_brief(output / "briefs", photo, layout, languages[index % len(languages)], formats[photo.name])
        for index, photo in enumerate(photos)
        if photo.name in formats
        for layout in layouts
    ]
    for name, sentence in run_briefs(briefs, output).items():
        print(f"refused: {name}: {sentence}")
    return made_ads(output, briefs)


def collect_photos(folders: Sequence[Path], *, jury: bool) -> list[TrialPhoto]:
    """Return the photos of the packages and of *folders*; the process ends with a sentence if a folder is missing."""
    photos = [TrialPhoto(photo.name, photo.file, photo.trade, photo.subject) for photo in fetch_photos(jury=jury)]
    for folder in folders:
        if not folder.is_dir():
            raise SystemExit(f"{folder} is no folder. Name a folder with photos, or leave it out.")
        photos += list_photos(folder)
    return photos


def read_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="folders with more photos; they are only read")
    parser.add_argument("--fast", action="store_true", help="one layout, three formats, two languages")
    parser.add_argument("--full", action="store_true", help="four languages for every photo instead of two")
    parser.add_argument("--layouts", default=",".join(LAYOUTS), help="layouts, with commas")
    parser.add_argument("--output", type=Path, default=CACHE / "ads", help="folder for ads, sheets and judged.json")
    parser.add_argument(
        "--subjects", type=Path, metavar="FILE", help="TOML: name of a photo = [left, top, right, bottom], 0 to 1"
    )
    parser.add_argument("--png", action="store_true", help="also draw the sheets as PNG")
    parser.add_argument("--calibrate", action="store_true", help="test the judge itself")
    parser.add_argument("--jury", type=Path, metavar="DIR", help="write numbered sheets and verdicts.csv for people")
    parser.add_argument("--count", type=int, default=600, help="how many ads the jury sees")
    parser.add_argument("--verdicts", type=Path, metavar="FILE", help="print shares of a filled-in verdicts.csv")
    return parser.parse_args()


def main() -> None:
    """Do what the options say."""
    options = read_options()
    if options.verdicts:
        print(count_verdicts(options.verdicts))
        return
    if options.calibrate:
        sys.exit(0 if calibrate_judge() else 1)
    wanted = FAST_LAYOUTS if options.fast else tuple(options.layouts.split(","))
    layouts = usable_layouts(wanted)
    if absent := [name for name in wanted if name not in layouts]:
        print(f"Left out, as briefs cannot ask for them: {', '.join(absent)}.")
    photos = collect_photos(options.folders, jury=bool(options.jury))
    if options.subjects:
        marks = tomllib.loads(options.subjects.read_text("utf-8"))
        photos = [replace(photo, subject=tuple(marks.get(photo.name, photo.subject or ())) or None) for photo in photos]
    output = (options.jury or options.output).resolve()
    shutil.rmtree(output / "briefs", ignore_errors=True)
    if options.jury:
        ads = make_ads(photos, layouts[:1], share_formats(photos, options.count), output, (JURY_LANGUAGES,))
        write_jury(output, ads, options.count)
        return
    languages = (("en", "ar"),) if options.fast else (("en", "de", "ar", "ja"),) if options.full else LANGUAGES
    chosen: tuple[str, ...] = FAST_FORMATS if options.fast else FORMATS
    formats = {photo.name: chosen for photo in photos}
    ads = make_ads(photos, layouts, formats, output, languages)
    shown = [ad for ad in ads if ad.entry["hero"]["kind"] == "photo"]
    if len(shown) < len(ads):
        print(f"Not judged: {len(ads) - len(shown)} ads that set a cut-out product before a painted scene.")
    judged = judge_all(photos, shown)
    write_results(output, judged)
    draw_sheets(output, judged, png=options.png)
    print_table(judged)


if __name__ == "__main__":
    main()

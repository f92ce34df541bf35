"""Draw ads inside one process, and do beside it what any tool must: crop, resize and encode with plain Pillow.

python tools/bench_compose.py photo|packshot|markets|preview     print CPU seconds of both, as JSON, and of each step
python tools/bench_compose.py bare FOLDER                        only plain Pillow, on the photos of a folder
python tools/bench_compose.py write FOLDER [PHOTOS]              make so many photos (2) and their brief

2 pictures × 6 languages × 3 ratios at 1080p, on one thread; with `markets` photos in 42 markets, each with a headline
of its own, as a campaign of hundreds of ads has: what is done once for a photo or a canvas weighs little there.

The campaign's layout is ranked, which finds the subjects of the photos, too; then each set is framed, fitted, composed,
set, encoded and checked by all checks.
"""

import io
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.color.color_math import Palette, hex_to_rgb
from creative_cli.formats import DEFAULT_FORMATS, Format
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import AdCopy, BrandLogo, BrandStyle, CopySource, HeroImage, HeroKind, LocalizedCopy
from creative_cli.stages import check, compose, copyfitting, localize

ROOT = Path(__file__).parent.parent
WORDS = {
    "en-US": AdCopy("Summer, poured over ice", "Cold-brewed tea with real peach.", "Taste it today"),
    "de-DE": AdCopy("Sommer, eiskalt eingeschenkt", "Kalt gebrühter Tee mit echtem Pfirsich.", "Jetzt probieren"),
    "ar-SA": AdCopy("طعم الصيف على الثلج", "شاي بارد مع خوخ حقيقي.", "جرّبه اليوم"),
    "ja-JP": AdCopy("夏を、氷に注ごう。", "本物の桃で仕上げた水出しティー。", "今すぐ味わう"),
    "th-TH": AdCopy("รินซัมเมอร์ลงบนน้ำแข็ง", "ชาสกัดเย็นกับพีชแท้", "ลิ้มลองวันนี้"),
    "hi-IN": AdCopy("गर्मी का मज़ा, बर्फ़ के साथ", "असली आड़ू वाली ठंडी चाय।", "आज ही चखें"),
}
ENDS = ("", " 1", " 2", " 3", " 4", " 5", " 6")
"""What the headlines of further markets in a language end with."""
NAMES = ("iced-tea.png", "peach-soda.png")
PALETTE = Palette(*(hex_to_rgb(code) for code in ("#0F5C63", "#1F9A8F", "#FFD166", "#FFFFFF")))
Result = TypeVar("Result")


class Clock:
    """CPU seconds by step."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.spent: dict[str, float] = defaultdict(float)

    def __call__(self, step: str, work: Callable[..., Result], *arguments: object) -> Result:
        """Do *work* and count it under *step*."""
        started = time.process_time()
        result = work(*arguments)
        self.spent[step] += time.process_time() - started
        return result


def photo(name: str, seed: int) -> bytes:
    """Return a photo-like JPEG, 2400 × 1600: a packshot before a soft, grainy scene."""
    noise = np.random.default_rng(seed)
    down = np.linspace(0, 1, 1600)[:, None, None]
    scene = (1 - down) * noise.integers(120, 220, 3) + down * noise.integers(30, 120, 3) + np.zeros((1600, 2400, 3))
    blots = Image.fromarray(noise.integers(0, 256, (20, 30, 3), dtype=np.uint8)).resize(
        (2400, 1600), Image.Resampling.BICUBIC
    )
    scene = 0.75 * scene + 0.25 * np.asarray(blots) + noise.normal(0, 3, scene.shape)
    ground = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    with Image.open(ROOT / "briefs" / "assets" / name) as opened:
        product = opened.convert("RGBA").resize((round(1150 * opened.width / opened.height), 1150))
    ground.paste(product, (1500, 350), product)
    buffer = io.BytesIO()
    ground.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def bare(data: bytes, form: Format, times: int) -> None:
    """Crop, resize and encode once per ad, as the least anything must do."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    for _ in range(times):
        height = min(picture.height, picture.width * form.height / form.width)
        width = height * form.width / form.height
        left, top = (picture.width - width) / 2, (picture.height - height) / 2
        window = (round(left), round(top), round(left + width), round(top + height))
        cut = picture.resize((form.width, form.height), Image.Resampling.LANCZOS, window)
        cut.save(io.BytesIO(), "JPEG", quality=92, subsampling=0)


def best_layout(heroes: list[HeroImage], everyone: tuple[LocalizedCopy, ...], look: BrandStyle, clock: Clock) -> str:
    """Return the skeleton with the best sum of scores over all photos and formats, as a run chooses it."""
    sums: dict[str, float] = defaultdict(float, {"": 0.0})  # only photos are ranked
    for hero in (one for one in heroes if one.picture is not None):
        for form in DEFAULT_FORMATS.values():
            for layout, score in clock("rank layouts", compose.rank_layouts, hero, form, everyone, look).items():
                sums[layout] += score
    return max(sums, key=lambda layout: sums[layout])


def packshot(name: str) -> HeroImage:
    """Return a product cut out, for a painted set."""
    with Image.open(ROOT / "briefs" / "assets" / name) as opened:
        cut = opened.convert("RGBA")
    cut = cut.crop(cut.getbbox())
    buffer = io.BytesIO()
    cut.save(buffer, "PNG")
    aspect = cut.width / cut.height
    return HeroImage(name, HeroKind.PACKSHOT, "studio", "", 0, 0.0, packshot=buffer.getvalue(), aspect=aspect)


def run(heroes: list[HeroImage], ends: Sequence[str] = ("",)) -> tuple[int, Clock]:
    """Make all ads, a market for each of *ends* of the headline, and return their number and what each step cost."""
    clock, made = Clock(), 0
    logo = BrandLogo((ROOT / "briefs" / "assets" / "solara-logo.svg").read_bytes())
    look = BrandStyle("Solara", PALETTE, ("Solara",), logo)
    words = []
    for (tag, copy), end in product(WORDS.items(), ends):
        language, territory = tag.split("-")
        ended = replace(copy, headline=copy.headline + end)
        words.append(LocalizedCopy(resolve_locale(territory, language, language), ended, CopySource.BRIEF))
    everyone = tuple(words)
    layout = best_layout(heroes, everyone, look, clock)
    for hero in heroes:
        for form in DEFAULT_FORMATS.values():
            framings = clock("frame", compose.choose_framings, hero, form, everyone, look, layout)
            plans = {way: framing.plan for way, framing in framings.items()}
            sizes = clock("fit", copyfitting.agree_market_sizes, plans, everyone, look.keep)
            canvases = {way: clock("compose", compose.compose, hero, look, one) for way, one in framings.items()}
            for ad, own in zip(everyone, sizes, strict=True):
                way = ad.locale.direction
                setting = (canvases[way], ad, own, plans[way], look)
                creative = clock("localize and encode", localize.localize, *setting)
                clock("check", check.check, creative, None)
                made += 1
    return made, clock


def heroes_of(kind: str, seed: int) -> list[HeroImage]:
    """Return two pictures of a kind."""
    if kind == "packshot":
        return [packshot(name) for name in NAMES]
    photos = [photo(name, seed + number) for number, name in enumerate(NAMES)]
    return [HeroImage(str(seed), HeroKind.PHOTO, "brief", "", 0, 0.0, picture=data) for data in photos]


def crop_all(photos: list[bytes], markets: int = len(WORDS)) -> float:
    """Return the CPU seconds of plain Pillow for as many ads as `run` makes in so many *markets*."""
    started = time.process_time()
    for data in photos:
        for form in DEFAULT_FORMATS.values():
            bare(data, form, markets)
    return time.process_time() - started


def measure_line(kind: str) -> None:
    """Print what the ads cost here, and what plain Pillow takes."""
    # Fonts, codecs and dictionaries are loaded once a process, whatever a run makes. Nothing of what is timed is kept.
    run(heroes_of(kind, 3)[:1], ("!",))
    ends = ENDS if kind == "markets" else ENDS[:1]
    made, clock = run(heroes_of(kind, 1), ends)
    total = sum(clock.spent.values())
    for step, seconds in sorted(clock.spent.items(), key=lambda entry: -entry[1]):
        print(f"  {step:20} {seconds / total:5.1%}  {1000 * seconds / made:6.1f} ms an ad", file=sys.stderr)
    print(
        json.dumps(
            {"ours": total, "beside": crop_all([photo(name, 1) for name in NAMES], len(WORDS) * len(ends)), "ads": made}
        )
    )


def measure_preview() -> None:
    """Print what the preview of one ad takes after a change of its words, and plain Pillow for one ad."""
    from creative_cli.engine.planner import BriefText  # noqa: PLC0415  # a second of start-up
    from creative_cli.services.ad_previews import AdName, AdPreviews  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    demo = ROOT / "briefs" / "summer-drinks.yaml"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(demo.parent / "assets", folder / "assets")
        previews, text = AdPreviews(open_workspace(folder / "outputs", None)), demo.read_text("utf-8")
        spent = []
        for word in ("ice", "mint", "lime", "snow"):
            started = time.process_time()
            brief = BriefText(text.replace("over ice", f"over {word}").encode(), folder)
            previews.preview(brief, AdName("iced-tea", "en-US", "1:1"), draft=word != "ice")
            spent.append(time.process_time() - started)
    beside = crop_all([photo(NAMES[0], 1)]) / len(WORDS) / len(DEFAULT_FORMATS)
    print(f"  the first preview takes {spent[0]:.2f} s of CPU", file=sys.stderr)
    print(json.dumps({"ours": sorted(spent[1:])[1], "beside": beside, "ads": 1}))


def write_campaign(folder: Path, photos: int) -> None:
    """Write photos, and the brief of 18 ads of each."""
    markets = []
    for tag, copy in WORDS.items():
        language, country = tag.split("-")
        own = {"headline": copy.headline, "body": copy.body, "cta": copy.cta}
        markets.append({"country": country, "language": language, "copy": own})
    for number in range(photos):
        (folder / f"{number}.jpg").write_bytes(photo(NAMES[number % len(NAMES)], number))
    products = [{"id": f"p{number}", "name": f"Solara {number}", "image": f"{number}.jpg"} for number in range(photos)]
    brand = {"name": "Solara", "colors": {"primary": "#0F5C63", "accent": "#FFD166"}}
    brief = {"schema": 1, "campaign": "bench", "brand": brand, "message": {"headline": "Summer, poured over ice"}}
    text = json.dumps({**brief, "products": products, "markets": markets, "ratios": ["1:1", "9:16", "16:9"]})
    (folder / "brief.json").write_text(text, "utf-8")


def main() -> None:
    """Do what the command line asks for."""
    kind, *facts = sys.argv[1:]
    if kind == "write":
        write_campaign(Path(facts[0]), int(facts[1]) if facts[1:] else len(NAMES))
    elif kind == "bare":
        crop_all([path.read_bytes() for path in sorted(Path(facts[0]).glob("*.jpg"))])
    elif kind == "preview":
        measure_preview()
    else:
        measure_line(kind)


if __name__ == "__main__":
    main()

"""Print what large feeds cost: CPU and peak memory of a first run, of changed rows, of nothing changed, and the page.

    python tools/bench_feed.py [ROWS]       a part of `make bench`, which asks for fewer rows unless it is to be --full

ROWS (10,000) in 300x250 and one locale, a fifth of them first; then a tenth of ROWS in three formats and two locales.
Packshots are shared by groups of ten rows. Each step is a process of its own, so that its peak memory is its own. CPU
is that of the process and its workers, in seconds: other work on the machine prolongs the time, and hardly the CPU.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.settings import read_settings
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder

ROOT = Path(__file__).parent.parent
PICTURES = ("iced-tea", "peach-soda", "serum", "cream")
NAMES = ("Runner", "Trail", "Walk", "City", "Peak")
MATERIALS = ("mesh", "leather", "wool")
MEGABYTE = 1024  # in the unit of ru_maxrss on Linux, KB
CHANGED_SHARE = 100  # one row in so many
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ONE = ('["300x250"]', "[IE]")
SIX = ('["300x250", "1:1", "728x90"]', "[IE, GB]")
BRIEF = """\
schema: 1
campaign: bench-feed
brand: {name: Fjell, colors: {primary: "#1D3B4A", accent: "#F2B544"}}
message: {headline: "{product}, now {price}", body: "Was {was}. In {material}.", cta: Shop now}
products: {file: feed.csv, texts: [material], limit: %d}
markets: %s
ratios: %s
"""


def write_feed(folder: Path, rows: int, changed: int = 0) -> None:
    """Write the feed and its pictures; *changed* rows, evenly spread, have another price."""
    (folder / "assets").mkdir(exist_ok=True)
    for name in PICTURES:
        shutil.copy(ROOT / "briefs" / "assets" / f"{name}.png", folder / "assets")
    other = {rows * part // changed for part in range(changed)}
    lines = ["id,title,price,sale_price,image,material"]
    for number in range(rows):
        price = 60 + number % 40 + (number in other)
        picture = PICTURES[number // 10 % len(PICTURES)]
        name, material = NAMES[number % len(NAMES)], MATERIALS[number % len(MATERIALS)]
        lines.append(
            f"sku-{number},Fjell {name} {number % 97},{150 + number % 50}.00 EUR,{price}.90 EUR,"
            f"assets/{picture}.png,{material}"
        )
    (folder / "feed.csv").write_text("\n".join(lines) + "\n", "utf-8")


def write_brief(folder: Path, rows: int, placements: tuple[str, str]) -> None:
    """Write the brief of the first *rows* rows, in *placements*: formats and markets as a brief writes them."""
    formats, markets = placements
    (folder / "brief.yaml").write_text(BRIEF % (rows, markets, formats), "utf-8")


def run_step(brief: str, output: str) -> None:
    """Make the ads and print what it took, as JSON."""
    from creative_cli import run  # noqa: PLC0415  # planning is measured without it

    result = run(brief, provider="studio", jobs=1, output=output)
    report_step(result.outcome.made, result.outcome.unchanged, len(result.outcome.failures))


def plan_step(brief: str) -> None:
    """Read every row and print what it took, as JSON."""
    (plan,) = build_plans([brief], Slice(), translator=False)
    report_step(0, plan.count, 0)


def report_step(made: int, unchanged: int, failed: int) -> None:
    """Print CPU (s) and peak memory (MB) of this process and of those that it waited for."""
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(one.ru_utime + one.ru_stime for one in (own, workers))
    print(
        json.dumps(
            {
                "cpu": cpu,
                "mb": own.ru_maxrss / MEGABYTE,
                "worker_mb": workers.ru_maxrss / MEGABYTE,
                "made": made,
                "unchanged": unchanged,
                "failed": failed,
            }
        )
    )


def measure_step(what: str, *arguments: str) -> None:
    """Run a step of this script in a process of its own, and print what it took."""
    result = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{what}: {result.stderr}")
    found: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    cpu, made, unchanged = found["cpu"], round(found["made"]), round(found["unchanged"])
    pace = f", {made / cpu:.1f} ads per CPU-second" if made > unchanged else ""
    ads = f"{made:,} made, {unchanged:,} unchanged, {round(found['failed'])} failed"
    memory = f"at most {found['mb']:.0f} MB, workers {found['worker_mb']:.0f} MB"
    print(f"{what}: {ads}; {cpu:.1f} CPU-seconds{pace}; {memory}", flush=True)


def measure_page(output: Path) -> None:
    """Print how large the page is and how long Chromium takes to open it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only here, and only where there is a browser

    page = output / "bench-feed" / "index.html"
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print(f"page: {page.stat().st_size / 1e6:.2f} MB; there is no Chromium to open it with")
        return
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser)
        tab, loaded = opened.new_page(), list[Path]()
        tab.on("request", lambda request: loaded.append(Path(request.url.removeprefix("file://").partition("#")[0])))
        started = time.monotonic()
        tab.goto(page.as_uri())
        tab.locator(".card").first.wait_for()
        seconds, count = time.monotonic() - started, tab.locator("#count").inner_text()
        opened.close()
    size = sum(file.stat().st_size for file in set(loaded) if file.suffix in {".html", ".js"})
    print(f"page: {count}, {size / 1e6:.2f} MB of HTML and scripts, cards after {seconds:.2f} s", flush=True)


def measure_manifest(output: Path) -> None:
    """Print how large the manifest is."""
    folder = OutputFolder(output, "bench-feed", StateFolder(output / ".creative"))
    head = folder.manifest_head()
    files = [] if head is None else [folder.path / shard.file for shard in head.shards]
    size = folder.manifest_path.stat().st_size + sum(file.stat().st_size for file in files)
    print(f"manifest: {len(files)} shards of {read_settings().shard_ads:,} ads, {size / 1e6:.1f} MB", flush=True)


def measure_campaign(rows: int, placements: tuple[str, str]) -> None:
    """Print every step of a campaign of *rows* rows."""
    with tempfile.TemporaryDirectory(prefix="bench-feed-") as name:
        folder, changed = Path(name), max(1, rows // CHANGED_SHARE)
        brief, output = str(folder / "brief.yaml"), folder / "out"
        write_feed(folder, rows)
        write_brief(folder, rows, placements)
        measure_step(f"read {rows:,} rows", "plan", brief)
        write_brief(folder, max(1, rows // 5), placements)
        measure_step(f"first {max(1, rows // 5):,} rows", "run", brief, str(output))
        write_brief(folder, rows, placements)
        measure_step(f"all {rows:,} rows", "run", brief, str(output))
        measure_step("nothing changed", "run", brief, str(output))
        write_feed(folder, rows, changed)
        measure_step(f"{changed:,} rows changed", "run", brief, str(output))
        measure_manifest(output)
        measure_page(output)


if __name__ == "__main__":
    what = sys.argv[1:]
    if what[:1] == ["plan"]:
        plan_step(what[1])
    elif what[:1] == ["run"]:
        run_step(what[1], what[2])
    else:
        count = int(what[0]) if what else 10_000
        print(f"{count:,} rows in 300x250, one locale")
        measure_campaign(count, ONE)
        print(f"{max(1, count // 10):,} rows in three formats, two locales")
        measure_campaign(max(1, count // 10), SIX)

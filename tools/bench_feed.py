"""Print what a feed costs: CPU and peak memory of planning, of a first run, of changed rows, and of nothing changed.

    python tools/bench_feed.py [ROWS] [ADS]

ROWS (10,000) are planned, ADS of them (200) are made in 300x250; packshots are shared by groups of rows. Each step is a
process of its own, so that its peak memory is its own. CPU is that of the process and its workers, in seconds.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from creative_cli.engine.planner import Slice, build_plans

ROOT = Path(__file__).parent.parent
PICTURES = ("iced-tea", "peach-soda", "serum", "cream")
NAMES = ("Runner", "Trail", "Walk", "City", "Peak")
MEGABYTE = 1024
BRIEF = """\
schema: 1
campaign: bench-feed
brand: {name: Fjell, colors: {primary: "#1D3B4A", accent: "#F2B544"}}
message: {headline: "{product}, now {price}", body: "Was {was}. In {material}.", cta: Shop now}
products: {file: feed.csv, texts: [material], limit: %d}
markets: [IE]
ratios: ["300x250"]
"""


def write_feed(folder: Path, rows: int, changed: int = 0) -> None:
    """Write the feed and its pictures; the first *changed* rows have another price."""
    (folder / "assets").mkdir(exist_ok=True)
    for name in PICTURES:
        shutil.copy(ROOT / "briefs" / "assets" / f"{name}.png", folder / "assets")
    lines = ["id,title,price,sale_price,image,material"]
    for number in range(rows):
        price = 60 + number % 40 + (number < changed)
        picture = PICTURES[number // 10 % len(PICTURES)]
        name, material = NAMES[number % len(NAMES)], ("mesh", "leather", "wool")[number % 3]
        lines.append(
            f"sku-{number},Fjell {name} {number % 97},{150 + number % 50}.00 EUR,{price}.90 EUR,"
            f"assets/{picture}.png,{material}"
        )
    (folder / "feed.csv").write_text("\n".join(lines) + "\n", "utf-8")


def measure_step(*arguments: str) -> dict[str, float]:
    """Run a step of this script in a process of its own; return its CPU seconds, peak MB and what it counted."""
    result = subprocess.run(  # this script
        [sys.executable, __file__, *arguments], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return found


def report_step(count: int) -> None:
    """Print CPU and peak memory of this process, and of those it waited for."""
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(one.ru_utime + one.ru_stime for one in (own, workers))
    print(json.dumps({"cpu": round(cpu, 2), "mb": round(own.ru_maxrss / MEGABYTE), "ads": count}))


def plan_step(brief: str) -> None:
    """Plan every row."""
    (plan,) = build_plans([brief], Slice(), translator=False)
    report_step(plan.count)


def run_step(brief: str, output: str) -> None:
    """Make the ads."""
    from creative_cli import run  # noqa: PLC0415  # planning is measured without it

    result = run(brief, provider="studio", fail_on=None, jobs=1, output=output)
    report_step(result.outcome.made)


def main(rows: int, ads: int) -> None:
    """Print one line for each step."""
    with tempfile.TemporaryDirectory(prefix="bench-feed-") as name:
        folder = Path(name)
        brief, output = str(folder / "brief.yaml"), str(folder / "out")
        write_feed(folder, rows)
        (folder / "brief.yaml").write_text(BRIEF % rows, "utf-8")
        print(f"plan {rows} rows: {measure_step('plan', brief)}", flush=True)
        (folder / "brief.yaml").write_text(BRIEF % ads, "utf-8")
        print(f"make {ads} ads: {measure_step('run', brief, output)}", flush=True)
        print(f"nothing changed: {measure_step('run', brief, output)}", flush=True)
        write_feed(folder, rows, changed=max(1, ads // 100))
        print(f"{max(1, ads // 100)} rows changed: {measure_step('run', brief, output)}", flush=True)


if __name__ == "__main__":
    what = sys.argv[1:]
    if what[:1] == ["plan"]:
        plan_step(what[1])
    elif what[:1] == ["run"]:
        run_step(what[1], what[2])
    else:
        main(int(what[0]) if what else 10_000, int(what[1]) if len(what) > 1 else 200)

"""Print speed and memory as ratios within one run, which are comparable between machines.

python tools/bench.py            everything
python tools/bench.py help       only the cost of the help page
"""

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "briefs" / "summer-drinks.yaml"
EMPTY_APP = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def main() -> None: ...
app(["--help"])
"""


def cpu_of(*line: str) -> float:
    """Run a command and return the CPU seconds it used, user and system, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(times: int, *line: str) -> float:
    """Return the least CPU seconds of several runs: noise only ever adds."""
    return min(cpu_of(*line) for _ in range(times))


def bench_help() -> None:
    """Compare our help page with that of an empty Typer app."""
    ours = least(7, sys.executable, "-m", "creative_cli", "--help")
    empty = least(7, sys.executable, "-c", EMPTY_APP)
    print(f"help        {ours:6.3f} s of CPU, {ours / empty:.2f} × an empty Typer app ({empty:.3f} s)")


def bench_run() -> None:
    """Compare a first run of the demo with a second one that has nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        line = (sys.executable, "-m", "creative_cli", "run", str(DEMO), "--quiet", "--output", folder)
        first = cpu_of(*line)
        again = least(3, *line)
        ads = len(list(Path(folder).rglob("*.jpg")))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"first run   {first:6.2f} s of CPU for {ads} ads, {first / ads:.3f} s each, peak {peak:.0f} MB")
    print(f"second run  {again:6.2f} s of CPU, {again / first:.1%} of the first")


PRODUCTS, ANSWER_S, AT_ONCE, SIDE = 12, 2.0, 6, 1024
ALLOWED = 1.25
"""What a run with painted pictures may take beside its start-up, of the least that its calls take."""

WORDS = {
    "en US GB CA AU NZ IE ZA SG PH KE NG": ("Summer, poured over ice", "Real peach, for company.", "Taste it today"),
    "de DE AT": ("Sommer, eiskalt eingeschenkt", "Mit echtem Pfirsich, zum Teilen gemacht.", "Jetzt probieren"),
    "fr FR": ("L’été, servi sur glace", "De la vraie pêche, à savourer entre amis.", "Goûtez-y"),
    "es ES MX AR CO CL PE UY EC": ("El verano, servido con hielo", "Melocotón de verdad.", "Pruébalo hoy"),
    "pt BR PT": ("O verão, servido com gelo", "Pêssego de verdade, entre amigos.", "Prove hoje"),
    "ar SA AE EG JO KW QA": ("طعم الصيف على الثلج", "شاي بارد مع خوخ حقيقي.", "جرّبه اليوم"),
    "ja JP": ("夏を、氷に注ごう。", "本物の桃で仕上げた水出しティー。", "今すぐ味わう"),
    "th TH": ("รินซัมเมอร์ลงบนน้ำแข็ง", "ชาสกัดเย็นกับพีชแท้", "ลิ้มลองวันนี้"),
    "it IT": ("L’estate, versata sul ghiaccio", "Vera pesca, da gustare in compagnia.", "Provala oggi"),
    "pl PL": ("Lato z kostkami lodu", "Prawdziwa brzoskwinia dla przyjaciół.", "Spróbuj dziś"),
    "sv SE": ("Sommar, hälld över is", "Riktig persika, gjord för gott sällskap.", "Smaka i dag"),
    "nl NL": ("Zomer, over ijs geschonken", "Echte perzik, gemaakt om te delen.", "Proef vandaag"),
    "tr TR": ("Buza dökülen yaz", "Gerçek şeftali, dostlarla paylaşmak için.", "Bugün tat"),
    "ko KR": ("얼음 위에 부은 여름", "진짜 복숭아로, 함께 즐겨요.", "오늘 맛보기"),
    "vi VN": ("Mùa hè rót trên đá", "Đào thật, để cùng bạn bè thưởng thức.", "Thử hôm nay"),
    "hi IN": ("गर्मी का मज़ा, बर्फ़ के साथ", "असली आड़ू वाली ठंडी चाय।", "आज ही चखें"),
}
"""Forty markets by their language, and their words: headline, body, call to action."""

PACKSHOTS = tuple(DEMO.parent / "assets" / name for name in ("iced-tea.png", "peach-soda.png"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of wall clock and of CPU, and its largest resident size, MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def cost_of(line: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command by itself and return what it took; raise CalledProcessError when it fails."""
    began = time.monotonic()
    process = subprocess.Popen(line, env={**os.environ, **environment}, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, line)
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def brief_of(markets: int, *, painted: bool) -> str:
    """Return a brief of twelve products in three ratios and up to forty markets; *painted* has no pictures."""
    spoken = [(place, words[:2], copy) for words, copy in WORDS.items() for place in words.split()[1:]]
    chosen = spoken[:: len(spoken) // markets][:markets]
    products = []
    for number in range(PRODUCTS):
        packshot = {} if painted else {"image": PACKSHOTS[number % len(PACKSHOTS)].name}
        name = f"Solara Tea {number}"
        products.append({"id": f"p{number:02d}", "name": name, "description": f"peach tea number {number}", **packshot})
    return json.dumps({
        "schema": 1,
        "campaign": "bench",
        "brand": {"name": "Solara", "colors": {"primary": "#0F5C63", "accent": "#FFD166"}},
        "message": {"headline": "Summer, poured over ice"},
        "products": products,
        "markets": [
            {"country": country, "language": language, "copy": {"headline": copy[0], "body": copy[1], "cta": copy[2]}}
            for country, language, copy in chosen
        ],
        "ratios": ["1:1", "9:16", "16:9"],
    })  # fmt: skip


def command(brief: Path, output: str) -> tuple[str, ...]:
    """Return the line that makes the ads of *brief* in *output*, findings or not."""
    return sys.executable, "-m", "creative_cli", "run", str(brief), "--quiet", "--fail-on", "never", "--output", output


def bench_painted() -> None:
    """Tell how long runs with painted pictures take from first to last: the calls, and everything around them."""
    sys.path.insert(0, str(ROOT))
    from tests.test_provider_runs import brief  # noqa: PLC0415  # the tests' own

    painted_run("providers", brief(PRODUCTS, "bench"), "bench.yaml")
    painted_run("campaign", brief_of(4, painted=True), "bench.json")


def product_shot(shade: int) -> bytes:
    """Return a picture as services paint it, a PNG: a product before a ground, another one for every *shade*."""
    from PIL import Image  # noqa: PLC0415  # only where pictures are made

    from tests.loopback import picture  # noqa: PLC0415  # the tests' own

    with Image.open(io.BytesIO(picture(SIDE, SIDE, shade))) as opened, Image.open(PACKSHOTS[shade % 40 // 20]) as shot:
        made, height = opened.convert("RGB"), SIDE * 5 // 8
        product = shot.convert("RGBA").resize((height * shot.width // shot.height, height))
    made.paste(product, ((SIDE - product.width) // 2, SIDE // 4), product)
    file = io.BytesIO()
    made.save(file, "PNG", compress_level=1)
    return file.getvalue()


def painted_run(title: str, text: str, name: str) -> None:
    """Run a brief whose pictures take two seconds each, six at a time, then once more with nothing to make."""
    from tests.loopback import Answer, Loopback, Seen, raw  # noqa: PLC0415  # the tests' own server

    # Painted before, as painting takes the server a while: an answer is to come after two seconds, not more.
    pictures = [product_shot(20 * number) for number in range(PRODUCTS)]
    asked: list[float] = []

    def late(seen: Seen) -> Answer:
        asked.append(time.monotonic())
        return raw(pictures[seen.number % PRODUCTS]).after(ANSWER_S)

    with tempfile.TemporaryDirectory() as folder, Loopback() as server:
        server.answer = late
        Path(folder, name).write_text(text, "utf-8")
        address = {"CREATIVE_HUGGINGFACE_MODEL": f"{server.url}/sdxl", "CREATIVE_CONCURRENCY": str(AT_ONCE)}
        line = command(Path(folder, name), f"{folder}/out")
        began = time.monotonic()
        first = cost_of(line, address)
        again = min((cost_of(line, address) for _ in range(3)), key=lambda cost: cost.wall_s)
        ads = len(list(Path(folder, "out").rglob("*.jpg")))
    least_s, answered = PRODUCTS / AT_ONCE * ANSWER_S, asked[-1] + ANSWER_S
    print(
        f"{title:<11} {first.wall_s:6.2f} s for {ads} ads of {PRODUCTS} painted pictures, start-up {again.wall_s:.2f} "
        f"s (the same brief again, nothing to make): {(first.wall_s - again.wall_s) / least_s:.2f} × the "
        f"{least_s:.0f} s of the calls, {ALLOWED} allowed\n"
        f"{'':<11} {asked[0] - began:.2f} s before the first question, {answered - asked[0]:.2f} s to the last answer, "
        f"{began + first.wall_s - answered:.2f} s after it; {first.cpu_s:.1f} s of CPU, peak {first.peak_mb:.0f} MB"
    )


def bench_large() -> None:
    """Tell what a campaign of twelve products in forty markets takes, memory above all."""
    with tempfile.TemporaryDirectory() as folder:
        for packshot in PACKSHOTS:
            shutil.copy(packshot, folder)
        Path(folder, "large.json").write_text(brief_of(40, painted=False), "utf-8")
        line = command(Path(folder, "large.json"), f"{folder}/out")
        first = cost_of((*line, "--provider", "studio"), {})
        ads = len(list(Path(folder, "out").rglob("*.jpg")))
    print(
        f"large       {first.cpu_s:6.1f} s of CPU for {ads} ads, {1000 * first.cpu_s / ads:.0f} ms each, "
        f"{first.wall_s:.0f} s of wall clock, peak {first.peak_mb:.0f} MB"
    )


ADS = 100_000
QUESTION = "something cold to drink in summer"


def bench_search() -> None:
    """Compare a cold search on the demo with importing Chroma alone, and with one among a hundred thousand ads."""
    from bench_search import fill  # noqa: PLC0415  # imports numpy

    with tempfile.TemporaryDirectory() as demo, tempfile.TemporaryDirectory() as large:
        run = (sys.executable, "-m", "creative_cli", "run", str(DEMO), "--quiet", "--output", demo)
        subprocess.run(run, check=True, stdin=subprocess.DEVNULL)
        picture = str(min(Path(demo).rglob("*.jpg")))
        fill(Path(large), ADS)
        bare = least(5, sys.executable, "-c", "import chromadb")
        for title, question in (("search", (QUESTION,)), ("--like", ("--like", picture))):
            line = (sys.executable, "-m", "creative_cli", "search", *question, "--output")
            small, big = least(5, *line, demo), least(5, *line, large)
            print(
                f"{title:<11} {small:6.3f} s of CPU on the demo, {small / bare:.2f} × importing chromadb ({bare:.3f} s)"
                f"; {big:.3f} s among {ADS:,} documents, {big / small:.2f} × the demo"
            )


def bench_pictures() -> None:
    """Tell what the largest and the worst pictures take, and what the worker process costs."""
    subprocess.run((sys.executable, str(ROOT / "tools" / "bench_pictures.py")), check=True, stdin=subprocess.DEVNULL)


def bench_previews() -> None:
    """Tell what the preview of one ad takes, first and after changes."""
    subprocess.run((sys.executable, str(ROOT / "tools" / "bench_previews.py")), check=True, stdin=subprocess.DEVNULL)


BENCHES: dict[str, Callable[[], None]] = {
    "help": bench_help,
    "run": bench_run,
    "providers": bench_painted,
    "large": bench_large,
    "search": bench_search,
    "pictures": bench_pictures,
    "previews": bench_previews,
}


def main() -> None:
    """Run the benches named on the command line, or all."""
    os.environ["NO_COLOR"] = "1"
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main()

"""Whole runs with real SDKs against a server of ours: who paints, what it costs, what survives a kill."""

import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.command import creative, fresh_creative, start_creative
from tests.conftest import REPOSITORY
from tests.imaging.samples import bottle, encoded
from tests.imaging.test_unwanted_object import standing
from tests.loopback import (
    Answer,
    Loopback,
    Seen,
    as_json,
    dripping,
    empty_data,
    failing,
    html,
    openai_error,
    openai_image,
    picture,
    raw,
    refused,
    reset,
)
from tests.studio.test_placement import kitchen

pytestmark = pytest.mark.usefixtures("begun_index")

CANARY_HF = "hf_canary0123456789abcdefghijklmnop"
CANARY_OPENAI = "sk-canary-0123456789abcdefghijklmnop"
SMALL = "300x250"
FOUR_CENTS = 1332
"""Output tokens that cost $0.04 at 30 USD a million, as every GPT Image model is priced."""


def brief(products: int, campaign: str = "paid", ratio: str = "1:1") -> str:
    """Return a brief whose products have no pictures: each has to be painted. Ads of SMALL are quickly drawn."""
    described = "description: a small glass bottle number"
    lines = "\n".join(f"  - {{id: p{n:02d}, name: Product {n}, {described} {n}}}" for n in range(products))
    return f"""\
schema: 1
campaign: {campaign}
brand: {{name: Nimbus, colors: {{primary: "#20304a"}}}}
message: {{headline: Rain is optional}}
products:
{lines}
markets: [GB]
ratios: ["{ratio}"]
"""


def painted(seen: Seen) -> bytes:
    """Return a picture of the size that was asked for, another for each prompt."""
    asked = seen.json
    shade = sum(str(asked).encode()) % 256
    if "inputs" in asked:
        return picture(asked["parameters"]["width"], asked["parameters"]["height"], shade)
    width, height = (int(side) for side in asked["size"].split("x"))
    return picture(width, height, shade)


def good(seen: Seen) -> Answer:
    """Answer either service well; a picture of OpenAI costs four cents."""
    data = painted(seen)
    return raw(data) if seen.path == "/sdxl" else openai_image(data, input_tokens=0, output_tokens=FOUR_CENTS)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """Return a server that stands for both services, with keys for it in the environment."""
    server = Loopback()
    server.answer = good
    monkeypatch.setenv("HF_TOKEN", CANARY_HF)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY_OPENAI)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    monkeypatch.setenv("CREATIVE_HUGGINGFACE_MODEL", f"{server.url}/sdxl")
    return server


def host_of(server: Loopback) -> str:
    """Return the name the server has in records and reports."""
    return server.url.removeprefix("http://")


def one_run(*arguments: str) -> dict[str, Any]:
    """Run the command on `brief.yaml` and return what `--json` says of its one run."""
    result = creative("run", "brief.yaml", "--json", *arguments)
    assert result.stdout, result.stderr
    (run,) = json.loads(result.stdout)["runs"]
    return dict(run)


def journaled(*kinds: str) -> list[dict[str, Any]]:
    """Return every event of these kinds in every journal, in order; torn last lines are passed over."""
    lines = [
        json.loads(line)
        for path in sorted(Path("outputs", ".creative", "journal").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines(keepends=True)
        if line.endswith("\n")
    ]
    return [line for line in lines if line["type"] in kinds]


def attempts() -> list[dict[str, Any]]:
    """Return every `AttemptEnded` of every journal, in order."""
    return journaled("AttemptEnded")


@pytest.mark.slow
def test_six_pictures_are_painted_at_a_time_and_never_seven(services: Loopback) -> None:
    """Seven products keep the limit of six calls full and no more."""
    Path("brief.yaml").write_text(brief(7, ratio=SMALL), "utf-8")
    services.answer = lambda seen: good(seen).after(0.5)
    with services:
        run = one_run()

    assert (run["exit_code"], run["made"]) == (0, 7)
    assert services.peak == 6
    assert Counter(seen.path for seen in services.requests) == {"/sdxl": 7}


@pytest.mark.slow
def test_what_needs_no_picture_is_done_while_pictures_are_painted(services: Loopback) -> None:
    """The index is loaded and the words embedded in the wait for the first picture; only their writing is left."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    services.answer = lambda seen: good(seen).after(3.0)
    with services:
        run = one_run()
    lines = journaled("StageTimed", "AttemptEnded")
    answered = next(place for place, line in enumerate(lines) if line["type"] == "AttemptEnded")
    ahead = [line for line in lines[:answered] if line.get("subject") == "ahead"]

    assert (run["exit_code"], run["made"]) == (0, 1)
    assert ahead


def test_when_the_first_dies_the_second_paints_the_rest_and_the_report_says_why(services: Loopback) -> None:
    """After the fifth picture Hugging Face has no credit: OpenAI paints four, and no picture is bought twice."""
    Path("brief.yaml").write_text(brief(9, ratio=SMALL), "utf-8")
    sold: list[int] = []

    def dying(seen: Seen) -> Answer:
        if seen.path == "/sdxl":
            sold.append(seen.number)
            return good(seen) if len(sold) <= 5 else failing(402, {"error": "You have exceeded your monthly credits"})
        return good(seen)

    services.answer = dying
    with services:
        run = one_run()
        paid = [(str(one["subject"]), one["provider"]) for one in attempts() if one["outcome"] == "ok"]
        again = one_run()

    assert (run["exit_code"], run["made"]) == (0, 9)
    assert Counter(provider for _, provider in paid) == {"huggingface": 5, host_of(services): 4}
    assert len({subject for subject, _ in paid}) == 9
    assert any("huggingface" in why and "credit" in why for why in run["switches"])
    assert run["cost_usd"] == pytest.approx(4 * 0.04, abs=0.001)
    assert (again["made"], again["unchanged"], again["cost_usd"]) == (0, 9, 0.0)
    assert "credit" in creative("report", run["run_id"]).stdout


def test_the_budget_stops_before_the_call_that_would_pass_it(services: Loopback) -> None:
    """Ten cents buy two pictures of four; the others are marked, the run ends 3 and says what to do."""
    Path("brief.yaml").write_text(brief(5, ratio=SMALL), "utf-8")
    with services:
        result = creative("run", "brief.yaml", "--provider", "openai", "--max-usd", "0.10")
        bought = len(services.requests)
        rest = one_run("--provider", "openai", "--max-usd", "0.20")

    assert result.returncode == 3, result.stderr
    assert bought == 2
    assert "--max-usd" in result.stdout
    assert (rest["exit_code"], rest["made"], rest["unchanged"]) == (0, 3, 2)
    assert len(services.requests) == 5


@pytest.mark.slow
def test_two_runs_at_once_share_the_month(services: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commands that begin together pay no more than the month allows, and both say why they stopped."""
    monkeypatch.setenv("CREATIVE_BUDGET_USD", "0.10")
    services.answer = lambda seen: good(seen).after(0.5)
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(brief(4, name, SMALL), "utf-8")
    with services:
        both = [start_creative("run", f"{name}.yaml", "--provider", "openai", "--jobs", "1") for name in ("one", "two")]
        done = [command.wait() for command in both]
    paid = [one["usd"] for one in attempts() if one["outcome"] == "ok"]

    assert [one.returncode for one in done] == [3, 3]
    assert paid
    assert sum(paid) <= 0.10
    assert all("CREATIVE_BUDGET_USD allows 0.10 USD" in one.stdout + one.stderr for one in done)


@pytest.mark.slow
def test_two_runs_at_once_share_the_places_of_a_provider(services: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service never has more calls of one state folder at the same time than one run may make."""
    monkeypatch.setenv("CREATIVE_CONCURRENCY", "2")
    services.answer = lambda seen: good(seen).after(0.5)
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(brief(3, name, SMALL), "utf-8")
    with services:
        both = [start_creative("run", f"{name}.yaml", "--quiet") for name in ("one", "two")]
        codes = [command.wait().returncode for command in both]

    assert codes == [0, 0]
    assert (len(services.requests), services.peak) == (6, 2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 9 MB, where this process may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.getuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this process may not mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_stops_the_buying_and_loses_nothing(services: Loopback, small_disk: Path) -> None:
    """Room is taken before a picture is paid for: what was bought is kept, each picture is bought once in two runs."""
    Path("brief.yaml").write_text(brief(6), "utf-8")
    with services:
        arguments = ("--provider", "openai", "--state", str(small_disk))
        full = creative("run", "brief.yaml", "--json", *arguments)
        bought = len(services.requests)
        subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
        rest = creative("run", "brief.yaml", "--json", *arguments)
    lines = [json.loads(line) for path in small_disk.glob("journal/*.jsonl") for line in path.read_bytes().splitlines()]

    assert (full.returncode, rest.returncode) == (3, 0)
    assert "the disk is full" in full.stdout
    assert 0 < bought < 6
    assert len(services.requests) == 6
    assert [one["outcome"] for one in lines if one["type"] == "AttemptEnded"] == ["ok"] * 6


def test_a_refused_picture_stops_and_is_not_shopped_around(services: Loopback) -> None:
    """A content refusal of one product is told as such; nobody else is asked for it, the others are made."""
    Path("brief.yaml").write_text(brief(3, ratio=SMALL), "utf-8")
    services.answer = lambda seen: refused() if b"number 1" in seen.body else good(seen)
    with services:
        run = one_run("--provider", "openai,huggingface")

    assert run["exit_code"] == 3
    (failure,) = run["failures"]
    assert failure["product"] == "p01"
    assert "refuses" in failure["sentence"]
    assert Counter(seen.path for seen in services.requests) == {"/v1/images/generations": 3}


FAULTS = (
    failing(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}),
    failing(402, {"error": "no credit"}),
    failing(403, {"error": "forbidden"}),
    failing(404, {"error": {"message": "no model", "code": "model_not_found"}}),
    failing(410, {"error": "gone"}),
    failing(422, {"error": "unprocessable"}),
    failing(429, {"error": "slow down"}, headers={"retry-after": "300"}),
    failing(500, {"error": "oops"}),
    failing(503, {"error": "loading", "estimated_time": 300.0}),
    reset(),
    html(),
    empty_data(),
    refused(),
    openai_error(429, "insufficient_quota", "insufficient_quota"),
    dripping(picture(64, 64), 0.5),
)


@pytest.mark.slow
def test_keys_appear_nowhere_whatever_goes_wrong(services: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run with every fault, one a product and all at once, no file under outputs/ and no stream holds a key."""
    monkeypatch.setenv("CREATIVE_PICTURE_SECONDS", "8")
    monkeypatch.setenv("CREATIVE_CONCURRENCY", str(len(FAULTS)))
    Path("brief.yaml").write_text(brief(len(FAULTS), ratio=SMALL), "utf-8")
    services.answer = lambda seen: FAULTS[int(re.findall(rb"bottle number (\d+)", seen.body)[0])].after(0.3)
    with services:
        result = creative("run", "brief.yaml")
        streams = [result.stdout, result.stderr, creative("report", "--json").stdout, creative("report", "last").stdout]
    everything = [text.encode() for text in streams]
    everything += [path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()]
    met = {(one["provider"], one["status"]) for one in attempts()}

    assert result.returncode == 3
    assert {("huggingface", status) for status in (401, 402, 403, 404, 410, 422, 429, 500, 503)} <= met
    assert not any(key.encode() in text for text in everything for key in (CANARY_HF, CANARY_OPENAI))


DEBUGGING = {
    "OPENAI_LOG": "debug",
    "HF_DEBUG": "1",
    "HF_HUB_VERBOSITY": "debug",
    "PYTHONDEVMODE": "1",
    "PYTHONASYNCIODEBUG": "1",
}
"""What people set to see what libraries do."""


@pytest.mark.slow  # the same without debug logs is not
def test_keys_appear_nowhere_when_every_library_is_told_to_talk(
    services: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debug logs of both SDKs, of asyncio and of Python hold no key, nor does a service's answer that repeats it."""
    for name, value in DEBUGGING.items():
        monkeypatch.setenv(name, value)
    echo = {"error": {"message": f"Bad keys: {CANARY_OPENAI} {CANARY_HF}", "code": CANARY_OPENAI, "param": CANARY_HF}}
    answers = (failing(401, echo), failing(500, echo), reset(), html())
    services.answer = lambda seen: answers[seen.number % len(answers)]
    Path("brief.yaml").write_text(brief(4).replace("[GB]", "[GB, FR]"), "utf-8")
    with services:
        results = [
            fresh_creative("run", "brief.yaml"),
            fresh_creative("doctor", "--online"),
            fresh_creative("report", "last"),
        ]
    everything = [text.encode() for result in results for text in (result.stdout, result.stderr)]
    everything += [path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()]

    assert results[0].returncode == 3
    assert "openai._base_client" in results[0].stderr  # the libraries do talk
    assert not [text for text in everything for key in (CANARY_HF, CANARY_OPENAI) if key.encode() in text]


@pytest.mark.slow
def test_a_killed_run_uses_what_it_received_and_buys_nothing_twice(services: Loopback) -> None:
    """Killed at ten random moments and run again each time, every picture that arrived is used, and paid once.

    Four are whole pictures, one is a scene for a packshot, one the continuation of a photo.
    """
    shutil.copy(REPOSITORY / "briefs" / "assets" / "iced-tea.png", "tea.png")
    Path("photo.png").write_bytes(picture(1600, 900))
    text = brief(6).replace("Product 4,", "Product 4, image: tea.png,")
    text = text.replace("Product 5,", "Product 5, image: photo.png, image_kind: photo,") + "hero: per-ratio\n"
    Path("brief.yaml").write_text(text, "utf-8")
    services.answer = lambda seen: sized(seen).after(0.3 + 0.15 * (seen.number % 6))
    chance = random.Random(4)  # noqa: S311  # moments, not secrets
    environment = {**os.environ, "NO_COLOR": "1", "CREATIVE_CONCURRENCY": "2"}
    command = [sys.executable, "-m", "creative_cli", "run", "brief.yaml", "--provider", "openai", "--quiet"]
    with services:
        for _ in range(10):
            process = subprocess.Popen([*command, "--jobs", "1"], env=environment)
            try:
                process.wait(timeout=chance.uniform(0.9, 2.2))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            process.wait()
        final = one_run("--provider", "openai")
        whole = creative("run", "brief.yaml", "--provider", "openai", "--output", "whole", "--json")
    files = {path.name: path.read_bytes() for path in Path("outputs/paid").rglob("*.jpg")}

    assert (final["exit_code"], whole.returncode) == (0, 0)
    assert {one["task"] for one in journaled("AttemptStarted")} == {"picture", "scene", "outpaint"}
    for product in (f"p{n:02d}" for n in range(6)):
        events = [one for one in journaled("AttemptStarted", "AttemptEnded") if one["subject"] == product]
        bought = [one["type"] == "AttemptEnded" and one["outcome"] == "ok" for one in events]
        # Killed between receiving and noting it, the last event is the start; nothing may come after either.
        assert bought.count(True) == (1 if bought[-1] else 0), events
        assert bought[-1] or events[-1]["type"] == "AttemptStarted", events
    assert len(files) == 6
    assert files == {path.name: path.read_bytes() for path in Path("whole/paid").rglob("*.jpg")}


def test_two_runs_of_one_brief_at_once_buy_each_picture_once(services: Loopback) -> None:
    """Whoever comes second waits for what the first is buying; both end well, with the same files."""
    Path("brief.yaml").write_text(brief(4, ratio=SMALL), "utf-8")
    services.answer = lambda seen: good(seen).after(0.5)
    with services:
        both = [start_creative("run", "brief.yaml", "--provider", "openai", "--quiet") for _ in range(2)]
        codes = [command.wait().returncode for command in both]

    assert codes == [0, 0]
    assert len(services.requests) == 4
    assert len(list(Path("outputs/paid").rglob("*.jpg"))) == 4


@pytest.mark.slow
@pytest.mark.parametrize(("allowed", "window_s"), [(3, 1.0), (4, 4.0)])
def test_two_runs_at_once_live_with_one_accounts_limit(services: Loopback, allowed: int, window_s: float) -> None:
    """A service that takes a few calls a while from both, and says when to come back, sells each picture once to each.

    Neither run knows of the other: twelve calls are there at once, and most are sent away.
    """
    sold: list[float] = []

    def limited(seen: Seen) -> Answer:
        now = time.monotonic()
        since = [moment for moment in sold if moment > now - window_s]
        if len(since) >= allowed:
            again_s = since[-allowed] + window_s - now
            return failing(429, {"error": {"message": "slow down"}}, headers={"retry-after": f"{again_s:.2f}"})
        sold.append(now)
        return good(seen).after(0.2)

    services.answer = limited
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(brief(6, name), "utf-8")
    with services:
        both = [start_creative("run", f"{name}.yaml", "--provider", "openai", "--jobs", "1") for name in ("one", "two")]
        done = [command.wait(timeout_s=240) for command in both]
    paid = Counter(one["subject"] for one in attempts() if one["outcome"] == "ok")

    assert [one.returncode for one in done] == [0, 0], done
    assert len(sold) == 12
    assert set(paid.values()) == {2}


def test_a_dry_run_shows_prompts_and_prices_and_calls_nobody(services: Loopback) -> None:
    """What would be asked and what it may cost is shown; no request leaves."""
    Path("brief.yaml").write_text(brief(2), "utf-8")
    with services:
        result = creative("run", "brief.yaml", "--dry-run", "--provider", "openai", "--json")
        (plan,) = json.loads(result.stdout)["plans"]

    assert services.requests == []
    assert [hero["product"] for hero in plan["heroes"]] == ["p00", "p01"]
    assert all("glass bottle" in hero["prompt"] and hero["cost_usd"] > 0 for hero in plan["heroes"])


def test_a_dry_run_shows_each_provider_what_it_would_really_be_asked(services: Loopback) -> None:
    """SDXL's short wish with what must not be there, then OpenAI's whole one: word for word what the run then sends."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    services.answer = lambda seen: failing(402) if seen.path == "/sdxl" else good(seen)
    with services:
        (plan,) = json.loads(creative("run", "brief.yaml", "--dry-run", "--json").stdout)["plans"]
        one_run()

    first, second = (seen.json for seen in services.requests)
    assert plan["heroes"][0]["prompt"].splitlines() == [
        "huggingface:",
        first["inputs"],
        f"Not: {first['parameters']['negative_prompt']}",
        f"{host_of(services)}:",
        *second["prompt"].splitlines(),
    ]


@pytest.mark.slow
def test_a_dry_run_reckons_the_continuation_of_a_photo(services: Loopback) -> None:
    """A photo that `hero: per-ratio` has continued costs money: what the dry run says covers what the run pays."""
    write_photo_brief(1600, 'ratios: ["16:9", "9:16"]')
    services.answer = sized
    with services:
        (plan,) = json.loads(creative("run", "brief.yaml", "--dry-run", "--json").stdout)["plans"]
        (after,) = (one_run(), json.loads(creative("run", "brief.yaml", "--dry-run", "--json").stdout)["plans"])[1]

    assert [hero["provider"] for hero in plan["heroes"]] == ["brief", host_of(services)]
    assert plan["heroes"][1]["cost_usd"] >= 0.04
    assert [hero["cost_usd"] for hero in after["heroes"]] == [0.0, 0.0]
    assert len(services.requests) == 1


@pytest.mark.slow
def test_a_fallback_that_is_added_buys_nothing_anew(services: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key for OpenAI beside the one for Hugging Face changes who may step in, not the pictures there are."""
    Path("brief.yaml").write_text(brief(2, ratio=SMALL), "utf-8")
    with services:
        monkeypatch.delenv("OPENAI_API_KEY")
        assert one_run()["made"] == 2
        monkeypatch.setenv("OPENAI_API_KEY", CANARY_OPENAI)
        again = one_run()

    assert (again["exit_code"], again["made"]) == (0, 0)
    assert len(services.requests) == 2


@pytest.mark.slow
def test_another_quality_is_another_picture(services: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a better picture gets one, and not the one of before."""
    Path("brief.yaml").write_text(brief(1, ratio=SMALL), "utf-8")
    with services:
        for quality in ("low", "high", "low"):
            monkeypatch.setenv("CREATIVE_OPENAI_IMAGE_QUALITY", quality)
            one_run("--provider", "openai")

    assert [seen.json["quality"] for seen in services.requests] == ["low", "high"]


def test_a_banner_is_cut_from_a_continuation_that_models_can_paint(services: Loopback) -> None:
    """No model paints beyond 3:1: what is sent for a leaderboard has the very shape that is asked for."""
    write_photo_brief(900, "channels: [iab.728x90]")
    services.answer = sized
    with services:
        run = one_run("--provider", "openai")

    (seen,) = services.requests
    (size,) = (part.data.decode() for part in seen.parts if part.name == "size")
    (sent,) = (part.data for part in seen.parts if part.name.startswith("image"))
    asked = [int(side) for side in size.split("x")]
    with Image.open(io.BytesIO(sent)) as image:
        assert image.width / image.height == pytest.approx(asked[0] / asked[1], rel=0.03)
    assert [asset["hero"]["provider"] for asset in run["assets"]] == [host_of(services)]


def test_ctrl_c_cancels_the_calls_in_flight(services: Loopback) -> None:
    """Ctrl-C while pictures are painted closes the connections, keeps the journal whole and ends 130."""
    Path("brief.yaml").write_text(brief(2), "utf-8")
    services.answer = lambda seen: good(seen).after(60)
    with services:
        command = start_creative("run", "brief.yaml", "--quiet")
        services.wait_for(lambda requests: len(requests) == 2, timeout_s=30)
        command.send_signal(signal.SIGINT)
        code = command.wait(timeout_s=20).returncode
        services.wait_for(lambda requests: all(seen.abandoned for seen in requests))

    assert code == 130
    assert [one["outcome"] for one in attempts()] == ["cancelled", "cancelled"]
    assert all(one["maybe_charged"] for one in attempts())


def write_photo_brief(width: int, formats: str) -> None:
    """Write a brief with a photo of *width* x 900 px that is to be continued for *formats*, a line of the brief."""
    Path("photo.png").write_bytes(picture(width, 900))
    text = brief(1).replace("description: a small", "image: photo.png, image_kind: photo, description: a small")
    Path("brief.yaml").write_text(text.replace('ratios: ["1:1"]', f"{formats}\nhero: per-ratio"), "utf-8")


def sized(seen: Seen) -> Answer:
    """Answer OpenAI's edits, whose size is a field of a form, as well as what `good` answers."""
    if not seen.path.endswith("/edits"):
        return good(seen)
    (size,) = (part.data.decode() for part in seen.parts if part.name == "size")
    width, height = (int(side) for side in size.split("x"))
    return openai_image(picture(width, height, 90), input_tokens=0, output_tokens=FOUR_CENTS)


@pytest.mark.slow
def test_a_packshot_stands_in_a_painted_scene_that_serves_all_ratios(services: Loopback) -> None:
    """One empty scene is asked for, the brief's own product is put into it, and no ad fails a check."""
    shutil.copy(REPOSITORY / "briefs" / "assets" / "iced-tea.png", "tea.png")
    text = brief(1).replace("description: a small", "image: tea.png, description: a small")
    Path("brief.yaml").write_text(text.replace('ratios: ["1:1"]', 'ratios: ["1:1", "16:9", "9:16"]'), "utf-8")
    with services:
        run = one_run()

        (plan,) = json.loads(creative("run", "brief.yaml", "--dry-run", "--json").stdout)["plans"]

    (asked,) = services.requests
    assert "empty flat tabletop" in asked.json["inputs"]
    assert "glass bottle" not in asked.json["inputs"]
    assert "bottle" in asked.json["parameters"]["negative_prompt"]
    assert [event["task"] for event in journaled("AttemptStarted")] == ["scene"]
    assert [hero["kept"] for hero in plan["heroes"]] == [True]
    assert {asset["hero"]["kind"] for asset in run["assets"]} == {"packshot"}
    assert {asset["hero"]["provider"] for asset in run["assets"]} == {"huggingface"}
    assert run["made"] == 3


@pytest.mark.slow
def test_a_scene_with_a_bottle_of_its_own_is_asked_for_again_and_told(services: Loopback) -> None:
    """Seen by the network, asked for once more, and with a bottle again: the ads are made, each with a warning."""
    shutil.copy(REPOSITORY / "briefs" / "assets" / "iced-tea.png", "tea.png")
    text = brief(1).replace("description: a small", "image: tea.png, description: a small")
    Path("brief.yaml").write_text(text.replace('ratios: ["1:1"]', 'ratios: ["1:1", "16:9"]'), "utf-8")
    services.answer = lambda seen: raw(occupied(*(seen.json["parameters"][side] for side in ("width", "height"))))
    with services:
        run = one_run("--provider", "huggingface")
        again = one_run("--provider", "huggingface")
    first, second = (seen.json["parameters"] for seen in services.requests)
    found = [[one["code"] for one in asset["findings"] if one["check"] == "empty_scene"] for asset in run["assets"]]

    assert (run["made"], again["made"], again["unchanged"]) == (2, 0, 2)
    assert second["seed"] == first["seed"] + 1
    assert len(second["negative_prompt"]) > len(first["negative_prompt"])
    assert [one["outcome"] for one in attempts()] == ["bad_answer", "ok"]
    assert found == [["occupied"]] * 2


def occupied(width: int, height: int) -> bytes:
    """Return a scene in which a service painted a bottle."""
    middle = Image.fromarray(standing(kitchen(size=(width, height)), bottle(), 0.45, 0.45))
    return encoded(middle, "PNG")


def test_the_studio_says_what_its_pictures_are_made_of(services: Loopback) -> None:
    """A product in the studio's light is a packshot, one without a picture is none: the manifest says so."""
    shutil.copy(REPOSITORY / "briefs" / "assets" / "iced-tea.png", "tea.png")
    Path("brief.yaml").write_text(brief(2).replace("Product 0,", "Product 0, image: tea.png,"), "utf-8")
    with services:
        run = one_run("--provider", "studio")

    assert services.requests == []
    assert {asset["product"]: asset["hero"]["kind"] for asset in run["assets"]} == {"p00": "packshot", "p01": "studio"}


@pytest.mark.slow
def test_a_picture_of_its_own_for_each_ratio_when_the_brief_says_so(services: Loopback) -> None:
    """`hero: per-ratio` asks for three pictures of three shapes, each once."""
    text = brief(1).replace('ratios: ["1:1"]', 'ratios: ["1:1", "16:9", "9:16"]\nhero: per-ratio')
    Path("brief.yaml").write_text(text, "utf-8")
    with services:
        run = one_run("--provider", "openai")

    assert run["made"] == 3
    assert sorted(seen.json["size"] for seen in services.requests) == ["1024x1024", "1536x864", "864x1536"]


@pytest.mark.slow
def test_a_photo_is_continued_where_a_ratio_needs_more_of_it(services: Loopback) -> None:
    """With `hero: per-ratio` a wide photo is sent to be continued for 9:16 and left as it is for its own ratio."""
    write_photo_brief(1600, 'ratios: ["16:9", "9:16"]')
    services.answer = sized
    with services:
        run = one_run("--provider", "huggingface,openai")

    providers = {asset["ratio"]: asset["hero"]["provider"] for asset in run["assets"]}
    assert [seen.path for seen in services.requests] == ["/v1/images/edits"]
    assert providers == {"16:9": "brief", "9:16": host_of(services)}
    assert run["cost_usd"] == pytest.approx(0.04, abs=0.001)


@pytest.mark.slow
def test_nobody_is_asked_for_a_picture_that_shows_the_logo_alone(services: Loopback) -> None:
    """Logo formats cost nothing; beside others they neither add a picture nor change the one that is painted."""
    Path("brief.yaml").write_text(brief(1) + "channels: [google.rda.logo_sq, google.rda.logo_wide]\n", "utf-8")
    with services:
        both = one_run()
        painted_for = [seen.json for seen in services.requests]
        Path("brief.yaml").write_text(brief(1, "square"), "utf-8")
        one_run()
        Path("brief.yaml").write_text(
            brief(1, "logos").replace('ratios: ["1:1"]', "channels: [google.rda.logo_sq, tiktok.profile]"), "utf-8"
        )
        logos = one_run()

    assert (both["exit_code"], both["made"]) == (0, 3)
    assert len(painted_for) == 1
    sizes = [(seen.json["parameters"]["width"], seen.json["parameters"]["height"]) for seen in services.requests]
    assert sizes == [sizes[0]] * 2
    assert (logos["exit_code"], len(logos["assets"]), logos["cost_usd"]) == (0, 2, 0.0)


@pytest.mark.slow
def test_a_compatible_server_is_used_and_called_by_its_name(services: Loopback) -> None:
    """Pictures by URL and copy in chat completions make ads, and OpenAI is named nowhere in what people read."""
    Path("brief.yaml").write_text(brief(1).replace("markets: [GB]", "markets: [DE]"), "utf-8")

    def answer(seen: Seen) -> Answer:
        if seen.method == "GET":
            return raw(picture(1024, 1024))
        if seen.path == "/v1/images/generations":
            return as_json({"data": [{"url": "/files/1.png"}]})
        if seen.path == "/v1/responses":
            return failing(404, "404 page not found")
        lines = list(json.loads(seen.json["messages"][1]["content"])["lines"])
        said = {f"{role}{end}": f"Der neue {number}" for number, role in enumerate(lines) for end in ("", "_back")}
        return as_json({"choices": [{"message": {"content": f"<think>hm</think> Gern: {json.dumps(said)}"}}]})

    services.answer = answer
    with services:
        result = creative("run", "brief.yaml", "--provider", "openai", "--fail-on", "never")
        report = creative("report", "last")
        again = creative("run", "brief.yaml", "--provider", "openai", "--fail-on", "never")

    said = [result.stdout, result.stderr, report.stdout, again.stdout]
    said += [
        path.read_text("utf-8")
        for path in Path("outputs").rglob("*")
        if path.suffix in {".json", ".html"} and ".creative" not in path.parts
    ]
    assert result.returncode == 0
    assert f"pictures by {host_of(services)}" in result.stdout
    assert [seen.path for seen in services.requests].count("/v1/images/generations") == 1
    assert not any("openai" in text.lower() for text in said)

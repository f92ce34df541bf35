"""The chain of providers: the next one replaces a failing one, refusals stop, and nothing is bought twice."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli.errors import ContentRefusedError, OverBudgetError, ProviderError
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import ImageTask
from creative_cli.providers.fallback import FallbackResult, ImageRecord
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from tests.http.desk import PRICE, Desk, api_error
from tests.http.timeline import now, run
from tests.providers.buyer import PRODUCTS
from tests.providers.easel import PICTURES, Easel, ScriptedPainter, black, crowded, key, picture, request


def kept(folder: Path) -> PaidResults[ImageRecord]:
    """Return the pictures received in *folder*."""
    state = StateFolder(folder)
    return PaidResults(state, Cache(state), ImageRecord, state.root.parent)


def paint(
    folder: Path, *painters: ScriptedPainter, task: ImageTask = ImageTask.PICTURE, max_usd: float | None = None
) -> tuple[FallbackResult, Desk]:
    """Generate one picture with *painters*."""

    async def work() -> tuple[FallbackResult, Desk]:
        easel = Easel(Desk(folder, max_usd=max_usd), painters, kept(folder))
        return await easel.chain.paint(request(task=task), key()), easel.desk

    return run(work())


def test_the_first_one_paints(tmp_path: Path) -> None:
    """On success no other provider is called, and no reasons are given."""
    first, second = ScriptedPainter("huggingface"), ScriptedPainter("openai")
    painting, desk = paint(tmp_path, first, second)

    assert (painting.provider, painting.painted.data, painting.why) == ("huggingface", picture(), ())
    assert second.calls == []
    assert desk.ended[0].sha256 is not None
    assert Cache(StateFolder(tmp_path)).object_bytes(desk.ended[0].sha256) == picture()


def test_two_who_want_the_same_picture_at_once_buy_one(tmp_path: Path) -> None:
    """The second waits for the first; when that one is stopped, or fails, the second buys for itself."""

    async def work(*stopped: int) -> tuple[list[FallbackResult], ScriptedPainter]:
        painter = ScriptedPainter("openai", seconds=5.0)
        easel = Easel(Desk(tmp_path), (painter,), kept(tmp_path / f"{len(stopped)}"))
        tasks = [asyncio.create_task(easel.chain.paint(request(), key())) for _ in range(2)]
        await asyncio.sleep(1)
        for one in stopped:
            tasks[one].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        return [one for one in done if isinstance(one, FallbackResult)], painter

    (first, second), painter = run(work())
    assert len(painter.calls) == 1
    assert first.painted.data == second.painted.data == picture()

    (alone,), painter = run(work(0))
    assert len(painter.calls) == 2
    assert alone.painted.data == picture()


@pytest.mark.parametrize(
    "kind", [kind for kind in ErrorKind if kind not in {ErrorKind.CONTENT_POLICY, ErrorKind.BAD_ANSWER}]
)
def test_the_next_one_paints_what_the_first_could_not(tmp_path: Path, kind: ErrorKind) -> None:
    """Every error except a refusal leads to the next provider, and the picture says why."""
    painting, _ = paint(tmp_path, ScriptedPainter("huggingface", api_error(kind)), ScriptedPainter("openai"))

    assert painting.provider == "openai"
    assert painting.why == (f"huggingface: It was {kind}.",)


def test_a_refusal_is_not_shopped_around(tmp_path: Path) -> None:
    """A prompt refused for its content is sent to no other provider; the error says who refused it and what to do."""
    second = ScriptedPainter("openai")

    with pytest.raises(ContentRefusedError, match=r"huggingface refuses to generate tea\. It was") as caught:
        paint(tmp_path, ScriptedPainter("huggingface", api_error(ErrorKind.CONTENT_POLICY)), second)

    assert second.calls == []
    assert "brief" in caught.value.hint


def test_all_failed_names_everybody(tmp_path: Path) -> None:
    """When every provider fails, the error gives each reason and a hint."""
    first = ScriptedPainter("huggingface", api_error(ErrorKind.BILLING))
    second = ScriptedPainter("openai", api_error(ErrorKind.AUTH))

    with pytest.raises(ProviderError, match=r"huggingface: It was billing\. openai: It was auth\.") as caught:
        paint(tmp_path, first, second)

    assert "creative doctor" in caught.value.hint


def test_who_cannot_do_a_task_is_passed_over(tmp_path: Path) -> None:
    """A provider without the task is not called, and the picture says why."""
    first = ScriptedPainter("huggingface")
    second = ScriptedPainter("openai", tasks=PICTURES | {ImageTask.OUTPAINT})
    painting, _ = paint(tmp_path, first, second, task=ImageTask.OUTPAINT)

    assert painting.provider == "openai"
    assert painting.why == ("huggingface: It does not support the task outpaint.",)
    assert first.calls == []


def test_a_provider_that_rests_is_passed_over_by_the_next_run(tmp_path: Path) -> None:
    """Without credit in one run, a provider is not even asked in the next, which says so."""
    paint(tmp_path, ScriptedPainter("huggingface", api_error(ErrorKind.BILLING)), ScriptedPainter("openai"))
    kept(tmp_path).discard(key())
    first = ScriptedPainter("huggingface")
    painting, _ = paint(tmp_path, first, ScriptedPainter("openai"))

    assert first.calls == []
    assert painting.why == ("huggingface: It is paused until 2026-11-22 18:00 UTC. It was billing.",)


def test_a_black_answer_is_asked_for_once_more_with_another_seed(tmp_path: Path) -> None:
    """The same seed gives the same black; another may not. Both are paid."""
    painter = ScriptedPainter("huggingface", black(), None)
    painting, desk = paint(tmp_path, painter)

    assert [seed for _, seed in painter.calls] == [7, 8]
    assert (painting.painted.data, painting.painted.seed) == (picture(8), 8)
    assert [event.outcome for event in desk.ended] == ["bad_answer", "ok"]
    assert desk.budget.spent_usd == 2 * PRICE


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (black(), "all black"),
        (picture()[:-100], "damaged or incomplete"),
        (picture(side=32), "32 × 32 px"),
        (b"<!doctype html>", "not a PNG, JPEG or WebP"),
        (b"", "not a PNG, JPEG or WebP"),
    ],
)
def test_a_useless_answer_goes_to_the_next_and_is_never_used(tmp_path: Path, data: bytes, words: str) -> None:
    """After two unusable pictures the next provider is called, and only its picture is stored."""
    first = ScriptedPainter("huggingface", data)
    painting, _ = paint(tmp_path, first, ScriptedPainter("openai"))
    received = kept(tmp_path).get(key())

    assert len(first.calls) == 2
    assert painting.provider == "openai"
    assert words in painting.why[0]
    assert received is not None
    assert received[0] == picture()


def test_a_scene_with_an_object_in_it_is_asked_for_once_more(tmp_path: Path) -> None:
    """Another seed and stronger words get an empty one; both are in the journal and paid, and only it is kept."""
    painter = ScriptedPainter("huggingface", crowded(), None)
    painting, desk = paint(tmp_path, painter, task=ImageTask.SCENE)
    received = kept(tmp_path).get(key())
    first, second = painter.prompts

    assert (painting.painted.data, painting.occupant, painting.why) == (picture(8), None, ())
    assert [seed for _, seed in painter.calls] == [7, 8]
    assert set(first.negative.split(", ")) < set(second.negative.split(", "))
    assert "bare from edge to edge" in second.text
    assert [event.outcome for event in desk.ended] == ["bad_answer", "ok"]
    assert "seems to contain an object" in desk.ended[0].message
    assert desk.budget.spent_usd == 2 * PRICE
    assert received is not None
    assert received[0] == picture(8)


def test_a_scene_that_holds_an_object_again_is_used_and_told(tmp_path: Path) -> None:
    """Two are enough: this run and the next use the second, and no other provider is called."""
    painter, second = ScriptedPainter("huggingface", crowded(7), crowded(8)), ScriptedPainter("openai")
    painting, desk = paint(tmp_path, painter, second, task=ImageTask.SCENE)
    again, _ = paint(tmp_path, painter, second, task=ImageTask.SCENE)

    assert (painting.painted.data, painting.provider) == (crowded(8), "huggingface")
    assert painting.occupant is not None
    assert again == painting
    assert [event.outcome for event in desk.ended] == ["bad_answer", "ok"]
    assert (len(painter.calls), len(second.calls)) == (2, 0)


@pytest.mark.parametrize(
    "later", [*(api_error(kind) for kind in ErrorKind), black()], ids=lambda one: getattr(one, "kind", "black")
)
def test_a_scene_with_an_object_is_better_than_none(tmp_path: Path, later: ApiError | bytes) -> None:
    """Where asking once more fails, in whatever way, the first is used and stays for the next run."""
    painter = ScriptedPainter("huggingface", crowded(), later)
    painting, _ = paint(tmp_path, painter, task=ImageTask.SCENE)
    received = kept(tmp_path).get(key())

    assert (painting.painted.data, painting.painted.seed) == (crowded(), 7)
    assert painting.occupant is not None
    assert received is not None
    assert received[0] == crowded()


def test_an_object_in_a_scene_is_no_reason_to_pass_the_budget(tmp_path: Path) -> None:
    """With money for one scene, one is bought and used as it is."""
    painter = ScriptedPainter("huggingface", crowded(), None)
    painting, desk = paint(tmp_path, painter, task=ImageTask.SCENE, max_usd=1.5 * PRICE)

    assert painting.painted.data == crowded()
    assert painting.occupant is not None
    assert desk.budget.spent_usd == PRICE


def test_what_is_seen_in_a_whole_picture_is_its_product(tmp_path: Path) -> None:
    """Only a scene is ordered empty."""
    painting, _ = paint(tmp_path, ScriptedPainter("huggingface", crowded()))

    assert (painting.painted.data, painting.occupant) == (crowded(), None)


def test_an_answer_nobody_can_use_is_not_kept_for_the_next_run(tmp_path: Path) -> None:
    """A black picture that ended a run does not stand in the way of the next one."""
    with pytest.raises(ProviderError, match="all black"):
        paint(tmp_path, ScriptedPainter("huggingface", black()))

    assert kept(tmp_path).get(key()) is None


def test_a_received_picture_is_used_by_the_next_run(tmp_path: Path) -> None:
    """The same key is never bought twice, and the picture is the same to the last fact."""
    painter = ScriptedPainter("huggingface")
    bought, _ = paint(tmp_path, painter)
    again, desk = paint(tmp_path, painter)

    assert again == bought
    assert len(painter.calls) == 1
    assert desk.events == []


def test_a_received_picture_that_was_never_looked_at_is_looked_at(tmp_path: Path) -> None:
    """A run may die between receiving a black picture and seeing it; the next run sees it, and buys another."""
    kept(tmp_path).keep(key(), black(), ImageRecord("huggingface", "m", 64, 64, 7, PRICE, None, None, None))
    painter = ScriptedPainter("huggingface")
    painting, _ = paint(tmp_path, painter)

    assert painting.painted.data == picture()
    assert len(painter.calls) == 1


def test_twelve_pictures_overlap_six_at_a_time(tmp_path: Path) -> None:
    """Twelve products at 2 s each with a limit of six take 4 s; never are seven in progress."""
    painter = ScriptedPainter("huggingface", seconds=2.0)

    async def work() -> float:
        easel = Easel(Desk(tmp_path), (painter,), kept(tmp_path))
        await asyncio.gather(*(easel.chain.paint(request(f"p{n}"), key(f"p{n}")) for n in range(12)))
        return now()

    assert run(work()) == pytest.approx(4.0)
    assert painter.most == 6


def test_a_provider_that_dies_after_the_fifth_picture_is_followed_by_the_next(tmp_path: Path) -> None:
    """The rest come from the second provider; each picture is bought once, and those that moved say why."""
    dying = ScriptedPainter("huggingface", *[None] * 5, api_error(ErrorKind.TRANSIENT), seconds=2.0)
    second = ScriptedPainter("openai", seconds=2.0)

    async def work() -> tuple[list[FallbackResult], Desk]:
        easel = Easel(Desk(tmp_path), (dying, second), kept(tmp_path))
        products = [f"p{n}" for n in range(12)]
        paintings = await asyncio.gather(*(easel.chain.paint(request(name), key(name)) for name in products))
        return paintings, easel.desk

    paintings, desk = run(work())

    assert [painting.provider for painting in paintings].count("huggingface") == 5
    assert all(painting.why for painting in paintings if painting.provider == "openai")
    assert len(second.calls) == 7
    assert desk.budget.spent_usd == pytest.approx(12 * PRICE)


def test_one_that_drips_leaves_time_for_the_next(tmp_path: Path) -> None:
    """A provider that never responds gets half of the picture's time, and the next one the other half."""
    first, second = ScriptedPainter("huggingface", seconds=1000.0), ScriptedPainter("openai", seconds=140.0)

    async def work() -> tuple[FallbackResult, float]:
        easel = Easel(Desk(tmp_path), (first, second), kept(tmp_path), deadline_s=300.0)
        return await easel.chain.paint(request(), key()), now()

    painting, seconds = run(work())

    assert painting.provider == "openai"
    assert painting.why == ("huggingface: No whole answer came within 150 s. CREATIVE_PICTURE_SECONDS sets the limit.",)
    assert seconds == pytest.approx(290.0)


def test_all_painters_together_keep_to_the_deadline(tmp_path: Path) -> None:
    """When each of three drips, the picture is given up when its time is over, no earlier and no later."""
    painters = tuple(ScriptedPainter(name, seconds=1000.0) for name in ("huggingface", "openai", "local"))

    async def work() -> float:
        easel = Easel(Desk(tmp_path), painters, kept(tmp_path), deadline_s=300.0)
        with pytest.raises(ProviderError, match="within 100 s"):
            await easel.chain.paint(request(), key())
        return now()

    assert run(work()) == pytest.approx(300.0)
    assert [len(painter.calls) for painter in painters] == [1, 1, 1]


def test_ten_cents_buy_two_pictures(tmp_path: Path) -> None:
    """With `--max-usd 0.10` and 0.04 a picture, six that are asked for at once make two calls; the rest say why."""
    painter = ScriptedPainter("openai", seconds=2.0)

    async def work() -> list[FallbackResult | BaseException]:
        easel = Easel(Desk(tmp_path, max_usd=0.10), (painter,), kept(tmp_path))
        paintings = (easel.chain.paint(request(f"p{n}"), key(f"p{n}")) for n in range(6))
        return await asyncio.gather(*paintings, return_exceptions=True)

    answers = run(work())

    assert len(painter.calls) == 2
    assert sum(isinstance(answer, OverBudgetError) for answer in answers) == 4


def test_the_identity_is_of_whoever_is_asked_first(tmp_path: Path) -> None:
    """Only the first provider for a task is part of the key: adding a fallback buys nothing again."""
    first, second = ScriptedPainter("huggingface"), ScriptedPainter("openai", tasks=frozenset(ImageTask))
    alone = Easel(Desk(tmp_path), (first,), kept(tmp_path)).chain
    both = Easel(Desk(tmp_path), (first, second), kept(tmp_path)).chain

    assert alone.identity(ImageTask.PICTURE) == both.identity(ImageTask.PICTURE) == "huggingface:huggingface-model"
    assert both.identity(ImageTask.OUTPAINT) == "openai:openai-model"
    assert alone.identity(ImageTask.OUTPAINT) == ""


def test_a_picture_of_a_provider_left_out_since_is_not_used(tmp_path: Path) -> None:
    """With a single provider set, a stored picture of another is not used."""
    spent = ScriptedPainter("huggingface", api_error(ErrorKind.CONFIGURATION))
    bought = Easel(Desk(tmp_path), (spent, ScriptedPainter("openai")), kept(tmp_path))
    alone = Easel(Desk(tmp_path), (ScriptedPainter("huggingface"),), kept(tmp_path))

    assert run(bought.chain.paint(request(), key())).provider == "openai"
    assert run(alone.chain.paint(request(), key())).provider == "huggingface"


@pytest.mark.parametrize("after", [pytest.param(1, marks=pytest.mark.slow), 2, pytest.param(4, marks=pytest.mark.slow)])
def test_a_killed_run_buys_nothing_twice(tmp_path: Path, repository: Path, after: int) -> None:
    """After `kill -9` right at a picture, the next run buys only the others, and what it had comes out the same."""
    first = _buyer(repository, tmp_path, after)
    received = {product: kept(tmp_path).get(key(product)) for product in PRODUCTS}
    second = _buyer(repository, tmp_path, 0)

    assert first.returncode == -9
    assert len([answer for answer in received.values() if answer]) == after
    assert second.stdout.split()[-1] == "done"
    assert sorted(second.stdout.split()[:-1]) == sorted(name for name, answer in received.items() if not answer)
    assert all(kept(tmp_path).get(key(name)) == answer for name, answer in received.items() if answer)


def _buyer(repository: Path, folder: Path, after: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.providers.buyer", str(folder), str(after)]
    return subprocess.run(command, cwd=repository, stdout=subprocess.PIPE, text=True, check=False)

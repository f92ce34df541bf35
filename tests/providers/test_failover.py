"""The real SDKs behind the chain, over real sockets: the cost of a failing service, and its replacement."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from creative_cli.errors import ContentRefusedError, ProviderError
from creative_cli.providers.base import ImageRequest, ImageTask, Prompt
from creative_cli.providers.fallback import FallbackChain, FallbackResult
from creative_cli.providers.huggingface import HuggingFaceProvider
from creative_cli.providers.openai import OpenAIProvider
from tests.http.desk import Desk
from tests.loopback import Answer, Loopback, dripping, failing, hanging, openai_image, picture, raw, refused, reset
from tests.providers.easel import examine, occupant
from tests.providers.test_chain import kept

GOOD = picture(1024, 1024)
TOKEN = SecretStr("hf_not-a-real-token")
KEY = SecretStr("sk-not-a-real-key")


class House:
    """Both services on this machine, and the chain that calls them."""

    def __init__(self, folder: Path, huggingface: Loopback, openai: Loopback, deadline_s: float = 60.0) -> None:
        """Call Hugging Face first; no backoff waits."""
        self.desk = Desk(folder, jitter=0.0)
        painters = (
            HuggingFaceProvider(f"{huggingface.url}/sdxl", "auto", TOKEN),
            OpenAIProvider("gpt-image-2.6-flare", "low", KEY, f"{openai.url}/v1"),
        )
        self.chain = FallbackChain(painters, self.desk.caller, kept(folder), examine, occupant, deadline_s)

    async def paint(self, product: str = "tea") -> FallbackResult:
        """Paint one product."""
        request = ImageRequest(product, ImageTask.PICTURE, Prompt("tea on a table", "tea", "text"), aspect=1.0, seed=7)
        return await self.chain.paint(request, product.encode().hex() * 8)

    async def paint_all(self, count: int) -> list[FallbackResult]:
        """Paint so many products at once."""
        return await asyncio.gather(*(self.paint(f"p{number:02}") for number in range(count)))


@pytest.mark.parametrize(
    ("answer", "calls", "words"),
    [
        (failing(503), 3, "503"),
        (failing(429, headers={"retry-after": "60"}), 1, "429"),
        (failing(401), 1, "HF_TOKEN"),
        (failing(402), 1, "402"),
        (failing(404), 1, "CREATIVE_HUGGINGFACE_MODEL"),
        (raw(GOOD[: len(GOOD) // 2]), 2, "incomplete"),
        (raw(b"<!doctype html>", "text/html"), 2, "Hugging Face"),
        (reset(), 3, "Hugging Face"),
    ],
    ids=["503", "429", "401", "402", "404", "truncated", "html", "reset"],
)
def test_what_one_service_fails_the_other_paints(tmp_path: Path, answer: Answer, calls: int, words: str) -> None:
    """Each fault of Hugging Face is met as often as the policy says; OpenAI paints once, and the picture says why."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda _: answer
        openai.answer = lambda _: openai_image(GOOD)
        house = House(tmp_path, huggingface, openai)
        painting = asyncio.run(house.paint())

    assert painting.provider == openai.url.removeprefix("http://")
    assert painting.painted.data == GOOD
    assert len(huggingface.requests) == calls
    assert len(openai.requests) == 1
    assert words in painting.why[0]


def test_twelve_pictures_overlap_six_at_a_time(tmp_path: Path) -> None:
    """The service itself sees six requests open at the same time, and never seven."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda _: raw(GOOD).after(0.3)
        paintings = asyncio.run(House(tmp_path, huggingface, openai).paint_all(12))

    assert [painting.provider for painting in paintings] == ["huggingface"] * 12
    assert (huggingface.peak, len(huggingface.requests), len(openai.requests)) == (6, 12, 0)


def test_when_one_dies_after_five_pictures_the_other_paints_the_rest(tmp_path: Path) -> None:
    """Five come from Hugging Face and seven from OpenAI, each asked for once there; what is paid is their sum."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda seen: raw(GOOD) if seen.number < 5 else failing(500)
        openai.answer = lambda _: openai_image(GOOD)
        house = House(tmp_path, huggingface, openai)
        paintings = asyncio.run(house.paint_all(12))

    moved = [painting for painting in paintings if painting.provider == openai.url.removeprefix("http://")]
    assert len(moved) == len(openai.requests) == 7
    assert all("Hugging Face" in painting.why[0] for painting in moved)
    assert house.desk.budget.spent_usd == pytest.approx(sum(painting.painted.usd for painting in paintings))


@pytest.mark.parametrize("answer", [hanging(), dripping(GOOD, 0.05)], ids=["hang", "drip"])
def test_one_that_never_ends_is_hung_up_on(tmp_path: Path, answer: Answer) -> None:
    """A service that hangs or drips has its half of the time; its connection is closed, and it is not asked again."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda _: answer
        openai.answer = lambda _: openai_image(GOOD)
        house = House(tmp_path, huggingface, openai, deadline_s=2.0)
        painting = asyncio.run(house.paint())
        huggingface.wait_for(lambda requests: requests[0].abandoned)

    assert painting.why == ("huggingface: No whole answer came within 1 s. CREATIVE_PICTURE_SECONDS sets the limit.",)
    assert len(huggingface.requests) == 1
    assert house.desk.ended[0].maybe_charged


def test_a_refusal_of_openai_stops(tmp_path: Path) -> None:
    """What OpenAI's moderation blocks ends with a sentence for people, after one request."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda _: failing(402)
        openai.answer = lambda _: refused("violence")
        with pytest.raises(ContentRefusedError, match=r"127\.0\.0\.1:\d+ refuses to generate tea"):
            asyncio.run(House(tmp_path, huggingface, openai).paint())

    assert len(openai.requests) == 1


def test_no_key_is_written_anywhere(tmp_path: Path) -> None:
    """After faults of both services, neither key is in a message, in the journal's events, or in the state folder."""
    with Loopback() as huggingface, Loopback() as openai:
        huggingface.answer = lambda _: failing(401, {"error": f"bad token {TOKEN.get_secret_value()}"})
        openai.answer = lambda _: failing(401, {"error": {"message": f"bad key {KEY.get_secret_value()}"}})
        house = House(tmp_path, huggingface, openai)
        with pytest.raises(ProviderError) as caught:
            asyncio.run(house.paint())

    said = [caught.value.sentence, caught.value.hint, *map(repr, house.desk.events)]
    said += [path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert not any("not-a-real" in text for text in said)
    assert any("huggingface" in text for text in said)

"""OpenAI: exact sizes, requests, costs, and models that shut down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import SecretStr

from creative_cli.http import prices
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import GeneratedImage, ImageTask
from creative_cli.providers.openai import OpenAIProvider, choose_openai_size
from tests.loopback import Answer, Loopback, Seen, as_json, failing, model_card, openai_error, openai_image, picture
from tests.parameters import walk_rows
from tests.providers.asking import paint, probe
from tests.providers.fault_cases import OPENAI_KEY, REQUEST

RATIOS = {"1:1": 1.0, "4:5": 4 / 5, "16:9": 16 / 9, "9:16": 9 / 16, "2:3": 2 / 3, "6:5": 1.2, "2:1": 2.0, "1:3": 1 / 3}


def painter(
    server: Loopback,
    model: str = "gpt-image-2.6-flare",
    day: date = date(2026, 11, 22),
    mask_of: Callable[[bytes], bytes] | None = None,
) -> OpenAIProvider:
    """Return OpenAI with our server behind it, on a day of its own."""
    return OpenAIProvider(model, "medium", OPENAI_KEY, f"{server.url}/v1", 5.0, mask_of, lambda: day)


@given(aspect=st.floats(0.05, 20))
def test_sizes_keep_the_limits_of_the_service(aspect: float) -> None:
    """Whatever the ratio, both sides are divisible by 16, the area and the ratio are within what it paints."""
    width, height = choose_openai_size(aspect)

    assert width % 16 == height % 16 == 0
    assert 655_360 <= width * height <= 8_294_400
    assert 1 / 3 <= width / height <= 3
    assert max(width, height) <= 3840


@given(aspect=st.floats(1 / 3, 3))
def test_sizes_are_the_ratio_or_very_near(aspect: float) -> None:
    """No ratio within the limits is missed by more than 1 %: what is cropped afterwards is a sliver."""
    width, height = choose_openai_size(aspect)

    assert abs(log(width / height / aspect)) < 0.01


@walk_rows("ratio", RATIOS)
def test_the_usual_ratios_are_met_exactly(ratio: str) -> None:
    """The ratios of ads need no crop at all."""
    width, height = choose_openai_size(RATIOS[ratio])

    assert width / height == pytest.approx(RATIOS[ratio], abs=1e-9)


@pytest.mark.parametrize(("aspect", "size"), [(1.0, (1024, 1024)), (1.9, (1536, 1024)), (0.5, (1024, 1536))])
def test_the_first_family_has_three_sizes(aspect: float, size: tuple[int, int]) -> None:
    """gpt-image-1.5 and its kin get the nearest of the three sizes they take."""
    old = OpenAIProvider("gpt-image-1.5", "low", OPENAI_KEY)

    assert old.size(replace(REQUEST, aspect=aspect)) == size


@pytest.mark.parametrize("task", [ImageTask.PICTURE, ImageTask.SCENE])
def test_a_picture_is_asked_for_as_png_of_the_exact_size(task: ImageTask) -> None:
    """What is sent is what the GPT Image family takes, nothing of DALL-E's."""
    with Loopback() as server:
        server.answer = lambda _: openai_image(picture(64, 64), input_tokens=100, output_tokens=2000)
        painted = paint(painter(server), replace(REQUEST, task=task, aspect=16 / 9))
        sent = server.requests[0]

    assert sent.path == "/v1/images/generations"
    assert sent.headers["authorization"] == f"Bearer {OPENAI_KEY.get_secret_value()}"
    assert sent.json == {
        "model": "gpt-image-2.6-flare",
        "prompt": REQUEST.prompt.text,
        "n": 1,
        "size": "1536x864",
        "quality": "medium",
        "output_format": "png",
        "background": "opaque",
    }
    assert painted == GeneratedImage(
        data=picture(64, 64),
        model="gpt-image-2.6-flare",
        width=1536,
        height=864,
        seed=None,
        usd=painted.usd,
        request_id="req_loopback",
        input_tokens=100,
        output_tokens=2000,
    )
    assert painted.usd == pytest.approx(100 * 5e-6 + 2000 * 30e-6)


def extended() -> bytes:
    """Return a photo on a larger canvas, transparent where it is to be continued (PNG, RGBA)."""
    canvas = Image.new("RGBA", (128, 96))
    canvas.paste(Image.new("RGBA", (64, 96), (200, 80, 20, 255)), (32, 0))
    out = BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


def test_a_photo_is_continued_by_an_edit() -> None:
    """The photo travels with a mask that is transparent where paint goes: by itself the photo is its own."""
    photo = extended()
    with Loopback() as server:
        server.answer = lambda _: openai_image(picture(64, 64), input_tokens=900, output_tokens=10, image_tokens=800)
        painted = paint(painter(server), replace(REQUEST, task=ImageTask.OUTPAINT, reference=photo, aspect=4 / 3))
        sent = server.requests[0]

    parts = {part.name: part for part in sent.parts}
    assert sent.path == "/v1/images/edits"
    assert parts["image"].data == parts["mask"].data == photo
    assert parts["prompt"].data.decode() == REQUEST.prompt.text
    assert painted.usd == pytest.approx(100 * 5e-6 + 800 * 8e-6 + 10 * 30e-6)


def test_a_mask_of_its_own_is_sent_where_one_is_made() -> None:
    """A function for the mask may be passed."""
    with Loopback() as server:
        server.answer = lambda _: openai_image(picture(64, 64))
        asked = painter(server, mask_of=lambda photo: b"mask of " + photo[:4])
        paint(asked, replace(REQUEST, task=ImageTask.OUTPAINT, reference=extended()))
        parts = {part.name: part for part in server.requests[0].parts}

    assert parts["mask"].data == b"mask of \x89PNG"


def test_a_photo_that_is_missing_is_no_call() -> None:
    """Without a photo no request is sent."""
    with Loopback() as server:
        with pytest.raises(ApiError) as caught:
            paint(painter(server), replace(REQUEST, task=ImageTask.OUTPAINT))

        assert server.requests == []
    assert caught.value.kind is ErrorKind.CONFIGURATION


def test_a_picture_without_counted_tokens_costs_its_estimate() -> None:
    """A server that counts nothing is reckoned at the most the picture may have cost."""
    with Loopback() as server:

        def uncounted(_: Seen) -> Answer:
            body = openai_image(picture(64, 64)).body
            return Answer(headers={"content-type": "application/json"}, body=body.replace(b'"usage"', b'"other"'))

        server.answer = uncounted
        asked = painter(server)
        painted = paint(asked, REQUEST)

    assert painted.usd == asked.estimate(REQUEST) > 0
    assert painted.output_tokens is None


@walk_rows("model", sorted(prices.price_table().shutdowns))
def test_a_model_that_is_shut_down_is_not_called(model: str) -> None:
    """From its day on a model is refused with the one to use instead, before anything is sent."""
    gone = prices.find_shutdown(model)
    assert gone is not None
    own = OpenAIProvider(model, "medium", OPENAI_KEY, timeout_s=5.0, day=lambda: gone.day)
    with pytest.raises(ApiError) as caught:
        paint(own, REQUEST)

    assert caught.value.kind is ErrorKind.CONFIGURATION
    assert gone.replacement in caught.value.sentence
    assert str(gone.day) in caught.value.sentence


def test_a_model_that_closes_soon_still_paints() -> None:
    """The day before it closes a model works, and its health tells the day."""
    with Loopback() as server:
        server.answer = lambda seen: (
            model_card("gpt-image-1.5", "2026-12-01") if seen.method == "GET" else openai_image(picture(64, 64))
        )
        asked = painter(server, "gpt-image-1.5", date(2026, 11, 30))

        assert paint(asked, REQUEST).data == picture(64, 64)
        health = probe(asked)
    assert health.ok
    assert "2026-12-01" in health.says
    assert "before then" in health.hint


@pytest.mark.parametrize(
    ("answer", "ok", "says"),
    [
        (model_card("gpt-image-2.6-flare"), True, "works"),
        (model_card("gpt-image-2.6-flare", "2027-06-01"), True, "2027-06-01"),
        (model_card("gpt-image-2.6-flare", "2026-11-01"), False, "2026-11-01"),
        (openai_error(401, "invalid_api_key"), False, "OPENAI_API_KEY"),
        (openai_error(404, "model_not_found"), False, "CREATIVE_OPENAI_IMAGE_MODEL"),
        (failing(500), False, "500"),
        (as_json({}), False, "127.0.0.1:"),
        (model_card("gpt-image-2.6-flare", "soon"), False, "127.0.0.1:"),
    ],
)
def test_health_is_one_free_question(answer: Answer, ok: bool, says: str) -> None:  # noqa: FBT001  # what is expected
    """One GET tells whether key and model work and when the model closes; it never paints."""
    with Loopback() as server:
        server.answer = lambda _: answer
        health = probe(painter(server))

        assert [(one.method, one.path) for one in server.requests] == [("GET", "/v1/models/gpt-image-2.6-flare")]
    assert health.ok is ok
    assert says in health.says


def test_a_model_without_a_price_says_so() -> None:
    """An unknown model is reckoned as the dearest, and its health tells."""
    with Loopback() as server:
        server.answer = lambda _: model_card("painter-9")
        health = probe(painter(server, "painter-9"))

    assert health.ok
    assert "price is unknown" in health.says


def test_its_key_is_in_no_repr() -> None:
    """Printing the provider and its parts shows no key."""
    asked = OpenAIProvider("gpt-image-2", "low", SecretStr("sk-canary-123"))

    assert "canary" not in repr(asked) + repr(vars(asked))

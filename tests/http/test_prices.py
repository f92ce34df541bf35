"""Prices hold together: bounds are bounds, unknown models are reckoned as the dearest, closings are known."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.http import prices
from creative_cli.settings import Settings
from tests.parameters import walk_rows

QUALITIES = ("low", "medium", "high", "xhigh", "max")


def test_every_row_names_its_source_and_confidence() -> None:
    """Nobody has to guess where a figure came from, or when."""
    raw = tomllib.loads(files("creative_cli").joinpath("data/prices.toml").read_text(encoding="utf-8"))

    rows = [row for value in raw.values() if isinstance(value, list) for row in value]
    rows += [value for value in raw.values() if isinstance(value, dict)]
    assert len(rows) > 15
    assert all(row["source"] and row["conf"] in {"O", "T", "X", "M"} for row in rows)
    assert raw["as_of"] >= date(2026, 11, 22)


def test_the_models_of_the_settings_have_prices_and_stay_open() -> None:
    """What is used when nobody chooses is priced, and no day of its closing is known."""
    fields = Settings.model_fields
    image, text = fields["openai_image_model"].default, fields["openai_text_model"].default

    assert prices.image_price(image).known
    assert prices.text_price(text).known
    assert prices.find_shutdown(image) is None
    assert prices.find_shutdown(text) is None


def test_a_snapshot_costs_what_its_family_does() -> None:
    """`gpt-image-2-2026-04-21` is `gpt-image-2`; `gpt-image-20` is not."""
    assert prices.image_price("gpt-image-2-2026-04-21") == prices.image_price("gpt-image-2")
    assert not prices.image_price("gpt-image-20").known


@walk_rows("model", sorted(prices.price_table().images))
def test_a_model_without_a_row_is_reckoned_as_the_dearest(model: str) -> None:
    """No model of the table is dearer than one that is not in it."""
    known = prices.image_usd(model, text_tokens=1000, image_tokens=1000, output_tokens=1000)
    unknown = prices.image_usd("painter-9", text_tokens=1000, image_tokens=1000, output_tokens=1000)

    assert unknown >= known


def test_a_provider_without_a_row_is_reckoned_as_the_dearest() -> None:
    """No provider of the table is dearer than one that is not in it, and its price is said to be unknown."""
    dearest = max(prices.price_table().hosted.values())

    assert prices.hosted_price("auto") is None
    assert prices.hosted_usd("auto", 1000, 1000) == pytest.approx(dearest)
    assert prices.hosted_usd("nscale", 1000, 1000) == pytest.approx(0.003)


def test_a_picture_costs_what_its_tokens_do() -> None:
    """The measured figure: 7,024 tokens of a high 1024x1024 on gpt-image-2 are USD 0.211."""
    usd = prices.image_usd("gpt-image-2", text_tokens=0, image_tokens=0, output_tokens=7024)

    assert usd == pytest.approx(0.211, abs=0.0005)
    assert usd <= prices.image_estimate("gpt-image-2", "high", (1024, 1024), text_bytes=0)


@given(
    quality=st.sampled_from(QUALITIES),
    width=st.integers(16, 3840),
    height=st.integers(16, 3840),
    text=st.text(max_size=2000),
    pictures=st.integers(0, 4),
)
def test_an_estimate_grows_with_all_that_is_billed(
    quality: str, width: int, height: int, text: str, pictures: int
) -> None:
    """A larger picture, a longer wish, one more picture put in or a better quality never costs less."""

    def usd(quality: str, width: int, text_bytes: int, pictures: int) -> float:
        size = (width, height)
        return prices.image_estimate("gpt-image-2", quality, size, text_bytes=text_bytes, pictures=pictures)

    length = len(text.encode())
    base = usd(quality, width, length, pictures)

    assert base > 0
    assert usd(quality, width + 16, length, pictures) >= base
    assert usd(quality, width, length + 1, pictures) > base
    assert usd(quality, width, length, pictures + 1) > base
    assert usd("max", width, length, pictures) >= base
    assert usd("unheard-of", width, length, pictures) >= base


@given(fresh=st.integers(0, 10**6), cached=st.integers(0, 10**6), output=st.integers(0, 10**6))
def test_words_cost_no_more_than_was_estimated(fresh: int, cached: int, output: int) -> None:
    """What is billed for a question of so many bytes and an answer of so many tokens stays below its estimate."""
    estimate = prices.text_estimate("gpt-5.6-luna", text_bytes=fresh + cached, max_output_tokens=output)
    billed = prices.text_usd("gpt-5.6-luna", input_tokens=fresh + cached, output_tokens=output, cached_tokens=cached)

    assert 0 <= billed <= estimate + 1e-12


@pytest.mark.parametrize(
    ("model", "day"),
    [
        ("dall-e-3", date(2026, 5, 12)),
        ("gpt-image-1", date(2026, 10, 23)),
        ("gpt-image-1.5", date(2026, 12, 1)),
        ("gpt-5-mini", date(2026, 12, 11)),
        ("gpt-5-2025-08-07", date(2026, 12, 11)),
    ],
)
def test_models_that_close_are_known(model: str, day: date) -> None:
    """A model that is shut down or about to be has its day and one to use instead, which stays."""
    gone = prices.find_shutdown(model)

    assert gone is not None
    assert gone.day == day
    assert prices.find_shutdown(gone.replacement) is None


def test_vectors_cost_by_their_tokens() -> None:
    """A million tokens of the small model cost two cents; another model is reckoned as the dearest."""
    assert prices.embedding_usd("text-embedding-3-small", 1_000_000) == pytest.approx(0.02)
    assert prices.embedding_usd("other", 1_000_000) == pytest.approx(0.13)

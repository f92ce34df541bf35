"""The paid service of `soak.py`: pictures and translations over a real socket, with delays, faults and a ledger.

It writes down every call: which request it was, whether it was billed, and whether its answer went out whole. The same
request always gets the same answer, so that two runs of a campaign can be compared byte by byte.
"""

import hashlib
import json
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from tests.loopback import Answer, Loopback, Manner, Seen, failing, openai_image, picture, reset, responses

REFERENCE_KEY = "sk-soak-reference"
"""The key of runs that are not interrupted: they get no faults, no delays, and a ledger of their own."""
KEY = "sk-soak-0123456789"

WINDOW_S = 60.0
"""In which a limit per minute counts starts, s."""

_CAMPAIGN = re.compile(rb"soak (\d+)")
_SHADES = 24  # different pictures of a size; each is made once
# USD per million tokens: gpt-image-2.6-flare (text in, picture out) and gpt-5.6-luna, as in data/prices.toml.
_PICTURE_RATES = (5.0, 30.0)
_COPY_RATES = (0.2, 1.2)

# What our fake translator says, by language; nothing a check objects to.
_COPY = {
    "de": {"headline": "Regen Nummer {n} muss nicht sein", "cta": "Jetzt ansehen"},
    "fr": {"headline": "La pluie numéro {n} est facultative", "cta": "Voir maintenant"},
    "es": {"headline": "La lluvia número {n} es opcional", "cta": "Ver ahora"},
}


class Delivery(StrEnum):
    """What the service does with a call."""

    WHOLE = "whole"  # answered, billed
    CUT = "cut"  # billed, but the connection ends in the middle of the answer
    BUSY = "429"
    BROKEN = "500"
    RESET = "reset"


BILLED = frozenset({Delivery.WHOLE, Delivery.CUT})


@dataclass(frozen=True, slots=True)
class Sale:
    """One call: `request` identifies it, `began` is when it came, `due` when its answer is sent (monotonic, s).

    `out` is True once the answer was written whole, `gone` once the client had hung up before. Nothing is billed to a
    client that went away before the answer was ready.
    """

    number: int
    campaign: int
    request: str
    request_id: str
    task: str
    usd: float
    delivery: Delivery
    began: float
    due: float
    reference: bool
    out: bool = False
    gone: bool = False

    @property
    def billed(self) -> bool:
        """Whether the service charges for it."""
        return self.out or (self.delivery is Delivery.CUT and not self.gone)


class PaidService:
    """OpenAI's images and responses, with a seeded mood; use it with `with`.

    `faults` is the share of calls that fail, 0 to 1, `slowest_s` the longest time an answer takes.
    """

    def __init__(self, seed: int, faults: float, slowest_s: float) -> None:
        """Start in that mood; both may be changed at any time."""
        self.server = Loopback()
        self.server.answer = self._answer
        self.faults = faults
        self.slowest_s = slowest_s
        self._chance = random.Random(seed)  # noqa: S311  # moods, not secrets
        self._lock = threading.Lock()
        self._sales: list[Sale] = []

    @property
    def url(self) -> str:
        """What to set OPENAI_BASE_URL to."""
        return f"{self.server.url}/v1"

    def __enter__(self) -> Self:
        """Take calls."""
        self.server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Take no more."""
        self.server.__exit__(None, None, None)

    def sales(self) -> list[Sale]:
        """Return every call so far as it now stands, those of uninterrupted runs left out."""
        seen = self.server.requests
        with self._lock:
            sales = list(self._sales)
        known = [
            replace(sale, out=seen[sale.number].answered and sale.delivery is Delivery.WHOLE, gone=_is_gone(sale, seen))
            for sale in sales
        ]
        return [sale for sale in known if not sale.reference]

    def wait_for_answer(self, campaign: int, number: int, timeout_s: float) -> bool:
        """Wait until *number* answers of *campaign* went out whole; return whether they did."""

        def happened(seen: list[Seen]) -> bool:
            with self._lock:
                mine = [sale for sale in self._sales if sale.campaign == campaign and not sale.reference]
            whole = [one for one in mine if one.delivery is Delivery.WHOLE and seen[one.number].answered]
            return len(whole) >= number

        try:
            self.server.wait_for(happened, timeout_s)
        except AssertionError:
            return False
        return True

    def most_starts(self, since: float, jitter_s: float) -> int:
        """Return the most calls that came within any minute less *jitter_s* since *since*, monotonic."""
        began, window_s = [sale.began for sale in self.sales() if sale.began >= since], WINDOW_S - jitter_s
        return max((sum(start <= other < start + window_s for other in began) for start in began), default=0)

    def _answer(self, seen: Seen) -> Answer:
        reference = seen.headers.get("authorization") == f"Bearer {REFERENCE_KEY}"
        request = hashlib.sha256(seen.path.encode() + json.dumps(seen.json, sort_keys=True).encode()).hexdigest()
        numbers = _CAMPAIGN.findall(seen.body)
        task, usd, answer = _good_answer(seen, request)
        delivery = Delivery.WHOLE
        with self._lock:
            if not reference and self._chance.random() < self.faults:
                delivery = self._chance.choice([one for one in Delivery if one is not Delivery.WHOLE])
            request_id = f"req-{seen.number}"
            campaign = int(numbers[0]) if numbers else -1
            delay_s = 0.0 if reference else self._chance.uniform(0.02, self.slowest_s)
            now = time.monotonic()
            self._sales.append(
                Sale(
                    number=seen.number,
                    campaign=campaign,
                    request=request,
                    request_id=request_id,
                    task=task,
                    usd=usd,
                    delivery=delivery,
                    began=now,
                    due=now + delay_s,
                    reference=reference,
                )
            )
        return _deliver(answer, delivery, request_id).after(delay_s)


def _is_gone(sale: Sale, seen: list[Seen]) -> bool:
    return seen[sale.number].abandoned


def _deliver(answer: Answer, delivery: Delivery, request_id: str) -> Answer:
    named = {**answer.headers, "x-request-id": request_id}
    match delivery:
        case Delivery.WHOLE:
            return replace(answer, headers=named)
        case Delivery.CUT:
            return replace(answer, headers=named, manner=Manner.CUT, cut=len(answer.body) // 2)
        case Delivery.BUSY:
            return failing(429, headers={"retry-after": "1", "x-request-id": request_id})
        case Delivery.BROKEN:
            return failing(500, headers={"x-request-id": request_id})
        case Delivery.RESET:
            return reset()


def _good_answer(seen: Seen, request: str) -> tuple[str, float, Answer]:
    """Return the task of a call, its price in USD, and its answer."""
    chosen = int(request[:8], 16)
    if seen.path.endswith("/responses"):
        tokens = (300 + chosen % 100, 60 + chosen % 50)
        text = json.dumps(dict(_translate(seen)), ensure_ascii=False)
        return "copy", _price(tokens, _COPY_RATES), responses(text, input_tokens=tokens[0], output_tokens=tokens[1])
    width, height = (int(side) for side in seen.json["size"].split("x"))
    tokens = (40 + chosen % 20, 1000 + chosen % 300)
    data = picture(width, height, 10 * (chosen % _SHADES))
    return (
        "picture",
        _price(tokens, _PICTURE_RATES),
        openai_image(data, input_tokens=tokens[0], output_tokens=tokens[1]),
    )


def _price(tokens: tuple[int, int], rates: tuple[float, float]) -> float:
    return sum(count * rate for count, rate in zip(tokens, rates, strict=True)) / 1_000_000


def _translate(seen: Seen) -> Iterator[tuple[str, str]]:
    (message,) = seen.json["input"]
    data = json.loads(message["content"])
    words = _COPY[data["locale"]["tag"].partition("-")[0]]
    numbers = re.findall(r"\d+", json.dumps(data["lines"]["headline"]["source"])) if "headline" in data["lines"] else []
    for role in data["lines"]:
        yield role, words[role].format(n=numbers[0] if numbers else "")
        yield f"{role}_back", "what it says"

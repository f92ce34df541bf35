"""OpenAI's GPT Image models as a painter: exact sizes, scenes, and photos continued beyond their edges."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from math import log
from typing import Final

from pydantic import SecretStr

from creative_cli.http import openai_client, prices
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, ProviderHealth

OPENAI_IMAGES_NAME: Final = "openai"

OPENAI_SIDE_STEP_PX: Final = 16
"""Both sides are multiples of it, px."""
OPENAI_MIN_PIXELS: Final = 655_360
OPENAI_MAX_PIXELS: Final = 8_294_400
OPENAI_MAX_RATIO: Final = 3.0
"""The longest side is at most this many times the shortest."""
OPENAI_MAX_SIDE_PX: Final = 1536
"""Sides are kept to it, px, though the service paints up to 3840: a picture is billed by its pixels."""
FIXED_SIZES: Final = ((1024, 1024), (1536, 1024), (1024, 1536))
"""The sizes of the gpt-image-1 family, px."""
RATIO_TOLERANCE: Final = 0.001
"""Ratios that differ by less (in logarithm) are the same one."""
OPENAI_TARGET_PIXELS: Final = 1024 * 1280
"""The area to come near to, where several sizes have the ratio."""


def today_utc() -> date:
    """Return the day it is, UTC: the services' own days."""
    return datetime.now(UTC).date()


class OpenAIProvider:
    """GPT Image, one call a picture; a model that is shut down is refused before it is called."""

    def __init__(  # its settings
        self,
        model: str,
        quality: str,
        key: SecretStr,
        base_url: str | None = None,
        timeout_s: float = 180.0,
        mask_of: Callable[[bytes], bytes] | None = None,
        day: Callable[[], date] = today_utc,
    ) -> None:
        """Keep the settings; *timeout_s* is for each read.

        *mask_of* makes the mask of a photo to be continued (PNG, transparent where paint goes); without it the photo,
        which is transparent there itself, is its own mask.
        """
        self._model = model
        self._quality = quality
        self._account = openai_client.Account(key, base_url, timeout_s)
        self._mask_of = mask_of
        self._day = day

    @property
    def name(self) -> str:
        """Its name in settings."""
        return OPENAI_IMAGES_NAME

    @property
    def model(self) -> str:
        """The model asked."""
        return self._model

    @property
    def identity(self) -> str:
        """Its name, model and quality: who asks for a better picture does not get the one of before."""
        return f"{OPENAI_IMAGES_NAME}:{self._model}:{self._quality}"

    def words(self, request: ImageRequest) -> str:
        """Return the whole wish."""
        return request.prompt.text

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """It paints pictures and scenes, and continues photos."""
        return frozenset(ImageTask)

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size (width, height in px) it would paint: of the very ratio where the model takes any size."""
        if prices.image_price(self._model).sizes is prices.ImageSizes.THREE:
            return min(FIXED_SIZES, key=lambda size: abs(log(size[0] / size[1] / request.aspect)))
        return choose_openai_size(request.aspect)

    def estimate(self, request: ImageRequest) -> float:
        """Return what the picture may cost at most, USD; for a model without a price that of the dearest one."""
        pictures = openai_client.PICTURES_OF_EDIT if request.task is ImageTask.OUTPAINT else 0
        length = len(request.prompt.text.encode())
        return prices.image_estimate(
            self._model, self._quality, self.size(request), text_bytes=length, pictures=pictures
        )

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint once; raise ApiError. The service takes no seed: asking again gives another picture."""
        gone = prices.find_shutdown(self._model)
        if gone is not None and gone.day <= self._day():
            raise ApiError(ErrorKind.CONFIGURATION, _closed_sentence(gone))
        size = self.size(request)
        reply = await self._draw(request, size)
        return GeneratedImage(
            data=reply.value,
            model=self._model,
            width=size[0],
            height=size[1],
            seed=None,
            usd=reply.usd,
            request_id=reply.request_id,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
        )

    async def _draw(self, request: ImageRequest, size: tuple[int, int]) -> Reply[bytes]:
        """Call the service: an edit for a photo to be continued, else a new picture."""
        picture = mask = None
        if request.task is ImageTask.OUTPAINT:
            picture = request.reference
            if picture is None:
                raise ApiError(ErrorKind.CONFIGURATION, "There is no photo to continue beyond its edges.")
            mask = picture if self._mask_of is None else self._mask_of(picture)
        return await openai_client.generate_image(
            self._account,
            model=self._model,
            prompt=request.prompt.text,
            size=size,
            quality=self._quality,
            picture=picture,
            mask=mask,
        )

    async def probe(self) -> ProviderHealth:
        """Ask for the facts of the model, which is free: whether the key works, the model is known and stays open."""
        try:
            day = await openai_client.fetch_shutdown(self._account, self._model)
        except ApiError as error:
            return ProviderHealth(ok=False, says=error.sentence)
        known = prices.find_shutdown(self._model)
        if day is None and known is not None:
            day = known.day
        instead = known.replacement if known else "a newer model"
        if day is not None and day <= self._day():
            return ProviderHealth(
                ok=False,
                says=_closed_sentence(prices.Shutdown(self._model, day, instead)),
                hint=f"Set CREATIVE_OPENAI_IMAGE_MODEL to {instead}.",
            )
        priced = prices.image_price(self._model).known
        says = f"{self._model} answers" + ("" if priced else "; its price is not known, the dearest is reckoned")
        if day is not None:
            return ProviderHealth(
                ok=True, says=f"{says}. It is shut down on {day}.", hint=f"Change to {instead} before then."
            )
        return ProviderHealth(ok=True, says=f"{says}.")


def _closed_sentence(gone: prices.Shutdown) -> str:
    return f"OpenAI shut {gone.model} down on {gone.day}. Use {gone.replacement} (CREATIVE_OPENAI_IMAGE_MODEL)."


def choose_openai_size(aspect: float) -> tuple[int, int]:
    """Return a size (width, height in px) the GPT Image family paints, of ratio *aspect* or the nearest to it.

    Guarantees both sides divisible by 16, a ratio within 1:3 to 3:1 and 655,360 to 8,294,400 pixels. Of several sizes
    that have the ratio within a thousandth, the one nearest to 1.3 million pixels; a square is the usual one.
    """
    wanted = min(max(aspect, 1 / OPENAI_MAX_RATIO), OPENAI_MAX_RATIO)
    if abs(log(wanted)) <= RATIO_TOLERANCE:
        return FIXED_SIZES[0]
    best = (OPENAI_SIDE_STEP_PX, OPENAI_SIDE_STEP_PX)
    least = (float("inf"), 0.0)
    for width in range(OPENAI_SIDE_STEP_PX, OPENAI_MAX_SIDE_PX + 1, OPENAI_SIDE_STEP_PX):
        for height in {
            int(width / wanted) // OPENAI_SIDE_STEP_PX * OPENAI_SIDE_STEP_PX,
            int(width / wanted) // OPENAI_SIDE_STEP_PX * OPENAI_SIDE_STEP_PX + OPENAI_SIDE_STEP_PX,
        }:
            if (
                not OPENAI_MIN_PIXELS <= width * height <= OPENAI_MAX_PIXELS
                or not OPENAI_SIDE_STEP_PX <= height <= OPENAI_MAX_SIDE_PX
            ):
                continue
            if not 1 / OPENAI_MAX_RATIO <= width / height <= OPENAI_MAX_RATIO:
                continue
            off = abs(log(width / height / wanted))
            score = (off if off > RATIO_TOLERANCE else 0.0, abs(log(width * height / OPENAI_TARGET_PIXELS)))
            if score < least:
                best, least = (width, height), score
    return best

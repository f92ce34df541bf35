"""OpenAI's GPT Image models: pictures and scenes in exact sizes, and photos extended beyond their edges.

A server with OpenAI's API is asked in the same way, and called by its host.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from math import log
from typing import Final

from pydantic import SecretStr

from creative_cli.http import openai_client, prices
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.compatible_servers import OPENAI_NAME, has_version, lacks_endpoint
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, ProviderHealth

OPENAI_IMAGES_NAME: Final = OPENAI_NAME

OPENAI_SIDE_STEP_PX: Final = 16  # both sides are multiples of it
OPENAI_MIN_PIXELS: Final = 655_360
OPENAI_MAX_PIXELS: Final = 8_294_400
OPENAI_MAX_RATIO: Final = 3.0  # longest side / shortest side
OPENAI_MAX_SIDE_PX: Final = 1536  # the service allows 3840, but bills by the pixel
OPENAI_TARGET_PIXELS: Final = 1024 * 1280  # preferred area among sizes with the same ratio
FIXED_SIZES: Final = ((1024, 1024), (1536, 1024), (1024, 1536))  # of the gpt-image-1 family, px
MODELS_NAMED: Final = 8  # of a server that lists its models
RATIO_TOLERANCE: Final = 0.001  # ratios that differ by less (in logarithm) count as equal


def today_utc() -> date:
    """Return today's date in UTC, which the services use."""
    return datetime.now(UTC).date()


class OpenAIProvider:
    """GPT Image, one call for each picture; a model that is shut down is refused without a call."""

    tasks = frozenset(ImageTask)

    def __init__(
        self,
        model: str,
        quality: str,
        key: SecretStr,
        base_url: str | None = None,
        timeout_s: float = 180.0,
        mask_of: Callable[[bytes], bytes] | None = None,
        day: Callable[[], date] = today_utc,
    ) -> None:
        """Keep the settings; *timeout_s* applies to each read.

        *mask_of* returns the mask of a photo to extend (PNG, transparent where pixels are generated). Without it the
        photo, which is transparent there, is its own mask.
        """
        self.model = model
        self.identity = f"{OPENAI_IMAGES_NAME}:{model}:{quality}"  # a higher quality is another picture
        self._quality = quality
        self._account = openai_client.Account(key, base_url, timeout_s)
        self.name = self._account.provider
        self._mask_of = mask_of
        self._day = day

    def words(self, request: ImageRequest) -> str:
        """Return the full prompt."""
        return request.prompt.text

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size (width, height in px) to request: the exact ratio where the model takes any size."""
        if prices.image_price(self.model).sizes is prices.ImageSizes.THREE:
            return min(FIXED_SIZES, key=lambda size: abs(log(size[0] / size[1] / request.aspect)))
        return choose_openai_size(request.aspect)

    def estimate(self, request: ImageRequest) -> float:
        """Return the highest possible cost in USD; a model without a known price counts as the dearest one."""
        pictures = openai_client.PICTURES_OF_EDIT if request.task is ImageTask.OUTPAINT else 0
        length = len(request.prompt.text.encode())
        return prices.image_estimate(
            self.model, self._quality, self.size(request), text_bytes=length, pictures=pictures
        )

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Generate a picture in one call; raise ApiError. Without a seed, each call gives another picture."""
        gone = self._find_shutdown()
        if gone is not None and gone.day <= self._day():
            raise ApiError(ErrorKind.CONFIGURATION, _closed_sentence(gone))
        size = self.size(request)
        picture = mask = None
        if request.task is ImageTask.OUTPAINT:
            picture = request.reference
            if picture is None:
                raise ApiError(ErrorKind.CONFIGURATION, "There is no photo to extend beyond its edges.")
            mask = picture if self._mask_of is None else self._mask_of(picture)
        reply = await openai_client.generate_image(
            self._account,
            model=self.model,
            prompt=request.prompt.text,
            size=size,
            quality=self._quality,
            picture=picture,
            mask=mask,
        )
        return GeneratedImage(
            data=reply.value,
            model=self.model,
            width=size[0],
            height=size[1],
            seed=None,
            usd=reply.usd,
            request_id=reply.request_id,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
        )

    async def probe(self) -> ProviderHealth:
        """Check with a free call that the key works, and that the model exists and is not shut down."""
        try:
            day = await openai_client.fetch_shutdown(self._account, self.model)
        except ApiError as error:
            return await probe_other_server(self._account, self.model, error)
        known = self._find_shutdown()
        if day is None and known is not None:
            day = known.day
        instead = known.replacement if known else "a newer model"
        if day is not None and day <= self._day():
            return ProviderHealth(
                ok=False,
                says=_closed_sentence(prices.Shutdown(self.model, day, instead)),
                hint=f"Set CREATIVE_OPENAI_IMAGE_MODEL to {instead}.",
            )
        priced = prices.image_price(self.model).known
        says = f"{self.model} works{'' if priced else '; its price is unknown and estimated with the highest'}"
        if day is not None:
            return ProviderHealth(
                ok=True, says=f"{says}. It is shut down on {day}.", hint=f"Change to {instead} before then."
            )
        return ProviderHealth(ok=True, says=f"{says}.")

    def _find_shutdown(self) -> prices.Shutdown | None:
        """Return when OpenAI shuts the model down; another server with the same model goes on."""
        return prices.find_shutdown(self.model) if self.name == OPENAI_IMAGES_NAME else None


async def probe_other_server(account: openai_client.Account, model: str, error: ApiError) -> ProviderHealth:
    """Return the health of a server that answered *error* when asked for *model*.

    Many servers with OpenAI's API list their models but describe none, and some do neither.
    """
    failed = ProviderHealth(ok=False, says=error.sentence)
    if account.provider == OPENAI_IMAGES_NAME or not lacks_endpoint(error.status) or error.code == "model_not_found":
        return failed
    try:
        models = await openai_client.list_server_models(account)
    except ApiError as unlisted:
        if not lacks_endpoint(unlisted.status) or not has_version(account.base_url):
            return failed
        says = f"{account.provider} answers, but lists no models: the first call tells whether it has {model}."
        return ProviderHealth(ok=True, says=says)
    if model in models:
        return ProviderHealth(ok=True, says=f"{model} works.")
    known = ", ".join(models[:MODELS_NAMED]) or "none"
    return ProviderHealth(ok=False, says=f"{account.provider} has no model {model}. It has: {known}.")


def _closed_sentence(gone: prices.Shutdown) -> str:
    return f"OpenAI shut {gone.model} down on {gone.day}. Use {gone.replacement} (CREATIVE_OPENAI_IMAGE_MODEL)."


def choose_openai_size(aspect: float) -> tuple[int, int]:
    """Return a valid size (width, height in px) of the GPT Image family, of ratio *aspect* or the nearest to it.

    Guarantees both sides divisible by 16, a ratio within 1:3 to 3:1 and 655,360 to 8,294,400 pixels. Among sizes
    within a thousandth of the ratio, the one nearest to 1.3 million pixels; a square is 1024 × 1024.
    """
    wanted = min(max(aspect, 1 / OPENAI_MAX_RATIO), OPENAI_MAX_RATIO)
    if abs(log(wanted)) <= RATIO_TOLERANCE:
        return FIXED_SIZES[0]
    best = (OPENAI_SIDE_STEP_PX, OPENAI_SIDE_STEP_PX)
    least = (float("inf"), 0.0)
    for width in range(OPENAI_SIDE_STEP_PX, OPENAI_MAX_SIDE_PX + 1, OPENAI_SIDE_STEP_PX):
        below = int(width / wanted) // OPENAI_SIDE_STEP_PX * OPENAI_SIDE_STEP_PX
        for height in (below, below + OPENAI_SIDE_STEP_PX):
            if (
                not OPENAI_SIDE_STEP_PX <= height <= OPENAI_MAX_SIDE_PX
                or not OPENAI_MIN_PIXELS <= width * height <= OPENAI_MAX_PIXELS
                or not 1 / OPENAI_MAX_RATIO <= width / height <= OPENAI_MAX_RATIO
            ):
                continue
            off = abs(log(width / height / wanted))
            score = (off if off > RATIO_TOLERANCE else 0.0, abs(log(width * height / OPENAI_TARGET_PIXELS)))
            if score < least:
                best, least = (width, height), score
    return best

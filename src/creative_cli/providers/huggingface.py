"""Hugging Face as a painter: SDXL through its inference providers, or any endpoint by its URL.

`InferenceClient.text_to_image` does the asking. Around it stands what it leaves out: an HTTP client with limits, the
look-up of who serves a model off the event loop and with a time limit, care with the addresses at which providers
leave pictures, and no calls beside ours. The bytes of an answer are taken as they came; Pillow, which the SDK wraps
them in, has not decoded them yet. Longer than most files, because no other may know the SDK.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any, Final, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from creative_cli.http import http_errors, prices
from creative_cli.http.addresses import IPAddress, is_public
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.error_bodies import Service, clean_message, error_from_body
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, ProviderHealth, format_short_prompt
from creative_cli.providers.sdxl_sizes import nearest_sdxl_size

HUGGINGFACE_NAME: Final = "huggingface"
HUGGINGFACE_SERVICE: Final = Service("Hugging Face", key="HF_TOKEN", model="CREATIVE_HUGGINGFACE_MODEL")
TEXT_TO_IMAGE: Final = "text-to-image"

HUB_TIMEOUT_S: Final = 10.0
"""How long the hub may take to say who serves a model, s; the SDK alone would wait for ever."""


class HuggingFaceProvider:
    """SDXL, or what an endpoint serves; one call a picture."""

    def __init__(  # noqa: PLR0913  # its settings
        self,
        model: str,
        provider: str,
        token: SecretStr | None,
        timeout_s: float = 120.0,
        steps: int = 30,
        guidance: float = 6.0,
        *,
        bill_to: str | None = None,
        allowed: Callable[[IPAddress], bool] = is_public,
    ) -> None:
        """Keep the settings: a hub id and who serves it (`auto`: the account's choice), or a URL; s for each read.

        *bill_to* is the organization that pays, None for the token's own account. A provider that leaves a picture at
        an address is believed where *allowed* says so of it.
        """
        self._model = model
        self._provider = provider
        self._token = token
        self._timeout_s = timeout_s
        self._steps = steps
        self._guidance = guidance
        self._bill_to = bill_to
        self._allowed = allowed

    @property
    def name(self) -> str:
        """Its name in settings."""
        return HUGGINGFACE_NAME

    @property
    def model(self) -> str:
        """The model asked, or the endpoint's address without what may be secret in it."""
        if not self._endpoint:
            return self._model
        address = urlsplit(self._model)
        return f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"

    @property
    def identity(self) -> str:
        """Its name and model: whoever serves it, the model is the same."""
        return f"{HUGGINGFACE_NAME}:{self.model}"

    def words(self, request: ImageRequest) -> str:
        """Return the short wish and what must not be there."""
        return format_short_prompt(request.prompt)

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """It paints pictures and scenes; the API for SDXL continues none."""
        return frozenset({ImageTask.PICTURE, ImageTask.SCENE})

    @property
    def _endpoint(self) -> bool:
        """Whether the model is the URL of an endpoint."""
        return self._model.startswith(("http://", "https://"))

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size SDXL was trained on that is nearest in ratio (width, height in px)."""
        return nearest_sdxl_size(request.aspect)

    def estimate(self, request: ImageRequest) -> float:
        """Return what the picture costs, USD, by its pixels; nothing a picture at an endpoint, which is paid by time.

        The dearest row of the table for a provider without one and for `auto`, as anybody may serve it.
        """
        return 0.0 if self._endpoint else prices.hosted_usd(self._provider, *self.size(request))

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint once; raise ApiError. With a seed the same picture comes back, where the provider keeps to it."""
        width, height = self.size(request)
        with http_errors.translate_errors(HUGGINGFACE_SERVICE, self._token), self._sdk_proxy():
            data, serving = await self._draw(request, width, height)
        return GeneratedImage(
            data=data,
            model=self.model,
            width=width,
            height=height,
            seed=request.seed,
            usd=0.0 if serving is None else prices.hosted_usd(serving, width, height),
        )

    async def _draw(self, request: ImageRequest, width: int, height: int) -> tuple[bytes, str | None]:
        """Return the bytes of the picture as they came, and the provider that serves the model, None at an endpoint."""
        self._refuse_task(request.task)
        token = self._sendable()
        _refuse_offline()
        from httpx2 import InvalidURL  # noqa: PLC0415  # 0.1 s, for those who call
        from huggingface_hub import AsyncInferenceClient  # noqa: PLC0415  # 0.4 s, for those who call

        from creative_cli.http.sdk_proxy import untrusted_address  # noqa: PLC0415  # httpx2

        serving = None if self._endpoint else await self._serving()
        client = AsyncInferenceClient(
            model=self._model,
            provider=cast("Any", self._provider),  # the SDK lists names; one it does not know is its ValueError
            token=token,
            timeout=self._timeout_s,
            bill_to=self._bill_to,
            # Without a token the SDK would send whatever login this machine keeps, to whoever the URL belongs to.
            headers=cast("Any", {"authorization": None}) if token is None else None,
        )
        async with client:
            try:
                picture = await client.text_to_image(
                    request.prompt.short,
                    negative_prompt=request.prompt.negative or None,
                    width=width,
                    height=height,
                    num_inference_steps=self._steps,
                    guidance_scale=self._guidance,
                    seed=request.seed,
                )
            except InvalidURL:
                if self._endpoint:
                    raise
                raise untrusted_address() from None  # by then the provider has painted and named where it lies
        with picture:
            stream = getattr(picture, "fp", None)
            if isinstance(stream, BytesIO):
                return stream.getvalue(), serving
        raise ApiError(ErrorKind.BAD_ANSWER, "Hugging Face's client hid the picture's own bytes.", maybe_charged=True)

    async def _serving(self) -> str:
        """Return who serves the model; an ApiError of this question was surely not charged."""
        try:
            with http_errors.translate_errors(HUGGINGFACE_SERVICE, self._token):
                return await asyncio.to_thread(_find_provider, self._model, self._provider)
        except ApiError as error:
            error.maybe_charged = False
            raise

    @contextmanager
    def _sdk_proxy(self) -> Iterator[None]:
        """Send the other requests of the SDK through this event loop, for the block."""
        _configure_sdk()
        from huggingface_hub import constants  # noqa: PLC0415  # 0.4 s, for those who call

        from creative_cli.http.sdk_proxy import SdkProxy  # noqa: PLC0415  # httpx2

        api, router = f"{constants.ENDPOINT}/api/", constants.INFERENCE_PROXY_TEMPLATE.format(provider="")
        token = self._token
        if token is not None and not token.get_secret_value().startswith("hf_"):
            token = None  # a provider's own key is none of the hub's business
        with SdkProxy(api, router, token, HUB_TIMEOUT_S, self._allowed).running():
            yield

    def _refuse_task(self, task: ImageTask) -> None:
        if task not in self.tasks:
            raise ApiError(ErrorKind.CONFIGURATION, "SDXL at Hugging Face continues no photos beyond their edges.")

    def _sendable(self) -> str | None:
        """Return the token when it may travel to where the model is; raise ApiError if it is missing or would leak."""
        token = None if self._token is None else self._token.get_secret_value().strip() or None
        if not self._endpoint:
            if token is None:
                raise ApiError(ErrorKind.AUTH, "There is no token for Hugging Face. Set HF_TOKEN.")
            return token
        address = urlsplit(self._model)
        if token is not None and address.scheme == "http" and address.hostname not in {"127.0.0.1", "::1", "localhost"}:
            sentence = "The endpoint's address is http, which would show the token to the network. Use https."
            raise ApiError(ErrorKind.CONFIGURATION, sentence)
        return token

    async def probe(self) -> ProviderHealth:
        """Ask who the token belongs to and who serves the model; free. An endpoint is not asked, as asking wakes it."""
        if self._endpoint:
            try:
                self._sendable()
            except ApiError as error:
                return ProviderHealth(ok=False, says=error.sentence)
            return ProviderHealth(
                ok=True, says=f"The endpoint {self.model} is set; only a picture would tell whether it works."
            )
        try:
            with http_errors.translate_errors(HUGGINGFACE_SERVICE, self._token), self._sdk_proxy():
                token = self._sendable()
                _refuse_offline()
                who = await asyncio.to_thread(_account_name, token)
                serving = await self._serving()
        except ApiError as error:
            return ProviderHealth(ok=False, says=error.sentence)
        price = prices.hosted_price(serving)
        cost = f"USD {price.megapixel:g} per million pixels" if price.known else "its price is not known"
        return ProviderHealth(ok=True, says=f"{who}'s token works; {self._model} is served by {serving} ({cost}).")


@cache
def _configure_sdk() -> None:
    """Set the SDK up, once: no telemetry, and clients of ours with limits."""
    # Read when the SDK is imported: its first call would else ask its maker's server who is calling, 3 s offline.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import constants, set_async_client_factory, set_client_factory  # noqa: PLC0415  # 0.4 s

    from creative_cli.http import sdk_proxy, transport  # noqa: PLC0415  # httpx2

    constants.HF_HUB_DISABLE_TELEMETRY = True
    set_async_client_factory(
        lambda: transport.open_client(
            HUB_TIMEOUT_S, lambda body: error_from_body(body, HUGGINGFACE_SERVICE, sdk_proxy.current_key())
        )
    )
    # The SDK asks the hub, and the servers some providers leave pictures on, with no time limit in so many words.
    set_client_factory(lambda: transport.thread_client(sdk_proxy.send_request, HUB_TIMEOUT_S))


def _refuse_offline() -> None:
    """Raise ApiError where the user keeps the SDK offline: our clients do not ask, so we do."""
    from huggingface_hub import is_offline_mode  # noqa: PLC0415  # 0.4 s, for those who call

    if is_offline_mode():
        sentence = "HF_HUB_OFFLINE keeps Hugging Face offline on this machine. Unset it to let it paint."
        raise ApiError(ErrorKind.CONFIGURATION, sentence)


def _find_provider(model: str, provider: str) -> str:
    """Return who serves *model*, and leave the hub's answer where the SDK finds it; raise what the SDK raises.

    The SDK asks the hub in the middle of its asynchronous call, where it would hold up every other picture. It keeps
    the answer for the life of the process, so it is asked here first, in a thread.
    """
    from huggingface_hub.inference._providers import get_provider_helper  # noqa: PLC0415  # 0.4 s, for those who call

    try:
        helper = get_provider_helper(cast("Any", provider), task=TEXT_TO_IMAGE, model=model)
        helper._prepare_mapping_info(model)  # noqa: SLF001  # nothing public asks the hub without asking the model
    except StopIteration:
        # As it is, it would end the thread's result instead of telling.
        sentence = f"No inference provider of Hugging Face serves {model}. Check CREATIVE_HUGGINGFACE_MODEL."
        raise ApiError(ErrorKind.CONFIGURATION, sentence) from None
    except ValueError as error:
        if type(error) is not ValueError:
            raise  # a hub that answers no JSON, or refuses the request
        sentence = f"Hugging Face cannot paint with these settings: {clean_message(str(error))}"
        raise ApiError(ErrorKind.CONFIGURATION, f"{sentence} Check CREATIVE_HUGGINGFACE_PROVIDER.") from None
    return str(helper.provider)


def _account_name(token: str | None) -> str:
    """Return the name of the account a token belongs to."""
    from huggingface_hub import HfApi  # noqa: PLC0415  # 0.4 s, for those who call

    name = HfApi(token=token).whoami()["name"]
    if not isinstance(name, str):
        raise TypeError("The account has no name.")
    return clean_message(name)

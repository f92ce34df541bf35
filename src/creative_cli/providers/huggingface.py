"""Hugging Face: SDXL through its inference providers, or any endpoint by its URL.

The call itself is `InferenceClient.text_to_image`. This module adds what the SDK lacks: an HTTP client with limits, a
time limit for finding the provider of a model, off the event loop, checks of the addresses where providers leave
pictures, and no requests besides ours. It returns the response's bytes before Pillow, which the SDK wraps them in,
decodes them. No other module uses the SDK.
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
from creative_cli.settings import read_settings

HUGGINGFACE_NAME: Final = "huggingface"
HUGGINGFACE_SERVICE: Final = Service("Hugging Face", key="HF_TOKEN", model="CREATIVE_HUGGINGFACE_MODEL")
TEXT_TO_IMAGE: Final = "text-to-image"


class HuggingFaceProvider:
    """SDXL, or the model of an endpoint; one call for each picture. The API for SDXL extends no photos."""

    name = HUGGINGFACE_NAME
    tasks = frozenset({ImageTask.PICTURE, ImageTask.SCENE})

    def __init__(  # noqa: PLR0913  # one parameter for each setting
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
        """Keep the settings: a hub id and its *provider* (`auto`: the account's choice), or a URL.

        *timeout_s* applies to each read. *bill_to* is the organization that pays, None for the token's own account.
        Pictures are fetched only from addresses that *allowed* accepts.
        """
        self._endpoint = model.startswith(("http://", "https://"))
        self.model = model
        if self._endpoint:
            address = urlsplit(model)  # its user, password and query may be secret
            self.model = f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"
        self.identity = f"{HUGGINGFACE_NAME}:{self.model}"  # the model is the same on every provider
        self._model = model
        self._provider = provider
        self._token = token
        self._timeout_s = timeout_s
        self._steps = steps
        self._guidance = guidance
        self._bill_to = bill_to
        self._allowed = allowed

    def words(self, request: ImageRequest) -> str:
        """Return the short and the negative prompt."""
        return format_short_prompt(request.prompt)

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size of SDXL nearest in ratio (width, height in px)."""
        return nearest_sdxl_size(request.aspect)

    def estimate(self, request: ImageRequest) -> float:
        """Return the cost in USD, by pixels; 0 for an endpoint, which is paid by time.

        `auto` and providers without a row in the price table count as the dearest row.
        """
        return 0.0 if self._endpoint else prices.hosted_usd(self._provider, *self.size(request))

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Generate a picture in one call; raise ApiError. A seed gives the same picture if the provider honours it."""
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
        """Return the bytes of the response, and the provider that serves the model, None for an endpoint."""
        if request.task not in self.tasks:
            raise ApiError(ErrorKind.CONFIGURATION, "SDXL at Hugging Face does not extend photos beyond their edges.")
        token = self._check_token()
        _refuse_offline()
        from httpx2 import InvalidURL
        from huggingface_hub import AsyncInferenceClient

        from creative_cli.http.sdk_proxy import untrusted_address

        serving = None if self._endpoint else await self._find_serving_provider()
        client = AsyncInferenceClient(
            model=self._model,
            provider=cast(
                "Any", self._provider
            ),  # the SDK types its names as literals, and raises ValueError for others
            token=token,
            timeout=self._timeout_s,
            bill_to=self._bill_to,
            # Without a token the SDK would send this machine's saved login to the owner of the URL.
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
                raise untrusted_address() from None  # the provider has already made the picture and named its address
        with picture:
            stream = getattr(picture, "fp", None)
            if isinstance(stream, BytesIO):
                return stream.getvalue(), serving
        raise ApiError(
            ErrorKind.BAD_ANSWER, "Hugging Face's client did not return the picture's bytes.", maybe_charged=True
        )

    async def _find_serving_provider(self) -> str:
        """Return the provider that serves the model; an ApiError of this free request is never charged."""
        try:
            with http_errors.translate_errors(HUGGINGFACE_SERVICE, self._token):
                return await asyncio.to_thread(_find_provider, self._model, self._provider)
        except ApiError as error:
            error.maybe_charged = False
            raise

    @contextmanager
    def _sdk_proxy(self) -> Iterator[None]:
        """Send the SDK's other requests through this event loop, inside the block."""
        _configure_sdk()
        from huggingface_hub import constants

        from creative_cli.http.sdk_proxy import SdkProxy

        api, router = f"{constants.ENDPOINT}/api/", constants.INFERENCE_PROXY_TEMPLATE.format(provider="")
        token = self._token
        if token is not None and not token.get_secret_value().startswith("hf_"):
            token = None  # a provider's own key must not reach the hub
        with SdkProxy(api, router, token, read_settings().connect_seconds, self._allowed).running():
            yield

    def _check_token(self) -> str | None:
        """Return the token to send; raise ApiError when it is missing or would leak."""
        token = None if self._token is None else self._token.get_secret_value().strip() or None
        if not self._endpoint:
            if token is None:
                raise ApiError(ErrorKind.AUTH, "There is no token for Hugging Face. Set HF_TOKEN.")
            return token
        address = urlsplit(self._model)
        if token is not None and address.scheme == "http" and address.hostname not in {"127.0.0.1", "::1", "localhost"}:
            sentence = "The endpoint's address is http, which would expose the token. Use https."
            raise ApiError(ErrorKind.CONFIGURATION, sentence)
        return token

    async def probe(self) -> ProviderHealth:
        """Look up the token's account and the model's provider, for free; no request, which would wake an endpoint."""
        if self._endpoint:
            try:
                self._check_token()
            except ApiError as error:
                return ProviderHealth(ok=False, says=error.sentence)
            return ProviderHealth(
                ok=True, says=f"The endpoint {self.model} is set; only generating a picture shows whether it works."
            )
        try:
            with http_errors.translate_errors(HUGGINGFACE_SERVICE, self._token), self._sdk_proxy():
                token = self._check_token()
                _refuse_offline()
                who = await asyncio.to_thread(_account_name, token)
                serving = await self._find_serving_provider()
        except ApiError as error:
            return ProviderHealth(ok=False, says=error.sentence)
        price = prices.hosted_price(serving)
        cost = "its price is unknown" if price is None else f"USD {price:g} per million pixels"
        return ProviderHealth(ok=True, says=f"{who}'s token works; {self._model} is served by {serving} ({cost}).")


@cache
def _configure_sdk() -> None:
    """Configure the SDK once: no telemetry, and our own clients with limits."""
    # Read while importing the SDK. Otherwise its first call contacts the vendor's server, 3 s when offline.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import constants, set_async_client_factory, set_client_factory

    from creative_cli.http import sdk_proxy, transport

    constants.HF_HUB_DISABLE_TELEMETRY = True
    set_async_client_factory(
        lambda: transport.open_client(
            read_settings().connect_seconds,
            lambda body: error_from_body(body, HUGGINGFACE_SERVICE, sdk_proxy.current_key()),
        )
    )
    # The SDK sets no time limit for the hub, nor for the servers where some providers leave pictures.
    set_client_factory(lambda: transport.thread_client(sdk_proxy.send_request, read_settings().connect_seconds))


def _refuse_offline() -> None:
    """Raise ApiError when HF_HUB_OFFLINE is set, which our own clients do not check."""
    from huggingface_hub import is_offline_mode

    if is_offline_mode():
        sentence = "HF_HUB_OFFLINE keeps Hugging Face offline on this machine. Unset it to generate pictures."
        raise ApiError(ErrorKind.CONFIGURATION, sentence)


def _find_provider(model: str, provider: str) -> str:
    """Return the provider that serves *model*, and fill the SDK's cache; raise what the SDK raises."""
    # The SDK would send this request inside its asynchronous call and block every other picture. It caches the
    # response for the life of the process: here it runs first, in a thread.
    from huggingface_hub.inference._providers import get_provider_helper

    try:
        helper = get_provider_helper(cast("Any", provider), task=TEXT_TO_IMAGE, model=model)
        helper._prepare_mapping_info(model)  # noqa: SLF001  # no public call queries the hub without calling the model
    except StopIteration:
        # A StopIteration cannot leave a thread as an exception.
        sentence = f"No inference provider of Hugging Face serves {model}. Check CREATIVE_HUGGINGFACE_MODEL."
        raise ApiError(ErrorKind.CONFIGURATION, sentence) from None
    except ValueError as error:
        if type(error) is not ValueError:
            raise  # the hub returned no JSON, or refused the request
        sentence = f"Hugging Face cannot generate pictures with these settings: {clean_message(str(error))}"
        raise ApiError(ErrorKind.CONFIGURATION, f"{sentence} Check CREATIVE_HUGGINGFACE_PROVIDER.") from None
    return str(helper.provider)


def _account_name(token: str | None) -> str:
    from huggingface_hub import HfApi

    name = HfApi(token=token).whoami()["name"]
    if not isinstance(name, str):
        raise TypeError("The account has no name.")
    return clean_message(name)

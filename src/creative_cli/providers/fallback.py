"""A chain of providers: the first that can generates the picture, and the reasons of the others come with it.

A picture is stored when it arrives, before it is checked, and looked up by its key before any call. A scene with an
unwanted object is requested once more, with another seed and a stronger prompt; if the retry is no better, the first
scene is used and reported.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Final, Protocol

from creative_cli.errors import ContentRefusedError, OverBudgetError, PictureError, ProviderError
from creative_cli.formats import Box
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import AnswerStore, Call, Caller, Reply
from creative_cli.http.deadline import Deadline
from creative_cli.providers import prompts
from creative_cli.providers.base import (
    GeneratedImage,
    ImageRequest,
    ImageTask,
    Provider,
    select_for_task,
)

PICTURE_SETTING: Final = "CREATIVE_PICTURE_SECONDS"

NOT_GENERATED: Final = "Its picture has not been generated yet."
OCCUPIED_SCENE: Final = "The generated scene seems to contain an object where it should be empty."


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """What is stored beside the bytes of a picture: its `GeneratedImage` without them, and the provider.

    `adapter` is the start of the provider's identity: the servers that one adapter asks have names of their own, and a
    picture of one of them is not bought again from another.
    """

    provider: str
    model: str
    width: int
    height: int
    seed: int | None
    usd: float
    request_id: str | None
    input_tokens: int | None
    output_tokens: int | None
    adapter: str = ""


class PaidImages(Protocol):
    """Pictures that were paid for, by key; `storage.paid_results` stores them."""

    def turn(self, key: str) -> AbstractAsyncContextManager[None]:
        """Hold the lock for *key*, among all processes."""

    def get(self, key: str) -> tuple[bytes, ImageRecord] | None:
        """Return the picture stored for *key* by this run or an earlier one."""

    def reserve(self, key: str, size: int) -> None:
        """Take the room for a picture of *size* bytes; `keep` gives it back."""

    def keep(self, key: str, data: bytes, note: ImageRecord) -> str:
        """Store a picture permanently and return its SHA-256."""

    def discard(self, key: str) -> None:
        """Delete an unusable picture."""


@dataclass(frozen=True, slots=True)
class FallbackResult:
    """A checked picture, its provider, and in `why` a sentence for each provider that was tried before.

    `occupant` is the box of an unwanted object in a scene, in fractions of the picture. `prompt` is what the provider
    was sent; a second try for an empty scene asks for that more strongly.
    """

    painted: GeneratedImage
    provider: str
    why: tuple[str, ...] = ()
    occupant: Box | None = None
    prompt: str = ""


class EarlierImages:
    """Providers in order, of whose pictures those are found that were paid for earlier; none of them is asked."""

    def __init__(
        self,
        providers: tuple[Provider, ...],
        paid_images: PaidImages,
        check_image: Callable[[bytes, int, int], Awaitable[None]],
        find_object: Callable[[bytes], Awaitable[Box | None]],
    ) -> None:
        """Look up pictures of *providers* in *paid_images*.

        *check_image* takes a picture's bytes and the requested size (px), and raises PictureError for an unusable one.
        *find_object* takes the bytes of a checked scene, and returns the box of an unwanted object, in fractions of it.
        """
        self._providers = providers
        self._paid_images = paid_images
        self._check_image = check_image
        self._find_object = find_object

    def identity(self, task: ImageTask) -> str:
        """Return the identity of the first provider for *task*, or "": part of the key of every picture.

        Later providers are not part of it: adding or removing a fallback buys no picture again.
        """
        return next((provider.identity for provider in select_for_task(self._providers, task)), "")

    def has(self, name: str) -> bool:
        """Return whether the provider or adapter *name* is in the chain; stored pictures of others are not used."""
        return any(name in (provider.name, _adapter_of(provider)) for provider in self._providers)

    async def paint(self, request: ImageRequest, key: str) -> FallbackResult:
        """Return the picture that is stored for *key*; raise ProviderError if there is none."""
        found = await self._load_stored(key, request.task)
        if found is None:
            raise ProviderError(NOT_GENERATED, "A run generates it.")
        return self._tell_prompt(found, request)

    def _tell_prompt(self, result: FallbackResult, request: ImageRequest) -> FallbackResult:
        maker = next((one for one in self._providers if one.name == result.provider), None)
        return result if maker is None else replace(result, prompt=maker.words(request))

    async def _load_stored(self, key: str, task: ImageTask) -> FallbackResult | None:
        """Return the picture stored for *key*; an unusable one, stored by a killed run, is deleted."""
        stored = self._paid_images.get(key)
        if stored is None:
            return None
        data, record = stored
        if not self.has(record.adapter or record.provider):
            return None
        try:
            await self._check_image(data, record.width, record.height)
        except PictureError:
            self._paid_images.discard(key)
            return None
        occupant = await self._find_object(data) if task is ImageTask.SCENE else None
        facts = asdict(record)
        provider = facts.pop("provider")
        del facts["adapter"]
        return FallbackResult(GeneratedImage(data, **facts), provider, occupant=occupant)


class FallbackChain(EarlierImages):
    """Providers in the order they are tried."""

    def __init__(
        self,
        providers: tuple[Provider, ...],
        caller: Caller,
        paid_images: PaidImages,
        check_image: Callable[[bytes, int, int], Awaitable[None]],
        find_object: Callable[[bytes], Awaitable[Box | None]],
        deadline_s: float,
    ) -> None:
        """Call *providers* through *caller*, with *deadline_s* seconds for each picture over all of them."""
        super().__init__(providers, paid_images, check_image, find_object)
        self._caller = caller
        self._deadline_s = deadline_s
        self._turns: dict[str, asyncio.Lock] = {}

    async def paint(self, request: ImageRequest, key: str) -> FallbackResult:
        """Return the picture for *key*, stored earlier or generated now.

        Concurrent requests for one key, in this process or another, wait for the first: a picture is bought once.
        Raises ContentRefusedError, OverBudgetError, and ProviderError when every provider fails.
        """
        async with self._turns.setdefault(key, asyncio.Lock()), self._paid_images.turn(key):
            result = await self._load_stored(key, request.task) or await self._generate(request, key)
        return self._tell_prompt(result, request)

    async def _generate(self, request: ImageRequest, key: str) -> FallbackResult:
        why = [
            f"{one.name}: It does not support the task {request.task}."
            for one in self._providers
            if request.task not in one.tasks
        ]
        able = select_for_task(self._providers, request.task)
        left_s = self._deadline_s
        for place, provider in enumerate(able):
            share_s = left_s / (len(able) - place)  # a slow provider must leave time for the next ones
            deadline, checked = Deadline(share_s, PICTURE_SETTING), list[FallbackResult]()
            last = provider is able[-1]
            call = replace(
                self._prepare_call(provider, request, key, checked, last=last),
                instead=self._prepare_call(provider, replace(request, seed=request.seed + 1), key, checked, last=last),
            )
            try:
                await self._caller.call(call, deadline)
            except (ApiError, OverBudgetError) as error:
                if checked:
                    # Paid for, and better than none. A later picture may have been stored in its place.
                    first = checked[0].painted
                    self._paid_images.keep(key, first.data, _image_record(provider, first))
                    return replace(checked[0], why=tuple(why))
                if isinstance(error, OverBudgetError):
                    raise
                if error.kind is ErrorKind.CONTENT_POLICY:
                    raise ContentRefusedError(
                        f"{provider.name} refuses to generate {request.product}. {error.sentence}",
                        "Change the product's description or the scene in the brief, or set a picture of your own. "
                        "A refused prompt is not sent to another provider.",
                    ) from error
                why.append(f"{provider.name}: {error.sentence}")
            else:
                return replace(checked[-1], why=tuple(why))
            left_s -= share_s - deadline.left_s
        raise ProviderError(
            f"No provider could generate {request.product}. {' '.join(why) or 'No provider is set.'}",
            "Run the same command again: it makes only what is missing. `creative doctor --online` checks every "
            "provider, and `creative doctor --reset-providers` tries the failing ones again.",
        )

    def _prepare_call(
        self, provider: Provider, request: ImageRequest, key: str, checked: list[FallbackResult], *, last: bool
    ) -> Call[GeneratedImage]:
        """Return a call that adds usable pictures to *checked*, and rejects a first scene with an object."""
        width, height = provider.size(request)

        async def send() -> Reply[GeneratedImage]:
            painted = await provider.paint(prompts.request_emptier_scene(request) if checked else request)
            return Reply(painted, painted.usd, painted.request_id, painted.input_tokens, painted.output_tokens)

        async def check(painted: GeneratedImage) -> None:
            try:
                await self._check_image(painted.data, width, height)
            except PictureError as error:
                self._paid_images.discard(key)
                raise ApiError(ErrorKind.BAD_ANSWER, error.sentence) from error
            occupant = await self._find_object(painted.data) if request.task is ImageTask.SCENE else None
            checked.append(FallbackResult(painted, provider.name, occupant=occupant))
            if occupant is not None and len(checked) == 1:
                raise ApiError(ErrorKind.BAD_ANSWER, OCCUPIED_SCENE)

        return Call(
            task=request.task,
            subject=request.product,
            provider=provider.name,
            model=provider.model,
            size=f"{width}x{height}",
            seed=request.seed,
            estimate_usd=provider.estimate(request),
            send=send,
            store=AnswerStore(
                # No encoder makes a picture larger than its pixels, RGBA of 8 bits.
                partial(self._paid_images.reserve, key, 4 * width * height),
                lambda painted: self._paid_images.keep(key, painted.data, _image_record(provider, painted)),
            ),
            check=check,
            last=last,
        )


def _adapter_of(provider: Provider) -> str:
    return provider.identity.partition(":")[0]


def _image_record(provider: Provider, image: GeneratedImage) -> ImageRecord:
    facts = asdict(image)
    del facts["data"]
    return ImageRecord(provider.name, **facts, adapter=_adapter_of(provider))

"""The painters in order: the first that can paints, and why others were passed over is told with the picture.

A picture is kept the moment it arrives, before anybody looks at it, and asked for by its key before any call.
A scene that holds an object of its own is asked for once more, with another seed and in stronger words; where that
brings no better one, it is used, and told.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Final, Protocol

from creative_cli.errors import ContentRefusedError, OverBudgetError, PictureError, ProviderError
from creative_cli.formats import Box
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Call, Caller, Reply
from creative_cli.http.deadline import Deadline
from creative_cli.providers import prompts
from creative_cli.providers.base import (
    GeneratedImage,
    ImageRequest,
    ImageTask,
    Provider,
    first_identity,
    select_for_task,
)

OCCUPIED_SCENE: Final = "The painted scene seems to hold an object of its own, where it was to be empty."


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """What is noted beside the bytes of a received picture: all of `Painted` but them, and who painted."""

    provider: str
    model: str
    width: int
    height: int
    seed: int | None
    usd: float
    request_id: str | None
    input_tokens: int | None
    output_tokens: int | None


class PaidImages(Protocol):
    """The pictures that were paid for, by key; `storage.received` keeps them."""

    def turn(self, key: str) -> AbstractAsyncContextManager[None]:
        """Hold the right to ask for *key*, among all processes."""

    def get(self, key: str) -> tuple[bytes, ImageRecord] | None:
        """Return what came for *key*, of this run or an earlier one."""

    def keep(self, key: str, data: bytes, note: ImageRecord) -> str:
        """Keep a picture for good and return its SHA-256."""

    def discard(self, key: str) -> None:
        """Forget a picture that is of no use."""


@dataclass(frozen=True, slots=True)
class FallbackResult:
    """A picture that passed, who painted it, and a sentence for each provider before that did not.

    `occupant` is where an object stands in a scene that was ordered empty, in fractions of the picture.
    """

    painted: GeneratedImage
    provider: str
    why: tuple[str, ...] = ()
    occupant: Box | None = None


@dataclass(slots=True)
class _SpareScene:
    """The first scene with an object of its own in it, used where asking once more brings no better one."""

    painted: GeneratedImage | None = None
    occupant: Box | None = None


class FallbackChain:
    """Painters in the order they are asked."""

    def __init__(
        self,
        painters: tuple[Provider, ...],
        caller: Caller,
        received: PaidImages,
        examine: Callable[[bytes, int, int], Awaitable[None]],
        occupant: Callable[[bytes], Awaitable[Box | None]],
        deadline_s: float,
    ) -> None:
        """Ask *painters* by way of *caller*, *deadline_s* for each picture over all of them.

        *examine* gets a picture's bytes and the size asked for (px), and raises PictureError when it is of no use.
        *occupant* gets those of a scene that passed, and returns where an object stands in it, in fractions of it.
        """
        self._painters = painters
        self._caller = caller
        self._received = received
        self._examine = examine
        self._deadline_s = deadline_s
        self._occupant = occupant
        self._turns: dict[str, asyncio.Lock] = {}

    def identity(self, task: ImageTask) -> str:
        """Return who is asked first for *task*: part of the key of every picture, whoever paints it in the end."""
        return first_identity(self._painters, task)

    def has(self, provider: str) -> bool:
        """Tell whether *provider* may paint: pictures of one that was left out since are not used."""
        return any(painter.name == provider for painter in self._painters)

    async def paint(self, request: ImageRequest, key: str) -> FallbackResult:
        """Return the picture that *key* stands for, received earlier or painted now.

        Whoever asks for a key that is just being painted, in this command or another one, waits and gets that
        picture: it is bought once.
        Raises ContentRefusedError, OverBudgetError, and ProviderError when nobody could paint it.
        """
        async with self._turns.setdefault(key, asyncio.Lock()), self._received.turn(key):
            return await self._kept(key, request.task) or await self._painted(request, key)

    async def _painted(self, request: ImageRequest, key: str) -> FallbackResult:
        why = [f"{one.name}: It makes no {request.task}." for one in self._painters if request.task not in one.tasks]
        asked = select_for_task(self._painters, request.task)
        left_s = self._deadline_s
        for place, painter in enumerate(asked):
            # One that drips must leave time for those after it.
            share_s = left_s / (len(asked) - place)
            deadline, spare = Deadline(share_s), _SpareScene()
            try:
                call = self._call(painter, request, key, spare)
                painted = await self._caller.call(_mark_last(call, last=painter is asked[-1]), deadline)
            except (ApiError, OverBudgetError) as error:
                if spare.painted is not None:
                    # Paid for, and better than none: what came after it may have taken its place.
                    self._received.keep(key, spare.painted.data, _image_record(painter.name, spare.painted))
                    return FallbackResult(spare.painted, painter.name, tuple(why), spare.occupant)
                if isinstance(error, OverBudgetError):
                    raise
                if error.kind is ErrorKind.CONTENT_POLICY:
                    raise _content_refused(painter.name, request.product, error) from error
                why.append(f"{painter.name}: {error.sentence}")
            else:
                return FallbackResult(painted, painter.name, tuple(why), spare.occupant)
            left_s -= share_s - deadline.left_s
        raise ProviderError(
            f"Nobody could paint {request.product}. {' '.join(why) or 'No provider is set.'}",
            "Run the same command again, which makes only what is missing. `creative doctor --online` checks every "
            "provider, and `creative doctor --reset-providers` asks those again that are left alone.",
        )

    def _call(self, painter: Provider, request: ImageRequest, key: str, spare: _SpareScene) -> Call[GeneratedImage]:
        instead = self._once(painter, replace(request, seed=request.seed + 1), key, spare)
        return replace(self._once(painter, request, key, spare), instead=instead)

    def _once(self, painter: Provider, request: ImageRequest, key: str, spare: _SpareScene) -> Call[GeneratedImage]:
        width, height = painter.size(request)

        async def send() -> Reply[GeneratedImage]:
            again = spare.painted is not None
            painted = await painter.paint(prompts.request_emptier_scene(request) if again else request)
            # Nothing stands between a paid answer and the disk, not even an await that could be cancelled.
            sha256 = self._received.keep(key, painted.data, _image_record(painter.name, painted))
            return Reply(painted, painted.usd, painted.request_id, painted.input_tokens, painted.output_tokens, sha256)

        async def check(painted: GeneratedImage) -> None:
            try:
                await self._examine(painted.data, width, height)
            except PictureError as error:
                self._received.discard(key)
                raise ApiError(ErrorKind.BAD_ANSWER, error.sentence) from error
            first = spare.painted is None
            spare.occupant = await self._occupant(painted.data) if request.task is ImageTask.SCENE else None
            if spare.occupant is not None and first:
                spare.painted = painted
                raise ApiError(ErrorKind.BAD_ANSWER, OCCUPIED_SCENE)

        return Call(
            task=request.task,
            subject=request.product,
            provider=painter.name,
            model=painter.model,
            size=f"{width}x{height}",
            seed=request.seed,
            estimate_usd=painter.estimate(request),
            send=send,
            check=check,
        )

    async def _kept(self, key: str, task: ImageTask) -> FallbackResult | None:
        """Return the picture received under *key*; one of no use is discarded: its run died before it was looked at."""
        received = self._received.get(key)
        if received is None:
            return None
        data, answer = received
        if not self.has(answer.provider):
            return None
        try:
            await self._examine(data, answer.width, answer.height)
        except PictureError:
            self._received.discard(key)
            return None
        painted = GeneratedImage(
            data=data,
            model=answer.model,
            width=answer.width,
            height=answer.height,
            seed=answer.seed,
            usd=answer.usd,
            request_id=answer.request_id,
            input_tokens=answer.input_tokens,
            output_tokens=answer.output_tokens,
        )
        occupant = await self._occupant(data) if task is ImageTask.SCENE else None
        return FallbackResult(painted, answer.provider, occupant=occupant)


def _mark_last(call: Call[GeneratedImage], *, last: bool) -> Call[GeneratedImage]:
    """Return *call* with whether anybody else could be asked."""
    instead = call.instead and replace(call.instead, last=last)
    return replace(call, last=last, instead=instead)


def _image_record(provider: str, painted: GeneratedImage) -> ImageRecord:
    return ImageRecord(
        provider=provider,
        model=painted.model,
        width=painted.width,
        height=painted.height,
        seed=painted.seed,
        usd=painted.usd,
        request_id=painted.request_id,
        input_tokens=painted.input_tokens,
        output_tokens=painted.output_tokens,
    )


def _content_refused(provider: str, product: str, error: ApiError) -> ContentRefusedError:
    return ContentRefusedError(
        f"{provider} refuses to paint {product}. {error.sentence}",
        "Change the product's description or the scene in the brief, or give it a picture of your own. "
        "A refused prompt is not taken to another service.",
    )

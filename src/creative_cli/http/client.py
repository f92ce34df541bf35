"""One retry layer for every call that leaves the machine: pictures, translation, embeddings.

An attempt is: reserve its money, wait for a turn, ask the circuit breaker and the month's budget, write
`AttemptStarted`, send, write `AttemptEnded`, tell the breaker, settle the money. SDKs and adapters never retry.
"""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from creative_cli.errors import StorageError
from creative_cli.events import AttemptEnded, AttemptStarted, Event, ProviderPassedOver
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.budget import RunBudget
from creative_cli.http.circuit_breaker import CircuitBreakers, Permit
from creative_cli.http.deadline import Deadline
from creative_cli.http.rate_limit import RateLimits
from creative_cli.http.retry import Action, NextStep, RetryState

ValueT = TypeVar("ValueT")

PRICE_MARGIN = 1.15
"""How much more a call may cost than the most expensive one like it: tokens of the same picture vary slightly."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[ValueT]):
    """A good answer and its cost; `sha256` names its bytes where they are kept."""

    value: ValueT
    usd: float
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerStore(Generic[ValueT]):
    """Where the answer of a paid call is kept.

    `reserve` takes the room for it before the call is made. `keep` stores it durably and returns the SHA-256 of its
    bytes, before anything else is done with it. Both raise StorageError.
    """

    reserve: Callable[[], None]
    keep: Callable[[ValueT], str]


@dataclass(frozen=True, slots=True)
class Call(Generic[ValueT]):
    """One request to one provider; the first seven fields are those of `AttemptStarted`.

    `send` makes one attempt and raises ApiError. `check` examines the answer, which is paid for by then, and raises
    an ApiError of kind BAD_ANSWER. `instead` replaces the call after a bad answer, as the same seed would give the
    same one again. `last` means that no other provider is left: short waits the service asks for are kept as long as
    there is time.
    """

    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    estimate_usd: float
    send: Callable[[], Awaitable[Reply[ValueT]]]
    store: AnswerStore[ValueT] | None = None
    check: Callable[[ValueT], Awaitable[None]] | None = None
    instead: "Call[ValueT] | None" = None
    last: bool = True


@dataclass(slots=True)
class _Attempt(Generic[ValueT]):
    """A running attempt, and what is known of it when it ends."""

    name: str
    call: Call[ValueT]
    estimate_usd: float
    began: float
    reply: Reply[ValueT] | None = None
    error: ApiError | None = None

    @property
    def known_usd(self) -> float | None:
        """The price of the reply, else of the failed call; None when unknown."""
        if self.reply is not None:
            return self.reply.usd
        return None if self.error is None else self.error.usd

    @property
    def maybe_charged(self) -> bool:
        """Whether the price is unknown and may be more than nothing; an attempt that was cut off may be charged."""
        return self.known_usd is None and (self.error is None or self.error.maybe_charged)

    @property
    def usd(self) -> float:
        """The known price, else the estimate if the call may have been charged."""
        return self.estimate_usd if self.maybe_charged else self.known_usd or 0.0

    @property
    def labels(self) -> dict[str, Any]:
        """The fields that both events of an attempt share."""
        return {
            "attempt": self.name,
            "task": self.call.task,
            "subject": self.call.subject,
            "provider": self.call.provider,
            "model": self.call.model,
            "size": self.call.size,
            "seed": self.call.seed,
        }


class Caller:
    """Makes calls by the retry policy; every attempt is journaled before it is sent and after it ended."""

    def __init__(
        self,
        limits: RateLimits,
        budget: RunBudget,
        breakers: CircuitBreakers,
        emit: Callable[[Event], None],
        jitter: Callable[[], float] = random.random,
        admit: Callable[[float], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Share *limits*, *budget* and *breakers* among all calls of a run; *emit* writes the journal durably.

        *admit* gets the estimate (USD) of a call and allows it to be journaled in the block, alone among all
        processes; it raises OverBudgetError.
        """
        self._limits = limits
        self._budget = budget
        self._breakers = breakers
        self._emit = emit
        self._jitter = jitter
        self._admit = admit
        self._paid: dict[tuple[str, ...], float] = {}
        self._halted: StorageError | None = None

    async def call(self, call: Call[ValueT], deadline: Deadline) -> ValueT:
        """Return the answer's value; raise the last ApiError when the policy gives this provider up.

        Raises OverBudgetError before a call that would exceed a ceiling, and StorageError if an answer could not be
        kept: this one, or an earlier one, after which nothing more is bought. A provider whose breaker is open is not
        called; the ApiError says why and until when.
        """
        retries = RetryState(self._jitter)
        while True:
            deadline.require_rest()
            outcome = await self._attempt(call, deadline, retries)
            if isinstance(outcome, Reply):
                return outcome.value
            error, step = outcome
            if step.action in {Action.NEXT, Action.STOP}:
                raise error
            deadline.spend(step.wait_s)
            if step.action is Action.WAIT:
                self._limits.pause(call.provider, step.wait_s)
            else:
                await asyncio.sleep(step.wait_s)
            if error.kind is ErrorKind.BAD_ANSWER and call.instead is not None:
                call = call.instead

    def _estimate(self, call: Call[ValueT]) -> float:
        """Return what *call* may cost, USD: a picture slightly more than the most expensive one like it so far.

        Price tables are derived where services publish none, and a bill is a fact. Texts have no size: the next one
        may be longer, and only the table bounds it.
        """
        paid = self._paid.get(_price_group(call)) if call.size else None
        return call.estimate_usd if paid is None else paid * PRICE_MARGIN

    async def _attempt(
        self, call: Call[ValueT], deadline: Deadline, retries: RetryState
    ) -> Reply[ValueT] | tuple[ApiError, NextStep]:
        if self._halted is not None:
            raise self._halted
        # Money before the turn: turns are scarce and must not be held while waiting for other calls' money.
        reservation = await self._budget.reserve(lambda: self._estimate(call))
        usd = 0.0
        try:
            async with AsyncExitStack() as turn:
                await turn.enter_async_context(self._limits.turn(call.provider))
                if self._halted is not None:  # while this call waited
                    raise self._halted
                if call.store is not None:
                    call.store.reserve()
                with self._breakers.admitted(call.provider) as permit:
                    attempt = _Attempt(secrets.token_hex(8), call, reservation.usd, asyncio.get_running_loop().time())
                    # Journaled inside the block: no other process may read the journal between our check and our line.
                    with self._admit(attempt.estimate_usd):
                        self._emit(AttemptStarted(**attempt.labels, estimate_usd=attempt.estimate_usd))
                    try:
                        return await self._send(attempt, deadline, retries, permit, turn)
                    finally:
                        usd = attempt.usd
        except ApiError as error:  # from the breaker: those of the call itself are returned
            labels = (call.task, call.subject, call.provider, call.model)
            self._emit(ProviderPassedOver(*labels, error.kind, error.sentence))
            raise
        except StorageError as error:
            self._halted = error
            raise
        finally:
            self._budget.settle(reservation, usd)

    async def _send(
        self, attempt: _Attempt[ValueT], deadline: Deadline, retries: RetryState, permit: Permit, turn: AsyncExitStack
    ) -> Reply[ValueT] | tuple[ApiError, NextStep]:
        call = attempt.call
        try:
            async with deadline.running():
                attempt.reply = await call.send()
                # Stored before any await that could be cancelled; the price is known by now, whatever happens.
                if call.store is not None:
                    attempt.reply = replace(attempt.reply, sha256=call.store.keep(attempt.reply.value))
                await turn.aclose()  # the service is done: checking its answer delays no other call
                if call.check is not None:
                    await call.check(attempt.reply.value)
        except ApiError as error:
            attempt.error = error
            step = retries.after_error(error, deadline.left_s, last=call.last)
            self._emit(_ended(attempt, error.kind, step.action))
            if step.action is not Action.WAIT:  # a short wait is no failure of the provider
                permit.failed(error)
            return error, step
        except asyncio.CancelledError:  # Ctrl-C: the call is on its way, and may be charged
            self._emit(_ended(attempt, "cancelled", Action.STOP))
            raise
        except BaseException:  # our bug or a full disk; even so, what was sent is journaled
            self._emit(_ended(attempt, "error", Action.STOP))
            raise
        self._paid[_price_group(call)] = max(attempt.reply.usd, self._paid.get(_price_group(call), 0.0))
        self._emit(_ended(attempt, "ok", Action.DONE))
        permit.succeeded()
        return attempt.reply


def _price_group(call: Call[ValueT]) -> tuple[str, ...]:
    """Return what calls of similar cost have in common."""
    return call.task, call.provider, call.model, call.size


def _ended(attempt: _Attempt[ValueT], outcome: str, action: Action) -> AttemptEnded:
    reply, error = attempt.reply, attempt.error
    return AttemptEnded(
        **attempt.labels,
        outcome=outcome,
        action=action,
        status=error.status if error else None,
        code=error.code if error else None,
        request_id=(reply.request_id if reply else None) or (error.request_id if error else None),
        message=error.sentence if error else "",
        ms=(asyncio.get_running_loop().time() - attempt.began) * 1000,
        input_tokens=reply.input_tokens if reply else None,
        output_tokens=reply.output_tokens if reply else None,
        usd=attempt.known_usd or 0.0,
        maybe_charged=attempt.maybe_charged,
        sha256=reply.sha256 if reply else None,
    )

"""One retry layer for every call that leaves the machine: pictures, translation, embeddings.

An attempt is: reserve its money, wait for a turn, ask the breaker, ask the month, write `AttemptStarted`, send, write
`AttemptEnded`, tell the breaker, settle the money. SDKs and adapters retry nothing themselves.
"""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from creative_cli.events import AttemptEnded, AttemptStarted, Event, ProviderPassedOver
from creative_cli.http.api_error import Fault, FaultKind
from creative_cli.http.budget import Month, Purse, UnboundedMonth
from creative_cli.http.circuit_breaker import Breakers, Permit
from creative_cli.http.deadline import Deadline
from creative_cli.http.rate_limit import Limits
from creative_cli.http.retry import Action, Step, Tries

ValueT = TypeVar("ValueT")

ROOM = 1.15
"""How much dearer a call may be than the dearest of its kind: tokens of the same picture vary by some percent."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[ValueT]):
    """A good answer and what it cost; `sha256` names its bytes where they are kept."""

    value: ValueT
    usd: float
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Call(Generic[ValueT]):
    """One thing asked of one provider; the first eight fields are those of `AttemptStarted`.

    `send` asks once and raises Fault. `check` looks at the answer, which is paid for by then, and raises a Fault of
    kind BAD_ANSWER. `instead` is what is asked after a bad answer: the same seed would give the same again. `last` says
    that nobody else could be asked, so that short waits the service asks for are kept as long as there is time.
    """

    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    estimate_usd: float
    send: Callable[[], Awaitable[Reply[ValueT]]]
    check: Callable[[ValueT], Awaitable[None]] | None = None
    instead: "Call[ValueT] | None" = None
    last: bool = True


@dataclass(frozen=True, slots=True)
class _Failure:
    fault: Fault
    step: Step


@dataclass(slots=True)
class _Attempt(Generic[ValueT]):
    """An attempt while it runs: what is known of it when it ends, in whatever way."""

    name: str
    call: Call[ValueT]
    estimate_usd: float
    began: float
    reply: Reply[ValueT] | None = None
    fault_usd: float | None = None
    maybe_charged: bool = True

    @property
    def usd(self) -> float:
        """What is charged as far as anybody knows: what is known, else the estimate when it may be."""
        if self.known_usd is not None:
            return self.known_usd
        return self.estimate_usd if self.maybe_charged else 0.0

    @property
    def known_usd(self) -> float | None:
        """The price of the reply, else that of a billed answer that is none; None when nobody knows."""
        return self.fault_usd if self.reply is None else self.reply.usd


class Caller:
    """Makes calls by the policy; every attempt is journaled before it leaves and after it ended."""

    def __init__(
        self,
        limits: Limits,
        purse: Purse,
        breakers: Breakers,
        emit: Callable[[Event], None],
        jitter: Callable[[], float] = random.random,
        month: Month | None = None,
    ) -> None:
        """Share *limits*, *purse* and *breakers* among all calls of a run; *emit* writes the journal, durably.

        *month* is the ceiling over all processes, None for none.
        """
        self._limits = limits
        self._purse = purse
        self._breakers = breakers
        self._emit = emit
        self._jitter = jitter
        self._month = month or UnboundedMonth()
        self._paid: dict[tuple[str, str, str, str], float] = {}

    def _estimate(self, call: Call[ValueT]) -> float:
        """Return what *call* may cost, USD: a picture a little more than the dearest like it so far, else by its table.

        Tables of prices are derived where services publish none; a bill is a fact. Words have no size: the next text
        may be longer and thought about for longer, so that only the table bounds it.
        """
        paid = self._paid.get(_like(call)) if call.size else None
        return call.estimate_usd if paid is None else paid * ROOM

    async def call(self, call: Call[ValueT], deadline: Deadline) -> ValueT:
        """Return the answer's value; raise the last Fault when the policy gives this provider up.

        Raises OverBudgetError before a call that would pass a ceiling. A provider whose breaker is open is not
        called; the Fault says why and until when.
        """
        tries = Tries(self._jitter)
        while True:
            if deadline.left_s <= 0:
                raise Fault(FaultKind.TIMED_OUT, "No time was left to ask.")
            outcome = await self._attempt(call, deadline, tries)
            if isinstance(outcome, Reply):
                return outcome.value
            fault, step = outcome.fault, outcome.step
            if step.action in {Action.NEXT, Action.STOP}:
                raise fault
            deadline.spend(step.wait_s)
            if step.action is Action.WAIT:
                self._limits.pause(call.provider, step.wait_s)
            else:
                await asyncio.sleep(step.wait_s)
            if fault.kind is FaultKind.BAD_ANSWER and call.instead is not None:
                call = call.instead

    async def _attempt(self, call: Call[ValueT], deadline: Deadline, tries: Tries) -> Reply[ValueT] | _Failure:
        # The money comes first: a turn is short of supply, and would be held while waiting for the money of others.
        reservation = await self._purse.reserve(lambda: self._estimate(call))
        usd = 0.0
        try:
            async with AsyncExitStack() as turn:
                await turn.enter_async_context(self._limits.turn(call.provider))
                with self._admitted(call) as permit:
                    attempt = _Attempt(secrets.token_hex(8), call, reservation.usd, asyncio.get_running_loop().time())
                    # In the block, so that no other process can look between our look and our line.
                    with self._month.admitting(attempt.estimate_usd):
                        self._emit(_started(attempt))
                    try:
                        return await self._send(attempt, deadline, tries, permit, turn)
                    finally:
                        usd = attempt.usd
        finally:
            self._purse.settle(reservation, usd)

    @contextmanager
    def _admitted(self, call: Call[ValueT]) -> Iterator[Permit]:
        """Hold the breaker's permission for the block; a provider that rests is passed over, which is journaled."""
        with ExitStack() as admission:
            try:
                permit = admission.enter_context(self._breakers.admitted(call.provider))
            except Fault as fault:
                who = (call.task, call.subject, call.provider, call.model)
                self._emit(ProviderPassedOver(*who, fault.kind, fault.sentence))
                raise
            yield permit

    async def _send(
        self, attempt: _Attempt[ValueT], deadline: Deadline, tries: Tries, permit: Permit, turn: AsyncExitStack
    ) -> Reply[ValueT] | _Failure:
        call = attempt.call
        try:
            async with deadline.running():
                attempt.reply = await call.send()
                await turn.aclose()  # the service is done: looking at its answer holds up no other call
                if call.check is not None:
                    await call.check(attempt.reply.value)
        except Fault as fault:
            attempt.maybe_charged, attempt.fault_usd = fault.maybe_charged, fault.usd
            step = tries.after(fault, deadline.left_s, last=call.last)
            self._emit(_ended(attempt, fault.kind, step.action, fault))
            if step.action is not Action.WAIT:  # a short wait is no failure of the provider
                permit.failed(fault)
            return _Failure(fault, step)
        except asyncio.CancelledError:  # Ctrl-C: the call is on its way, and may be charged
            self._emit(_ended(attempt, "cancelled", Action.STOP))
            raise
        except BaseException:  # our bug or a full disk; even so, what was sent is journaled
            self._emit(_ended(attempt, "error", Action.STOP))
            raise
        self._paid[_like(call)] = max(attempt.reply.usd, self._paid.get(_like(call), 0.0))
        self._emit(_ended(attempt, "ok", Action.DONE))
        permit.succeeded()
        return attempt.reply


def _like(call: Call[ValueT]) -> tuple[str, str, str, str]:
    """Return what makes calls cost alike: who is asked, for what, of which size."""
    return call.task, call.provider, call.model, call.size


def _started(attempt: _Attempt[ValueT]) -> AttemptStarted:
    call = attempt.call
    return AttemptStarted(
        attempt=attempt.name,
        task=call.task,
        subject=call.subject,
        provider=call.provider,
        model=call.model,
        size=call.size,
        seed=call.seed,
        estimate_usd=attempt.estimate_usd,
    )


def _ended(attempt: _Attempt[ValueT], outcome: str, action: Action, fault: Fault | None = None) -> AttemptEnded:
    call, reply = attempt.call, attempt.reply
    request_id = reply.request_id if reply is not None else None
    return AttemptEnded(
        attempt=attempt.name,
        task=call.task,
        subject=call.subject,
        provider=call.provider,
        model=call.model,
        size=call.size,
        seed=call.seed,
        outcome=outcome,
        action=action,
        status=None if fault is None else fault.status,
        code=None if fault is None else fault.code,
        request_id=request_id or (None if fault is None else fault.request_id),
        message="" if fault is None else fault.sentence,
        ms=(asyncio.get_running_loop().time() - attempt.began) * 1000,
        input_tokens=None if reply is None else reply.input_tokens,
        output_tokens=None if reply is None else reply.output_tokens,
        usd=attempt.known_usd or 0.0,
        maybe_charged=attempt.known_usd is None and attempt.maybe_charged,
        sha256=None if reply is None else reply.sha256,
    )

"""How a call to a service fails, in the few kinds that differ in what to do next.

| kind | what happened | what is done |
|---|---|---|
| transient | 5xx, a reset, a body cut short | try again with jitter, then the next provider |
| rate_limited | 429 | wait when it is short, else the next provider and a pause of this one |
| loading | the model is being loaded | wait when it is short, else the next provider |
| timed_out | no answer in time, perhaps charged | the next provider; never the same one again |
| auth | no such key, or it may not | the next provider; none for this one until the key changes |
| billing | no credit left | the next provider; a breaker open for hours |
| configuration | no such model, a size it does not take | the next provider, a loud warning |
| content_policy | the service refuses the prompt | this picture stops: a refusal is never shopped around |
| bad_answer | an answer that is no picture or no translation | try again once, then the next provider |
"""

from enum import StrEnum


class FaultKind(StrEnum):
    """What went wrong, as far as it changes what is done next."""

    TRANSIENT = "transient"
    RATE_LIMITED = "rate_limited"
    LOADING = "loading"
    TIMED_OUT = "timed_out"
    AUTH = "auth"
    BILLING = "billing"
    CONFIGURATION = "configuration"
    CONTENT_POLICY = "content_policy"
    BAD_ANSWER = "bad_answer"


class Fault(Exception):  # noqa: N818  # the field's word: errors are what people are shown
    """One failed call, told in our terms; whatever an SDK raises becomes one of these in its adapter."""

    def __init__(  # noqa: PLR0913  # the facts of a failed call
        self,
        kind: FaultKind,
        sentence: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        maybe_charged: bool = False,
        usd: float | None = None,
        final: bool = False,
    ) -> None:
        """Keep the facts; *sentence* is for people and holds no secret, *retry_after_s* is what the service asks.

        *final* is the service's word that asking again is of no use.

        *usd* is what the failed call is known to cost, None when nobody knows: then *maybe_charged* tells.
        """
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.status = status
        self.code = code
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        self.maybe_charged = maybe_charged
        self.usd = usd
        self.final = final

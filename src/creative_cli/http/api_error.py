"""How a call to a service fails, in the few kinds that differ in what to do next.

| kind | what happened | what is done |
|---|---|---|
| transient | 5xx, a reset, a body cut short | try again with jitter, then the next provider |
| rate_limited | 429 | wait when it is short, else the next provider and a pause of this one |
| loading | the model is being loaded | wait when it is short, else the next provider |
| timed_out | no answer in time, perhaps charged | the next provider; never the same one again |
| auth | no such key, or it lacks the right | the next provider; none for this one until the key changes |
| billing | no credit left | the next provider; a circuit breaker open for hours |
| configuration | no such model, an unsupported size | the next provider, a loud warning |
| content_policy | the service refuses the prompt | stop: a refused prompt is not taken to another provider |
| bad_answer | an answer without a usable picture or text | try again once, then the next provider |
"""

from enum import StrEnum


class ErrorKind(StrEnum):
    """The kinds of the table above."""

    TRANSIENT = "transient"
    RATE_LIMITED = "rate_limited"
    LOADING = "loading"
    TIMED_OUT = "timed_out"
    AUTH = "auth"
    BILLING = "billing"
    CONFIGURATION = "configuration"
    CONTENT_POLICY = "content_policy"
    BAD_ANSWER = "bad_answer"


class ApiError(Exception):
    """One failed call to a service; adapters translate whatever an SDK raises into it."""

    def __init__(  # noqa: PLR0913  # the facts of a failed call
        self,
        kind: ErrorKind,
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
        """Keep the facts; *sentence* is shown to people and contains no secret.

        *usd* is the known cost of the failed call; if it is None, *maybe_charged* says whether there may be one.
        *retry_after_s* is the wait the service asks for; *final* means that the service rules out a retry.
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

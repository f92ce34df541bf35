"""Translates whatever an SDK raises into an ApiError."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import SecretStr

from creative_cli.http.api_error import ApiError
from creative_cli.http.compatible_servers import explain_missing
from creative_cli.http.error_bodies import Service, add_next_step, clean_message, error_from_response
from creative_cli.http.error_rules import CERTIFICATES, UNSUITED, find_rule
from creative_cli.http.time_limits import describe_time_limit

if TYPE_CHECKING:
    import httpx2


@contextmanager
def translate_errors(service: Service, secret: SecretStr | None = None) -> Iterator[None]:
    """Raise what *service*'s SDK raises in the block as an ApiError; our own errors pass unchanged."""
    try:
        yield
    except ApiError:
        raise
    except Exception as error:
        translated = to_api_error(error, service, secret)
        if translated is None:
            raise
        # Not chained: an SDK's own message may quote the key, and a traceback would print it.
        raise translated from None


def to_api_error(error: BaseException, service: Service, secret: SecretStr | None = None) -> ApiError | None:
    """Translate *error* of *service*, with *secret* cut out; None for an error that no service causes.

    Errors with a status quote the service's message. Others say only what their class means, since an HTTP library
    quotes the header with the key.
    """
    chain = tuple(_causes(error))
    for one in chain:
        if isinstance(one, ApiError):
            return one
    response: httpx2.Response | None = getattr(error, "response", None)
    if response is not None and response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        return error_from_response(response, service, secret, step=lambda *facts: explain_missing(service, *facts))
    rule = find_rule(error)
    if rule is None:
        return None
    for one in chain[1:]:
        deeper = find_rule(one)
        if deeper is CERTIFICATES or (rule.vague and deeper is not None):
            rule = deeper
    sentence = f"{service.name} {rule.says}."
    if rule is UNSUITED and isinstance(error, ValueError):
        # The SDK's explanation why a model and a provider do not go together; it contains no header.
        sentence = f"{service.name} {rule.says}: {clean_message(str(error), secret)}"
    limit = describe_time_limit(chain)
    sentence = " ".join(filter(None, (add_next_step(sentence, rule.kind, service, rule.step), limit)))
    return ApiError(rule.kind, sentence, maybe_charged=rule.maybe_charged)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and what caused it, outermost first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__

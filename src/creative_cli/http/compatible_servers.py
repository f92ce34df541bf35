"""Servers with OpenAI's API: their names in messages, and what is wrong when an address leads to no such API."""

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import SplitResult, urlsplit

from creative_cli.http.error_bodies import Service

OPENAI_NAME: Final = "openai"
"""The name of OpenAI itself in events, records and reports."""

_OPENAI_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*api\.openai\.com", re.IGNORECASE)
_VERSION: Final = re.compile(r"/v\d+\w*(?:/|$)")
_ENDPOINT: Final = re.compile(
    r"/(?:images(?:/(?:generations|edits))?|chat(?:/completions)?|completions|responses|embeddings|models)/*$"
)
_NO_ENDPOINT: Final = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE, HTTPStatus.NOT_IMPLEMENTED}
)


def lacks_endpoint(status: int | None) -> bool:
    """Return whether a server that answers with *status* has no such endpoint, or no such model."""
    return status in _NO_ENDPOINT


def find_server_name(base_url: str | None) -> str | None:
    """Return the host and port of the server at *base_url*; None for OpenAI's own."""
    if base_url is None:
        return None
    parts = _split(base_url)
    return None if _OPENAI_HOST.fullmatch(parts.hostname or "") else _host_of(parts)


def has_version(base_url: str | None) -> bool:
    """Return whether *base_url* has the version in its path that such servers have: /v1."""
    return base_url is None or _VERSION.search(_split(base_url).path) is not None


def name_service(service: Service, base_url: str | None) -> Service:
    """Return *service* under the name of the server at *base_url*; OpenAI keeps its own."""
    name = find_server_name(base_url)
    return service if name is None else replace(service, name=name, base_url=base_url)


def explain_address(service: Service) -> str:
    """Return what to correct in the base address of *service* for its endpoints; "" for OpenAI's own address."""
    if service.base_url is None:
        return ""
    parts = _split(service.base_url)
    path = parts.path.rstrip("/")
    home = f"{parts.scheme}://{_host_of(parts)}"
    if _ENDPOINT.search(path):
        return f"Did you mean OPENAI_BASE_URL={home}{_ENDPOINT.sub('', path)}? The address stops before the endpoint."
    needed = " or ".join(f"{path}{endpoint}" for endpoint in service.endpoints)
    if _VERSION.search(path):
        return f"The server must have {needed}. Check OPENAI_BASE_URL, which is {home}{path}."
    needed = " or ".join(f"/v1{endpoint}" for endpoint in service.endpoints)
    return f"Did you mean OPENAI_BASE_URL={home}{path}/v1? The server must have {needed}."


def explain_missing(service: Service, status: int, code: str | None, message: str) -> str:
    """Return the next step for an answer of a compatible server that has no such endpoint; "" for any other answer.

    A 404 that speaks of a model is about the model.
    """
    about_model = code == "model_not_found" or "model" in message.lower()
    if not lacks_endpoint(status) or (status == HTTPStatus.NOT_FOUND and about_model):
        return ""
    return explain_address(service)


def describe_page(service: Service, wanted: str, asked: str, answered: str) -> str:
    """Return the sentence for a web page in place of *wanted*; a redirect has led from *asked* to *answered*."""
    came = _without_secrets(answered)
    moved = "" if _without_secrets(asked) == came else f", after a redirect to {came}"
    sentence = f"{service.name} answered with a web page instead of {wanted}{moved}."
    return " ".join(filter(None, (sentence, explain_address(service))))


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that hold no IPv6 address, or signs that stand for others, such as ℀ for a/c
        return urlsplit(re.sub(r"[\[\]]|[^\x00-\x7f]", "", address))


def _host_of(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2].lower() or "the server"


def _without_secrets(address: str) -> str:
    """Return scheme, host and path of *address*: user, password and query may be secrets."""
    parts = _split(address)
    return f"{parts.scheme}://{_host_of(parts)}{parts.path}"

"""Fetches a picture that a service has painted and answers with its address.

An address is fetched by the rules of `safe_fetch`: https, public hosts, limits on time and size. Only the server that
was asked may also link to itself, as servers on this machine and in a private network do.
"""

import asyncio
from functools import partial
from http import HTTPStatus
from typing import Final

import httpx2

from creative_cli.blocking_calls import await_blocking_call
from creative_cli.errors import PictureError
from creative_cli.http import transport
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.error_bodies import Service
from creative_cli.http.safe_fetch import PUBLIC, display_address, fetch_picture

LINK_WAITS_S: Final = (0.5, 1.0)
"""How long to wait before the picture, which is paid for, is fetched again, s."""

_PORTS: Final = {"http": 80, "https": 443}


async def fetch_linked_picture(address: str, service: Service, timeout_s: float) -> bytes:
    """Return the bytes at *address*, which may be relative to the base address of *service*; they are not decoded.

    Raises an ApiError that no further call follows: it would paint and charge another picture.
    """
    failed = f"{service.name} painted the picture, but its address cannot be used:"
    base = None if service.base_url is None else httpx2.URL(service.base_url)
    try:
        url = httpx2.URL(address) if base is None else base.join(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise ApiError(ErrorKind.CONFIGURATION, f"{failed} it is malformed.", maybe_charged=True) from error
    own = base is not None and _origin(url) == _origin(base)
    if not own and url.scheme != "https":
        raise ApiError(ErrorKind.CONFIGURATION, f"{failed} it is not an https address.", maybe_charged=True)
    reason = ""
    for wait_s in (0.0, *LINK_WAITS_S):
        await asyncio.sleep(wait_s)
        try:
            return await (
                _fetch_own(url, timeout_s) if own else await_blocking_call(partial(_fetch_public, str(url)), "fetch")
            )
        except PictureError as error:
            reason = error.sentence
    raise ApiError(ErrorKind.CONFIGURATION, f"{failed} {reason}", maybe_charged=True)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def _fetch_public(address: str) -> bytes:
    fetched = fetch_picture(address)
    return b"" if fetched is None else fetched.data


async def _fetch_own(url: httpx2.URL, timeout_s: float) -> bytes:
    """Return the picture at *url* of the asked server; without the key, and without following redirects."""
    place = display_address(str(url))
    try:
        async with transport.open_client(timeout_s) as client:
            answer = await client.get(url, follow_redirects=False)
    except (httpx2.HTTPError, ApiError) as error:
        raise PictureError(f"{place} cannot be reached.") from error
    if answer.status_code != HTTPStatus.OK:
        raise PictureError(f"{place} answers with status {answer.status_code}.")
    if not answer.content or len(answer.content) > PUBLIC.most_bytes:
        raise PictureError(f"{place} is empty or larger than {PUBLIC.most_bytes / 1e6:g} MB.")
    return answer.content

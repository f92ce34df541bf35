"""Takes the picture out of an answer: as base64, with or without a data: prefix, or at an address."""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final

_LISTS: Final = ("data", "images", "output", "artifacts", "predictions")
_ENCODED: Final = ("b64_json", "b64", "base64", "image_base64", "bytesBase64Encoded", "result", "image")
_LINKED: Final = ("url", "image_url")
_DATA_URL: Final = re.compile(r"data:[^,]{0,100},", re.IGNORECASE)
_URL_SAFE: Final = str.maketrans("-_", "+/")


async def read_picture(answer: Mapping[str, Any], fetch: Callable[[str], Awaitable[bytes]]) -> bytes | None:
    """Return the first picture in *answer*, None if there is none; the bytes are not decoded.

    *fetch* returns the picture at an address.
    """
    items = list(_list_items(answer))
    for item in items:
        for key in _ENCODED:
            data = _decode_base64(item.get(key))
            if data:
                return data
    for item in items:
        for key in _LINKED:
            link = item.get(key)
            address = link.get("url") if isinstance(link, dict) else link
            if not isinstance(address, str) or not address.strip():
                continue
            if not _DATA_URL.match(address.strip()):
                return await fetch(address.strip())
            data = _decode_base64(address)
            if data:
                return data
    return None


def _list_items(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in _LISTS:
        found = answer.get(key)
        for item in found if isinstance(found, list) else (found,):
            if isinstance(item, dict):
                yield item
            elif isinstance(item, str):
                yield {"url" if "://" in item[:20] else "b64_json": item}
    yield answer


def _decode_base64(text: object) -> bytes | None:
    """Return the bytes that *text* encodes, in the standard or the URL-safe alphabet; None if it is anything else."""
    if not isinstance(text, str):
        return None
    plain = "".join(_DATA_URL.sub("", text, count=1).split()).rstrip("=").translate(_URL_SAFE)
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None

"""Object storage through fsspec: reads, writes and lists objects, and creates one only if there is none.

Credentials and endpoints come from where the SDK of a service looks for them: the environment (`AWS_…`, with
`AWS_ENDPOINT_URL`; `GOOGLE_APPLICATION_CREDENTIALS`; `AZURE_STORAGE_…`), profiles, and the machine's role. Each object
is written in one request: a reader sees the old one or the new one, whole.
"""

import base64
import hashlib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import Any, Final

from creative_cli.errors import CreativeError, StorageError, UsageError
from creative_cli.http.object_address import ObjectAddress
from creative_cli.settings import Settings

_LIBRARIES: Final = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs"}
_CONTENT_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
_CREDENTIALS_HINT: Final = {
    "s3": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
    "gs": "Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS.",
    "az": "Set AZURE_STORAGE_ACCOUNT_NAME, and AZURE_STORAGE_ACCOUNT_KEY or a login of Azure.",
}
_SECRET = re.compile(r"(?<=//)[^/@\s]+@|\?\S+")  # user and password of an address, and signed queries


class ObjectStore:
    """The objects under one address; keys are relative to it. Every method raises StorageError; threads may share it.

    Whatever the libraries of the services raise becomes a sentence, as each has errors of its own.
    """

    def __init__(self, address: ObjectAddress, settings: Settings) -> None:
        """Load the library of the service; raise UsageError if it is not installed. Nothing is sent yet."""
        self.address = address
        self._root = f"{address.bucket}/{address.prefix}".rstrip("/")
        options: dict[str, Any] = {"use_listings_cache": False}
        if address.scheme == "s3":
            options["config_kwargs"] = {
                "connect_timeout": settings.connect_seconds,
                "read_timeout": settings.silence_seconds,
            }
        elif address.scheme == "gs":
            # Its kinds of buckets with folders: it would ask another service for the kind before each request.
            os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
        for library in ("gcsfs", "azure"):  # they would show tracebacks and lists of what becomes a sentence here
            logging.getLogger(library).setLevel(logging.CRITICAL)
        try:
            import fsspec  # noqa: PLC0415  # a tenth of a second, where few runs need it

            with self._speaking("opened"):
                self._files = fsspec.filesystem(address.scheme, **options)
        except ImportError as error:
            raise UsageError(
                f"{address.scheme}:// needs {_LIBRARIES[address.scheme]}, which is not installed.",
                f"Install it: creative[{address.scheme}]",
            ) from error

    def read_object(self, key: str) -> bytes | None:
        """Return the bytes of an object, None if there is none."""
        with self._speaking("read"):
            try:
                data: bytes = self._files.cat_file(self._path(key))
            except FileNotFoundError:
                return None
        return data

    def write_object(self, key: str, data: bytes) -> None:
        """Write an object, whole; replace what is there."""
        with self._speaking("written"):
            self._files.pipe_file(self._path(key), data, **self._describe_content(key, data))

    def create_object(self, key: str, data: bytes) -> bool:
        """Write an object if there is none (If-None-Match: *); return whether it is ours. *data* is unlike any other's.

        Services and libraries refuse in different ways: what counts is what is there afterwards.
        """
        with self._speaking("written"):
            try:
                self._files.pipe_file(self._path(key), data, mode="create", **self._describe_content(key, data))
            except PermissionError:
                raise
            except OSError:  # it exists; or an answer was lost, and the library asked again
                found = self.read_object(key)
                if found is None:
                    raise
                return found == data
        return True

    def delete_object(self, key: str) -> None:
        """Delete an object, which may be gone already."""
        with self._speaking("deleted"), suppress(FileNotFoundError):
            self._files.rm_file(self._path(key))

    def list_objects(self, folder: str) -> dict[str, str]:
        """Return the objects below *folder*: their keys relative to it, each with its MD5, "" if that is unknown."""
        home = f"{self._path(folder)}/"
        with self._speaking("listed"):
            try:
                found: Mapping[str, Mapping[str, Any]] = self._files.find(home.rstrip("/"), detail=True)
            except FileNotFoundError:
                return {}
        return {name.removeprefix(home): _find_md5(facts) for name, facts in found.items() if name.startswith(home)}

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _describe_content(self, key: str, data: bytes) -> dict[str, Any]:
        kind = _CONTENT_TYPES.get(PurePosixPath(key).suffix, "application/octet-stream")
        match self.address.scheme:
            case "s3":
                return {"ContentType": kind}
            case "gs":
                return {"content_type": kind}
            case _:
                # Of an object above 64 MiB, which is sent in blocks, the service knows no MD5 by itself.
                md5 = hashlib.md5(data, usedforsecurity=False).digest()
                return {"content_settings": {"content_type": kind, "content_md5": md5}}

    @contextmanager
    def _speaking(self, verb: str) -> Iterator[None]:
        """Raise what a library raises as a StorageError; *verb* is a participle such as 'written'."""
        try:
            yield
        except (CreativeError, ImportError):
            raise
        except Exception as error:
            raise self._explain(error, verb) from error

    def _explain(self, error: Exception, verb: str) -> StorageError:
        address, kind, status = self.address, type(error).__name__, _find_status(error)
        if isinstance(error, FileNotFoundError) or status == "404":
            return StorageError(
                f"There is no {'container' if address.scheme == 'az' else 'bucket'} {address.bucket} at this service.",
                "Make it, or correct --output: creative makes none. AWS_ENDPOINT_URL names another service than AWS."
                if address.scheme == "s3"
                else "Make it, or correct --output: creative makes none.",
            )
        hint = _CREDENTIALS_HINT[address.scheme]
        if isinstance(error, PermissionError) or status == "403":
            return StorageError(
                f"{address} could not be {verb}: access is denied.",
                f"The account needs the rights to list, read, write and delete objects there. {hint}",
            )
        if status == "401" or "Credential" in kind or "credential" in str(error) or "Auth" in kind:
            return StorageError(f"There are no credentials that open {address}.", hint)
        reason = _SECRET.sub("…", (str(error).strip().splitlines() or [kind])[0]).rstrip(".")
        return StorageError(
            f"{address} could not be {verb}: {reason}.",
            "Check the network and the address of the service, then run the same command again: what was sent is kept.",
        )


def _find_status(error: Exception) -> str:
    """Return the status that Google or Azure answered with, "" if there is none: each library keeps it elsewhere."""
    if str(error).startswith("Forbidden: "):  # gcsfs makes an OSError of it
        return "403"
    return str(getattr(error, "status_code", getattr(error, "code", "")))


def _find_md5(facts: Mapping[str, Any]) -> str:
    """Return the MD5 of a listing, in hexadecimal digits: md5Hash of Google, content_md5 of Azure, ETag of S3.

    An ETag is something else where a key of KMS encrypts objects: those are sent each time.
    """
    encoded = facts.get("md5Hash")
    if isinstance(encoded, str):
        return base64.b64decode(encoded).hex()
    if (content := facts.get("content_settings")) and content["content_md5"]:
        return bytes(content["content_md5"]).hex()
    return str(facts.get("ETag", "")).strip('"')

"""Addresses of object storage: s3://bucket/prefix, gs://bucket/prefix and az://container/prefix."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Self

from creative_cli.errors import UsageError

_BUCKET_NAMES: Final = {
    "s3": re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
    "gs": re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]"),
    "az": re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"),
}
"""What each service takes as the name of a bucket, or of a container."""

_SCHEME = re.compile(r"(s3|gs|az):(?:/+|$)", re.IGNORECASE)
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")  # as in the paths of ads: no `..`, no hidden names
_MOST_PARTS: Final = 5  # a key has at most 1,024 bytes, and the path of an ad takes some 300 of them


@dataclass(frozen=True, slots=True)
class ObjectAddress:
    """A bucket of a service (`scheme`), and the folder in it; the prefix is empty, or names without `/` at its ends."""

    scheme: str
    bucket: str
    prefix: str

    @classmethod
    def find_in(cls, output: PurePath) -> Self | None:
        """Return the address that *output* is, None for a folder. A path has lost one of the slashes of `s3://`.

        Raises UsageError for an address that no service has, and for a prefix with `..` or another unsafe name.
        """
        text = output.as_posix()
        scheme = _SCHEME.match(text)
        if scheme is None:
            return None
        kind = scheme[1].lower()
        bucket, *parts = text[scheme.end() :].split("/")
        if not _BUCKET_NAMES[kind].fullmatch(bucket):
            raise UsageError(
                f"{bucket!r:.80} is no name of a bucket at {kind}://.",
                f"Write {kind}://BUCKET/PREFIX; a name has 3 or more small letters, digits and hyphens.",
            )
        if len(parts) > _MOST_PARTS or not all(map(_PART.fullmatch, parts)):
            raise UsageError(
                f"The prefix {'/'.join(parts)!r:.160} cannot be used.",
                f"Use at most {_MOST_PARTS} names of letters, digits, dots, hyphens and underscores that begin with a "
                "letter or a digit.",
            )
        return cls(kind, bucket, "/".join(parts))

    @property
    def digest(self) -> str:
        """A short digest, for names of files."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        """Write the address as people do."""
        return f"{self.scheme}://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")

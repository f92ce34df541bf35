"""Judge the Content Credentials of picture files."""

from dataclasses import dataclass
from pathlib import Path

from creative_cli.errors import UsageError
from creative_cli.foreign_files import read_foreign_file
from creative_cli.imaging.content_credentials import CredentialsReport, judge_credentials
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.settings import read_settings

MAX_ANCHOR_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file and what its Content Credentials are worth."""

    path: str
    report: CredentialsReport


def read_credentials(path: Path) -> CredentialsReport:
    """Return what the Content Credentials of a picture say and are worth.

    Signers are compared with the certificates in CREATIVE_C2PA_TRUST; without it no signer is trusted. Nothing is
    fetched. Raises UsageError without the extra `c2pa`, and PictureError for a file that cannot be read as a picture.
    """
    return judge_credentials(read_picture_file(path, "the path"), str(path), _read_anchors())


def judge_files(paths: list[Path]) -> tuple[JudgedFile, ...]:
    """Return the verdict on each file, in order. Raises as `read_credentials` does."""
    return tuple(JudgedFile(path.as_posix(), read_credentials(path)) for path in paths)


def _read_anchors() -> bytes:
    path = read_settings().c2pa_trust
    if path is None:
        return b""
    try:
        data = read_foreign_file(path, MAX_ANCHOR_BYTES)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}.", "CREATIVE_C2PA_TRUST names a file of certificates."
        ) from error
    if len(data) > MAX_ANCHOR_BYTES or b"BEGIN CERTIFICATE" not in data or not data.isascii():
        raise UsageError(f"{path} holds no certificates in PEM.", "CREATIVE_C2PA_TRUST names a file of certificates.")
    return data

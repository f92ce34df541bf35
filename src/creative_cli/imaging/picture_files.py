"""Reads the files of pictures and logos, which are never larger than any picture that is accepted."""

from pathlib import Path

from creative_cli.errors import PictureError
from creative_cli.foreign_files import read_foreign_file

MAX_PICTURE_BYTES = 150_000_000
"""A photo of 24 megapixels in 16 bits, not compressed, has 144 million bytes."""


def read_picture_file(path: Path, where: str) -> bytes:
    """Return the bytes of a picture's file. *where* says what names it, as in "Check *where*.".

    Raises PictureError for one that cannot be read, is no file or is too large.
    """
    try:
        data = read_foreign_file(path, MAX_PICTURE_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise PictureError(f"{path} cannot be read: {reason}.", f"Check {where}.") from error
    if len(data) > MAX_PICTURE_BYTES:
        raise PictureError(
            f"{path} is larger than the limit of {MAX_PICTURE_BYTES // 1_000_000} MB.",
            "Send it as PNG or JPEG, 1000 to 4000 px on its longer side.",
        )
    return data

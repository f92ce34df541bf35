"""Reads the files of pictures and logos whole, if they are files and no larger than a worker process could take."""

from pathlib import Path

from creative_cli.errors import PictureError
from creative_cli.foreign_files import read_foreign_file
from creative_cli.settings import read_settings

FILE_SHARE = 4  # a file may have one part in so many of a worker's memory, which must hold its pixels, too


def read_picture_file(path: Path, where: str) -> bytes:
    """Return the bytes of a picture's file. *where* says what names it, as in "Check *where*.".

    Raises PictureError for one that cannot be read, is no file or is too large.
    """
    most = (read_settings().decode_megabytes << 20) // FILE_SHARE
    try:
        size = path.stat().st_size
        data = read_foreign_file(path, most) if size <= most else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise PictureError(f"{path} cannot be read: {reason}.", f"Check {where}.") from error
    size = max(size, len(data))  # it may have grown
    if size > most:
        raise PictureError(
            f"{path} has {size >> 20:,} MB; the limit is {most >> 20:,} MB.",
            f"Save it compressed. The limit is one part in {FILE_SHARE} of CREATIVE_DECODE_MEGABYTES.",
        )
    return data

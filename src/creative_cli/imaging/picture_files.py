"""Reads the files of pictures whole, if they are files and no larger than a worker process could take."""

import stat
from pathlib import Path

from creative_cli.errors import PictureError
from creative_cli.settings import read_settings

FILE_SHARE = 4  # a file may have one part in so many of a worker's memory, which must hold its pixels, too


def read_picture_file(path: Path) -> bytes:
    """Return the bytes of a picture's file. Raises PictureError for what is no file or too large, and OSError."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
        raise PictureError(f"{path} is no file.", "Name a picture: PNG, JPEG, SVG, WebP, AVIF, TIFF, BMP or GIF.")
    most = (read_settings().decode_megabytes << 20) // FILE_SHARE
    if found.st_size > most:
        raise PictureError(
            f"{path} has {found.st_size >> 20:,} MB; the limit is {most >> 20:,} MB.",
            f"Save it compressed. The limit is one part in {FILE_SHARE} of CREATIVE_DECODE_MEGABYTES.",
        )
    return path.read_bytes()

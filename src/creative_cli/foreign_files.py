"""Opens files that others may have put in place: regular files only, read up to a limit.

A pipe without a writer is waited for without end, and a device may have no end at all. Both are refused; `input_files`
reads those that a command line names, within a time limit.
"""

import errno
import io
import os
import re
import stat
from pathlib import Path

# Atomic throughout: hostile markup costs one pass and no more.
MARKUP_PREAMBLE = (
    rb"(?:\xef\xbb\xbf)?(?:\s|(?><\?xml.*?\?>)|(?><!--.*?-->)|(?><!doctype\s+svg[^\[>]*(?:\[.*?\]\s*)?>))*+"
)
"""What may stand before the first element of a page or an SVG, for a pattern with DOTALL and IGNORECASE."""

_WEB_PAGE = re.compile(rb"%b<(?:!doctype\s+)?html\b" % MARKUP_PREAMBLE, re.DOTALL | re.IGNORECASE)
_MARKUP_START_BYTES = 4096
_KINDS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"\x1f\x8b": "compressed by gzip",
    b"PAR1": "a Parquet file",
    b"SQLi": "a database",
}
"""What files are by their first bytes that people name where a text belongs."""


def open_foreign_file(path: Path, *, follow: bool = True) -> io.BufferedReader:
    """Open a file for reading bytes, without waiting for a writer; unless *follow*, a link is an OSError.

    Raises OSError, whose `strerror` ends a sentence, and ValueError for a name that no file can have.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
    return os.fdopen(descriptor, "rb")


def read_foreign_file(path: Path, most: int) -> bytes:
    """Return a file's bytes, at most *most* and one more, which says that the file is larger.

    Raises OSError and ValueError as `open_foreign_file` does.
    """
    with open_foreign_file(path) as file:
        # Python takes memory for all that is asked for: no more than the file says it has.
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(size, most) + 1)
        return data if len(data) <= size else data + file.read(most + 1 - len(data))


def name_file_kind(data: bytes) -> str | None:
    """Return in words what a file is by its first bytes, None for a text and for what is not known."""
    return next((kind for mark, kind in _KINDS.items() if data.startswith(mark)), None)


def is_web_page(data: bytes) -> bool:
    """Return whether a file's first bytes are those of a web page, often saved in place of the file it links to."""
    return _WEB_PAGE.match(data[:_MARKUP_START_BYTES]) is not None

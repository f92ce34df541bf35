"""Files that people name on the command line, and stdin: pipes and devices may never end, or never begin."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from creative_cli.blocking_calls import start_blocking_call
from creative_cli.foreign_files import read_foreign_file
from creative_cli.settings import read_settings

INPUT_SETTING: Final = "CREATIVE_INPUT_SECONDS"
_CHUNK_BYTES: Final = 1 << 20
_STDIN: Final = 0


def read_input_file(path: Path, most_bytes: int) -> bytes:
    """Return the content of *path*, with one byte too many where it is larger than *most_bytes*.

    A pipe, such as `<(command)`, is read to its end within CREATIVE_INPUT_SECONDS. Raises OSError, a TimeoutError with
    the limit in its message among them, and ValueError for a name that no file has.
    """
    if stat.S_ISREG(path.stat().st_mode):
        return read_foreign_file(path, most_bytes)
    return _read_in_time(lambda: os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), most_bytes)


def read_standard_input(most_bytes: int) -> bytes:
    """Return what comes on stdin until its end, likewise; raise OSError."""
    return _read_in_time(lambda: os.dup(sys.stdin.fileno() if sys.stdin is not None else _STDIN), most_bytes)


def _read_in_time(open_handle: Callable[[], int], most_bytes: int) -> bytes:
    def read() -> bytes:
        handle, data = open_handle(), bytearray()
        try:
            while len(data) <= most_bytes and (chunk := os.read(handle, min(_CHUNK_BYTES, most_bytes + 1 - len(data)))):
                data += chunk
        finally:
            os.close(handle)
        return bytes(data)

    limit_s = read_settings().input_seconds
    reading = start_blocking_call(read, "creative-input")
    try:
        return reading.result(limit_s)
    except TimeoutError as error:
        if reading.done():  # the system's own
            raise
        raise TimeoutError(None, f"it did not end within {limit_s:g} s, and {INPUT_SETTING} sets the limit") from error

"""The three streams of the process, made fit for any encoding, and for streams that are closed or end early.

A reader that leaves (`| head`), a closed stream (`>&-`) and a full disk behind stderr end no work: what nobody can read
is dropped, and the exit code is that of the work. A result that a full disk does not take is an error.
"""

import codecs
import io
import os
import re
import sys
from typing import Final, cast

from creative_cli.errors import StorageError

ESCAPING: Final = "creative.escape"
"""The name of the error handler for signs that the encoding of a stream lacks."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LAST_ASCII: Final = 127
_STREAMS: Final = ("stdin", "stdout", "stderr")
_PLAIN: Final = {
    "\u00a0": " ",
    "\u00b7": ".",
    "\u00d7": "x",
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
    "\u202f": " ",
    "\u2192": "->",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2500": "-",
    "\u2501": "-",
    "\u2550": "=",
    "\u2578": "-",
    "\u257a": "-",
}
"""Signs of our own sentences and tables, and how typewriters write them."""


def escape_unencodable(error: UnicodeError) -> tuple[str, int]:
    """Return a readable form of the signs that cannot be encoded: a typewriter's, or an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign) or _escape(sign) for sign in signs), error.end


def _escape(sign: str) -> str:
    return sign.encode("ascii", "backslashreplace").decode("ascii")


def escape_controls(text: str) -> str:
    """Return *text* with control characters as escapes: they would steer the terminal or turn the text around."""
    return _CONTROLS.sub(lambda match: _escape_control(match[0]), text)


def _escape_control(sign: str) -> str:
    return (
        sign.encode("ascii", "backslashreplace").decode("ascii") if ord(sign) > _LAST_ASCII else f"\\x{ord(sign):02x}"
    )


def prepare_streams() -> None:
    """Make stdin, stdout and stderr usable, whatever they are; call it once, before anything is written."""
    codecs.register_error(ESCAPING, escape_unencodable)
    for descriptor, name in enumerate(_STREAMS):
        closed = getattr(sys, name) is None
        if closed:
            _open_nowhere(descriptor)
        if name == "stdin":
            sys.stdin = _open_input(descriptor) if closed else sys.stdin
        else:
            setattr(sys, name, _open_output(descriptor, name))


def _open_nowhere(descriptor: int) -> None:
    """Occupy a closed *descriptor*, which the next file that is opened would get otherwise, and with it our output."""
    try:
        os.fstat(descriptor)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != descriptor:
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _open_input(descriptor: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(io.FileIO(descriptor, "rb", closefd=False)), encoding="utf-8")


def _open_output(descriptor: int, name: str) -> io.TextIOWrapper:
    """Return the stream of *descriptor* with our handling of errors."""
    stream = getattr(sys, name)
    if os.name == "nt" and isinstance(stream, io.TextIOWrapper):  # a console of Windows has a writer of its own
        stream.reconfigure(errors=ESCAPING)
        return stream
    usual = stream if isinstance(stream, io.TextIOWrapper) else None
    if usual is not None:
        usual.flush()
    raw = (
        _TalkFile(descriptor, "wb", closefd=False) if name == "stderr" else _OutputFile(descriptor, "wb", closefd=False)
    )
    return io.TextIOWrapper(
        io.BufferedWriter(cast("io.RawIOBase", raw)),
        encoding="utf-8" if usual is None else usual.encoding,
        errors=ESCAPING,
        line_buffering=name == "stderr" or (usual is not None and usual.line_buffering),
    )


class OutputError(OSError):
    """Stdout does not take what is written to it."""


class _OutputFile(io.FileIO):
    """A file whose reader may leave: what comes after is dropped. Raises OutputError for any other reason."""

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]  # as the buffer calls it
        """Write *data*; return how much was written."""
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return drop_output(self.fileno(), len(data))
        except OSError as error:
            raise OutputError(error.errno, error.strerror) from error


class _TalkFile(io.FileIO):
    """A file that never fails: messages are no reason to end the work."""

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]  # as the buffer calls it
        """Write *data*; return how much was written."""
        try:
            return super().write(data) or 0
        except OSError:
            return drop_output(self.fileno(), len(data))


def drop_output(descriptor: int, count: int = 0) -> int:
    """Lead *descriptor* nowhere from now on; return *count*."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return count


def flush_output() -> None:
    """Write what is buffered for stdout; raise StorageError if it cannot be written, as on a full disk."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise unwritten_error(error) from error


def unwritten_error(error: OSError) -> StorageError:
    """Return the error of a result that stdout did not take, and drop what is still buffered for it."""
    # Python would write it at exit, and print a traceback.
    drop_output(sys.stdout.fileno())
    return StorageError(
        f"The result could not be written to stdout: {error.strerror}.",
        "Write it to a disk with free space. What the command made is kept.",
    )

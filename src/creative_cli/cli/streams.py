"""The three streams of the process, made fit for any encoding, and for streams that are closed or end early.

A reader that leaves (`| head`), a closed stream (`>&-`) and a full disk behind stderr end no work: what nobody can read
is dropped, and the exit code is that of the work. A result that a full disk does not take is an error.
"""

import codecs
import io
import json
import os
import re
import sys
from typing import Any, Final, cast

from creative_cli.errors import SentenceList, StorageError

ESCAPING: Final = "creative.escape"
"""The name of the error handler for signs that the encoding of a stream lacks."""

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0, DEL and C1
    "\u2028-\u202e\u2066-\u206f"  # separators of lines, embeddings, overrides and isolates
    "\u180e\u2060-\u2064\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"  # they take no width
    # Spaces without width part words in Thai, Lao, Burmese and Khmer, and joiners shape letters and emoji.
    "|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
    "|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]"
)
"""Signs that steer a terminal, turn text around, or hide in it. Direction marks, which prices need, stay."""

_NAMED_CONTROLS: Final = {"\t": "\\t", "\n": "\\n"}
IN_LINE_CONTROLS: Final = re.compile(f"{_CONTROLS.pattern}|[\t\n]")
"""The same in a text of one line, where a line break or a tab comes from outside."""

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
    return _CONTROLS.sub(lambda match: escape_sign(match[0]), text)


def escape_line(text: str) -> str:
    """Return *text* on one line: as `escape_controls`, with line breaks and tabs as escapes too."""
    return IN_LINE_CONTROLS.sub(lambda match: escape_sign(match[0]), text)


def escape_sentences(text: str) -> str:
    """Return a message of ours, each sentence of a `SentenceList` on a line of its own, with nothing raw in it."""
    return "\n".join(map(escape_line, text.parts)) if isinstance(text, SentenceList) else escape_line(text)


def escape_in_json(text: str) -> str:
    """Return the JSON *text* with the same signs as escapes of JSON; a reader gets the same document."""
    return _CONTROLS.sub(lambda match: json.dumps(match[0])[1:-1].replace("\x7f", "\\u007f"), text)


def escape_sign(sign: str) -> str:
    """Return one control character by its name or number."""
    return _NAMED_CONTROLS.get(sign) or (_escape(sign) if ord(sign) > _LAST_ASCII else f"\\x{ord(sign):02x}")


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
    return EscapingStream(
        io.BufferedWriter(cast("io.RawIOBase", raw)),
        encoding="utf-8" if usual is None else usual.encoding,
        errors=ESCAPING,
        line_buffering=name == "stderr" or (usual is not None and usual.line_buffering),
    )


class EscapingStream(io.TextIOWrapper):
    """Writes control characters as escapes, whoever prints: a warning, a traceback, a plug-in."""

    def write(self, text: str, /) -> int:
        """Write *text*; return its length."""
        super().write(escape_controls(text))
        return len(text)

    def write_styled(self, text: str) -> int:
        """Write *text* with the styles, cursor moves and pictures that we have put into it."""
        return super().write(text)


class StyledStream:
    """Stdout or stderr as it is at the time, for writers of styled text whose content is escaped already."""

    def __init__(self, name: str) -> None:
        """Write to the stream of *name* in `sys`."""
        self._name = name

    def write(self, text: str) -> int:
        """Write *text*; return its length."""
        stream = self._stream
        return int(stream.write_styled(text) if isinstance(stream, EscapingStream) else stream.write(text))

    @property
    def _stream(self) -> Any:
        stream = getattr(sys, self._name)
        return getattr(stream, "rich_proxied_file", stream)  # Rich puts its own in place while a bar is shown

    def __getattr__(self, name: str) -> Any:
        """Return anything else of the stream."""
        return getattr(self._stream, name)


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

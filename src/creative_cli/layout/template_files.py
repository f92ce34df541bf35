"""The files that a user's template may read: those of its own folder that it names.

They are read once, so that what is tried, what is drawn and what the cache key covers are the same bytes. Links are not
followed and files whose names begin with a dot are not read: either may be something that the author of a shared
template never had.
"""

import os
import re
import stat
from pathlib import Path, PurePosixPath

from creative_cli.models import TemplateRef

MAX_TEMPLATE_FILES = 200
MAX_TEMPLATE_BYTES = 32 << 20
"""Of all files together."""
RESERVED_NAME = "main"
"""The name of the file that calls a template; Typst's Python package gives it this one."""

_QUOTED_NAME = re.compile(r'"((?:[^"\\\n]|\\.){1,400})"')


def read_template_files(name: str, folder: Path, *, installed: bool = False) -> TemplateRef:
    """Return a user's template with the files it names in quotes, the files that those name, and its `.toml`.

    Files of an *installed* package may have other names: installers link them to their cache. Raises ValueError, a
    sentence, if the template itself cannot be read or its files are too large.
    """
    path = folder / name
    home = path.parent.resolve()
    found: dict[str, bytes] = {}
    waiting = [PurePosixPath(path.name), PurePosixPath(path.name).with_suffix(".toml")]
    room = MAX_TEMPLATE_BYTES
    while waiting:
        inner = waiting.pop(0)
        if str(inner) in found or (data := _read_visible_file(home, inner, room, linked=installed)) is None:
            continue
        found[str(inner)] = data
        room -= len(data)
        if len(found) > MAX_TEMPLATE_FILES:
            raise ValueError(f"The template names more than {MAX_TEMPLATE_FILES} files.")
        if inner.suffix == ".typ":
            text = _decode_source(data, str(inner))
            waiting.extend(_inner_path(inner, quoted) for quoted in _QUOTED_NAME.findall(text))
    if path.name not in found:
        raise ValueError(
            "The template is no file."
            if not path.is_symlink() and not path.name.startswith(".") and not path.is_file()
            else "The template is a link, or its name begins with a dot: copy the file itself into the folder."
        )
    return TemplateRef(name, folder, tuple(found.items()))


def _decode_source(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{name}, line {line}, is not UTF-8 (byte {data[error.start]:02X}).") from error


def _inner_path(file: PurePosixPath, quoted: str) -> PurePosixPath:
    """Return the path, inside the template's folder, of a name in *file*; one that leads out keeps its dots."""
    near = PurePosixPath(quoted.lstrip("/")) if quoted.startswith("/") else file.parent / quoted
    return PurePosixPath(os.path.normpath(near))


def _open_without_links(home: Path, inner: PurePosixPath) -> int:
    """Open a file below *home* and return its handle; no folder on the way is a link, even one made meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if os.open not in os.supports_dir_fd:  # Windows
        return os.open(home / inner, flags)
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in inner.parts[:-1]:
            outer, folder = folder, os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(outer)
        return os.open(inner.name, flags, dir_fd=folder)
    finally:
        os.close(folder)


def _read_visible_file(home: Path, inner: PurePosixPath, room: int, *, linked: bool) -> bytes | None:
    """Return a file's bytes; None if there is none or it is not a template's to read. *linked* allows hard links."""
    path = home / inner
    hidden = any(part.startswith(".") for part in inner.parts) or str(inner) == RESERVED_NAME or "\0" in str(inner)
    try:
        # A path that is not its own resolution has a link in it.
        if hidden or path.resolve() != path or not stat.S_ISREG(path.lstat().st_mode):
            return None
        with os.fdopen(_open_without_links(home, inner), "rb") as file:
            opened = os.fstat(file.fileno())  # it may be another one by now
            if not stat.S_ISREG(opened.st_mode) or (opened.st_nlink > 1 and not linked):
                return None
            if opened.st_size > room:
                raise ValueError(f"The files of the template are larger than {MAX_TEMPLATE_BYTES >> 20} MB.")
            data = file.read(room + 1)
    except (OSError, RuntimeError):
        return None  # most quoted text is no name of a file
    if len(data) > room:
        raise ValueError(f"The files of the template are larger than {MAX_TEMPLATE_BYTES >> 20} MB.")
    return data

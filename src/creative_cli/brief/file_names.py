"""File names of a brief as the disk has them: the same letters may be written in two ways.

macOS and many archives store é as e with an accent (NFD), editors write one letter (NFC); Linux keeps the two apart.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument


def find_written_name(folder: Path, name: str) -> str | None:
    """Return *name* as *folder* has it, in another Unicode form; None if it is there as written, or not at all."""
    return _find_name(folder, name, lambda part: unicodedata.normalize("NFC", part))


def find_other_case(folder: Path, name: str) -> str | None:
    """Return *name* as *folder* has it with other capitals or in another Unicode form, None if it has not."""
    return _find_name(folder, name, lambda part: unicodedata.normalize("NFC", part).casefold())


def _find_name(folder: Path, name: str, fold: Callable[[str], str]) -> str | None:
    """Return the one path below *folder* whose parts fold to those of *name*."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\0" in name:
        return None
    found: list[str] = []
    for part in parts:
        here = folder.joinpath(*found)
        try:
            # The name as written comes first, even if others fold to it.
            names = [part] if (here / part).exists() else sorted(one.name for one in here.iterdir())
        except OSError:
            return None
        alike = [one for one in names if fold(one) == fold(part)]
        if len(alike) != 1:
            return None
        found.append(alike[0])
    written = "/".join(found)
    return None if written == name else written


def match_written_names(document: SourceDocument, folder: Path, files: Iterable[tuple[KeyPath, str]]) -> SourceDocument:
    """Return *document* with the names of *files* (the key and the name of each) as *folder* has them."""
    found = {keys: written for keys, name in files if (written := find_written_name(folder, name)) is not None}
    return replace(document, data=replace_texts(document.data, found)) if found else document


def replace_texts(data: SourceData, found: Mapping[KeyPath, str]) -> SourceData:
    """Return *data* with the texts of *found* at their keys."""
    return _with_names(data, (), found)


def _with_names(node: SourceData, keys: KeyPath, found: Mapping[KeyPath, str]) -> SourceData:
    if isinstance(node, dict):
        return {key: _with_names(value, (*keys, key), found) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_names(value, (*keys, index), found) for index, value in enumerate(node)]
    return found.get(keys, node)

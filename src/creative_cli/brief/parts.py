"""Joins a brief with the files it is made of: the parts that `include:` names, and the brand kit.

Mappings merge at every depth, everything else replaces what is under it, and the including file wins. Each value keeps
the place where it is written. Names of files in a part are relative to the part.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import TypeAlias

from creative_cli.brief.brand_merge import (
    JOINED_KEYS,
    find_unused_swatches,
    merge_brand_trees,
    move_brand_defaults,
    name_brand_kit,
    resolve_swatches,
)
from creative_cli.brief.file_names import match_written_names, replace_texts
from creative_cli.brief.source_positions import KeyPath, SourceDocument, SourceHome, UnreadableBriefError
from creative_cli.brief.source_tree import (
    MERGE_KEY,
    SourceNode,
    flatten_tree,
    grow_tree,
    merge_trees,
    resolve_merge_keys,
)
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import BriefError, Problem

PART_SUFFIXES = (".yaml", ".yml", ".json")
KIT_FILE_NAMES = tuple(f"brand{suffix}" for suffix in PART_SUFFIXES)
INCLUDE_KEY, BRAND_KEY, KIT_KEY = "include", "brand", "kit"

# A campaign is cut into a handful of files; more is an accident or an attack.
MAX_BRIEF_PARTS = 50
MAX_INCLUDE_DEPTH = 8
MAX_PARTS_BYTES = 1 << 20  # of all parts together

PartParser: TypeAlias = Callable[[bytes, str], SourceDocument]
"""Parses the bytes of a file with a name; raises UnreadableBriefError or BriefError."""


@dataclass(frozen=True, slots=True)
class JoinedBrief:
    """A document joined from its files, and the bytes of each other file by its name, in the order they were read."""

    document: SourceDocument
    files: dict[str, bytes]


def find_project_folder(folder: Path) -> Path:
    """Return the folder that the parts of a brief in *folder* must be in.

    It is the nearest one, from *folder* upwards, that has `.git`; without one, the folder above *folder*.
    """
    home = folder.resolve()
    for one in (home, *home.parents):
        if (one / ".git").exists():
            return one
    return home if home.parent == Path(home.anchor) else home.parent


def join_brief_parts(document: SourceDocument, folder: Path, parse: PartParser) -> JoinedBrief:
    """Return *document*, a brief in *folder*, joined with its parts and its brand kit; raise BriefError.

    A brief without either is returned as it is.
    """
    top = document.mapping()
    brand = document.mapping(BRAND_KEY)
    joins = INCLUDE_KEY in top or any(keys[-1] == MERGE_KEY for keys in document.keys)
    if not joins and not JOINED_KEYS & brand.keys() and not _is_kit_name(document.text(BRAND_KEY), folder):
        return JoinedBrief(document, {})
    reader = _PartReader(folder, parse)
    tree = resolve_merge_keys(grow_tree(document))
    own = folder.resolve() / Path(document.name).name
    root = reader.join_includes(name_brand_kit(tree, folder, _is_kit_name), folder, document.name, (own,))
    root = reader.join_kit(root, folder, document.name)
    return JoinedBrief(flatten_tree(root, document, reader.homes), reader.files)


@dataclass(frozen=True, slots=True)
class OpenedKit:
    """A kit as the `brand` of a document without anything else, its folder, and its bytes by name.

    `unused` are the swatches that no role names.
    """

    document: SourceDocument
    folder: Path
    files: dict[str, bytes]
    unused: tuple[str, ...]


def open_brand_kit(path: Path, parse: PartParser) -> OpenedKit:
    """Return the kit at *path*, a file or its folder; raise BriefError."""
    reader = _PartReader(path.parent, parse)
    file = _find_kit_file(path) or path
    if file.suffix.lower() not in PART_SUFFIXES:
        sentence = f"A brand kit is a file {KIT_FILE_NAMES[0]}, or a folder with one: there is none here."
        raise BriefError((Problem(str(path), 1, 1, sentence),))
    try:
        document = reader.read_part(file, str(file))
    except OSError as error:
        sentence = f"The brand kit cannot be read: {error.strerror or error}."
        raise BriefError((Problem(str(path), 1, 1, sentence),)) from error
    kit = reader.read_kit_tree(document, str(file))
    root = SourceNode({BRAND_KEY: resolve_swatches(kit)}, replace(kit.place, file=""))
    joined = flatten_tree(root, replace(document, repeated=()), reader.homes)
    return OpenedKit(joined, file.parent, reader.files, find_unused_swatches(kit.mapping))


def _is_kit_name(text: str | None, folder: Path) -> bool:
    """Tell whether a text in place of the brand names a kit; any other is meant as the brand's name."""
    if not text or "\0" in text:
        return False
    if text.lower().endswith(PART_SUFFIXES) or text.startswith(("./", "../")) or text.endswith("/"):
        return True
    return _find_kit_file(folder / text) is not None


def _find_kit_file(path: Path) -> Path | None:
    """Return the kit's file in the folder *path*, None if it is no folder or has none."""
    try:
        return next((path / name for name in KIT_FILE_NAMES if (path / name).is_file()), None)
    except (OSError, ValueError):
        return None


@dataclass(slots=True)
class _PartReader:
    """Reads the parts of one brief within the limits, and remembers where their file names are looked for."""

    folder: Path
    parse: PartParser
    homes: dict[str, SourceHome] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    project: Path | None = None
    reads: int = 0

    def join_includes(self, tree: SourceNode, base: Path, name: str, chain: tuple[Path, ...]) -> SourceNode:
        """Return the tree of the file *name* in *base* on top of the parts it includes; of two, the later wins."""
        node = tree.mapping.get(INCLUDE_KEY)
        if node is None:
            return tree
        own = tree.with_entries({key: one for key, one in tree.mapping.items() if key != INCLUDE_KEY})
        under: SourceNode | None = None
        for one in node.items or (node,):
            part = self._include(one, base, name, chain)
            under = part if under is None else merge_parts(under, part)
        return own if under is None else merge_parts(under, own)

    def _include(self, node: SourceNode, base: Path, name: str, chain: tuple[Path, ...]) -> SourceNode:
        if node.text is None or not node.text.strip():
            raise _error(node, name, "include must be the name of a file, or a list of them.")
        text = node.text.strip()
        if (reason := _explain_bad_name(text)) or not text.lower().endswith(PART_SUFFIXES):
            reason = reason or f"but a part of a brief is a {' or '.join(PART_SUFFIXES)} file"
            raise _error(node, name, f"include is {quote_for_message(text)}, {reason}.")
        self.project = self.project or find_project_folder(self.folder)
        path = _resolve_without_links(base, text)
        if path is None or not path.is_relative_to(self.project):
            sentence = f"leads out of the project folder ({self.project.name}): copy the file into it"
            raise _error(node, name, f"include is {quote_for_message(text)}, which {sentence}.")
        if path in chain:
            names = " → ".join(one.name for one in (*chain[chain.index(path) :], path))
            raise _error(node, name, f"include goes round in a circle ({names}): delete one of them.")
        if len(chain) > MAX_INCLUDE_DEPTH:
            raise _error(node, name, f"include goes more than {MAX_INCLUDE_DEPTH} files deep: include fewer.")
        shown = os.path.normpath(Path(name).parent / text)
        document = self._read(node, path, shown, name, "include")
        inside = path.is_relative_to(self.folder.resolve())
        own = SourceHome(path.parent, path.parent, f"the folder of {path.name}")
        self.homes[shown] = SourceHome(path.parent, self.folder.resolve()) if inside else own
        part = resolve_merge_keys(grow_tree(document, shown))
        entries = {key: one for key, one in part.mapping.items() if key != "$schema"}
        part = name_brand_kit(part.with_entries(entries), path.parent, _is_kit_name)
        return self.join_includes(part, path.parent, shown, (*chain, path))

    def join_kit(self, root: SourceNode, folder: Path, name: str) -> SourceNode:
        """Return *root* with its brand on top of the kit it names, and the kit's defaults where *root* has none."""
        brand = root.mapping.get(BRAND_KEY)
        if brand is None or not isinstance(brand.content, dict):
            return root
        node = brand.mapping.get(KIT_KEY)
        if node is not None and node.text is not None and node.text.strip():
            home = self.homes.get(node.place.file)
            kit = self._read_kit(node, folder if home is None else home.base, node.place.file or name)
            brand = merge_brand_trees(kit, brand)
        brand = resolve_swatches(brand)
        return move_brand_defaults(root.with_entries({**root.mapping, BRAND_KEY: brand}), brand)

    def _read_kit(self, node: SourceNode, base: Path, name: str) -> SourceNode:
        text = (node.text or "").strip()
        quoted = quote_for_message(text)
        if reason := _explain_bad_name(text):
            raise _error(node, name, f"brand is {quoted}, {reason}.")
        path = _resolve_without_links(base, text)
        if path is None:
            raise _error(node, name, f"brand is {quoted}, a link that leads elsewhere: name the kit's own folder.")
        file = _find_kit_file(path)
        shown = os.path.normpath(Path(name).parent / text / ("" if file is None else file.name))
        file = file or path
        if file.is_dir():
            raise _error(
                node, name, f"brand is {quoted}, a folder without {KIT_FILE_NAMES[0]}: add it, or name a file."
            )
        if file.suffix.lower() not in PART_SUFFIXES:
            sentence = f"but a brand kit is a {KIT_FILE_NAMES[0]} or a folder with one"
            raise _error(node, name, f"brand is {quoted}, {sentence}.")
        return self.read_kit_tree(self._read(node, file, shown, name, BRAND_KEY), shown, file)

    def read_kit_tree(self, document: SourceDocument, shown: str, file: Path | None = None) -> SourceNode:
        """Return the kit in *document* as the tree of a brand; raise BriefError for one that is no kit."""
        folder = (file or Path(shown)).parent.resolve()
        self.homes[shown] = SourceHome(folder, folder, "the kit's folder")
        kit = resolve_merge_keys(grow_tree(document, shown))
        entries = dict(kit.mapping)
        version = entries.pop("schema", None)
        if version is not None and version.content != 1:
            raise _error(version, shown, "schema must be 1, the version of this format.")
        entries.pop("$schema", None)
        if KIT_KEY in entries or INCLUDE_KEY in entries:
            node = entries.get(KIT_KEY) or entries[INCLUDE_KEY]
            raise _error(node, shown, "A brand kit is one file: it cannot stand on another kit, or include parts.")
        if "campaign" in entries and BRAND_KEY in entries:
            raise _error(entries["campaign"], shown, "This is a brief, not a brand kit: name the kit's own file.")
        return kit.with_entries(entries)

    def _read(self, node: SourceNode, path: Path, shown: str, name: str, key: str) -> SourceDocument:
        try:
            return self.read_part(path, shown)
        except FileNotFoundError as error:
            near = find_similar_word(path.name, sorted(_list_parts(path.parent)))
            hint = f" Did you mean {str(Path(node.text or '').with_name(near))!r}?" if near else ""
            sentence = f"{key} is {quote_for_message(node.text or '')}, but there is no such file.{hint}"
            raise _error(node, name, sentence) from error
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            sentence = f"{key} is {quote_for_message(node.text or '')}, which cannot be read: {reason}."
            raise _error(node, name, sentence) from error

    def read_part(self, path: Path, shown: str) -> SourceDocument:
        """Return the document in a file within the limits; raise OSError, or BriefError for what is wrong in it."""
        self.reads += 1  # a file that is included twice is read twice
        if self.reads > MAX_BRIEF_PARTS:
            raise BriefError(
                (Problem(shown, 1, 1, f"A brief has at most {MAX_BRIEF_PARTS} parts: join some of them."),)
            )
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ValueError("it is not a file")  # a folder, a device or a pipe
            left = MAX_PARTS_BYTES - sum(map(len, self.files.values()))
            data = file.read(left + 1)
        if len(data) > left:
            size = f"{MAX_PARTS_BYTES >> 10:,} KB"
            raise BriefError((Problem(shown, 1, 1, f"The parts of the brief are larger than {size} together."),))
        if not data.strip():
            sentence = "The file is empty: write the keys that are to be taken from it."
            raise BriefError((Problem(shown, 1, 1, sentence),))
        try:
            document = self.parse(data, shown)
        except UnreadableBriefError as error:
            raise BriefError((Problem(shown, error.place.line, error.place.column, error.sentence),)) from error
        self.files[shown] = data
        if document.repeated:
            raise BriefError(tuple(_find_repeated_keys(document)))
        return document


def merge_parts(base: SourceNode, over: SourceNode) -> SourceNode:
    """Return *over* on top of *base*, their brands as brands merge."""
    merged = merge_trees(base, over)
    brands = [tree.mapping.get(BRAND_KEY) for tree in (base, over)]
    if brands[0] is None or brands[1] is None:
        return merged
    return merged.with_entries({**merged.mapping, BRAND_KEY: merge_brand_trees(brands[0], brands[1])})


def _find_repeated_keys(document: SourceDocument) -> Iterator[Problem]:
    for keys, place in document.repeated:
        first = document.keys[keys].line
        message = f"{document.label(keys)} is written twice, first on line {first}: keep one."
        yield document.problem_at(place, message)


def _explain_bad_name(text: str) -> str:
    """Return why no part can have the name *text*, "" if one can."""
    if "://" in text:
        return "an address, which cannot be used here: copy the file beside the brief"
    if "\\" in text:
        return f"which has backslashes: write {quote_for_message(text.replace(chr(92), '/'))}"
    if Path(text).is_absolute() or PureWindowsPath(text).drive:
        return "an absolute path: write it relative to this file"
    if not text.isprintable():
        return "which has an invisible character: delete it"
    return ""


def _resolve_without_links(base: Path, name: str) -> Path | None:
    """Return the path of *name* seen from *base*, None if a link on the way leads elsewhere."""
    plain = Path(os.path.normpath(base.resolve() / name))
    try:
        return plain if plain.resolve() == plain else None
    except (OSError, RuntimeError, ValueError):
        return None


def _list_parts(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir() if path.suffix.lower() in PART_SUFFIXES]
    except OSError:
        return []


def _error(node: SourceNode, name: str, sentence: str) -> BriefError:
    return BriefError((Problem(name, node.place.line, node.place.column, sentence),))


def find_written_files(joined: SourceDocument, files: Iterable[tuple[KeyPath, str]], folder: Path) -> SourceDocument:
    """Return *joined* with the names of *files* (the key and the name of each) as their folders have them."""
    by_base: dict[Path, list[tuple[KeyPath, str]]] = {}
    for keys, name in files:
        by_base.setdefault(joined.home(keys, folder).base, []).append((keys, name))
    for base, named in by_base.items():
        joined = match_written_names(joined, base, named)
    return joined


def move_file_names(joined: SourceDocument, files: Iterable[tuple[KeyPath, str]], folder: Path) -> SourceDocument:
    """Return *joined* with each of *files* that a part names as it is seen from *folder*, that of the brief."""
    if not joined.homes:
        return joined
    own = folder.resolve()
    moved = {
        keys: os.path.relpath(home.base / name, own).replace(os.sep, "/")
        for keys, name in files
        if (home := joined.home(keys, folder)).base != folder
    }
    return replace(joined, data=replace_texts(joined.data, moved))

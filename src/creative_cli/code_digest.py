"""Digests of our own code and data, used in cache keys.

A cached result is only as good as the code that produced it. Its key includes the digest of that code instead of a
version number that someone has to remember to raise.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec, resolve_name
from pathlib import Path

from creative_cli import HOMES

PRODUCT = "creative_cli"

# Packages whose import name differs from their distribution's name.
DISTRIBUTIONS = {"PIL": "pillow", "yaml": "pyyaml", "fontTools": "fonttools"}

# Tables whose rows are part of the keys: editing one channel must not invalidate the ads of the others.
BY_ROW = frozenset({"channels.toml"})

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<parent>[\w.]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]+)"
    r"|import[ \t]+(?P<module>[\w.]+))",
    re.MULTILINE,
)
_TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+[^\n]*\n|\n)+", re.MULTILINE)
_FILE_NAME = re.compile(r'"([\w-]+(?:\.[\w-]+)*\.(?:toml|yaml|json|txt|gz|npz|onnx|typ))"')


@cache
def code_digest(module: str) -> str:
    """Return the SHA-256, in hex, of everything that *module* computes with.

    This covers its source, the source of every module of ours that it imports (directly or not), the data files those
    modules name or have in their folders, and the versions of the libraries they import. For a plug-in's module, the
    modules of its own package count as ours. Raises ModuleNotFoundError.
    """
    summed, libraries = hashlib.sha256(), set[str]()
    homes = {PRODUCT, _root_of(module)}
    for name in sorted(_find_closure(module, homes)):
        summed.update(_describe_module(name))
        libraries |= {root for one in _imports(name) if (root := _root_of(one)) not in homes}
    versions = (f"{root} {_version(root)}\n" for root in sorted(libraries - sys.stdlib_module_names))
    summed.update("".join(versions).encode())
    return summed.hexdigest()


@cache
def _describe_module(name: str) -> bytes:
    """Return the digests of a module's source and of its data, a line each."""
    files = [(name, _file_of(name)), *((path.name, path) for path in _data_of(name))]
    return "".join(f"{label} {_file_digest(path)}\n" for label, path in files).encode()


@cache
def _root_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def _find_closure(module: str, homes: set[str]) -> set[str]:
    """Return *module* and the modules of the packages *homes* that it imports, directly or not."""
    found, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [one for one in _imports(name) if _root_of(one) in homes and _is_module(one)]
    return found


@cache
def _imports(module: str) -> frozenset[str]:
    """Return the modules that *module* imports at run time."""
    file = _file_of(module)
    if file.suffix != ".py":
        return frozenset()  # a compiled module of a plug-in
    text = _TYPES_ONLY.sub("", _source_of(file))
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    return frozenset(name for match in _IMPORT.finditer(text) for name in _imported(match, package))


def _imported(match: re.Match[str], package: str) -> Iterator[str]:
    """Yield the modules that an import statement in a module of *package* names."""
    if match["module"]:
        yield match["module"]
        return
    parent = match["parent"]
    if parent.startswith("."):
        if not package:
            return
        parent = resolve_name(parent, package)
    yield parent
    for item in match["names"].strip("(),\n ").split(","):
        name = f"{parent}.{item.strip().split(' ')[0]}"
        # The API imports its members when they are used: what a plug-in takes from it is in another module.
        if parent == PRODUCT and name.removeprefix(f"{PRODUCT}.") in HOMES:
            yield HOMES[name.removeprefix(f"{PRODUCT}.")]
        # `from package import module` names a module; of libraries the parent is enough.
        elif _root_of(parent) in {PRODUCT, _root_of(package)} and _is_module(name):
            yield name


@cache
def _is_module(name: str) -> bool:
    """Tell whether there is such a module: text may look like an import, and one may be tried that is not there."""
    try:
        return _file_of(name).is_file()
    except ModuleNotFoundError:
        return False


@cache
def _own_modules() -> dict[str, Path]:
    """Return the files of our modules, looked for once: asking for each name took half of the time of all digests."""
    product = Path(__file__).parent
    found = {}
    for folder, _, names in os.walk(product):
        package = ".".join((PRODUCT, *Path(folder).relative_to(product).parts))
        for name in names:
            if name.endswith(".py"):
                found[f"{package}.{name[:-3]}".removesuffix(".__init__")] = Path(folder, name)
    return found


@cache
def _file_of(module: str) -> Path:
    if _root_of(module) == PRODUCT:
        if module not in _own_modules():
            raise ModuleNotFoundError(f"There is no module {module}.", name=module)
        return _own_modules()[module]
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The source of {module} is not installed.", name=module)
    return Path(spec.origin)


def _data_of(module: str) -> Iterator[Path]:
    """Yield the data files in the module's folder, and those of our `data` folder that its source names."""
    path, product = _file_of(module), Path(__file__).parent
    if path.suffix != ".py":
        return
    # A module beside the packages, as a plug-in of one file is, has no folder of its own.
    if path.parent != product and ("." in module or path.name == "__init__.py"):
        yield from _data_below(path.parent)
    for name in sorted(set(_FILE_NAME.findall(_source_of(path))) - BY_ROW):
        yield from _named_below(product / "data").get(name, ())


@cache
def _source_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _files_below(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


# Hundreds of modules share a folder; asking each of its files for its suffix was half of the time of all digests.
@cache
def _data_below(folder: Path) -> tuple[Path, ...]:
    return tuple(one for one in _files_below(folder) if one.suffix not in {".py", ".pyc", ".md"})


@cache
def _named_below(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for one in _files_below(folder):
        found.setdefault(one.name, []).append(one)
    return found


@cache
def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _version(library: str) -> str:
    try:
        return metadata.version(DISTRIBUTIONS.get(library, library))
    except metadata.PackageNotFoundError:
        return ""  # an optional library that is not installed

"""Print metrics of the source: size, names, imports, lint exceptions, and the path from a command to a pixel.

    python tools/house.py [TREE ...]

Each tree is a checkout and gets a column. The path to the first pixel is traced: the minimal brief runs offline in a
separate process, and when the compose stage first calls the studio, our functions on the path (across threads and
tasks) and our dataclasses among their arguments are counted.
"""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONE_FILE_EACH = {"cli", "checks", "providers", "exchange"}
"""Folders of one file per command, check, provider and file format: their files are named for what they serve."""

MAY_BE_ONE_WORD = {"stages", "checks", "cli", "__main__"}
"""Where a public function may be one word: stages, checks, and commands."""

API = "api.py"
"""The functions of the public API are named for the commands, in one word: rules of names do not count them."""

PROBE = Path(__file__).with_name("first_pixel.py")


def sources(tree: Path) -> dict[Path, str]:
    """Return the product's own Python files with their text."""
    return {path: path.read_text("utf-8") for path in sorted((tree / "src").rglob("*.py"))}


def definitions(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the public names that a module defines at its top, with their statements; type variables are none."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        yield from ((name, node) for name in names if not name.startswith("_"))


def is_dataclass(node: ast.AST) -> bool:
    """Tell whether a class has the dataclass decorator."""
    return isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list)


def local_imports(module: ast.Module) -> int:
    """Count the imports inside functions."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found |= {one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom)}
    return len(found)


def file_names(tree: Path) -> Counter[str]:
    """Return how many folders have a module of each file name."""
    names = (path for path in sources(tree) if path.name != "__init__.py" and path.parent.name not in ONE_FILE_EACH)
    return Counter(path.name for path in names)


def first_pixel(tree: Path) -> dict[str, int]:
    """Return how many own calls and carriers lie between the command and the first painted pixel."""
    python = tree / ".venv" / "bin" / "python"
    command = [str(python if python.exists() else sys.executable), str(PROBE), str(tree)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return figures


def measure(tree: Path) -> dict[str, str]:
    """Return the figures of one tree, by what they count."""
    texts = sources(tree)
    modules = {path: ast.parse(text) for path, text in texts.items()}
    lines = sum(text.count("\n") for text in texts.values())
    comments = sum(1 for text in texts.values() for line in text.splitlines() if line.lstrip().startswith("#"))
    noqa = sum(text.count("# noqa") for text in texts.values())
    functions, owners = [], Counter[str]()
    for path, module in modules.items():
        public = {} if path.name == API else dict(definitions(module))
        # A check's file defines `inspect` and `CHECK`, which the profile reads: that is the shape of a plug-in.
        owners.update(name for name in public if not (path.parent.name == "checks" and name in {"CHECK", "inspect"}))
        if path.parent.name not in MAY_BE_ONE_WORD and path.stem not in MAY_BE_ONE_WORD:
            functions += [
                name for name, node in public.items() if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
    one_word = [name for name in functions if "_" not in name]
    pixel = first_pixel(tree)
    return {
        "files in src": str(len(texts)),
        "lines in src": f"{lines:,}",
        "one-word public functions outside stages, checks and commands": f"{len(one_word)} of {len(functions)}",
        "public names in two modules": str(sum(1 for count in owners.values() if count > 1)),
        "module file names in two folders": str(sum(1 for count in file_names(tree).values() if count > 1)),
        "imports inside functions": str(sum(map(local_imports, modules.values()))),
        "noqa per 1000 lines": f"{1000 * noqa / lines:.1f}",
        "dataclasses": str(sum(is_dataclass(node) for module in modules.values() for node in ast.walk(module))),
        "comment lines per 1000 lines": f"{1000 * comments / lines:.1f}",
        "own calls to the first pixel": str(pixel["calls"]),
        "own dataclasses passed on that way": str(pixel["carriers"]),
    }


def list_offenders(tree: Path) -> Iterator[str]:
    """Yield where a rule of names is not kept."""
    owners: dict[str, list[str]] = {}
    for path, text in sources(tree).items():
        if path.name == API:
            continue
        place = str(path.relative_to(tree / "src"))
        for name, node in definitions(ast.parse(text)):
            if path.parent.name == "checks" and name in {"CHECK", "inspect"}:
                continue
            owners.setdefault(name, []).append(place)
            plain = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "_" not in name
            if plain and path.parent.name not in MAY_BE_ONE_WORD and path.stem not in MAY_BE_ONE_WORD:
                yield f"{place}: {name} is one word"
    yield from (f"{name} is a file name in {count} folders" for name, count in file_names(tree).items() if count > 1)
    yield from (f"{name} is defined in {', '.join(places)}" for name, places in owners.items() if len(places) > 1)


def main() -> None:
    """Print the table, or with --offenders the places where a rule of names is not kept."""
    arguments = sys.argv[1:]
    trees = [Path(name).resolve() for name in arguments if not name.startswith("-")] or [ROOT]
    if "--offenders" in arguments:
        for tree in trees:
            for line in list_offenders(tree):
                print(line)
        return
    columns = [measure(tree) for tree in trees]
    width = max(map(len, columns[0]))
    for what in columns[0]:
        print(f"{what:<{width}}", *(f"{re.sub('^0 of', '0 of', column[what]):>14}" for column in columns))


if __name__ == "__main__":
    main()

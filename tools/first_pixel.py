"""Run the minimal brief of a tree and print, as JSON, the calls between the command and the first pixel.

`house.py` runs this in a separate process, because it traces every call.
"""

import asyncio
import inspect
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

TREE = Path(sys.argv[1]).resolve()
PACKAGE = str(TREE / "src" / "creative_cli")
PAINTERS = (f"{PACKAGE}/imaging/", f"{PACKAGE}/studio/")
COMPOSE = f"{PACKAGE}/stages/compose.py"
COMMAND = f"{PACKAGE}/cli/run.py"
PICTURE = 3
"""Dimensions of a picture: rows, columns, channels."""

found: list[list[FrameType]] = []
tasks: dict[int, list[FrameType]] = {}
"""Own frames that started what runs now: by task, and for a worker thread by the call it was given."""


def own_frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the own frames from *frame* outwards, over the task or the thread it runs in."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(PACKAGE):
            yield frame
        started = frame.f_locals.get("_first_pixel_started")
        if started is not None:
            yield from started
            return
        frame = frame.f_back
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return
    yield from tasks.get(id(task), ())


def watch(frame: FrameType, event: str, result: object) -> None:
    """Stop when the compose stage first gets a picture: an array of rows, columns and channels."""
    if event != "return" or found or not frame.f_code.co_filename.startswith(PAINTERS):
        return
    if getattr(result, "ndim", 0) != PICTURE:
        return
    chain = list(own_frames(frame))
    if any(one.f_code.co_filename == COMPOSE for one in chain):
        found.append(chain)


def follow_threads() -> None:
    """Make threads and tasks remember the own frames that started them."""
    submit, create_task = ThreadPoolExecutor.submit, asyncio.BaseEventLoop.create_task

    def remembering_submit(self: Any, call: Any, /, *arguments: Any, **named: Any) -> Any:
        started = list(own_frames(inspect.currentframe()))

        def begin() -> Any:
            _first_pixel_started = started
            return call(*arguments, **named)

        return submit(self, begin)

    def remembering_create_task(self: Any, coroutine: Any, **named: Any) -> Any:
        started = list(own_frames(inspect.currentframe()))
        task = create_task(self, coroutine, **named)
        tasks[id(task)] = started
        return task

    ThreadPoolExecutor.submit = remembering_submit  # type: ignore[method-assign]
    asyncio.BaseEventLoop.create_task = remembering_create_task  # type: ignore[method-assign,assignment]


def carriers(chain: list[FrameType]) -> set[str]:
    """Return the own dataclasses among the arguments of the frames."""
    names = set()
    for frame in chain:
        code = frame.f_code
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            kind = type(frame.f_locals.get(name))
            if is_dataclass(kind) and kind.__module__.startswith("creative_cli"):
                names.add(kind.__name__)
    return names


def main() -> None:
    """Run the brief and print the figures, and with --verbose the way itself."""
    sys.path.insert(0, str(TREE / "src"))
    app = import_module("creative_cli.cli.app").app  # of the tree that is asked about

    follow_threads()
    threading.setprofile(watch)
    sys.setprofile(watch)
    with tempfile.TemporaryDirectory() as folder:
        brief = str(TREE / "briefs" / "minimal.yaml")
        arguments = ["run", brief, "--provider", "studio", "--output", folder, "--quiet", "--jobs", "1"]
        try:
            app(arguments, standalone_mode=False)
        except SystemExit:
            pass
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    chain = list(reversed(found[0]))
    start = next(index for index, frame in enumerate(chain) if frame.f_code.co_filename == COMMAND)
    path = list({frame.f_code: frame for frame in chain[start:] if not frame.f_code.co_name.startswith("<")}.values())
    if "--verbose" in sys.argv:
        for frame in path:
            print(Path(frame.f_code.co_filename).relative_to(PACKAGE), frame.f_code.co_name, sorted(carriers([frame])))
    print(json.dumps({"calls": len(path), "carriers": len(carriers(path))}))


if __name__ == "__main__":
    main()

"""A user's template is tried before anything is made: all its canvases, in a process that can be stopped.

Typst ends endless recursion and most endless loops by itself, but loops inside loops can take hours. What the trial
has drawn in time is drawn again, from the same inputs, when the ads are made.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from creative_cli.errors import Problem, TypesetError
from creative_cli.formats import Format
from creative_cli.layout import backgrounds, template
from creative_cli.locale.locales import Direction
from creative_cli.models import Palette, TemplateRef

TRIAL_SECONDS = 20.0
"""How long all canvases of a template may take; ours take 0.03 s each."""

MAX_TRIAL_MEMORY = 3 << 30
"""Bytes of address space the trial has, where the system can bound it."""

DEAD_PROXY = "http://127.0.0.1:9"
"""A proxy nobody answers at: packages are never fetched."""

_TYPST_PLACE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_DATA_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_PACKAGE_IMPORT = re.compile(r'#?(?:import|include)\s*"@')


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Typst's message and its drawing of the place."""

    message: str
    diagnostic: str


def find_template_problems(
    design: TemplateRef, forms: Sequence[Format], directions: Sequence[Direction], palette: Palette
) -> tuple[Problem, ...]:
    """Return what is wrong with a user's template for these canvases; () when it can be used, as ours always can."""
    if design.folder is None:
        return ()
    data = template.design_data_file(design)
    try:
        read = template.read_design(design)
    except tomllib.TOMLDecodeError as error:
        return (_data_problem(data, str(error)),)
    except (OSError, ValueError) as error:
        return (_data_problem(data, str(error)),)
    jobs = []
    for form in forms:
        for direction in directions:
            try:
                read.arrange(form, direction, 1.0)
            except TypesetError:
                return (_data_problem(data, f"no arrangement is for a canvas like {form.name}"),)
            jobs += [backgrounds.background_job(plan, palette) for plan in read.candidates(form, direction)]
    for path in backgrounds.template_sources(design):
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines() if path.suffix == ".typ" else ()):
            if _PACKAGE_IMPORT.search(line):
                named = _user_path(design, path)
                return (Problem(named, number + 1, 1, "Packages are not fetched: copy what you need into the folder."),)
    refusal = _try_in_sandbox(design, tuple(dict.fromkeys(jobs)))
    return () if refusal is None else (_typst_problem(design, refusal),)


def _try_in_sandbox(design: TemplateRef, jobs: tuple[str, ...]) -> _Refusal | None:
    asked = json.dumps({"folder": str(design.folder), "name": design.name, "jobs": jobs})
    with tempfile.TemporaryDirectory() as empty:
        # No packages of the user's own either: an ad is the same on every machine.
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"), empty)
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), DEAD_PROXY)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "creative_cli.layout.sandbox"],
                input=asked.encode(),
                env={**os.environ, **homes, **proxies},
                capture_output=True,
                timeout=TRIAL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _Refusal(f"it took more than {TRIAL_SECONDS:.0f} s to draw: is there a loop that never ends?", "")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return _Refusal(f"drawing it ended with code {done.returncode}: {said[-1] if said else 'no word'}", "")
    return None if answer is None else _Refusal(answer["message"], answer["diagnostic"])


def _user_path(design: TemplateRef, path: Path) -> str:
    home = design.folder or Path()
    return str(home / path.relative_to(home.resolve()))


def _data_problem(data: Path | None, error: str) -> Problem:
    place = _DATA_PLACE.search(error)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    sentence = _DATA_PLACE.sub("", error).rstrip(".")
    return Problem(str(data), line, column, f"{sentence[:1].upper()}{sentence[1:]}.")


def _typst_problem(design: TemplateRef, refusal: _Refusal) -> Problem:
    """Turn Typst's message into a problem at the first place of it that is in a file of the user's."""
    home = design.folder or Path()
    said = f"Typst: {refusal.message}."
    hints = re.findall(r"= hint: (.+)", refusal.diagnostic)
    said += "".join(f" {hint[:1].upper()}{hint[1:]}." for hint in hints if "--root" not in hint)
    for name, line, column in _TYPST_PLACE.findall(refusal.diagnostic):
        if (home / name).is_file():
            return Problem(str(home / name), int(line), int(column), said)
    return Problem(str(home / design.name), 1, 1, said)


def draw_stdin_jobs() -> None:
    """Draw what stdin asks for and write the first refusal to stdout, or null."""
    import typst  # noqa: PLC0415  # the parent needs none

    _bound_memory()
    asked = json.load(sys.stdin)
    refusal = None
    try:
        for job in asked["jobs"]:
            backgrounds.draw_background_page(TemplateRef(asked["name"], Path(asked["folder"])), job)
    except typst.TypstError as error:
        refusal = {"message": error.message, "diagnostic": error.diagnostic}
    json.dump(refusal, sys.stdout)


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415  # Unix only
    except ImportError:
        return  # Windows: the time limit is what there is
    resource.setrlimit(resource.RLIMIT_AS, (MAX_TRIAL_MEMORY, MAX_TRIAL_MEMORY))


if __name__ == "__main__":
    draw_stdin_jobs()

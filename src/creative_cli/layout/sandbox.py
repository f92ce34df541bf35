"""Tries a user's template on all canvases of a run, in a process that can be stopped.

Typst stops endless recursion and most endless loops, but nested loops can take hours. The run then draws the same
canvases from the same inputs.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst

from creative_cli.color.color_math import Palette
from creative_cli.errors import Problem, TypesetError
from creative_cli.formats import Format
from creative_cli.layout import backgrounds, template
from creative_cli.locale.locales import Direction
from creative_cli.models import TemplateRef

# Time limit for all canvases of a template; a bundled one takes 0.03 s per canvas.
TRIAL_SECONDS = 20.0
# Bytes of address space, on systems that can limit it.
MAX_TRIAL_MEMORY = 3 << 30
# No proxy listens here: packages are never downloaded.
DEAD_PROXY = "http://127.0.0.1:9"

_TYPST_PLACE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_DATA_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_PACKAGE_IMPORT = re.compile(r'#?(?:import|include)\s*"@')


def find_template_problems(
    design: TemplateRef, forms: Sequence[Format], directions: Sequence[Direction], palette: Palette
) -> tuple[Problem, ...]:
    """Return the problems of a user's template on these canvases; () for a bundled one."""
    if design.folder is None:
        return ()
    data = template.design_data_file(design)
    try:
        read = template.read_design(design)
    except (OSError, ValueError) as error:  # ValueError includes TOMLDecodeError
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
                return (Problem(named, number + 1, 1, "Packages are not downloaded: copy them into the folder."),)
    error_text = _try_in_sandbox(design, tuple(dict.fromkeys(jobs)))
    return () if error_text is None else (_typst_problem(design, *error_text),)


def _try_in_sandbox(design: TemplateRef, jobs: tuple[str, ...]) -> tuple[str, str] | None:
    """Return Typst's error message and diagnostic; None without an error."""
    request = json.dumps({"folder": str(design.folder), "name": design.name, "jobs": jobs})
    with tempfile.TemporaryDirectory() as empty:
        # Hide the user's installed packages, too: an ad is the same on every machine.
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"), empty)
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), DEAD_PROXY)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "creative_cli.layout.sandbox"],
                input=request.encode(),
                env={**os.environ, **homes, **proxies},
                capture_output=True,
                timeout=TRIAL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"drawing took more than {TRIAL_SECONDS:.0f} s: is there a loop that never ends?", ""
    try:
        result = json.loads(done.stdout)
    except ValueError:
        output = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return f"drawing exited with code {done.returncode}: {output[-1] if output else 'no output'}", ""
    return None if result is None else (result["message"], result["diagnostic"])


def _user_path(design: TemplateRef, path: Path) -> str:
    home = design.folder or Path()
    return str(home / path.relative_to(home.resolve()))


def _data_problem(data: Path | None, error: str) -> Problem:
    place = _DATA_PLACE.search(error)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    sentence = _DATA_PLACE.sub("", error).rstrip(".")
    return Problem(str(data), line, column, f"{sentence[:1].upper()}{sentence[1:]}.")


def _typst_problem(design: TemplateRef, message: str, diagnostic: str) -> Problem:
    """Return a problem at the first position in one of the user's files."""
    home = design.folder or Path()
    sentence = f"Typst: {message}."
    hints = re.findall(r"= hint: (.+)", diagnostic)
    sentence += "".join(f" {hint[:1].upper()}{hint[1:]}." for hint in hints if "--root" not in hint)
    for name, line, column in _TYPST_PLACE.findall(diagnostic):
        if (home / name).is_file():
            return Problem(str(home / name), int(line), int(column), sentence)
    return Problem(str(home / design.name), 1, 1, sentence)


def draw_stdin_jobs() -> None:
    """Draw the jobs from stdin and write Typst's first error, or null, to stdout as JSON."""
    _limit_memory()
    request = json.load(sys.stdin)
    result = None
    try:
        for job in request["jobs"]:
            backgrounds.draw_background_page(TemplateRef(request["name"], Path(request["folder"])), job)
    except typst.TypstError as error:
        result = {"message": error.message, "diagnostic": error.diagnostic}
    json.dump(result, sys.stdout)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  # Unix only
    except ImportError:
        return  # on Windows, only the time is limited
    resource.setrlimit(resource.RLIMIT_AS, (MAX_TRIAL_MEMORY, MAX_TRIAL_MEMORY))


if __name__ == "__main__":
    draw_stdin_jobs()

"""Draws a user's template in a worker process, and tries it on all canvases of a run before anything is made.

Typst stops endless recursion and most endless loops, but nested loops can take hours and all memory. The worker has
limits of both, an empty folder, and no network that answers.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typst

from creative_cli.color.color_math import Palette
from creative_cli.errors import PictureError, Problem, TypesetError
from creative_cli.formats import Format
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.layout import template
from creative_cli.layout.template_page import background_job, draw_template_page
from creative_cli.locale.locales import Direction
from creative_cli.models import TemplateRef
from creative_cli.scratch_folders import make_scratch_folder

_TYPST_PLACE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_DATA_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_PACKAGE_IMPORT = re.compile(r'#?(?:import|include)\s*"@')
_MISSING_FILE = re.compile(r"^file not found \(searched at .*?([^/\\]+)\)$", re.DOTALL)


class TemplateFault(NamedTuple):
    """What is wrong with a template: Typst's message and diagnostic, or a limit and how to raise it."""

    message: str
    diagnostic: str


def draw_user_pages(design: TemplateRef, jobs: Sequence[str]) -> bytes | TemplateFault:
    """Draw each of the *jobs* by a user's template; return the PNG of the last, or what is wrong."""
    lengths = {name: len(data) for name, data in design.files}
    options = {"sources": lengths, "name": Path(design.name).name, "jobs": list(jobs), "root": str(_empty_folder())}
    try:
        data = b"".join(data for _, data in design.files)
        answer = run_in_worker(draw_given_pages, data, "The template", options, "Is there a loop that never ends?")
    except PictureError as error:
        return TemplateFault(f"{error.sentence} {error.hint}".rstrip("."), "")
    if "message" in answer.fields:
        return TemplateFault(str(answer.fields["message"]), str(answer.fields["diagnostic"]))
    return answer.data


def draw_given_pages(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """Draw the pages of `draw_user_pages`, in the worker; return no fields and the last PNG, or Typst's first error.

    The *options* are `sources`, the length of each file in *data*, the `name` of the template, its `jobs`, and the
    empty folder `root`.
    """
    files, start, png = dict[str, bytes](), 0, b""
    for file, length in options["sources"].items():
        files[file] = data[start : start + length]
        start += length
    try:
        for job in options["jobs"]:
            png = draw_template_page(files, options["name"], job, Path(options["root"]))
    except typst.TypstError as error:
        return {"message": error.message, "diagnostic": error.diagnostic}, b""
    return {}, png


@cache
def _empty_folder() -> Path:
    """Return the folder that Typst takes for the project's; a worker may write none itself."""
    return make_scratch_folder()


def find_template_problems(
    design: TemplateRef, forms: Sequence[Format], directions: Sequence[Direction], palette: Palette
) -> tuple[Problem, ...]:
    """Return the problems of a user's template on these canvases; () for a bundled one."""
    if design.folder is None:
        return ()
    data = (design.folder / design.name).with_suffix(".toml")
    try:
        read = template.read_design(design)
    except ValueError as error:  # includes TOMLDecodeError and UnicodeDecodeError
        return (_data_problem(data, str(error)),)
    jobs = []
    for form in forms:
        for direction in directions:
            try:
                read.arrange(form, direction, 1.0)
            except TypesetError:
                return (_data_problem(data, f"no arrangement is for a canvas like {form.name}"),)
            jobs += [background_job(plan, palette) for plan in read.candidates(form, direction)]
    for name, source in design.files:
        for number, line in enumerate(source.decode("utf-8", "replace").splitlines() if name.endswith(".typ") else ()):
            if _PACKAGE_IMPORT.search(line):
                named = str(_template_home(design) / name)
                return (Problem(named, number + 1, 1, "Packages are not downloaded: copy them into the folder."),)
    drawn = draw_user_pages(design, tuple(dict.fromkeys(jobs)))
    return (_typst_problem(design, drawn),) if isinstance(drawn, TemplateFault) else ()


def _template_home(design: TemplateRef) -> Path:
    """Return the folder of a user's template, as its brief names it."""
    return ((design.folder or Path()) / design.name).parent


def _data_problem(data: Path, error: str) -> Problem:
    place = _DATA_PLACE.search(error)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    sentence = _DATA_PLACE.sub("", error).rstrip(".")
    return Problem(str(data), line, column, f"{sentence[:1].upper()}{sentence[1:]}.")


def _typst_problem(design: TemplateRef, fault: TemplateFault) -> Problem:
    """Return a problem at the first position in one of the user's files."""
    missing = _MISSING_FILE.match(fault.message)
    sentence = f"Typst: {fault.message}." if fault.diagnostic else f"{fault.message}."
    if missing is not None:
        sentence = (
            f"Typst: {missing[1]} is not there for the template. It sees the regular files of its own folder that it "
            "names in quotes, no links and no names that begin with a dot."
        )
    hints = re.findall(r"= hint: (.+)", fault.diagnostic)
    sentence += "".join(f" {hint[:1].upper()}{hint[1:]}." for hint in hints if "--root" not in hint)
    home, names = _template_home(design), dict(design.files)
    for place, line, column in _TYPST_PLACE.findall(fault.diagnostic):
        # Typst gives the path from where the worker is, through its empty folder.
        own = next((name for name in names if f"/{place}".endswith(f"/{name}")), None)
        if own is not None:
            return Problem(str(home / own), int(line), int(column), sentence)
    return Problem(str(home / Path(design.name).name), 1, 1, sentence)

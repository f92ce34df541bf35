"""Draws a user's template in a worker process, and tries it on all canvases of a run before anything is made.

Typst stops endless recursion and most endless loops, but nested loops can take hours and all memory. The worker has
limits of both, an empty folder, and no network that answers.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typst

from creative_cli.color.color_math import Palette
from creative_cli.errors import PictureError, Problem, TypesetError
from creative_cli.formats import Format
from creative_cli.imaging.foreign_worker import WorkerTask, run_in_worker
from creative_cli.imaging.worker_messages import WorkerMessage
from creative_cli.layout import template
from creative_cli.layout.template_page import PageMode, background_job, draw_template_page, list_page_marks
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


class UserPage(NamedTuple):
    """The page that a user's template draws, as PNG, without its letters as well, and the marks of what it writes.

    Without anything written both pictures are the same.
    """

    png: bytes
    bare: bytes
    marks: tuple[object, ...]


def draw_user_pages(design: TemplateRef, jobs: Sequence[str]) -> bytes | TemplateFault:
    """Draw each of the *jobs* by a user's template; return the PNG of the last, or what is wrong."""
    answer = _ask_worker(draw_given_pages, design, jobs)
    return answer if isinstance(answer, TemplateFault) else answer.data


def read_user_page(design: TemplateRef, job: str) -> UserPage | TemplateFault:
    """Draw a *job* by a user's template, with and without letters; return that, or what is wrong."""
    answer = _ask_worker(read_given_page, design, (job,))
    if isinstance(answer, TemplateFault):
        return answer
    length, marks = int(str(answer.fields["length"])), answer.fields["marks"]
    return UserPage(answer.data[:length], answer.data[length:], tuple(marks) if isinstance(marks, list) else ())


def list_user_marks(design: TemplateRef, jobs: Sequence[str]) -> tuple[Sequence[object], ...] | TemplateFault:
    """Return the marks of what a user's template writes on the page of each job, or what is wrong; nothing is drawn."""
    answer = _ask_worker(list_given_marks, design, jobs)
    if isinstance(answer, TemplateFault):
        return answer
    pages = answer.fields["pages"]
    return tuple(pages) if isinstance(pages, list) else ()


def _ask_worker(task: WorkerTask, design: TemplateRef, jobs: Sequence[str]) -> WorkerMessage | TemplateFault:
    lengths = {name: len(data) for name, data in design.files}
    options = {"sources": lengths, "name": Path(design.name).name, "jobs": list(jobs), "root": str(_empty_folder())}
    try:
        data = b"".join(data for _, data in design.files)
        answer = run_in_worker(task, data, "The template", options, "Is there a loop that never ends?")
    except PictureError as error:
        return TemplateFault(f"{error.sentence} {error.hint}".rstrip("."), "")
    if "message" in answer.fields:
        return TemplateFault(str(answer.fields["message"]), str(answer.fields["diagnostic"]))
    return answer


def draw_given_pages(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """Draw the pages of `draw_user_pages`, in the worker; return no fields and the last PNG, or Typst's first error.

    The *options* are `sources`, the length of each file in *data*, the `name` of the template, its `jobs`, and the
    empty folder `root`.
    """
    files, png = _split_files(data, options["sources"]), b""
    try:
        for job in options["jobs"]:
            png = draw_template_page(files, options["name"], job, Path(options["root"]))
    except typst.TypstError as error:
        return _describe_fault(error), b""
    return {}, png


def read_given_page(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """Draw the first job of `read_user_page`, in the worker; return the marks, and the PNG with that without letters.

    The *options* are those of `draw_given_pages`.
    """
    files, name, root = _split_files(data, options["sources"]), options["name"], Path(options["root"])
    (job,) = options["jobs"]
    try:
        png = draw_template_page(files, name, job, root)
        marks = list_page_marks(files, name, job, root)
        bare = draw_template_page(files, name, job, root, PageMode.BARE) if marks else png
    except RuntimeError as error:
        return _describe_fault(error), b""
    return {"marks": marks, "length": len(png)}, png + bare


def list_given_marks(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """List the marks of all jobs of `list_user_marks`, in the worker. The *options* are those of `draw_given_pages`."""
    files, name, root = _split_files(data, options["sources"]), options["name"], Path(options["root"])
    try:
        return {"pages": [list_page_marks(files, name, job, root) for job in options["jobs"]]}, b""
    except RuntimeError as error:
        return _describe_fault(error), b""


def _split_files(data: bytes, lengths: Mapping[str, int]) -> dict[str, bytes]:
    files, start = dict[str, bytes](), 0
    for file, length in lengths.items():
        files[file] = data[start : start + length]
        start += length
    return files


def _describe_fault(error: RuntimeError) -> dict[str, object]:
    """Return the message and the diagnostic of an error of Typst; a query has no diagnostic."""
    if isinstance(error, typst.TypstError):
        return {"message": error.message, "diagnostic": error.diagnostic}
    return {"message": str(error), "diagnostic": ""}


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
    for form in forms:
        for direction in directions:
            try:
                read.arrange(form, direction, 1.0)
            except TypesetError:
                return (_data_problem(data, f"no arrangement is for a canvas like {form.name}"),)
    for name, source in design.files:
        for number, line in enumerate(source.decode("utf-8", "replace").splitlines() if name.endswith(".typ") else ()):
            if _PACKAGE_IMPORT.search(line):
                named = str(_template_home(design) / name)
                return (Problem(named, number + 1, 1, "Packages are not downloaded: copy them into the folder."),)
    drawn = draw_user_pages(design, list_page_jobs(design, forms, directions, palette))
    return (_typst_problem(design, drawn),) if isinstance(drawn, TemplateFault) else ()


def list_page_jobs(
    design: TemplateRef, forms: Sequence[Format], directions: Sequence[Direction], palette: Palette
) -> tuple[str, ...]:
    """Return the jobs of all pages that a template may have to draw on these canvases, each once."""
    read = template.read_design(design)
    plans = (plan for form in forms for direction in directions for plan in read.candidates(form, direction))
    return tuple(dict.fromkeys(background_job(plan, palette) for plan in plans))


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

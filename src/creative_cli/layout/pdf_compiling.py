"""Writes the page of an editable PDF; runs in a worker process (`imaging.foreign_worker`), as its logo may be foreign.

Typst turns an SVG into vectors of the PDF, which may take far longer than drawing it once.
"""

from functools import cache
from pathlib import Path
from typing import Any

import typst


def compile_pdf_page(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """Return no fields and the PDF that Typst makes of the file that *data* names, or its error.

    The error is the fields `message` and `diagnostic`. The *options* are the `folder` of the other files, the only one
    that is read, the `job` of editable.typ as JSON, and the folders of the `fonts`.
    """
    path = Path(options["folder"]) / data.decode()
    fonts = _load_fonts(tuple(options["fonts"]))
    compiler = typst.Compiler(path, root=options["folder"], font_paths=fonts, ignore_system_fonts=True)
    try:
        pdf = compiler.compile(format="pdf", timestamp=0, pdf_tags=False, sys_inputs={"job": options["job"]})
    except typst.TypstError as error:
        return {"message": error.message, "diagnostic": error.diagnostic}, b""
    if not isinstance(pdf, bytes):
        return {"message": "it wrote no PDF", "diagnostic": ""}, b""
    return {}, pdf


@cache
def _load_fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))

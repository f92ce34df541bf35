"""Is the file of a kind that its channel takes?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Encoding
from creative_cli.models import Status

SUFFIXES = {
    "jpeg": ("jpg", "jpeg", "jfif"),
    "tiff": ("tif", "tiff"),
    **{kind: (kind,) for kind in ("png", "webp", "avif", "gif", "bmp")},
}
"""Suffixes of file names by the kind of the file."""


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The file is of a kind that its channel takes, and its name says which."""
    facts, form = picture.facts, picture.judged
    outcomes = []
    if form is not None and facts.kind not in {_kind_of(encoding) for encoding in form.encodings}:
        taken = ", ".join(encoding.suffix for encoding in form.encodings)
        outcomes.append(Outcome(Status.FAIL, "wrong_kind", f"The file is {facts.kind}; {form.name} takes {taken}."))
    elif form is not None and set(form.encodings) == {Encoding.PNG8} and not facts.palette:
        outcomes.append(Outcome(Status.FAIL, "no_palette", f"{form.name} takes PNG with a palette of 256 colours."))
    if picture.suffix not in SUFFIXES.get(facts.kind, (facts.kind,)):
        message = f"The name ends in .{picture.suffix}, but the file is {facts.kind}: platforms refuse or misread it."
        outcomes.append(Outcome(Status.WARN, "wrong_suffix", message))
    if facts.deep:
        outcomes.append(Outcome(Status.WARN, "too_deep", "The file has more than 8 bits a channel: export it with 8."))
    yield from outcomes or [pass_outcome(facts.kind)]


def _kind_of(encoding: Encoding) -> str:
    return "jpeg" if encoding is Encoding.JPG else encoding.suffix


CHECK = Check(
    id="picture_kind",
    rationale="A platform refuses a kind of file it does not take, and may misread one with a wrong name.",
    inspect=inspect,
)

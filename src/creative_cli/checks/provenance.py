"""Does the file say where its picture comes from?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.imaging.mark_reading import read_own_packet
from creative_cli.models import Creative, Status
from creative_cli.provenance.source_types import find_source_type
from creative_cli.provenance.xmp_reading import XmpFacts


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The file states the source type of the ad, and the model that made some of its picture."""
    origin = creative.canvas.origin
    if origin.source is None:
        message = "Nothing is recorded about the origin of the picture: the mark in the file cannot be judged."
        yield Outcome(Status.ERROR, "not_recorded", message)
        return
    try:
        said = read_own_packet(creative.encoded)
    except (OSError, ValueError) as error:
        yield Outcome(Status.FAIL, "unreadable", f"The XMP of the file cannot be read back: {error}")
        return
    if said is None or not said.source_types:
        message = f"The file does not say that it is {origin.source}: its XMP has no DigitalSourceType."
        yield Outcome(Status.FAIL, "missing", message)
        return
    stated = {find_source_type(one) for one in said.source_types}
    if stated != {origin.source}:
        found = ", ".join(said.source_types)
        yield Outcome(Status.FAIL, "wrong_mark", f"The file states {found}, but the ad is {origin.source}.")
        return
    yield from _list_gaps(creative, said)
    if origin.marks.damaged:
        message = (
            "The metadata of a picture of the brief cannot be read, so that a mark of a model in it would be lost. "
            "Ask its maker for the original."
        )
        yield Outcome(Status.WARN, "damaged_input", message)


def _list_gaps(creative: Creative, said: XmpFacts) -> Iterator[Outcome]:
    origin, facts = creative.canvas.origin, creative.facts
    wanted = (
        ("AISystemUsed", origin.from_model and bool(origin.task or origin.marks.systems), said.systems),
        ("AIPromptInformation", facts.keeps_prompt and bool(origin.prompt), said.prompts),
        ("the field AIGC (TC260)", facts.aigc and origin.from_model, said.aigc),
    )
    gaps = [name for name, needed, found in wanted if needed and not found]
    for name in gaps:
        yield Outcome(Status.FAIL, "incomplete", f"The XMP of the file lacks {name}.")
    if not gaps:
        yield pass_outcome(f"states {origin.source}")


CHECK = Check(
    id="provenance",
    rationale="Laws and platforms read from the file whether a model made the picture; other tools drop that mark.",
    inspect=inspect,
)

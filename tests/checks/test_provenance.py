"""The check of the mark in the file: what it reads back from real bytes."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from creative_cli.checks import provenance
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Status
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureMarks, PictureOrigin
from creative_cli.provenance.source_types import SourceType
from creative_cli.provenance.xmp_packet import FileNotes, write_xmp_packet
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples

BY_MODEL = PictureOrigin(
    task="picture", system="openai", version="m-1", prompt="a bottle", source=SourceType.COMPOSITE_WITH_TRAINED
)


def file_with(packet: bytes) -> bytes:
    """Return a JPEG with that packet."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40)).save(buffer, "JPEG", xmp=packet)
    return buffer.getvalue()


def found(creative: Creative) -> set[tuple[Status, str]]:
    """Return status and code of each finding."""
    return {(finding.status, finding.code) for finding in run_check(provenance.CHECK, creative)}


def with_origin(creative: Creative, origin: PictureOrigin, notes: FileNotes | None) -> Creative:
    """Return the ad with another origin, and a file that says what *notes* say; None for no packet."""
    packet = b"" if notes is None else write_xmp_packet(notes)
    return replace(creative, canvas=replace(creative.canvas, origin=origin), encoded=file_with(packet))


def test_a_file_with_its_mark_passes(good: Creative) -> None:
    """The mark is what was written."""
    assert found(good) == {(Status.PASS, "ok")}


@pytest.mark.parametrize(
    ("origin", "notes", "code"),
    [
        (PictureOrigin(source=SourceType.COMPOSITE), None, "missing"),
        (BY_MODEL, FileNotes(SourceType.COMPOSITE, "creative"), "wrong_mark"),
        (BY_MODEL, FileNotes(SourceType.COMPOSITE_WITH_TRAINED, "creative"), "incomplete"),
    ],
)
def test_a_file_without_its_mark_fails(
    good: Creative, origin: PictureOrigin, notes: FileNotes | None, code: str
) -> None:
    """No packet, another source type, and a model that is not named: each has its code."""
    assert found(with_origin(good, origin, notes)) == {(Status.FAIL, code)}


def test_the_prompt_is_missed_where_a_rule_wants_it(good: Creative) -> None:
    """China's rules want prompt and AIGC in the file."""
    notes = FileNotes(SourceType.COMPOSITE_WITH_TRAINED, "creative", system="openai")
    ad = replace(with_origin(good, BY_MODEL, notes), facts=FileFacts(keeps_prompt=True, aigc=True))

    assert [one.message for one in run_check(provenance.CHECK, ad)] == [
        "The XMP of the file lacks AIPromptInformation.",
        "The XMP of the file lacks the field AIGC (TC260).",
    ]


def test_what_cannot_be_judged_is_no_pass(good: Creative) -> None:
    """An origin that nobody recorded is an error, a broken packet fails, and a damaged input is a warning."""
    unknown = replace(good, canvas=replace(good.canvas, origin=PictureOrigin()))
    broken = replace(good, encoded=file_with(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"))
    damaged = PictureOrigin(source=SourceType.COMPOSITE, marks=PictureMarks(damaged=True))

    assert found(unknown) == {(Status.ERROR, "not_recorded")}
    assert found(broken) == {(Status.FAIL, "unreadable")}
    assert (Status.WARN, "damaged_input") in found(
        with_origin(good, damaged, FileNotes(SourceType.COMPOSITE, "creative"))
    )


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(good, with_origin(good, PictureOrigin(source=SourceType.COMPOSITE), None), "missing")

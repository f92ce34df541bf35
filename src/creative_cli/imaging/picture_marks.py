"""Asks a worker what picture files say of where they come from (`mark_reading`)."""

from collections.abc import Mapping

from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.imaging.mark_reading import find_picture_marks
from creative_cli.provenance.picture_origin import PictureMarks
from creative_cli.provenance.source_types import SourceType

_ADVICE = "Export the picture again."


def read_picture_marks(data: bytes, name: str) -> PictureMarks:
    """Return what a foreign picture says of itself; errors use *name*.

    A file that cannot be opened says nothing: who decodes it reports that. Raises PictureError if reading it takes
    more time or memory than CREATIVE_DECODE_SECONDS and CREATIVE_DECODE_MEGABYTES allow.
    """
    return build_picture_marks(run_in_worker(find_picture_marks, data, name, {}, _ADVICE).fields)


def build_picture_marks(fields: Mapping[str, object]) -> PictureMarks:
    """Return the marks in the fields of a worker's answer. Raises TypeError for other fields."""
    sources, systems = fields["sources"], fields["systems"]
    if not isinstance(sources, list) or not isinstance(systems, list):
        raise TypeError("a worker answered with other fields")
    return PictureMarks(
        sources=tuple(SourceType(one) for one in sources),
        systems=tuple(map(str, systems)),
        credit=str(fields["credit"]),
        rights=str(fields["rights"]),
        license_url=str(fields["license_url"]),
        credentials=bool(fields["credentials"]),
        damaged=bool(fields["damaged"]),
    )

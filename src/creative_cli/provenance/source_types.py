"""Digital source types of the IPTC, and which of them an ad has.

Source: http://cv.iptc.org/newscodes/digitalsourcetype/, release 2024-09-17, CC BY 4.0.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

SOURCE_TYPE_URI = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    """A digital source type: how the pixels of a picture came about."""

    DIGITAL_CAPTURE = "digitalCapture"
    COMPUTATIONAL_CAPTURE = "computationalCapture"
    NEGATIVE_FILM = "negativeFilm"
    POSITIVE_FILM = "positiveFilm"
    PRINT = "print"
    HUMAN_EDITS = "humanEdits"
    COMPOSITE_WITH_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    ENHANCED = "algorithmicallyEnhanced"
    DIGITAL_CREATION = "digitalCreation"
    DATA_DRIVEN = "dataDrivenMedia"
    TRAINED = "trainedAlgorithmicMedia"
    ALGORITHMIC = "algorithmicMedia"
    SCREEN_CAPTURE = "screenCapture"
    VIRTUAL_RECORDING = "virtualRecording"
    COMPOSITE = "composite"
    COMPOSITE_CAPTURE = "compositeCapture"
    COMPOSITE_SYNTHETIC = "compositeSynthetic"

    @property
    def uri(self) -> str:
        """The term as files name it, an http URI."""
        return f"{SOURCE_TYPE_URI}{self}"


# Terms that were retired, and those that took their place.
_RETIRED = {
    "digitalart": SourceType.DIGITAL_CREATION,
    "minorhumanedits": SourceType.HUMAN_EDITS,
    "softwareimage": SourceType.DIGITAL_CREATION,
    "trainedalgorithmicdata": SourceType.TRAINED,  # the name of C2PA 1 for the same
}
_KNOWN = {**{str(one).casefold(): one for one in SourceType}, **_RETIRED}
_TERM = re.compile(r"(?:.*[/:#])?([A-Za-z]+)[/#\s]*", re.DOTALL)

FROM_MODELS = frozenset({SourceType.TRAINED, SourceType.COMPOSITE_WITH_TRAINED})
"""The types of pictures that a trained model made, or made a part of."""


def find_source_type(stated: str) -> SourceType | None:
    """Return the type that a file states: as a URI (http or https), as `prefix:term`, or the term alone."""
    found = _TERM.fullmatch(stated.strip())
    return None if found is None else _KNOWN.get(found[1].casefold())


def merge_source_types(parts: Iterable[SourceType], *, generated: bool, drawn_over: bool) -> SourceType:
    """Return the type of a picture made of *parts*, with what a model has *generated* among them.

    *drawn_over* says that type, a logo or a product lies on it; only a bare picture of a model is trained media whole.
    Any trained part makes a composite with trained media; then any synthetic part a synthetic composite.
    """
    inside = frozenset(parts)
    if generated or inside & FROM_MODELS:
        whole = not drawn_over and inside <= {SourceType.TRAINED}
        return SourceType.TRAINED if whole else SourceType.COMPOSITE_WITH_TRAINED
    if SourceType.COMPOSITE_SYNTHETIC in inside:
        return SourceType.COMPOSITE_SYNTHETIC
    return SourceType.COMPOSITE

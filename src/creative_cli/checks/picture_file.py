"""A picture's file as its checks read it, whoever made it. Not a check itself."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.runner import Outcome
from creative_cli.formats import Box, Format
from creative_cli.models import Status
from creative_cli.provenance.picture_origin import NO_MARKS, PictureMarks
from creative_cli.provenance.source_types import SourceType


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What the file of a picture is: kind (jpeg), size (px), mode of colours, frames, colour profile and metadata.

    `profile` is "" for none. `deep` is more than 8 bits a channel, `turned` a mark that the picture is to be rotated.
    """

    kind: str
    width: int
    height: int
    mode: str
    deep: bool = False
    palette: bool = False
    frames: int = 1
    profile: str = ""
    location: bool = False
    author: str = ""
    serial: str = ""
    turned: bool = False


class CredentialsState(StrEnum):
    """Content Credentials of a file: none, not verified as the extra is missing, valid (by whomever), or invalid."""

    NONE = "none"
    UNREAD = "unread"
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class TextRegion:
    """Where a text stands in a picture (px), its role and the contrast that it needs."""

    role: str
    box: Box
    needed: float


@dataclass(frozen=True, slots=True)
class Twin:
    """Another picture that looks the same; `same_file` where all bytes are."""

    name: str
    same_file: bool


@dataclass(frozen=True, slots=True, eq=False)
class CheckedPicture:
    """A picture to check. `suffix` is that of its name, without a dot, `size` its bytes.

    `forms` are the channels or ratios it may be for, and `form` the one whose size it has; () and None if none is
    named, or it has none of their sizes. `texts` are None where nobody knows where text stands. `recorded` says
    whether a manifest has this file as it is; None for a picture that is in none. `marks` are all that the file says of
    its origin, `stated` the source types in its XMP alone.
    """

    name: str
    suffix: str
    size: int
    facts: PictureFacts
    pixels: NDArray[np.uint8]
    forms: tuple[Format, ...] = ()
    form: Format | None = None
    twins: tuple[Twin, ...] = ()
    texts: tuple[TextRegion, ...] | None = None
    recorded: bool | None = None
    marks: PictureMarks = NO_MARKS
    stated: tuple[SourceType, ...] = ()
    credentials: CredentialsState = CredentialsState.NONE

    @property
    def judged(self) -> Format | None:
        """The format whose rules hold: that of its size, else the first it may be for."""
        return self.form or next(iter(self.forms), None)


def skip_inapplicable(code: str, reason: str) -> Outcome:
    """Return the SKIP of a check that has nothing to look at in this picture."""
    return Outcome(Status.SKIP, code, f"not applicable: {reason}")


NO_CHANNEL = "no channel, ratio or brief says what it is for"

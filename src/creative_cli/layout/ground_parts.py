"""The parts of an ad's ground beside surface, frame and plate: bars, strips, rules and marks, as data."""

from dataclasses import dataclass
from enum import StrEnum

from creative_cli.formats import Box
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.models import Role


class GroundKind(StrEnum):
    """What a part of the ground is.

    A bar is a plain area for the logo or the small print. The others are the devices of the style packs: a rule, a
    strip of slanted stripes, a strip with a pattern, hairlines for columns, and crosses at the corners of a frame.
    """

    BAR = "bar"
    RULE = "rule"
    STRIPES = "stripes"
    PATTERN = "pattern"
    COLUMNS = "columns"
    CROSSES = "crosses"


BEHIND_FRAMES = frozenset({GroundKind.COLUMNS})
"""What is painted before the picture, which may cover it."""


@dataclass(frozen=True, slots=True)
class GroundPart:
    """A part of the ground in px: its box, and the round corners of a bar.

    `surface` is the colour of a bar and `roles` are the texts that stand on it. A device takes its colours from the
    surface of the ad.
    """

    kind: GroundKind
    box: Box
    surface: SurfaceRole = SurfaceRole.WHITE
    roles: tuple[Role, ...] = ()
    radius: float = 0.0
    holds_logo: bool = False

    def mirrored(self, width: float) -> "GroundPart":
        """Return the part on a canvas that is mirrored left to right."""
        return GroundPart(self.kind, self.box.mirrored(width), self.surface, self.roles, self.radius, self.holds_logo)

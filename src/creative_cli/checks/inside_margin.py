"""Do type and logo keep their distance from the edge?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.records import Creative, Role, Status

if TYPE_CHECKING:
    from creative_cli.formats import Box

SLACK = 1.5
"""Px that antialiasing may reach over the line."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Type and logo lie inside the margin and the platform's safe zone."""
    content, outside = creative.canvas.content, False
    boxes: list[tuple[Role, Box]] = [(Role.LOGO, creative.canvas.logo)]
    boxes += [(block.role, block.box) for block in creative.layout]
    for role, box in boxes:
        if not content.holds(box, slack=SLACK):
            outside = True
            over = max(content.x - box.x, content.y - box.y, box.right - content.right, box.bottom - content.bottom)
            message = f"The {role} reaches {over:.0f} px out of the margin or safe zone."
            yield Outcome(Status.FAIL, "outside", message, role)
    if not outside:
        yield passed(f"{len(boxes)} boxes inside")


CHECK = Check(
    id="inside_margin",
    rationale="Phones round their corners and platforms lay buttons over the edges; what stands there is not seen.",
    inspect=inspect,
)

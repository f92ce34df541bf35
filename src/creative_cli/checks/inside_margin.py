"""Do type and logo keep their distance from the edge?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box
from creative_cli.locale.locales import Direction
from creative_cli.models import MAX_TAIL_EM, Canvas, Creative, Role, Status, TextBlock

SLACK_PX = 1.5
"""Px that antialiasing may reach over the line."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Type and logo lie inside the margin and the platform's safe zone; a letter's tail may hang into the margin."""
    canvas, outside = creative.canvas, False
    boxes: list[tuple[Role, Box, Box]] = [(Role.LOGO, canvas.logo, canvas.content)]
    boxes += [(block.role, block.box, _allowed_box(canvas, block)) for block in creative.layout]
    for role, box, room in boxes:
        if not room.holds(box, slack=SLACK_PX):
            outside = True
            over = max(room.x - box.x, room.y - box.y, box.right - room.right, box.bottom - room.bottom)
            message = f"The {role} reaches {over:.0f} px out of the margin or safe zone."
            yield Outcome(Status.FAIL, "outside", message, role)
    if not outside:
        yield pass_outcome(f"{len(boxes)} boxes inside")


def _allowed_box(canvas: Canvas, block: TextBlock) -> Box:
    """Return where a block may lie: inside the margin; its tails may reach further left, as far as the safe zone."""
    content, safe = canvas.content, canvas.format.safe_zone(mirrored=canvas.direction is Direction.RTL)
    left = min(content.x, max(safe.x, content.x - min(block.hang, MAX_TAIL_EM * block.font_px)))
    return Box(left, content.y, content.right - left, content.height)


CHECK = Check(
    id="inside_margin",
    rationale="Phones round their corners and platforms lay buttons over the edges; what stands there is not seen.",
    inspect=inspect,
)

"""Do text and logo stay away from the edge?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box
from creative_cli.locale.locales import Direction
from creative_cli.models import MAX_TAIL_EM, Canvas, Creative, Role, Status, TextBlock
from creative_cli.small_sizes import advise_short_line

# Pixels that antialiasing may reach over the line.
SLACK_PX = 1.5
# What stays free at the edge of the canvas whatever the template says: of its short side, and CSS px as it is shown.
LEAST_EDGE_SHARE, LEAST_EDGE_PX = 0.02, 2.0


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Text and logo stay inside the margin and the platform's safe zone."""
    canvas, outside = creative.canvas, False
    least = max(LEAST_EDGE_SHARE * canvas.format.short_side, LEAST_EDGE_PX / canvas.format.shown_scale)
    edge = canvas.format.bounds.grown(-least)
    boxes: list[tuple[Role, Box, Box]] = [(Role.LOGO, canvas.logo, canvas.content)]
    boxes += [(block.role, block.box, _allowed_box(canvas, block)) for block in creative.layout]
    for role, box, room in boxes:
        if not room.holds(box, slack=SLACK_PX):
            outside = True
            over = max(room.x - box.x, room.y - box.y, box.right - room.right, box.bottom - room.bottom)
            advice = advise_short_line(role, canvas.format, creative.adaptation.copy)
            message = f"The {role} reaches {over:.0f} px outside the margin or safe zone{advice and f': {advice}'}."
            yield Outcome(Status.FAIL, "outside", message, role)
        elif not edge.holds(box, slack=SLACK_PX):
            outside = True
            near = min(box.x, box.y, canvas.format.width - box.right, canvas.format.height - box.bottom)
            message = f"The {role} is {max(0.0, near):.0f} px from the edge of the picture: keep {least:.0f} px free."
            yield Outcome(Status.FAIL, "near_edge", message, role)
    if not outside:
        yield pass_outcome("text and logo are inside")


def _allowed_box(canvas: Canvas, block: TextBlock) -> Box:
    # The tail of a letter such as j may hang out of the margin to the left, to the safe zone at most.
    content, safe = canvas.content, canvas.format.safe_zone(mirrored=canvas.direction is Direction.RTL)
    left = min(content.x, max(safe.x, content.x - min(block.hang, MAX_TAIL_EM * block.font_px)))
    return Box(left, content.y, content.right - left, content.height)


CHECK = Check(
    id="inside_margin",
    rationale="Phones round their corners and platforms put buttons over the edges, hiding what is there.",
    inspect=inspect,
)

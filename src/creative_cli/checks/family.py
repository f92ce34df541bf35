"""Is the ad laid out like the others of its campaign?"""

from collections.abc import Iterator

from creative_cli.checks.photo_cells import find_composition
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The ad has the layout of its campaign."""
    layout = find_composition(creative.canvas)
    if isinstance(layout, Outcome):
        yield layout
    elif layout.layout != layout.wanted:
        name, ratio = creative.canvas.format.name, creative.canvas.format.ratio
        where = name if name == ratio else f"{name} ({ratio})"
        message = f"The layout of the campaign, {layout.wanted}, does not suit this picture in {where}:"
        yield Outcome(Status.WARN, "fallback", f"{message} {layout.layout} is used instead.")
    else:
        yield pass_outcome(f"layout {layout.layout}, style {layout.style}, type at the {layout.side}")


CHECK = Check(
    id="family",
    rationale="People recognize a campaign by its look; one ad of another kind does not count for it.",
    inspect=inspect,
)

"""Are the texts as large as they are important?"""

from collections.abc import Iterator

from creative_cli.checks.drawn_ink import measure_letters
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Role, Status
from creative_cli.small_sizes import advise_short_line

# Which text may not be smaller than which: the headline leads, the small print comes last.
_ORDER = (
    (Role.HEADLINE, Role.BODY),
    (Role.HEADLINE, Role.KICKER),
    (Role.HEADLINE, Role.CTA),
    (Role.BODY, Role.DISCLAIMER),
    (Role.CTA, Role.DISCLAIMER),
)
# What a measured height may fall short: two faces at one size differ by that much in their x-heights.
_SLACK = 0.92
# Edges are antialiased, px.
_EDGE_PX = 1.0


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The headline is larger than the other texts, and nothing is smaller than the small print."""
    form = creative.canvas.format
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    blocks = {block.role: block for block in creative.layout}
    letters = {role: measure_letters(creative, block) for role, block in blocks.items()}
    compared, wrong = 0, 0
    for upper, lower in _ORDER:
        # Letters that are not drawn are found by the checks of size and contrast.
        if not letters.get(upper) or not letters.get(lower):
            continue
        compared += 1
        if letters[upper] + _EDGE_PX < _SLACK * letters[lower]:
            wrong += 1
            status = Status.FAIL if upper is Role.HEADLINE else Status.WARN
            sizes = f"{letters[upper]:.0f} px high, those of the {lower} {letters[lower]:.0f} px"
            advice = advise_short_line(upper, form, creative.adaptation.copy) or "shorten it"
            message = f"The letters of the {upper} are {sizes}: make the {upper} larger, or {advice}."
            yield Outcome(status, "smaller", message, upper)
    if not compared:
        yield Outcome(Status.SKIP, "one_text", "The ad has no two texts to compare.")
    elif not wrong:
        yield pass_outcome(f"{len(blocks)} texts, letters of the headline {letters[Role.HEADLINE]:.0f} px high")


CHECK = Check(
    id="text_hierarchy",
    rationale="The eye reads what is largest first: that is to be the headline, and never the small print.",
    inspect=inspect,
)

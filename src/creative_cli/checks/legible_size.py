"""Is text large enough where the ad is shown?"""

from collections.abc import Iterator

from creative_cli.channels import load_channels
from creative_cli.checks.drawn_ink import BAND_ROUNDING_PX, BAND_SCRIPTS, measure_letters
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatClass, format_class
from creative_cli.models import MIN_LEGIBLE_PX, Creative, Role, Status
from creative_cli.small_sizes import advise_short_line, list_kept_roles

# Least size of a headline in formats as low as 320 × 50 and 120 × 60, CSS px.
STAMP_HEADLINE_PX = {FormatClass.STRIP: 11.0, FormatClass.SMALL: 10.0}
# Least x-height, em of the least size, of what is really drawn: that of the smallest letters of a text face.
LEAST_BAND_EM = 0.40
# CSS px that a size may fall short: the file's sizes are rounded to half a pixel.
SIZE_ROUNDING_PX = 0.25


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line is large enough to read at the size the ad is shown."""
    form = creative.canvas.format
    channel = load_channels().get(form.name)
    channel_min = (channel.min_font_px if channel is not None else None) or 0.0
    small = False
    bands = creative.adaptation.locale.script in BAND_SCRIPTS
    for block in creative.layout:
        legible = MIN_LEGIBLE_PX[block.role]
        if block.role is Role.HEADLINE and Role.DISCLAIMER not in list_kept_roles(form):
            legible = STAMP_HEADLINE_PX[format_class(form)] * min(1.0, block.scale)
        if block.font_px * form.shown_scale < legible - SIZE_ROUNDING_PX or block.font_px < channel_min:
            small = True
            size = f"The {block.role} is {block.font_px:.1f} px, but"
            needed = f"needs {max(legible / form.shown_scale, channel_min):.1f} px to be legible"
            advice = advise_short_line(block.role, form, creative.adaptation.copy)
            advice = advice or f"shorten the copy for {form.name}"
            yield Outcome(Status.FAIL, "too_small", f"{size} {needed}: {advice}.", block.role)
        elif bands and (drawn := measure_letters(creative, block)):
            wanted = LEAST_BAND_EM * legible / form.shown_scale
            if drawn + BAND_ROUNDING_PX < wanted:
                small = True
                letters = f"The letters of the {block.role} are {drawn:.0f} px high, but need {wanted:.0f} px"
                yield Outcome(Status.FAIL, "drawn_small", f"{letters}: they are drawn small.", block.role)
    if not small:
        yield pass_outcome("all text is legible")


CHECK = Check(
    id="legible_size",
    rationale="Small print that people cannot read has no legal effect, and people skip a button they cannot read.",
    inspect=inspect,
)

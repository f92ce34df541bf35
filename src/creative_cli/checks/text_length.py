"""Do the words fit the fields the channel prints beside the picture?

Google and TikTok count East Asian characters double; so do we (UAX #11, wide and full-width).
"""

from collections.abc import Iterator

from creative_cli.channels import TextLimit, load_channels, measure_text_field
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import AdCopy, Creative, Role, Status

FIELD_ROLES = {
    "headline": Role.HEADLINE,
    "long_headline": Role.HEADLINE,
    "title": Role.HEADLINE,
    "primary": Role.BODY,
    "description": Role.BODY,
    "intro": Role.BODY,
    "caption": Role.BODY,
    "post": Role.BODY,
    "body": Role.BODY,
    "disclaimer": Role.DISCLAIMER,
}
"""Which line of our copy goes into a platform's field; fields that are not here take words a brief does not have."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The copy fits the channel's text fields and is shown there whole."""
    channel = load_channels().get(creative.canvas.format.name)
    if channel is None or not channel.limits:
        yield pass_outcome("this format has no text fields of its own")
        return
    outcomes = [outcome for limit in channel.limits for outcome in _check_field(limit, creative.adaptation.copy)]
    yield from outcomes or [pass_outcome("the copy fits the channel's fields")]


def _check_field(limit: TextLimit, copy: AdCopy) -> Iterator[Outcome]:
    role = FIELD_ROLES.get(limit.field)
    text = None if role is None else getattr(copy, role.value)
    if role is None or not text:
        return
    long, wide = measure_text_field(text), limit.most_wide is not None
    most = limit.most if limit.most is not None or not wide else 2 * (limit.most_wide or 0)
    if most is not None and long > most:
        message = f"The {role} has {long} characters; the field {limit.field} takes {most}."
        yield Outcome(Status.WARN, "too_long", message, role)
    elif limit.shown is not None and long > limit.shown:
        says = f"of the {role}'s {long} characters the field {limit.field} shows {limit.shown}"
        yield Outcome(Status.WARN, "cut", f"Beside the picture, {says} before it is cut.", role)


CHECK = Check(
    id="text_length",
    rationale="The same words are pasted beside the picture; what a platform cuts there, people do not read.",
    inspect=inspect,
)

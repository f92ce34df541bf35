"""Does the copy fit the text fields that the channel shows beside the picture?

Google and TikTok count East Asian characters double, and this check does too (UAX #11, wide and full-width).
"""

from collections.abc import Iterator, Sequence

from creative_cli.channels import Channel, TextLimit, load_channels, measure_text_field
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import AdCopy, Creative, Role, Status

# The line of copy that goes into each field. Fields not listed take text that a brief does not have.
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

# Fields for the body beside which a description is one more, optional line, which a brief does not have.
MAIN_BODY_FIELDS = frozenset({"primary", "intro"})


def find_field_role(limit: TextLimit, limits: Sequence[TextLimit]) -> Role | None:
    """Return the line of copy that goes into a field of a channel with *limits*, None if a brief has no such line."""
    if limit.field == "description" and any(other.field in MAIN_BODY_FIELDS for other in limits):
        return None
    return FIELD_ROLES.get(limit.field)


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The copy fits the channel's text fields without being cut."""
    channel = load_channels().get(creative.canvas.format.name)
    if channel is None or not channel.limits:
        yield pass_outcome("this format has no text fields of its own")
        return
    outcomes = tuple(check_text_fields(channel, creative.adaptation.copy))
    yield from outcomes or [pass_outcome("the copy fits the channel's fields")]


def check_text_fields(channel: Channel, copy: AdCopy) -> Iterator[Outcome]:
    """Yield a warning for each line of *copy* that a field of the channel does not take or show whole."""
    for limit in channel.limits:
        yield from _check_field(limit, find_field_role(limit, channel.limits), copy)


def _check_field(limit: TextLimit, role: Role | None, copy: AdCopy) -> Iterator[Outcome]:
    text = None if role is None else getattr(copy, role.value)
    if role is None or not text:
        return
    length = measure_text_field(text)
    most = 2 * limit.most_wide if limit.most is None and limit.most_wide is not None else limit.most
    if most is not None and length > most:
        message = f"The {role} has {length} characters, but the field {limit.field} takes {most}."
        yield Outcome(Status.WARN, "too_long", message, role)
    elif limit.shown is not None and length > limit.shown:
        message = f"The {role} has {length} characters, but the field {limit.field} shows only {limit.shown}."
        yield Outcome(Status.WARN, "cut", message, role)


CHECK = Check(
    id="text_length",
    rationale="The same copy is pasted beside the picture, where people never read what the platform cuts off.",
    inspect=inspect,
)

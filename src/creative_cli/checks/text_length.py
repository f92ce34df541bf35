"""Does the copy fit the text fields that the channel shows beside the picture?

Google and TikTok count East Asian characters double, and this check does too (UAX #11, wide and full-width).
"""

from collections.abc import Iterator, Mapping, Sequence

from creative_cli.channels import Channel, TextLimit, load_channels, measure_text_field
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import AdCopy, CopySource, Creative, Role, Status
from creative_cli.small_sizes import SHORT_LINES

FIELDS_BY_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.HEADLINE: ("headline", "long_headline", "title", "post", "primary", "intro", "caption", "description"),
    Role.BODY: ("primary", "intro", "body", "description", "caption", "post"),
    Role.DISCLAIMER: ("disclaimer",),
}
"""The fields that a line may go into, the usual one first. Other fields take text that a brief does not have."""


def list_line_fields(role: Role, limits: Sequence[TextLimit]) -> tuple[TextLimit, ...]:
    """Return the fields of a channel with *limits* that a line of copy may go into, the usual one first."""
    named = {limit.field: limit for limit in limits}
    return tuple(named[field] for field in FIELDS_BY_ROLE.get(role, ()) if field in named)


def most_characters(limit: TextLimit) -> int | None:
    """Return the length that a field takes, with wide characters as two; None if the platform sets none."""
    if limit.most is None and limit.most_wide is not None:
        return 2 * limit.most_wide
    return limit.most


def most_role_characters(role: Role, limits: Sequence[TextLimit]) -> int | None:
    """Return the length of the longest line of a role that a channel takes in any field; None if it sets no limit."""
    most = [most_characters(limit) for limit in list_line_fields(role, limits)]
    return None if not most or None in most else max(one for one in most if one is not None)


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line of the copy fits a text field of the channel without being cut."""
    channel = load_channels().get(creative.canvas.format.name)
    if channel is None or not channel.limits:
        yield pass_outcome("this format has no text fields of its own")
        return
    if creative.adaptation.source is CopySource.PSEUDO:
        yield Outcome(Status.SKIP, "pseudo_copy", "Pseudo-copy tests the layout: nobody pastes it into a field.")
        return
    outcomes = tuple(check_text_fields(channel, creative.adaptation.copy))
    yield from outcomes or [pass_outcome("the copy fits the channel's fields")]


def check_text_fields(channel: Channel, copy: AdCopy) -> Iterator[Outcome]:
    """Yield a warning for each line of *copy* that no field of the channel takes and shows whole.

    A line is judged against the field that it fits: a long headline may be the text above the picture. Where it fits
    none, the field that takes most of it is named.
    """
    for role in FIELDS_BY_ROLE:
        text = getattr(copy, role.value)
        fields = list_line_fields(role, channel.limits)
        short = SHORT_LINES.get(role)
        lines = [text, None if short is None else getattr(copy, short.value)]
        if not text or not fields or any(_room(limit, line) >= 0 for line in lines if line for limit in fields):
            continue
        yield _describe_cut(max(fields, key=lambda limit: _room(limit, text)), role, text)


def _room(limit: TextLimit, text: str) -> float:
    """Return how many characters a field shows beyond *text*, below 0 if it cuts or does not take it."""
    most = min((one for one in (most_characters(limit), limit.shown) if one is not None), default=None)
    return float("inf") if most is None else most - measure_text_field(text)


def _describe_cut(limit: TextLimit, role: Role, text: str) -> Outcome:
    length, most = measure_text_field(text), most_characters(limit)
    if most is not None and length > most:
        message = f"The {role} has {length} characters, but the field {limit.field} takes {most}."
        return Outcome(Status.WARN, "too_long", message, role)
    message = f"The {role} has {length} characters, but the field {limit.field} shows only {limit.shown}."
    return Outcome(Status.WARN, "cut", message, role)


CHECK = Check(
    id="text_length",
    rationale="The same copy is pasted beside the picture, where people never read what the platform cuts off.",
    inspect=inspect,
)

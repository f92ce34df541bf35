"""Is there as little type in the picture as the channel asks for?"""

from collections.abc import Iterator

from creative_cli.channels import Channel, load_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Type covers no more of the picture, and has no more words, than the channel allows."""
    channel = load_channels().get(creative.canvas.format.name)
    if channel is None or (channel.text_area_max is None and channel.max_words is None):
        yield pass_outcome("this format does not limit type in the picture")
        return
    outcomes = list(_check_limits(creative, channel))
    yield from outcomes or [pass_outcome("type is within the channel's limits")]


def _check_limits(creative: Creative, channel: Channel) -> Iterator[Outcome]:
    form = creative.canvas.format
    boxes = [block.box for block in creative.layout] + [creative.canvas.logo]
    share = sum(box.area for box in boxes) / (form.width * form.height)
    if channel.text_area_max is not None and share > channel.text_area_max:
        limit = f"{form.name} allows {channel.text_area_max:.0%}"
        yield Outcome(Status.FAIL, "too_much_type", f"Type and logo cover {share:.0%} of the picture; {limit}.")
    words = sum(len(" ".join(block.lines).split()) for block in creative.layout)
    if channel.max_words is not None and words > channel.max_words:
        limit = f"{form.name} allows {channel.max_words}"
        yield Outcome(Status.FAIL, "too_many_words", f"There are {words} words in the picture; {limit}.")


CHECK = Check(
    id="text_area",
    rationale="Google refuses display pictures with more than a fifth of type, Amazon those with over ten words.",
    inspect=inspect,
)

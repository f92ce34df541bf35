"""Does the picture hold as little text as the channel demands?"""

from collections.abc import Iterator

from creative_cli.channels import load_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Text covers no more of the picture, and has no more words, than the channel allows."""
    form = creative.canvas.format
    channel = load_channels().get(form.name)
    if channel is None or (channel.text_area_max is None and channel.max_words is None):
        yield pass_outcome("this format does not limit text in the picture")
        return
    outcomes = []
    boxes = [block.box for block in creative.layout] + [creative.canvas.logo]
    share = sum(box.area for box in boxes) / (form.width * form.height)
    if channel.text_area_max is not None and share > channel.text_area_max:
        message = f"Text and logo cover {share:.0%} of the picture, but {form.name} allows {channel.text_area_max:.0%}."
        outcomes.append(Outcome(Status.FAIL, "too_much_type", message))
    words = sum(len(" ".join(block.lines).split()) for block in creative.layout)
    if channel.max_words is not None and words > channel.max_words:
        message = f"The picture has {words} words, but {form.name} allows {channel.max_words}."
        outcomes.append(Outcome(Status.FAIL, "too_many_words", message))
    yield from outcomes or [pass_outcome("text is within the channel's limits")]


CHECK = Check(
    id="text_area",
    rationale="Google rejects display ads with text on more than a fifth of the picture; Amazon allows ten words.",
    inspect=inspect,
)

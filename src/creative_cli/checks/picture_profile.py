"""Are the colours those that screens show?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status

PRINT_MODES = {"CMYK": "CMYK", "LAB": "Lab"}


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The colours are RGB, in sRGB or without a profile."""
    facts = picture.facts
    if facts.mode in PRINT_MODES:
        message = f"The colours are {PRINT_MODES[facts.mode]}, for print: export the picture as RGB, sRGB."
        yield Outcome(Status.FAIL, "not_rgb", message)
    elif facts.profile not in {"", "sRGB"}:
        message = f"The colour profile is {facts.profile}: platforms drop it, and colours change. Convert it to sRGB."
        yield Outcome(Status.WARN, "other_profile", message)
    else:
        yield pass_outcome(facts.profile or "no profile, which means sRGB")


CHECK = Check(
    id="picture_profile",
    rationale="Most platforms drop colour profiles: what is not sRGB shows other colours than the brand's.",
    inspect=inspect,
)

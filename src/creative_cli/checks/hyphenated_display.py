"""Is a word of the headline, the kicker or the button divided by a hyphen that the copy does not have?"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Role, Status
from creative_cli.small_sizes import advise_short_line

# What is set large. Small print and body may be divided.
DISPLAY_ROLES = (Role.KICKER, Role.HEADLINE, Role.CTA)
# Hyphens that stand in the copy; the first is invisible unless a line ends there.
_OWN_HYPHENS = frozenset("\u00ad-\u2010\u2011\u2012\u2013")
_DRAWN_HYPHEN = "-"


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No word of the headline, the kicker or the button is divided where the copy has no hyphen."""
    form = creative.canvas.format
    blocks = [block for block in creative.layout if block.role in DISPLAY_ROLES and _written(creative, block.role)]
    if form.shows is not FormatContent.AD or not blocks:
        yield Outcome(Status.SKIP, "no_display_line", f"{form.name} has no headline, kicker or button in the picture.")
        return
    fine = True
    for block in blocks:
        advice = advise_short_line(block.role, form, creative.adaptation.copy) or "say it in a shorter word"
        for word in find_divided_words(block.lines, _written(creative, block.role)):
            fine = False
            message = (
                f"“{word}” is divided at the end of a line: {advice}, or put a soft hyphen (U+00AD) into the copy where"
                " it may be divided."
            )
            yield Outcome(Status.WARN, "hyphenated_display", message, block.role)
    if fine:
        yield pass_outcome("no word is divided but where the copy has a hyphen")


def _written(creative: Creative, role: Role) -> tuple[str, ...]:
    """Return the texts that a role may print: the long one and the short one of low banners."""
    copy = creative.adaptation.copy
    texts = (getattr(copy.shown(short=short), role.value) for short in (False, True))
    return tuple(dict.fromkeys(text for text in texts if text))


def find_divided_words(lines: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    """Yield the words that *lines* divide with a hyphen that none of *texts* has, as they are drawn: Garan-tie."""
    drawn = len(_letters("".join(lines)))
    # Letters that no font has are not drawn: the text that comes nearest.
    text = min(texts, key=lambda text: abs(len(_letters(text)) - drawn))
    count = 0
    for line, following in pairwise(lines):
        count += len(_letters(line))
        if line.endswith(_DRAWN_HYPHEN) and not _has_hyphen(text, count):
            yield line.split()[-1] + following.split()[0]


def _has_hyphen(text: str, count: int) -> bool:
    """Tell whether a hyphen of the copy follows its first *count* letters."""
    seen = 0
    for sign in text:
        letters = len(_letters(sign))
        if seen >= count and letters:
            return False
        if seen >= count and sign in _OWN_HYPHENS:
            return True
        seen += letters
    return False


def _letters(text: str) -> str:
    """Return letters and digits without case and accents, which capitals of some languages lose."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in folded if sign.isalnum())


CHECK = Check(
    id="hyphenated_display",
    rationale="A large word that is cut in two by a hyphen reads slowly and looks like an accident.",
    inspect=inspect,
)

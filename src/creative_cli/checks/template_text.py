"""Is what a template writes itself fit to be printed?

A user's template may set words of its own. They are in no brief, but in every ad: they are checked as copy is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from creative_cli.channels import load_channels
from creative_cli.checks import damaged_text, placeholders, profanity, prohibited_words
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.drawn_ink import FONT_ROUNDING_PX
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color import contrast
from creative_cli.formats import Format
from creative_cli.models import MIN_LEGIBLE_PX, AdCopy, CopySource, Creative, LocalizedCopy, OriginalCopy, Role, Status
from creative_cli.shown import ShownWords, WordsInk

# What is asked of words, whoever wrote them. Language and figures are a market's, which a template does not know.
_COPY_CHECKS = (damaged_text.CHECK, prohibited_words.CHECK, profanity.CHECK, placeholders.CHECK)


@dataclass(frozen=True, slots=True)
class TemplateCopy(AdCopy):
    """The words of a template as a copy of one line; what stands beside them in the ad is kept."""

    words: str = ""

    def lines(self) -> tuple[tuple[Role, str], ...]:
        """Return the words of the template alone."""
        return ((Role.TEMPLATE, self.words),)


def find_faulty_words(texts: Iterable[str], words: LocalizedCopy) -> Iterator[Outcome]:
    """Yield what the checks of copy find in the *texts* of a template, in the market of *words*.

    Rules that are not in force yet count: a template outlives a campaign.
    """
    keep = () if words.original is None else words.original.keep
    for text in texts:
        copy = TemplateCopy(words.copy.headline, disclaimer=words.copy.disclaimer, words=text)
        # It is its own source: nothing is translated, and nobody has read it with a brief.
        original = OriginalCopy(words.locale, copy, keep)
        printed = replace(words, copy=copy, template=copy, original=original, source=CopySource.BRIEF)
        for check in _COPY_CHECKS:
            for one in check.inspect(CheckedCopy(printed)):
                if one.status >= Status.WARN:
                    yield Outcome(one.status, one.code, f"{one.message} The template writes “{text}”.")


def inspect(creative: Creative) -> Iterator[Outcome]:
    """What the template writes itself is allowed, whole, and can be read."""
    written = creative.canvas.words
    if not written:
        yield Outcome(Status.SKIP, "no_words", "The template writes nothing itself.")
        return
    found = list(find_faulty_words((words.text for words in written), creative.adaptation))
    for words in written:
        found += [_explain_missing(cluster, words) for cluster in words.missing]
        found += _find_unreadable(words, creative.canvas.format)
    yield from found or [pass_outcome(f"{len(written)} texts of the template can be printed")]


def explain_missing_letters(missing: Iterable[str], text: str) -> Iterator[Outcome]:
    """Yield that no font has the *missing* characters of a template's text."""
    return (_explain_missing(cluster, ShownWords(text)) for cluster in missing)


def _explain_missing(cluster: str, words: ShownWords) -> Outcome:
    codes = " ".join(f"U+{ord(sign):04X}" for sign in cluster)
    message = f"No bundled font has {cluster} ({codes}) of “{words.text}”, which the template writes: it prints a box."
    return Outcome(Status.FAIL, "no_glyph", message)


def _find_unreadable(words: ShownWords, form: Format) -> Iterator[Outcome]:
    """Yield the worst of a text: its letters with the least contrast, and its smallest."""
    says = f"“{words.text}”, which the template writes,"
    faint = [
        (ratio, needed) for ratio, needed in (_measure_contrast(one, form) for one in words.inks) if ratio < needed
    ]
    if faint:
        ratio, needed = min(faint)
        message = f"{says} has a contrast of {ratio:.1f}:1 to its background, but needs {needed}:1."
        yield Outcome(Status.FAIL, "low_contrast", message)
    channel = load_channels().get(form.name)
    least = max(MIN_LEGIBLE_PX[Role.DISCLAIMER] / form.shown_scale, (channel and channel.min_font_px) or 0.0)
    size = min((one.font_px for one in words.inks), default=least)
    if size < least - FONT_ROUNDING_PX:
        message = f"{says} is {size:.1f} px, but needs {least:.1f} px to be legible in {form.name}."
        yield Outcome(Status.FAIL, "too_small", message)


def _measure_contrast(one: WordsInk, form: Format) -> tuple[float, float]:
    """Return the contrast of letters to their ground, and the one that they need."""
    return contrast.worst_contrast(one.ground, one.ink), contrast.required_contrast(
        one.font_px, one.weight, form.short_side
    )


CHECK = Check(
    id="template_text",
    rationale="A claim in a template is in every ad of every market, and nobody finds it in a brief.",
    inspect=inspect,
)

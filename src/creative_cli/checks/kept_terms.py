"""Are names as the brand writes them?"""

from collections.abc import Iterator

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.wording import Pair, Wording, no_original, pairs, seen, whole
from creative_cli.locales import Locale
from creative_cli.records import Status


def inspect(wording: Wording) -> Iterator[Outcome]:
    """Names that are kept stand in the words as the brand writes them."""
    original = wording.adaptation.original
    if original is None:
        yield no_original()
        return
    lines = pairs(wording, original, recreated=True)
    outcomes = [outcome for name in original.keep for outcome in _judged(name, lines, wording.locale)]
    yield from outcomes or [passed("all names are kept")]


def _judged(name: str, lines: tuple[Pair, ...], locale: Locale) -> Iterator[Outcome]:
    asked = [line for line in lines if whole(seen(line.source), name)]
    lost = [line for line in asked if not whole(seen(line.text), name, locale.language)]
    if not lost:
        return
    texts = [seen(line.text) for line in lines]
    if any(whole(text, name, locale.language) for text in texts):
        roles = ", ".join(line.role for line in lost)
        message = f"“{name}” stands in another line than in the source (missing in the {roles}): is that meant?"
        yield Outcome(Status.WARN, "moved", message)
        return
    for text in texts:
        start = text.casefold().find(name.casefold())
        if start >= 0:
            found = text[start : start + len(name)]
            yield Outcome(Status.FAIL, "altered", f"“{name}” is written “{found}” in {locale.tag}: write “{name}”.")
            return
    message = f"“{name}” is missing in {locale.tag}: the source names it in the {lost[0].role}. Keep it untranslated."
    yield Outcome(Status.FAIL, "missing", message)


CHECK = Check(
    id="kept_terms",
    rationale="A brand whose name is translated, respelt or dropped has paid for somebody else's advertisement.",
    inspect=inspect,
)

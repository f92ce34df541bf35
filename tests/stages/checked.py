"""A hero made into ads for readers from both sides, and what the checks say of them."""

from datetime import date

from creative_cli.formats import Format
from creative_cli.locales import resolve
from creative_cli.records import Adaptation, Copy, CopySource, Finding, Hero, Look, Status
from creative_cli.stages import check, compose, localize
from tests.imaging.samples import SOLARA

WORDS = {
    "en-US": Copy("Summer, poured over ice", "Cold-brewed and sun-ripe.", "Taste it today", "Serve chilled."),
    "ar-SA": Copy("صيفٌ يُسكب على الثلج", "شاي بارد مع خوخ ناضج.", "جرّبه اليوم", "يُقدَّم باردًا."),
}
LOOK = Look("Solara", SOLARA, ("Solara",))


def troubles(shot: Hero, form: Format) -> list[Finding]:
    """Return everything the checks find on the ads of *shot* in one format, for each of WORDS."""
    everyone = tuple(Adaptation(resolve(tag[3:], tag[:2], "en"), copy, CopySource.BRIEF) for tag, copy in WORDS.items())
    framings = {words.locale.direction: compose.frame(shot, form, words.locale.direction) for words in everyone}
    sizes = localize.agree({way: framing.plan for way, framing in framings.items()}, everyone, ())
    found: list[Finding] = []
    for words in everyone:
        framing = framings[words.locale.direction]
        canvas = compose.compose(shot, LOOK, framing)
        creative = localize.localize(canvas, words, sizes.of(words), framing.plan, LOOK)
        found += [finding for finding in check.check(creative, date(2026, 8, 31)) if finding.status > Status.SKIP]
    return found

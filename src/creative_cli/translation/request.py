"""What a translator receives: every line of the copy for one locale, and how it should sound."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from creative_cli.brief.audience import describe_audience, find_audience_segment
from creative_cli.brief.copy_keys import MarketCopy, Message
from creative_cli.brief.copy_lines import COPY_ROLES
from creative_cli.brief.emphasis import parse_emphasis, strip_emphasis
from creative_cli.brief.glossary import list_kept_names, resolve_glossary_terms
from creative_cli.brief.loader import LoadedBrief, ResolvedMarket
from creative_cli.brief.schema import Brief, Product
from creative_cli.brief.term import GlossaryTerm
from creative_cli.locale import locales
from creative_cli.locale.locales import RTL_SCRIPTS, Direction, Locale
from creative_cli.models import AdCopy, OriginalCopy, Role
from creative_cli.translation.locale_notes import culture_notes
from creative_cli.translation.segment import CopySegment, digest_glossary, digest_parts

PLACEHOLDER_PATTERN = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
# Scripts whose characters are about as wide as two Latin letters; some platforms count them double.
WIDE_SCRIPTS = frozenset({"Hans", "Hant", "Jpan", "Kore"})
# How much wider than its English source a line may become: worst cases measured over typical ad lines.
MAX_LINE_EXPANSION = {
    Role.KICKER: 2.1,
    Role.HEADLINE: 1.6,
    Role.BODY: 1.6,
    Role.CTA: 2.1,
    Role.DISCLAIMER: 1.6,
    Role.SHORT_HEADLINE: 1.4,  # what is short must stay so
    Role.SHORT_CTA: 1.6,
}
# A line of this many characters always fits, however short its source.
MIN_LINE_BUDGET = 12
# The limits of `brief.schema` for copy in a brief.
MAX_ROLE_CHARACTERS = {
    Role.KICKER: 120,
    Role.HEADLINE: 160,
    Role.BODY: 400,
    Role.CTA: 60,
    Role.DISCLAIMER: 400,
    Role.SHORT_HEADLINE: 40,
    Role.SHORT_CTA: 20,
}
MAX_VOICE_PRODUCTS = 50
"""Products that a request describes: a feed has thousands, and their names stay in braces."""
ONE_LINE_ROLES = frozenset({Role.KICKER, Role.CTA, Role.SHORT_HEADLINE, Role.SHORT_CTA})


class LengthBudget(NamedTuple):
    """How long a line should be to fill the layout, and may be at most, in characters."""

    aim: int
    most: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line to translate; `aim` and `most` are its length budget in characters."""

    segment: CopySegment
    aim: int
    most: int

    @property
    def role(self) -> Role:
        """The line's role."""
        return self.segment.role

    @property
    def text(self) -> str:
        """The source text; a headline with the asterisks around its emphasized words."""
        return self.segment.text

    @property
    def printed(self) -> str:
        """The source text as it is printed."""
        return printed_text(self.role, self.text)

    @property
    def intent(self) -> str:
        """What a freely written line should achieve; empty for a line that is translated."""
        return self.segment.intent

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders of the source text in order, with repetitions."""
        return tuple(PLACEHOLDER_PATTERN.findall(self.text))


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A line that the brief has in the language of the locale, beside others that are translated; and its source."""

    role: Role
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class BrandVoice:
    """How the brand speaks to its audience: `register` is formal or informal address in this locale."""

    brand: str
    tone: str
    audience: str
    register: str
    products: tuple[Product, ...]
    category: str = ""


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """The lines of one campaign for one locale, and what a translator needs to know.

    `locale` is that of the first market that uses it, `required` are the roles that no banner may leave out, and
    `last_day` is the last day of the campaign, None if open-ended. `variant` is the name of the variant it is for;
    `settled` are lines that a variant has in the brief, and that need no translation.
    """

    campaign: str
    locale: Locale
    source_language: str
    lines: tuple[SourceLine, ...]
    voice: BrandVoice
    keep: tuple[str, ...]
    terms: tuple[GlossaryTerm, ...]
    notes: tuple[str, ...]
    required: tuple[Role, ...] = ()
    last_day: date | None = None
    variant: str = ""
    settled: tuple[SettledLine, ...] = ()

    @property
    def use(self) -> str:
        """What the memory knows the copy by: the campaign, or a variant of it, which has a slash in its name."""
        return f"{self.campaign}/{self.variant}" if self.variant else self.campaign

    @property
    def settled_texts(self) -> dict[Role, str]:
        """The settled lines by role."""
        return {line.role: line.text for line in self.settled}

    @property
    def original(self) -> OriginalCopy:
        """The source copy, for checks to compare the translation with."""
        return OriginalCopy(
            locale=source_locale(self.source_language),
            copy=copy_from_lines(
                {line.role: line.source for line in self.settled if line.source}
                | {line.role: line.text for line in self.lines}
            ),
            keep=self.keep,
            terms=self.terms,
            recreated=tuple(line.role for line in self.lines if line.intent),
        )


# Returns the lowest character limit of a brief's channels by role, for a locale.
CharacterLimits: TypeAlias = Callable[[Locale], Mapping[Role, int]]


def build_requests(loaded: LoadedBrief, limits: CharacterLimits) -> tuple[TranslationRequest, ...]:
    """Return one request for each locale without copy in the brief, except those that use the source copy."""
    waiting: dict[str, ResolvedMarket] = {}
    for market in loaded.markets:
        if market.copy is None and not market.source:
            waiting.setdefault(market.locale.tag, market)
    return tuple(_build_request(loaded, market, limits(market.locale)) for market in waiting.values())


def _build_request(loaded: LoadedBrief, market: ResolvedMarket, limits: Mapping[Role, int]) -> TranslationRequest:
    brief, locale = loaded.brief, market.locale
    message = brief.message
    voice = _brand_voice(brief, locale)
    keep = list_kept_names(brief)
    terms = resolve_glossary_terms(brief, locale)
    # A brief may spell out its language; files and keys use the tag.
    source_language = source_locale(brief.source_language).tag

    def line(role: Role, text: str) -> SourceLine:
        segment = CopySegment(
            role=role,
            text=text,
            source_language=source_language,
            locale=locale.tag,
            # Asterisks may stand inside a name; without them, the digest is that of the words.
            glossary=digest_glossary(printed_text(role, text), keep, terms),
            voice=digest_parts(voice.tone, voice.audience),
            intent=getattr(message.intent, role, None) or "",
        )
        printed = printed_text(role, text)
        return SourceLine(segment, *length_budget(role, printed, source_language, locale, limits.get(role)))

    written = lines_of_brief(message)
    settled = {Role("_".join(map(str, path))): text for path, text in market.settled}
    return TranslationRequest(
        campaign=brief.campaign,
        locale=locale,
        source_language=source_language,
        lines=tuple(line(role, text) for role, text in written.items() if role not in settled),
        voice=voice,
        keep=keep,
        terms=terms,
        notes=culture_notes(locale),
        required=(Role.DISCLAIMER,) if message.disclaimer_required else (),
        last_day=brief.flight.end if brief.flight else None,
        variant=loaded.variant,
        settled=tuple(SettledLine(role, written.get(role, ""), text) for role, text in settled.items()),
    )


def _brand_voice(brief: Brief, locale: Locale) -> BrandVoice:
    segment = find_audience_segment(brief.audience)
    return BrandVoice(
        brand=brief.brand.name,
        tone=brief.brand.tone or "",
        audience=describe_audience(brief.audience) or "",
        register="" if segment is None else segment.register(locale),
        products=tuple(brief.products[:MAX_VOICE_PRODUCTS]),
        category=brief.category or "",
    )


def length_budget(role: Role, text: str, source_language: str, locale: Locale, limit: int | None) -> LengthBudget:
    """Return how long a line may become in *locale*; *limit* is the maximum of its channels, None without one."""
    # Widths are in Latin letters; a Chinese, Japanese or Korean character counts as two.
    wide_source = locales.find_script(source_language) in WIDE_SCRIPTS
    wide = len(text) * (2 if wide_source else 1) * MAX_LINE_EXPANSION[role]
    aim = max(MIN_LINE_BUDGET, math.ceil(wide))
    if locale.script in WIDE_SCRIPTS:
        aim = max(MIN_LINE_BUDGET // 2, math.ceil(wide / 2))
    most = MAX_ROLE_CHARACTERS[role] if limit is None else min(limit, MAX_ROLE_CHARACTERS[role])
    return LengthBudget(min(aim, most), most)


def source_locale(source_language: str) -> Locale:
    """Return the locale of a brief's language; without a country its territory is ZZ, CLDR's code for unknown."""
    tag = locales.require_language(source_language)
    script = locales.find_script(source_language)
    direction = Direction.RTL if script in RTL_SCRIPTS else Direction.LTR
    name = "-".join(part for part in (tag.language, tag.script, tag.region) if part)
    return Locale(name, tag.language, script, tag.region or "ZZ", direction)


def copy_from_lines(lines: Mapping[Role, str]) -> AdCopy:
    """Return lines by role as the copy of an ad; asterisks around words of the headline, which is required, mark them.

    Nothing else has marks: an asterisk of another line is printed.
    """
    headline = lines[Role.HEADLINE]
    printed = parse_emphasis(headline).text
    return AdCopy(
        printed,
        lines.get(Role.BODY),
        lines.get(Role.CTA),
        lines.get(Role.DISCLAIMER),
        lines.get(Role.KICKER),
        None if printed == headline else headline,
        lines.get(Role.SHORT_HEADLINE),
        lines.get(Role.SHORT_CTA),
    )


def lines_of_brief(words: Message | MarketCopy) -> dict[Role, str]:
    """Return the lines of a brief as they are written, in reading order."""
    found = {Role(role): getattr(words, role) for role in COPY_ROLES}
    if words.short is not None:
        found |= {Role.SHORT_HEADLINE: words.short.headline, Role.SHORT_CTA: words.short.cta}
    return {role: text for role, text in found.items() if text is not None}


def copy_from_brief(words: Message | MarketCopy) -> AdCopy:
    """Return the copy of a brief as it is printed."""
    return copy_from_lines(lines_of_brief(words))


def printed_text(role: Role, text: str) -> str:
    """Return a line as it is printed: a headline without the asterisks around its emphasized words."""
    return strip_emphasis(text) if role is Role.HEADLINE else text

"""What a translator is told: one locale, every line of the copy, and all that decides how it should sound."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from creative_cli.brief.audience import describe_audience, find_audience_segment
from creative_cli.brief.glossary import list_kept_names, resolve_glossary_terms
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Brief
from creative_cli.brief.term import GlossaryTerm
from creative_cli.locale import locales
from creative_cli.locale.locales import RTL_SCRIPTS, Direction, Locale
from creative_cli.models import AdCopy, OriginalCopy, Role
from creative_cli.translation.locale_notes import culture_notes
from creative_cli.translation.segment import CopySegment, digest_glossary, digest_parts

PLACEHOLDER_PATTERN = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
"""A figure's place in a line: {price}. It survives every translation as it is."""

WIDE_SCRIPTS = frozenset({"Hans", "Hant", "Jpan", "Kore"})
"""Scripts whose signs are about two Latin letters wide; platforms that count double do so for them."""

MAX_LINE_EXPANSION = {Role.HEADLINE: 1.6, Role.BODY: 1.6, Role.CTA: 2.1, Role.DISCLAIMER: 1.6}
"""How much wider than an English source a line may become: worst cases measured over typical ad lines."""

MIN_LINE_BUDGET = 12
"""A line of this many characters always fits, however short its source."""

MAX_ROLE_CHARACTERS = {Role.HEADLINE: 160, Role.BODY: 400, Role.CTA: 60, Role.DISCLAIMER: 400}
"""What a brief's own copy may hold, in characters (`brief.schema`)."""

ONE_LINE_ROLES = frozenset({Role.CTA})
"""Roles that are set on one line."""


@dataclass(frozen=True, slots=True)
class LengthBudget:
    """How long a line may be, in characters: `aim` fills the layout well, `most` is refused beyond."""

    aim: int
    most: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line to translate, with what it is to achieve (empty where it is simply translated)."""

    role: Role
    text: str
    intent: str
    budget: LengthBudget
    unit: CopySegment

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The places of figures in the line, in order, one for each time they stand in it."""
        return tuple(PLACEHOLDER_PATTERN.findall(self.text))


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as the brief tells of it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class BrandVoice:
    """Who speaks to whom, and how: the brand, its tone, the audience and its register there, what is advertised."""

    brand: str
    tone: str
    audience: str
    register: str
    products: tuple[ProductFacts, ...]
    category: str = ""

    @property
    def digest(self) -> str:
        """Digest of what changes how a line should sound."""
        return digest_parts(self.tone, self.audience)


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """The lines of one campaign for one locale, and what a translator needs to know.

    `locale` is that of the first market that reads it; `required` are roles that no banner leaves out; `last_day` is
    the last one the words are shown, None where the brief has no end.
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

    @property
    def original(self) -> OriginalCopy:
        """What the words are an adaptation of, as checks judge them by it."""
        return OriginalCopy(
            locale=source_locale(self.source_language),
            copy=copy_from_lines({line.role: line.text for line in self.lines}),
            keep=self.keep,
            terms=self.terms,
            recreated=tuple(line.role for line in self.lines if line.intent),
        )


CharacterLimits: TypeAlias = Callable[[Locale], Mapping[Role, int]]
"""Gives the least number of characters that the channels of a brief take for a role in a locale."""


def build_requests(loaded: LoadedBrief, limits: CharacterLimits) -> tuple[TranslationRequest, ...]:
    """Return what has to be translated: one assignment for each locale whose market brings no copy of its own.

    Markets that read the source language have none, and two markets of one locale have one together.
    """
    waiting: dict[str, Locale] = {}
    for market in loaded.markets:
        if market.copy is None and not market.source:
            waiting.setdefault(market.locale.tag, market.locale)
    return tuple(_build_request(loaded.brief, locale, limits(locale)) for locale in waiting.values())


def _build_request(brief: Brief, locale: Locale, limits: Mapping[Role, int]) -> TranslationRequest:
    message = brief.message
    voice = _brand_voice(brief, locale)
    keep = list_kept_names(brief)
    terms = resolve_glossary_terms(brief, locale)
    # A brief may name its language in words; files and keys take the tag.
    source_language = source_locale(brief.source_language).tag

    def line(role: Role, text: str) -> SourceLine:
        intent = getattr(message.intent, role, None) or ""
        return SourceLine(
            role=role,
            text=text,
            intent=intent,
            budget=length_budget(role, text, source_language, locale, limits.get(role)),
            unit=CopySegment(
                role=role,
                text=text,
                source_language=source_language,
                locale=locale.tag,
                glossary=digest_glossary(text, keep, terms),
                voice=voice.digest,
                intent=intent,
            ),
        )

    copy = AdCopy(message.headline, message.body, message.cta, message.disclaimer)
    return TranslationRequest(
        campaign=brief.campaign,
        locale=locale,
        source_language=source_language,
        lines=tuple(line(role, text) for role, text in copy.lines()),
        voice=voice,
        keep=keep,
        terms=terms,
        notes=culture_notes(locale),
        required=(Role.DISCLAIMER,) if message.disclaimer_required else (),
        last_day=brief.flight.end if brief.flight else None,
    )


def _brand_voice(brief: Brief, locale: Locale) -> BrandVoice:
    segment = find_audience_segment(brief.audience)
    return BrandVoice(
        brand=brief.brand.name,
        tone=brief.brand.tone or "",
        audience=describe_audience(brief.audience) or "",
        register="" if segment is None else segment.register(locale),
        products=tuple(ProductFacts(product.name, product.description or "") for product in brief.products),
        category=brief.category or "",
    )


def length_budget(role: Role, text: str, source_language: str, locale: Locale, limit: int | None) -> LengthBudget:
    """Return how long a line may become in *locale*; *limit* is what its channels take at most, None without one.

    Widths are counted in Latin letters, of which a Chinese, Japanese or Korean sign takes two.
    """
    wide_source = locales.find_script(source_language) in WIDE_SCRIPTS
    wide = len(text) * (2 if wide_source else 1) * MAX_LINE_EXPANSION[role]
    aim = max(MIN_LINE_BUDGET, math.ceil(wide))
    if locale.script in WIDE_SCRIPTS:
        aim = max(MIN_LINE_BUDGET // 2, math.ceil(wide / 2))
    most = MAX_ROLE_CHARACTERS[role] if limit is None else min(limit, MAX_ROLE_CHARACTERS[role])
    return LengthBudget(min(aim, most), most)


def source_locale(source_language: str) -> Locale:
    """Return the locale a brief is written in; without a country its territory is ZZ, which is CLDR's for none."""
    tag = locales.require_language(source_language)
    script = locales.find_script(source_language)
    direction = Direction.RTL if script in RTL_SCRIPTS else Direction.LTR
    name = "-".join(part for part in (tag.language, tag.script, tag.region) if part)
    return Locale(name, tag.language, script, tag.region or "ZZ", direction)


def copy_from_lines(lines: Mapping[Role, str]) -> AdCopy:
    """Return lines by role as the copy of an ad; there is always a headline."""
    return AdCopy(
        headline=lines[Role.HEADLINE],
        body=lines.get(Role.BODY),
        cta=lines.get(Role.CTA),
        disclaimer=lines.get(Role.DISCLAIMER),
    )

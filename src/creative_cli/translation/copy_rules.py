"""The rules that a campaign's copy must follow in one locale, stored in the translation memory.

A file from a translator has ids and text, but no glossary and no length limits. Those are in the brief, which may be on
another machine when the file is imported.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from creative_cli.brief.term import GlossaryTerm
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import Role
from creative_cli.translation.request import TranslationRequest, source_locale


@dataclass(frozen=True, slots=True)
class CopyRules:
    """Protected names, glossary, length limits and last day (None if open-ended) of a campaign in a locale.

    `most` is the maximum number of characters of a role. In scripts whose characters channels count double, it counts
    each character once.
    """

    campaign: str
    locale: Locale
    keep: tuple[str, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    most: tuple[tuple[Role, int], ...] = ()
    last_day: date | None = None


def request_rules(request: TranslationRequest) -> CopyRules:
    """Return the rules that translations of a request must follow."""
    most = tuple((line.role, line.most) for line in request.lines)
    return CopyRules(request.use, request.locale, request.keep, request.terms, most, request.last_day)


def default_rules(campaign: str, tag: str) -> CopyRules:
    """Return the rules of a locale that the memory knows no brief for: no names, terms or limits."""
    return CopyRules(campaign, source_locale(tag))


def rules_to_json(rules: CopyRules) -> str:
    """Return rules as JSON for the memory."""
    locale = rules.locale
    return json.dumps(
        {
            "territory": locale.territory,
            "language": locale.language,
            "script": locale.script,
            "direction": locale.direction.value,
            "keep": rules.keep,
            "terms": [[term.source, term.approved, term.forbidden] for term in rules.terms],
            "most": {role.value: most for role, most in rules.most},
            "last_day": None if rules.last_day is None else rules.last_day.isoformat(),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def rules_from_json(campaign: str, tag: str, text: str) -> CopyRules:
    """Return the rules that `rules_to_json` wrote as *text*."""
    data: dict[str, Any] = json.loads(text)
    day = data["last_day"]
    return CopyRules(
        campaign,
        Locale(tag, data["language"], data["script"], data["territory"], Direction(data["direction"])),
        tuple(data["keep"]),
        tuple(GlossaryTerm(source, tuple(approved), tuple(forbidden)) for source, approved, forbidden in data["terms"]),
        tuple((Role(role), most) for role, most in data["most"].items()),
        None if day is None else date.fromisoformat(day),
    )

"""What the words of one campaign are judged by in one locale, as the memory keeps it for the day they come back.

A file of translations holds ids and words, but no glossary and no limits: those are the brief's, which may be on
another machine by then.
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
    """Names, glossary and limits of a campaign in a locale, and the last day its words are shown (None: without end).

    `most` is how many characters a role may have, in the scripts that channels count double as in others.
    """

    campaign: str
    locale: Locale
    keep: tuple[str, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    most: tuple[tuple[Role, int], ...] = ()
    last_day: date | None = None


def request_rules(assignment: TranslationRequest) -> CopyRules:
    """Return what the translations of an assignment are judged by."""
    return CopyRules(
        assignment.campaign,
        assignment.locale,
        assignment.keep,
        assignment.terms,
        tuple((line.role, line.budget.most) for line in assignment.lines),
        assignment.last_day,
    )


def default_rules(campaign: str, tag: str) -> CopyRules:
    """Return the rules of a locale that no brief has told the memory of: its language's own, and no names or limits."""
    return CopyRules(campaign, source_locale(tag))


def rules_to_json(rules: CopyRules) -> str:
    """Return rules as the memory keeps them."""
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
    """Return the rules that `to_json` made *text* of."""
    told: dict[str, Any] = json.loads(text)
    day = told["last_day"]
    return CopyRules(
        campaign,
        Locale(tag, told["language"], told["script"], told["territory"], Direction(told["direction"])),
        tuple(told["keep"]),
        tuple(GlossaryTerm(source, tuple(approved), tuple(forbidden)) for source, approved, forbidden in told["terms"]),
        tuple((Role(role), most) for role, most in told["most"].items()),
        None if day is None else date.fromisoformat(day),
    )

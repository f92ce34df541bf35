"""What the words of one campaign are judged by in one locale, as the memory keeps it for the day they come back.

A file of translations holds ids and words, but no glossary and no limits: those are the brief's, which may be on
another machine by then.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from creative_cli.brief.term import Term
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import Role
from creative_cli.translation.request import Assignment, source_locale


@dataclass(frozen=True, slots=True)
class Rules:
    """Names, glossary and limits of a campaign in a locale, and the last day its words are shown (None: without end).

    `most` is how many characters a role may have, in the scripts that channels count double as in others.
    """

    campaign: str
    locale: Locale
    keep: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    most: tuple[tuple[Role, int], ...] = ()
    last_day: date | None = None


def rules_of(assignment: Assignment) -> Rules:
    """Return what the translations of an assignment are judged by."""
    return Rules(
        assignment.campaign,
        assignment.locale,
        assignment.keep,
        assignment.terms,
        tuple((line.role, line.budget.most) for line in assignment.lines),
        assignment.last_day,
    )


def bare_rules(campaign: str, tag: str) -> Rules:
    """Return the rules of a locale that no brief has told the memory of: its language's own, and no names or limits."""
    return Rules(campaign, source_locale(tag))


def to_json(rules: Rules) -> str:
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


def from_json(campaign: str, tag: str, text: str) -> Rules:
    """Return the rules that `to_json` made *text* of."""
    told: dict[str, Any] = json.loads(text)
    day = told["last_day"]
    return Rules(
        campaign,
        Locale(tag, told["language"], told["script"], told["territory"], Direction(told["direction"])),
        tuple(told["keep"]),
        tuple(Term(source, tuple(approved), tuple(forbidden)) for source, approved, forbidden in told["terms"]),
        tuple((Role(role), most) for role, most in told["most"].items()),
        None if day is None else date.fromisoformat(day),
    )

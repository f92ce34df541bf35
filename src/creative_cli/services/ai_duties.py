"""List what is required of ads with pictures of models, by market and situation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.channels import find_channels, load_channels, load_platforms
from creative_cli.errors import UsageError
from creative_cli.locale.locales import territory_name
from creative_cli.provenance.ai_rules import (
    AiRule,
    Duty,
    RuleWeight,
    Situation,
    find_ai_rules,
    load_ai_table,
    require_ai_markets,
)

DISCLAIMER = "A screening aid, not legal advice."
DEFAULT_MARKETS = ("DE", "FR", "GB", "US", "CN", "KR", "IN", "VN", "JP", "BR")

_DONE = {
    Duty.VISIBLE: "ai_label: in the brief draws it, and the check ai_label looks for it",
    Duty.MARK: "written into every file; the check provenance reads it back",
    Duty.KEEP: "kept in the manifest and, in such markets, in the file; `creative evidence` prints it",
    Duty.DECLARE: "set it at upload; the column `ai` of package sheets says where",
    Duty.NONE: "",
}


@dataclass(frozen=True, slots=True)
class RequiredStep:
    """One rule as it counts in a market and situation: how much, on what condition, and what this tool does for it."""

    id: str
    name: str
    where: str
    weight: RuleWeight
    duty: Duty
    condition: str
    text: str
    since: date | None
    status: str
    confidence: str
    sources: tuple[str, ...]
    done: str


@dataclass(frozen=True, slots=True)
class MarketDuties:
    """What is required in one market and situation; no `steps` means that no rule is on record."""

    market: str
    name: str
    situation: Situation
    steps: tuple[RequiredStep, ...]


@dataclass(frozen=True, slots=True)
class DutiesTable:
    """What is required by market and situation, and the day on which the rules were gathered."""

    as_of: date
    disclaimer: str
    duties: tuple[MarketDuties, ...]


def list_ai_duties(
    markets: Sequence[str], situations: Sequence[str], platform: str = "", on: date | None = None
) -> DutiesTable:
    """Return what is required; no *markets* means ten countries, no *situations* all four.

    *platform* adds its rules, *on* leaves out rules that begin later. Raises UsageError for an unknown name.
    """
    codes = [code for one in markets or DEFAULT_MARKETS for code in require_ai_markets(one)]
    kinds = [_require_situation(one) for one in situations] or list(Situation)
    house = _require_platform(platform) if platform else ""
    return DutiesTable(
        as_of=load_ai_table()["as_of"],
        disclaimer=DISCLAIMER,
        duties=tuple(
            MarketDuties(
                code,
                _name_market(code),
                kind,
                tuple(describe_rule(rule) for rule in find_ai_rules(code, kind, house, on)),
            )
            for code in dict.fromkeys(codes)
            for kind in dict.fromkeys(kinds)
        ),
    )


def _name_market(code: str) -> str:
    territory, _, state = code.partition("-")
    return f"{territory_name(territory)}, {state}" if state else territory_name(territory)


def describe_rule(rule: AiRule) -> RequiredStep:
    """Return a rule as it counts: its weight, its condition, and what this tool does for it."""
    conditions = [text for holds, text in _list_conditions(rule) if holds]
    states = [one for one in rule.markets if "-" in one]
    return RequiredStep(
        id=rule.id,
        name=rule.name,
        where=", ".join(states) or (f"on {rule.name}" if rule.platform else ""),
        weight=rule.weight,
        duty=rule.duty,
        condition=" and ".join(conditions),
        text=rule.text,
        since=rule.since,
        status=rule.status,
        confidence=rule.confidence,
        sources=rule.sources,
        done=_DONE[rule.duty],
    )


def _list_conditions(rule: AiRule) -> tuple[tuple[bool, str], ...]:
    return ((rule.person, "if a person is shown"), (rule.realistic, "if it looks real"))


def _require_situation(name: str) -> Situation:
    try:
        return Situation(name)
    except ValueError as error:
        guess = suggest_similar_word(name, [kind.value for kind in Situation])
        raise UsageError(f"There is no situation {name!r}.{guess}", f"Write one of {', '.join(Situation)}.") from error


def _require_platform(name: str) -> str:
    platforms = load_platforms()
    if name in platforms:
        return name
    channel = load_channels().get(name)
    found = {one.platform for one in find_channels(name)} if channel is None else {channel.platform}
    if len(found) != 1:
        raise UsageError(f"{name!r} names several platforms.", f"Write one of {', '.join(platforms)}, or a channel.")
    return found.pop()

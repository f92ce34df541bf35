"""Render what is required of pictures of models."""

from itertools import groupby

from rich.text import Text

from creative_cli.cli.console import Screen
from creative_cli.provenance.ai_rules import Duty, RuleWeight, Situation
from creative_cli.services.ai_duties import DutiesTable, MarketDuties, RequiredStep

_SITUATIONS = {
    Situation.PERSON_PHOTO: "photo with a person",
    Situation.GENERATED: "generated scene",
    Situation.EDITED: "edited photo",
    Situation.NO_AI: "no AI",
}
_CONFIDENCES = {
    "O": "official text seen",
    "H": "several sources agree",
    "T": "third party only",
    "L": "one source",
    "M": "from memory",
}


def show_ai_duties(screen: Screen, table: DutiesTable) -> None:
    """Show each market with its rules, each once with the kinds of pictures it holds for; as JSON by kind."""
    if screen.as_json:
        screen.json({"schema": 1, **_unfold(table)})
        return
    for market, found in groupby(table.duties, key=lambda one: one.market):
        duties = tuple(found)
        screen.line(Text(f"{market}  {duties[0].name}", style="bold"))
        _show_market(screen, duties)
    screen.say(f"Rules as of {table.as_of}. {table.disclaimer}")


def _unfold(table: DutiesTable) -> dict[str, object]:
    return {"as_of": table.as_of.isoformat(), "disclaimer": table.disclaimer, "duties": table.duties}


def _show_market(screen: Screen, market: tuple[MarketDuties, ...]) -> None:
    kinds: dict[RequiredStep, tuple[Situation, ...]] = {}
    for duties in market:
        for step in duties.steps:
            kinds[step] = (*kinds.get(step, ()), duties.situation)
    for alike in dict.fromkeys(kinds.values()):
        screen.line(f"  {_name_kinds(alike)}:")
        _show_steps(screen, tuple(step for step, holds in kinds.items() if holds == alike))
    if free := tuple(duties.situation for duties in market if not duties.steps):
        screen.line(f"  {_name_kinds(free)}: no rule on record")


def _name_kinds(kinds: tuple[Situation, ...]) -> str:
    return ", ".join(_SITUATIONS[one] for one in kinds)


def _show_steps(screen: Screen, steps: tuple[RequiredStep, ...]) -> None:
    for step in steps:
        screen.line(f"    {_title_step(step)}")
        screen.line(f"      {step.text}")
        if step.done:
            screen.line(f"      Here: {step.done}.")
        since = "" if step.since is None else f" since {step.since},"
        confidence = f"confidence {step.confidence}, {_CONFIDENCES[step.confidence]}"
        screen.line(f"      {step.name},{since} {step.status}; {confidence}; {', '.join(step.sources)}")


def _title_step(step: RequiredStep) -> str:
    weight = "review" if step.weight is RuleWeight.REVIEW else str(step.weight)
    duty = "" if step.duty is Duty.NONE else f" {step.duty}"
    tail = ", ".join(part for part in (step.where, step.condition) if part)
    return f"[{weight}]{duty} {step.id}{f' ({tail})' if tail else ''}"

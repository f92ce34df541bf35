"""Render what is required of pictures of models."""

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
    """Show each market and situation with its rules, their conditions, sources and confidence."""
    if screen.as_json:
        screen.json({"schema": 1, **_unfold(table)})
        return
    market = ""
    for duties in table.duties:
        if duties.market != market:
            market = duties.market
            screen.line(Text(f"{market}  {duties.name}", style="bold"))
        _show_situation(screen, duties)
    screen.say(f"Rules as of {table.as_of}. {table.disclaimer}")


def _unfold(table: DutiesTable) -> dict[str, object]:
    return {"as_of": table.as_of.isoformat(), "disclaimer": table.disclaimer, "duties": table.duties}


def _show_situation(screen: Screen, duties: MarketDuties) -> None:
    name = _SITUATIONS[duties.situation]
    if not duties.steps:
        screen.line(f"  {name}: no rule on record")
        return
    screen.line(f"  {name}:")
    for step in duties.steps:
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

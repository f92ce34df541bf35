"""Rules for pictures that a model made or changed, by market and platform, from `data/ai-rules.toml`.

A screening aid, not legal advice. Low confidence and unsettled rules are for review.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.market_groups import MARKET_HINT, find_market_group, list_market_countries, suggest_market
from creative_cli.errors import UsageError
from creative_cli.locale.locales import Locale
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.resources import read_data_table

EVERYWHERE = "*"
_SURE = frozenset("OHT")
_UNSETTLED = frozenset({"draft", "unclear"})


class Situation(StrEnum):
    """What happened to the picture of an ad."""

    PERSON_PHOTO = "person-photo"
    GENERATED = "generated"
    EDITED = "edited"
    NO_AI = "no-ai"


class Duty(StrEnum):
    """What a rule asks for."""

    VISIBLE = "visible"
    MARK = "mark"
    KEEP = "keep"
    DECLARE = "declare"
    NONE = "none"


class RuleWeight(StrEnum):
    """How much a rule counts: required, for review by a person, voluntary, or only information."""

    REQUIRED = "required"
    REVIEW = "review"
    VOLUNTARY = "voluntary"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class AiRule:
    """One rule, with its sources.

    `made` are the situations it is about; `person` limits it to pictures of people, `realistic` to what could pass for
    real, which a person has to say. `label` names the words of a visible label, `accepts` are expressions for others
    that do, and `min_height` the least height of its letters, of the shortest side.
    """

    id: str
    name: str
    duty: Duty
    text: str
    made: tuple[Situation, ...]
    status: str
    confidence: str
    sources: tuple[str, ...]
    since: date | None = None
    markets: tuple[str, ...] = ()
    platform: str = ""
    person: bool = False
    realistic: bool = False
    label: str = "generated"
    accepts: tuple[str, ...] = ()
    min_height: float = 0.0

    @property
    def weight(self) -> RuleWeight:
        """How much the rule counts, by its status and confidence."""
        if self.duty is Duty.NONE:
            return RuleWeight.INFORMATION
        if self.status == "voluntary":
            return RuleWeight.VOLUNTARY
        if self.confidence not in _SURE or self.status in _UNSETTLED:
            return RuleWeight.REVIEW
        return RuleWeight.REQUIRED

    def regions(self, territory: str) -> tuple[str, ...]:
        """Return the parts of a territory that the rule is for: the territory itself, or states such as US-NY."""
        return tuple(one for one in self.markets if one == territory or one.startswith(f"{territory}-"))

    def list_labels(self, locale: Locale, *, short: bool = False) -> tuple[str, ...]:
        """Return the words of the label: in the ad's language, else in English; *short* where it has fewer words."""
        table = load_ai_table()["labels"]
        named = find_most_specific(table[self.label], locale) if self.label != "generated" else None
        own = named or (find_most_specific(table["short"], locale) if short else None)
        own = own or find_most_specific(table["generated"], locale)
        return tuple(dict.fromkeys(one for one in (own or table["generated"]["en"],) if one))

    def is_labelled(self, texts: tuple[str, ...], own: tuple[str, ...]) -> bool:
        """Tell whether one of the printed *texts* is the label: its own words, or those of the brief, *own*."""
        printed = [_fold(text) for text in texts]
        words = [_fold(text) for text in (*own, *_all_labels(self.label)) if text]
        if self.accepts:
            return any(re.search(form, text, re.IGNORECASE) for form in self.accepts for text in texts)
        return any(word in text for word in words for text in printed)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _all_labels(kind: str) -> Iterator[str]:
    table = load_ai_table()["labels"]
    yield from table[kind].values()
    if kind != "retouched":
        yield from table["generated"].values()
        yield from table["short"].values()


@cache
def load_ai_table() -> dict[str, Any]:
    """Return the table of rules and labels; cached for the process."""
    return read_data_table("ai-rules.toml")


@cache
def load_ai_rules() -> tuple[AiRule, ...]:
    """Return all rules in the order of the table; cached for the process."""
    return tuple(
        AiRule(
            **{
                **entry,
                "duty": Duty(entry["duty"]),
                "made": tuple(Situation(one) for one in entry["made"]),
                "sources": tuple(entry["sources"]),
                "markets": tuple(_expand_markets(entry.get("markets", ()))),
                "accepts": tuple(entry.get("accepts", ())),
            }
        )
        for entry in load_ai_table()["rules"]
    )


def _expand_markets(names: list[str]) -> Iterator[str]:
    for name in names:
        # States and the sign for all are no groups; looking them up would read the names of all countries.
        group = None if name == EVERYWHERE or "-" in name else find_market_group(name)
        yield from (name,) if group is None else group.territories


def find_ai_rules(market: str, situation: Situation, platform: str = "", on: date | None = None) -> tuple[AiRule, ...]:
    """Return the rules for a *market* (DE, or a state such as US-NY) and a *platform*, of the day *on* if it is given.

    Rules of the market come first, then those for everywhere, then the platform's.
    """
    territory = market.partition("-")[0]
    found = [
        rule
        for rule in load_ai_rules()
        if situation in rule.made
        and (on is None or rule.since is None or rule.since <= on)
        and (
            (market in rule.markets or (market == territory and bool(rule.regions(territory))))
            or (territory in rule.markets)
            or EVERYWHERE in rule.markets
            or (platform and rule.platform == platform)
        )
    ]
    return tuple(sorted(found, key=lambda rule: (bool(rule.platform), EVERYWHERE in rule.markets)))


def require_ai_markets(name: str) -> tuple[str, ...]:
    """Return the codes that *name* means: of a country, of a state that has rules, or of the countries of a group.

    A locale means its country. Raises UsageError.
    """
    states = {one for rule in load_ai_rules() for one in rule.markets if "-" in one}
    if name.upper() in states:
        return (name.upper(),)
    if codes := list_market_countries(name):
        return codes
    hint = f"{suggest_market(name) or MARKET_HINT} States with rules of their own are {', '.join(sorted(states))}."
    raise UsageError(f"There is no market {name!r}.", hint)


def find_situation(origin: PictureOrigin) -> Situation:
    """Return what happened to the picture of an ad: from what was done to it, and from what its files say."""
    if origin.task in {"picture", "scene"}:
        return Situation.GENERATED
    if origin.task:
        return Situation.EDITED
    if origin.from_model:
        whole = any(str(one) == "trainedAlgorithmicMedia" for one in origin.marks.sources)
        return Situation.GENERATED if whole else Situation.EDITED
    return Situation.PERSON_PHOTO if origin.person else Situation.NO_AI

"""The rules of a brand's own: words it never uses, and disclaimers its ads must have by market or category."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.field_types import DisclaimerText, ShortLine, WordForms
from creative_cli.brief.market_groups import MARKET_HINT, find_market_group, suggest_market
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

EVERY_LANGUAGE = "*"
MAX_WORDS = 500

# Where the words and texts by language are, below a rule.
_WORDS, _TEXT = "forbidden_words", "text"


def _by_language(value: object) -> object:
    return value if isinstance(value, dict) else {EVERY_LANGUAGE: value}


_WORDS_SCHEMA = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 120}, "maxItems": MAX_WORDS}
WordList: TypeAlias = Annotated[
    tuple[ShortLine, ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    Field(min_length=1, max_length=MAX_WORDS),
]
WordsByLanguage: TypeAlias = Annotated[
    dict[str, WordList],
    BeforeValidator(_by_language),
    WithJsonSchema({"anyOf": [_WORDS_SCHEMA, {"type": "object", "additionalProperties": _WORDS_SCHEMA}]}),
]
_TEXT_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 400}
TextByLanguage: TypeAlias = Annotated[
    dict[str, DisclaimerText],
    BeforeValidator(_by_language),
    WithJsonSchema({"anyOf": [_TEXT_SCHEMA, {"type": "object", "additionalProperties": _TEXT_SCHEMA}]}),
]


class RequiredDisclaimer(BriefModel):
    """Small print that ads must have, in some markets or for some categories, or in all."""

    text: TextByLanguage = Field(
        min_length=1,
        max_length=500,
        description="What the small print must say, by language or locale (de, pt-BR); one text alone is for all.",
    )
    markets: tuple[ShortLine, ...] = Field(
        default=(), max_length=300, description="Countries or groups (DE, EU) that need it. Default: all."
    )
    categories: WordForms = Field(
        default=(), description="Categories that need it, as `category` names them. Default: all."
    )

    @model_validator(mode="after")
    def _known_markets(self) -> "RequiredDisclaimer":
        for name in self.markets:
            if locales.find_territory(name) is None and find_market_group(name) is None:
                hint = suggest_market(name) or MARKET_HINT
                raise ValueError(f"has the market {quote_for_message(name)}, which is no country or group. {hint}")
        return self

    def applies_to(self, locale: Locale, category: str | None) -> bool:
        """Tell whether ads of a market and a category need it."""
        kinds = {kind.casefold() for kind in self.categories}
        return (not self.markets or locale.territory in set(_list_countries(self.markets))) and (
            not kinds or (category or "").casefold() in kinds
        )


def _list_countries(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        group, code = find_market_group(name), locales.find_territory(name)
        yield from () if group is None else group.territories
        yield from () if code is None else (code,)


@dataclass(frozen=True, slots=True)
class MarketRules:
    """The rules of a brand in one market: `source` names the kit they come from, or the brief.

    `disclaimers` are the texts that its small print must have; `unwritten` says that some have none in its language.
    `kinds` are the categories of goods that the law knows which the brief names, `letters` the least height of letters
    of small print that it asks for them, as a part of an ad's height + width.
    """

    source: str = ""
    forbidden: tuple[str, ...] = ()
    disclaimers: tuple[str, ...] = ()
    unwritten: int = 0
    kinds: tuple[str, ...] = ()
    letters: float = 0.0


NO_RULES = MarketRules()


def resolve_market_rules(
    source: str,
    forbidden: Mapping[str, tuple[str, ...]],
    required: tuple[RequiredDisclaimer, ...],
    locale: Locale,
    category: str | None,
) -> MarketRules:
    """Return the rules that apply to a market and a category; the most specific language of each text wins."""
    words = (*forbidden.get(EVERY_LANGUAGE, ()), *(_find_text(forbidden, locale) or ()))
    texts = [
        find_most_specific(_spoken(one.text), locale) or one.text.get(EVERY_LANGUAGE)
        for one in required
        if one.applies_to(locale, category)
    ]
    found = tuple(dict.fromkeys(text for text in texts if text is not None))
    if not words and not texts:
        return NO_RULES
    return MarketRules(source, tuple(dict.fromkeys(words)), found, texts.count(None))


def _spoken(table: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in table.items() if key != EVERY_LANGUAGE}


def _find_text(table: Mapping[str, tuple[str, ...]], locale: Locale) -> tuple[str, ...] | None:
    return find_most_specific({key: value for key, value in table.items() if key != EVERY_LANGUAGE}, locale)


def find_rule_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield the keys of the brand's rules that are no languages."""
    homes: list[KeyPath] = [("brand", _WORDS)]
    homes += [
        ("brand", "required_disclaimers", index, _TEXT) for index in document.items("brand", "required_disclaimers")
    ]
    for keys in homes:
        for key in document.mapping(*keys):
            if key == EVERY_LANGUAGE:
                continue
            try:
                locales.require_language(key)
            except UsageError as error:
                sentence = f"{document.label(keys)} has {quote_for_message(key)}, which is not a language. {error.hint}"
                yield document.key_problem((*keys, key), sentence)

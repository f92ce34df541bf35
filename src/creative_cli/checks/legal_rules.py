"""The rules of law for copy: which claims a market restricts, for which goods, and what small print must say.

They are data: `data/legal-rules.toml` names the rules with their basis, source and confidence, `data/claims.toml` the
claims in the words of each language. A rule that was written from memory asks for review; it never fails an ad.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from creative_cli.checks.claim_terms import ClaimPattern, compile_claims, fold_claim, fold_with_places
from creative_cli.locale.locales import Locale
from creative_cli.models import Status
from creative_cli.resources import read_data_table

EVERY_MARKET_OR_LANGUAGE = "*"
# Confidence of a rule written from memory and never compared with the law.
FROM_MEMORY = "M"
# Languages whose words a rule has under another code: Nynorsk copy of Norway, Bosnian and Montenegrin.
_RELATED = {"nn": ("nb",), "no": ("nb",), "bs": ("hr", "sr"), "me": ("sr", "hr"), "gl": ("pt",)}
_SIGNS_OF_PHRASE = re.compile(r"[\s\-]")


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One rule of a market's law or a platform's policy.

    `terms` are words of claims by language, `exceptions` phrases that are not meant. `texts` are the wordings by
    language of which small print needs one, `outdated` forms of it that are no longer right, `letters` the least height
    of its letters as a part of the ad's height + width, 0 without such a rule. `notice` is what a person has to decide
    for every ad of the market and category. With `conditions` a claim is right where its conditions stand beside it.
    """

    id: str
    status: Status
    basis: str
    conf: str
    markets: frozenset[str]
    not_markets: frozenset[str]
    categories: frozenset[str]
    not_categories: frozenset[str]
    effective: date | None
    terms: Mapping[str, tuple[str, ...]]
    exceptions: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, tuple[str, ...]]
    outdated: tuple[str, ...]
    letters: float
    notice: str
    conditions: bool

    @property
    def from_memory(self) -> bool:
        """Whether the rule was never compared with the text of the law."""
        return self.conf == FROM_MEMORY

    def holds(self, locale: Locale, kinds: Iterable[str], last_day: date | None) -> bool:
        """Tell whether the rule is in force for goods of *kinds* in a market on the last day of the flight."""
        return self.holds_in(locale.territory, kinds, last_day)

    def holds_in(self, territory: str, kinds: Iterable[str], last_day: date | None) -> bool:
        """Tell the same of a country."""
        known = set(kinds)
        return (
            not self.markets.isdisjoint({EVERY_MARKET_OR_LANGUAGE, territory})
            and territory not in self.not_markets
            and (not self.categories or not known.isdisjoint(self.categories))
            and known.isdisjoint(self.not_categories)
            and (self.effective is None or last_day is None or last_day >= self.effective)
        )

    def has_language(self, language: str) -> bool:
        """Tell whether the rule has words in a language of its own."""
        return any(code in self.terms for code in (language, EVERY_MARKET_OR_LANGUAGE, *_RELATED.get(language, ())))

    def find_claims(self, text: str, locale: Locale) -> list[str]:
        """Return the rule's claims as *text* has them, without what the exceptions cover."""
        language = locale.language
        found = _compiled(self.id, "terms", language)
        folded = fold_with_places(text, language)
        matches = [] if found is None else list(found.finditer(folded.text))
        spared = _compiled(self.id, "except", language) if matches else None
        covered = [] if spared is None else [one.span() for one in spared.finditer(folded.text)]
        return list(
            dict.fromkeys(
                folded.quote(text, *match.span())
                for match in matches
                if not any(start <= match.start() and match.end() <= stop for start, stop in covered)
            )
        )

    def find_texts(self, language: str) -> tuple[str, ...]:
        """Return the wordings of the required text in a language; of all languages of the market without any."""
        return self.texts.get(language) or tuple(text for texts in self.texts.values() for text in texts)


@cache
def load_legal_rules() -> tuple[LegalRule, ...]:
    """Return the rules of the product; they are read once per process."""
    table, claims = _read_table("legal-rules.toml"), _read_table("claims.toml")["claim"]
    return tuple(_read_rule(entry, table["groups"], claims) for entry in table["rule"])


def legal_rules_date() -> date:
    """Return the day the rules were collected."""
    gathered: date = _read_table("legal-rules.toml")["as_of"]
    return gathered


def find_legal_kinds(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the categories of goods that the law knows, as a brief's category and the names of products say them."""
    folded = [fold_claim(text, "") for text in texts]
    return tuple(kind for kind, words in _kind_patterns() if any(words.search(text) for text in folded))


def list_required_texts(locale: Locale, kinds: Iterable[str], last_day: date | None) -> tuple[str, ...]:
    """Return the texts that small print must have in a market, in the language of its copy.

    Texts that are known from memory only are left out: they are for a person to confirm first.
    """
    return tuple(
        rule.texts[locale.language][0]
        for rule in load_legal_rules()
        if locale.language in rule.texts and rule.status is Status.FAIL and rule.holds(locale, kinds, last_day)
    )


def find_least_letters(territory: str, kinds: Iterable[str], last_day: date | None) -> float:
    """Return the least height of small print's letters in a country, as a part of an ad's height + width, or 0."""
    rules = (rule for rule in load_legal_rules() if rule.letters and rule.texts)
    return max((rule.letters for rule in rules if rule.holds_in(territory, kinds, last_day)), default=0.0)


@cache
def _kind_patterns() -> tuple[tuple[str, ClaimPattern], ...]:
    patterns = (
        (kind, compile_claims(words, "")) for kind, words in _read_table("legal-rules.toml")["category"].items()
    )
    return tuple((kind, pattern) for kind, pattern in patterns if pattern is not None)


@cache
def _read_table(name: str) -> dict[str, Any]:
    return read_data_table(name)


def _read_rule(entry: dict[str, Any], groups: dict[str, list[str]], claims: dict[str, Any]) -> LegalRule:
    return LegalRule(
        id=entry["id"],
        status=Status.FAIL if entry["severity"] == "fail" and entry["conf"] != FROM_MEMORY else Status.WARN,
        basis=entry["basis"],
        conf=entry["conf"],
        markets=_countries(entry["markets"], groups),
        not_markets=_countries(entry.get("not_markets", ()), groups),
        categories=frozenset(entry.get("categories", ())),
        not_categories=frozenset(entry.get("not_categories", ())),
        effective=entry.get("effective"),
        terms=_join_terms([*(claims[name] for name in entry.get("claims", ())), entry.get("terms", {})]),
        exceptions={language: tuple(phrases) for language, phrases in entry.get("except", {}).items()},
        texts={lang: (text,) if isinstance(text, str) else tuple(text) for lang, text in entry.get("text", {}).items()},
        outdated=tuple(entry.get("forbidden_text", ())),
        letters=entry.get("letters", 0.0),
        notice=entry.get("notice", ""),
        conditions=entry.get("conditions", False),
    )


def _countries(names: Sequence[str], groups: dict[str, list[str]]) -> frozenset[str]:
    return frozenset(code for name in names for code in groups.get(name, [name]))


def _join_terms(tables: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    joined: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for language, terms in table.items():
            joined[language] = (*joined.get(language, ()), *terms)
    return joined


@cache
def _compiled(rule_id: str, what: str, language: str) -> ClaimPattern | None:
    rule = next(rule for rule in load_legal_rules() if rule.id == rule_id)
    table = rule.exceptions if what == "except" else rule.terms
    return compile_claims(_terms_for(table, language), language)


def _terms_for(table: Mapping[str, tuple[str, ...]], language: str) -> Iterator[str]:
    """Yield the terms of a language, and the phrases of English, which ads of every language borrow."""
    for code in (EVERY_MARKET_OR_LANGUAGE, language, *_RELATED.get(language, ())):
        yield from table.get(code, ())
    if language != "en":
        yield from (term for term in table.get("en", ()) if _SIGNS_OF_PHRASE.search(term))

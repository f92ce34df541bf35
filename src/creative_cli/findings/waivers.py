"""Waivers: findings that somebody accepts until a day, written in the brief or in a file."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.market_groups import MARKET_HINT, find_market_group, names_locale, suggest_market
from creative_cli.brief.schema_errors import explain_schema_errors
from creative_cli.brief.source_positions import SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.brief.together import list_advertised
from creative_cli.brief.waiver_entries import WaiverEntry, WaiverFile
from creative_cli.errors import BriefError, Problem
from creative_cli.findings.check_names import explain_unknown_check
from creative_cli.findings.located_finding import FindingSubject
from creative_cli.findings.rule_files import RULE_FILE_HINT, read_rule_file
from creative_cli.locale import locales
from creative_cli.locale.language_tags import parse_language_tag
from creative_cli.severity_rules import Waiver

_MOST_LISTED = 10
"""Markets that a message names."""


def read_waiver_file(path: Path) -> tuple[Waiver, ...]:
    """Return the waivers in the YAML or JSON file at *path*; raise BriefError with all that is wrong in it."""
    document = read_rule_file(path, "waivers")
    try:
        file = WaiverFile.model_validate(document.data)
    except ValidationError as error:
        raise BriefError(tuple(explain_schema_errors(error, document)), RULE_FILE_HINT) from error
    problems = tuple(find_waiver_problems(document, file.waivers))
    if problems:
        raise BriefError(problems, RULE_FILE_HINT)
    return tuple(_place_waivers(document, file.waivers))


def read_brief_waivers(loaded: LoadedBrief) -> tuple[Waiver, ...]:
    """Return the waivers of a brief; raise BriefError for a check, a market or a product that does not exist."""
    problems = tuple(find_waiver_problems(loaded.document, loaded.brief.waivers, loaded))
    if problems:
        raise BriefError(problems)
    return tuple(_place_waivers(loaded.document, loaded.brief.waivers))


def _place_waivers(document: SourceDocument, entries: Iterable[WaiverEntry]) -> Iterator[Waiver]:
    for index, entry in enumerate(entries):
        yield Waiver(
            entry.check,
            entry.reason,
            entry.owner,
            entry.expires,
            document.problem(("waivers", index), ""),
            entry.markets,
            entry.products,
            entry.formats,
        )


def find_waiver_problems(
    document: SourceDocument, entries: Iterable[WaiverEntry], loaded: LoadedBrief | None = None
) -> Iterator[Problem]:
    """Yield what a waiver names that does not exist; markets, products and formats are those of *loaded*, if given."""
    for index, entry in enumerate(entries):
        keys = ("waivers", index)
        if why := explain_unknown_check(entry.check):
            yield document.problem((*keys, "check"), why)
        for at, name in enumerate(entry.markets):
            if not _is_market(name):
                sentence = f"{quote_for_message(name)} is no country or group. {suggest_market(name) or MARKET_HINT}"
                yield document.problem((*keys, "markets", at), sentence)
            elif loaded is not None and not any(names_locale(name, one.locale) for one in loaded.markets):
                sold = ", ".join(one.locale.tag for one in loaded.markets[:_MOST_LISTED])
                sentence = f"The brief has no market {quote_for_message(name)}, so nothing is waived. It has: {sold}."
                yield document.problem((*keys, "markets", at), sentence)
        if loaded is None:
            continue
        ids = [product.id for product in list_advertised(loaded.brief)]
        formats = [*loaded.brief.asked_ratios, *loaded.brief.channels]
        for key, names, known in (("products", entry.products, ids), ("formats", entry.formats, formats)):
            for at, name in enumerate(names):
                if not any(one == name or (key == "formats" and one.startswith(f"{name}.")) for one in known):
                    sentence = f"The brief has no {quote_for_message(name)}.{suggest_similar_word(name, known)}"
                    yield document.problem((*keys, key, at), sentence)


def find_waivers(
    waivers: Iterable[Waiver], check: str, code: str, subject: FindingSubject, today: date
) -> tuple[Waiver | None, Waiver | None]:
    """Return the waiver that holds for a finding *today*, and one that would hold had it not expired."""
    fitting = [one for one in waivers if _covers(one, check, code, subject)]
    valid = next((one for one in fitting if one.expires >= today), None)
    expired = max((one for one in fitting if one.expires < today), key=lambda one: one.expires, default=None)
    return valid, None if valid is not None else expired


def _covers(waiver: Waiver, check: str, code: str, subject: FindingSubject) -> bool:
    return (
        waiver.check in {check, f"{check}/{code}"}
        and (not waiver.markets or any(_names_market(name, subject.locale) for name in waiver.markets))
        and (not waiver.products or subject.product in waiver.products)
        and (not waiver.formats or any(_names_format(name, subject.format) for name in waiver.formats))
    )


def _names_market(name: str, tag: str) -> bool:
    """Tell whether a country, a group or a locale is the market of a locale; a locale means no other of its country."""
    territory = next((part for part in reversed(tag.split("-")) if part.isupper() and part.isalpha()), "")
    return name.replace("_", "-").casefold() == tag.casefold() or territory in _list_countries(name)


def _list_countries(name: str) -> tuple[str, ...]:
    code, group = locales.find_territory(name), find_market_group(name)
    return (code,) if code is not None else () if group is None else group.territories


def _is_market(name: str) -> bool:
    tag = parse_language_tag(name)
    return bool(_list_countries(name)) or (tag is not None and tag.region is not None)


def _names_format(name: str, form: str) -> bool:
    return form == name or form.startswith(f"{name}.")

"""The brief's glossary: the approved and forbidden forms of words in each locale."""

from collections.abc import Iterator

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.schema import Brief
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.term import GlossaryTerm
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale


def resolve_glossary_terms(brief: Brief, locale: Locale) -> tuple[GlossaryTerm, ...]:
    """Return the terms that apply to *locale*, in the brief's order; the most specific language wins."""
    return tuple(
        GlossaryTerm(entry.term, approved, find_most_specific(entry.forbidden, locale) or ())
        for entry in brief.glossary
        if (approved := find_most_specific(entry.translations, locale) or ()) or entry.keep
    )


def list_kept_names(brief: Brief) -> tuple[str, ...]:
    """Return the words never translated: the brand's name, its `keep`, and kept terms of the glossary."""
    kept = (entry.term for entry in brief.glossary if entry.keep)
    return tuple(dict.fromkeys((brief.brand.name, *brief.brand.keep, *kept)))


def find_glossary_problems(document: SourceDocument, home: KeyPath = ("glossary",)) -> Iterator[Problem]:
    """Yield what the schema cannot detect: repeated terms, unknown languages, forbidden forms without approved ones."""
    seen: dict[str, int] = {}
    for index in document.items(*home):
        keys: KeyPath = (*home, index)
        term = document.text(*keys, "term")
        if term is not None and (first := seen.setdefault(term.casefold(), index)) != index:
            line = document.place((*home, first)).line
            yield document.problem(keys, f"The term {quote_for_message(term)} is there already, on line {line}.")
        for table in ("translations", "forbidden"):
            yield from _find_unknown_languages((*keys, table), document)
        yield from _find_forbidden_without_approved(keys, document)


def _find_unknown_languages(keys: KeyPath, document: SourceDocument) -> Iterator[Problem]:
    for key in document.mapping(*keys):
        try:
            locales.require_language(key)
        except UsageError as error:
            sentence = f"{document.label(keys)} has {quote_for_message(key)}, which is not a language. {error.hint}"
            yield document.key_problem((*keys, key), sentence)


def _find_forbidden_without_approved(keys: KeyPath, document: SourceDocument) -> Iterator[Problem]:
    if document.at(*keys, "keep") is True:
        return
    approved = document.mapping(*keys, "translations")
    languages = {tag.language for key in approved if (tag := locales.find_language(key))}
    for key in document.mapping(*keys, "forbidden"):
        tag = locales.find_language(key)
        if tag is not None and tag.language not in languages:
            here = (*keys, "forbidden", key)
            sentence = f"has forbidden forms but no approved ones: add translations: {{{key}: …}}."
            yield document.key_problem(here, f"{document.label(here)} {sentence}")

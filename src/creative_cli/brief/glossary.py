"""The brief's glossary: what each locale has to say for a word, and what it must not."""

from collections.abc import Iterator

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.schema import Brief
from creative_cli.brief.schema_errors import BriefProblem, label_key_path
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.term import GlossaryTerm
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale


def resolve_glossary_terms(brief: Brief, locale: Locale) -> tuple[GlossaryTerm, ...]:
    """Return the words the glossary settles for *locale*, in the brief's order; a word it says nothing of is left out.

    Of several languages that fit a locale the most exact one counts: `pt-BR` before `pt`.
    """
    terms = []
    for entry in brief.glossary:
        approved = find_most_specific(entry.translations, locale) or ()
        forbidden = find_most_specific(entry.forbidden, locale) or ()
        if entry.keep or approved:
            terms.append(GlossaryTerm(entry.term, approved, forbidden))
    return tuple(terms)


def list_kept_names(brief: Brief) -> tuple[str, ...]:
    """Return what stays as it is in every language: the brand's name, its `keep`, and kept words of the glossary."""
    kept = (entry.term for entry in brief.glossary if entry.keep)
    return tuple(dict.fromkeys((brief.brand.name, *brief.brand.keep, *kept)))


def find_glossary_problems(document: SourceDocument) -> Iterator[BriefProblem]:
    """Yield what is wrong with a glossary beyond the schema: unknown languages, forbidden forms without approved."""
    seen: dict[str, int] = {}
    for index in document.items("glossary"):
        keys: KeyPath = ("glossary", index)
        term = document.text(*keys, "term")
        if term is not None and seen.setdefault(term.casefold(), index) != index:
            line = document.place(("glossary", seen[term.casefold()])).line
            yield BriefProblem(
                document.place(keys), f"The term {quote_for_message(term)} is there already, on line {line}."
            )
        for table in ("translations", "forbidden"):
            yield from _find_unknown_languages((*keys, table), document)
        yield from _find_forbidden_without_approved(keys, document)


def _find_unknown_languages(keys: KeyPath, document: SourceDocument) -> Iterator[BriefProblem]:
    found = document.at(*keys)
    for key in found if isinstance(found, dict) else ():
        try:
            locales.require_language(key)
        except UsageError as error:
            sentence = (
                f"{label_key_path(keys, document)} has {quote_for_message(key)}, which is not a language. {error.hint}"
            )
            yield BriefProblem(document.key_place((*keys, key)), sentence)


def _find_forbidden_without_approved(keys: KeyPath, document: SourceDocument) -> Iterator[BriefProblem]:
    forbidden, approved = document.at(*keys, "forbidden"), document.at(*keys, "translations")
    if document.at(*keys, "keep") is True or not isinstance(forbidden, dict):
        return
    languages = {tag.language for key in (approved if isinstance(approved, dict) else ()) if (tag := _find_tag(key))}
    for key in forbidden:
        tag = _find_tag(key)
        if tag is not None and tag.language not in languages:
            name = label_key_path((*keys, "forbidden", key), document)
            sentence = f"{name} says what not to write, but nothing says what to write: add translations: {{{key}: …}}."
            yield BriefProblem(document.key_place((*keys, "forbidden", key)), sentence)


def _find_tag(key: str) -> locales.LanguageTag | None:
    return locales.find_language(key)

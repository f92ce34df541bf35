"""The brief's glossary: what each locale has to say for a word, and what it must not."""

from collections.abc import Iterator

from creative_cli.brief.bylanguage import most_specific
from creative_cli.brief.grammar import Complaint, label
from creative_cli.brief.positions import Document, Keys
from creative_cli.brief.schema import Brief
from creative_cli.brief.term import Term
from creative_cli.brief.text import quoted
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale


def terms_for(brief: Brief, locale: Locale) -> tuple[Term, ...]:
    """Return the words the glossary settles for *locale*, in the brief's order; a word it says nothing of is left out.

    Of several languages that fit a locale the most exact one counts: `pt-BR` before `pt`.
    """
    terms = []
    for entry in brief.glossary:
        approved = most_specific(entry.translations, locale) or ()
        forbidden = most_specific(entry.forbidden, locale) or ()
        if entry.keep or approved:
            terms.append(Term(entry.term, approved, forbidden))
    return tuple(terms)


def kept_names(brief: Brief) -> tuple[str, ...]:
    """Return what stays as it is in every language: the brand's name, its `keep`, and kept words of the glossary."""
    kept = (entry.term for entry in brief.glossary if entry.keep)
    return tuple(dict.fromkeys((brief.brand.name, *brief.brand.keep, *kept)))


def complaints(document: Document) -> Iterator[Complaint]:
    """Yield what is wrong with a glossary beyond the schema: unknown languages, forbidden forms without approved."""
    seen: dict[str, int] = {}
    for index in document.items("glossary"):
        keys: Keys = ("glossary", index)
        term = document.text(*keys, "term")
        if term is not None and seen.setdefault(term.casefold(), index) != index:
            line = document.place(("glossary", seen[term.casefold()])).line
            yield Complaint(document.place(keys), f"The term {quoted(term)} is there already, on line {line}.")
        for table in ("translations", "forbidden"):
            yield from _languages((*keys, table), document)
        yield from _nothing_instead(keys, document)


def _languages(keys: Keys, document: Document) -> Iterator[Complaint]:
    found = document.at(*keys)
    for key in found if isinstance(found, dict) else ():
        try:
            locales.language_tag(key)
        except UsageError as error:
            sentence = f"{label(keys, document)} has {quoted(key)}, which is not a language. {error.hint}"
            yield Complaint(document.key_place((*keys, key)), sentence)


def _nothing_instead(keys: Keys, document: Document) -> Iterator[Complaint]:
    forbidden, approved = document.at(*keys, "forbidden"), document.at(*keys, "translations")
    if document.at(*keys, "keep") is True or not isinstance(forbidden, dict):
        return
    languages = {tag.language for key in (approved if isinstance(approved, dict) else ()) if (tag := _tag(key))}
    for key in forbidden:
        tag = _tag(key)
        if tag is not None and tag.language not in languages:
            name = label((*keys, "forbidden", key), document)
            sentence = f"{name} says what not to write, but nothing says what to write: add translations: {{{key}: …}}."
            yield Complaint(document.key_place((*keys, "forbidden", key)), sentence)


def _tag(key: str) -> locales.LanguageTag | None:
    return locales.known_language(key)

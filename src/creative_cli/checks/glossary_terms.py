"""Does the copy follow the glossary?"""

from collections.abc import Iterator

from creative_cli.brief.term import GlossaryTerm
from creative_cli.checks.copy_text import CheckedCopy, has_term, needs_original, pair_lines, quote_words
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Status


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """Glossary terms appear in their approved forms and in no forbidden one."""
    outcomes = [outcome for term in original.terms for outcome in _check_term(term, checked, original)]
    yield from outcomes or [pass_outcome("the copy follows the glossary")]


def _check_term(term: GlossaryTerm, checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    locale = checked.locale
    approved_forms = tuple(form.rstrip("*") for form in term.approved) or (term.source,)
    instead = f"write {quote_words(approved_forms)}"
    for role, text in checked.written.lines():
        for form in term.forbidden:
            if has_term(text, form, locale) and not _inside_approved(text, form, term, locale):
                where = f"in {locale.tag} (in the {role})"
                message = f"The glossary forbids “{form.rstrip('*')}” {where}: {instead} for “{term.source}”."
                yield Outcome(Status.FAIL, "forbidden", message, role)
    lines = pair_lines(checked, original, recreated=False)
    expected = [line for line in lines if has_term(line.source, term.source, original.locale)]
    copy = " ".join(text for _, text in checked.written.lines())
    if not expected or any(has_term(copy, form, locale) for form in (term.approved or (term.source,))):
        return
    for line in expected:
        if term.approved:
            message = f"The {line.role} of {locale.tag} translates “{term.source}” differently from the glossary"
            yield Outcome(Status.WARN, "not_approved", f"{message}: {instead}.", line.role)
        elif term.source not in original.keep:
            message = f"The glossary keeps “{term.source}” untranslated: write it in the {line.role} of {locale.tag}."
            yield Outcome(Status.FAIL, "not_kept", message, line.role)


def _inside_approved(text: str, form: str, term: GlossaryTerm, locale: Locale) -> bool:
    """Tell whether a forbidden form only occurs as part of an approved one."""
    for approved in term.approved:
        if has_term(approved, form, locale):
            text = text.replace(approved, " ")
    return not has_term(text, form, locale)


CHECK = Check(
    id="glossary_terms",
    rationale="A thing needs one name per market: customers search for it and find it on shelves and packs.",
    inspect=inspect,
)

"""Do the words follow the glossary?"""

from collections.abc import Iterator

from creative_cli.brief.term import GlossaryTerm
from creative_cli.checks.copy_text import CheckedCopy, has_term, pair_lines, quote_words, skip_without_original
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Status


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """Words of the glossary are said in their approved forms, and in no forbidden one."""
    original = wording.adaptation.original
    if original is None:
        yield skip_without_original()
        return
    if not original.terms:
        yield pass_outcome("the glossary asks for nothing here")
        return
    outcomes = [outcome for term in original.terms for outcome in _check_term(term, wording, original)]
    yield from outcomes or [pass_outcome(f"{len(original.terms)} terms are as the glossary has them")]


def _check_term(term: GlossaryTerm, wording: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    locale = wording.locale
    for role, text in wording.written.lines():
        for form in term.forbidden:
            if has_term(text, form, locale) and not _inside_approved(text, form, term, locale):
                cure = f"write {quote_words(_approved_forms(term))} for “{term.source}”."
                message = f"The glossary forbids “{form.rstrip('*')}” in {locale.tag} (in the {role}): {cure}"
                yield Outcome(Status.FAIL, "forbidden", message, role)
    lines = pair_lines(wording, original, recreated=False)
    asked = [line for line in lines if has_term(line.source, term.source, original.locale)]
    said = " ".join(text for _, text in wording.written.lines())
    if not asked or any(has_term(said, form, locale) for form in (term.approved or (term.source,))):
        return
    for line in asked:
        if term.approved:
            message = f"“{term.source}” in the {line.role} is not said as the glossary has it for {locale.tag}: "
            yield Outcome(
                Status.WARN, "not_approved", f"{message}write {quote_words(_approved_forms(term))}.", line.role
            )
        elif term.source not in original.keep:
            message = f"The glossary keeps “{term.source}” as it is, also in the {line.role} of {locale.tag}."
            yield Outcome(Status.FAIL, "not_kept", message, line.role)


def _inside_approved(text: str, form: str, term: GlossaryTerm, locale: Locale) -> bool:
    """Tell whether a forbidden form is only seen because it is part of an approved one."""
    for approved in term.approved:
        if has_term(approved, form, locale):
            text = text.replace(approved, " ")
    return not has_term(text, form, locale)


def _approved_forms(term: GlossaryTerm) -> tuple[str, ...]:
    return tuple(form.rstrip("*") for form in term.approved) or (term.source,)


CHECK = Check(
    id="glossary_terms",
    rationale="One thing has one name in a market: customers search for it, shelves and packs carry it.",
    inspect=inspect,
)

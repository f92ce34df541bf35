"""What a translator's answer must be before anybody reads it: the schema it is asked for, and what is refused of it.

The words of a brief reach a model, so a brief may try to steer it. No list of words stops that; what stops it is that
an answer is only ever lines of copy: the lines that were asked for, of a likely length, without addresses, markup or
our own instructions in them. What such a line *says* is judged by checks and, before it is published, by people.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from creative_cli.channels import measure_text_field
from creative_cli.locale.locales import Locale
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.request import (
    MAX_ROLE_CHARACTERS,
    ONE_LINE_ROLES,
    PLACEHOLDER_PATTERN,
    WIDE_SCRIPTS,
    SourceLine,
    TranslationRequest,
)

TRANSLATION_CHECK_ID = "translation"
"""The id findings of this file carry."""

BACK_SUFFIX = "_back"
"""What a role's name ends in where its line is told back in the source language."""

MAX_BACK_TRANSLATION = 500
"""Characters of a back-translation that are kept; it is for reviewers only."""

REFUSED_CODES = frozenset({"no_answer", "empty_line", "address", "markup", "leak", "flood"})
"""Codes of what never gets onto a picture nor into the memory; everything else is kept and marked for review."""

RETRIED_CODES = frozenset({"too_long"})
"""Codes that are worth asking again although they are only warnings."""

REVIEW_CODES = frozenset({"odd_length", "line_break"})
"""Codes that no check of a finished ad repeats: a run has to be told of them."""

_LEAK_WORDS = 8
"""As many words in a row of our own instructions are no coincidence."""

_ADDRESS = re.compile(
    r"https?:|www\.|\S+@\S+\.\S+|(?<!\w)@\w{2,}|(?<!\w)\#\w{2,}|\+?\d(?:[\s().-]?\d){8,}"
    r"|\b[\w-]+\.(?:com|net|org|info|biz|io|app|shop|store|online|site|xyz|top|club|dev|ai|link|click|example|test"
    r"|invalid|рф|中国|公司|网络|[a-z]{2})(?![\w.])",
)
_MARKUP = re.compile(r"</?[A-Za-z!]|&(?:[a-z]{2,8}|\#\d+);|```|\*\*|\]\(|\{\{|\$\{|<%|\\[nrtu]", re.IGNORECASE)
_KEPT_JOINERS = frozenset("\u200c\u200d")
"""Joiners that Persian, Indic scripts and emoji are written with; every other invisible sign is taken out."""


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """One line as a translator gave it, cleaned: `back` tells what it says, in the source language."""

    role: Role
    text: str
    back: str


def response_model(lines: Sequence[SourceLine]) -> type[BaseModel]:
    """Return the model of an answer to *lines*: plain text for each role and for its back-translation, no more."""
    fields: dict[str, Any] = {}
    for line in lines:
        fields[line.role.value] = (str, ...)
        fields[line.role.value + BACK_SUFFIX] = (str, ...)
    return create_model("Copy", __config__=ConfigDict(extra="forbid", strict=True), **fields)


def response_schema(lines: Sequence[SourceLine]) -> Mapping[str, object]:
    """Return the answer's JSON Schema in the strict form services take: every key required, no other allowed."""
    return response_model(lines).model_json_schema()


def parse_response(
    text: str, lines: Sequence[SourceLine], assignment: TranslationRequest, instructions: str
) -> tuple[tuple[TranslatedLine, ...], tuple[Finding, ...]]:
    """Return the lines an answer holds, cleaned, and what is wrong with them; no lines where it cannot be read."""
    try:
        values = response_model(lines).model_validate_json(text).model_dump()
    except ValidationError as error:
        return (), (_failure("no_answer", f"The answer is not the JSON that was asked for: {_describe_error(error)}."),)
    rendered = tuple(
        TranslatedLine(
            line.role,
            clean_line_text(values[line.role.value]),
            clean_line_text(values[line.role.value + BACK_SUFFIX])[:MAX_BACK_TRANSLATION],
        )
        for line in lines
    )
    said = "\n".join((*(line.text for line in lines), *assignment.keep)).casefold()
    findings = tuple(
        finding
        for line, one in zip(lines, rendered, strict=True)
        for finding in (*_find_injection(one, said, instructions), *_find_misfit(one, line, assignment))
    )
    return rendered, findings


def clean_line_text(text: str) -> str:
    """Return *text* in NFC, its spaces and line ends tidied, without control, bidi or other invisible signs."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(
        sign
        for sign in text
        if sign == "\n" or sign in _KEPT_JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cn", "Cs"}
    )
    return re.sub(r" *\n *", "\n", kept.replace("\u2028", "\n").replace("\u2029", "\n")).strip(" \n")


def _find_injection(one: TranslatedLine, said: str, instructions: str) -> tuple[Finding, ...]:
    """Tell what no translation of *said* (all source lines, folded) holds."""
    found = []
    role, text = one.role, one.text
    new = [match[0] for match in _ADDRESS.finditer(text) if match[0].casefold() not in said]
    if new:
        says = f"The {role} holds an address or a number to call that the source has not."
        found.append(_failure("address", says, role))
    marks = [match[0] for match in _MARKUP.finditer(text) if match[0].casefold() not in said]
    if marks:
        found.append(_failure("markup", f"The {role} holds markup; it must be plain text.", role))
    if _leaks_instructions(text, instructions):
        found.append(_failure("leak", f"The {role} repeats the instructions instead of translating the line.", role))
    if len(text) > MAX_ROLE_CHARACTERS[one.role]:
        found.append(_failure("flood", f"The {role} has {len(text)} characters; no {role} may have so many.", role))
    return tuple(found)


def _leaks_instructions(text: str, instructions: str) -> bool:
    said, ours = text.casefold().split(), " ".join(instructions.casefold().split())
    runs = (" ".join(said[at : at + _LEAK_WORDS]) for at in range(len(said) - _LEAK_WORDS + 1))
    return any(run in ours for run in runs)


def review_findings(text: str, line: SourceLine, assignment: TranslationRequest) -> tuple[Finding, ...]:
    """Return what is to be told of a translation wherever it is used, until somebody has reviewed it."""
    return tuple(
        found
        for found in _find_misfit(TranslatedLine(line.role, text, ""), line, assignment)
        if found.code in REVIEW_CODES
    )


def _find_misfit(one: TranslatedLine, line: SourceLine, assignment: TranslationRequest) -> tuple[Finding, ...]:
    """Tell where a line is not of the form its source has."""
    role, text = one.role, one.text
    if not text:
        return (_failure("empty_line", f"The {role} is empty.", role),)
    found = []
    breaks = 0 if one.role in ONE_LINE_ROLES else line.text.count("\n")
    if text.count("\n") > breaks:
        found.append(_failure("line_break", f"The {role} has a line break too many: write it as the source is.", role))
    if Counter(PLACEHOLDER_PATTERN.findall(text)) != Counter(line.placeholders):
        wanted = ", ".join(line.placeholders) or "none"
        found.append(_failure("placeholders", f"The {role} must keep the placeholders as they are: {wanted}.", role))
    budget, wide = line.budget, assignment.locale.script in WIDE_SCRIPTS
    # A sign of these scripts says as much as two or three letters: a fifth of the budget is still a sentence.
    least = 0 if line.intent or len(line.text) < 12 else budget.aim / (8 if wide else 5)  # noqa: PLR2004  # a word or two has no ratio
    if len(text) > max(2 * budget.aim, 24) or len(text) < least:
        says = f"The {role} has {len(text)} characters where about {budget.aim} are likely"
        mend = "achieve the intent in fewer words" if line.intent else "say what the source says, no more and no less"
        found.append(_failure("odd_length", f"{says}: {mend}.", role))
    elif (long := find_too_long(role, text, budget.most, assignment.locale)) is not None:
        found.append(long)
    return tuple(found)


def find_too_long(role: Role, text: str, most: int, locale: Locale) -> Finding | None:
    """Tell of a line that has more characters than its channels take; None where they take it.

    The limit of a wide script is in wide signs, among which names and figures count half.
    """
    if measure_text_field(text) <= most * (2 if locale.script in WIDE_SCRIPTS else 1):
        return None
    says = f"The {role} has {len(text)} characters; its channels take {most}: say it shorter."
    return Finding(TRANSLATION_CHECK_ID, "too_long", Status.WARN, says, role)


def _failure(code: str, message: str, role: Role | None = None) -> Finding:
    return Finding(TRANSLATION_CHECK_ID, code, Status.FAIL, message, role)


def _describe_error(error: ValidationError) -> str:
    """Name the first thing wrong, without a word of what the answer holds."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    # A key the model made up is the model's text: it is counted, not repeated.
    place = "" if first["type"] == "extra_forbidden" else ".".join(map(str, first["loc"]))
    kind = {
        "extra_forbidden": "it has a key nobody asked for",
        "missing": "a line is missing",
        "json_invalid": "it cannot be parsed",
        "string_type": "a line is not text",
    }.get(first["type"], "a value cannot be used")
    return f"{kind} ({place})" if place else kind

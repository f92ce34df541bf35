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

from creative_cli.channels import field_width
from creative_cli.locale.locales import Locale
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.request import ONE_LINE, PLACEHOLDER, SCHEMA_MOST, WIDE_SCRIPTS, Assignment, SourceLine

CHECK = "translation"
"""The id findings of this file carry."""

BACK = "_back"
"""What a role's name ends in where its line is told back in the source language."""

LONGEST_BACK = 500
"""Characters of a back-translation that are kept; it is for reviewers only."""

REFUSED = frozenset({"no_answer", "empty_line", "address", "markup", "leak", "flood"})
"""Codes of what never gets onto a picture nor into the memory; everything else is kept and marked for review."""

ASKED_AGAIN = frozenset({"too_long"})
"""Codes that are worth asking again although they are only warnings."""

MARKS = frozenset({"odd_length", "line_break"})
"""Codes that no check of a finished ad repeats: a run has to be told of them."""

_LEAK_WORDS = 8
"""As many words in a row of our own instructions are no coincidence."""

_ADDRESS = re.compile(
    r"https?:|www\.|\S+@\S+\.\S+|(?<!\w)@\w{2,}|(?<!\w)\#\w{2,}|\+?\d(?:[\s().-]?\d){8,}"
    r"|\b[\w-]+\.(?:com|net|org|info|biz|io|app|shop|store|online|site|xyz|top|club|dev|ai|link|click|example|test"
    r"|invalid|рф|中国|公司|网络|[a-z]{2})(?![\w.])",
)
_MARKUP = re.compile(r"</?[A-Za-z!]|&(?:[a-z]{2,8}|\#\d+);|```|\*\*|\]\(|\{\{|\$\{|<%|\\[nrtu]", re.IGNORECASE)
_KEPT_FORMAT = frozenset("\u200c\u200d")
"""Joiners that Persian, Indic scripts and emoji are written with; every other invisible sign is taken out."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One line as a translator gave it, cleaned: `back` tells what it says, in the source language."""

    role: Role
    text: str
    back: str


def answer_model(lines: Sequence[SourceLine]) -> type[BaseModel]:
    """Return the model of an answer to *lines*: plain text for each role and for its back-translation, no more."""
    fields: dict[str, Any] = {}
    for line in lines:
        fields[line.role.value] = (str, ...)
        fields[line.role.value + BACK] = (str, ...)
    return create_model("Copy", __config__=ConfigDict(extra="forbid", strict=True), **fields)


def schema_of(lines: Sequence[SourceLine]) -> Mapping[str, object]:
    """Return the answer's JSON Schema in the strict form services take: every key required, no other allowed."""
    return answer_model(lines).model_json_schema()


def read_answer(
    text: str, lines: Sequence[SourceLine], assignment: Assignment, instructions: str
) -> tuple[tuple[Rendered, ...], tuple[Finding, ...]]:
    """Return the lines an answer holds, cleaned, and what is wrong with them; no lines where it cannot be read."""
    try:
        values = answer_model(lines).model_validate_json(text).model_dump()
    except ValidationError as error:
        return (), (_fail("no_answer", f"The answer is not the JSON that was asked for: {_why(error)}."),)
    rendered = tuple(
        Rendered(line.role, cleaned(values[line.role.value]), cleaned(values[line.role.value + BACK])[:LONGEST_BACK])
        for line in lines
    )
    said = "\n".join((*(line.text for line in lines), *assignment.keep)).casefold()
    findings = tuple(
        finding
        for line, one in zip(lines, rendered, strict=True)
        for finding in (*_hostile(one, said, instructions), *_misfit(one, line, assignment))
    )
    return rendered, findings


def cleaned(text: str) -> str:
    """Return *text* in NFC, its spaces and line ends tidied, without control, bidi or other invisible signs."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(
        sign
        for sign in text
        if sign == "\n" or sign in _KEPT_FORMAT or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cn", "Cs"}
    )
    return re.sub(r" *\n *", "\n", kept.replace("\u2028", "\n").replace("\u2029", "\n")).strip(" \n")


def _hostile(one: Rendered, said: str, instructions: str) -> tuple[Finding, ...]:
    """Tell what no translation of *said* (all source lines, folded) holds."""
    found = []
    role, text = one.role, one.text
    new = [match[0] for match in _ADDRESS.finditer(text) if match[0].casefold() not in said]
    if new:
        says = f"The {role} holds an address or a number to call that the source has not."
        found.append(_fail("address", says, role))
    marks = [match[0] for match in _MARKUP.finditer(text) if match[0].casefold() not in said]
    if marks:
        found.append(_fail("markup", f"The {role} holds markup; it must be plain text.", role))
    if _leaks(text, instructions):
        found.append(_fail("leak", f"The {role} repeats the instructions instead of translating the line.", role))
    if len(text) > SCHEMA_MOST[one.role]:
        found.append(_fail("flood", f"The {role} has {len(text)} characters; no {role} may have so many.", role))
    return tuple(found)


def _leaks(text: str, instructions: str) -> bool:
    said, ours = text.casefold().split(), " ".join(instructions.casefold().split())
    runs = (" ".join(said[at : at + _LEAK_WORDS]) for at in range(len(said) - _LEAK_WORDS + 1))
    return any(run in ours for run in runs)


def marks(text: str, line: SourceLine, assignment: Assignment) -> tuple[Finding, ...]:
    """Return what is to be told of a translation wherever it is used, until somebody has reviewed it."""
    return tuple(found for found in _misfit(Rendered(line.role, text, ""), line, assignment) if found.code in MARKS)


def _misfit(one: Rendered, line: SourceLine, assignment: Assignment) -> tuple[Finding, ...]:
    """Tell where a line is not of the form its source has."""
    role, text = one.role, one.text
    if not text:
        return (_fail("empty_line", f"The {role} is empty.", role),)
    found = []
    breaks = 0 if one.role in ONE_LINE else line.text.count("\n")
    if text.count("\n") > breaks:
        found.append(_fail("line_break", f"The {role} has a line break too many: write it as the source is.", role))
    if Counter(PLACEHOLDER.findall(text)) != Counter(line.placeholders):
        wanted = ", ".join(line.placeholders) or "none"
        found.append(_fail("placeholders", f"The {role} must keep the placeholders as they are: {wanted}.", role))
    budget, wide = line.budget, assignment.locale.script in WIDE_SCRIPTS
    # A sign of these scripts says as much as two or three letters: a fifth of the budget is still a sentence.
    least = 0 if line.intent or len(line.text) < 12 else budget.aim / (8 if wide else 5)  # noqa: PLR2004  # a word or two has no ratio
    if len(text) > max(2 * budget.aim, 24) or len(text) < least:
        says = f"The {role} has {len(text)} characters where about {budget.aim} are likely"
        mend = "achieve the intent in fewer words" if line.intent else "say what the source says, no more and no less"
        found.append(_fail("odd_length", f"{says}: {mend}.", role))
    elif (long := too_long(role, text, budget.most, assignment.locale)) is not None:
        found.append(long)
    return tuple(found)


def too_long(role: Role, text: str, most: int, locale: Locale) -> Finding | None:
    """Tell of a line that has more characters than its channels take; None where they take it.

    The limit of a wide script is in wide signs, among which names and figures count half.
    """
    if field_width(text) <= most * (2 if locale.script in WIDE_SCRIPTS else 1):
        return None
    says = f"The {role} has {len(text)} characters; its channels take {most}: say it shorter."
    return Finding(CHECK, "too_long", Status.WARN, says, role)


def _fail(code: str, message: str, role: Role | None = None) -> Finding:
    return Finding(CHECK, code, Status.FAIL, message, role)


def _why(error: ValidationError) -> str:
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

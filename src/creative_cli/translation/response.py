"""Validates a translator's response: its schema, and what makes it unusable.

The text of a brief reaches a model and may try to steer it. No word list prevents that. Instead, a response can only be
lines of copy: the requested lines, of a plausible length, without addresses, markup or our instructions. Checks, and
people before publication, judge what these lines say.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from creative_cli.brief.emphasis import count_emphasis, count_loose_marks
from creative_cli.channels import measure_text_field
from creative_cli.http.json_documents import find_documents
from creative_cli.locale.locales import Locale
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.request import (
    MAX_ROLE_CHARACTERS,
    ONE_LINE_ROLES,
    PLACEHOLDER_PATTERN,
    WIDE_SCRIPTS,
    SourceLine,
    TranslationRequest,
    printed_text,
)

# The check id of all findings of this file.
TRANSLATION_CHECK_ID = "translation"
# A role's key with this suffix has the back-translation of its line.
BACK_SUFFIX = "_back"
MAX_BACK_TRANSLATION = 500  # characters
# Lines with these never reach an ad or the memory. Everything else is stored and marked for review.
REFUSED_CODES = frozenset({"no_answer", "empty_line", "address", "markup", "leak", "flood"})
# Warnings that are worth another request.
RETRIED_CODES = frozenset({"too_long"})
# Findings that no check of a finished ad repeats.
REVIEW_CODES = frozenset({"odd_length", "line_break", "asterisks"})
# This many consecutive words of our instructions are no coincidence.
_LEAK_WORDS = 8
# Characters below which a source line of a word or two predicts no length, and which every translation may have.
_SHORT_SOURCE, _ALWAYS_PLAUSIBLE = 12, 24

_ADDRESS = re.compile(
    r"https?:|www\.|\S+@\S+\.\S+|(?<!\w)@\w{2,}|(?<!\w)\#\w{2,}|\+?\d(?:[\s().-]?\d){8,}"
    r"|\b[\w-]+\.(?:com|net|org|info|biz|io|app|shop|store|online|site|xyz|top|club|dev|ai|link|click|example|test"
    r"|invalid|рф|中国|公司|网络|[a-z]{2})(?![\w.])",
)
_MARKUP = re.compile(r"</?[A-Za-z!]|&(?:[a-z]{2,8}|\#\d+);|```|\*\*|\]\(|\{\{|\$\{|<%|\\[nrtu]", re.IGNORECASE)
# Persian, Indic scripts and emoji need these joiners; all other invisible characters are removed.
_KEPT_JOINERS = frozenset("\u200c\u200d")


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """One cleaned line of a response; `back` is its back-translation."""

    role: Role
    text: str
    back: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The lines of a response and what is wrong with them; findings of FAIL or worse mark them for review."""

    lines: tuple[TranslatedLine, ...]
    findings: tuple[Finding, ...]


def _response_model(lines: Sequence[SourceLine]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for line in lines:
        fields[line.role.value] = (str, ...)
        fields[line.role.value + BACK_SUFFIX] = (str, ...)
    return create_model("Copy", __config__=ConfigDict(extra="forbid", strict=True), **fields)


def response_schema(lines: Sequence[SourceLine]) -> Mapping[str, object]:
    """Return the strict JSON Schema of a response to *lines*: text for each role and its back-translation, no more."""
    return _response_model(lines).model_json_schema()


def parse_response(
    text: str, lines: Sequence[SourceLine], request: TranslationRequest, instructions: str
) -> Translation:
    """Return the cleaned lines of a response and their findings.

    The response may hold more than the document, such as talk, thoughts or keys that were not requested, which are
    ignored. Without exactly one valid document, there are no lines.
    """
    documents = find_documents(text, tuple(_response_model(lines).model_fields))
    if len(documents) != 1:
        return Translation((), (_failure("no_answer", _describe_documents(text, len(documents), lines)),))
    values = documents[0]
    rendered = tuple(
        TranslatedLine(
            line.role,
            clean_line_text(values[line.role.value]),
            clean_line_text(values[line.role.value + BACK_SUFFIX])[:MAX_BACK_TRANSLATION],
        )
        for line in lines
    )
    source = "\n".join((*(line.text for line in lines), *request.keep)).casefold()
    findings = tuple(
        finding
        for line, one in zip(lines, rendered, strict=True)
        for finding in (*_find_injection(one, source, instructions), *_find_misfit(one.text, line, request))
    )
    return Translation(rendered, findings)


def _describe_documents(text: str, count: int, lines: Sequence[SourceLine]) -> str:
    if count:
        return f"The response holds {count} different documents: answer with one."
    try:
        _response_model(lines).model_validate_json(text)
    except ValidationError as error:
        return f"The response is not the requested JSON: {_describe_error(error)}."
    return "The response is not the requested JSON: a line is written twice, or it is too long."


def clean_line_text(text: str) -> str:
    """Return *text* in NFC with tidy spaces and line breaks, without control, bidi or other invisible characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(
        sign
        for sign in text
        if sign == "\n" or sign in _KEPT_JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cn", "Cs"}
    )
    return re.sub(r" *\n *", "\n", kept.replace("\u2028", "\n").replace("\u2029", "\n")).strip(" \n")


def _find_injection(line: TranslatedLine, source: str, instructions: str) -> Iterator[Finding]:
    """Yield findings for what no translation of *source* (all lines, folded) should have."""
    role, text = line.role, line.text
    if any(match[0].casefold() not in source for match in _ADDRESS.finditer(text)):
        yield _failure("address", f"The {role} has an address or a phone number that the source does not have.", role)
    if any(match[0].casefold() not in source for match in _MARKUP.finditer(text)):
        yield _failure("markup", f"The {role} has markup: write plain text.", role)
    words, ours = text.casefold().split(), " ".join(instructions.casefold().split())
    if any(" ".join(words[at : at + _LEAK_WORDS]) in ours for at in range(len(words) - _LEAK_WORDS + 1)):
        yield _failure("leak", f"The {role} repeats the instructions instead of translating the line.", role)
    if len(text) > MAX_ROLE_CHARACTERS[role]:
        message = f"The {role} has {len(text)} characters, but may have {MAX_ROLE_CHARACTERS[role]} at most."
        yield _failure("flood", message, role)


def review_findings(text: str, line: SourceLine, request: TranslationRequest) -> tuple[Finding, ...]:
    """Return the findings that every ad with a translation has until somebody has reviewed it."""
    return tuple(found for found in _find_misfit(text, line, request) if found.code in REVIEW_CODES)


def _find_misfit(text: str, line: SourceLine, request: TranslationRequest) -> Iterator[Finding]:
    """Yield findings where a translation differs from its source in form."""
    role = line.role
    if not text:
        yield _failure("empty_line", f"The {role} is empty.", role)
        return
    breaks = 0 if role in ONE_LINE_ROLES else line.text.count("\n")
    if text.count("\n") > breaks:
        yield _failure("line_break", f"The {role} has too many line breaks: break lines as the source does.", role)
    if Counter(PLACEHOLDER_PATTERN.findall(text)) != Counter(line.placeholders):
        message = f"The {role} must have the placeholders of the source: {', '.join(line.placeholders) or 'none'}."
        yield _failure("placeholders", message, role)
    if role is Role.HEADLINE and _marks_badly(text, line.text):
        message = f"The {role} must mark its emphasis with one pair of asterisks around whole words, or not at all."
        yield _failure("asterisks", message, role)
    text = printed_text(role, text)
    # A character of a wide script says as much as two or three letters, which is why an eighth can be a whole sentence.
    share = 8 if request.locale.script in WIDE_SCRIPTS else 5
    least = 0 if line.intent or len(line.printed) < _SHORT_SOURCE else line.aim / share
    if len(text) > max(2 * line.aim, _ALWAYS_PLAUSIBLE) or len(text) < least:
        length = f"The {role} has {len(text)} characters, expected about {line.aim}"
        advice = "achieve the intent in fewer words" if line.intent else "say what the source says, no more and no less"
        yield _failure("odd_length", f"{length}: {advice}.", role)
    elif (long := find_too_long(role, text, line.most, request.locale)) is not None:
        yield long


def _marks_badly(text: str, source: str) -> bool:
    """Return whether a translation of an emphasized headline would print asterisks, or marks several phrases."""
    marks, pairs = count_loose_marks(text), count_emphasis(text)
    return pairs > 1 or (count_emphasis(source) > 0 and marks > count_loose_marks(source))


def find_too_long(role: Role, text: str, most: int, locale: Locale) -> Finding | None:
    """Return the finding of a line that is longer than its channels allow, else None.

    In a wide script, *most* counts wide characters, and narrow ones count half.
    """
    if measure_text_field(text) <= most * (2 if locale.script in WIDE_SCRIPTS else 1):
        return None
    message = f"The {role} has {len(text)} characters, but its channels allow {most}: shorten it."
    return Finding(TRANSLATION_CHECK_ID, "too_long", Status.WARN, message, role)


def _failure(code: str, message: str, role: Role | None = None) -> Finding:
    return Finding(TRANSLATION_CHECK_ID, code, Status.FAIL, message, role)


def _describe_error(error: ValidationError) -> str:
    """Describe the first problem without quoting the response, which may be an attack."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = "" if first["type"] == "extra_forbidden" else ".".join(map(str, first["loc"]))
    kind = {
        "extra_forbidden": "it has an unknown key",
        "missing": "a line is missing",
        "json_invalid": "it is not valid JSON",
        "string_type": "a line is not text",
    }.get(first["type"], "a value is not valid")
    return f"{kind} ({place})" if place else kind

"""Reads the text out of an answer of a language model, in the shapes of OpenAI's two APIs for text.

Compatible servers fill them in many ways: content as text, as parts or as an object, arguments of a tool call, an empty
refusal, no status. Whatever holds the text is read; what a model thinks is read only if it says nothing else.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from creative_cli.http.api_error import ErrorKind
from creative_cli.http.error_bodies import clean_message, end_sentence

_FAILURES: Final[Mapping[str, ErrorKind]] = {
    "server_error": ErrorKind.TRANSIENT,
    "rate_limit_exceeded": ErrorKind.RATE_LIMITED,
    "invalid_prompt": ErrorKind.CONTENT_POLICY,
    "content_policy_violation": ErrorKind.CONTENT_POLICY,
}
_CUT: Final = frozenset({"length", "max_tokens", "max_output_tokens"})
_FILTERED: Final = frozenset({"content_filter"})
_MAX_NESTING: Final = 20  # parts in lists of parts; services nest two
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AnswerFailure:
    """Why an answer cannot be used; `cut` says that its text may be whole all the same."""

    kind: ErrorKind
    sentence: str
    code: str | None = None
    cut: bool = False


@dataclass(slots=True)
class _Found:
    said: list[str] = field(default_factory=list)
    thought: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def read_answer_text(answer: Mapping[str, Any], name: str) -> tuple[str, AnswerFailure | None]:
    """Return the text of *answer* from the service *name*, and why it cannot be used, or None.

    Halves of characters, which JSON can hold and no file can, become U+FFFD: the text can be stored as it is.
    """
    found = _Found()
    ends = list(_read_choices(answer, found) if "choices" in answer else _read_output(answer, found))
    text = _SURROGATE.sub("\ufffd", "\n".join(found.said or found.thought))
    return text, _find_failure(answer, text, found.refusals, [end for end in ends if end], name)


def _read_choices(answer: Mapping[str, Any], found: _Found) -> Iterator[object]:
    """Read the first choice of a chat completion; yield why it ended."""
    for choice in _mappings(answer["choices"])[:1]:
        yield choice.get("finish_reason")
        message = choice.get("message") or choice.get("delta")
        if isinstance(message, dict):
            _read_message(message, found)
        elif isinstance(choice.get("text"), str):
            found.said.append(choice["text"])


def _read_message(message: Mapping[str, Any], found: _Found) -> None:
    _read_content(message.get("content"), found)
    if isinstance(message.get("refusal"), str) and message["refusal"].strip():
        found.refusals.append(message["refusal"])
    calls = [call.get("function") for call in _mappings(message.get("tool_calls"))]
    for call in _mappings([*calls, message.get("function_call")]):
        _read_content(call.get("arguments"), found)
    for key in ("reasoning_content", "reasoning"):
        if isinstance(message.get(key), str):
            found.thought.append(message[key])


def _read_output(answer: Mapping[str, Any], found: _Found) -> Iterator[object]:
    """Read the items of a response; yield why it is incomplete."""
    details = answer.get("incomplete_details")
    yield details.get("reason") if isinstance(details, dict) else None
    for item in _mappings(answer.get("output")):
        if item.get("type") == "reasoning":
            into = _Found()
            _read_content(item.get("content"), into)
            found.thought += into.said
        elif "arguments" in item:
            _read_content(item["arguments"], found)
        else:
            _read_message(item, found)
    if not found.said:
        _read_content(answer.get("output_text"), found)


def _read_content(content: object, found: _Found, depth: int = 0) -> None:
    """Read content in any form: text, parts with text, or an object that is the document itself."""
    if depth > _MAX_NESTING:
        return
    if isinstance(content, str):
        if content.strip():
            found.said.append(content)
    elif isinstance(content, list):
        for part in content:
            _read_content(part, found, depth + 1)
    elif isinstance(content, dict):
        kind = content.get("type")
        if kind == "refusal":
            refusal = content.get("refusal")
            found.refusals.append(refusal if isinstance(refusal, str) else "")
        elif kind in ("reasoning", "thinking", "reasoning_text", "summary_text"):
            thought = content.get("text") or content.get("thinking")
            found.thought += [thought] if isinstance(thought, str) else []
        elif isinstance(content.get("text"), str | dict):
            inner = content["text"]
            _read_content(inner.get("value") if isinstance(inner, dict) else inner, found, depth + 1)
        else:
            with suppress(RecursionError):  # nested deeper than any document
                found.said.append(json.dumps(content, ensure_ascii=False))


def _mappings(value: object) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _find_failure(
    answer: Mapping[str, Any], text: str, refusals: Sequence[str], ends: Sequence[object], name: str
) -> AnswerFailure | None:
    status = answer.get("status")
    if status == "failed":
        return _describe_failure(answer.get("error"), name)
    if refusals:
        sentence = f"{name} refuses to work on this text: {clean_message(refusals[0]) or 'it gives no reason.'}"
        return AnswerFailure(ErrorKind.CONTENT_POLICY, end_sentence(sentence), "refusal")
    code = next((end for end in ends if isinstance(end, str)), None)
    if code in _FILTERED:
        return AnswerFailure(ErrorKind.CONTENT_POLICY, f"{name}'s content filter stopped the answer.", code)
    if code in _CUT or status == "incomplete":
        return AnswerFailure(ErrorKind.BAD_ANSWER, f"{name}'s answer was cut off before its end.", code, cut=True)
    unfinished = status not in (None, "completed")
    if unfinished or not text.strip():
        what = f"{name}'s answer is not finished." if unfinished else f"{name} answered without text."
        return AnswerFailure(ErrorKind.BAD_ANSWER, what)
    return None


def _describe_failure(error: object, name: str) -> AnswerFailure:
    details = error if isinstance(error, dict) else {}
    code = details.get("code") if isinstance(details.get("code"), str) else None
    said = details.get("message")
    message = clean_message(said if isinstance(said, str) else "") or "it gives no reason."
    sentence = end_sentence(f"{name} could not answer: {message}")
    return AnswerFailure(_FAILURES.get(code or "", ErrorKind.BAD_ANSWER), sentence, code)

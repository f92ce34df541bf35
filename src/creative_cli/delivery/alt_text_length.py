"""Alt texts within the length of a platform's field."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？।۔։።།])(?:\s|(?=[\u3040-\u30ff\u3400-\u9fff]))")


def shorten_alt_text(text: str, longest: int | None) -> str:
    """Return *text* with at most *longest* characters: whole sentences, else whole words and an ellipsis."""
    if longest is None or len(text) <= longest:
        return text
    ends = [found.start() for found in _SENTENCE_END.finditer(text) if found.start() <= longest]
    if ends and ends[-1] >= longest // 2:
        return text[: ends[-1]]
    cut = text[: longest - 1]
    words = cut.rpartition(" ")[0]
    return f"{(words if len(words) >= longest // 2 else cut).rstrip(' ,;:–-')}…"

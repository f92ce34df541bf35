"""The encoding of a feed: declared, marked, or found by what its bytes can be."""

import codecs
import io
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from creative_cli.feeds.feed_rows import UnreadableFeedError

ENCODING_NAMES = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "windows-1251": "cp1251",
    "shift_jis": "cp932",
    "iso-8859-1": "cp1252",
    "iso-8859-15": "iso8859-15",
    "windows-1250": "cp1250",
    "gb18030": "gb18030",
    "big5": "cp950",
    "euc-kr": "cp949",
}
"""What a brief may declare, and Python's codec for it. Windows writes its own superset of some of them."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LAST_ASCII = 0x7F
_CHUNK_BYTES = 1 << 16
_SAMPLE_BYTES = 1 << 20
_NUL_SHARE = 0.3  # of the bytes of text in UTF-16 whose letters are mostly Latin
_WORD_PAIR_SHARE = 0.6  # of the letters above ASCII that stand beside another one: Cyrillic words are made of them


def detect_encoding(file: BinaryIO, declared: str | None) -> tuple[str, str]:
    """Return the name and the codec of the encoding of *file*, whose position is then at its start.

    Raises UnreadableFeedError if the bytes are not in the declared encoding's, or if it cannot be told.
    """
    file.seek(0)
    sample = file.read(_SAMPLE_BYTES)
    try:
        name = declared or _guess_encoding(file, sample)
    finally:
        file.seek(0)
    return name, ENCODING_NAMES.get(name, name)


def iter_text_lines(file: BinaryIO, codec: str, most: int) -> Iterator[str]:
    """Yield the lines of *file* with line feeds as their breaks, in pieces where they have more than *most* characters.

    Raises UnicodeError where the bytes are not in the encoding.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)(), translate=True)
    kept = ""
    while True:
        chunk = file.read(_CHUNK_BYTES)
        kept += decoder.decode(chunk, final=not chunk)
        *lines, kept = kept.split("\n")
        yield from (f"{line}\n" for line in lines)
        if len(kept) > most or (kept and not chunk):
            yield kept
            kept = ""
        if not chunk:
            return


def _guess_encoding(file: BinaryIO, sample: bytes) -> str:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    start = sample[:4096]
    for name, high, low in (("utf-16-be", start[::2], start[1::2]), ("utf-16-le", start[1::2], start[::2])):
        if high.count(0) > _NUL_SHARE * len(high) and not low.count(0):
            return name
    broken = _find_broken_utf8(file)
    if broken is None:
        return "utf-8"
    high = bytes(byte for byte in broken if byte > _LAST_ASCII)
    if _is_japanese(broken):
        return "shift_jis"
    if not high or (any(byte in high for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)) and not _is_cyrillic(broken)):
        sentence = "The encoding of this file cannot be told: save it as UTF-8, or write encoding: under products:."
        raise UnreadableFeedError(sentence)
    return "windows-1251" if _is_cyrillic(broken) else "windows-1252"


def _find_broken_utf8(file: BinaryIO) -> bytes | None:
    """Return the part of the file that is not UTF-8, with what surrounds it; None if all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    before = b""
    while chunk := file.read(_SAMPLE_BYTES):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return before[-_SAMPLE_BYTES // 2 :] + chunk
        before = chunk
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return before
    return None


def _is_japanese(sample: bytes) -> bool:
    """Return whether the bytes are Shift_JIS with kana, which no text in another encoding has much of."""
    text = sample.decode("cp932", "replace")
    if text.count("\ufffd") > 1:  # the sample may end within a character
        return False
    foreign = [sign for sign in text if ord(sign) > _LAST_ASCII]
    kana = [sign for sign in foreign if "HIRAGANA" in (name := unicodedata.name(sign, "")) or "KATAKANA" in name]
    kanji = [sign for sign in foreign if "CJK UNIFIED" in unicodedata.name(sign, "")]
    half = [sign for sign in kana if "\uff61" <= sign <= "\uff9f"]
    return len(kana) + len(kanji) > 0.8 * len(foreign) and len(half) < 0.5 * len(foreign)


def _is_cyrillic(sample: bytes) -> bool:
    """Return whether the letters above ASCII stand together in words, and those of them that Russian uses often."""
    text = sample.decode("cp1251", "replace")
    letters = [at for at, sign in enumerate(text) if "\u0400" <= sign <= "\u045f"]
    if not letters:
        return False
    known = set(letters)
    paired = sum(1 for at in letters if at - 1 in known or at + 1 in known)
    lower = sum(1 for at in letters if "\u0430" <= text[at] <= "\u044f")
    return paired > _WORD_PAIR_SHARE * len(letters) and lower > 0.5 * len(letters)

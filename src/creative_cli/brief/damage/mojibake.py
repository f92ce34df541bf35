"""Finds text that was saved in one encoding and read in another (mojibake), and says what it probably was.

UTF-8 read as a single-byte encoding is found by ftfy, once or several times over. Text of the old national encodings
is found by trying: if the letters of the language appear when the reading is undone, it was one.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

_SINGLE_BYTE = (
    *("sloppy-windows-1252", "latin-1", "sloppy-windows-1250", "sloppy-windows-1251", "sloppy-windows-1253"),
    *("sloppy-windows-1254", "mac_roman", "cp437", "cp850"),
)
"""Encodings that UTF-8 is mistaken for; the sloppy ones are ftfy's, with the undefined bytes as browsers read them."""

# What a sequence of UTF-8 becomes in one of them: two signs at least, of which the second may have become a space.
_MISREAD_RUN = re.compile("[\u0080-\u009f\ufffd]|[\u00a0-\u052f\u2000-\u25ff\uf8ff\ufb00-\ufb06]{2}|[\u00c2\u00c3] ")
_MIN_SEQUENCES = 2
_WESTERN = ("cp1252", "latin-1", "mac_roman")
# What a script was saved in before UTF-8.
_NATIONAL_ENCODINGS = {
    "Cyrl": ("cp1251", "koi8-r", "iso8859_5"),
    "Grek": ("cp1253", "iso8859_7"),
    "Hebr": ("cp1255", "iso8859_8"),
    "Arab": ("cp1256", "iso8859_6"),
    "Thai": ("cp874",),
    "Hans": ("gbk",),
    "Hant": ("big5", "gbk"),
    "Jpan": ("cp932", "euc_jp"),
    "Kore": ("cp949",),
}
_EAST_ASIAN = ("gbk", "big5", "cp932", "cp949")
_LETTER_NAMES = {
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Hebr": ("HEBREW",),
    "Arab": ("ARABIC",),
    "Thai": ("THAI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Jpan": ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK"),
    "Kore": ("HANGUL",),
}
# Languages that Windows writes in another encoding than Western Europe's: the encoding, and the letters beside a to z.
_LATIN_ALPHABETS = {
    "cs": ("cp1250", "áčďéěíňóřšťúůýž"),
    "sk": ("cp1250", "áäčďéíĺľňóôŕšťúýž"),
    "pl": ("cp1250", "ąćęłńóśźż"),
    "hu": ("cp1250", "áéíóöőúüű"),
    "ro": ("cp1250", "ăâîșțşţ"),
    "hr": ("cp1250", "čćđšž"),
    "bs": ("cp1250", "čćđšž"),
    "sl": ("cp1250", "čćđšž"),
    "sr": ("cp1250", "čćđšž"),
    "tr": ("cp1254", "çğıöşüâîû"),
    "az": ("cp1254", "çğıöşüə"),
    "lt": ("cp1257", "ąčęėįšųūž"),
    "lv": ("cp1257", "āčēģīķļņšūž"),
    "et": ("cp1257", "äöõüšž"),
}
_WESTERN_RUN = re.compile(
    "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192]{4,}"
)
_CJK_RUN = re.compile(
    "[\u2010-\u2bff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u30ff\ue000-\uf8ff\u20ac?]{3,}"
)
_GLUED = re.compile(
    "(?<=[A-Za-z])[\u2e80-\u9fff\uac00-\ud7af\uff61-\uff9f]+|[\u2e80-\u9fff\uac00-\ud7af\uff61-\uff9f]+(?=[a-z])"
)
_EAST_ASIAN_SCRIPTS = frozenset({"Hans", "Hant", "Jpan", "Kore", ""})
_INSIDE_SIGN = re.compile("(?<=[a-z])[¹³¿£¥¼½¾](?=[a-z])")
_BYTES_OF_THREE = re.compile("(?<![^\\W\\d_])[à-ï][\u0081-\u00bf\u0152-\u2122]{2}")
_RESIDUE = re.compile("â€|ï¿½|ï¬")
_DOS_SIGN = re.compile("(?<=[A-Za-z])[„”‚‡†ˆ¤](?=[a-z])")
_BROKEN_CASE = re.compile("(?<![\u0400-\u04ff])[а-яё][А-ЯЁ]{2,}(?![\u0400-\u04ff])")
# A sign that begins a character in UTF-8 and one that is no letter, beside a letter or at a word's edge.
_ODD_PAIR = re.compile(
    "[ÃÄÅĂĹΓΔΕГДЕ├─┼√](?:[^\\w\\s.,;:!?'\"()/&+-]|[┬-╿\u00aa\u00ba\u0192Ѓ-Џђ-џ]|(?<=[ÃĂГ├√])[^\\W\\da-zà-öø-ÿ])"
)
# Share of the letters outside ASCII that must be the script's, and how many there must be.
_MIN_SHARE, _MIN_LETTERS = 0.9, 3
_MIN_FOREIGN = 3  # letters that the language does not have


def find_mojibake(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield the parts of a text that were read in a wrong encoding; at most one for each cause."""
    if text.isascii():
        return
    text = unicodedata.normalize("NFC", text)
    repaired = _repair_utf8(text)
    if repaired != text:
        yield from _describe_difference(text, repaired)
        return
    for damage in (
        *_find_double_byte(text),
        *_find_glued(text, context),
        *_find_national(text, context),
        *_find_shifted_alphabet(text, context),
    ):
        yield damage
        return
    for run in (_find_western_run(text), _find_rest(text, context), _find_single(text, context)):
        if run is not None:
            yield run
            return


def _repair_utf8(text: str) -> str:
    if _MISREAD_RUN.search(text) is None:
        return text  # most copy: loading the library takes 40 ms
    import ftfy

    fixed = unicodedata.normalize("NFC", ftfy.fix_encoding(text))
    return fixed if fixed != text else _undo_single_byte(text)


def _undo_single_byte(text: str) -> str:
    """Return the text as UTF-8 if all its bytes are that in a single-byte encoding, twice at least; else as it is."""
    for codec in _SINGLE_BYTE:
        meant = _convert(text, codec, "utf-8")
        if meant is None or meant == text:
            continue
        signs = [sign for sign in meant if not sign.isascii()]
        if len(signs) >= _MIN_SEQUENCES and all(map(_is_usual, signs)):
            return unicodedata.normalize("NFC", meant)
    return text


def _is_usual(sign: str) -> bool:
    """Tell whether a character is no rare Latin letter, mark or symbol, which bytes may form by chance."""
    return not ("\u0180" <= sign <= "\u02b8" or "\ue000" <= sign <= "\uf8ff") and unicodedata.category(sign)[0] != "C"


def _describe_difference(text: str, repaired: str) -> Iterator[Damage]:
    blocks = [
        block for block in SequenceMatcher(None, text, repaired, autojunk=False).get_opcodes() if block[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    start = max(text.rfind(" ", 0, first[1]), text.rfind("\n", 0, first[1])) + 1
    common = first[1] - start
    stop = next((index for index in range(last[2], len(text)) if text[index].isspace()), len(text))
    meant = repaired[first[3] - common : last[4] + stop - last[2]]
    yield _misread(start, text[start:stop], meant)


def _misread(start: int, found: str, meant: str, how: str = "") -> Damage:
    says = f"has {show_part(found)}, letters that were read in a wrong encoding{how}: write {show_part(meant)}."
    return Damage("mojibake", start, found, says)


def _find_double_byte(text: str) -> Iterator[Damage]:
    """Yield runs of East Asian characters whose bytes are UTF-8."""
    for run in _CJK_RUN.finditer(text):
        for codec in _EAST_ASIAN:
            meant = _undo(run[0], codec)
            if meant is not None:
                yield _misread(run.start(), run[0], meant, f" (UTF-8 as {codec.upper()})")
                return


def _find_glued(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield an East Asian character inside a Latin word, which is a Latin letter in UTF-8."""
    if context.script in _EAST_ASIAN_SCRIPTS:
        return
    for run in _GLUED.finditer(text):
        for codec in _EAST_ASIAN:
            data = run[0].encode(codec, "replace").rstrip(b"?")
            meant = data.decode("utf-8", "replace").replace("\ufffd", "")
            # Bytes of a space or a sign of East Asia may be ASCII by chance, which no wrong encoding changes.
            if not meant.isascii() and all(
                "\u00a0" <= sign <= "\u024f" or "\u2010" <= sign <= "\u203a" for sign in meant if not sign.isascii()
            ):
                start = text.rfind(" ", 0, run.start()) + 1
                stop = next((index for index in range(run.end(), len(text)) if text[index].isspace()), len(text))
                found = text[start:stop]
                yield _misread(start, found, found.replace(run[0], meant, 1), f" (UTF-8 as {codec.upper()})")
                return


def _undo(run: str, codec: str) -> str | None:
    """Return *run* as UTF-8 if its bytes in *codec* are that, but for a sign that was lost."""
    data = run.encode(codec, "replace").rstrip(b"?")
    # The last character may be cut off.
    meant = codecs.getincrementaldecoder("utf-8")("replace").decode(data)
    good = [sign for sign in meant if sign != "\ufffd" and not sign.isascii()]
    bad = len(re.findall("\ufffd+|\\?", meant))
    letters = sum(unicodedata.category(sign)[0] in "LMPNZS" for sign in good)
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in good if sign.isalpha()}
    # Bytes that are valid by chance give rare letters, of several scripts. A quarter of the characters may be lost.
    one_script = scripts <= set(_LETTER_NAMES["Jpan"]) or len(scripts) == 1
    usual = one_script and not any("\u0180" <= sign <= "\u02ff" for sign in good)
    usable = len(good) >= _MIN_SEQUENCES and usual and letters == len(good) and bad * 4 <= len(good)
    return meant.replace("\ufffd", "") if usable else None


def _find_national(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield a text that has the letters of its script only when the wrong reading is undone."""
    names = _LETTER_NAMES.get(context.script)
    before = [sign for sign in text if sign.isalpha() and not sign.isascii()]
    if names is None or len(before) + sum(not sign.isascii() for sign in text) < 2 * _MIN_LETTERS:
        return
    if context.script == "Cyrl" and (broken := _BROKEN_CASE.search(text)) is not None:
        meant = _convert(broken[0], "koi8-r", "cp1251")
        if meant is not None and meant[0].isupper() and meant[1:].islower():
            yield _misread(broken.start(), broken[0], meant, " (Windows-1251 as KOI8-R)")
            return
    own = [sign for sign in before if _is_of(sign, names) and not (names[-1] == "CJK" and _is_of(sign, ("CJK",)))]
    if own:
        return
    readings = (*_WESTERN, "cp1251", *_EAST_ASIAN)
    for was in _NATIONAL_ENCODINGS[context.script]:
        for read in readings:
            meant = None if read == was else _convert(text, read, was)
            if meant is not None and _has_letters(meant, text, context.script):
                yield _misread(0, text, meant, f" ({was.upper()} as {read.upper()})")
                return


def _convert(text: str, read: str, was: str) -> str | None:
    try:
        return text.encode(read).decode(was)
    except UnicodeError:
        return None


def _has_letters(meant: str, text: str, script: str) -> bool:
    """Tell whether the letters of *meant* outside ASCII are the script's, and none touches a Latin letter."""
    names = _LETTER_NAMES[script]
    letters = [sign for sign in meant if sign.isalpha() and not sign.isascii()]
    own = sum(_is_of(sign, names) for sign in letters)
    if own < _MIN_LETTERS or own < _MIN_SHARE * len(letters):
        return False
    if script == "Jpan":
        kana = sum(_is_of(sign, names[:3]) for sign in letters)
        return 2 * kana >= len(letters)
    if script == "Kore":  # particles stand beside Latin names
        return True
    if script in {"Hans", "Hant"}:
        # Common characters, those of the national standards, in place of what is not Chinese.
        standard = "gb2312" if script == "Hans" else "big5"
        odd = [sign for sign in text if sign.isalpha() and not sign.isascii() and not _is_of(sign, ("CJK",))]
        return bool(odd) and all(_convert(sign, standard, standard) is not None for sign in letters)
    return re.search(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]", re.sub(r"[^\w]", " ", meant)) is None


def _is_of(sign: str, names: tuple[str, ...]) -> bool:
    return unicodedata.name(sign, "").partition(" ")[0] in names


def _find_shifted_alphabet(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield Latin letters that the language does not have, if they are its own in another encoding."""
    if context.language not in _LATIN_ALPHABETS or context.script not in {"", "Latn"}:
        return
    codec, alphabet = _LATIN_ALPHABETS[context.language]

    def foreign(words: str) -> list[str]:
        inside = [match[0] for match in _INSIDE_SIGN.finditer(words)]
        return inside + [
            sign for sign in words.lower() if sign.isalpha() and not sign.isascii() and sign not in alphabet
        ]

    odd = foreign(text)
    if len(odd) < _MIN_FOREIGN or len(set(odd)) < 2:  # noqa: PLR2004  # one letter may be a name's
        return
    for read in ("cp1252", "latin-1"):
        meant = _convert(text, read, codec)
        if meant is not None and meant != text and not foreign(meant.replace("İ", "I")):
            yield _misread(0, text, meant, f" ({codec.upper()} as {read.upper()})")
            return


def _find_rest(text: str, context: DamageContext) -> Damage | None:
    """Return what is left of characters of which a byte was lost, or whose bytes are of an old DOS encoding."""
    for match in _BYTES_OF_THREE.finditer(text):
        meant = _convert(match[0], "sloppy-windows-1252", "utf-8")
        if meant is not None and _is_of(meant, _LETTER_NAMES.get(context.script, ())):
            return _misread(match.start(), match[0], meant)
    if (residue := _RESIDUE.search(text)) is not None:
        says = f"has {show_part(residue[0])}, what is left of a character in a wrong encoding: write the character."
        return Damage("mojibake", residue.start(), residue[0], says)
    # Languages that add endings to a quoted name have pairs of quotes: “Solara”nın.
    if (sign := _DOS_SIGN.search(text)) is not None and len(re.findall("[“”„]", text)) < len("“”"):
        meant = _convert(sign[0], "cp1252", "cp850")
        return _misread(sign.start(), sign[0], meant or sign[0], " (DOS as Windows)")
    return None


def _find_western_run(text: str) -> Damage | None:
    """Return a word of accented letters alone, which no language of Western Europe has."""
    for run in _WESTERN_RUN.finditer(text):
        around = text[run.start() - 1 : run.start()] + text[run.end() : run.end() + 1]
        if not any(sign.isalpha() for sign in around):
            for was in ("cp1251", "cp1253", "cp1255", "cp1256", "cp874"):
                meant = _convert(run[0], "cp1252", was)
                if meant is not None and meant.isalpha() and meant[1:] == meant[1:].lower():
                    return _misread(run.start(), run[0], meant, f" ({was.upper()} as CP1252)")
    return None


def _find_single(text: str, context: DamageContext) -> Damage | None:
    """Return one accented letter in UTF-8 that was read as two signs which no word has: l├╢rdag, Г©n."""
    if context.script not in {"", "Latn"}:
        return None
    for run in _ODD_PAIR.finditer(text):
        for codec in _SINGLE_BYTE:
            meant = _convert(run[0], codec, "utf-8")
            if meant is not None and len(meant) == 1 and "\u00c0" <= meant <= "\u024f" and meant.isalpha():
                start = max(text.rfind(" ", 0, run.start()), text.rfind("\n", 0, run.start())) + 1
                stop = next((index for index in range(run.end(), len(text)) if text[index].isspace()), len(text))
                return _misread(start, text[start:stop], text[start:stop].replace(run[0], meant, 1))
    return None

"""Finds what spreadsheets leave in a cell: errors of every language, formulas, cut numbers, changed dates.

The error values are those of Excel and LibreOffice (their lists of functions by language).
"""

import re
from collections.abc import Iterator

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

SHEET_ERRORS = (
    # English, also in Chinese, Japanese and Korean; then the names of Excel's newer errors and Google's own.
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "#SPILL!", "#CALC!", "#FIELD!"),
    *("#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#PYTHON!", "#EXTERNAL!", "#TIMEOUT!"),
    *("#WERT!", "#BEZUG!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!"),  # German
    *("#NUL!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#PROPAGATION!", "#CALCUL!"),  # French
    *("#¡NULO!", "#¡DIV/0!", "#¡VALOR!", "#¡REF!", "#¿NOMBRE?", "#¡NUM!", "#N/D", "#¡DESBORDAMIENTO!"),  # Spanish
    *("#NULLO!", "#VALORE!", "#RIF!", "#NOME?", "#N/D!", "#ESPANSIONE!"),  # Italian
    *("#NULO!", "#VALOR!", "#NÚM!", "#DESPEJAR!"),  # Portuguese
    *("#LEEG!", "#DEEL/0!", "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#N/B"),  # Dutch
    *("#ZERO!", "#DZIEL/0!", "#ARG!", "#ADR!", "#NAZWA?", "#LICZBA!"),  # Polish
    *("#ПУСТО!", "#ДЕЛ/0!", "#ЗНАЧ!", "#ССЫЛКА!", "#ИМЯ?", "#ЧИСЛО!", "#Н/Д"),  # Russian
    *("#ПОСИЛ!", "#ІМ'Я?", "#ІМ’Я?", "#ДІЛ/0!"),  # Ukrainian
    *("#SKÄRNING!", "#DIVISION/0!", "#VÄRDEFEL!", "#REFERENS!", "#NAMN?", "#OGILTIGT!", "#SAKNAS!"),  # Swedish
    *("#VÆRDI!", "#REFERENCE!", "#NAVN?", "#I/T", "#VERDI!"),  # Danish, Norwegian
    *("#TYHJÄ!", "#JAKO/0!", "#ARVO!", "#VIITTAUS!", "#NIMI?", "#LUKU!", "#PUUTTUU!"),  # Finnish
    *("#NULLA!", "#ZÉRÓOSZTÓ!", "#ÉRTÉK!", "#HIV!", "#NÉV?", "#SZÁM!", "#HIÁNYZIK"),  # Hungarian
    *("#DĚLENÍ_NULOU!", "#HODNOTA!", "#NÁZEV?", "#ČÍSLO!", "#NENÍ_K_DISPOZICI"),  # Czech
    *("#BOŞ!", "#SAYI/0!", "#DEĞER!", "#BAŞV!", "#AD?", "#SAYI!"),  # Turkish
    *("#ΤΙΜΗ!", "#ΑΝΑΦ!", "#ΟΝΟΜΑ?", "#ΑΡΙΘ!", "#Δ/Υ"),  # Greek
)

_ERROR = re.compile("|".join(map(re.escape, sorted(SHEET_ERRORS, key=len, reverse=True))), re.IGNORECASE)
# Error values of other languages have a slash; two without a mark are an error only if they are the whole cell.
_UNLISTED_ERROR = re.compile(
    r"#[^\W\d_a-z]{1,12}/[0-9A-ZА-Я]{1,2}[!?]?|#NV|#YOK|#(?:REF|NAME|VALUE|NULL|NUM|DIV)|Err:5\d\d"
)
_FORMULA = re.compile(
    r"'?[=＝]\s*[A-ZÀ-ÞА-Я][\w.À-ÞА-Я]*\(|'?[=＝]\s*\$?[A-Z]{1,3}\$?\d{1,6}(?![\w.])"
    r"|[=＝][-+]|@[A-Z]{2,}\(|[=＝]\"|[=＝]'?[\w ]+'?![$A-Z]"
)
_SCIENTIFIC = re.compile(r"(?<![\w.,])\d(?:[.,]\d+)?E[+-]\d{1,3}(?!\w)")
_HASHES = re.compile(r"#{3,}(?!\w)")
_STAMP = re.compile(r"\b\d{4}-\d\d-\d\d[ T]00:00(?::00)?(?:\.0+)?\b|\b\d{1,2}/\d{1,2}/\d{4} 0?0:00\b")
_EMPTY_DATE = re.compile(r"\b(?:0?[01][./]0?[01][./]1900|1900-01-0[01]|1899-12-3[01])\b|^00:00:00$")
_TRUTH = frozenset({"FALSE", "FALSCH", "WAHR", "VERDADERO", "ЛОЖЬ", "ИСТИНА"})
_CHANGED_DATE = re.compile(
    r"\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d\d"
)
# Days since 1899-12-30: from 2010 to 2059. Round numbers are figures of their own.
_FIRST_SERIAL, _LAST_SERIAL, _ROUND = 40179, 58440, 100
_NO_VALUE = frozenset(
    {"null", "none", "nan", "undefined", "(null)", "<na>", "[object object]", "nil", "nul", "(empty)"}
)
_PROGRAM_VALUE = re.compile(r"\[object \w+\]|(?<![\w-])NaN(?![\w-])|\bundefined(?= ?[€$£%])")


def find_sheet_errors(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield what a spreadsheet or a program wrote in place of a text."""
    whole = text.strip()
    for match in _ERROR.finditer(text):
        if match[0].isupper():
            yield Damage("spreadsheet", match.start(), match[0], _explain_error(match[0]))
    if _ERROR.search(text) is None and _UNLISTED_ERROR.fullmatch(whole) is not None:
        yield Damage("spreadsheet", text.index(whole), whole, _explain_error(whole))
    if (formula := _FORMULA.match(whole)) is not None:
        says = f"begins with {show_part(formula[0])}, as a formula does: write the text that the cell shows."
        yield Damage("spreadsheet", text.index(whole), formula[0], says)
    for pattern, what in (
        (_SCIENTIFIC, "a number that a spreadsheet has shortened: write it out"),
        (_HASHES, "which a spreadsheet shows in a column that is too narrow: write the text"),
        (_STAMP, "a date with its time, as a program writes it: write the day as people read it"),
        (_EMPTY_DATE, "an empty date of a spreadsheet: write the day, or leave it out"),
        (_PROGRAM_VALUE, "which a program wrote in place of a value: write the text"),
    ):
        for match in pattern.finditer(text):
            yield Damage("spreadsheet", match.start(), match[0], f"has {show_part(match[0])}, {what}.")
    if whole.lower() in _NO_VALUE and (context.line or whole.lower() not in {"none", "nil", "nul"}):
        says = f"is {show_part(whole)}, which a program wrote in place of a value: write the text."
        yield Damage("spreadsheet", text.index(whole), whole, says)
    if context.line:
        yield from _find_changed_dates(text, whole)


def _explain_error(found: str) -> str:
    return f"has the spreadsheet error {show_part(found)}: write the text that the cell should have."


def _find_changed_dates(text: str, whole: str) -> Iterator[Damage]:
    serial = re.fullmatch(r"[45]\d{4}(?:[.,]\d+)?", whole)
    number = int(whole[:5]) if serial is not None else 0
    is_serial = _FIRST_SERIAL <= number <= _LAST_SERIAL and bool(number % _ROUND)
    if whole in _TRUTH or is_serial or _CHANGED_DATE.fullmatch(whole) is not None:
        says = f"is {show_part(whole)}, which a spreadsheet makes of a date or a word: write it as people read it."
        yield Damage("spreadsheet", text.index(whole), whole, says)

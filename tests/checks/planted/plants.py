"""Plants defects in right copy: what people and programs do to it. One seed, one set.

Each planter takes a right line and returns the wrong one, or None where it does not apply.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

import ftfy

from creative_cli.locale.number_format import list_month_names
from creative_cli.locale.quantity_names import list_weekday_names
from tests.checks.planted.right_copy import RightLine, list_right_lines, right_text
from tests.checks.words import locale

assert ftfy.__version__  # it registers the sloppy codecs

Chance = random.Random


class PlantedDefect(NamedTuple):
    """A wrong line: its family, the right line, what became of it, and the checks that should report it."""

    family: str
    right: RightLine
    text: str
    checks: frozenset[str]


class _Planter(NamedTuple):
    """How a family is planted: the kinds of lines it takes, the checks that should report it, and what it does."""

    kinds: tuple[str, ...]
    checks: tuple[str, ...]
    plant: Callable[[RightLine, Chance], str | None]


_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_CURRENCIES = ("zł", "$", "£", "Kč", "₺", "₴", "CHF", "¥", "US$", "USD")


def _swap_currency(line: RightLine, chance: Chance) -> str | None:
    return line.text.replace("€", chance.choice(_CURRENCIES))


def _swap_prices(line: RightLine, _chance: Chance) -> str | None:
    found = re.findall(r"[2٢۲][.,٫][9٩۹]{2}|[3٣۳][.,٫][9٩۹]{2}", line.text)
    if len(found) != len(("price", "was")):
        return None
    first, second = found
    return line.text.replace(first, "\0").replace(second, first).replace("\0", second)


def _lose_minus(line: RightLine, _chance: Chance) -> str | None:
    text = re.sub(r"−|minus |영하 |零下", "", line.text)
    return None if text == line.text else text


_UNITS = (
    ("ml", "l"), ("мл", "л"), ("cl", "ml"), ("kg", "g"), ("кг", "г"), ("°C", "°F"), ("℃", "℉"), ("מ״ל", "ליטר"),
    ("ק״ג", "גרם"), ("مل", "كجم"), ("كجم", "غرام"), ("میلی‌لیتری", "لیتری"), ("کیلوگرمی", "گرمی"), ("मिली", "लीटर"),
    ("किग्रा", "ग्राम"), ("มล.", "ลิตร"), ("กก.", "กรัม"), ("毫升", "升"), ("公斤", "克"), ("κιλών", "γραμμαρίων"),
)  # fmt: skip


def _swap_unit(line: RightLine, _chance: Chance) -> str | None:
    for right, wrong in _UNITS:
        text = re.sub(rf"(?<![a-zа-я]){right}(?![a-zа-я])", wrong, line.text)
        if text != line.text:
            return text
    return None


def _change_month(line: RightLine, chance: Chance) -> str | None:
    other = chance.choice([1, 2, 6, 7, 10, 12])
    numbered = re.sub(r"8(?=月|월)|(?<=tháng )8", str(other), line.text)
    if numbered != line.text:
        return numbered
    return _change_name(line.text, dict(list_month_names(locale(line.tag))), 8, other)


def _change_weekday(line: RightLine, chance: Chance) -> str | None:
    return _change_name(line.text, dict(list_weekday_names(locale(line.tag))), 5, chance.choice([0, 1, 2, 3, 4, 6]))


def _change_name(text: str, names: dict[str, int], was: int, becomes: int) -> str | None:
    """Return a text with another month or weekday in the same form; the longest names first."""
    forms = [name for name, number in names.items() if number == becomes]
    for name in sorted((name for name, number in names.items() if number == was), key=len, reverse=True):
        start = text.casefold().find(name)
        whole = not text[start + len(name) : start + len(name) + 1].isalpha() or name[-1] > "\u0e00"
        if start >= 0 and whole and forms and len(text.casefold()) == len(text):
            mine = [one for one in names if names[one] == was].index(name)
            return text[:start] + forms[min(mine, len(forms) - 1)] + text[start + len(name) :]
    return None


_HALVES = (
    ("22", "10"), ("10 μ.μ.", "10 π.μ."), ("10 p. m.", "10 a. m."), ("١٠ مساءً", "١٠ صباحًا"), ("晚上", "上午"),
    ("午後", "午前"), ("오후", "오전"), ("10 giờ tối", "10 giờ sáng"), ("रात 10", "सुबह 10"), ("۲۲", "۱۰"),
)  # fmt: skip


def _change_half_of_day(line: RightLine, _chance: Chance) -> str | None:
    return next((line.text.replace(was, now) for was, now in _HALVES if was in line.text), None)


def _change_digit(line: RightLine, chance: Chance) -> str | None:
    places = [place for place, sign in enumerate(line.text) if sign in _DIGITS]
    if not places:
        return None
    place = places[0] if line.kind in {"date", "offer"} else chance.choice(places)
    digits = _DIGITS[10 * (_DIGITS.index(line.text[place]) // 10) :][:10]
    other = chance.choice([sign for sign in digits if sign not in (digits[0], line.text[place])])
    return line.text[:place] + other + line.text[place + 1 :]


def _add_number(line: RightLine, chance: Chance) -> str | None:
    return f"{line.text} – {chance.choice([15, 24, 40, 75, 99])}"


def _lose_number(line: RightLine, _chance: Chance) -> str | None:
    text = re.sub(r"€ ?50|50 ?€|٥٠|۵۰", "", line.text)
    return None if text == line.text else re.sub(r"[ \u00a0]+", " ", text).strip()


def _lose_percent(line: RightLine, _chance: Chance) -> str | None:
    text = re.sub("[ \u00a0]?[%٪]", "", line.text)
    return None if text == line.text else text


_CONFUSED = {
    "de-DE": "nl-NL", "de-CH": "sv-SE", "fr-FR": "it-IT", "es-ES": "pt-PT", "es-MX": "it-IT", "it-IT": "es-ES",
    "nl-NL": "de-DE", "pt-PT": "es-ES", "pt-BR": "es-ES", "sv-SE": "fi-FI", "da-DK": "sv-SE", "nb-NO": "sv-SE",
    "fi-FI": "sv-SE", "et-EE": "fi-FI", "lv-LV": "lt-LT", "lt-LT": "lv-LV", "pl-PL": "cs-CZ", "cs-CZ": "pl-PL",
    "sk-SK": "hu-HU", "hu-HU": "ro-RO", "ro-RO": "it-IT", "bg-BG": "ru-RU", "hr-HR": "sl-SI", "sl-SI": "hr-HR",
    "sr-Cyrl-RS": "ru-RU", "tr-TR": "nl-NL", "ru-RU": "bg-BG", "uk-UA": "ru-RU", "ar-SA": "fa-IR", "fa-IR": "ar-SA",
    "el-GR": "it-IT", "he-IL": "ar-SA", "vi-VN": "id-ID", "id-ID": "vi-VN", "ko-KR": "ja-JP", "ja-JP": "ko-KR",
    "zh-Hant-TW": "zh-Hans-CN", "zh-Hans-CN": "zh-Hant-TW", "th-TH": "vi-VN", "hi-IN": "th-TH",
}  # fmt: skip


def _swap_language(line: RightLine, _chance: Chance) -> str | None:
    return right_text(_CONFUSED[line.tag], line.kind)


def _lose_marks(line: RightLine, _chance: Chance) -> str | None:
    parts = unicodedata.normalize("NFD", line.text.replace("ı", "i").replace("ł", "l").replace("đ", "d"))
    text = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return None if line.text == text else text


_MISSPELT = {
    "de-CH": (("ss", "ß"),),
    "ro-RO": (("ș", "ş"), ("ț", "ţ")),
    "de-DE": (("für", "fuer"), ("öffnet", "oeffnet"), ("fünf", "fuenf"), ("ä", "ae")),
    "fa-IR": (("ی", "ي"), ("ک", "ك")),
    "ar-SA": (("ي", "ی"), ("ك", "ک")),
    "el-GR": (("ς", "σ"),),
    "nb-NO": (("på", "paa"), ("Åpent", "Aapent")),
    "da-DK": (("på", "paa"), ("Åbent", "Aabent")),
}


def _misspell_letters(line: RightLine, _chance: Chance) -> str | None:
    text = line.text
    for right, wrong in _MISSPELT.get(line.tag, ()):
        text = text.replace(right, wrong)
    return None if text == line.text else text


_LOOK_ALIKES = (("аеорсх", "aeopcx"), ("οαν", "oav"))


def _imitate_letter(line: RightLine, chance: Chance) -> str | None:
    for own, latin in _LOOK_ALIKES:
        words = [word for word in re.findall(r"[^\W\d_]{5,}", line.text) if len(set(own) & set(word[1:-1])) > 0]
        if words:
            word = chance.choice(words)
            place = next(index for index in range(1, len(word) - 1) if word[index] in own)
            wrong = word[:place] + latin[own.index(word[place])] + word[place + 1 :]
            return line.text.replace(word, wrong, 1)
    return None


_READERS = ("sloppy-windows-1252", "latin-1", "sloppy-windows-1250", "sloppy-windows-1251", "sloppy-windows-1254",
            "mac_roman", "cp437", "cp850")  # fmt: skip


def _read_in_wrong_encoding(line: RightLine, chance: Chance) -> str | None:
    text = "".join(sign for sign in unicodedata.normalize("NFC", line.text) if sign not in "\u200e\u200f\u200c")
    if not any(sign.isalpha() and not sign.isascii() for sign in text):
        return None
    readers = list(_READERS)
    chance.shuffle(readers)
    for reader in readers:
        try:
            return text.encode().decode(reader)
        except UnicodeDecodeError:
            continue
    return None


_PLACEHOLDERS = (
    "Lorem ipsum dolor sit amet", "TODO: {}", "{} [product]", "{{{{headline}}}}", "Headline here", "XXX {}", "TBD",
    "{} [PRODUCT NAME]", "%s {}", "Insert text here", "{} {{x}}", "[Your text]", "{} <name>", "Text goes here", "???",
    "{} (placeholder)", "Title goes here", "Copy TBC", "[city]: {}", "asdf asdf",
)  # fmt: skip


def _hold_the_place(line: RightLine, chance: Chance) -> str | None:
    return chance.choice(_PLACEHOLDERS).format(line.text)


_SWEARING = {
    "de": "Scheiße", "fr": "merde", "es": "mierda", "it": "cazzo", "nl": "klootzak", "pt": "caralho", "sv": "fitta",
    "da": "fisse", "nb": "faen", "fi": "vittu", "et": "perse", "lv": "pizda", "lt": "šūdas", "pl": "kurwa",
    "cs": "kurva", "sk": "kurva", "hu": "kurva", "ro": "pula", "bg": "курва", "hr": "kurac", "sr": "курац",
    "sl": "kurac", "el": "μαλάκας", "tr": "orospu", "ru": "блядь", "uk": "хуй", "he": "זונה", "ar": "شرموطة",
    "fa": "کیر", "hi": "चूतिया", "th": "เหี้ย", "vi": "địt", "id": "kontol",
    "zh": "操你妈", "ja": "くそ野郎", "ko": "씨발",
}  # fmt: skip
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_LEET = str.maketrans("aeio", "4310")
_CYRILLIC_LETTERS = str.maketrans("aeopcx", "аеорсх")


def _swear(line: RightLine, chance: Chance) -> str | None:
    word = _SWEARING.get(line.tag.partition("-")[0])
    if line.tag == "zh-Hant-TW":
        word = "操你媽"
    if word is None:
        return None
    disguises: list[Callable[[str], str]] = [str]
    if word.isascii():
        disguises += [
            lambda one: one.translate(_LEET),
            " ".join,
            lambda one: one.translate(_FULL_WIDTH),
            lambda one: one.translate(_CYRILLIC_LETTERS),
            lambda one: "".join(sign + sign * (sign in "aeiou") * 2 for sign in one),
            ".".join,
            lambda one: f"{one[0]}*{one[2:]}",
        ]
    english = chance.choice(("fuck", "sh1t", "f u c k", "ｓｈｉｔ", "fuсk", "f*ck", "sh!t", "f.u.c.k", "fuuuck"))
    return f"{line.text} {chance.choice([chance.choice(disguises)(word), english])}"


_VARIETIES = {
    "pt-BR": ("Peça no telemóvel: {}", "Autocarro grátis: {}", "Contacte-nos: {}"),
    "pt-PT": ("Peça no celular: {}", "Ônibus grátis: {}", "Frete grátis: {}"),
    "es-MX": ("Zumo para vosotros: {}", "En tu móvil: {}"),
    "es-ES": ("Jugo para todos: {}", "En tu celular: {}"),
}


def _write_other_variety(line: RightLine, chance: Chance) -> str | None:
    forms = _VARIETIES.get(line.tag)
    return chance.choice(forms).format(line.text) if forms else None


_ANY = ("date", "delivery", "half", "months", "two", "weekday", "weight", "offer")
FAMILIES: dict[str, _Planter] = {
    "currency swapped": _Planter(("price", "delivery", "months"), ("same_amounts",), _swap_currency),
    "price and was swapped": _Planter(("price",), ("same_amounts",), _swap_prices),
    "minus lost": _Planter(("frozen",), ("same_amounts",), _lose_minus),
    "unit swapped": _Planter(("volume", "weight", "frozen"), ("same_amounts", "same_numbers"), _swap_unit),
    "month changed": _Planter(("date",), ("same_dates", "same_numbers"), _change_month),
    "weekday changed": _Planter(("weekday",), ("same_dates",), _change_weekday),
    "time changed": _Planter(("hours",), ("same_dates", "same_numbers"), _change_half_of_day),
    "number changed": _Planter(("date", "offer", "price", "weight"), ("same_numbers",), _change_digit),
    "number added": _Planter(_ANY, ("same_numbers",), _add_number),
    "number lost": _Planter(("delivery",), ("same_numbers",), _lose_number),
    "percent lost": _Planter(("date",), ("same_numbers", "same_amounts"), _lose_percent),
    "phone changed": _Planter(("phone",), ("same_numbers",), _change_digit),
    "wrong language": _Planter(("months", "weight", "delivery"), ("right_language", "right_script"), _swap_language),
    "wrong variety": _Planter(("two", "delivery"), ("right_language",), _write_other_variety),
    "marks lost": _Planter(("copy",), ("orthography",), _lose_marks),
    "letters of a keyboard": _Planter(("two", "hours", "months", "phone"), ("orthography",), _misspell_letters),
    "look-alike letter": _Planter(("months", "weight", "delivery"), ("damaged_text",), _imitate_letter),
    "mojibake": _Planter(
        ("months", "weight", "weekday", "delivery", "two"), ("damaged_text",), _read_in_wrong_encoding
    ),
    "placeholder": _Planter(_ANY, ("damaged_text", "placeholders"), _hold_the_place),
    "profanity": _Planter(_ANY, ("profanity",), _swear),
}
# Languages where a line of this length may be right without a mark.
_MARKS_NEEDED = frozenset({"vi-VN", "cs-CZ", "sk-SK", "hu-HU", "el-GR", "tr-TR", "pl-PL", "lv-LV"})


def plant_defects(seed: int = 17, each: int = 2) -> Iterator[PlantedDefect]:
    """Yield up to *each* defects of each family in each locale."""
    chance = Chance(seed)
    tags: dict[str, list[RightLine]] = {}
    for line in list_right_lines():
        tags.setdefault(line.tag, []).append(line)
    for family, planter in FAMILIES.items():
        for tag, lines in tags.items():
            if family == "marks lost" and tag not in _MARKS_NEEDED:
                continue
            able = [line for line in lines if line.kind in planter.kinds]
            chance.shuffle(able)
            planted = 0
            for line in able:
                text = planter.plant(line, chance)
                if text is not None and text != line.text and planted < each:
                    planted += 1
                    yield PlantedDefect(family, line, text, frozenset(planter.checks))

"""The types of a brief's values, with their validators.

An error message continues after the name of the key: "products[tea].id must be lowercase letters …". The JSON Schema of
a type repeats the rules that editors can check, such as patterns.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from creative_cli.brief import audience
from creative_cli.brief.emphasis import count_emphasis
from creative_cli.brief.format_names import suggest_format
from creative_cli.brief.market_groups import suggest_market
from creative_cli.brief.suggestions import find_similar_word, suggest_similar_word
from creative_cli.brief.text_rules import clean_line, clean_text, quote_for_message
from creative_cli.channels import get_channel, load_channels
from creative_cli.errors import UsageError
from creative_cli.feeds.text_encoding import ENCODING_NAMES
from creative_cli.formats import DEFAULT_RATIOS, parse_format
from creative_cli.locale import locales, number_format
from creative_cli.plugins import PluginGroup

LookupT = TypeVar("LookupT")

# Names of folders and files, valid on every system and in every URL.
SLUG_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"

HEX_COLOR_PATTERN = "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"

# A ratio (4:5) or a size in px (300x250).
RATIO_PATTERN = r"^(\d{1,2}(\.\d{1,2})?:\d{1,2}(\.\d{1,2})?|\d{2,4}x\d{2,4})$"

BUILTIN_TEMPLATES = ("poster", "split", "band", "minimal")
"""The bundled templates, the default first."""

TEMPLATE_SUFFIX = ".typ"
"""How the file of a template ends."""


def _accept_template(_name: str, loaded: object) -> Path:
    if not isinstance(loaded, Path) or loaded.suffix != TEMPLATE_SUFFIX or not loaded.is_file():
        raise TypeError(f"is {loaded!r}, not the Path of a {TEMPLATE_SUFFIX} file that is there")
    return loaded


PLUGIN_TEMPLATES: Final = PluginGroup("templates", "template", BUILTIN_TEMPLATES, _accept_template)
"""Templates of other packages: each entry point names the Path of a `.typ` file, with its `.toml` beside it."""

# Names that Windows reserves for devices, in every folder and with every suffix.
WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)

# A price is below this and has at most four decimals; no currency of CLDR has more.
MAX_AMOUNT = Decimal(10) ** 12
MAX_AMOUNT_DECIMALS = 4

MAX_TEXT_NAME = 40
TEXT_NAME_PATTERN = rf"[a-z][a-z0-9_]{{0,{MAX_TEXT_NAME - 1}}}"
LINE_WORDS = ("price", "was", "percent", "product", "brand")
"""What lines may print in braces in every brief; more words are in the texts of the products."""
MAX_CLEAR_SPACE = 2  # of the logo's height; more leaves no room for the ad
LOGO_HEIGHTS = (8, 400)  # px, the least height of a logo: below, nothing is read, and above, small ads have no room

MAX_PRODUCT_CM = 1000  # what is higher is a slip of the pen


def _validate_slug(text: str) -> str:
    if re.fullmatch(SLUG_PATTERN, text) is None:
        words = "-".join(re.findall("[a-z0-9]+", text.lower()))
        example = f", such as {words}" if words else ""
        raise ValueError(f"must be lowercase letters, digits and single hyphens{example}.")
    if text in WINDOWS_DEVICES:
        raise ValueError("is a name that Windows reserves for a device: choose another.")
    return text


def _validate_text_name(text: str) -> str:
    if re.fullmatch(TEXT_NAME_PATTERN, text) is None:
        word = "_".join(re.findall("[a-z0-9]+", text.lower()))
        example = f", such as {word}" if re.fullmatch(TEXT_NAME_PATTERN, word) else ""
        raise ValueError(f"must be small Latin letters, digits and underscores{example}.")
    if text in LINE_WORDS:
        raise ValueError("is a word that lines have without it: choose another name.")
    return text


def _validate_encoding(text: str) -> str:
    name = text.strip().lower().replace("_", "-")
    alias = {"utf8": "utf-8", "cp1252": "windows-1252", "cp1251": "windows-1251", "latin-1": "iso-8859-1"}.get(
        name, name
    )
    found = next((known for known in ENCODING_NAMES if known.replace("_", "-") == alias), None)
    if found is None:
        raise ValueError(f"is {quote_for_message(text)}, which is not read here. Known: {', '.join(ENCODING_NAMES)}.")
    return found


def _validate_hex_color(text: str) -> str:
    if re.fullmatch(HEX_COLOR_PATTERN, text) is None:
        raise ValueError(f'is {quote_for_message(text)}, but a colour is written like "#0F5C63".')
    return text


def _look_up(text: str, find: Callable[[str], LookupT], kind: str) -> LookupT:
    """Return the result of *find*; turn its UsageError into a ValueError with the same hint."""
    try:
        return find(text)
    except UsageError as error:
        raise ValueError(f"is {quote_for_message(text)}, which is not a {kind}. {error.hint}") from error


def _parse_country(text: str) -> str:
    meant = suggest_market(text) if locales.find_territory(text) is None else ""
    if meant:
        raise ValueError(f"is {quote_for_message(text)}, which is not a country. {meant}")
    return _look_up(text, locales.require_territory, "country")


def _validate_language(text: str) -> str:
    _look_up(text, locales.require_language, "language")
    return text


def _validate_ratio(text: str) -> str:
    try:
        parse_format(text)
    except ValueError as error:
        usual = (*DEFAULT_RATIOS, "4:5", "2:3", "1.91:1", "300x250")
        meant = suggest_format(text) or suggest_similar_word(text, usual)
        raise ValueError(f"is wrong: {error}.{meant}") from error
    return text


def _validate_channel(text: str) -> str:
    _look_up(text, get_channel, "channel")
    return text


def _validate_template(text: str) -> str:
    known = (*BUILTIN_TEMPLATES, *PLUGIN_TEMPLATES.names())
    if text in known or text.endswith(TEMPLATE_SUFFIX):
        return text
    own = f"or your own {TEMPLATE_SUFFIX} file, such as layouts/ours.typ"
    near = suggest_similar_word(text, known)
    raise ValueError(f"is {quote_for_message(text)}, but templates are {', '.join(known)} {own}.{near}")


def _parse_centimetres(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 0 < value <= MAX_PRODUCT_CM:
        raise ValueError(f"is not a height in cm: write a number up to {MAX_PRODUCT_CM}, such as 24.")
    return float(value)


def _parse_clear_space(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_CLEAR_SPACE:
        raise ValueError(f"is not a share of the logo's height: write a number from 0 to {MAX_CLEAR_SPACE}, as 0.5.")
    return float(value)


def _parse_logo_height(value: object) -> float:
    least, most = LOGO_HEIGHTS
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"is not a height in px: write a number from {least} to {most}, such as 24.")
    return float(value)


def _parse_amount(value: object) -> Decimal:
    """Return a number with its digits as written: 2.90 stays 2.90."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) is None:
        comma = re.fullmatch(r"\D*([0-9]+)[.,]([0-9]{1,2})\D*", value)
        meant = "2.99" if comma is None else f"{comma[1]}.{comma[2]}"
        raise ValueError(
            f"is {quote_for_message(value)}: write digits with a point, such as {meant}, without a currency."
        )
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise ValueError("must be a number such as 2.99.")  # noqa: TRY004  # pydantic catches ValueError only
    number = Decimal(str(value))
    if not number.is_finite() or not 0 < number < MAX_AMOUNT:
        raise ValueError(f"must be more than 0 and less than {MAX_AMOUNT:,}.")
    if number == number.to_integral_value() and not number_format.count_decimals(number):
        return number.quantize(Decimal(1))
    if number_format.count_decimals(number) > MAX_AMOUNT_DECIMALS:
        raise ValueError(f"has more than {MAX_AMOUNT_DECIMALS} decimals: write it as it is printed.")
    return number


def _parse_percentage(value: object) -> Decimal:
    number = _parse_amount(value)
    if not Decimal(1) <= number <= Decimal(100):
        raise ValueError("must be from 1 to 100: write 25 for a quarter off.")
    return number


def _parse_currency(text: str) -> str:
    code = text.strip().upper()
    if code not in number_format.list_currencies():
        meant = suggest_similar_word(code, number_format.list_currencies()) or " Write its ISO 4217 code, such as EUR."
        raise ValueError(f"is {quote_for_message(text)}, which is not a current currency.{meant}")
    return code


def _validate_audience(text: str) -> str:
    known = audience.load_audience_segments()
    # One word is text, such as millennials or gardeners: only a name of several parts can be a misspelt segment.
    if text in known or "-" not in text or find_similar_word(text, known, cutoff=0.8) is None:
        return text
    raise ValueError(
        f"is {quote_for_message(text)}, which is not a segment.{suggest_similar_word(text, known)} "
        f"Segments are {', '.join(known)}; describe any other audience in a few words."
    )


def _wrap_single_form(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _parse_month(value: object) -> str:
    text = str(value)
    if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise ValueError("is not a month: write year and month, such as 2026-05.")
    return text


def _parse_day(value: object) -> object:
    if not isinstance(value, str) or re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        raise ValueError("must be a day written like 2026-06-01.")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"is {value}, which is not a day of the calendar.") from error


def _validate_version(value: object) -> object:
    if type(value) is not int or value != 1:
        raise ValueError("must be 1, the version of this format.")
    return value


def _validate_focus(marked: tuple[float, ...]) -> tuple[float, ...]:
    if len(marked) not in {2, 4}:
        raise ValueError(f"has {len(marked)} numbers: write a point [x, y] or a box [left, top, right, bottom].")
    if any(not 0 <= part <= 1 for part in marked):
        raise ValueError("is outside the picture: each number is from 0 to 1, such as [0.7, 0.4].")
    start, end = marked[:2], marked[2:]
    if end and any(last <= first for first, last in zip(start, end, strict=True)):
        raise ValueError("is not a box: write [left, top, right, bottom], such as [0.5, 0.1, 0.9, 1].")
    return marked


def clean_headline(text: str) -> str:
    """Return a marked headline cleaned as by `clean_text`; raise ValueError for more than one emphasis."""
    text = clean_text(text)
    if count_emphasis(text) > 1:
        raise ValueError(r"emphasizes more than one phrase: keep one pair of asterisks, and write \* to print one.")
    return text


def clean_file_name(text: str) -> str:
    """Return *text* cleaned as by `clean_line`, in the Unicode form it has, which the disk keeps apart."""
    cleaned, written = clean_line(text), text.strip()
    return written if unicodedata.normalize("NFC", written) == cleaned else cleaned


def clean_watermark(text: str) -> str:
    """Return a watermark cleaned as the text or the file name it is."""
    return clean_file_name(text) if text.strip().lower().endswith((".svg", ".png")) else clean_line(text)


Slug: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=80),
    AfterValidator(_validate_slug),
    WithJsonSchema({"type": "string", "pattern": SLUG_PATTERN, "maxLength": 80}),
]
TextName: TypeAlias = Annotated[
    str, AfterValidator(_validate_text_name), WithJsonSchema({"type": "string", "pattern": f"^{TEXT_NAME_PATTERN}$"})
]
LogoSpace: TypeAlias = Annotated[
    float, BeforeValidator(_parse_clear_space), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 2})
]
LogoHeight: TypeAlias = Annotated[
    float, BeforeValidator(_parse_logo_height), WithJsonSchema({"type": "number", "minimum": 8, "maximum": 400})
]
HexColor: TypeAlias = Annotated[
    str, AfterValidator(_validate_hex_color), WithJsonSchema({"type": "string", "pattern": HEX_COLOR_PATTERN})
]
Country: TypeAlias = Annotated[str, AfterValidator(_parse_country)]
Language: TypeAlias = Annotated[str, AfterValidator(_validate_language)]
Ratio: TypeAlias = Annotated[
    str, AfterValidator(_validate_ratio), WithJsonSchema({"type": "string", "pattern": RATIO_PATTERN})
]
ChannelName: TypeAlias = Annotated[
    str, AfterValidator(_validate_channel), WithJsonSchema({"type": "string", "enum": sorted(load_channels())})
]
Focus: TypeAlias = Annotated[
    tuple[float, ...],
    AfterValidator(_validate_focus),
    WithJsonSchema(
        {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}, "minItems": 2, "maxItems": 4}
    ),
]
TemplateName: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    AfterValidator(_validate_template),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "enum": list(BUILTIN_TEMPLATES)}, {"type": "string", "pattern": r"\.typ$"}]}
    ),
]
Day: TypeAlias = Annotated[date, BeforeValidator(_parse_day), WithJsonSchema({"type": "string", "format": "date"})]
Month: TypeAlias = Annotated[
    str, BeforeValidator(_parse_month), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
]
SchemaVersion: TypeAlias = Annotated[Literal[1], BeforeValidator(_validate_version)]
ShortLine: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(clean_line)]
LongText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(clean_text)]
FileName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(clean_file_name)]
FeedName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(clean_line)]
EncodingName: TypeAlias = Annotated[
    str,
    AfterValidator(_validate_encoding),
    WithJsonSchema({"type": "string", "enum": list(ENCODING_NAMES)}),
]
FeedValue: TypeAlias = Annotated[
    str | int | float | bool | list[str | int | float | bool],
    WithJsonSchema({"type": ["string", "number", "boolean", "array"]}),
]
WatermarkText: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=120), AfterValidator(clean_watermark)
]

Amount: TypeAlias = Annotated[
    Decimal, BeforeValidator(_parse_amount), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Centimetres: TypeAlias = Annotated[
    float,
    BeforeValidator(_parse_centimetres),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": MAX_PRODUCT_CM}),
]
Percentage: TypeAlias = Annotated[
    Decimal, BeforeValidator(_parse_percentage), WithJsonSchema({"type": "number", "minimum": 1, "maximum": 100})
]
Currency: TypeAlias = Annotated[
    str, AfterValidator(_parse_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{3}$"})
]
Audience: TypeAlias = Annotated[LongText, AfterValidator(_validate_audience)]
WordForms: TypeAlias = Annotated[
    tuple[ShortLine, ...],
    BeforeValidator(_wrap_single_form),
    Field(min_length=1, max_length=20),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": 120},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 20},
            ]
        }
    ),
]
FormsByLanguage: TypeAlias = dict[str, WordForms]
"""Forms of a term by language or locale (de, pt-BR, zh-Hant); the most specific key wins."""

HeadlineText: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=160), AfterValidator(clean_headline)
]
ShortHeadline: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean_line)]
ShortCallToAction: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=20), AfterValidator(clean_line)
]
BodyText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(clean_text)]
CallToActionText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean_line)]
DisclaimerText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(clean_text)]

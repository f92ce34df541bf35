"""Finds words that hold the place of a text: lorem ipsum, TODO, "headline goes here", key names of programs.

The phrases are in `unfinished-words.toml`. Words with a use of their own count only where they are the whole text.
"""

import re
from collections.abc import Iterator
from functools import cache

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part
from creative_cli.resources import read_data_table

_MARKER = re.compile(
    r"(?<![\w#@/.-])"
    r"(?:FIXME|TBD|TBC|TKTK|FPO|TODO(?=\s*[:\]])|TO[- ]DO(?=\s*[:\]])|TRANSLATE(?=\s*[:\]])|XXX+|LOREM)(?![\w/-])"
)
# "Todo" is everything in these languages.
_TODO = re.compile(r"(?<![\w#@/.-])TODO(?![\w/-])|^\s*(?:[Tt]o[ -]?[Dd]o)\s*$")
_TODO_IS_A_WORD = frozenset({"es", "pt", "gl", "ca", "ast", "an", "eu", "fil", "tl", "ceb"})
_BLANK_FIGURE = re.compile(
    r"(?<![\w.,])(?:[€$£¥] ?[Xx]{2,}(?:[.,][Xx]{1,2})?(?!\w)"
    r"|[Xx]{1,4}[.,][Xx]{2}(?!\w)|[Xx]{2,4} ?(?:[€$£¥%]|EUR\b|USD\b|GBP\b|CHF\b|kr\b|zł))"
)
_DOTTED_BLANK = re.compile(r"_{3,}|\.{6,}|…{2,}(?=\s|$)")
_LANGUAGE_TAG = re.compile(
    r"^\s*(?:[\[【](?:[A-Z]{2}|[a-z]{2})(?:[-_][A-Za-z]{2,4})?[\]】]|\((?:EN|DE|FR|[a-z]{2}[-_][A-Z]{2})\)(?=\s))\s*(?=\S)"
)
_ONLY_LANGUAGE = re.compile(r"[\[(]?[A-Z]{2}[-_][A-Z]{2}[\])]?")
_REFERENCE = re.compile(
    r"(?i:(?:please )?(?:see|same as|copy from|copy|use|as in|wie|siehe|voir|comme|igual que|ver|come|vedi|как|см\.?))"
    r" +(?:EN|DE|FR|ES|IT|US|UK|GB|(?i:english|source|master|original))\.?"
)
_PROGRAM_NAME = re.compile(r"(?:btn|lbl|txt|msg|str)[A-Z]\w+|(?:i18n|msg|key|t):[\w.-]+")
_PSEUDO_TEXT = re.compile(r"\[!!|!!\]|⟦|⟧")
_BRACKETED = re.compile(
    r"\[([^\[\]\n]{2,80})\]|【([^【】\n]{2,40})】|<([A-Z][A-Z _-]{2,40}|[a-z][a-z _-]{2,40})>"
    r"|\(((?i:placeholder|dummy|tbd|tbc|todo))\)"
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 _/&-]{3,}")
_DOTTED_KEY = re.compile(r"[A-Za-z][\w-]*(?:[.:/][A-Za-z][\w-]*){1,6}")
_SNAKE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")
_CHARACTERLESS = re.compile(r"([-–—_.*/#~=])\1*|\?{1,3}|x{2,}+(?: x{2,}+)*+ ?|X{3,}+(?: X{3,}+)*+ ?")
_MIN_KEY_PARTS = 3
_FIRST_UNSPACED = "\u0e00"


@cache
def load_unfinished_words() -> dict[str, tuple[str, ...]]:
    """Return the phrases by where they count: `anywhere`, `whole`, `roles`, `brackets` and `keys`."""
    table = read_data_table("unfinished-words.toml", "brief/damage")
    return {where: tuple(words) for where, words in table.items()}


@cache
def _phrase_pattern(where: str) -> re.Pattern[str]:
    phrases = sorted(load_unfinished_words()[where], key=len, reverse=True)
    # From Thai onwards, words have no edges, and any word may stand beside their letters.
    edge = "[0-9A-Za-z_\u00c0-\u0dff]"
    parts = (
        f"(?<!{edge}){re.escape(one)}(?!{edge})" if one[-1] < _FIRST_UNSPACED else re.escape(one) for one in phrases
    )
    return re.compile("|".join(parts).replace(r"\ ", r"[\s_-]+"), re.IGNORECASE)


@cache
def _tidy_phrases() -> tuple[str, ...]:
    return tuple(re.sub(r"[\s_-]+", " ", phrase.casefold()) for phrase in load_unfinished_words()["anywhere"])


def find_unfinished(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield the words of a text that hold the place of others."""
    whole = text.strip()
    tidy = re.sub(r"[\s_-]+", " ", text.casefold())
    # Most texts have none, and looking for plain words is fast.
    if any(phrase in tidy for phrase in _tidy_phrases()):
        for match in _phrase_pattern("anywhere").finditer(text):
            yield _unfinished(match.start(), match[0])
    todo = () if context.language in _TODO_IS_A_WORD else (_TODO,)
    for pattern in (_MARKER, *todo, _BLANK_FIGURE, _DOTTED_BLANK, _PSEUDO_TEXT, _LANGUAGE_TAG):
        for match in pattern.finditer(text):
            yield _unfinished(match.start(), match[0])
    yield from _find_brackets(text)
    if _is_stand_in(whole, context):
        yield _unfinished(text.index(whole), whole)
    elif _is_key_name(whole):
        says = f"is {show_part(whole)}, the name of a text in a program: write the text."
        yield Damage("unfinished", text.index(whole), whole, says)


def _find_brackets(text: str) -> Iterator[Damage]:
    for match in _BRACKETED.finditer(text):
        inside = next(part for part in match.groups() if part is not None)
        if match[0][0] == "(" or _CAPITALS.fullmatch(inside) or _phrase_pattern("brackets").search(inside):
            yield _unfinished(match.start(), match[0])


def _unfinished(start: int, found: str) -> Damage:
    says = f"has {show_part(found.strip())}, which holds the place of a text: write the text, or leave it out."
    return Damage("unfinished", start, found, says)


def _is_stand_in(whole: str, context: DamageContext) -> bool:
    """Tell whether a whole text says that there is none: TBC, ditto, ???."""
    bare = whole.strip(" .:…!*\"'“”«»()[]<>").casefold()
    words = load_unfinished_words()
    if bare in words["whole"] or (context.line and bare in words["roles"]):
        return True
    if _REFERENCE.fullmatch(whole) is not None:
        return True
    return _ONLY_LANGUAGE.fullmatch(whole) is not None or (
        context.line and bool(whole) and _CHARACTERLESS.fullmatch(whole) is not None
    )


def _is_key_name(whole: str) -> bool:
    if _SNAKE_KEY.fullmatch(whole) is not None or _PROGRAM_NAME.fullmatch(whole) is not None:
        return True
    if _DOTTED_KEY.fullmatch(whole) is None or re.match(r"https?:|www\.|mailto:", whole, re.IGNORECASE):
        return False
    parts = re.split(r"[.:/]", whole)
    ends = load_unfinished_words()["keys"]
    if "." not in whole:  # and/or, 24/7, a:b are words
        return False
    # A short last part is a domain's.
    if parts[-1].casefold() in ends or (parts[0] in ends and len(parts[-1]) > _MIN_KEY_PARTS):
        return True
    # Three parts are a key unless the last is a domain's: home.hero.main, but shop.solara.com.
    return len(parts) >= _MIN_KEY_PARTS and "/" not in whole and len(parts[-1]) > _MIN_KEY_PARTS and whole[0].islower()

"""Finds doubled stops, spaces before stops, doubled words and quotes without a partner."""

import re
from collections.abc import Iterator

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

_DOUBLED = re.compile(
    r"(?<![./\d])\.\.(?![./\d])|(?<=\d)\.\.(?=\s|$)|,{2,}|;;+|(?<!:)::(?=\s|$)|、、+|،،+|؛؛+|(?<!。)。。(?!。)|，，+|(?<!।)।।(?!।)|۔۔|(?<!։)։։"
)
_CLASHING = re.compile(r",\.(?!\.)|;\.|;,|,;|:\.(?!\.)|。\.|\.。|，。|。，|、。|،\.|؟\.(?!\.)")
_SPACED_STOP = re.compile(r"(?<=[^\s.…])[ \u00a0\u202f]+[.,](?=\s|$)")
# Languages that put spaces around stops, or that stand without spaces otherwise.
_SPACED_LANGUAGES = frozenset({"fr", "th", "lo", "km", "my", "bo", "dz"})

_TYPOGRAPHIC_PAIRS = (("«", "»"), ("‹", "›"), ("「", "」"), ("『", "』"), ("《", "》"), ("〈", "〉"))
_CURLY = "“”„‟"
# Inside a word a quote is a sign of its own (Hebrew abbreviations), after a digit it means inches.
_STRAIGHT = re.compile(r'(?<!\d)"|(?<=\d)"(?=\w)')
_INSIDE_WORD = re.compile('(?<=[\u05d0-\u05ea])["”“](?=[\u05d0-\u05ea])')
_CURLED = re.compile(rf"(?<!\d)[{_CURLY}]")
_TRIPLED = re.compile(r'"{2,}')

# Words that no sentence has twice in a row.
_NEVER_DOUBLED = {
    "en": "the a an of to and or for with from your our at by as this",
    "de": "und oder mit für von zu auf bei aus ein eine einen im am zum zur",
    "fr": "de le la les des du et ou pour avec dans sur un une au aux",
    "es": "de el la los las y o con para por en un una del al",
    "it": "di il la e con per un una del della dei gli nel",
    "pt": "de e com para por um uma do da dos das no na",
    "nl": "de het een en van met voor op bij te",
    "sv": "och med en ett för av till",
    "da": "og med en et af til på",
    "nb": "og med en et av til på",
    "fi": "ja tai",
    "pl": "i w z na do dla oraz się",
    "cs": "a v s na do pro se",
    "sk": "a v s na do pre sa",
    "hu": "és az egy",
    "ro": "și de la cu pentru în",
    "ru": "и в на с для или из к по",
    "uk": "і в на з для або до",
    "el": "και το η τα με για σε",
}


def find_loose_stops(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield doubled and misplaced stops of a text."""
    for match in _DOUBLED.finditer(text):
        if match[0].startswith(",,") and re.match(r"\w", text[match.end() :]):
            write = "“„”"
        else:
            write = show_part(match[0][0]) if match[0] != ".." else "one stop, or three for an ellipsis"
        yield Damage("doubled_stop", match.start(), match[0], f"has {show_part(match[0])}: write {write}.")
    for match in _CLASHING.finditer(text):
        says = f"has {show_part(match[0])}, two stops in a row: write one."
        yield Damage("doubled_stop", match.start(), match[0], says)
    if context.language not in _SPACED_LANGUAGES:
        for match in _SPACED_STOP.finditer(text):
            says = f"has a space before {show_part(match[0].strip())}: delete the space."
            yield Damage("doubled_stop", match.start(), match[0], says)


def find_loose_quotes(text: str) -> Iterator[Damage]:
    """Yield quotes that open or close nothing, and quotes that were doubled for a CSV file."""
    if (tripled := _TRIPLED.search(text)) is not None:
        says = f"has {show_part(tripled[0])}, as CSV files double quotes: write one quote, or none."
        yield Damage("loose_quote", tripled.start(), tripled[0], says)
        return
    bare = _INSIDE_WORD.sub("_", text)
    for pattern in (_STRAIGHT, _CURLED):
        found = list(pattern.finditer(bare))
        if len(found) % 2:
            # A straight quote may pair with a curly one.
            if len(_STRAIGHT.findall(bare)) % 2 and len(_CURLED.findall(bare)) % 2:
                return
            yield _loose(found[0].start() if len(found) == 1 else found[-1].start(), found[-1][0])
    for opening, closing in _TYPOGRAPHIC_PAIRS:
        if bare.count(opening) != bare.count(closing) and not _are_arrows(bare, opening, closing):
            sign = opening if bare.count(opening) > bare.count(closing) else closing
            yield _loose(bare.index(sign), sign)


def _are_arrows(text: str, opening: str, closing: str) -> bool:
    """Tell whether guillemets point somewhere, as in `More »`."""
    return (
        opening in "«‹"
        and not (opening in text and closing in text)
        and bool(re.search(rf"(?:^|\s){closing}+\s*$|^\s*{closing}\s|^\s*{opening}+(?:\s|$)|\w{closing}$", text))
    )


def _loose(start: int, sign: str) -> Damage:
    return Damage(
        "loose_quote", start, sign, f"has the quote {show_part(sign)} without a partner: add it, or delete it."
    )


def find_doubled_words(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield little words that stand twice in a row; they may be meant, so that none is sure."""
    words = _NEVER_DOUBLED.get(context.language)
    if words is None:
        return
    pattern = re.compile(rf"(?<![\w'’-])({'|'.join(words.split())})\s+\1(?![\w'’-])", re.IGNORECASE)
    for match in pattern.finditer(text):
        says = f"has {show_part(match[0])}: is the word doubled?"
        yield Damage("doubled_word", match.start(), match[0], says, sure=False)

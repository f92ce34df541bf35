"""Finds markup of other formats in a text: entities and tags of HTML and XML, and signs of Markdown and BBCode."""

import html
import re
from collections.abc import Iterator
from html.entities import html5

from creative_cli.brief.damage.damage_record import Damage, show_part

_ENTITY = re.compile(r"[&＆](?:(?:amp|#38|#x26);)*(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6})[;；]")
# Machine translation puts spaces into entities, and some exports lose the semicolon.
_LOOSE_ENTITY = re.compile(
    r"[&＆] ?(?:# ?(?:[0-9]{2,5}|[xX][0-9A-Fa-f]{2,4})|amp|quot|nbsp|apos|lt|gt) ?[;；]"
    r"|&(?:amp|nbsp|quot|apos|lt|gt|[rl][sd]quo|hellip|[nm]dash|[aeiouAEIOU](?:acute|grave|circ|uml)|szlig)(?![A-Za-z;])",
    re.IGNORECASE,
)
# Shorter names are too likely as initials: R&B;
_MIN_ENTITY_NAME = 3
_SHORT_ENTITIES = frozenset({"lt", "gt"})

# Elements of HTML, and the inline elements of XLIFF and TMX. Other words in angle brackets may be meant: <fresh>
_ELEMENTS = "|".join(
    (
        *(
            "a",
            "abbr",
            "article",
            "b",
            "big",
            "blockquote",
            "body",
            "br",
            "button",
            "center",
            "cite",
            "code",
            "del",
            "div",
        ),
        *(
            "em",
            "font",
            "footer",
            "h[1-6]",
            "head",
            "header",
            "hr",
            "html",
            "i",
            "iframe",
            "img",
            "input",
            "ins",
            "label",
        ),
        *(
            "li",
            "link",
            "main",
            "mark",
            "meta",
            "nav",
            "nobr",
            "ol",
            "option",
            "p",
            "pre",
            "q",
            "s",
            "script",
            "section",
        ),
        *(
            "select",
            "small",
            "span",
            "strike",
            "strong",
            "style",
            "sub",
            "sup",
            "svg",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
        ),
        *(
            "title",
            "tr",
            "tt",
            "u",
            "ul",
            "video",
            "wbr",
            "bpt",
            "bx",
            "cf",
            "cp",
            "ec",
            "ept",
            "ex",
            "g",
            "hi",
            "it",
            "mrk",
        ),
        *("pc", "ph", "sc", "seg", "sm", "source", "target", "tag", "tuv", "ut", "x"),
    )
)

_TAGS = (
    # A known element, <br>; any that closes, is empty or has attributes, </x>, <x/>, <x id="1">; <!-- -->, <?xml ?>
    re.compile(
        rf"[<＜](?:(?:{_ELEMENTS})(?:\s[^<>＜＞]{{0,200}})?|/\s?[A-Za-z][\w:.-]*\s?|[A-Za-z][\w:.-]*\s?/"
        r"|[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*[^<>＜＞]{0,200})|[A-Za-z]+:[\w.-]+|[!?][^<>＜＞]{0,200})[>＞]",
        re.IGNORECASE,
    ),
    # Numbered tags of translation tools: <0>text</0>, <1/>
    re.compile(r"\{\d{1,3}>|<\d{1,3}\}|\[/\d{1,3}\]|</\d{1,3}>|<\d{1,3}/>|<\d{1,3}>(?=.*</\d{1,3}>)"),
    # A tag that was cut off.
    re.compile(r"</?(?:br|p|b|i|u|a|em|img|div|span|strong|sup|sub|h[1-6]|ul|ol|li|font)\b[^<>]*$", re.IGNORECASE),
    re.compile(r"<!\[CDATA\[|\]\]>|/>"),
    re.compile(r"\[/?(?:b|i|u|s|url|img|color|size|quote|list|center)(?:=[^\[\]]{0,100})?\]", re.IGNORECASE),
)
_MARKDOWN = (
    re.compile(r"\*\*(?=\S)[^*\n]+\*\*|(?<!\w)__(?=\S)(?![A-Z]+__)[^_\n]+__(?!\w)|~~(?=\S)[^~\n]+~~"),
    re.compile(r"\[[^\[\]\n]+\]\((?:https?:|/|www\.|#|mailto:)[^()\s]*\)"),
    re.compile(r"```|(?<!`)`[^`\n]+`(?!`)"),
    re.compile(r"^#{2,6} (?=\w)"),
)


def find_markup(text: str) -> Iterator[Damage]:
    """Yield the entities, tags and other markup of a text."""
    yield from _find_entities(text)
    for pattern in _TAGS:
        for match in pattern.finditer(text):
            yield Damage("tag", match.start(), match[0], f"has the tag {show_part(match[0])}: write plain text.")
    for pattern in _MARKDOWN:
        for match in pattern.finditer(text):
            says = f"has the Markdown {show_part(match[0])}: write plain text."
            yield Damage("tag", match.start(), match[0], says)


def _find_entities(text: str) -> Iterator[Damage]:
    if not ("&" in text or "＆" in text):
        return
    seen: set[int] = set()
    for match in (*_ENTITY.finditer(text), *_LOOSE_ENTITY.finditer(text)):
        if match.start() in seen or not _is_entity(match[0]):
            continue
        seen.add(match.start())
        meant = _decode_entity(match[0])
        write = show_part(meant) if meant.strip() and meant.isprintable() else f"the sign itself ({_name_code(meant)})"
        says = f"has the entity {show_part(match[0])}: write {write}."
        yield Damage("entity", match.start(), match[0], says)


def _is_entity(found: str) -> bool:
    name = re.split("[&＆;；]", re.sub(r"\s", "", found).rstrip(";；"))[-1]
    if name.startswith("#"):
        return True
    if len(name) < _MIN_ENTITY_NAME:
        return name.lower() in _SHORT_ENTITIES
    return f"{name};" in html5 or f"{name.lower()};" in html5


def _decode_entity(found: str) -> str:
    tidy = re.sub(r"\s", "", found).replace("＆", "&").replace("；", ";")
    tidy = tidy if tidy.endswith(";") else f"{tidy};"
    for _ in range(4):  # an entity may have been encoded several times
        decoded = html.unescape(tidy)
        decoded = html.unescape(tidy.lower()) if decoded == tidy else decoded
        if decoded == tidy:
            break
        tidy = decoded
    return tidy


def _name_code(sign: str) -> str:
    return " ".join(f"U+{ord(one):04X}" for one in sign)

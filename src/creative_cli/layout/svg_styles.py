"""Finds what the styles of an SVG ask for and the renderer does not draw: properties, values, rules and selectors.

The lists are measured: `tools/svg_judge.py` draws each feature with the renderer (resvg, in Typst) and with a browser.
A property that neither list names is refused unless its value changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2 import ast

from creative_cli.layout.svg_document import SvgPlace
from creative_cli.layout.svg_support import svg_support


class SvgFault(NamedTuple):
    """A feature that is not drawn, and where it stands. `cure` is one of the cures below."""

    what: str
    cure: str
    place: SvgPlace


OUTLINE_CURE = "convert text to outlines"
PLAIN_CURE = "write colours and shapes out as plain attributes"
INSIDE_CURE = "put everything it uses into the file itself"

COLOR_PROPERTIES = svg_support("colour_properties")
LENGTH_PROPERTIES = svg_support("length_properties")
TEXT_PROPERTIES = svg_support("text_properties")
_DRAWN = COLOR_PROPERTIES | LENGTH_PROPERTIES | svg_support("drawn_properties")
_HARMLESS = svg_support("harmless_properties")

# Values that leave a property as it is without them.
_INITIAL = re.compile(
    r"\s*(none|normal|auto|initial|unset|0(px|s|%)?|1|static|visible|baseline|scale|srgb|accumulate|medium|start|left|"
    r"match-source|view-box|border-box|solid|inherit|transparent|scroll|repeat|running|luminance|all 0s.*|100%)\s*",
    re.IGNORECASE,
)
# A plain number or percentage as in CSS Color 3. Possessive (++, *+): a value of a megabyte is read in one go.
_NUM = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:e[+-]?\d++)?+"
_N = rf"\s*+{_NUM}\s*+"
_P = rf"{_N}%\s*+"
_HUE = rf"{_N}(?:deg|rad|grad|turn)?+\s*+"
_SPACED_HUE = rf"\s*+{_NUM}(?:\s*+(?:deg|rad|grad|turn)\s++|\s++)"
_DRAWN_COLOR = re.compile(
    rf"#(?:[0-9a-f]{{3}}|[0-9a-f]{{4}}|[0-9a-f]{{6}}|[0-9a-f]{{8}})"
    rf"|rgba?\(({_N},{_N},{_N}|{_P},{_P},{_P})(,{_N})?\)"
    rf"|rgba?\((\s*+{_NUM}\s++{_NUM}\s++{_N}|{_N}%\s++{_NUM}\s*+%\s++{_NUM}\s*+%\s*+)(/{_N})?\)"
    rf"|hsla?\({_HUE},{_P},{_P}(,{_N}%?\s*+)?\)"
    rf"|hsla?\({_SPACED_HUE}{_NUM}\s*+%\s++{_NUM}\s*+%\s*+(/{_N}%?\s*+)?\)",
    re.IGNORECASE,
)
_PAINT_WORDS = frozenset({"none", "inherit", "currentColor", "context-fill", "context-stroke"})
_OWN_URL = re.compile(r"url\(\s*+(['\"]?)#([^'\")]*+)\1\s*+\)")
_ANY_URL = re.compile(r"url\(\s*+(['\"]?)(?!#)([^'\")]*+)\1\s*+\)")
_CALCULATION = re.compile(r"(?<![\w-])(calc|min|max|clamp|env|attr|if|round|mod|rem|abs|sign|sin|cos)\(", re.IGNORECASE)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)", re.IGNORECASE)
_ODD_UNIT = re.compile(
    r"(?<![\w#.-])[+-]?(?:\d++\.?\d*+|\.\d++)(rem|ch|vw|vh|vmin|vmax|vi|vb|[sld]v[whib]|Q|q|lh|rlh|cap|ic|cq\w+)\b"
)
_FONT_UNIT = re.compile(r"(?<![\w#.-])[+-]?(?:\d++\.?\d*+|\.\d++)(em|ex)\b")
# CSS Color 4 and 5.
_LATER_COLOR = re.compile(r"(?<![\w-])(oklch|oklab|lch|lab|hwb|color|color-mix|light-dark)\(", re.IGNORECASE)
_FILTER_NAMES = "blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia"
_FILTER_FUNCTION = re.compile(rf"\s*((?:{_FILTER_NAMES})\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)\s*+)++")
_URL_ONLY = re.compile(r"\s*(none|inherit|initial|url\([^()]*\))\s*", re.IGNORECASE)
# Media that a picture on the screen of a light page is not.
_OTHER_MEDIUM = re.compile(
    r"\s*(?:only\s+)?(?:(?:screen|all)\s+and\s+)?(?:print|speech|\(\s*prefers-color-scheme\s*:\s*dark\s*\)|"
    r"\(\s*prefers-reduced-motion(?:\s*:\s*reduce)?\s*\)|\(\s*forced-colors\s*:\s*active\s*\)|"
    r"\(\s*prefers-contrast\s*:\s*(?:more|less|custom)\s*\))\s*",
    re.IGNORECASE,
)


# The parser of CSS cannot read numbers that Python cannot.
_LONG_NUMBER = re.compile(r"\d{1000}")


def find_value_faults(name: str, value: str, place: SvgPlace) -> Iterator[SvgFault]:
    """Yield what is not drawn of the value of a property or a presentation attribute."""
    if found := _VARIABLE.search(value):
        yield SvgFault(f"a CSS variable, var({found[1]})", PLAIN_CURE, place)
        return
    if found := _CALCULATION.search(value):
        yield SvgFault(f"the CSS function {found[1].lower()}()", PLAIN_CURE, place)
        return
    if (found := _ANY_URL.search(value)) and not found[2].strip().startswith(("#", "data:")):
        yield SvgFault(f"a part of another file ({found[2].strip()!r}), never loaded", INSIDE_CURE, place)
    if name in COLOR_PROPERTIES and (color := _undrawn_color(value)) is not None:
        yield SvgFault(color, PLAIN_CURE, place)
    elif name in LENGTH_PROPERTIES and (unit := _ODD_UNIT.search(value)):
        yield SvgFault(f"a length in the unit {unit[1]}", PLAIN_CURE, place)
    elif name in {"clip-path", "mask"} and not _URL_ONLY.fullmatch(value):
        yield SvgFault(f"{name}: {_shorten(value)}, which is more than a url(#...)", PLAIN_CURE, place)
    elif (name == "filter" and (_ODD_UNIT.search(value) or _FONT_UNIT.search(value) or _LATER_COLOR.search(value))) or (
        name == "filter" and not (_URL_ONLY.fullmatch(value) or _FILTER_FUNCTION.fullmatch(value))
    ):
        yield SvgFault(f"the filter {_shorten(value)}", PLAIN_CURE, place)
    elif name == "mix-blend-mode" and value.strip().lower() not in svg_support("blend_modes"):
        yield SvgFault(f"the blend mode {_shorten(value)}", PLAIN_CURE, place)


def find_font_units(value: str) -> str | None:
    """Return the unit of a length that depends on the size of the font, if it has one."""
    found = _FONT_UNIT.search(value)
    return found[1] if found else None


def own_references(value: str) -> list[str]:
    """Return the ids that a value takes from the same file by url(#id)."""
    return [found[2].strip() for found in _OWN_URL.finditer(value)]


def _undrawn_color(value: str) -> str | None:
    """Say what is wrong with a colour; None if it is drawn."""
    plain = _OWN_URL.sub(" ", value).replace("!important", "").strip()
    url_given = plain != value.replace("!important", "").strip()
    if (
        plain in _PAINT_WORDS
        or plain.lower() in svg_support("colour_names")
        or _DRAWN_COLOR.fullmatch(plain)
        or (url_given and not plain)
    ):
        return None
    if "url(" in plain:
        return None  # named as a part of another file
    if found := re.match(r"([\w-]+)\(", plain):
        known = found[1].lower() in {"rgb", "rgba", "hsl", "hsla"}
        return f"a colour written as {_shorten(plain)}" if known else f"a colour written as {found[1].lower()}()"
    return f"a colour written as {_shorten(plain)!r}"


def _shorten(value: str, most: int = 40) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


class StyleSheet:
    """A style element's text: its faults, and what its rules say about fonts, references and hidden shapes."""

    def __init__(self, css: str, place: SvgPlace, *, copies: bool) -> None:
        """Read a style sheet that starts at *place*; *copies* tells whether the SVG copies shapes with `use`."""
        self.faults: list[SvgFault] = []
        self.text_faults: list[SvgFault] = []
        self.declared: list[tuple[str, str, SvgPlace]] = []
        self.hidden: set[str] = set()
        self.font_faces: list[SvgPlace] = []
        self._start = place
        self._copies = copies
        if "\\" in css:
            self.faults.append(SvgFault("an escape (\\) in a style sheet", PLAIN_CURE, place))
        if _LONG_NUMBER.search(css):
            self.faults.append(SvgFault("a number of more than a thousand digits", PLAIN_CURE, place))
            return
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
            self._read_rule(rule)

    def _place(self, node: ast.Node) -> SvgPlace:
        line, column = node.source_line, node.source_column
        return SvgPlace(self._start.line + line - 1, column if line > 1 else self._start.column + column - 1)

    def _read_rule(self, rule: ast.Node) -> None:
        place = self._place(rule)
        if rule.type == "at-rule":
            self._read_at_rule(rule, place)
        elif rule.type == "qualified-rule":
            # A rule of variables alone, as for :root, is named by them.
            if any(not name.startswith("--") for name in self._read_block(rule, place)):
                self._read_selectors(rule.prelude, place)
        elif rule.type == "error":
            self.faults.append(SvgFault(f"a style rule that cannot be read ({rule.message})", PLAIN_CURE, place))

    def _read_at_rule(self, rule: ast.Node, place: SvgPlace) -> None:
        name, prelude = rule.lower_at_keyword, tinycss2.serialize(rule.prelude).strip()
        if name == "import":
            self.faults.append(SvgFault("an external style sheet (@import)", PLAIN_CURE, place))
        elif name == "font-face":
            self.font_faces.append(place)
        elif name == "media" and all(_OTHER_MEDIUM.fullmatch(one) for one in prelude.split(",")):
            return
        elif name not in svg_support("silent_rules"):
            self.faults.append(SvgFault(f"style rules in @{name} {_shorten(prelude)}".rstrip(), PLAIN_CURE, place))

    def _read_block(self, rule: ast.Node, place: SvgPlace) -> list[str]:
        """Read the inside of a rule; return the names of its properties."""
        inside = [node for node in rule.content if node.type not in {"whitespace", "comment"}]
        if inside and inside[0].type == "literal" and inside[0].value == ";":
            self.faults.append(SvgFault("a style rule that begins with ';'", PLAIN_CURE, place))
        nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        selector = tinycss2.serialize(rule.prelude).strip()
        for node in nodes:
            if node.type in {"qualified-rule", "at-rule"}:
                self.faults.append(
                    SvgFault(f"style rules nested in {_shorten(selector)!r}", PLAIN_CURE, self._place(node))
                )
            elif node.type == "declaration":
                self._read_declaration(node, selector)
            elif node.type == "error":
                self.faults.append(SvgFault("a style that cannot be read", PLAIN_CURE, self._place(node)))
        return [node.name for node in nodes if node.type == "declaration"]

    def _read_declaration(self, node: ast.Node, selector: str) -> None:
        value = tinycss2.serialize(node.value).strip()
        faults = list(find_declaration_faults(node.name, value, self._place(node)))
        (self.text_faults if node.lower_name in TEXT_PROPERTIES else self.faults).extend(faults)
        self.declared.append((node.lower_name, value, self._place(node)))
        if (node.lower_name, value) in {("display", "none"), ("visibility", "hidden"), ("opacity", "0")}:
            self.hidden.update(one.strip() for one in selector.split(","))

    def _read_selectors(self, prelude: Sequence[ast.Node], place: SvgPlace) -> None:
        text = tinycss2.serialize(prelude).strip()
        trouble = _selector_trouble(prelude, text)
        if trouble is None and self._copies and _depends_on_place(prelude):
            trouble = "which a copy by use does not keep"
        if trouble is not None:
            self.faults.append(SvgFault(f"a style rule for {_shorten(text)!r}, {trouble}", PLAIN_CURE, place))


def _depends_on_place(prelude: Sequence[ast.Node]) -> bool:
    """Return whether a selector asks where its element stands, which may differ for a copy."""
    plain = [node for node in prelude if node.type != "comment"]
    while plain and plain[-1].type == "whitespace":
        plain.pop()
    for index, node in enumerate(plain):
        if node.type == "literal" and node.value in {">", "+"}:
            return True
        if node.type == "ident" and node.lower_value == "first-child":
            return True
        before = plain[index - 1] if index else None
        if node.type == "whitespace" and before is not None and not (before.type == "literal" and before.value == ","):
            after = plain[index + 1]
            if not (after.type == "literal" and after.value == ","):
                return True
    return False


def _selector_trouble(prelude: Sequence[ast.Node], text: str) -> str | None:
    if not text.isascii():
        return "whose name the renderer cannot read"
    colon = False
    for node in prelude:
        if colon and node.type == "ident" and node.lower_value not in {"first-child", *svg_support("idle_states")}:
            return f"with :{node.value}, which is not understood"
        if node.type == "function":
            return f"with :{node.name}(), which is not understood"
        if node.type == "[] block" and not _plain_attribute(node.content):
            return "which is not understood"
        if node.type == "literal" and node.value in {"~", "|", "&"}:
            return f"with {node.value}, which is not understood"
        colon = node.type == "literal" and node.value == ":"
    return None


def _plain_attribute(content: Sequence[ast.Node]) -> bool:
    """Return whether an attribute selector asks for an attribute, a value or a word of it."""
    parts = [node for node in content if node.type not in {"whitespace", "comment"}]
    shape = [node.value if node.type == "literal" else node.type for node in parts]
    return len(shape) in {1, 3} and shape[0] == "ident" and shape[1:2] in ([], ["="], ["~="], ["|="])


def find_declaration_faults(name: str, value: str, place: SvgPlace) -> Iterator[SvgFault]:
    """Yield what is not drawn of a CSS declaration."""
    lower = name.lower()
    if lower.startswith("--"):
        yield SvgFault(f"a CSS variable ({name}), which spoils the rule it stands in", PLAIN_CURE, place)
        return
    if lower in _DRAWN and name != lower:
        yield SvgFault(f"the CSS property {name!r} in capitals", PLAIN_CURE, place)
    elif lower in _DRAWN:
        yield from find_value_faults(lower, value, place)
    elif lower in {"background", "background-color", "background-image"}:
        if not _INITIAL.fullmatch(value):
            yield SvgFault(f"a background ({_shorten(value)})", PLAIN_CURE, place)
    elif (
        lower in _HARMLESS
        or (lower.startswith("-") and not lower.startswith("-webkit-"))
        or (lower.startswith("-webkit-") and lower.removeprefix("-webkit-") in _HARMLESS | TEXT_PROPERTIES)
    ):
        return
    elif lower == "all" or not _INITIAL.fullmatch(value):
        yield SvgFault(f"the CSS property {lower} ({_shorten(value)})", PLAIN_CURE, place)


def has_style_errors(css: str) -> bool:
    """Return whether a style attribute has parts that are no declarations: the renderer stops at them."""
    if _LONG_NUMBER.search(css):
        return True
    nodes = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return css.lstrip().startswith(";") or any(node.type != "declaration" for node in nodes)


def read_declarations(css: str) -> list[tuple[str, str]]:
    """Return the properties and values of a style attribute; none of one that cannot be read."""
    if _LONG_NUMBER.search(css):
        return []
    nodes = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return [(node.name, tinycss2.serialize(node.value).strip()) for node in nodes if node.type == "declaration"]

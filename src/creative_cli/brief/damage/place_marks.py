"""Finds placeholders of other tools in a text: {0}, {{price}}, %s, ${name}, [[name]] and ICU messages.

The tool's own placeholders, such as {price}, are words in single braces; whether one of them exists is not asked here.
"""

import re
from collections.abc import Iterator

from creative_cli.brief.damage.damage_record import Damage, show_part

_OWN_NAME = re.compile(r"[A-Za-z_]\w*")

_MARKS = (
    re.compile(r"\{\{\{?\s*[^{}\n]{0,80}\s*\}\}\}?"),
    re.compile(r"\{\s*[\w.]+\s*,\s*(?:plural|select|selectordinal|number|date|time|choice)\b[^\n]*", re.IGNORECASE),
    re.compile(r"(?<!\{)\{\s*\d{1,3}(?:[,:][^{}\n]{0,40})?\s*\}(?!\})"),
    re.compile(r"(?<!\{)\{(?:[%$#@!/:?=][^{}\n]{0,80}|[^{}\n]{1,40}%)\}"),
    re.compile(r"[$#%@]\{[^{}\n]{0,80}\}|\$\(\w[^()\n]{0,40}\)|\$t\([^()\n]{0,60}\)"),
    re.compile(r"\[\[[^\[\]\n]{1,80}\]\]|\[%[^\[\]\n]{1,80}%\]|%%\[?[^%\n]{1,80}\]?%%"),
    re.compile(r"<<[^<>\n]{1,80}>>|<%[^<>\n]{0,80}%>"),
    re.compile(r"\*\|[^|\n]{1,60}\|\*|@@\w{2,40}@@|##\w{2,40}##|#[A-Z_]{4,40}#|\$[A-Z][A-Z_]{2,40}\$"),
    re.compile(r"(?<![\w%])%[A-Za-z][A-Za-z_]{2,40}%(?![\w%])|(?<!\w)__[A-Z][A-Z0-9_]{1,40}__(?!\w)"),
    # C, Python, Objective-C, PHP. A sign after a digit is a percentage.
    re.compile(
        r"(?<![0-9٠-٩A-Za-z_%])%(?:\d{1,2}\$)?(?:\.\d)?(?:l{0,2}[dsfu]|@)(?![0-9A-Za-z_%])|%\d{1,2}\$(?:\.\d)?[sdf@]|%d%%"
    ),
    re.compile(r"%\(\w{1,40}\)[sdf]?"),
)


def find_place_marks(text: str, own_figures: tuple[str, ...]) -> Iterator[Damage]:
    """Yield the placeholders of other tools; *own_figures* are the names that stand in single braces here."""
    ends = 0
    for start, found in sorted({(match.start(), match[0]) for one in _MARKS for match in one.finditer(text)}):
        if start < ends:
            continue
        ends = start + len(found)
        name = _OWN_NAME.search(found)
        known = name is not None and name[0].lower() in own_figures
        write = f"{{{name[0].lower()}}}" if known and name is not None else "what it stands for"
        yield Damage("placeholder", start, found, f"has the placeholder {show_part(found)}: write {write}.")

"""Writes XLIFF 2.1 (OASIS, 2018-02-13): one file per locale, with length limits, notes, glossary and protected text.

Length limits use the Size and Length Restriction module, in code points. Placeholders are `ph` elements with original
data, protected names are marked `translate="no"`. Statuses are segment states: draft `translated`, reviewed `reviewed`,
approved `final`; a draft marked for review has the sub-state `creative:marked`.
"""

import re
from collections import Counter
from collections.abc import Iterator

from creative_cli.brief.term import GlossaryTerm
from creative_cli.translation.exchange.sheet import SheetLine, TranslationSheet
from creative_cli.translation.exchange.xml_tree import escape_text, quote_attribute
from creative_cli.translation.request import PLACEHOLDER_PATTERN
from creative_cli.translation.segment import CopyStatus

SEGMENT_STATES = {CopyStatus.DRAFT: "translated", CopyStatus.REVIEWED: "reviewed", CopyStatus.APPROVED: "final"}

MARKED_STATE = "creative:marked"

XLIFF_NAMESPACES = (
    ("", "urn:oasis:names:tc:xliff:document:2.0"),
    (":slr", "urn:oasis:names:tc:xliff:sizerestriction:2.0"),
    (":gls", "urn:oasis:names:tc:xliff:glossary:2.0"),
)


def write_xliff(sheet: TranslationSheet) -> bytes:
    """Return the XLIFF 2.1 file of a sheet for one locale."""
    (locale,) = sheet.locales
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _root_element(sheet.source_language, locale),
        f'  <file id="copy" original={quote_attribute(sheet.campaign)}>',
        '    <slr:profiles generalProfile="xliff:codepoints"/>',
        *(part for line in sheet.lines for part in _unit_elements(line)),
        "  </file>",
        "</xliff>",
        "",
    ]
    return "\n".join(lines).encode()


def _root_element(source_language: str, locale: str) -> str:
    spaces = " ".join(f'xmlns{prefix}="{name}"' for prefix, name in XLIFF_NAMESPACES)
    return (
        f'<xliff version="2.1" {spaces} srcLang={quote_attribute(source_language)} trgLang={quote_attribute(locale)}>'
    )


def _unit_elements(line: SheetLine) -> Iterator[str]:
    restriction = quote_attribute(f"0,{line.most}")
    yield (
        f'    <unit id={quote_attribute(line.id)} name={quote_attribute(line.role.value)} canResegment="no"'
        f" slr:sizeRestriction={restriction}>"
    )
    yield from _glossary_elements(line.terms)
    yield "      <notes>"
    for about, says in line.notes:
        yield f"        <note category={quote_attribute(about)}>{escape_text(says)}</note>"
    yield "      </notes>"
    yield from _original_data(line.source)
    state = "initial" if line.status is None else SEGMENT_STATES[line.status]
    marked = f' subState="{MARKED_STATE}"' if line.marked and line.status is CopyStatus.DRAFT else ""
    yield f'      <segment state="{state}"{marked}>'
    yield f'        <source xml:space="preserve">{_inline_elements(line.source, line)}</source>'
    if line.target is not None:
        yield f'        <target xml:space="preserve">{_inline_elements(line.target, line)}</target>'
    yield "      </segment>"
    yield "    </unit>"


def _glossary_elements(terms: tuple[GlossaryTerm, ...]) -> Iterator[str]:
    if not terms:
        return
    yield "      <gls:glossary>"
    for term in terms:
        yield "        <gls:glossEntry>"
        yield f"          <gls:term>{escape_text(term.source)}</gls:term>"
        for form in term.approved or (term.source,):
            yield f"          <gls:translation>{escape_text(form)}</gls:translation>"
        if term.forbidden:
            yield f"          <gls:definition>Not: {escape_text(', '.join(term.forbidden))}</gls:definition>"
        yield "        </gls:glossEntry>"
    yield "      </gls:glossary>"


def _original_data(source: str) -> Iterator[str]:
    places = tuple(dict.fromkeys(PLACEHOLDER_PATTERN.findall(source)))
    if places:
        yield "      <originalData>"
        for number, place in enumerate(places, start=1):
            yield f'        <data id="d{number}">{escape_text(place)}</data>'
        yield "      </originalData>"


def _inline_elements(text: str, line: SheetLine) -> str:
    """Return *text* with placeholders and protected names as elements.

    A piece has the same id in source and target, in any order: tools pair them by id.
    """
    places = tuple(dict.fromkeys(PLACEHOLDER_PATTERN.findall(line.source)))
    pieces = _protected_pattern(line)
    numbers = {piece: number for number, piece in enumerate(_occurrences(pieces, line.source), start=1)}
    written: list[str] = []
    end = 0
    for match, occurrence in zip(pieces.finditer(text), _occurrences(pieces, text), strict=True):
        written.append(escape_text(text[end : match.start()]))
        end = match.end()
        number = numbers.setdefault(occurrence, len(numbers) + 1)
        if match[0] in places:
            data, shown = places.index(match[0]) + 1, quote_attribute(match[0])
            written.append(f'<ph id="i{number}" dataRef="d{data}" equiv={shown} disp={shown}/>')
        elif match[0] in line.keep:
            written.append(f'<mrk id="i{number}" type="term" translate="no">{escape_text(match[0])}</mrk>')
        else:
            written.append(escape_text(match[0]))
    written.append(escape_text(text[end:]))
    return "".join(written)


def _protected_pattern(line: SheetLine) -> re.Pattern[str]:
    names = sorted((re.escape(name) for name in line.keep), key=len, reverse=True)
    return re.compile("|".join((PLACEHOLDER_PATTERN.pattern, *names)))


def _occurrences(pieces: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    """Yield each piece of *text* with the number of its earlier occurrences."""
    seen: Counter[str] = Counter()
    for match in pieces.finditer(text):
        yield match[0], seen[match[0]]
        seen[match[0]] += 1

"""Writes XLIFF 2.1 (OASIS, 2018-02-13): one file per locale, with length limits, notes, glossary and protected text.

Length limits use the Size and Length Restriction module, in code points. Placeholders are `ph` elements with original
data, protected names are marked `translate="no"`. Statuses are segment states: draft `translated`, reviewed `reviewed`,
approved `final`; a draft marked for review has the sub-state `creative:marked`.
"""

from collections.abc import Iterator

from creative_cli.brief.term import GlossaryTerm
from creative_cli.translation.exchange.protected_pieces import ProtectedPiece, source_placeholders, split_pieces
from creative_cli.translation.exchange.sheet import SheetLine, TranslationSheet
from creative_cli.translation.exchange.xml_tree import escape_text, quote_attribute
from creative_cli.translation.segment import CopyStatus

SEGMENT_STATES = {CopyStatus.DRAFT: "translated", CopyStatus.REVIEWED: "reviewed", CopyStatus.APPROVED: "final"}

MARKED_STATE = "creative:marked"

XLIFF_NAMESPACES = (
    ("", "urn:oasis:names:tc:xliff:document:2.0"),
    (":slr", "urn:oasis:names:tc:xliff:sizerestriction:2.0"),
    (":gls", "urn:oasis:names:tc:xliff:glossary:2.0"),
)


def write_xliff(sheet: TranslationSheet, version: str) -> bytes:
    """Return the XLIFF 2.1 file of a sheet for one locale; it has no place for the *version* of this tool."""
    del version
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
        f' slr:sizeRestriction={restriction} xml:space="preserve">'
    )
    yield from _glossary_elements(line.terms)
    yield "      <notes>"
    for about, says in line.notes:
        yield f"        <note category={quote_attribute(about)}>{escape_text(says)}</note>"
    yield "      </notes>"
    yield from _original_data(line)
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


def _original_data(line: SheetLine) -> Iterator[str]:
    places = source_placeholders(line)
    if places:
        yield "      <originalData>"
        for number, place in enumerate(places, start=1):
            yield f'        <data id="d{number}">{escape_text(place)}</data>'
        yield "      </originalData>"


def _inline_elements(text: str, line: SheetLine) -> str:
    """Return *text* with placeholders and protected names as elements."""
    return "".join(map(_inline_element, split_pieces(text, line)))


def _inline_element(piece: str | ProtectedPiece) -> str:
    if isinstance(piece, str):
        return escape_text(piece)
    if not piece.place:
        return f'<mrk id="i{piece.number}" type="term" translate="no">{escape_text(piece.text)}</mrk>'
    shown = quote_attribute(piece.text)
    return f'<ph id="i{piece.number}" dataRef="d{piece.place}" equiv={shown} disp={shown}/>'

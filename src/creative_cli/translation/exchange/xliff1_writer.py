"""Writes XLIFF 1.2 (OASIS, 1 February 2008) for tools that do not read 2.1: one file per locale, strictly valid.

Placeholders are `x` elements with their text. Protected names are in notes, as OmegaT cuts a text where a protected
`mrk` begins. Statuses are states of targets: draft `translated`, marked for review `needs-review-translation`, reviewed
`signed-off`, approved `final`. A line without a translation has its source as its target, in the state
`needs-translation`. Length limits are in characters; notes and the glossary are notes.
"""

from collections.abc import Iterator

from creative_cli.translation.exchange.protected_pieces import ProtectedPiece, split_pieces
from creative_cli.translation.exchange.sheet import SheetLine, TranslationSheet
from creative_cli.translation.exchange.xliff_parts import XLIFF1_NAMESPACE
from creative_cli.translation.exchange.xml_tree import escape_text, quote_attribute
from creative_cli.translation.segment import CopyStatus

TARGET_STATES = {CopyStatus.DRAFT: "translated", CopyStatus.REVIEWED: "signed-off", CopyStatus.APPROVED: "final"}
MARKED_TARGET_STATE = "needs-review-translation"
UNTRANSLATED_TARGET_STATE = "needs-translation"


def write_xliff1(sheet: TranslationSheet, version: str) -> bytes:
    """Return the XLIFF 1.2 file of a sheet for one locale; *version* is that of this tool."""
    (locale,) = sheet.locales
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff version="1.2" xmlns="{XLIFF1_NAMESPACE}">',
        _file_element(sheet, locale),
        f'    <header><tool tool-id="creative" tool-name="creative" tool-version={quote_attribute(version)}/></header>',
        "    <body>",
        *(part for line in sheet.lines for part in _unit_elements(line)),
        "    </body>",
        "  </file>",
        "</xliff>",
        "",
    ]
    return "\n".join(lines).encode()


def _file_element(sheet: TranslationSheet, locale: str) -> str:
    languages = f"source-language={quote_attribute(sheet.source_language)} target-language={quote_attribute(locale)}"
    return f'  <file original={quote_attribute(sheet.campaign)} {languages} datatype="plaintext" tool-id="creative">'


def _unit_elements(line: SheetLine) -> Iterator[str]:
    approved = ' approved="yes"' if line.status is CopyStatus.APPROVED else ""
    yield (
        f"      <trans-unit id={quote_attribute(line.id)} resname={quote_attribute(line.role.value)}{approved}"
        f' size-unit="char" maxwidth="{line.most}" xml:space="preserve">'
    )
    yield f"        <source>{_inline_elements(line.source, line)}</source>"
    yield f'        <target state="{_target_state(line)}">{_inline_elements(_target_text(line), line)}</target>'
    for about, says in (*line.notes, *_rule_notes(line)):
        yield f"        <note from={quote_attribute(about)}>{escape_text(says)}</note>"
    yield "      </trans-unit>"


def _target_text(line: SheetLine) -> str:
    # OmegaT translates what it finds in the target, and sees no unit without one.
    return line.source if line.target is None else line.target


def _target_state(line: SheetLine) -> str:
    if line.status is None:
        return UNTRANSLATED_TARGET_STATE
    marked = line.marked and line.status is CopyStatus.DRAFT
    return MARKED_TARGET_STATE if marked else TARGET_STATES[line.status]


def _rule_notes(line: SheetLine) -> Iterator[tuple[str, str]]:
    if line.keep:
        yield "keep", f"Do not translate: {', '.join(line.keep)}."
    for term in line.terms:
        avoid = f"; not: {', '.join(term.forbidden)}" if term.forbidden else ""
        yield "glossary", f"{term.source}: {', '.join(term.approved or (term.source,))}{avoid}"


def _inline_elements(text: str, line: SheetLine) -> str:
    """Return *text* with placeholders and protected names as elements."""
    return "".join(map(_inline_element, split_pieces(text, line)))


def _inline_element(piece: str | ProtectedPiece) -> str:
    if isinstance(piece, str):
        return escape_text(piece)
    if not piece.place:
        return escape_text(piece.text)
    return f'<x id="{piece.number}" ctype="x-creative" equiv-text={quote_attribute(piece.text)}/>'

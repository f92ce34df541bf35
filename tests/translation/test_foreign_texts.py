"""The texts in files of other tools: segments, revisions, codes and sentences."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.models import Role
from creative_cli.translation.exchange.importing import ImportOutcome
from creative_cli.translation.exchange.segment_joining import JoinedSegment, join_segments
from creative_cli.translation.segment import CopyStatus
from tests.translation.foreign import CTA, SMALL, bring, desk_for, segment, tmx_pair, xliff_1, xliff_2

DRAFT = CopyStatus.DRAFT
SEG = '<mrk mtype="seg" mid="{}">{}</mrk>'
TWO = SEG.format(1, "Serve chilled.") + " " + SEG.format(2, "Please recycle.")
GOOD = "Gut gekühlt servieren. Bitte recyceln."


def segmented(target: str) -> str:
    """Return the inside of a unit of 1.2 whose source has two segments."""
    return f"<source>{SMALL}</source><seg-source>{TWO}</seg-source><target>{target}</target>"


@pytest.mark.parametrize(
    "inside",
    [
        segmented(SEG.format(1, "Gut gekühlt servieren.") + SEG.format(2, "Bitte recyceln.")),
        segmented(SEG.format(1, "Gut gekühlt servieren.") + "\n" + SEG.format(2, "Bitte recyceln.")),
        segmented('<g id="9">' + SEG.format(1, "Gut gekühlt servieren.") + "</g>" + SEG.format(2, "Bitte recyceln.")),
        segmented(GOOD),
    ],
)
def test_spaces_between_segments_come_from_the_source(tmp_path: Path, inside: str) -> None:
    """A tool that writes segments one after the other has not taken the space away."""
    desk, lines = desk_for(tmp_path, "DE")
    small = lines["de-DE", Role.DISCLAIMER]
    bring(desk, tmp_path, a_xlf=xliff_1(small.id, inside))

    assert " ".join(desk.lookup([small])[small.id].text.split()) == GOOD


@pytest.mark.parametrize(
    "inside",
    [
        segment("Serve chilled.", "Gut gekühlt servieren.")
        + "<ignorable><source> </source></ignorable>"
        + segment("Please recycle.", "Bitte recyceln."),
        segment("Serve chilled. ", "Gut gekühlt servieren.") + segment("Please recycle.", "Bitte recyceln."),
        segment("Serve chilled.", "Gut gekühlt servieren.") + segment(" Please recycle.", "Bitte recyceln."),
        segment("Serve chilled.", "Bitte recyceln.").replace("<target", '<target order="3"')
        + "<ignorable><source> </source></ignorable>"
        + segment("Please recycle.", "Gut gekühlt servieren.").replace("<target", '<target order="1"'),
    ],
)
def test_segments_of_xliff_2_are_joined_in_the_order_of_the_target(tmp_path: Path, inside: str) -> None:
    """Spaces are those of the source, in segments or between them, and the order is the translation's."""
    desk, lines = desk_for(tmp_path, "DE")
    small = lines["de-DE", Role.DISCLAIMER]
    (one,) = bring(desk, tmp_path, a_xlf=xliff_2(small.id, inside))

    assert one.outcome is ImportOutcome.KEPT, one.says
    assert desk.lookup([small])[small.id].text == GOOD


WORD = st.text("abcäöüß.!?", min_size=1, max_size=6)
GAP = st.sampled_from(["", " ", "\n", "  "])


@settings(deadline=None)
@given(st.lists(st.tuples(GAP, WORD, GAP, WORD), min_size=1, max_size=6))
def test_joining_adds_spaces_of_the_source_and_nothing_else(parts: list[tuple[str, str, str, str]]) -> None:
    """All words stand in their order, and where the source has a space between two, so has the translation."""
    segments = [JoinedSegment(lead + source + trail, target) for lead, source, trail, target in parts]
    joined = join_segments(segments)

    assert "".join(joined.split()) == "".join(target for *_, target in parts)
    place = 0
    for (_, _, trail, target), (lead, *_) in pairwise(parts):
        place = joined.index(target, place) + len(target)
        assert joined[place : place + 1].isspace() == bool(trail + lead)


def test_japanese_sentences_are_joined_without_a_space(tmp_path: Path) -> None:
    """The space of an English source is none of a Japanese text."""
    desk, lines = desk_for(tmp_path, "JP")
    small = lines["ja-JP", Role.DISCLAIMER]
    inside = segmented(SEG.format(1, "冷やしてどうぞ。") + SEG.format(2, "リサイクルしてね。"))
    bring(desk, tmp_path, a_xlf=xliff_1(small.id, inside, locale="ja"))

    assert desk.lookup([small])[small.id].text == "冷やしてどうぞ。リサイクルしてね。"


@pytest.mark.parametrize(
    "text",
    [
        xliff_1("{id}", segmented(SEG.format(1, "Gut gekühlt servieren.") + " " + SEG.format(2, "")), 'approved="yes"'),
        xliff_1("{id}", segmented(SEG.format(1, "Gut gekühlt servieren.")), 'approved="yes"'),
        xliff_1("{id}", segmented(SEG.format(1, " ") + SEG.format(2, "Bitte recyceln."))),
        xliff_2(
            "{id}",
            segment("Serve chilled. ", "Gut gekühlt servieren.", ' state="final"')
            + "<segment><source>Please recycle.</source></segment>",
        ),
        xliff_2(
            "{id}",
            segment("Serve chilled. ", "Gut gekühlt servieren.", ' state="final"')
            + segment("Please recycle.", " ", ' state="final"'),
        ),
    ],
)
def test_half_a_translation_is_none(tmp_path: Path, text: str) -> None:
    """A unit with an empty segment is refused, with the segment, whatever its stage."""
    desk, lines = desk_for(tmp_path, "DE")
    small = lines["de-DE", Role.DISCLAIMER]
    (one,) = bring(desk, tmp_path, a_xlf=text.replace("{id}", small.id))

    assert one.outcome is ImportOutcome.REFUSED
    assert "only partly translated" in one.says
    assert desk.history([small.id]) == ()


@pytest.mark.parametrize(
    "target",
    [
        '<mrk mtype="x-sdl-deleted">Heute </mrk><mrk mtype="x-sdl-added">Jetzt </mrk>probieren',
        '<mrk mtype="x-sdl-feedback-deleted">Heute</mrk><mrk mtype="x-sdl-feedback-added">Jetzt</mrk> probieren',
        "<mq:del>Heute</mq:del><mq:ins>Jetzt</mq:ins> probieren",
        "<w:del><w:delText>Heute</w:delText></w:del><w:ins>Jetzt</w:ins> probieren",
        '<mrk mtype="x-del">Heute <mrk mtype="x-added">nun</mrk></mrk><mrk mtype="x-inserted">Jetzt</mrk> probieren',
    ],
)
def test_deleted_revisions_are_dropped_and_added_ones_kept(tmp_path: Path, target: str) -> None:
    """Tracked changes are taken as accepted; as no person has accepted them, the line is a draft."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    inside = f'<source>{CTA}</source><target state="final">{target}</target>'
    (one,) = bring(desk, tmp_path, a_xlf=xliff_1(cta.id, inside, 'approved="yes"'))
    entry = desk.lookup([cta])[cta.id]

    assert (one.outcome, entry.text, entry.status) == (ImportOutcome.KEPT, "Jetzt probieren", DRAFT)
    assert "tracked changes" in one.says


def test_text_in_an_unknown_element_is_not_dropped_unseen(tmp_path: Path) -> None:
    """What cannot be told is refused by name."""
    desk, lines = desk_for(tmp_path, "DE")
    inside = f"<source>{CTA}</source><target>Jetzt <w:bookmark>heute</w:bookmark> probieren</target>"
    (one,) = bring(desk, tmp_path, a_xlf=xliff_1(lines["de-DE", Role.CTA].id, inside))

    assert one.outcome is ImportOutcome.REFUSED
    assert "<bookmark>" in one.says


def test_earlier_revisions_of_the_change_tracking_module_are_no_text(tmp_path: Path) -> None:
    """XLIFF 2 keeps them beside the text, which is the current one."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    track = (
        '<ctr:changeTrack xmlns:ctr="urn:oasis:names:tc:xliff:changetracking:2.1"><ctr:revisions appliesTo="target">'
        '<ctr:revision><ctr:item property="content">Heute</ctr:item></ctr:revision></ctr:revisions></ctr:changeTrack>'
    )
    bring(desk, tmp_path, a_xlf=xliff_2(cta.id, track + segment(CTA, "Jetzt probieren")))

    assert desk.lookup([cta])[cta.id].text == "Jetzt probieren"


def coded(code: str, before: str = "") -> tuple[str, str]:
    """Return the source and the translation of the body, with *code* in place of the price."""
    return f"Solara {before}cold brew: now {code}, 50% less sugar.", f"Solara Cold Brew: jetzt {code}, 50 %."


def coded_1(code: str, before: str = "") -> str:
    """Return them as XLIFF 1.2."""
    source, target = coded(code, before)
    return xliff_1("{id}", f"<source>{source}</source><target>{target}</target>")


@pytest.mark.parametrize(
    "text",
    [
        coded_1('<x id="1"/>'),
        coded_1('<ph id="1"/>', '<x id="7"/>'),
        coded_1('<ph id="1">[1]</ph>'),
        xliff_2("{id}", segment(*coded('<ph id="1"/>'))),
        tmx_pair(*coded('<ph x="1">&lt;x/&gt;</ph>'), "de"),
        tmx_pair(*coded("&lt;x0/&gt;"), "de"),
    ],
)
def test_codes_without_text_are_those_of_our_source(tmp_path: Path, text: str) -> None:
    """A tool that keeps only numbers of codes is read by where they stand in the source."""
    desk, lines = desk_for(tmp_path, "DE")
    body = lines["de-DE", Role.BODY]
    name = "a_tmx" if text.startswith("<tmx") else "a_xlf"
    (one,) = bring(desk, tmp_path, **{name: text.replace("{id}", body.id)})

    assert one.outcome is ImportOutcome.KEPT, one.says
    assert desk.lookup([body])[body.id].text == "Solara Cold Brew: jetzt {price}, 50 %."


def test_a_phrase_file_has_numbers_for_codes(tmp_path: Path) -> None:
    """They stand in the text, and each segment is a unit of its own."""
    desk, lines = desk_for(tmp_path, "DE")
    body = lines["de-DE", Role.BODY]
    source, target = coded("{1}")
    (one,) = bring(desk, tmp_path, a_mxliff=xliff_1("x:0", f"<source>{source}</source><target>{target}</target>"))

    assert one.outcome is ImportOutcome.KEPT, one.says
    assert desk.lookup([body])[body.id].text == "Solara Cold Brew: jetzt {price}, 50 %."


def test_a_code_of_nowhere_is_told(tmp_path: Path) -> None:
    """A translation has a code that its source does not have, and nothing says what it is."""
    desk, lines = desk_for(tmp_path, "DE")
    inside = f'<source>{CTA}</source><target>Jetzt <x id="5"/>probieren</target>'
    (one,) = bring(desk, tmp_path, a_xlf=xliff_1(lines["de-DE", Role.CTA].id, inside))

    assert "the code with the id '5' has no text" in one.says


@pytest.mark.parametrize(("unit", "resname"), [("id", "cta"), ("12", "id")])
def test_our_id_is_found_wherever_a_tool_keeps_it(tmp_path: Path, unit: str, resname: str) -> None:
    """Some tools number units and keep the id as the name of the resource; a unit may have lost its source."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    names = {"id": cta.id}
    text = xliff_1(
        names.get(unit, unit), "<target>Jetzt probieren</target>", f'resname="{names.get(resname, resname)}"'
    )
    (one,) = bring(desk, tmp_path, a_xlf=text)

    assert one.outcome is ImportOutcome.KEPT, one.says


def sentences(*pairs: tuple[str, str]) -> str:
    """Return a memory that divides at sentences."""
    units = "".join(
        f'<tu><tuv xml:lang="EN-US"><seg>{source}</seg></tuv><tuv xml:lang="DE-DE"><seg>{target}</seg></tuv></tu>'
        for source, target in pairs
    )
    return f'<tmx version="1.4"><header segtype="sentence" srclang="EN-US"/><body>{units}</body></tmx>'


def test_sentences_of_a_memory_are_joined_to_our_line(tmp_path: Path) -> None:
    """Whatever their order in the file, and with the spaces of our source."""
    desk, lines = desk_for(tmp_path, "DE")
    small = lines["de-DE", Role.DISCLAIMER]
    text = sentences(("Please recycle.", "Bitte recyceln."), ("Serve chilled.", "Gut gekühlt servieren."))
    (one,) = bring(desk, tmp_path, a_tmx=text)

    assert one.outcome is ImportOutcome.KEPT, one.says
    assert desk.lookup([small])[small.id].text == GOOD


def test_a_sentence_that_a_memory_lacks_is_named(tmp_path: Path) -> None:
    """Half of our line is not kept as the whole, and unknown units are reported."""
    desk, lines = desk_for(tmp_path, "DE")
    text = sentences(("Serve chilled.", "Gut gekühlt servieren."), ("Something else.", "Etwas anderes."))
    half, other = bring(desk, tmp_path, a_tmx=text)

    assert "no translation of 'Please recycle.'" in half.says
    assert "no brief has asked" in other.says
    assert desk.history([lines["de-DE", Role.DISCLAIMER].id]) == ()


def test_two_translations_of_a_sentence_are_not_guessed_at(tmp_path: Path) -> None:
    """Alternatives of a memory are reported; none is chosen."""
    desk, lines = desk_for(tmp_path, "DE")
    text = sentences(
        ("Please recycle.", "Bitte recyceln."), ("Serve chilled.", "Gekühlt."), ("Serve chilled.", "Kalt.")
    )
    (one,) = bring(desk, tmp_path, a_tmx=text)

    assert "different translations of 'Serve chilled.'" in one.says
    assert desk.history([lines["de-DE", Role.DISCLAIMER].id]) == ()

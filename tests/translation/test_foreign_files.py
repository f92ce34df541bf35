"""What files of other tools say of themselves: languages, stages, revisions, segments, and other files beside them."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.errors import BriefError
from creative_cli.models import Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file
from creative_cli.translation.exchange.importing import ImportedLine, ImportOutcome, import_translations
from creative_cli.translation.exchange.segment_joining import JoinedSegment, join_segments
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.segment import CopySegment, CopyStatus
from tests.translation.samples import asked, memory

CTA = "Taste it today"
SMALL = "Serve chilled. Please recycle."
TOOLS = (
    ' xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns:mq="MQXliff" xmlns:m="http://www.memsource.com/mxlf/2.0"'
    ' xmlns:w="urn:word" xmlns:its="http://www.w3.org/2005/11/its"'
)


def desk_for(folder: Path, *markets: object) -> tuple[TranslationMemory, dict[tuple[str, Role], CopySegment]]:
    """Return a memory that has noted a brief for *markets*, and its lines by locale and role."""
    requests = asked(markets=list(markets))
    desk = memory(folder)
    desk.record_requests(requests)
    return desk, {(one.locale.tag, line.role): line.segment for one in requests for line in one.lines}


def bring(desk: TranslationMemory, folder: Path, **files: str) -> tuple[ImportedLine, ...]:
    """Import files by their names, `_` for the dot."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(text, "utf-8")
        paths.append(path)
    return import_translations(desk, [(path.name, read_exchange_file(path)) for path in paths], check_copy)


def xliff_2(id_: str, inside: str, locale: str = "de-DE", source: str = "en") -> str:
    """Return an XLIFF 2.1 file with one unit."""
    return (
        f'<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"{TOOLS} srcLang="{source}"'
        f' trgLang="{locale}"><file id="f"><unit id="{id_}">{inside}</unit></file></xliff>'
    )


def xliff_1(id_: str, inside: str, unit: str = "", locale: str = "de-DE", source: str = "en") -> str:
    """Return an XLIFF 1.2 file with one unit."""
    return (
        f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"{TOOLS}><file original="x" datatype="x-x"'
        f' source-language="{source}" target-language="{locale}"><body><trans-unit id="{id_}" {unit}>{inside}'
        "</trans-unit></body></file></xliff>"
    )


def segment(source: str, target: str, extra: str = "") -> str:
    """Return a segment of XLIFF 2."""
    return f"<segment{extra}><source>{source}</source><target>{target}</target></segment>"


@pytest.mark.parametrize(
    ("market", "locale", "tags"),
    [
        ("DE", "de-DE", ["de", "DE_de", "de-DE-1996", "de_DE.UTF-8", "de_DE@euro", "1031", "0x0407", "German", "deu"]),
        ("IL", "he-IL", ["iw", "iw_IL", "he"]),
        ("ID", "id-ID", ["in", "in_ID"]),
        ("NO", "nb-NO", ["no", "no_NO", "nb", "no-bok"]),
        ("CN", "zh-Hans-CN", ["zh-CN", "zh", "zh-CHS", "zh_CN_#Hans", "cmn-Hans-CN", "zh-Hans", "2052"]),
        ("TW", "zh-Hant-TW", ["zh_TW", "zh-CHT", "zh-Hant", "cmn-Hant-TW"]),
        ("RS", "sr-Latn-RS", ["sr@latin", "sr_Latn_RS", "sh", "sr_RS@latin", "sr-SP-Latn", "sr-Latn-CS", "sr"]),
        ("MX", "es-MX", ["es-419", "es", "es_MX.ISO-8859-1", "es-LA"]),
        ("BR", "pt-BR", ["pt_BR.UTF-8", "pt", "PT-br"]),
        ({"country": "PH", "language": "fil"}, "fil-PH", ["tl", "tl_PH", "fil"]),
    ],
)
def test_a_language_is_resolved_as_in_a_brief(tmp_path: Path, market: object, locale: str, tags: list[str]) -> None:
    """Old codes, POSIX, Java, .NET and Windows: all say the same locale, in XLIFF 2.1, 1.2 and TMX."""
    desk, lines = desk_for(tmp_path, market)
    id_ = lines[locale, Role.CTA].id
    for tag in tags:
        (new,) = bring(desk, tmp_path, a_xlf=xliff_2(id_, segment(CTA, "Xyz abc"), tag))
        (old,) = bring(desk, tmp_path, b_xlf=xliff_1(id_, f"<source>{CTA}</source><target>Xyz abc</target>", "", tag))
        (pair,) = bring(desk, tmp_path, c_tmx=tmx_pair(CTA, "Xyz abc", tag))
        assert ImportOutcome.REFUSED not in {new.outcome, old.outcome, pair.outcome}, (
            tag,
            new.says,
            old.says,
            pair.says,
        )
        assert {new.locale, old.locale, pair.locale} == {locale}


def tmx_pair(source: str, target: str, tag: str, unit: str = "", variant: str = "") -> str:
    """Return a TMX file without ids of ours."""
    return (
        f'<tmx version="1.4"><header srclang="en-US"/><body><tu>{unit}<tuv xml:lang="en-US"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{tag}" {variant}><seg>{target}</seg></tuv></tu></body></tmx>'
    )


@pytest.mark.parametrize(
    ("locale", "tag", "says"),
    [
        ("de-DE", "de-AT", "for 'de-AT', but the line is for de-DE"),
        ("de-DE", "jp", "its language is ja"),
        ("de-DE", "x-none", "not a language"),
        ("de-DE", "mul", "not a language"),
        ("zh-Hant-TW", "zh-CN", "for zh-Hant-TW"),
        ("zh-Hant-TW", "zh", "for zh-Hant-TW"),
        ("zh-Hans-CN", "zh-HK", "for zh-Hans-CN"),
        ("sr-Latn-RS", "sr-Cyrl-RS", "for sr-Latn-RS"),
        ("pt-BR", "pt-PT", "for pt-BR"),
        ("es-ES", "es-419", "for es-ES"),
        ("nb-NO", "nn-NO", "for nb-NO"),
    ],
)
def test_a_file_for_another_market_is_refused_by_name(tmp_path: Path, locale: str, tag: str, says: str) -> None:
    """Nothing is guessed: another country's variety or another script is another translation."""
    desk, lines = desk_for(tmp_path, locale[-2:])
    (one,) = bring(
        desk, tmp_path, a_xlf=xliff_1(lines[locale, Role.CTA].id, f"<source>{CTA}</source><target>X</target>", "", tag)
    )

    assert one.outcome is ImportOutcome.REFUSED
    assert says in one.says


def test_a_language_that_may_be_two_markets_is_told(tmp_path: Path) -> None:
    """Without our ids, a memory for Spanish cannot say whether it is for Spain or for Mexico."""
    desk, _ = desk_for(tmp_path, "ES", "MX")
    (both,) = bring(desk, tmp_path, a_tmx=tmx_pair(CTA, "Pruébalo hoy", "es"))
    (one,) = bring(desk, tmp_path, a_tmx=tmx_pair(CTA, "Pruébalo hoy", "es-419"))

    assert both.outcome is ImportOutcome.REFUSED
    assert "'es', which may be es-ES or es-MX" in both.says
    assert (one.outcome, one.locale) == (ImportOutcome.KEPT, "es-MX")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("xliff_2", "from 'fr', but the line is in 'en'"),
        ("xliff_1", "from 'fr', but the line is in 'en'"),
        ("json", "from 'fr', but the line is in 'en'"),
        ("tmx", "no text in it"),
    ],
)
def test_a_file_from_another_language_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    """A translation from French is none of an English line, although its id is known."""
    desk, lines = desk_for(tmp_path, "DE")
    id_ = lines["de-DE", Role.CTA].id
    files = {
        "xliff_2": {"a_xlf": xliff_2(id_, segment(CTA, "Jetzt"), source="fr")},
        "xliff_1": {"a_xlf": xliff_1(id_, f"<source>{CTA}</source><target>Jetzt</target>", source="fr")},
        "json": {"a_json": json.dumps({"source_language": "fr", "lines": [{"id": id_, "target": "Jetzt"}]})},
        "tmx": {
            "a_tmx": tmx_pair(CTA, "Jetzt", "de")
            .replace('srclang="en-US"', 'srclang="fr"')
            .replace("<tu>", f'<tu tuid="{id_}">')
        },
    }
    (one,) = bring(desk, tmp_path, **files[text])

    assert one.outcome is ImportOutcome.REFUSED
    assert says in one.says


def test_a_line_in_another_language_than_its_file_is_refused(tmp_path: Path) -> None:
    """The file says German and the target French: one of them is wrong."""
    desk, lines = desk_for(tmp_path, "DE")
    inside = f'<source>{CTA}</source><target xml:lang="fr-FR">Goûtez</target>'
    (one,) = bring(desk, tmp_path, a_xlf=xliff_1(lines["de-DE", Role.CTA].id, inside))

    assert "'de-DE' by target-language, but this line for 'fr-FR'" in one.says


DRAFT, REVIEWED, APPROVED = CopyStatus


@pytest.mark.parametrize(
    ("unit", "target", "status"),
    [
        ("", "", DRAFT),
        ('approved="yes"', "", APPROVED),
        ('approved="yes"', 'state="final"', APPROVED),
        ('approved="no"', 'state="final"', DRAFT),
        ('approved="yes"', 'state="needs-review-l10n"', DRAFT),
        ('approved="yes"', 'state="translated"', DRAFT),
        ('approved="yes"', 'state="signed-off"', REVIEWED),
        ("", 'state="final" state-qualifier="leveraged-mt"', DRAFT),
        ("", 'state="final" state-qualifier="fuzzy-match"', DRAFT),
        ("", 'state="final" state-qualifier="x-neural-mt"', DRAFT),
        ("", 'state="final" state-qualifier="exact-match"', APPROVED),
        ("", 'state="x-reviewed"', REVIEWED),
        ("", 'state="new"', DRAFT),
        ('mq:status="ManuallyConfirmed"', 'state="final"', DRAFT),
        ('mq:status="Proofread"', "", REVIEWED),
        ('mq:status="MachineTranslated" approved="yes"', "", DRAFT),
        ('m:confirmed="0" approved="yes"', "", DRAFT),
        ('m:confirmed="1" approved="yes"', "", APPROVED),
        ('m:trans-origin="mt" approved="yes"', "", DRAFT),
    ],
)
def test_the_lower_of_two_statements_counts(tmp_path: Path, unit: str, target: str, status: CopyStatus) -> None:
    """Approval needs every statement of the file; a machine's work is never approved by its file."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    inside = f"<source>{CTA}</source><target {target}>Jetzt probieren</target>"
    bring(desk, tmp_path, a_xlf=xliff_1(cta.id, inside, unit))

    assert desk.lookup([cta])[cta.id].status is status


@pytest.mark.parametrize(
    ("definition", "status"),
    [
        ('conf="ApprovedSignOff"', APPROVED),
        ('conf="ApprovedTranslation"', REVIEWED),
        ('conf="Translated"', DRAFT),
        ('conf="ApprovedSignOff" origin="nmt"', DRAFT),
        ('conf="ApprovedSignOff" origin="tm" percent="85"', DRAFT),
        ('conf="ApprovedSignOff" origin="tm" percent="100"', APPROVED),
        ('conf="SomethingNew"', DRAFT),
    ],
)
def test_the_levels_of_sdl_are_understood(tmp_path: Path, definition: str, status: CopyStatus) -> None:
    """They are in definitions after the target, by segment."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    inside = (
        f'<source>{CTA}</source><seg-source><mrk mtype="seg" mid="1">{CTA}</mrk></seg-source><target><mrk mtype="seg"'
        f' mid="1">Jetzt probieren</mrk></target><sdl:seg-defs><sdl:seg id="1" {definition}/></sdl:seg-defs>'
    )
    bring(desk, tmp_path, a_sdlxliff=xliff_1(cta.id, inside))

    assert desk.lookup([cta])[cta.id].status is status


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        (' state="final"', APPROVED),
        (' state="final" subState="x:needs-review"', DRAFT),
        (' state="final" subState="x:mt"', DRAFT),
        (' state="reviewed" subState="x:final"', REVIEWED),
        (' state="final" subState="x:unknown"', APPROVED),
        (' state="initial"', DRAFT),
    ],
)
def test_a_sub_state_may_only_lower_a_state(tmp_path: Path, extra: str, status: CopyStatus) -> None:
    """XLIFF 2 has states, and tools refine them."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    bring(desk, tmp_path, a_xlf=xliff_2(cta.id, segment(CTA, "Jetzt probieren", extra)))

    assert desk.lookup([cta])[cta.id].status is status


@pytest.mark.parametrize(
    "text",
    [
        xliff_1("{id}", f"<source>{CTA}</source><target>Jetzt</target>", 'mq:status="Rejected"'),
        xliff_1("{id}", f'<source>{CTA}</source><target state-qualifier="rejected-grammar">Jetzt</target>'),
        xliff_1(
            "{id}",
            f"<source>{CTA}</source><target>Jetzt</target>"
            "<sdl:seg-defs><sdl:seg id='1' conf='RejectedSignOff'/></sdl:seg-defs>",
        ),
        xliff_2("{id}", segment(CTA, "Jetzt", ' state="final" subState="x:rejected"')),
    ],
)
def test_rejected_work_is_not_used(tmp_path: Path, text: str) -> None:
    """Not even as a draft, and whatever else the file says."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    (one,) = bring(desk, tmp_path, a_xlf=text.replace("{id}", cta.id))

    assert one.outcome is ImportOutcome.REFUSED
    assert "rejected" in one.says
    assert desk.history([cta.id]) == ()


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("final", APPROVED),
        ("Freigegeben", APPROVED),
        ("validé", APPROVED),
        ("signed-off", REVIEWED),
        ("Signed Off", REVIEWED),
        ("geprüft", REVIEWED),
        ("translated", DRAFT),
        ("needs review", DRAFT),
        ("NEEDS_REVIEW", DRAFT),
        ("à relire", DRAFT),
        ("done", DRAFT),
        ("to do", DRAFT),
        ("", DRAFT),
    ],
)
def test_the_words_people_write_in_a_sheet_are_understood(tmp_path: Path, word: str, status: CopyStatus) -> None:
    """A status column is filled by hand, in the language of who fills it."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    bring(desk, tmp_path, a_csv=f"id,target,status\n{cta.id},Jetzt probieren,{word}\n")

    assert desk.lookup([cta])[cta.id].status is status


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


def test_two_files_with_other_words_store_nothing(tmp_path: Path) -> None:
    """Both lines are named with their places, and a good line beside them waits."""
    desk, lines = desk_for(tmp_path, "DE")
    cta, headline = lines["de-DE", Role.CTA], lines["de-DE", Role.HEADLINE]
    first, second, good = bring(
        desk,
        tmp_path,
        a_csv=f"id,target\n{cta.id},Jetzt probieren\n",
        b_json=json.dumps(
            {"lines": [{"id": cta.id, "target": "Heute kosten"}, {"id": headline.id, "target": "Sommer"}]}
        ),
    )

    assert [one.outcome for one in (first, second, good)] == [ImportOutcome.REFUSED] * 2 + [ImportOutcome.HELD]
    assert "b.json:1:" in first.says
    assert f"a.csv:2:{len(cta.id) + 2}" in second.says
    assert desk.history([cta.id, headline.id]) == ()


def test_two_files_with_the_same_words_agree_on_the_lower_stage(tmp_path: Path) -> None:
    """A copy of the file that somebody has approved does not approve what the other calls a draft."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    bring(
        desk, tmp_path, a_csv=f"id,target,status\n{cta.id},Los,final\n", b_csv=f"id,target,status\n{cta.id},Los,draft\n"
    )

    assert {one.status for one in desk.history([cta.id])} == {DRAFT}


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("id,target\n{id},Gut gekühlt, bitte\n", (2, 39), "3 cells, but the header 2"),
        ("id;target\n{id};Gut; bitte\n", (2, 31), "3 cells, but the header 2"),
        ('id,target\n\n{id},"Gut\ngekühlt", bitte\n', (4, 10), "3 cells"),
        ("id,target,target\n{id},a,b\n", (1, 11), "second column 'target'"),
        ("id,target,status\n{id},Gut,purple\n", (2, 31), "'purple' is not known"),
    ],
)
def test_a_row_with_a_cell_too_many_is_refused_at_the_cell(
    tmp_path: Path, text: str, place: tuple[int, int], says: str
) -> None:
    """A text cut at an unquoted comma must not be half of itself."""
    path = tmp_path / "a.csv"
    path.write_text(text.replace("{id}", "c" + "0" * 24), "utf-8")
    with pytest.raises(BriefError) as caught:
        read_exchange_file(path)

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert says in problem.message


def test_the_rest_of_a_text_that_was_cut_at_its_line_break_is_told(tmp_path: Path) -> None:
    """A line break without quotes makes two rows of one."""
    path = tmp_path / "a.csv"
    path.write_text(f"id,locale,target\nc{'0' * 24},de-DE,Gut gekühlt.\nBitte recyceln.\n", "utf-8")
    with pytest.raises(BriefError, match="a line break in quotes") as caught:
        read_exchange_file(path)

    assert [(one.line, one.column) for one in caught.value.problems] == [(3, 1)]


def test_a_phrase_file_has_numbers_for_codes(tmp_path: Path) -> None:
    """They stand in the text, and each segment is a unit of its own."""
    desk, lines = desk_for(tmp_path, "DE")
    body = lines["de-DE", Role.BODY]
    source, target = coded("{1}")
    (one,) = bring(desk, tmp_path, a_mxliff=xliff_1("x:0", f"<source>{source}</source><target>{target}</target>"))

    assert one.outcome is ImportOutcome.KEPT, one.says
    assert desk.lookup([body])[body.id].text == "Solara Cold Brew: jetzt {price}, 50 %."


def test_empty_cells_beyond_the_header_are_a_spreadsheets_way(tmp_path: Path) -> None:
    """Spreadsheets save as many cells as the widest row once had."""
    desk, lines = desk_for(tmp_path, "DE")
    (one,) = bring(desk, tmp_path, a_csv=f"id,target,,\n{lines['de-DE', Role.CTA].id},Jetzt probieren,,\n")

    assert one.outcome is ImportOutcome.KEPT


def test_json_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A number is not an empty translation."""
    path = tmp_path / "a.json"
    path.write_text('{"lines": [\n{"id": "c1", "target": 5}]}', "utf-8")
    with pytest.raises(BriefError, match="target must be text"):
        read_exchange_file(path)


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
    """Half of our line is not kept as the whole, and unknown units are told."""
    desk, lines = desk_for(tmp_path, "DE")
    text = sentences(("Serve chilled.", "Gut gekühlt servieren."), ("Something else.", "Etwas anderes."))
    half, other = bring(desk, tmp_path, a_tmx=text)

    assert "no translation of 'Please recycle.'" in half.says
    assert "no brief has asked" in other.says
    assert desk.history([lines["de-DE", Role.DISCLAIMER].id]) == ()


def test_two_translations_of_a_sentence_are_not_guessed_at(tmp_path: Path) -> None:
    """Alternatives of a memory are told; none is chosen."""
    desk, lines = desk_for(tmp_path, "DE")
    text = sentences(
        ("Please recycle.", "Bitte recyceln."), ("Serve chilled.", "Gekühlt."), ("Serve chilled.", "Kalt.")
    )
    (one,) = bring(desk, tmp_path, a_tmx=text)

    assert "different translations of 'Serve chilled.'" in one.says
    assert desk.history([lines["de-DE", Role.DISCLAIMER].id]) == ()


@pytest.mark.parametrize(
    ("unit", "variant", "status"),
    [
        ('<prop type="x-creative-status">approved</prop>', "", APPROVED),
        ('<prop type="x-ConfirmationLevel:SingleString">ApprovedSignOff</prop>', "", APPROVED),
        ('<prop type="x-creative-status">approved</prop>', 'creationid="MT!"', DRAFT),
        ('<prop type="x-status">approved</prop><prop type="x-origin">nmt</prop>', "", DRAFT),
    ],
)
def test_the_stages_of_a_memory_are_understood(tmp_path: Path, unit: str, variant: str, status: CopyStatus) -> None:
    """Properties say the level, and creators say whether they are machines."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    bring(desk, tmp_path, a_tmx=tmx_pair(CTA, "Jetzt probieren", "de", unit, variant))

    assert desk.lookup([cta])[cta.id].status is status


def test_a_target_that_is_still_the_source_is_no_translation(tmp_path: Path) -> None:
    """Many tools fill targets with sources first, and say so in the state."""
    desk, lines = desk_for(tmp_path, "DE")
    id_ = lines["de-DE", Role.CTA].id
    inside = f'<source>{CTA}</source><target state="needs-translation">{CTA}</target>'
    (old,) = bring(desk, tmp_path, a_xlf=xliff_1(id_, inside))
    (new,) = bring(desk, tmp_path, a_xlf=xliff_2(id_, segment(CTA, CTA)))

    assert (old.outcome, new.outcome) == (ImportOutcome.EMPTY, ImportOutcome.EMPTY)
    assert (old.says, "set the state" in new.says) == ("", True)


def test_every_cell_has_its_place(tmp_path: Path) -> None:
    """Findings are shown at the translation, in any format."""
    desk, lines = desk_for(tmp_path, "DE")
    id_ = lines["de-DE", Role.CTA].id
    bad = "Noch 50 Tage"
    (csv,) = bring(desk, tmp_path, a_csv=f'id,source,target\n{id_},"{CTA}","{bad}"\n')
    (old,) = bring(desk, tmp_path, b_xlf=xliff_1(id_, f"\n<source>{CTA}</source>\n  <target>{bad}</target>"))
    (new,) = bring(
        desk, tmp_path, c_xlf=xliff_2(id_, f"<segment><source>{CTA}</source>\n <target>{bad}</target></segment>")
    )

    assert (csv.line, csv.column) == (2, len(f'{id_},"{CTA}",') + 1)
    assert (old.line, old.column) == (3, 3)
    assert (new.line, new.column) == (2, 2)
    assert {one.outcome for one in (csv, old, new)} == {ImportOutcome.MARKED}

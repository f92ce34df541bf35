"""What files of other tools say of themselves: their languages and their stages."""

import json
from pathlib import Path

import pytest

from creative_cli.models import Role
from creative_cli.translation.exchange.importing import ImportOutcome
from creative_cli.translation.segment import CopyStatus
from tests.translation.foreign import CTA, bring, desk_for, segment, tmx_pair, xliff_1, xliff_2


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

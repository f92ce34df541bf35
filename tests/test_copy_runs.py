"""Whole runs whose words come from a translator, from translators' own tools, or from nobody yet."""

import json
from pathlib import Path
from typing import Any

import pytest
from translate.storage.xliff2 import Xliff2File

from tests.command import creative
from tests.loopback import Answer, Loopback, Seen
from tests.translation.samples import MARKETS, answered, content

pytestmark = pytest.mark.usefixtures("begun_index")

MESSAGE = {
    "headline": "Solara, poured over ice",
    "body": "Solara tea: now {price}, 50% less sugar.",
    "cta": "Taste it today",
}
WORDS = {
    "ja": ("Solara、氷の夏", "Solaraのお茶、いま{price}、糖分50%オフ。", "今日から味わう"),
    "ko": ("Solara, 얼음 위의 여름", "Solara 아이스티, 지금 {price}, 설탕 50% 감소.", "오늘 맛보세요"),
    "th": ("Solara เสิร์ฟบนน้ำแข็ง", "ชา Solara ตอนนี้ {price} น้ำตาลน้อยลง 50%", "ลองวันนี้"),
    "el": ("Solara πάνω σε πάγο", "Τσάι Solara: τώρα {price}, 50% λιγότερη ζάχαρη.", "Δοκιμάστε σήμερα"),
    "bg": ("Solara върху лед", "Чай Solara: сега {price}, 50% по-малко захар.", "Опитайте днес"),
    "uk": ("Solara на льоду", "Чай Solara: зараз {price}, на 50% менше цукру.", "Смакуйте"),
    "ar": ("Solara على الثلج", "شاي Solara: الآن {price}، سكر أقل بنسبة 50%.", "تذوقه اليوم"),
    "de": ("Solara auf Eis", "Solara-Tee: jetzt {price}, 50\u00a0% weniger Zucker.", "Heute probieren"),
    "fr": ("Solara sur glace", "Thé Solara\u00a0: maintenant {price}, 50\u00a0% de sucre en moins.", "Goûtez-le"),
    "es": ("Solara con hielo", "Té Solara: ahora {price}, con un 50\u00a0% menos de azúcar.", "Pruébalo hoy"),
    "it": ("Solara con ghiaccio", "Tè Solara: ora {price}, con il 50% di zucchero in meno.", "Assaggialo oggi"),
    "pt": ("Solara com gelo", "Chá Solara: agora {price}, com 50% menos açúcar.", "Prove hoje"),
    "nl": ("Solara met ijs", "Solara-thee: nu {price}, met 50% minder suiker.", "Proef het vandaag"),
    "pl": ("Solara na lodzie", "Herbata Solara: teraz {price}, o 50% mniej cukru.", "Spróbuj dziś"),
    "sv": ("Solara på is", "Solara-te: nu {price}, med 50\u00a0% mindre socker.", "Smaka i dag"),
    "da": ("Solara på is", "Solara-te: nu {price}, med 50\u00a0% mindre sukker.", "Smag i dag"),
    "nb": ("Solara på is", "Solara-te: nå {price}, med 50\u00a0% mindre sukker.", "Smak i dag"),
    "fi": ("Solara jäillä", "Solara-tee: nyt {price}, 50\u00a0% vähemmän sokeria.", "Maista tänään"),
    "cs": ("Solara na ledu", "Čaj Solara: nyní {price}, o 50\u00a0% méně cukru.", "Ochutnejte dnes"),
    "sk": ("Solara na ľade", "Čaj Solara: teraz {price}, o 50\u00a0% menej cukru.", "Ochutnajte dnes"),
    "hu": ("Solara jégen", "Solara tea: most {price}, 50%-kal kevesebb cukorral.", "Kóstolja meg ma"),
    "ro": ("Solara pe gheață", "Ceai Solara: acum {price}, cu 50% mai puțin zahăr.", "Gustă astăzi"),
    "hr": ("Solara na ledu", "Čaj Solara: sada {price}, 50\u00a0% manje šećera.", "Kušaj danas"),
    "sl": ("Solara na ledu", "Čaj Solara: zdaj {price}, 50\u00a0% manj sladkorja.", "Poskusi danes"),
    "et": ("Solara jääga", "Solara tee: nüüd {price}, 50% vähem suhkrut.", "Maitse täna"),
    "lv": ("Solara ar ledu", "Solara tēja: tagad {price}, par 50% mazāk cukura.", "Nogaršo šodien"),
    "lt": ("Solara su ledu", "Solara arbata: dabar {price}, 50\u00a0% mažiau cukraus.", "Ragauk šiandien"),
    "tr": ("Buzlu Solara", "Solara çayı: şimdi {price}, %50 daha az şeker.", "Bugün tadın"),
    "vi": ("Solara với đá", "Trà Solara: giờ chỉ {price}, ít hơn 50% đường.", "Thử ngay hôm nay"),
    "id": ("Solara dengan es", "Teh Solara: kini {price}, gula berkurang 50%.", "Cicipi hari ini"),
}
LATIN = ("Solara sur glace", "Solara cha: nunc {price}, 50% minus sacchari.", "Gusta hodie")


def brief(markets: list[str], **changes: Any) -> dict[str, Any]:
    """Return a brief in English whose markets have no copy."""
    return {
        "schema": 1,
        "campaign": "worded",
        "brand": {"name": "Solara", "colors": {"primary": "#0F5C63"}},
        "message": MESSAGE,
        "offer": {"price": 3},
        "products": [{"id": "tea", "name": "Solara Iced Tea"}],
        "markets": markets,
        "ratios": ["1:1"],
        **changes,
    }


def translated(seen: Seen) -> Answer:
    """Answer in the script of the locale that is asked for."""
    language = content(seen)["locale"]["tag"].split("-")[0]
    return answered(seen, dict(zip(MESSAGE, WORDS.get(language, LATIN), strict=True)))


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """Return a translator over the loopback server; pictures are the studio's."""
    server = Loopback()
    server.answer = translated
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    return server


def run(*arguments: str) -> dict[str, Any]:
    """Run the brief in the folder with the studio's pictures and return what `--json` says."""
    result = creative("run", "brief.json", "--provider", "studio", "--json", *arguments)
    assert result.stdout, result.stderr
    return dict(json.loads(result.stdout)["runs"][0])


@pytest.mark.slow
def test_twenty_five_locales_are_twenty_five_calls_and_then_none(office: Loopback) -> None:
    """Each locale is asked for once with all its roles; the second run asks nobody and changes nothing."""
    Path("brief.json").write_text(json.dumps(brief(MARKETS, ratios=["300x250"])), "utf-8")
    with office:
        first = run()
        asked = [content(seen) for seen in office.requests]
        again = run()

    assert first["exit_code"] == 0, first["failures"] + [
        (a["locale"], f["message"]) for a in first["assets"] for f in a["findings"] if f["status"] in ("FAIL", "ERROR")
    ]
    assert len(asked) == len({one["locale"]["tag"] for one in asked}) == 25
    assert all(set(one["lines"]) == set(MESSAGE) for one in asked)
    assert len(office.requests) == 25
    assert (again["exit_code"], again["made"], again["unchanged"]) == (0, 0, 25)
    sources = {asset["locale"]: asset["copy_source"] for asset in first["assets"]}
    assert set(sources.values()) == {"translated"}


@pytest.mark.parametrize(
    ("headline", "body", "check", "roles"),
    [
        ("Sommer auf Eis", "Kalter Tee: jetzt {price}, 50 % weniger Zucker.", "kept_terms", {"headline", "body"}),
        ("Solara auf Eis", "Solara Tee: jetzt {price}, 15 % weniger Zucker.", "same_numbers", {"body"}),
        ("Solara на льду", "Solara чай: сейчас {price}, на 50 % меньше сахара.", "right_script", {"headline", "body"}),
    ],
)
def test_a_bad_translation_is_asked_once_more_then_marked_and_the_run_ends_1(
    office: Loopback, headline: str, body: str, check: str, roles: set[str]
) -> None:
    """A lost brand, a changed number and a wrong script are caught: two calls, a FAIL finding, exit 1.

    The finding names the lines it is about, in the manifest too, and only those are marked for review.
    """
    Path("brief.json").write_text(json.dumps(brief(["DE"])), "utf-8")
    office.answer = lambda seen: answered(seen, dict(zip(MESSAGE, (headline, body, "Jetzt probieren"), strict=True)))
    with office:
        result = run()
        status = creative("copy", "status", "brief.json", "--json")

    failed = {
        (finding["check"], finding["role"])
        for asset in result["assets"]
        for finding in asset["findings"]
        if finding["status"] == "FAIL"
    }
    assert result["exit_code"] == 1
    assert failed == {(check, role) for role in roles}
    assert len(office.requests) == 2
    assert "refused" in content(office.requests[1])
    (german,) = (one for one in json.loads(status.stdout)["locales"] if one["locale"] == "de-DE")
    assert {line["role"] for line in german["lines"] if line["marked"]} == roles


def test_a_real_tools_xliff_is_what_the_pictures_carry() -> None:
    """Copy goes out as XLIFF 2.1, a translators' tool fills it in, and the manifest has every byte of it."""
    Path("brief.json").write_text(json.dumps(brief(["JP", "SA"])), "utf-8")
    out = creative("copy", "export", "brief.json", "--to", "out")
    texts = {"ja": WORDS["ja"], "ar": WORDS["ar"]}
    for path in Path("out").iterdir():
        store = Xliff2File.parsefile(str(path))  # type: ignore[no-untyped-call]  # the tool has no types
        words = texts[store.gettargetlanguage().split("-")[0]]
        for unit, role in zip(store.units, MESSAGE, strict=True):
            unit.rich_target = [[words[list(MESSAGE).index(role)]]] if "{" not in unit.source else unit.rich_source
            if "{" not in unit.source:
                unit.target = words[list(MESSAGE).index(role)]
        store.savefile(str(path))
    back = creative("copy", "import", *map(str, sorted(Path("out").iterdir())), "--status", "approved")

    assert (out.returncode, back.returncode) == (0, 0), back.stderr
    manifest = run()
    copies = {asset["locale"]: asset["copy"] for asset in manifest["assets"]}
    assert copies["ja-JP"]["headline"] == WORDS["ja"][0]
    assert copies["ar-SA"]["cta"] == WORDS["ar"][2]


def test_nobody_to_translate_stops_before_any_picture_with_every_locale_and_way_out() -> None:
    """Without a translator the brief is refused: all locales on their lines, three ways out, no file."""
    Path("brief.json").write_text(json.dumps(brief(["US", "DE", "JP"])), "utf-8")
    result = creative("run", "brief.json")

    assert result.returncode == 2
    assert all(word in result.stderr for word in ("de-DE", "ja-JP", "OPENAI_API_KEY", "copy import", "--pseudo"))
    assert "en-US" not in result.stderr
    assert not Path("outputs").exists() or not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.parametrize("kind", ["expand", "rtl", "cjk", "accent"])
def test_pseudo_copy_needs_no_key_and_stays_apart(kind: str) -> None:
    """Pseudo-copy fills every layout in a folder of its own; right-to-left sheets are mirrored, real ads untouched."""
    Path("brief.json").write_text(json.dumps(brief(["GB", "DE"])), "utf-8")
    result = creative("run", "brief.json", "--pseudo", kind, "--json", "--provider", "studio")
    (made,) = json.loads(result.stdout)["runs"]
    directions = {asset["direction"] for asset in made["assets"]}

    # Lengthened copy may run out of its place: that is what it is for.
    assert result.returncode in ((0, 1) if kind == "expand" else (0,)), result.stderr
    assert directions == {"rtl" if kind == "rtl" else "ltr"}
    assert made["made"] == 2
    assert list(Path("outputs").glob("*/manifest.json")) == [Path(f"outputs/worded-pseudo-{kind}/manifest.json")]


def test_unapproved_copy_can_be_refused(office: Loopback) -> None:
    """`--require-approved` makes nothing while a market's copy is a draft, and lets approved copy through."""
    Path("brief.json").write_text(json.dumps(brief(["JP"])), "utf-8")
    with office:
        run()
        refused = creative("run", "brief.json", "--require-approved", "--provider", "studio")
        creative("copy", "export", "brief.json", "--format", "json", "--to", "copy.json")
        creative("copy", "import", "copy.json", "--status", "approved")
        allowed = creative("run", "brief.json", "--require-approved", "--provider", "studio")

    assert refused.returncode == 1
    assert "ja-JP" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr


LONG = (
    "Solara, über Eis gegossen",
    "Solara Tee: jetzt {price}, 50 % weniger Zucker.",
    "Jetzt überall im Getränkemarkt mitnehmen und genießen",
)
"""German that no rule on characters refuses; the words of the button are too wide for a banner."""
SHORT = ("Solara auf Eis", "Solara Tee: jetzt {price}, 50 % weniger Zucker.", "Jetzt probieren")


def test_words_too_wide_for_a_format_are_asked_for_once_more_with_the_room_there_is(office: Loopback) -> None:
    """No limit of characters knows what fits: the type does, and a translator who is told leaves nothing to find."""
    Path("brief.json").write_text(json.dumps(brief(["DE"], ratios=["1:1", "970x250"])), "utf-8")
    office.answer = lambda seen: answered(seen, dict(zip(MESSAGE, SHORT if seen.number else LONG, strict=True)))
    with office:
        result = run()

    (reason,) = content(office.requests[1])["refused"]["reasons"]
    assert result["exit_code"] == 0
    found = [one for asset in result["assets"] for one in asset["findings"] if one["status"] not in {"PASS", "SKIP"}]
    assert {one["check"] for one in found} == {"product_shown"}
    assert (reason.split()[1], "1:1" in reason, "970x250" in reason) == ("cta", False, True)
    assert len(LONG[2]) > int(reason.split("about ")[1].split()[0]) >= len(SHORT[2])


def test_words_too_wide_twice_are_marked_and_found_in_each_ad_once(office: Loopback) -> None:
    """A button that needs more than its row is marked; its ads do not fail, as all of it is whole and readable."""
    Path("brief.json").write_text(json.dumps(brief(["DE"], ratios=["1:1", "970x250"])), "utf-8")
    office.answer = lambda seen: answered(seen, dict(zip(MESSAGE, LONG, strict=True)))
    with office:
        result = run()
        status = json.loads(creative("copy", "status", "brief.json", "--json").stdout)

    failed = {
        asset["ratio"]: [finding["check"] for finding in asset["findings"] if finding["status"] == "FAIL"]
        for asset in result["assets"]
    }
    assert len(office.requests) == 2
    assert result["exit_code"] == 0
    assert failed == {"1:1": [], "970x250": []}
    assert [line["role"] for line in status["locales"][0]["lines"] if line["marked"]] == ["cta"]


def test_a_mark_of_the_desk_is_a_finding_of_every_ad_until_the_copy_is_approved(office: Loopback) -> None:
    """A headline of an unlikely length fits everywhere, so only the desk knows: its word reaches every run."""
    office.answer = lambda seen: answered(seen, dict(zip(MESSAGE, ("Solara", *SHORT[1:]), strict=True)))
    message = {**MESSAGE, "headline": "Solara, poured over ice with all your friends"}
    Path("brief.json").write_text(json.dumps(brief(["DE"], message=message, ratios=["1:1", "16:9"])), "utf-8")
    with office:
        first, second = run(), run()
        creative("copy", "export", "brief.json", "--format", "json", "--to", "copy.json")
        creative("copy", "import", "copy.json", "--status", "approved")
        approved = run()

    marks = [
        [finding["code"] for finding in asset["findings"] if finding["check"] == "translation"]
        for result in (first, second, approved)
        for asset in result["assets"]
    ]
    assert marks == [["odd_length"]] * 4 + [[]] * 2
    assert [result["exit_code"] for result in (first, second, approved)] == [1, 1, 0]
    assert (second["unchanged"], approved["made"], len(office.requests)) == (2, 2, 2)


def test_validate_knows_what_the_memory_knows() -> None:
    """A brief without copy is refused; once its translation is in the memory, the same brief is fine."""
    Path("brief.json").write_text(json.dumps(brief(["JP"])), "utf-8")
    before = creative("validate", "brief.json")
    creative("copy", "export", "brief.json", "--format", "json", "--to", "copy.json")
    lines = json.loads(Path("copy.json").read_text("utf-8"))
    for one in lines["lines"]:
        one["target"] = WORDS["ja"][list(MESSAGE).index(one["role"])]
    Path("copy.json").write_text(json.dumps(lines), "utf-8")
    taken = creative("copy", "import", "copy.json")
    after = creative("validate", "brief.json")

    assert (before.returncode, taken.returncode, after.returncode) == (2, 0, 0), taken.stderr + after.stderr
    assert "ja-JP" in before.stderr


def test_an_export_from_before_a_change_is_told_to_be_stale() -> None:
    """Words for a source that has changed since are kept and told, and the command leaves with 1, twice the same."""
    Path("brief.json").write_text(json.dumps(brief(["JP"])), "utf-8")
    creative("copy", "export", "brief.json", "--format", "json", "--to", "copy.json")
    lines = json.loads(Path("copy.json").read_text("utf-8"))
    for one in lines["lines"]:
        one["target"] = WORDS["ja"][list(MESSAGE).index(one["role"])]
    Path("copy.json").write_text(json.dumps(lines), "utf-8")
    creative("copy", "import", "copy.json")
    changed = brief(["JP"], message={**MESSAGE, "headline": "Solara, colder than ever"})
    Path("brief.json").write_text(json.dumps(changed), "utf-8")
    creative("copy", "export", "brief.json", "--to", "again")
    late = [creative("copy", "import", "copy.json") for _ in range(2)]

    assert [one.returncode for one in late] == [1, 1]
    assert all("export it again" in one.stdout for one in late)

"""No ad swears, in disguise either."""

import re
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.profanity import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, said
from tests.parameters import walk_rows

FAIL = (Status.FAIL, "swearing")


@walk_rows(
    ("text", "tag"),
    [
        ("Shiitake, Scunthorpe and a classic cocktail", "en-GB"),
        ("Assess the bass, class", "en-US"),
        ("Model 5417 F-250", "en-US"),
        ("Slutspurt på allt", "sv-SE"),
        ("Kohlrabi, dick und saftig", "de-DE"),
        ("パチンコとファックスとジョコビッチ", "ja-JP"),
        ("他妈妈做的汤", "zh-Hans-CN"),
        ("보지 마세요, 먹어 보세요", "ko-KR"),
        ("ผู้เชี่ยวชาญ สวัสดี", "th-TH"),
        ("Μαλακτικό για μαλακά ρούχα", "el-GR"),
        ("Сучкорез и морозный день", "ru-RU"),
        ("Faszénen sült csirke", "hu-HU"),
        ("Uma cerveja gelada", "pt-PT"),
        ("Keksai su šokoladu", "lt-LT"),
        ("Sós, sås, jajko", "pl-PL"),
    ],
)
def test_ordinary_words_pass(text: str, tag: str) -> None:
    """Words that contain others, names, and numbers are no swearing."""
    assert said(CHECK, alone(text, tag)) == PASS


@walk_rows(
    ("text", "tag"),
    [
        ("What the fuck", "en-US"),
        ("No sh1t", "en-US"),
        ("No $hit, no sh!t", "en-US"),
        ("f u c k it", "en-US"),
        ("f.u.c.k it", "de-DE"),
        ("f*ck it", "fr-FR"),
        ("fuuuck it", "es-ES"),
        ("ｆｕｃｋ it", "ja-JP"),
        ("fuсk it", "en-US"),
        ("sh\u200bit happens", "en-US"),
        ("Sch31ße", "de-DE"),
        ("m€rde", "fr-FR"),
        ("k u r w a", "pl-PL"),
        ("kurwaaaa", "pl-PL"),
        ("Эта хyйня", "ru-RU"),
        ("6лядь", "ru-RU"),
        ("курва", "bg-BG"),
        ("傻·逼", "zh-Hans-CN"),
        ("씨.발", "ko-KR"),
        ("الشرموطة", "ar-SA"),
        ("चूतिया", "hi-IN"),
    ],
)
def test_swearing_fails_in_every_disguise(text: str, tag: str) -> None:
    """Digits, signs, other alphabets, widths, gaps and asterisks hide nothing."""
    assert FAIL in said(CHECK, alone(text, tag))


def test_a_name_that_the_brand_keeps_is_no_swearing() -> None:
    """A brand may have such a name, and says so."""
    assert said(CHECK, adapted("FCUK", "Neu von FUCK", "de-DE", keep=("FUCK",))) == PASS


def test_a_language_without_a_list_is_said() -> None:
    """Only English words are searched there."""
    assert said(CHECK, alone("Ti mea hou", "mi-NZ")) == [(Status.SKIP, "no_words")]


WORDS = tomllib.loads(
    (Path(__file__).parents[2] / "src" / "creative_cli" / "data" / "profanity.toml").read_text("utf-8")
)


def test_the_lists_cover_thirty_languages_and_more() -> None:
    """Each has words of its own."""
    assert len(WORDS["words"]) >= 45
    assert all(words for words in WORDS["words"].values())


@given(st.sampled_from([word for word in WORDS["everywhere"] if len(word.rstrip("*")) >= 4]), st.data())
def test_any_letter_may_be_disguised(word: str, data: st.DataObject) -> None:
    """Whatever sign stands for a letter, the word is found."""
    signs = {"a": "a4@а", "e": "e3е", "i": "i1!", "o": "o0о", "s": "s5$ѕ", "c": "cс", "t": "t7+", "u": "uυ"}
    plain = word.rstrip("*")
    hidden = "".join(data.draw(st.sampled_from(signs.get(letter, letter))) for letter in plain)

    if sum(map(str.isalpha, hidden)) * 2 >= len(hidden):
        assert FAIL in said(CHECK, alone(f"so {hidden} there"))
        assert re.sub(r"\s", "", plain)


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(alone("Assess the bass, class", "en-US"), alone("Shit happens", "en-GB"), "swearing")

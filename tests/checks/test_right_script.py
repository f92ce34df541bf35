"""Words are in the letters of their language."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.right_script import CHECK
from creative_cli.models import AdCopy, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, codes, said
from tests.parameters import walk_rows

ENGLISH = "Summer, poured over ice"


@walk_rows(
    ("text", "tag"),
    [
        ("Sommer, eiskalt eingeschenkt", "de-DE"),
        ("夏を、氷に注ごう。", "ja-JP"),
        ("限定発売", "ja-JP"),
        ("여름을 얼음 위에", "ko-KR"),
        ("把夏天倒在冰上", "zh-Hans-CN"),
        ("把夏天倒在冰塊上，沁涼登場", "zh-Hant-TW"),
        ("Leto, sipano preko leda", "sr-Latn-RS"),
        ("Лето, сипано преко леда", "sr-Cyrl-RS"),
        ("طعم الصيف على الثلج", "ar-SA"),
        ("Oʻzbek yozi muz ustida", "uz-Latn-UZ"),
        ("Solara: 夏を、氷に注ごう。", "ja-JP"),
        ("50 %", "ru-RU"),
    ],
)
def test_letters_of_the_language_pass(text: str, tag: str) -> None:
    """Names do not count, and short Japanese may be all kanji."""
    assert said(CHECK, adapted(ENGLISH, text, tag, keep=("Solara",))) == PASS


@walk_rows(
    ("text", "tag", "code"),
    [
        ("Sommer, eiskalt eingeschenkt", "ru-RU", "wrong_script"),
        ("Лето, сипано преко леда", "sr-Latn-RS", "wrong_script"),
        ("Leto, sipano preko leda", "sr-Cyrl-RS", "wrong_script"),
        ("把夏天倒在冰上，沁凉登场", "ja-JP", "wrong_script"),
        ("夏日限定新品登場", "ko-KR", "wrong_script"),
        ("夏を、氷に注ごう。", "zh-Hans-CN", "wrong_script"),
        ("把夏天倒在冰塊上，沁涼登場", "zh-Hans-CN", "wrong_chinese"),
        ("把夏天倒在冰块上，沁凉登场", "zh-Hant-TW", "wrong_chinese"),
        ("Sоmmer auf Еis mit Тее", "de-DE", "wrong_script"),
    ],
)
def test_letters_of_another_script_fail(text: str, tag: str, code: str) -> None:
    """Another alphabet, another Chinese, Chinese for Japanese, look-alike letters."""
    assert said(CHECK, adapted(ENGLISH, text, tag)) == [(Status.FAIL, code)]


def test_a_japanese_slogan_all_in_kanji_is_a_question() -> None:
    """It may be one; with a character Japan does not write it is Chinese."""
    assert said(CHECK, adapted(ENGLISH, "夏季限定新発売開始", "ja-JP")) == [(Status.WARN, "wrong_script")]
    assert said(CHECK, adapted(ENGLISH, "夏季限定新发売开始", "ja-JP")) == [(Status.FAIL, "wrong_script")]


def test_one_odd_character_is_a_question() -> None:
    """A single traditional character may be a name."""
    assert said(CHECK, adapted(ENGLISH, "把夏天倒在冰塊上", "zh-Hans-CN")) == [(Status.WARN, "wrong_chinese")]


def test_latin_in_another_script_is_a_question() -> None:
    """Loan words and slogans are printed in Latin from Seoul to Cairo; a person looks."""
    mixed = adapted(ENGLISH, "ICE TEA を飲もう、夏の海へ行こう", "ja-JP")
    slogan = adapted(
        AdCopy(ENGLISH, "Real peach"), AdCopy("Summer, on ice", "本物の桃のおいしさを、" * 8 + "どうぞ"), "ja-JP"
    )

    assert said(CHECK, mixed) == [(Status.WARN, "much_latin")]
    assert codes(CHECK, slogan) <= {"latin_line", "much_latin"}
    assert said(CHECK, slogan)[0][0] is Status.WARN


def test_a_script_we_have_no_table_of_is_skipped() -> None:
    """An unknown script is skipped."""
    assert said(CHECK, adapted(ENGLISH, "ꋍꀕꎭꃅ", "ii-CN")) == [(Status.SKIP, "unknown_script")]


def test_the_source_itself_is_not_compared() -> None:
    """The source copy is not checked."""
    assert said(CHECK, alone(ENGLISH)) == NOTHING_TO_COMPARE


@given(signs=st.text("0123456789 .,!?%€-–…", max_size=40))
def test_digits_and_marks_have_no_script(signs: str) -> None:
    """Adding figures and marks around a text never changes what is said of its letters."""
    plain = said(CHECK, adapted(ENGLISH, "Лето у чаши", "sr-Cyrl-RS"))

    assert said(CHECK, adapted(ENGLISH, f"{signs} Лето у чаши {signs}", "sr-Cyrl-RS")) == plain == PASS


def test_the_letters_of_addresses_and_tags_do_not_count() -> None:
    """A web address, a handle and a hashtag are Latin in every language."""
    text = "زوروا https://www.noravia.example/menu أو #NoraviaMoments مع @noravia_cups"
    assert said(CHECK, adapted("Visit us", text, "ar-SA")) == PASS


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted(ENGLISH, "Лето, сипано преко леда", "sr-Cyrl-RS"),
        adapted(ENGLISH, "Leto, sipano preko leda", "sr-Cyrl-RS"),
        "wrong_script",
    )

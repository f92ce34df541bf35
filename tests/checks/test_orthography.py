"""Words have the letters and marks of their locale."""

from dataclasses import replace

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.orthography import CHECK
from creative_cli.models import AdCopy, CopySource, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, said
from tests.parameters import walk_rows


@walk_rows(
    ("text", "tag"),
    [
        ("Grüsse aus Zürich", "de-CH"),
        ("Grüße aus Köln", "de-DE"),
        ("Manuel und das neue Blau", "de-DE"),
        ("Mùa hè mát lạnh trên đá mỗi ngày", "vi-VN"),
        ("Kem", "vi-VN"),
        ("Vara turnată peste gheață și mereu proaspătă", "ro-RO"),
        ("تابستان روی یخ", "fa-IR"),
        ("الصيف كله على الثلج", "ar-SA"),
        ("ΚΑΛΟΚΑΙΡΙ ΣΤΟΝ ΠΑΓΟ ΚΑΘΕ ΜΕΡΑ ΓΙΑ ΟΛΟΥΣ ΜΑΣ ΕΔΩ", "el-GR"),
        ("El año que viene", "es-ES"),
        ("Sommer på is", "da-DK"),
        ("夏を氷に注ごう", "ja-JP"),
    ],
)
def test_the_letters_of_the_locale_pass(text: str, tag: str) -> None:
    """Short lines may have no mark, and capitals of Greek have none."""
    assert said(CHECK, alone(text, tag)) == PASS


@walk_rows(
    ("text", "tag", "code"),
    [
        ("Grüße aus Zürich", "de-CH", "eszett"),
        ("Große Grüße", "de-LI", "eszett"),
        ("Fuer dich geoeffnet", "de-DE", "ascii_letters"),
        ("Mua he mat lanh tren da moi ngay cho moi nguoi", "vi-VN", "marks_lost"),
        ("Leto nalite na led a kazdy den cerstve z chladnicky pro vsechny doma", "cs-CZ", "marks_lost"),
        ("Το καλοκαιρι ερχεται στον παγο καθε μερα για ολους μας εδω", "el-GR", "marks_lost"),
        ("Vară şi gheaţă", "ro-RO", "cedilla"),
        ("تابستان روي يخ", "fa-IR", "arabic_letter"),
        ("الصیف کله على الثلج", "ar-SA", "persian_letter"),
        ("Ο ήλιοσ του καλοκαιριού", "el-GR", "last_sigma"),
        ("Feliz ano nuevo", "es-ES", "ascii_letters"),
        ("Sommer paa is", "da-DK", "ascii_letters"),
        ("Un coup de coeur", "fr-FR", "ligature"),
        ("对夏の特価", "ja-JP", "chinese_character"),
        ("שלומכ וחיוכ", "he-IL", "last_letter"),
    ],
)
def test_letters_of_a_keyboard_are_reported(text: str, tag: str, code: str) -> None:
    """What another country or an old program writes is asked about."""
    assert said(CHECK, alone(text, tag)) == [(Status.WARN, code)]


def test_short_lines_are_judged_together() -> None:
    """Three lines without a mark are as telling as a long one."""
    copy = AdCopy("Mua he mat lanh", body="Uong ngay hom nay", cta="Mua ngay nhe")
    assert said(CHECK, alone(copy, "vi-VN")) == [(Status.WARN, "marks_lost")]


def test_names_and_copy_that_is_not_written_do_not_count() -> None:
    """A name keeps its letters everywhere."""
    assert said(CHECK, adapted("Weiß", "Weiß aus Basel", "de-CH", keep=("Weiß",))) == PASS
    pseudo = alone("Große", "de-CH")
    pseudo = replace(pseudo, adaptation=replace(pseudo.adaptation, source=CopySource.PSEUDO))
    assert said(CHECK, pseudo) == [(Status.SKIP, "unwritten")]


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(alone("Grüsse aus Zürich", "de-CH"), alone("Grüße aus Zürich", "de-CH"), "eszett", Status.WARN)

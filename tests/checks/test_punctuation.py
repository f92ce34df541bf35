"""Marks, quotes and spaces are those of the language."""

from dataclasses import replace

import pytest

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.punctuation import CHECK
from creative_cli.models import AdCopy, CopySource, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, codes, said
from tests.parameters import walk_rows


@walk_rows(
    ("text", "tag"),
    [
        ("L’été, enfin\u202f!", "fr-FR"),
        ("L’été, enfin!", "fr-CA"),
        ("L’été\u00a0: «\u00a0enfin\u00a0»", "fr-FR"),
        ("L’été, enfin!", "fr-CH"),
        ("Rendez-vous à 10:30", "fr-FR"),
        ("¿Listo? ¡Ya!", "es-MX"),
        ("Er sagt „Sommer“.", "de-DE"),
        ("Er sagt »Sommer«.", "de-DE"),
        ("Er sagt «Sommer».", "de-CH"),
        ("Καλοκαίρι;", "el-GR"),
        ("صيف، وثلج؟", "ar-SA"),
        ("1,5 لتر", "ar-SA"),
        ("夏を、氷に注ごう。", "ja-JP"),
        ("2.5倍、1,000円", "ja-JP"),
        ("夏天，倒在冰上。", "zh-Hans-CN"),
        ("“Summer” is here, really.", "en-US"),
        ('Der 5"-Burger', "de-DE"),
    ],
)
def test_the_languages_own_marks_pass(text: str, tag: str) -> None:
    """Each language's typography, figures and times included."""
    assert said(CHECK, alone(text, tag)) == [(Status.PASS, "ok")]


@walk_rows(
    ("text", "tag", "code"),
    [
        ("L’été, enfin!", "fr-FR", "french_space"),
        ("L’été, enfin !", "fr-FR", "french_space"),
        ("L’été : enfin", "fr-CA", "french_space"),
        ("« Enfin »", "fr-FR", "french_space"),
        ("«Enfin»", "fr-FR", "french_space"),
        ('"Enfin"', "fr-FR", "quotes"),
        ("Listo?", "es-ES", "unpaired_mark"),
        ("¡Ya", "es-ES", "unpaired_mark"),
        ('Er sagt "Sommer".', "de-DE", "quotes"),
        ("Er sagt “Sommer”.", "de-AT", "quotes"),
        ("Καλοκαίρι?", "el-GR", "greek_question"),
        ("صيف, وثلج", "ar-SA", "arabic_mark"),
        ("صيف?", "fa-IR", "arabic_mark"),
        ("صيـــف", "ar-SA", "kashida"),
        ("ﾅﾂを氷に", "ja-JP", "half_width"),
        ("Ａ4とB5", "ja-JP", "mixed_width"),
        ("夏！氷!", "ja-JP", "mixed_width"),
        ("夏天,倒在冰上", "zh-Hans-CN", "latin_mark"),
        ("夏を氷に.", "ja-JP", "latin_mark"),
        ("Summer  on ice", "en-US", "double_space"),
        ("Summer!!", "en-US", "repeated_mark"),
        ("Summer?!?", "en-US", "repeated_mark"),
        ("夏だ！！", "ja-JP", "repeated_mark"),
    ],
)
def test_a_mark_of_another_language_is_a_warning(text: str, tag: str, code: str) -> None:
    """Style is a warning at most, also in the source language."""
    assert said(CHECK, alone(text, tag)) == [(Status.WARN, code)]


@walk_rows(
    ("source", "text", "tag"),
    [
        ("Ready?", "準備は？", "ja-JP"),
        ("Ready?", "Έτοιμοι;", "el-GR"),
        ("Ready?", "جاهز؟", "ar-SA"),
        ("Ready!", "Պատրա՜ստ ենք!", "hy-AM"),
        ("Ready?", "Պատրա՞ստ ես։", "hy-AM"),
        ("Taste it!", "Համտեսի՛ր։", "hy-AM"),
        ("Taste it", "Համտեսի՛ր", "hy-AM"),
        ("Ready?", "Պատրա՞ստ ես", "hy-AM"),
        ("Really?!", "¿¡De verdad!?", "es-ES"),
        ("Really?!", "Wirklich?", "de-DE"),
        ("Summer.", "夏を、氷に注ごう", "ja-JP"),
        ("And then…", "Und dann...", "de-DE"),
    ],
)
def test_the_end_mark_of_the_language_is_the_same_mark(source: str, text: str, tag: str) -> None:
    """A question stays a question in the sign of the language; a headline's full stop is the market's choice."""
    assert said(CHECK, adapted(source, text, tag)) == PASS


@pytest.mark.parametrize(
    ("source", "text"), [("Ready?", "Bereit."), ("Ready", "Bereit!"), ("And then…", "Und dann"), ("Why", "Warum?")]
)
def test_another_end_is_told(source: str, text: str) -> None:
    """A question that became a statement is another line."""
    assert said(CHECK, adapted(source, text)) == [(Status.WARN, "end_mark")]


def test_a_sentence_keeps_its_full_stop() -> None:
    """Full stops count in body and small print, except in languages without them and in lines written freely."""
    source, bare = AdCopy("Summer", "Real peach."), AdCopy("Sommer", "Echter Pfirsich")

    assert codes(CHECK, adapted(source, bare)) == {"end_mark"}
    assert said(CHECK, adapted(source, AdCopy("ฤดูร้อน", "พีชแท้"), "th-TH")) == PASS
    assert said(CHECK, adapted(source, bare, recreated=(Role.BODY,))) == PASS
    assert said(CHECK, adapted(source, AdCopy("गर्मी", "असली आड़ू।"), "hi-IN")) == PASS


def test_words_that_only_stand_in_are_not_judged() -> None:
    """Pseudo-copy has brackets and doubled letters on purpose."""
    words = replace(alone("[Šümmer!!  !!]", "fr-FR").adaptation, source=CopySource.PSEUDO)

    assert said(CHECK, CheckedCopy(words)) == [(Status.SKIP, "unwritten")]


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(alone("¿Listo? ¡Ya!", "es-MX"), alone("¡Ya", "es-ES"), "unpaired_mark", Status.WARN)

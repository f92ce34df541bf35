"""The check of damaged text: one test for briefs, translation files, the memory and translators."""

from dataclasses import replace

from creative_cli.checks import damaged_text
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.models import AdCopy, CopySource, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, said


def test_good_copy_passes() -> None:
    """Copy without damage passes, as a translation and as a source."""
    assert said(damaged_text.CHECK, adapted("Cups & saucers", "Tassen & Untertassen")) == PASS
    assert said(damaged_text.CHECK, alone("Cups & saucers")) == PASS


def test_each_damage_fails_with_its_code_and_line() -> None:
    """A finding has the kind of damage as its code, and the line that has it."""
    copy = AdCopy("Tassen &amp; Tee", "Sommer<br/>hier", "#NAME?", r"Kühl\nservieren")
    found = list(damaged_text.CHECK.inspect(adapted("Cups & tea", copy)))

    assert [(one.status, one.code, one.role) for one in found] == [
        (Status.FAIL, "entity", Role.HEADLINE),
        (Status.FAIL, "tag", Role.BODY),
        (Status.FAIL, "spreadsheet", Role.CTA),
        (Status.FAIL, "escape", Role.DISCLAIMER),
    ]
    assert found[0].message == "The headline of de-DE has the entity “&amp;”: write “&”."


def test_a_doubled_word_is_a_warning() -> None:
    """What may be meant is a warning."""
    assert said(damaged_text.CHECK, adapted("The tea", "Tee und und Eis")) == [(Status.WARN, "doubled_word")]


def test_kept_names_are_no_damage() -> None:
    """A brand that is called TODO may be named."""
    assert said(damaged_text.CHECK, adapted("TODO is here", "TODO ist da", keep=("TODO",))) == PASS
    assert said(damaged_text.CHECK, adapted("TODO is here", "TODO ist da")) == [(Status.FAIL, "unfinished")]


def test_a_figure_that_ends_in_a_stop_gets_no_second_one() -> None:
    """The stop of `kr.` and that of the sentence are one: what is printed is looked at, too."""
    good = adapted("Now {price}.", "Nu {price}.", "da-DK").adaptation
    doubled = replace(good, copy=AdCopy("Nu 449 kr.."), template=AdCopy("Nu {price}."))

    assert said(damaged_text.CHECK, replace(adapted("x", "x"), adaptation=doubled)) == [(Status.FAIL, "doubled_stop")]


def test_copy_that_is_not_written_yet_is_skipped() -> None:
    """Pseudo-copy has brackets and accents on purpose."""
    words = replace(alone("[!!! Šůmmér !!!]").adaptation, source=CopySource.PSEUDO)

    assert said(damaged_text.CHECK, replace(alone("x"), adaptation=words)) == [(Status.SKIP, "unwritten")]


def test_the_source_is_read_with_the_brief() -> None:
    """The message has passed when the brief was read, which knows the names to keep; lost letters fail here, too."""
    assert said(damaged_text.CHECK, alone("TODO is here")) == PASS
    assert said(damaged_text.CHECK, alone("CafÃ© is here")) == [(Status.FAIL, "mojibake")]


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted("Cups & saucers", "Tassen & Untertassen"),
        adapted("Cups & saucers", "Tassen &amp; Untertassen"),
        "entity",
    )

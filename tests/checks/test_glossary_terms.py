"""Words of the glossary are said as it has them."""

import pytest

from creative_cli.brief.term import GlossaryTerm
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.glossary_terms import CHECK
from creative_cli.models import AdCopy, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, said

SUMMER = GlossaryTerm("summer", ("Sommer*",), ("Sommerzeit",))
TEA = GlossaryTerm("iced tea", ("冰茶",), ("冷茶",))


def test_the_approved_form_passes() -> None:
    """Case does not matter, and a star allows endings."""
    assert said(CHECK, adapted("Summer on ice", "Eiskalter sommer", terms=(SUMMER,))) == PASS
    assert said(CHECK, adapted("Summer on ice", "Die Sommerkollektion", terms=(SUMMER,))) == PASS
    assert said(CHECK, adapted("Real iced tea", "真正的冰茶", "zh-Hans-CN", terms=(TEA,))) == PASS


@pytest.mark.parametrize(
    ("source", "text", "tag", "term", "outcome"),
    [
        ("Summer on ice", "Eiskalte Sonne", "de-DE", SUMMER, (Status.WARN, "not_approved")),
        ("Real iced tea", "真正的凉茶", "zh-Hans-CN", TEA, (Status.WARN, "not_approved")),
        ("Real tea", "真正的冷茶", "zh-Hans-CN", TEA, (Status.FAIL, "forbidden")),
        ("Cold brew here", "Kaltbrühe hier", "de-DE", GlossaryTerm("Cold brew"), (Status.FAIL, "not_kept")),
    ],
)
def test_another_form_is_told(
    source: str, text: str, tag: str, term: GlossaryTerm, outcome: tuple[Status, str]
) -> None:
    """An unapproved form is a warning, a forbidden or translated one a failure."""
    assert said(CHECK, adapted(source, text, tag, terms=(term,))) == [outcome]


def test_a_word_the_source_does_not_use_is_not_asked_for() -> None:
    """`summertime` is not `summer`, and a source without the word asks for nothing."""
    assert said(CHECK, adapted("Summertime", "Eiskalt", terms=(GlossaryTerm("summer", ("Sommer",)),))) == PASS


def test_a_forbidden_form_inside_an_approved_one_is_meant() -> None:
    """`Eistee` may be approved where `Tee` alone is not."""
    term = GlossaryTerm("iced tea", ("Tee auf Eis",), ("Tee",))

    assert said(CHECK, adapted("Real iced tea", "Echter Tee auf Eis", terms=(term,))) == PASS
    assert said(CHECK, adapted("Real iced tea", "Tee, Tee auf Eis", terms=(term,))) == [(Status.FAIL, "forbidden")]


def test_a_recreated_line_may_say_it_otherwise_but_not_as_forbidden() -> None:
    """An intent frees the line from approved forms, not from forbidden ones."""
    free = adapted("Summer on ice", "Eiskalt", terms=(SUMMER,), recreated=(Role.HEADLINE,))
    forbidden = adapted("Summer on ice", "Sommerzeit", terms=(SUMMER,), recreated=(Role.HEADLINE,))

    assert said(CHECK, free) == PASS
    assert said(CHECK, forbidden) == [(Status.FAIL, "forbidden")]


def test_a_kept_word_is_told_once() -> None:
    """What `kept_terms` already fails is not failed here too."""
    words = adapted("Cold brew here", "Kaltbrühe hier", terms=(GlossaryTerm("Cold brew"),), keep=("Cold brew",))

    assert said(CHECK, words) == PASS


def test_the_form_may_stand_in_another_line() -> None:
    """The copy is one text: the writer chooses the line of a term."""
    words = adapted(AdCopy("Summer", "Tea"), AdCopy("Eiskalt", "Tee im Sommer"), terms=(SUMMER,))

    assert said(CHECK, words) == PASS


def test_the_source_itself_is_not_compared() -> None:
    """The glossary is for translations."""
    assert said(CHECK, alone("Summer")) == NOTHING_TO_COMPARE


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted("Real iced tea", "真正的冰茶", "zh-Hans-CN", terms=(TEA,)),
        adapted("Real tea", "真正的冷茶", "zh-Hans-CN", terms=(TEA,)),
        "forbidden",
    )

"""What fuzzing found stays found: every input of the corpus, and changes of the seeds, keep the laws."""

import pytest

from creative_cli.errors import Problem
from tests.fuzzing.crashes import shrink_input, try_input
from tests.fuzzing.laws import LawBrokenError, require, require_problems
from tests.fuzzing.mutations import WORDS
from tests.fuzzing.target import Target, join_input
from tests.fuzzing.targets import CORPUS, TARGETS, list_inputs

MOST_BYTES = 16_000
"""Of a target's corpus."""


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_keeps_the_laws(name: str) -> None:
    """Each input that once crashed a parser, or reached code that no seed does, has a result or an error of ours."""
    target = TARGETS[name]
    inputs = list_inputs(target)
    crashes = {which: crash for which, data in inputs if (crash := try_input(target, data)[0]) is not None}

    assert crashes == {}
    assert len(inputs) > len(target.seeds)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds_keep_the_laws(name: str) -> None:
    """Sixty changes of the seeds, the same each time, do not crash a parser."""
    target = TARGETS[name]
    crashes = {}
    for seed in range(60):
        data = target.change_input(target.seeds[seed % len(target.seeds)], seed)
        crash, _ = try_input(target, data)
        if crash is not None:
            crashes[seed] = crash

    assert crashes == {}


def test_the_corpus_is_small_and_has_a_home_for_each_file() -> None:
    """Folders are targets, first lines are doors, and a target's files are a few KB together."""
    folders = {path.name for path in CORPUS.iterdir()}
    doors = {
        path: target.split_input(path.read_bytes())[0]
        for target in TARGETS.values()
        for path in (CORPUS / target.name).iterdir()
    }
    sizes = {name: sum(path.stat().st_size for path in (CORPUS / name).iterdir()) for name in folders}

    assert folders == set(TARGETS)
    assert {path.name for path, door in doors.items() if not path.name.startswith(f"{door}-")} == set()
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert set(WORDS) == {"odd", *TARGETS}


def _fail_on_nines(data: bytes) -> None:
    require(b"9" not in data, "no input has a nine")
    int(data.strip() or b"0")


BRITTLE = Target("brief", {"number": _fail_on_nines, "other": lambda _: None}, lambda: [("number", b"12")])


def test_a_broken_law_and_an_exception_are_crashes() -> None:
    """Both are named by what happened and where; an input that breaks neither is no crash."""
    law, _ = try_input(BRITTLE, b"number\n19")
    fault, _ = try_input(BRITTLE, b"number\nx")
    fine, _ = try_input(BRITTLE, b"other\n9x")

    assert law is not None
    assert law.kind == "no input has a nine"
    assert fault is not None
    assert fault.kind == "ValueError"
    assert fine is None


def test_a_crash_is_shrunk_to_what_makes_it() -> None:
    """The door stays; of the rest, only what is needed for the same crash does."""
    assert shrink_input(BRITTLE, join_input("number", b"1234 9 5678\n" * 20), 5.0) == b"number\n9"


def test_the_laws_hold_messages_to_their_form() -> None:
    """A control character, a place outside the file and a text that is no sentence are broken laws."""
    good = Problem("a", 1, 1, "The brief is empty.")
    require_problems([good], "a", b"")
    for wrong in (
        Problem("a", 1, 1, "The brief\x1b is empty."),
        Problem("a", 2, 1, "The brief is empty."),
        Problem("a", 1, 1, "The brief is empty"),
        Problem("b", 1, 1, "The brief is empty."),
    ):
        with pytest.raises(LawBrokenError):
            require_problems([wrong], "a", b"")


def test_a_change_is_the_same_for_the_same_seed() -> None:
    """What fuzzing found can be found again."""
    for target in TARGETS.values():
        data = target.seeds[0]
        changes = {target.change_input(data, seed) for seed in range(8)}

        assert target.change_input(data, 3) == target.change_input(data, 3)
        assert len(changes) > 1

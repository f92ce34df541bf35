"""Nothing that is made to harm takes the machine, leaks a file or ends in a traceback."""

import sys
from pathlib import Path

import pytest

from tests.hostile.all_inputs import list_hostile_inputs
from tests.hostile.hostile_input import HostileInput
from tests.hostile.trial import make_finished_campaign, try_hostile_input

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="measures processes by /proc"),
]

INPUTS = list_hostile_inputs()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a brief and its finished ad."""
    folder = tmp_path_factory.mktemp("campaign") / "finished"
    make_finished_campaign(folder)
    return folder


def test_the_set_is_large_and_each_input_has_a_name_of_its_own() -> None:
    """There are at least 120 inputs of eight kinds."""
    assert len({one.label for one in INPUTS}) == len(INPUTS) >= 120
    assert len({one.kind for one in INPUTS}) == 8


@pytest.mark.parametrize("one", INPUTS, ids=[one.label for one in INPUTS])
def test_it_is_refused_with_a_sentence_or_does_no_harm(one: HostileInput, tmp_path: Path, finished: Path) -> None:
    """It ends as expected, within limits of memory and time; nothing is leaked, and nothing is left half written."""
    trial = try_hostile_input(one, tmp_path / "input", finished)

    assert trial.faults == (), trial.said[:2000]

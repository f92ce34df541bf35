"""All targets, in the order of the table of `make fuzz`."""

from pathlib import Path

from tests.fuzzing.answer_target import ANSWERS
from tests.fuzzing.brief_target import BRIEFS
from tests.fuzzing.exchange_target import EXCHANGES
from tests.fuzzing.record_target import RECORDS
from tests.fuzzing.svg_target import DRAWINGS
from tests.fuzzing.target import Target
from tests.fuzzing.template_target import TEMPLATES
from tests.fuzzing.word_target import WORDS_OF_PEOPLE

CORPUS = Path(__file__).parent / "corpus"
"""A folder for each target: inputs that reach code that no seed reaches, and all that once broke a law."""

TARGETS = {
    target.name: target for target in (BRIEFS, EXCHANGES, DRAWINGS, TEMPLATES, ANSWERS, RECORDS, WORDS_OF_PEOPLE)
}


def list_inputs(target: Target) -> tuple[tuple[str, bytes], ...]:
    """Return the seeds of a target and its files in the corpus, with their names."""
    seeds = [(f"seed {number}", seed) for number, seed in enumerate(target.seeds)]
    kept = sorted((CORPUS / target.name).glob("*"))
    return (*seeds, *((path.name, path.read_bytes()) for path in kept))

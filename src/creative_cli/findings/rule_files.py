"""Reads the files of profiles and waivers, YAML or JSON, with the place of everything in them."""

from pathlib import Path

from creative_cli.brief.json_reader import read_json_events
from creative_cli.brief.source_positions import SourceDocument, UnreadableBriefError, assemble_document
from creative_cli.brief.yaml_reader import read_yaml_events
from creative_cli.errors import BriefError, Problem
from creative_cli.input_files import read_input_file

MAX_RULE_FILE_BYTES = 1 << 20
RULE_FILE_HINT = "Nothing was checked."
_NAME_ONE = "Name a YAML or JSON file."


def read_rule_file(path: Path, top: str) -> SourceDocument:
    """Return the mapping in the file at *path*, which should have the key *top*.

    Raises BriefError with the place of what is wrong.
    """
    name = str(path)
    try:
        data = read_input_file(path, MAX_RULE_FILE_BYTES)
        text = data.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise BriefError(
            (Problem(name, 1, 1, f"The file cannot be read: {reason}. {_NAME_ONE}"),), RULE_FILE_HINT
        ) from error
    except ValueError as error:
        raise BriefError(
            (Problem(name, 1, 1, "This is not UTF-8: save the file as UTF-8."),), RULE_FILE_HINT
        ) from error
    if len(data) > MAX_RULE_FILE_BYTES:
        size = f"{MAX_RULE_FILE_BYTES >> 20} MB"
        raise BriefError(
            (Problem(name, 1, 1, f"The file is larger than {size}: is it the right one?"),), RULE_FILE_HINT
        )
    try:
        events = read_json_events(text) if path.suffix.lower() == ".json" else read_yaml_events(text)
        document = assemble_document(events, name)
    except UnreadableBriefError as error:
        problem = Problem(name, error.place.line, error.place.column, error.sentence)
        raise BriefError((problem,), RULE_FILE_HINT) from error
    if not isinstance(document.data, dict):
        sentence = (
            f"The file {'is empty' if document.data is None else 'has no keys'}: write {top}: and what is under it."
        )
        raise BriefError((document.problem((), sentence),), RULE_FILE_HINT)
    repeated = tuple(
        document.problem_at(place, f"{keys[-1]} is written twice: keep one.") for keys, place in document.repeated
    )
    if repeated:
        raise BriefError(repeated, RULE_FILE_HINT)
    return document

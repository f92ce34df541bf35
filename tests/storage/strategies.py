"""Any record made of what records may be made of, from its annotations."""

import dataclasses
import typing
from enum import Enum
from typing import Any, TypeVar

from hypothesis import strategies as st

RecordT = TypeVar("RecordT")

INT32 = st.integers(-(2**31), 2**31 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(max_size=20)


def records(kind: type[RecordT], texts: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[RecordT]:
    """Return a strategy for records of *kind*, whatever its fields are."""
    strategy: st.SearchStrategy[RecordT] = _values(kind, texts)
    return strategy


def _values(hint: Any, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    plain = {str: texts, int: INT32, float: FLOATS, bool: st.booleans(), type(None): st.none()}
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        fields = {field.name: _values(hints[field.name], texts) for field in dataclasses.fields(hint)}
        return st.builds(typing.cast("Any", hint), **fields)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(_values(arguments[0], texts), max_size=3).map(tuple)
        return st.tuples(*(_values(argument, texts) for argument in arguments))
    return st.one_of([_values(argument, texts) for argument in arguments])

"""Encode records as JSON and decode them, by their type annotations.

Encoding and decoding a record gives an equal record, for frozen dataclasses made of str, int, float, bool, dates, None,
tuples, enums and such dataclasses. A field with `sparse` in its metadata is left out while it has its default. Decoding
is strict: an unknown key, a missing key without a default or a wrong type is a CodecError that names the field. IntEnum
members are encoded by name ('PASS'), StrEnum members by value; in a field declared `int`, by number.
"""

import dataclasses
import functools
import json
import math
import reprlib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar, cast

from creative_cli.brief.text_rules import quote_if_unprintable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Decoder: TypeAlias = Callable[[Any], Any]
Encoder: TypeAlias = Callable[[Any], "Json"]

RecordT = TypeVar("RecordT")

# What a message shows of wrong data: all of a short value, and not the whole of a deep one, which may have no repr.
_SHORTENED = reprlib.Repr()
_SHORTENED.maxstring = _SHORTENED.maxother = _SHORTENED.maxlong = 80
_SHORTENED.maxlevel = 3


def show_value(data: object, most: int = 80) -> str:
    """Return wrong data for a message, in at most so many characters; it may be nested however deep."""
    return _SHORTENED.repr(data)[:most]


class CodecError(ValueError):
    """The data does not match the record; the message names the field, and `path` leads to it."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        """Say *message* about the value at *path*: keys of objects and indexes of lists."""
        super().__init__(message)
        self.path = path


def encode_record(value: object) -> Json:
    """Encode a record, or a value that records are made of. Raises TypeError for anything else."""
    return _ENCODERS[type(value)](value)


class _Encoders(dict[type, Encoder]):
    """What encodes values of each kind; an ad has a hundred values of a few kinds."""

    def __missing__(self, kind: type) -> Encoder:
        self[kind] = encoder = _make_encoder(kind)
        return encoder


_ENCODERS = _Encoders()


def _make_encoder(kind: type) -> Encoder:
    if kind in _OWN_JSON or (issubclass(kind, str | int | float) and not issubclass(kind, Enum)):
        return _encode_as_is
    if issubclass(kind, Enum):
        # The properties of an enum's members are slow.
        names = {member: str(member.value) if issubclass(kind, StrEnum) else member.name for member in kind}
        return names.__getitem__
    if dataclasses.is_dataclass(kind):
        return _fields_encoder(kind)
    # A datetime is a date, too.
    others = ((date, _encode_date), (tuple | list, _encode_items), (Mapping, _encode_entries))
    return next((encoder for parents, encoder in others if issubclass(kind, parents)), _refuse_kind)


def _encode_as_is(value: Any) -> Json:
    return cast("Json", value)


def _encode_date(value: Any) -> Json:
    return cast("date", value).isoformat()


def _encode_items(value: Any) -> Json:
    # The vector of a text has a thousand numbers.
    return [item if type(item) in _OWN_JSON else _ENCODERS[type(item)](item) for item in value]


def _encode_entries(value: Any) -> Json:
    if not all(type(key) is str for key in value):
        raise TypeError("only text can be a key")
    return {key: encode_record(item) for key, item in value.items()}


def _refuse_kind(value: Any) -> NoReturn:
    raise TypeError(f"{type(value).__name__} cannot be encoded; use the hash of bytes and the name of a file")


def _fields_encoder(kind: type["DataclassInstance"]) -> Encoder:
    fields = _list_encoded_fields(kind)

    def encode_fields(record: Any) -> Json:
        encoded: dict[str, Json] = {}
        for name, number, sparse, default in fields:
            value = getattr(record, name)
            if not (sparse and value == default):
                kind = type(value)
                # An ad has some hundred fields that need no more than this.
                as_is = kind in _OWN_JSON and (number is None or number is kind)
                encoded[name] = value if as_is else _encode_field(value, number)
        return encoded

    return encode_fields


def _encode_field(value: object, number: type[int] | type[float] | None) -> Json:
    # A field declared int may have an IntEnum such as ExitCode, one declared float a whole number: a record that comes
    # back from the cache would have another key than the one that went in.
    if number is not None and ((number is int and isinstance(value, IntEnum)) or type(value) is int):
        return number(value)
    return _ENCODERS[type(value)](value)


_OWN_JSON = frozenset({str, int, float, bool, type(None)})
_NUMBERS: Mapping[object, type[int] | type[float]] = {int: int, "int": int, float: float, "float": float}


class _EncodedField(typing.NamedTuple):
    name: str
    number: type[int] | type[float] | None
    sparse: bool
    default: object


def _list_encoded_fields(kind: type["DataclassInstance"]) -> tuple[_EncodedField, ...]:
    return tuple(
        _EncodedField(field.name, _NUMBERS.get(field.type), field.metadata.get("sparse", False), field.default)
        for field in dataclasses.fields(kind)
    )


def encode_json_line(value: object) -> bytes:
    """Encode on one line, keys in the order of the record. Raises ValueError for NaN and infinity."""
    return write_json_line(encode_record(value))


def write_json_line(value: Json) -> bytes:
    """Write what is encoded already on one line. Raises ValueError for NaN and infinity."""
    return _to_utf8(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def encode_canonical_json(value: object) -> bytes:
    """Encode equal values as equal bytes, with sorted keys. Raises ValueError for NaN and infinity."""
    return _to_utf8(
        json.dumps(encode_record(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    )


def encode_pretty_json(value: object) -> bytes:
    """Encode with two spaces of indentation, keys in the order of the record, and a newline at the end."""
    return _to_utf8(json.dumps(encode_record(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def iter_pretty_json(record: "DataclassInstance") -> Iterator[bytes]:
    """Yield what `encode_pretty_json` returns in parts: the items of a tuple are encoded one after the other."""
    before = "{"
    for name, number, sparse, default in _list_encoded_fields(type(record)):
        value = getattr(record, name)
        if sparse and value == default:
            continue
        yield _to_utf8(f"{before}\n  {json.dumps(name)}: ")
        if type(value) is tuple and value:
            for index, item in enumerate(value):
                yield _to_utf8(("," if index else "[") + "\n    " + _indent(encode_record(item), 4))
            yield b"\n  ]"
        else:
            yield _to_utf8(_indent(_encode_field(value, number), 2))
        before = ","
    yield b"{}\n" if before == "{" else b"\n}\n"


def _indent(value: Json, spaces: int) -> str:
    # Line breaks in texts are escaped: those that are left are the layout's.
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2).replace("\n", "\n" + " " * spaces)


def _to_utf8(text: str) -> bytes:
    # Paths of a file system that is not UTF-8 have lone surrogates, which need escapes. They are inside strings, as
    # everything else that json writes is ASCII.
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text).encode()


def _refuse_constant(name: str) -> NoReturn:
    raise CodecError(f"{name} is not JSON")


_READER = json.JSONDecoder(parse_constant=_refuse_constant)


def decode_json(data: bytes | str) -> Json:
    """Parse JSON. Raises CodecError, also for NaN and infinity."""
    try:
        value: Json = _READER.decode(data if isinstance(data, str) else data.decode())
    except CodecError:
        raise
    except json.JSONDecodeError as error:
        if not error.doc.strip():
            raise CodecError("it is empty") from error
        raise CodecError(f"it is not JSON at line {error.lineno}, column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise CodecError(f"it is not JSON: byte {error.start + 1} is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise CodecError(f"it is not JSON ({error})") from error
    return value


def decode_record(kind: type[RecordT], data: Json) -> RecordT:
    """Decode a *kind*. Raises CodecError."""
    shape: Any = kind
    record: RecordT = _decoder_for(shape)(data)
    return record


@functools.cache
def _decoder_for(kind: Any) -> Decoder:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional_decoder(kind, arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if isinstance(kind, type):
        if issubclass(kind, Enum):
            return _enum_decoder(kind)
        if dataclasses.is_dataclass(kind):
            return _record_decoder(kind)
        if kind in _PLAIN:
            return _PLAIN[kind]
    raise TypeError(f"{kind} is not supported in records")


_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


def _exact_decoder(kind: type) -> Decoder:
    def read(data: Any) -> Any:
        if type(data) is not kind:
            raise CodecError(f"{show_value(data)} is not {_WORDS[kind]}")
        return data

    return read


def _refuse_bytes(data: Any) -> NoReturn:
    # A field may be declared `bytes | None`, but only None can be encoded.
    raise CodecError(f"{show_value(data)} cannot stand for bytes")


def _decode_float(data: Any) -> float:
    if type(data) is int or type(data) is float:
        with suppress(OverflowError):  # an integer beyond all floats
            if math.isfinite(number := float(data)):
                return number
        raise CodecError(f"{show_value(data, 40)} is too large for a number")
    raise CodecError(f"{show_value(data)} is not a number")


def _date_decoder(kind: type[date]) -> Decoder:
    def read(data: Any) -> Any:
        try:
            return kind.fromisoformat(data)
        except (TypeError, ValueError) as error:
            raise CodecError(f"{show_value(data)} is not a {kind.__name__}") from error

    return read


_PLAIN: dict[type, Decoder] = {
    date: _date_decoder(date),
    datetime: _date_decoder(datetime),
    str: _exact_decoder(str),
    int: _exact_decoder(int),
    bool: _exact_decoder(bool),
    float: _decode_float,
    bytes: _refuse_bytes,
}


def _optional_decoder(kind: Any, arguments: tuple[Any, ...]) -> Decoder:
    others = [argument for argument in arguments if argument is not type(None)]
    if len(others) != 1 or len(others) == len(arguments):
        raise TypeError(f"{kind} is ambiguous: only `X | None` is supported")
    inner = _decoder_for(others[0])
    return lambda data: None if data is None else inner(data)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if arguments[-1:] == (Ellipsis,):
        inner = _decoder_for(arguments[0])

        def read_all(data: Any) -> Any:
            if type(data) is not list:
                raise CodecError(f"{show_value(data)} is not a list")
            try:
                return tuple([inner(item) for item in data])
            except CodecError:
                _raise_at_item(inner, data)

        return read_all
    readers = [_decoder_for(argument) for argument in arguments]

    def read_each(data: Any) -> Any:
        if type(data) is not list or len(data) != len(readers):
            raise CodecError(f"{show_value(data)} is not a list of {len(readers)}")
        return tuple([read(item) for read, item in zip(readers, data, strict=True)])

    return read_each


def _raise_at_item(inner: Decoder, data: list[Any]) -> NoReturn:
    """Raise the error of the first item that *inner* refuses, with its index."""
    for index, item in enumerate(data):
        try:
            inner(item)
        except CodecError as error:
            raise CodecError(str(error), (index, *error.path)) from error
    raise AssertionError("an item that was refused is accepted")


def _enum_decoder(kind: type[Enum]) -> Decoder:
    by_value = issubclass(kind, StrEnum)
    members = {member.value if by_value else name: member for name, member in kind.__members__.items()}

    def read(data: Any) -> Any:
        if type(data) is not str or data not in members:
            raise CodecError(f"{show_value(data)} is not one of {', '.join(members)}")
        return members[data]

    return read


def _record_decoder(kind: type) -> Decoder:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    readers = [(field.name, _decoder_for(hints[field.name])) for field in fields]
    required = {
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    names = {field.name for field in fields}

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise CodecError(f"{show_value(data)} is not an object")
        values = {}
        for name, reader in readers:
            if name in data:
                try:
                    values[name] = reader(data[name])
                except CodecError as error:
                    _require_names(data)
                    raise CodecError(f"{name}: {error}", (name, *error.path)) from error
        if len(values) != len(data) or not required <= values.keys():
            _require_names(data)
        return kind(**values)

    def _require_names(data: Any) -> None:
        if unknown := data.keys() - names:
            raise CodecError(f"{kind.__name__} has no {', '.join(map(quote_if_unprintable, sorted(unknown)))}")
        if missing := required - data.keys():
            raise CodecError(f"{kind.__name__} lacks {', '.join(sorted(missing))}")

    return read

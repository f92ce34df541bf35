"""Plug-ins: providers, checks, templates and embedders that other packages bring, by entry points.

A package names what it brings in its `pyproject.toml`, in one of four groups. docs/plugins.md shows each. Plug-ins are
trusted code: whoever installs one lets it do whatever it likes. One that cannot be used is an error with its name and
its package, never passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from inspect import getattr_static
from typing import Any, Final, Generic, TypeVar

from creative_cli.errors import CreativeError, PluginError

PluginT = TypeVar("PluginT")
MadeT = TypeVar("MadeT")

PREFIX: Final = "creative."
"""What the names of the groups begin with."""

PRODUCT_LABEL: Final = "creative itself"
_MISSING: Final = object()


# Every installed package is looked at, which takes some 10 ms: once a process, and only when a group is needed.
installed_entry_points = cache(entry_points)


@dataclass(frozen=True, slots=True)
class PluginGroup(Generic[PluginT]):
    """One kind of plug-in, such as checks: where packages name theirs, and what they have to name.

    `name` is the entry-point group without its prefix, `noun` what messages call one. `built_in` are the names of the
    product's own, which no plug-in may take. `accept` gets a plug-in's name and the object its entry point names, and
    returns that object, typed; it raises TypeError, with the end of a sentence, for one of the wrong kind.
    """

    name: str
    noun: str
    built_in: tuple[str, ...]
    accept: Callable[[str, object], PluginT]

    def names(self) -> tuple[str, ...]:
        """Return the names of the installed plug-ins, sorted; nothing is loaded.

        Raises PluginError when two plug-ins have one name, or one has the name of something built in.
        """
        return tuple(self._found())

    def package(self, name: str) -> str:
        """Return the package that the plug-in *name* is from, with its version: acme-creative 1.2."""
        owner = self._found()[name].dist
        return "" if owner is None else f"{owner.name} {owner.version}"

    def load(self, name: str) -> PluginT:
        """Return the plug-in *name*, imported the first time; raise PluginError when it cannot be used."""
        point = self._found()[name]
        try:
            # Whatever the plug-in's module does when it is imported, leaving the process included, is the plug-in's.
            loaded = point.load()
        except (Exception, SystemExit) as error:
            raise self.error(name, f"cannot be loaded: {type(error).__name__}: {error}") from error
        try:
            return self.accept(name, loaded)
        except TypeError as error:
            raise self.error(name, f"cannot be used: {point.value} {error}") from error

    def load_all(self) -> tuple[PluginT, ...]:
        """Return every plug-in of the group, sorted by name; raise PluginError for the first that cannot be used."""
        return tuple(map(self.load, self.names()))

    def make(self: "PluginGroup[Callable[..., MadeT]]", name: str, protocol: type, *arguments: object) -> MadeT:
        """Call the function that is the plug-in *name* and return what it makes, which has to fit *protocol*.

        Raises PluginError, and whatever CreativeError the function raises: that it has no key, for example.
        """
        function = self.load(name)
        try:
            made = function(*arguments)
        except CreativeError:
            raise
        except Exception as error:
            raise self.error(name, f"cannot be made: {type(error).__name__}: {error}") from error
        missing = list_missing_members(made, protocol)
        if missing:
            raise self.error(name, f"cannot be used: the {type(made).__name__} it makes has no {', '.join(missing)}")
        return made

    def error(self, name: str, problem: str) -> PluginError:
        """Return the error that the plug-in *name* has a *problem*, the end of a sentence: `cannot be loaded: …`."""
        owner = _package_name(self._found()[name])
        return PluginError(
            f"The {self.noun} {name!r} of the package {owner} {problem.rstrip('.')}.",
            f"Update it (pip install -U {owner}) or remove it (pip uninstall {owner}).",
        )

    def _found(self) -> Mapping[str, EntryPoint]:
        found: dict[str, EntryPoint] = {}
        points = installed_entry_points().select(group=PREFIX + self.name)
        for point in sorted(points, key=lambda one: (one.name, one.value)):
            package, other = _package_name(point), None
            if point.name in self.built_in:
                other = PRODUCT_LABEL
            elif point.name in found:
                other = _package_name(found[point.name])
            if other is not None:
                raise PluginError(
                    f"The {self.noun} {point.name!r} is brought by {other} and by the package {package}.",
                    f"Remove one of the two: pip uninstall {package}",
                )
            found[point.name] = point
        return found


def accept_function(_name: str, loaded: object) -> Callable[..., Any]:
    """Return what an entry point names where that has to be a function; raise TypeError when it is none."""
    if not callable(loaded):
        raise TypeError(f"is a {type(loaded).__name__}, not a function")
    return loaded


def list_missing_members(candidate: object, protocol: type) -> tuple[str, ...]:
    """Return the public members of *protocol* that *candidate* lacks; none of its properties is computed."""
    wanted = (name for name in vars(protocol) if not name.startswith("_"))
    return tuple(sorted(name for name in wanted if getattr_static(candidate, name, _MISSING) is _MISSING))


def _package_name(point: EntryPoint) -> str:
    return "?" if point.dist is None else point.dist.name

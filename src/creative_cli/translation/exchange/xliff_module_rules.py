"""The constraints of XLIFF 2.1 on its modules: matches, glossary, metadata, resources, changes, sizes, rules, format.

The tables say what a module may hold; the functions what the specification's constraints add.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xliff_parts import CODE_NAMES, describe_problem, read_side, unit_parts
from creative_cli.translation.exchange.xliff_references import points_into_unit
from creative_cli.translation.exchange.xml_tree import XmlElement

# Elements of each module with the attributes they must have. The namespaces end in a version.
_ELEMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "matches": {"matches": (), "match": ("ref",)},
    "glossary": {"glossary": (), "glossEntry": (), "term": (), "translation": (), "definition": ()},
    "metadata": {"metadata": (), "metaGroup": (), "meta": ("type",)},
    "resourcedata": {
        "resourceData": (),
        "resourceItem": (),
        "resourceItemRef": ("ref",),
        "source": (),
        "target": (),
        "reference": (),
    },
    "changetracking": {"changeTrack": (), "revisions": ("appliesTo",), "revision": (), "item": ("property",)},
    "sizerestriction": {"profiles": (), "normalization": (), "data": ("profile",)},
    "validation": {"validation": (), "rule": ()},
}
# The children of elements that hold no text of their own.
_CONTENT: Mapping[tuple[str, str], frozenset[str]] = {
    ("matches", "matches"): frozenset({"match"}),
    ("glossary", "glossary"): frozenset({"glossEntry"}),
    ("glossary", "glossEntry"): frozenset({"term", "translation", "definition"}),
    ("metadata", "metadata"): frozenset({"metaGroup"}),
    ("metadata", "metaGroup"): frozenset({"metaGroup", "meta"}),
    ("resourcedata", "resourceData"): frozenset({"resourceItem", "resourceItemRef"}),
    ("resourcedata", "resourceItem"): frozenset({"source", "target", "reference"}),
    ("changetracking", "changeTrack"): frozenset({"revisions"}),
    ("changetracking", "revisions"): frozenset({"revision"}),
    ("changetracking", "revision"): frozenset({"item"}),
    ("sizerestriction", "profiles"): frozenset({"normalization"}),
    ("validation", "validation"): frozenset({"rule"}),
}
# Attributes that modules put on elements of the core.
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "fs": frozenset({"fs", "subFs"}),
    "sizerestriction": frozenset({"storageRestriction", "sizeRestriction", "equivStorage", "sizeInfo", "sizeInfoRef"}),
}
_MATCH_TYPES = frozenset({"am", "mt", "icm", "idm", "tb", "tm", "other"})
_VALUES: Mapping[str, frozenset[str]] = {
    "caseSensitive": frozenset({"yes", "no"}),
    "disabled": frozenset({"yes", "no"}),
    "existsInSource": frozenset({"yes", "no"}),
    "normalization": frozenset({"none", "nfc", "nfd"}),
}
_RULE_KINDS = frozenset({"isPresent", "isNotPresent", "startsWith", "endsWith"})
_SOURCE_KINDS = frozenset({"isPresent", "startsWith", "endsWith"})
_RESTRICTION = re.compile(r"\*|[0-9]+(?:,(?:[0-9]+|\*))?", re.ASCII)
_FRACTION = re.compile(r"-?[0-9]*[.,][0-9]+", re.ASCII)
_NMTOKEN = re.compile(r"[\w.:-]+")
# The elements of HTML that the Format Style module lists.
_HTML_NAMES = (
    "a abbr acronym address applet area b base basefont bdo big blockquote body br button caption center cite"
    " code col colgroup dd del dfn dir div dl dt em fieldset font form frame frameset h1 h2 h3 h4 h5 h6 head"
    " hr html i iframe img input ins isindex kbd label legend li link map menu meta noframes noscript object"
    " ol optgroup option p param pre q s samp script select small span strike strong style sub sup table tbody"
    " td textarea tfoot th thead title tr tt u ul var"
)
_HTML_ELEMENTS = frozenset(_HTML_NAMES.split())
_MODULE_SPACE = re.compile(r"\{urn:oasis:names:tc:xliff:(\w+):2\.\d\}(.+)")


@dataclass(frozen=True, slots=True)
class _Contents:
    """What is inside an element, found once however many modules refer to it."""

    ids: Mapping[str, tuple[XmlElement, ...]]
    names: Mapping[str, tuple[XmlElement, ...]]
    text_ids: frozenset[str]
    data_ids: frozenset[str]
    own_profile: bool


@dataclass(frozen=True, slots=True)
class Ancestors:
    """The elements around one, outermost first, and what is inside each."""

    elements: tuple[XmlElement, ...] = ()
    found: dict[int, _Contents] = field(default_factory=dict)

    def around(self, element: XmlElement) -> "Ancestors":
        """Return the elements around the children of *element*."""
        return Ancestors((*self.elements, element), self.found)

    def contents(self, element: XmlElement) -> _Contents:
        """Return what is inside one of the elements."""
        if id(element) not in self.found:
            self.found[id(element)] = _read_contents(element)
        return self.found[id(element)]


def _read_contents(element: XmlElement) -> _Contents:
    ids: dict[str, list[XmlElement]] = {}
    names: dict[str, list[XmlElement]] = {}
    for one in element.walk():
        if not one.name.startswith("{") and one is not element:
            names.setdefault(one.name, []).append(one)
            ids.setdefault(one.attributes.get("id", ""), []).append(one)
    parts = unit_parts(element)
    inline = (one.element for name in ("source", "target") for one in read_side(element, name).elements)
    sizes = [child for child in element.children if _split_name(child.name)[0] == "sizerestriction"]
    data = [child for child in sizes if child.local_name == "data"]
    profiles = [child.attributes.get("generalProfile", "") for child in sizes if child.local_name == "profiles"]
    return _Contents(
        ids={id_: tuple(those) for id_, those in ids.items()},
        names={name: tuple(those) for name, those in names.items()},
        text_ids=frozenset(one.attributes.get("id", "") for one in (*parts, *inline)) - {""},
        data_ids=frozenset(one.attributes.get("id", "") for child in data for one in child.walk()) - {""},
        own_profile=any(profile.startswith("xliff:") for profile in profiles),
    )


def find_module_problems(root: XmlElement) -> Iterator[FileProblem]:
    """Yield where the modules of a file break a constraint."""
    yield from _check_inside(root, Ancestors())


def _check_inside(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    yield from _check_attributes(element, outer)
    module, name = _split_name(element.name)
    if module in _ELEMENTS:
        yield from _check_module_element(element, module, name)
        check = _CHECKS.get((module, name))
        if check is not None:
            yield from check(element, outer)
    for child in element.children:
        yield from _check_inside(child, outer.around(element))


def _split_name(name: str) -> tuple[str, str]:
    """Return module and local name; the module is empty for the core and for extensions."""
    match = _MODULE_SPACE.fullmatch(name)
    return ("", name) if match is None else (match[1], match[2])


def _check_module_element(element: XmlElement, module: str, name: str) -> Iterator[FileProblem]:
    needed = _ELEMENTS[module].get(name)
    if needed is None:
        yield describe_problem(element, f"The module {module} has no element {name[:40]!r}.")
        return
    for attribute in needed:
        if attribute not in element.attributes:
            yield describe_problem(element, f"{name} must have the attribute {attribute}.")
    id_ = element.attributes.get("id")
    if id_ is not None and not _NMTOKEN.fullmatch(id_):
        yield describe_problem(element, f"The id {id_[:40]!r} must be of letters, digits and .:-_ alone.")
    allowed = _CONTENT.get((module, name))
    if allowed is None:
        return
    if any(isinstance(part, str) and part.strip() for part in element.content):
        yield describe_problem(element, f"{name} has text of its own, which it must not have.")
    for child in element.children:
        other, inner = _split_name(child.name)
        if other and (other != module or inner not in allowed):
            yield describe_problem(child, f"{name} must not contain {inner[:40]!r}.")


def _check_attributes(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    given: dict[str, str] = {}
    for key, value in element.attributes.items():
        module, name = _split_name(key)
        if module in _ATTRIBUTES:
            if name not in _ATTRIBUTES[module]:
                yield describe_problem(element, f"The module {module} has no attribute {name[:40]!r}.")
            given[name] = value
        elif key.startswith("{") and element.name in CODE_NAMES and not module:
            yield describe_problem(element, f"{element.name} has an attribute of an extension: {name[:60]!r}.")
    if not given:
        return
    if element.name == "ec" and element.attributes.get("isolated", "no") != "yes":
        yield describe_problem(element, f"Only an isolated end code may have {', '.join(sorted(given))}.")
    yield from _check_format(element, given)
    yield from _check_sizes(element, given, outer)


def _check_format(element: XmlElement, given: Mapping[str, str]) -> Iterator[FileProblem]:
    style = given.get("fs")
    if style is not None and style not in _HTML_ELEMENTS:
        yield describe_problem(element, f"fs is {style[:40]!r}, which is no element of HTML.")
    if style is None and "subFs" in given:
        yield describe_problem(element, "subFs stands without fs.")


def _check_sizes(element: XmlElement, given: Mapping[str, str], outer: Ancestors) -> Iterator[FileProblem]:
    for name in ("storageRestriction", "sizeRestriction"):
        if name in given and not _RESTRICTION.fullmatch(given[name]):
            yield describe_problem(element, f"{name} is {given[name][:20]!r}, but must be like *, 25, 0,25 or 10,*.")
    for name in ("equivStorage", "sizeInfo"):
        # A profile of its own may give sizeInfo another form; XLIFF's own profiles count.
        if name not in given or given[name].isdecimal():
            continue
        if name == "equivStorage" or _FRACTION.fullmatch(given[name]) or _has_own_profile(outer):
            yield describe_problem(element, f"{name} is {given[name][:20]!r}, but must be a whole number.")
    if "sizeInfo" in given and "sizeInfoRef" in given:
        yield describe_problem(element, "sizeInfo and sizeInfoRef exclude each other.")
    if "sizeInfoRef" in given:
        known = frozenset[str]().union(*(outer.contents(one).data_ids for one in outer.elements))
        if given["sizeInfoRef"] not in known:
            message = f"sizeInfoRef is {given['sizeInfoRef'][:40]!r}, but no data beside or around it has this id."
            yield describe_problem(element, message)


def _has_own_profile(outer: Ancestors) -> bool:
    """Return whether the sizes of a file are counted by a profile of XLIFF itself."""
    return any(outer.contents(one).own_profile for one in outer.elements)


def _check_repeated(elements: Iterable[XmlElement], where: str) -> Iterator[FileProblem]:
    seen: set[str] = set()
    for element in elements:
        id_ = element.attributes.get("id")
        if id_ is not None and id_ in seen:
            message = f"The id {id_[:40]!r} is that of an earlier element of the same {where}."
            yield describe_problem(element, message)
        elif id_ is not None:
            seen.add(id_)


def _check_matches(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    yield from _check_repeated(element.children, "matches")
    unit = next((one for one in reversed(outer.elements) if one.name == "unit"), None)
    if unit is None:
        yield describe_problem(element, "matches must stand in a unit.")
        return
    ids = outer.contents(unit).text_ids
    for match in element.children:
        yield from _check_match(match, ids)


def _check_match(match: XmlElement, ids: frozenset[str]) -> Iterator[FileProblem]:
    ref, kind = match.attributes.get("ref"), match.attributes.get("type")
    if ref is not None and not points_into_unit(ref, ids):
        yield describe_problem(match, f"ref is {ref[:60]!r}, but a match refers to text of its unit, as in #s1.")
    if kind is not None and kind not in _MATCH_TYPES:
        yield describe_problem(match, f"The type of the match is {kind[:40]!r}; it must be one of am to other.")
    if kind is None and "subType" in match.attributes:
        yield describe_problem(match, "A match with a subType must have a type.")
    if "xml:lang" in match.attributes:
        yield describe_problem(match, "A match must not have xml:lang.")
    if match.first("source") is None or match.first("target") is None:
        yield describe_problem(match, "A match must have a source and a target.")


def _check_glossary(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    del outer
    yield from _check_repeated((one for one in element.walk() if one is not element), "glossary")
    for entry in element.children:
        names = {_split_name(child.name)[1] for child in entry.children}
        if _split_name(entry.name) == ("glossary", "glossEntry") and not names & {"translation", "definition"}:
            yield describe_problem(entry, "A glossEntry must have a translation or a definition.")


def _check_metadata(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    del outer
    yield from _check_repeated(element.walk(), "metadata")
    for one in element.walk():
        applies = one.attributes.get("appliesTo")
        group = _split_name(one.name)[1] == "metaGroup"
        if applies is not None and not (group and applies in {"source", "target", "ignorable"}):
            yield describe_problem(
                one, "appliesTo belongs on a metaGroup and must be one of source, target and ignorable."
            )
        filled = any(_split_name(child.name)[0] == "metadata" for child in one.children)
        if not filled and (one.name == element.name or group):
            yield describe_problem(one, f"{_split_name(one.name)[1]} is empty.")


def _check_resources(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    yield from _check_repeated(element.children, "resourceData")
    languages = outer.elements[0].attributes
    for item in element.children:
        for side in item.children:
            name = _split_name(side.name)[1]
            filled = any(isinstance(part, XmlElement) or part.strip() for part in side.content)
            if name in {"source", "target"} and filled == ("href" in side.attributes):
                yield describe_problem(side, f"A {name} of a resource must have either content or an href.")
            tag, wanted = side.attributes.get("xml:lang"), languages.get("srcLang", "")
            if name == "source" and tag is not None and tag.lower() != wanted.lower():
                yield describe_problem(
                    side, f"The source of a resource is in {tag[:35]!r}, but the file's srcLang is {wanted[:35]!r}."
                )


def _check_changes(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    where = outer.elements[-1]
    inside = outer.contents(where)
    for revisions in element.children:
        applies, ref = revisions.attributes.get("appliesTo", ""), revisions.attributes.get("ref")
        if ref is not None:
            found = inside.ids.get(ref, ())
            if not found:
                yield describe_problem(revisions, f"ref is {ref[:40]!r}, but nothing in the {where.name} has this id.")
        else:
            found = inside.names.get(applies, ())
            if len(found) > 1 and any("id" in one.attributes for one in found):
                yield describe_problem(revisions, f"The changes are of one of several {applies[:40]}: add a ref.")
        for revision in revisions.children:
            yield from _check_revision(revision, found)


def _check_revision(revision: XmlElement, found: Sequence[XmlElement]) -> Iterator[FileProblem]:
    seen: set[str] = set()
    for item in revision.children:
        name = item.attributes.get("property", "")
        if name in seen:
            yield describe_problem(item, f"The revision has the property {name[:40]!r} twice.")
        elif name != "content" and found and not any(name in one.attributes for one in found):
            yield describe_problem(item, f"The property is {name[:40]!r}, which the changed element does not have.")
        seen.add(name)


def _check_rule(element: XmlElement, outer: Ancestors) -> Iterator[FileProblem]:
    del outer
    names = element.attributes.keys()
    custom = [name for name in names if name.startswith("{")]
    if len([name for name in names if name in _RULE_KINDS]) + len(custom) != 1:
        yield describe_problem(element, f"A rule must have exactly one of {', '.join(sorted(_RULE_KINDS))}.")
    if "existsInSource" in names and len(names & _SOURCE_KINDS) != 1:
        yield describe_problem(element, f"existsInSource needs exactly one of {', '.join(sorted(_SOURCE_KINDS))}.")
    occurs = element.attributes.get("occurs")
    if occurs is not None and not re.fullmatch("0*[1-9][0-9]*", occurs, re.ASCII):
        yield describe_problem(element, f"occurs is {occurs[:20]!r}, but must be a whole number from 1.")
    for name, values in _VALUES.items():
        value = element.attributes.get(name)
        if value is not None and value not in values:
            yield describe_problem(
                element, f"{name} is {value[:20]!r}, but must be one of {', '.join(sorted(values))}."
            )


_CHECKS: Mapping[tuple[str, str], Callable[[XmlElement, Ancestors], Iterator[FileProblem]]] = {
    ("matches", "matches"): _check_matches,
    ("glossary", "glossary"): _check_glossary,
    ("metadata", "metadata"): _check_metadata,
    ("resourcedata", "resourceData"): _check_resources,
    ("changetracking", "changeTrack"): _check_changes,
    ("validation", "rule"): _check_rule,
}

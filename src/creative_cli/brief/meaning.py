"""What is wrong with a brief that only a look at several keys, or at the disk, can tell.

It reads the data as written, not the validated models, so that these problems are told in the same
breath as those of the schema. What the schema refuses is passed over here.
"""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from creative_cli.brief import glossary, offer
from creative_cli.brief.grammar import Complaint, label
from creative_cli.brief.offer import ROLES
from creative_cli.brief.positions import Document, Keys
from creative_cli.brief.suggest import nearest
from creative_cli.brief.text import quoted
from creative_cli.brief.writing import foreign_script
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

OWN_TEMPLATE = ".typ"
ADDRESS = "https://"
"""How the picture of a product may begin that is fetched instead of read."""

FONT_SUFFIXES = (".ttf", ".otf", ".ttc")
FONT_WEIGHTS = ("regular", "bold")
LOGO_SUFFIXES = (".svg", ".png")


def complaints(document: Document, folder: Path, *, translator: bool) -> Iterator[Complaint]:
    """Yield what is wrong beyond the schema; *folder* is where the brief's files are."""
    yield from _repetitions(document)
    yield from _files(document, folder)
    yield from _fonts(document, folder)
    yield from _markets(document, translator=translator)
    yield from offer.complaints(document)
    yield from glossary.complaints(document)


def _repetitions(document: Document) -> Iterator[Complaint]:
    for keys, place in document.repeated:
        first = document.keys[keys].line
        yield Complaint(place, f"{label(keys, document)} is written twice, first on line {first}: keep one.")
    yield from _twice(document, [("products", index, "id") for index in document.items("products")], "product")
    yield from _twice(document, [("ratios", index) for index in document.items("ratios")], "ratio")
    yield from _twice(document, [("channels", index) for index in document.items("channels")], "channel")


def _twice(document: Document, places: list[tuple[str | int, ...]], what: str) -> Iterator[Complaint]:
    seen: dict[str, Keys] = {}
    for keys in places:
        word = document.text(*keys)
        if word is not None and seen.setdefault(word, keys) != keys:
            line = document.place(seen[word]).line
            yield Complaint(document.place(keys), f"The {what} {quoted(word)} is there already, on line {line}.")


def is_picture_name(text: str) -> bool:
    """Tell whether a watermark is a picture's file name and not the words themselves."""
    return Path(text).suffix.lower() in LOGO_SUFFIXES


def _files(document: Document, folder: Path) -> Iterator[Complaint]:
    pictures: list[Keys] = [("products", index, "image") for index in document.items("products")]
    for keys in (("brand", "logo"), ("brand", "watermark"), ("template",), *pictures):
        name = document.text(*keys)
        if keys == ("template",) and not (name or "").endswith(OWN_TEMPLATE):
            continue
        if keys[-1] == "watermark" and not is_picture_name(name or ""):
            continue
        if keys[-1] == "image" and (name or "").startswith(ADDRESS):
            continue
        wrong = _wrong_file(name, folder) if name else None
        if wrong is None and name and keys[-1] == "logo" and Path(name).suffix.lower() not in LOGO_SUFFIXES:
            wrong = "is not an SVG or PNG file, which a logo has to be."
        if wrong is not None:
            yield Complaint(document.place(keys), f"{label(keys, document)} {wrong}")


def _fonts(document: Document, folder: Path) -> Iterator[Complaint]:
    fonts = document.at("brand", "fonts")
    for script in fonts if isinstance(fonts, dict) else ():
        for keys in (("brand", "fonts", script), *(("brand", "fonts", script, weight) for weight in FONT_WEIGHTS)):
            name = document.text(*keys)
            wrong = _wrong_file(name, folder) if name else None
            if wrong is None and name and Path(name).suffix.lower() not in FONT_SUFFIXES:
                wrong = "is not a .ttf, .otf or .ttc file, which a font has to be."
            if wrong is not None:
                yield Complaint(document.place(keys), f"{label(keys, document)} {wrong}")


def _wrong_file(name: str, folder: Path) -> str | None:
    return _wrong_name(name) or _wrong_place(name, folder)


def _wrong_name(name: str) -> str | None:
    if "://" in name:
        return "is an address that cannot be used here: products' images may be https addresses, all else is a file."
    if "\\" in name:
        return f"has backslashes: write {quoted(name.replace(chr(92), '/'))}."
    if Path(name).is_absolute() or PureWindowsPath(name).drive:
        return f"is {quoted(name)}, an absolute path: write it relative to the brief, in the same folder or below."
    return None


def _wrong_place(name: str, folder: Path) -> str | None:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return f"is {quoted(name)}, which leads out of the brief's folder: copy the file into it."
        if path.is_file():
            return None
        what = "a folder: name a file in it." if path.is_dir() else f"but there is no such file.{_like(path, folder)}"
    except ValueError:
        return None  # a character no file name has, which the schema tells
    except (OSError, RuntimeError) as error:
        # RuntimeError is what Python 3.11 and 3.12 raise for links that lead to themselves.
        reason = error.strerror if isinstance(error, OSError) else "it is a link that leads to itself"
        what = f"which cannot be read: {reason}."
    return f"is {quoted(name)}, {what}"


def _like(missing: Path, folder: Path) -> str:
    home = missing.parent
    if not home.is_dir():
        return f" There is no folder {home.relative_to(folder).as_posix()!r} beside the brief either."
    near = nearest(missing.name, sorted(path.name for path in home.iterdir() if path.is_file()))
    return f" Did you mean {(home / near).relative_to(folder).as_posix()!r}?" if near else ""


def _markets(document: Document, *, translator: bool) -> Iterator[Complaint]:
    source = document.text("source_language") or "en"
    if locales.known_language(source) is None:
        return
    yield from _script(document, ("message",), locales.script_of(source), f"source_language is {source}")
    seen: dict[str, int] = {}
    untold: dict[str, tuple[Keys, Locale]] = {}
    for index in document.items("markets"):
        keys: Keys = ("markets", index)
        try:
            locale = _locale(document, keys, source)
        except UsageError as error:
            yield Complaint(document.place((*keys, "language")), f"{error.sentence} {error.hint}")
            continue
        if locale is None:
            continue
        line = document.place(keys).line
        if locale.tag in seen:
            sentence = f"The market {locale.tag} is there already, on line {seen[locale.tag]}: keep one."
            yield Complaint(document.place(keys), sentence)
        seen.setdefault(locale.tag, line)
        yield from _copy(document, keys, locale)
        if document.at(*keys, "copy") is None and not translator and not locales.reads(locale, source):
            untold.setdefault(locale.tag, (keys, locale))
    if untold:
        yield _nobody_writes(document, tuple(untold.values()), source)


def _nobody_writes(document: Document, markets: tuple[tuple[Keys, Locale], ...], source: str) -> Complaint:
    """Say once which locales have no copy, where they stand in the brief, and every way out."""
    names = ", ".join(
        f"{locale.tag} ({locales.language_name(locale)}) on line {document.place(keys).line}"
        for keys, locale in markets
    )
    these = "this market" if len(markets) == 1 else "these markets"
    sentence = (
        f"There is no copy for {names} and no translator is configured: "
        f"add copy: to {these}, set language: {source} there to print the message as it is, or have it translated: "
        "set OPENAI_API_KEY, or import translations (creative copy import). --pseudo tries the layout without."
    )
    return Complaint(document.place(markets[0][0]), sentence)


def _locale(document: Document, keys: Keys, source: str) -> Locale | None:
    """Return a market's locale, None where the schema has something to say of its country or language."""
    country = document.text(*keys) or document.text(*keys, "country")
    language = document.at(*keys, "language")
    if country is None or locales.known_territory(country) is None:
        return None
    if language is None:
        return locales.resolve(country, None, source)
    if not isinstance(language, str) or locales.known_language(language) is None:
        return None
    return locales.resolve(country, language, source)


def _copy(document: Document, keys: Keys, locale: Locale) -> Iterator[Complaint]:
    """Complain of approved copy that lacks a role of the message, or is in another language's letters."""
    copy = document.at(*keys, "copy")
    if not isinstance(copy, dict):
        return
    slips = {nearest(key, ROLES) for key in copy if key not in ROLES}
    for role in ROLES[1:]:
        if document.text("message", role) and role not in copy and role not in slips:
            name = label((*keys, "copy", role), document)
            sentence = f"{name} is missing: the message has a {role}, so approved copy needs one."
            yield Complaint(document.key_place((*keys, "copy")), sentence)
    what = f"the market's language is {locale.language} ({locale.tag})"
    yield from _script(document, (*keys, "copy"), locale.script, what)


def _script(document: Document, keys: Keys, script: str, language: str) -> Iterator[Complaint]:
    """Complain of words in another script than their language's: they would be set in the wrong direction."""
    found = foreign_script("".join(document.text(*keys, role) or "" for role in ROLES), script)
    if found is not None:
        name = label(keys, document)
        sentence = f"{name} is written in {found} letters, but {language}: set it to the language of these words."
        yield Complaint(document.key_place(keys), sentence)

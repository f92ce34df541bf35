"""What is wrong with a brief that only a look at several keys, or at the disk, can tell.

It reads the data as written, not the validated models, so that these problems are told in the same
breath as those of the schema. What the schema refuses is passed over here.
"""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from creative_cli.brief import glossary, offer
from creative_cli.brief.field_types import TEMPLATE_SUFFIX
from creative_cli.brief.offer import COPY_ROLES
from creative_cli.brief.schema_errors import BriefProblem, label_key_path
from creative_cli.brief.script_detection import detect_foreign_script
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

URL_PREFIX = "https://"
"""How the picture of a product may begin that is fetched instead of read."""

FONT_SUFFIXES = (".ttf", ".otf", ".ttc")
FONT_WEIGHTS = ("regular", "bold")
LOGO_SUFFIXES = (".svg", ".png")


def find_brief_problems(document: SourceDocument, folder: Path, *, translator: bool) -> Iterator[BriefProblem]:
    """Yield what is wrong beyond the schema; *folder* is where the brief's files are."""
    yield from _find_duplicates(document)
    yield from _find_file_problems(document, folder)
    yield from _find_font_problems(document, folder)
    yield from _find_market_problems(document, translator=translator)
    yield from offer.find_offer_problems(document)
    yield from glossary.find_glossary_problems(document)


def _find_duplicates(document: SourceDocument) -> Iterator[BriefProblem]:
    for keys, place in document.repeated:
        first = document.keys[keys].line
        yield BriefProblem(
            place, f"{label_key_path(keys, document)} is written twice, first on line {first}: keep one."
        )
    yield from _find_duplicate_values(
        document, [("products", index, "id") for index in document.items("products")], "product"
    )
    yield from _find_duplicate_values(document, [("ratios", index) for index in document.items("ratios")], "ratio")
    yield from _find_duplicate_values(
        document, [("channels", index) for index in document.items("channels")], "channel"
    )


def _find_duplicate_values(
    document: SourceDocument, places: list[tuple[str | int, ...]], what: str
) -> Iterator[BriefProblem]:
    seen: dict[str, KeyPath] = {}
    for keys in places:
        word = document.text(*keys)
        if word is not None and seen.setdefault(word, keys) != keys:
            line = document.place(seen[word]).line
            yield BriefProblem(
                document.place(keys), f"The {what} {quote_for_message(word)} is there already, on line {line}."
            )


def is_image_file_name(text: str) -> bool:
    """Tell whether a watermark is a picture's file name and not the words themselves."""
    return Path(text).suffix.lower() in LOGO_SUFFIXES


def _find_file_problems(document: SourceDocument, folder: Path) -> Iterator[BriefProblem]:
    pictures: list[KeyPath] = [("products", index, "image") for index in document.items("products")]
    for keys in (("brand", "logo"), ("brand", "watermark"), ("template",), *pictures):
        name = document.text(*keys)
        if keys == ("template",) and not (name or "").endswith(TEMPLATE_SUFFIX):
            continue
        if keys[-1] == "watermark" and not is_image_file_name(name or ""):
            continue
        if keys[-1] == "image" and (name or "").startswith(URL_PREFIX):
            continue
        wrong = _explain_unusable_file(name, folder) if name else None
        if wrong is None and name and keys[-1] == "logo" and Path(name).suffix.lower() not in LOGO_SUFFIXES:
            wrong = "is not an SVG or PNG file, which a logo has to be."
        if wrong is not None:
            yield BriefProblem(document.place(keys), f"{label_key_path(keys, document)} {wrong}")


def _find_font_problems(document: SourceDocument, folder: Path) -> Iterator[BriefProblem]:
    fonts = document.at("brand", "fonts")
    for script in fonts if isinstance(fonts, dict) else ():
        for keys in (("brand", "fonts", script), *(("brand", "fonts", script, weight) for weight in FONT_WEIGHTS)):
            name = document.text(*keys)
            wrong = _explain_unusable_file(name, folder) if name else None
            if wrong is None and name and Path(name).suffix.lower() not in FONT_SUFFIXES:
                wrong = "is not a .ttf, .otf or .ttc file, which a font has to be."
            if wrong is not None:
                yield BriefProblem(document.place(keys), f"{label_key_path(keys, document)} {wrong}")


def _explain_unusable_file(name: str, folder: Path) -> str | None:
    return _explain_unusable_name(name) or _explain_unusable_path(name, folder)


def _explain_unusable_name(name: str) -> str | None:
    if "://" in name:
        return "is an address that cannot be used here: products' images may be https addresses, all else is a file."
    if "\\" in name:
        return f"has backslashes: write {quote_for_message(name.replace(chr(92), '/'))}."
    if Path(name).is_absolute() or PureWindowsPath(name).drive:
        return (
            f"is {quote_for_message(name)}, an absolute path: write it relative to the brief, in or below its folder."
        )
    return None


def _explain_unusable_path(name: str, folder: Path) -> str | None:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return f"is {quote_for_message(name)}, which leads out of the brief's folder: copy the file into it."
        if path.is_file():
            return None
        what = (
            "a folder: name a file in it."
            if path.is_dir()
            else f"but there is no such file.{_suggest_similar_file(path, folder)}"
        )
    except ValueError:
        return None  # a character no file name has, which the schema tells
    except (OSError, RuntimeError) as error:
        # RuntimeError is what Python 3.11 and 3.12 raise for links that lead to themselves.
        reason = error.strerror if isinstance(error, OSError) else "it is a link that leads to itself"
        what = f"which cannot be read: {reason}."
    return f"is {quote_for_message(name)}, {what}"


def _suggest_similar_file(missing: Path, folder: Path) -> str:
    home = missing.parent
    if not home.is_dir():
        return f" There is no folder {home.relative_to(folder).as_posix()!r} beside the brief either."
    near = find_similar_word(missing.name, sorted(path.name for path in home.iterdir() if path.is_file()))
    return f" Did you mean {(home / near).relative_to(folder).as_posix()!r}?" if near else ""


def _find_market_problems(document: SourceDocument, *, translator: bool) -> Iterator[BriefProblem]:
    source = document.text("source_language") or "en"
    if locales.find_language(source) is None:
        return
    yield from _find_script_problems(
        document, ("message",), locales.find_script(source), f"source_language is {source}"
    )
    seen: dict[str, int] = {}
    untold: dict[str, tuple[KeyPath, Locale]] = {}
    for index in document.items("markets"):
        keys: KeyPath = ("markets", index)
        try:
            locale = _resolve_market_locale(document, keys, source)
        except UsageError as error:
            yield BriefProblem(document.place((*keys, "language")), f"{error.sentence} {error.hint}")
            continue
        if locale is None:
            continue
        line = document.place(keys).line
        if locale.tag in seen:
            sentence = f"The market {locale.tag} is there already, on line {seen[locale.tag]}: keep one."
            yield BriefProblem(document.place(keys), sentence)
        seen.setdefault(locale.tag, line)
        yield from _find_copy_problems(document, keys, locale)
        if document.at(*keys, "copy") is None and not translator and not locales.reads_language(locale, source):
            untold.setdefault(locale.tag, (keys, locale))
    if untold:
        yield _missing_copy_problem(document, tuple(untold.values()), source)


def _missing_copy_problem(
    document: SourceDocument, markets: tuple[tuple[KeyPath, Locale], ...], source: str
) -> BriefProblem:
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
    return BriefProblem(document.place(markets[0][0]), sentence)


def _resolve_market_locale(document: SourceDocument, keys: KeyPath, source: str) -> Locale | None:
    """Return a market's locale, None where the schema has something to say of its country or language."""
    country = document.text(*keys) or document.text(*keys, "country")
    language = document.at(*keys, "language")
    if country is None or locales.find_territory(country) is None:
        return None
    if language is None:
        return locales.resolve_locale(country, None, source)
    if not isinstance(language, str) or locales.find_language(language) is None:
        return None
    return locales.resolve_locale(country, language, source)


def _find_copy_problems(document: SourceDocument, keys: KeyPath, locale: Locale) -> Iterator[BriefProblem]:
    """Complain of approved copy that lacks a role of the message, or is in another language's letters."""
    copy = document.at(*keys, "copy")
    if not isinstance(copy, dict):
        return
    slips = {find_similar_word(key, COPY_ROLES) for key in copy if key not in COPY_ROLES}
    for role in COPY_ROLES[1:]:
        if document.text("message", role) and role not in copy and role not in slips:
            name = label_key_path((*keys, "copy", role), document)
            sentence = f"{name} is missing: the message has a {role}, so approved copy needs one."
            yield BriefProblem(document.key_place((*keys, "copy")), sentence)
    what = f"the market's language is {locale.language} ({locale.tag})"
    yield from _find_script_problems(document, (*keys, "copy"), locale.script, what)


def _find_script_problems(
    document: SourceDocument, keys: KeyPath, script: str, language: str
) -> Iterator[BriefProblem]:
    """Complain of words in another script than their language's: they would be set in the wrong direction."""
    found = detect_foreign_script("".join(document.text(*keys, role) or "" for role in COPY_ROLES), script)
    if found is not None:
        name = label_key_path(keys, document)
        sentence = f"{name} is written in {found} letters, but {language}: set it to the language of these words."
        yield BriefProblem(document.key_place(keys), sentence)

"""Problems that need more than one key of the brief, or its files, to detect.

This reads the raw data instead of the validated models; all problems, including those of the schema, are then reported
together. Values that the schema rejects are skipped here.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath

from creative_cli.brief import (
    badge_words,
    brand_rules,
    damaged_texts,
    device_words,
    glossary,
    offer,
    photo_treatment,
    product_problems,
    together,
    variant_problems,
)
from creative_cli.brief.copy_lines import COPY_PATHS, COPY_ROLES
from creative_cli.brief.field_types import TEMPLATE_SUFFIX
from creative_cli.brief.file_names import find_other_case
from creative_cli.brief.line_lists import list_written_lines
from creative_cli.brief.script_detection import detect_foreign_script
from creative_cli.brief.source_positions import FURTHER_LINES, KeyPath, SourceDocument, SourceHome
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

URL_PREFIX = "https://"
FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2")
FONT_WEIGHTS = ("regular", "bold")
LOGO_SUFFIXES = (".svg", ".png")
LOGO_FILE_KEYS = ("file", "on_light", "on_dark", "mono", "mark")
LOGO_KEY_NAMES = {"on_light": "light", "on_dark": "dark"}
"""Other names of those keys."""
FILE_TYPES = {
    LOGO_SUFFIXES: "an SVG or PNG file, as a logo must be",
    FONT_SUFFIXES: "a .ttf, .otf, .ttc, .woff or .woff2 file, as a font must be: convert it, or ask for one of these",
}


def find_brief_problems(
    document: SourceDocument, folder: Path, named: SourceDocument, *, translator: bool
) -> Iterator[Problem]:
    """Yield the problems that the schema cannot detect; *folder* contains the brief's files.

    *named* is the document with the products of its feed, for the sets of products that name them.
    """
    yield from _find_duplicates(document)
    yield from find_file_problems(document, folder)
    yield from _find_market_problems(document, translator=translator)
    yield from _find_unused_copy(document)
    yield from offer.find_offer_problems(document)
    yield from glossary.find_glossary_problems(document)
    yield from brand_rules.find_rule_problems(document)
    yield from together.find_together_problems(named)
    yield from product_problems.find_product_problems(document)
    yield from badge_words.find_badge_problems(document)
    yield from photo_treatment.find_treatment_problems(document)
    yield from variant_problems.find_variant_problems(document)
    yield from damaged_texts.find_damaged_texts(document)


def find_brand_problems(document: SourceDocument, folder: Path) -> Iterator[Problem]:
    """Yield the problems of a brand kit alone that the schema cannot detect; *folder* contains the kit's files."""
    yield from find_file_problems(document, folder)
    yield from glossary.find_glossary_problems(document, ("brand", "glossary"))
    yield from brand_rules.find_rule_problems(document)
    yield from damaged_texts.find_damaged_texts(document)


def find_file_problems(document: SourceDocument, folder: Path) -> Iterator[Problem]:
    """Yield files that are not there, that lead out of *folder* or their kit's, or that are of the wrong kind."""
    for keys, suffixes, name in list_brief_files(document):
        wrong = _explain_unusable_file(name, document.home(keys, folder))
        if wrong is None and suffixes and Path(name).suffix.lower() not in suffixes:
            wrong = f"is not {FILE_TYPES[suffixes]}."
        if wrong is not None:
            yield document.problem(keys, f"{document.label(keys)} {wrong}")


def _find_duplicates(document: SourceDocument) -> Iterator[Problem]:
    for keys, place in document.repeated:
        first = document.keys[keys].line
        message = f"{document.label(keys)} is written twice, first on line {first}: keep one."
        yield document.problem_at(place, message)
    for what, suffix in (("product", ("id",)), ("ratio", ()), ("channel", ())):
        seen: dict[str, KeyPath] = {}
        for index in document.items(f"{what}s"):
            path: KeyPath = (f"{what}s", index, *suffix)
            word = document.text(*path)
            if word is not None and seen.setdefault(word, path) != path:
                line = document.place(seen[word]).line
                yield document.problem(path, f"The {what} {quote_for_message(word)} is there already, on line {line}.")


def is_image_file_name(text: str) -> bool:
    """Return whether a watermark names an image file instead of being the text itself."""
    return Path(text).suffix.lower() in LOGO_SUFFIXES


def list_brief_files(document: SourceDocument) -> Iterator[tuple[KeyPath, tuple[str, ...], str]]:
    """Yield each file the brief names: its key, the suffixes it may have (empty for any), and its name."""
    paths: list[tuple[KeyPath, tuple[str, ...]]] = [
        (("brand", "logo"), LOGO_SUFFIXES),
        *((("brand", "logo", key), LOGO_SUFFIXES) for key in (*LOGO_FILE_KEYS, *LOGO_KEY_NAMES.values())),
        (("brand", "watermark"), ()),
        (("template",), ()),
        (("brand", "template"), ()),
        *((("products", index, "image"), ()) for index in document.items("products")),
    ]
    for index in document.items("products"):
        paths += [(keys, suffixes) for keys, suffixes in _list_product_files(document, ("products", index))]
    paths += [(keys, ()) for keys in variant_problems.list_variant_files(document)]
    for script in document.mapping("brand", "fonts"):
        font: KeyPath = ("brand", "fonts", script)
        paths += [(keys, FONT_SUFFIXES) for keys in (font, *((*font, weight) for weight in FONT_WEIGHTS))]
    for keys, suffixes in paths:
        name = document.text(*keys)
        if not name:
            continue
        if "images" in keys and name.startswith(URL_PREFIX):
            continue
        is_file = {
            "watermark": is_image_file_name(name),
            "template": name.endswith(TEMPLATE_SUFFIX),
            "image": not name.startswith(URL_PREFIX),
        }
        if is_file.get(str(keys[-1]), True):
            yield keys, suffixes, name


def _list_product_files(document: SourceDocument, product: KeyPath) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    yield from (((*product, "images", name), ()) for name in document.mapping(*product, "images"))
    logo: KeyPath = (*product, "logo")
    variants = (*LOGO_FILE_KEYS, *LOGO_KEY_NAMES.values())
    yield from ((keys, LOGO_SUFFIXES) for keys in (logo, *((*logo, key) for key in variants)))


def _explain_unusable_file(name: str, home: SourceHome) -> str | None:
    return explain_unusable_name(name) or _explain_unusable_path(home.base / name, home, quote_for_message(name))


def explain_unusable_name(name: str) -> str | None:
    """Return why *name* cannot be the name of a file, wherever it is looked for; None if it can."""
    if "://" in name:
        return (
            "is an address that cannot be used: images of products may begin with https://, "
            "and any other file is copied beside the brief."
        )
    if "\\" in name:
        return f"has backslashes: write {quote_for_message(name.replace(chr(92), '/'))}."
    if Path(name).is_absolute() or PureWindowsPath(name).drive:
        where = "write it relative to the brief, in or below its folder."
        return f"is {quote_for_message(name)}, an absolute path: {where}"
    return None


def _explain_unusable_path(path: Path, home: SourceHome, quoted: str) -> str | None:
    folder = home.limit
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return f"is {quoted}, which leads out of {home.name}: copy the file into it."
        if path.is_file():
            return None
        if path.is_dir():
            return f"is {quoted}, a folder: name a file in it."
        return f"is {quoted}, but there is no such file.{_suggest_similar_file(path, folder)}"
    except ValueError:
        return None  # a character that no file name may have, which the schema reports
    except (OSError, RuntimeError) as error:
        # Python 3.11 and 3.12 raise RuntimeError for links that lead to themselves.
        reason = error.strerror if isinstance(error, OSError) else "it is a link that leads to itself"
        return f"is {quoted}, which cannot be read: {reason}."


def _suggest_similar_file(missing: Path, folder: Path) -> str:
    home = missing.parent
    if not missing.is_relative_to(folder):
        return ""
    other = find_other_case(folder, missing.relative_to(folder).as_posix())
    if other is not None:
        return f" Did you mean {other!r}?"
    if not home.is_dir():
        return f" There is no folder {home.relative_to(folder).as_posix()!r} beside it either."
    near = find_similar_word(missing.name, sorted(path.name for path in home.iterdir() if path.is_file()))
    return f" Did you mean {(home / near).relative_to(folder).as_posix()!r}?" if near else ""


def _find_market_problems(document: SourceDocument, *, translator: bool) -> Iterator[Problem]:
    source = document.text("source_language") or "en"
    if locales.find_language(source) is None:
        return
    script = locales.find_script(source)
    yield from _find_script_problems(document, ("message",), script, f"source_language is {source}")
    seen: dict[str, int] = {}
    without_copy: dict[str, tuple[KeyPath, Locale]] = {}
    foreign: list[int] = []
    for index in document.items("markets"):
        keys: KeyPath = ("markets", index)
        try:
            locale = _resolve_market_locale(document, keys, source)
        except UsageError as error:
            yield document.problem((*keys, "language"), f"{error.sentence} {error.hint}")
            continue
        if locale is None:
            continue
        line = document.place(keys).line
        if locale.tag in seen:
            sentence = f"The market {locale.tag} is there already, on line {seen[locale.tag]}: keep one."
            yield document.problem(keys, sentence)
        seen.setdefault(locale.tag, line)
        yield from _find_copy_problems(document, keys, locale)
        if not locales.reads_language(locale, source):
            foreign.append(index)
        if document.at(*keys, "copy") is None and not translator and not locales.reads_language(locale, source):
            without_copy.setdefault(locale.tag, (keys, locale))
    yield from device_words.find_device_problems(document, foreign)
    if without_copy:
        yield missing_copy_problem(document, tuple(without_copy.values()), source)


def _find_unused_copy(document: SourceDocument) -> Iterator[Problem]:
    """Yield the languages of `copy:` that no market reads; those that are used are with their markets."""
    for key in document.mapping("copy"):
        if locales.find_language(key) is not None:
            label = document.label(("copy", key))
            sentence = f"{label} is used by no market: add a market that reads it and has no copy: of its own."
            yield document.key_problem(("copy", key), sentence)


def missing_copy_problem(document: SourceDocument, markets: Sequence[tuple[KeyPath, Locale]], source: str) -> Problem:
    """Return one problem that names all *markets* without copy and every way to solve it."""
    by_line: dict[int, list[str]] = {}
    for keys, locale in markets:
        name = f"{locale.tag} ({locales.language_name(locale)})"
        by_line.setdefault(document.place(keys).line, []).append(name)
    names = ", ".join(f"{', '.join(names)} on line {line}" for line, names in by_line.items())
    these = "this market" if len(markets) == 1 else "these markets"
    sentence = (
        f"There is no copy for {names} and no translator is configured: "
        f"add copy: to {these}, set language: {source} there to print the message as it is, or have it translated: "
        "set OPENAI_API_KEY, or import translations (creative copy import). Use --pseudo to test the layout without."
    )
    return document.problem(markets[0][0], sentence)


def _resolve_market_locale(document: SourceDocument, keys: KeyPath, source: str) -> Locale | None:
    """Return a market's locale, None if the schema rejects its country or language."""
    country = document.text(*keys) or document.text(*keys, "country")
    language = document.at(*keys, "language")
    if country is None or locales.find_territory(country) is None:
        return None
    if language is None:
        return locales.resolve_locale(country, None, source)
    if not isinstance(language, str) or locales.find_language(language) is None:
        return None
    return locales.resolve_locale(country, language, source)


def _find_copy_problems(document: SourceDocument, keys: KeyPath, locale: Locale) -> Iterator[Problem]:
    """Yield roles of the message that approved copy lacks, and copy in the wrong script."""
    copy = document.at(*keys, "copy")
    if not isinstance(copy, dict):
        return
    misspelt = {find_similar_word(key, COPY_ROLES) for key in copy if key not in {*COPY_ROLES, "short", FURTHER_LINES}}
    for role in COPY_ROLES:
        if role != "headline" and document.text("message", role) and role not in copy and role not in misspelt:
            name = document.label((*keys, "copy", role))
            sentence = f"{name} is missing: the message has a {role}, so approved copy needs one."
            yield document.key_problem((*keys, "copy"), sentence)
    what = f"the market's language is {locale.language} ({locale.tag})"
    yield from _find_script_problems(document, (*keys, "copy"), locale.script, what)


def _find_script_problems(document: SourceDocument, keys: KeyPath, script: str, language: str) -> Iterator[Problem]:
    """Yield text in a script other than its language's, which would be set in the wrong direction."""
    lines = (text for path in COPY_PATHS for _, text in list_written_lines(document, keys, path))
    found = detect_foreign_script("".join(lines), script)
    if found is not None:
        sentence = f"is written in {found} letters, but {language}: set it to the language of this text."
        yield document.key_problem(keys, f"{document.label(keys)} {sentence}")

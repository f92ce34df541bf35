"""What is wrong with the variants of a brief: names, lines, and what they are limited to."""

from collections.abc import Iterator, Sequence

from creative_cli.brief.copy_lines import COPY_PATHS, find_placeholders
from creative_cli.brief.field_types import BUILTIN_TEMPLATES, TEMPLATE_SUFFIX
from creative_cli.brief.line_lists import list_written_lines
from creative_cli.brief.line_words import explain_unknown_word, list_line_words
from creative_cli.brief.market_groups import names_locale
from creative_cli.brief.offer import MAX_LISTED_MARKETS
from creative_cli.brief.script_detection import detect_foreign_script
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.brief.variant_documents import VARIANTS_KEY
from creative_cli.errors import Problem
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

URL_MARK = "://"


def list_variant_files(document: SourceDocument) -> Iterator[KeyPath]:
    """Yield the keys of the files that variants name: pictures that are at no address, and templates of the user's."""
    for name in document.mapping(VARIANTS_KEY):
        home: KeyPath = (VARIANTS_KEY, name)
        images: list[KeyPath] = [(*home, "image")]
        images += [(*home, "products", product, "image") for product in document.mapping(*home, "products")]
        yield from (keys for keys in images if URL_MARK not in (document.text(*keys) or URL_MARK))
        template = document.text(*home, "template")
        if template is not None and template not in BUILTIN_TEMPLATES and template.endswith(TEMPLATE_SUFFIX):
            yield (*home, "template")


def find_variant_image(document: SourceDocument, name: str, product: str) -> KeyPath | None:
    """Return the keys of the picture that a variant has for a product; None if it has the brief's."""
    homes: tuple[KeyPath, ...] = (
        (VARIANTS_KEY, name, "products", product, "image"),
        (VARIANTS_KEY, name, "image"),
    )
    return next((home for home in homes if document.text(*home)), None)


def find_variant_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield lines in the wrong script or with unknown words in braces."""
    names = tuple(document.mapping(VARIANTS_KEY))
    source, known = document.text("source_language") or "en", list_line_words(document)
    for name in names:
        home: KeyPath = (VARIANTS_KEY, name)
        homes = [(home, source)]
        products = [(*home, "products", product) for product in document.mapping(*home, "products")]
        for place in (home, *products):
            homes += [((*place, "copy", tag), tag) for tag in document.mapping(*place, "copy")]
        for keys, tag in homes:
            yield from _find_line_problems(document, keys, tag, known)


def _find_line_problems(document: SourceDocument, keys: KeyPath, tag: str, known: tuple[str, ...]) -> Iterator[Problem]:
    lines = dict(line for path in COPY_PATHS for line in list_written_lines(document, keys, path))
    for place, text in lines.items():
        for word in dict.fromkeys(find_placeholders(text)):
            if word not in known:
                yield document.problem(place, f"{document.label(place)} {explain_unknown_word(word, known)}")
    if lines and locales.find_language(tag) is not None:
        found = detect_foreign_script("".join(lines.values()), locales.find_script(tag))
        if found is not None:
            sentence = f"is written in {found} letters, but the language is {tag}: set it to that of this text."
            yield document.key_problem(keys, f"{document.label(keys)} {sentence}")


def find_limit_problems(
    document: SourceDocument, markets: tuple[Locale, ...], products: tuple[str, ...], formats: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield names of markets, products and formats in a variant that the brief does not have."""
    for name in document.mapping(VARIANTS_KEY):
        home: KeyPath = (VARIANTS_KEY, name)
        for product in document.mapping(*home, "products"):
            if product not in products:
                keys: KeyPath = (*home, "products", product)
                yield document.key_problem(keys, _explain_unknown(document, keys, product, "product", products))
        for key, what, there in (
            ("markets", "market", tuple(locale.tag for locale in markets)),
            ("products", "product", products),
            ("formats", "ratio or channel", formats),
        ):
            for index in document.items(*home, "only", key):
                keys = (*home, "only", key, index)
                word = document.text(*keys) or ""
                met = any(names_locale(word, one) for one in markets) if key == "markets" else word in there
                if not met:
                    yield document.problem(keys, _explain_unknown(document, keys, word, what, there))


def untranslated_line_problem(document: SourceDocument, name: str, markets: Sequence[Locale]) -> Problem:
    """Return the problem of a variant whose lines are not translated for *markets*, which have copy for the others."""
    tags = ", ".join(f"{locale.tag} ({locales.language_name(locale)})" for locale in markets[:MAX_LISTED_MARKETS])
    home: KeyPath = (VARIANTS_KEY, name)
    path = next((path for path in COPY_PATHS if document.text(*home, *path)), ())
    sentence = (
        f"Variant {name} has a line of its own that is not translated for {tags}: add copy: "
        f"{{{markets[0].language}: {{{'.'.join(map(str, path)) or 'headline'}: …}}}} to the variant, or have it "
        "translated: set OPENAI_API_KEY, or import translations (creative copy import)."
    )
    return document.problem((*home, *path), sentence)


def _explain_unknown(document: SourceDocument, keys: KeyPath, word: str, what: str, known: tuple[str, ...]) -> str:
    meant = suggest_similar_word(word, known) or f" It has {', '.join(known[:10])}."
    return f"{document.label(keys[:-1])} names {quote_for_message(word)}, which is no {what} of this brief.{meant}"

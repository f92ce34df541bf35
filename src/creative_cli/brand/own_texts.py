"""The texts of a kit itself, which its own rules hold for too."""

from collections.abc import Iterator

from creative_cli.brief.brand_rules import EVERY_LANGUAGE
from creative_cli.brief.loader import LoadedKit
from creative_cli.brief.source_positions import KeyPath
from creative_cli.checks.prohibited_words import find_forbidden_words
from creative_cli.translation.request import source_locale


def find_forbidden_texts(kit: LoadedKit) -> Iterator[tuple[KeyPath, str]]:
    """Yield the forbidden words in texts of the kit that are printed or read by translators: the key and the word."""
    words = kit.brand.forbidden_words
    every = words.get(EVERY_LANGUAGE, ())
    listed = {key: source_locale(key) for key in words if key != EVERY_LANGUAGE}
    for keys, text, language in _list_texts(kit):
        # A name has no language: it is read by everyone.
        for locale in [*listed.values(), source_locale("en")] if language is None else [source_locale(language)]:
            own = (word for key, one in listed.items() if one.language == locale.language for word in words[key])
            for word in find_forbidden_words(dict.fromkeys((*own, *every)), text, locale):
                yield keys, word


def _list_texts(kit: LoadedKit) -> Iterator[tuple[KeyPath, str, str | None]]:
    """Yield each text with its key and its language, None if it may be any."""
    brand = kit.brand
    yield ("brand", "name"), brand.name, None
    for index, word in enumerate(brand.keep):
        yield ("brand", "keep", index), word, None
    if brand.tone:
        yield ("brand", "tone"), brand.tone, None
    if brand.watermark:
        yield ("brand", "watermark"), brand.watermark, None
    for index, entry in enumerate(brand.glossary):
        yield ("brand", "glossary", index, "term"), entry.term, None
        for language, forms in entry.translations.items():
            for form in forms:
                yield ("brand", "glossary", index, "translations", language), form.rstrip("*"), language
    for index, rule in enumerate(brand.required_disclaimers):
        for language, text in rule.text.items():
            spoken = None if language == EVERY_LANGUAGE else language
            yield ("brand", "required_disclaimers", index, "text", language), text, spoken

"""Whether a file that says its language in its own way is for a locale of ours."""

from creative_cli.locale.language_tags import LanguageTag, lies_within, likely_subtags
from creative_cli.locale.locales import find_script, require_language


def suits_locale(text: str, locale: str) -> bool:
    """Return whether the language tag *text* of a file means *locale*, one of our tags.

    A language without a country suits each of its locales in a script it may be written in; `es-419` suits every
    country of Latin America. Raises UsageError if *text* is no language.
    """
    tag, own = require_language(text), require_language(locale)
    if tag.language != own.language or (own.script or find_script(locale)) not in _scripts_of(tag):
        return False
    if tag.region is None or own.region is None or tag.region == own.region:
        return True
    return tag.region.isdigit() and lies_within(tag.language, own.region, tag.region)


def is_same_language(text: str, other: str) -> bool:
    """Return whether two tags are of one language in one script, whatever their countries.

    Raises UsageError if either is no language.
    """
    one, two = require_language(text), require_language(other)
    return one.language == two.language and bool(_scripts_of(one) & _scripts_of(two))


def _scripts_of(tag: LanguageTag) -> frozenset[str]:
    """Return the scripts that a tag may mean: its own, or the usual ones by CLDR and by our markets."""
    if tag.script is not None:
        return frozenset({tag.script})
    region = tag.region if tag.region is not None and tag.region.isalpha() else None
    usual = find_script(str(LanguageTag(tag.language, region=region)))
    return frozenset({usual, likely_subtags(tag.language, region)[1]})

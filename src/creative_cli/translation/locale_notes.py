"""Notes for translators on languages and their varieties, from `data/culture-notes.toml`."""

from collections.abc import Mapping
from functools import cache

from creative_cli.locale.locales import Locale
from creative_cli.resources import read_data_table


@cache
def _notes() -> Mapping[str, tuple[str, ...]]:
    table = read_data_table("culture-notes.toml")
    found: dict[str, tuple[str, ...]] = {}
    for note in table["note"]:
        for name in note["for"]:
            found[name] = (*found.get(name, ()), note["say"])
    return found


def culture_notes(locale: Locale) -> tuple[str, ...]:
    """Return the notes for a locale: those of its language, then of its script, then of the locale itself."""
    language, region = locale.language, locale.tag.rpartition("-")[2]
    names = (language, f"{language}-{locale.script}", f"{language}-{region}", locale.tag)
    return tuple(note for name in dict.fromkeys(names) for note in _notes().get(name, ()))


def known_notes() -> tuple[str, ...]:
    """Return every language and locale that has notes, sorted."""
    return tuple(sorted(_notes()))

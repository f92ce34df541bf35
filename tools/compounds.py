"""Print how many joints of compound words are found, by language, and which are not.

    python tools/compounds.py [LANGUAGE ...]

`tests/data/compounds.toml` has the words with their right joints. Every third was kept aside while the splitter was
tuned. A joint is right if it is in the list. The figures are the share of listed joints that are found, and of found
ones that are listed. Words that are no compounds count in the second.
"""

import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from creative_cli.layout.compounds import compound_joints

WORDS = Path(__file__).parents[1] / "tests" / "data" / "compounds.toml"
# Every word whose place in its list leaves this remainder on division by three was kept aside.
HELD_OUT = 2


class JointCount(NamedTuple):
    """Joints that were found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def plus(self, other: "JointCount") -> "JointCount":
        """Return the sum of two counts."""
        return JointCount(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def found(self) -> float:
        """The share of the listed joints that were found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def sure(self) -> float:
        """The share of the joints found that are listed."""
        return self.right / max(1, self.right + self.wrong)


class MarkedWord(NamedTuple):
    """A word with its joints, and places that may be found but need not."""

    text: str
    joints: frozenset[int]
    optional: frozenset[int]


def read_marked(marked: str) -> MarkedWord:
    """Read `Rück.gabe|recht`."""
    joints, optional, text = set[int](), set[int](), ""
    for sign in marked:
        if sign == "|":
            joints.add(len(text))
        elif sign == ".":
            optional.add(len(text))
        else:
            text += sign
    return MarkedWord(text, frozenset(joints), frozenset(optional))


def judge_word(word: MarkedWord, language: str) -> JointCount:
    """Compare the joints that are found in a word with its own."""
    found = set(compound_joints(word.text, language))
    return JointCount(len(found & word.joints), len(found - word.joints - word.optional), len(word.joints - found))


def count_joints(languages: tuple[str, ...] = ()) -> dict[str, tuple[JointCount, JointCount, list[str]]]:
    """Return for each language the counts of the words for tuning and of those kept aside, and what went wrong."""
    tables = tomllib.loads(WORDS.read_text("utf-8"))
    results = {}
    for language in languages or tables["compounds"]:
        counts, missed = [JointCount(), JointCount()], []
        for table in tables.values():
            for place, marked in enumerate(table[language].split()):
                word = read_marked(marked)
                count = judge_word(word, language)
                aside = place % 3 == HELD_OUT
                counts[aside] = counts[aside].plus(count)
                if count.wrong or count.missed:
                    cuts = (0, *compound_joints(word.text, language), len(word.text))
                    got = "|".join(word.text[start:stop] for start, stop in pairwise(cuts))
                    missed.append(f"{marked} -> {got}" + (" (kept aside)" if aside else ""))
        results[language] = (counts[0], counts[1], missed)
    return results


def main() -> None:
    """Print the table."""
    results = count_joints(tuple(sys.argv[1:]))
    print("language  joints  found  sure   kept aside: joints  found  sure")
    sums = [JointCount(), JointCount()]
    for language, (tuned, aside, missed) in results.items():
        print(
            f"{language:8}  {tuned.right + tuned.missed:6}  {tuned.found:5.1%}  {tuned.sure:5.1%}"
            f"  {aside.right + aside.missed:17}  {aside.found:5.1%}  {aside.sure:5.1%}"
        )
        sums = [sums[0].plus(tuned), sums[1].plus(aside)]
        for line in missed:
            print(f"          {line}")
    total = sums[0].plus(sums[1])
    print(f"for tuning: {sums[0].found:.1%} found, {sums[0].sure:.1%} sure")
    print(f"kept aside: {sums[1].found:.1%} found, {sums[1].sure:.1%} sure")
    print(f"all {total.right + total.missed} joints: {total.found:.1%} found, {total.sure:.1%} sure")


if __name__ == "__main__":
    main()

"""Write `data/languages.npz`, the model of py3langid for the languages of ads, after an update of that library.

    python tools/build_languages.py

py3langid counts n-grams of bytes with an automaton of 256 next states for each state (39 MB), and has a table of
logarithms of all n-grams and 142 languages (28 MB), packed with LZMA. Here the automaton is a trie with the longest
shorter match of each node (Aho and Corasick, 1975), and of the logarithms only those are kept that are above the lowest
of their language, a fifth. No number is rounded: the scores are those of py3langid, bit for bit.
"""

import lzma
from collections import deque
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE

from creative_cli.locale.language_guess import ADVERTISED

TARGET = Path(__file__).parents[1] / "src" / "creative_cli" / "data" / "languages.npz"


class Trie(NamedTuple):
    """The nodes breadth first, by their number in py3langid, and what leads to and from each."""

    order: list[int]
    signs: list[int]
    children: list[int]
    fallbacks: dict[int, int]


def find_trie(rows: NDArray[np.uint32], row_of: NDArray[np.uint16]) -> Trie:
    """Return the trie of an automaton whose state 0 is the start: where a state differs from its fallback."""
    trie = Trie([0], [], [], {0: 0})
    waiting = deque([0])
    while waiting:
        state = waiting.popleft()
        moves, other = rows[row_of[state]], rows[row_of[trie.fallbacks[state]]] if state else np.zeros(256, np.uint32)
        signs = np.flatnonzero(moves != other).tolist()
        for sign in signs:
            child = int(moves[sign])
            if child in trie.fallbacks:
                raise ValueError(f"State {child} is reached twice: this is no automaton of Aho and Corasick.")
            trie.fallbacks[child] = int(other[sign])
            trie.order.append(child)
            waiting.append(child)
        trie.signs.extend(signs)
        trie.children.append(len(signs))
    return trie


def main() -> None:
    """Read the model of py3langid and write ours."""
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed, np.load(packed) as data:
        trie = find_trie(data["nextmove"].reshape(-1, 256), data["nextmove_row"])
        features = data["out_feat"][trie.order]
        languages = [number for number, label in enumerate(data["classes"]) if label in ADVERTISED]
        said = data["ptc"][:, languages]
        prior, labels = data["pc"][languages], data["classes"][languages]
    lowest = said.min(axis=0)
    more = said != lowest
    number = {state: place for place, state in enumerate(trie.order)}
    np.savez(
        TARGET,
        signs=np.array(trie.signs, np.uint8),
        children=np.array(trie.children, np.uint16),
        fallbacks=np.array([number[trie.fallbacks[state]] for state in trie.order], np.uint32),
        features=features.astype(np.int32),
        labels=labels,
        prior=prior,
        lowest=lowest.astype(np.float32),
        masks=np.packbits(more, axis=1),
        values=said[more],
    )


if __name__ == "__main__":
    main()

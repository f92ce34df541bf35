"""Words of pictures: a number for each local feature, so that pictures with many features in common are found fast.

A visual vocabulary (Sivic and Zisserman 2003, "Video Google") of 65,536 words: 256 for the upper half of a patch times
256 for the lower one (the multi-index of Babenko and Lempitsky 2012). `feature_words.npy` was made by
tools/build_feature_words.py of the features of 144 ads.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.retrieval.local_features import FeatureGrid, LocalFeatures

WordNumbers: TypeAlias = NDArray[np.uint16]

HALVES, HALF_WORDS = 2, 256
NEAR_HALVES = 2  # halves that an asked feature may be, of 256: a changed one may fall beside its own
CENTRE_STEPS = 400  # steps of a stored number of a centre


def find_words(features: LocalFeatures) -> WordNumbers:
    """Return the word of each feature."""
    return _combine(_nearest_halves(features.descriptions, 1))[:, 0]


def count_votes(asked: Sequence[LocalFeatures], known: Sequence[WordNumbers]) -> FeatureGrid:
    """Return for each of *asked* (rows) how well it shares words with each of *known* (columns), rare words most."""
    total = HALF_WORDS**HALVES
    ends = np.cumsum([len(words) for words in known])
    everything = np.concatenate([*known, np.zeros(1, np.uint16)])
    has = np.bincount(np.concatenate([np.unique(words) for words in known]), minlength=total)
    rarity = np.log1p(len(known) / (1 + has))
    lengths = np.diff(ends, prepend=0)
    votes = np.zeros((len(asked), len(known)), np.float32)
    for row, features in enumerate(asked):
        times = np.bincount(_combine(_nearest_halves(features.descriptions, NEAR_HALVES)).ravel(), minlength=total)
        # A word that the asked picture has often, as a letter of its text, must not count as often.
        weights = (np.where(times > 0, rarity / np.sqrt(np.maximum(times, 1)), 0)).astype(np.float32)
        sums = np.concatenate([[0], np.cumsum(weights[everything], dtype=np.float64)])
        votes[row] = (sums[ends] - sums[ends - lengths]) / np.sqrt(np.maximum(lengths, 1))
    return votes


def _nearest_halves(descriptions: FeatureGrid, count: int) -> tuple[NDArray[np.intp], ...]:
    found = []
    for half, centres in zip(np.split(descriptions, HALVES, axis=1), _load_centres(), strict=True):
        nearness = half @ centres.T - (centres**2).sum(axis=1) / 2
        found.append(np.argpartition(-nearness, count - 1, axis=1)[:, :count])
    return tuple(found)


def _combine(halves: tuple[NDArray[np.intp], ...]) -> WordNumbers:
    upper, lower = halves
    words = upper[:, :, None] * HALF_WORDS + lower[:, None, :]
    return words.reshape(len(upper), upper.shape[1] * lower.shape[1]).astype(np.uint16)  # also of no feature


@cache
def _load_centres() -> FeatureGrid:
    stored = np.load(Path(__file__).with_name("feature_words.npy"), allow_pickle=False)
    centres: FeatureGrid = stored.astype(np.float32) / CENTRE_STEPS
    return centres

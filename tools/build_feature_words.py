"""Build the vocabulary of `retrieval/feature_words.py` from the local features of pictures, by k-means.

python tools/build_feature_words.py FOLDER...      all JPEG files below the folders
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from creative_cli.retrieval import feature_words
from creative_cli.retrieval.feature_words import CENTRE_STEPS, HALF_WORDS, HALVES
from creative_cli.retrieval.local_features import FeatureGrid, find_stored_features

ROUNDS, SEED = 12, 7


def find_centres(points: FeatureGrid) -> FeatureGrid:
    """Return HALF_WORDS centres of *points* (Lloyd 1982)."""
    chance = np.random.default_rng(SEED)
    centres = points[chance.choice(len(points), HALF_WORDS, replace=False)].copy()
    for _ in range(ROUNDS):
        nearest = (points @ centres.T - (centres**2).sum(axis=1) / 2).argmax(axis=1)
        counts = np.bincount(nearest, minlength=HALF_WORDS)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, points)
        centres[counts > 0] = sums[counts > 0] / counts[counts > 0, None]
    return centres


def main() -> None:
    """Read the pictures and write the vocabulary beside the module that reads it."""
    files = sorted(path for folder in sys.argv[1:] for path in Path(folder).rglob("*.jpg"))
    found = []
    for path in files:
        with Image.open(path) as opened:
            found.append(find_stored_features(np.asarray(opened.convert("RGB"))).descriptions)
    descriptions = np.concatenate(found)
    halves = np.stack([find_centres(half) for half in np.split(descriptions, HALVES, axis=1)])
    np.save(
        Path(feature_words.__file__).with_suffix(".npy"),
        np.clip(np.rint(halves * CENTRE_STEPS), 0, 255).astype(np.uint8),
    )
    print(f"{len(files)} pictures, {len(descriptions)} features")


if __name__ == "__main__":
    main()

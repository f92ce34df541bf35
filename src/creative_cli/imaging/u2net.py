"""What a picture is about, by a small trained network: U²-Net p (Qin et al., Pattern Recognition 106, 2020).

It sees people with their hair and glass with its edges, which colour and sharpness alone do not. It runs on one thread,
once for all formats: a quarter of a second a photo, a fourth of that at a glance. Where ONNX Runtime is missing
`saliency` does without.
"""

import os
import threading
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types

INPUT_SIDE_PX, GLANCE_SIDE_PX = 320, 160
"""Sides of the square picture the network looks at, px: that it was trained on, and half of it (65 ms for 265)."""

IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Colours of ImageNet, which the network was trained on."""

MIN_SUBJECT_CERTAINTY = 0.5
"""Least certainty the surest place must have for the picture to be about anything."""

EMPTY_CERTAINTY = 0.2
"""Certainty that no place of a picture reaches which is about nothing, at a glance; of 29 that are about something
each had 0.99 somewhere, and of plain ones none more than 0.15."""

MIN_GLANCE_CERTAINTY = 0.9
SEEN_CERTAINTY, DOUBTFUL_CERTAINTY, MAX_DOUBTFUL_SHARE = 0.15, 0.75, 0.2
"""A glance is enough where the surest place has SURE and of the places above SEEN at most a share of DOUBT stays under
DOUBTFUL. On 24 photos and 8 ads it was right wherever it passed (the box overlaps that of the whole look by 0.94 or
more, holding 0.98 of its subject); a market hall with 0.7 in doubt was not."""


_FULL_RUN_LOCK = threading.Lock()


def predict_presence(photo: Pixels, size: tuple[int, int], *, glance: bool = False) -> Field | None:
    """Return how surely each place of *photo*, uint8 (h, w, 3), belongs to its subject, 0..1, at *size*.

    None where the network cannot run or is sure of nothing. With *glance* a picture that is plain to see is looked at
    small, and only another one whole: for pictures that were ordered with one product in them.
    """
    session = _session()
    if session is None:
        return None
    certainty = _run_network(session, photo, GLANCE_SIDE_PX) if glance else None
    if certainty is None or not (_has_clear_outline(certainty) or float(certainty.max()) < EMPTY_CERTAINTY):
        certainty = _run_network(session, photo, INPUT_SIDE_PX)
    if float(certainty.max()) < MIN_SUBJECT_CERTAINTY:
        return None
    placed = Image.fromarray(certainty).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(np.clip(np.asarray(placed), 0, 1), np.float32)


def _run_network(session: "InferenceSession", photo: Pixels, side: int) -> Field:
    small = Image.fromarray(photo).resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    light = np.asarray(small, np.float32)
    seen = np.asarray(
        (light / max(float(light.max()), 1.0) - np.array(IMAGENET_MEAN)) / np.array(IMAGENET_DEVIATION), np.float32
    )
    entries = {session.get_inputs()[0].name: np.ascontiguousarray(seen.transpose(2, 0, 1)[None])}
    if side == GLANCE_SIDE_PX:
        return np.asarray(session.run(None, entries)[0][0, 0], np.float32)
    import onnxruntime  # noqa: PLC0415  # loaded with the session

    # A whole look takes 240 MB: one at a time, and given back, as the next may never come.
    giving_back = onnxruntime.RunOptions()
    giving_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    with _FULL_RUN_LOCK:
        return np.asarray(session.run(None, entries, giving_back)[0][0, 0], np.float32)


def _has_clear_outline(certainty: Field) -> bool:
    """Tell whether a glance drew an outline: sure of the subject, and of nearly all that is not."""
    seen = certainty > SEEN_CERTAINTY
    doubtful = seen & (certainty < DOUBTFUL_CERTAINTY)
    return float(certainty.max()) >= MIN_GLANCE_CERTAINTY and int(doubtful.sum()) <= MAX_DOUBTFUL_SHARE * int(
        seen.sum()
    )


def load_network() -> None:
    """Load the network, which takes 0.2 s, while there is time."""
    _session()


@cache
def _session() -> "InferenceSession | None":
    if find_spec("onnxruntime") is None:
        return None
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at the import: it would tell its maker of every start
    import onnxruntime  # noqa: PLC0415  # 170 ms: only where it is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    with as_file(files("creative_cli.imaging") / "models" / "u2netp.onnx") as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

"""What a picture is about, by a small trained network: U²-Net p (Qin et al., Pattern Recognition 106, 2020).

It sees people with their hair and glass with its edges, which colour and sharpness alone do not. It runs on one thread,
a quarter of a second a photo, once for all formats. Where ONNX Runtime is missing `saliency` does without.
"""

from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types

    from creative_cli.imaging.light import Field
    from creative_cli.records import Pixels

INPUT = 320
"""Side of the square picture the network looks at, px."""

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Colours of ImageNet, which the network was trained on."""

CERTAIN = 0.5
"""Least certainty the surest place must have for the picture to be about anything."""


def presence(photo: "Pixels", size: tuple[int, int]) -> "Field | None":
    """Return how surely each place of *photo*, uint8 (h, w, 3), belongs to its subject, 0..1, at *size*.

    None where the network cannot run or is sure of nothing.
    """
    session = _session()
    if session is None:
        return None
    small = Image.fromarray(photo).resize((INPUT, INPUT), Image.Resampling.BICUBIC, reducing_gap=2.0)
    light = np.asarray(small, np.float32)
    seen = np.asarray((light / max(float(light.max()), 1.0) - np.array(MEAN)) / np.array(SPREAD), np.float32)
    (entry,) = session.get_inputs()
    (found, *_) = session.run(None, {entry.name: np.ascontiguousarray(seen.transpose(2, 0, 1)[None])})
    certainty = np.asarray(found[0, 0], np.float32)
    if float(certainty.max()) < CERTAIN:
        return None
    placed = Image.fromarray(certainty).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(np.clip(np.asarray(placed), 0, 1), np.float32)


@cache
def _session() -> "InferenceSession | None":
    if find_spec("onnxruntime") is None:
        return None
    import onnxruntime  # noqa: PLC0415  # 170 ms: only where it is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    with as_file(files("creative_cli.imaging") / "models" / "u2netp.onnx") as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

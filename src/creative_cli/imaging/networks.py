"""Opens the trained networks that ship beside this file, each to run on one thread."""

import os
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types


@cache
def open_network(file: str) -> "InferenceSession | None":
    """Return a session of the network in *file*, a name in `models`; None without ONNX Runtime. Opened once."""
    if find_spec("onnxruntime") is None:
        return None
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read while importing; otherwise each start is reported to the vendor
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    with as_file(files("creative_cli.imaging") / "models" / file) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

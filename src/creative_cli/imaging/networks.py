"""Opens the trained networks that ship beside this file, each to run on one thread."""

import os
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from creative_cli.thread_caches import cached_for_threads

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types

FIRST_BLOCK_BYTES = 1 << 20


@cache
def _share_arena() -> None:
    """Give all networks one arena that begins small: what a run shrinks it to is its first block, by itself 60 MB."""
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(
        place, onnxruntime.OrtArenaCfg({"initial_chunk_size_bytes": FIRST_BLOCK_BYTES})
    )


@cached_for_threads(maxsize=None)
def open_network(file: str) -> "InferenceSession | None":
    """Return a session of the network in *file*, a name in `models`; None without ONNX Runtime. Opened once."""
    if find_spec("onnxruntime") is None:
        return None
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read while importing; otherwise each start is reported to the vendor
    import onnxruntime

    _share_arena()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # one block for all of a run is 40 MB larger than what it needs at a time
    options.add_session_config_entry("session.use_env_allocators", "1")
    with as_file(files("creative_cli.imaging") / "models" / file) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

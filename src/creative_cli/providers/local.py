"""SDXL on this machine, through diffusers: the user's own GPU or CPU, no key, no cost.

A pipeline takes gigabytes: each model loads once for each process and generates one picture at a time, in a thread.
Weights load from safetensors only, since a pickle can run any code. diffusers downloads a hub id at first use.
"""

import asyncio
import os
import threading
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, ProviderHealth, format_short_prompt
from creative_cli.providers.sdxl_sizes import SDXL_SIZES, nearest_sdxl_size

LOCAL_NAME: Final = "local"
LOCAL_LIBRARIES: Final = ("torch", "diffusers", "transformers")
INSTALL_HINT: Final = "Pictures on this machine need torch and diffusers. Install them: pip install 'creative[local]'"

_PIPELINE_LOCK = threading.Lock()  # a pipeline fills the GPU or all cores, and keeps its steps in itself


class _StoppedError(Exception):
    """The request was cancelled; the thread ends at its next step."""


class LocalProvider:
    """SDXL through diffusers, on *device* (`cuda`, `mps`, `cpu`; None for the fastest one). It extends no photos."""

    name = LOCAL_NAME
    tasks = frozenset({ImageTask.PICTURE, ImageTask.SCENE})

    def __init__(
        self,
        model: str,
        device: str | None = None,
        *,
        steps: int = 30,
        guidance: float = 6.0,
        sizes: tuple[tuple[int, int], ...] = SDXL_SIZES,
    ) -> None:
        """Keep the settings: a hub id or a folder with a saved pipeline, and its training sizes, px."""
        # The folder's own name: its path stays on this machine.
        self.model = Path(model).name if Path(model).is_dir() else model
        self.identity = f"{LOCAL_NAME}:{self.model}"
        self._model = model
        self._device = device
        self._steps = steps
        self._guidance = guidance
        self._sizes = sizes

    def words(self, request: ImageRequest) -> str:
        """Return the short and the negative prompt."""
        return format_short_prompt(request.prompt)

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the training size nearest in ratio (width, height in px)."""
        return nearest_sdxl_size(request.aspect, self._sizes)

    def estimate(self, request: ImageRequest) -> float:  # noqa: ARG002  # no request costs anything here
        """Return 0."""
        return 0.0

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Generate a picture in a thread; raise ApiError. A seed gives the same picture on the same machine.

        When cancelled, the thread ends before its next step.
        """
        if request.task not in self.tasks:
            raise ApiError(ErrorKind.CONFIGURATION, "SDXL on this machine does not extend photos beyond their edges.")
        cancelled = threading.Event()
        try:
            return await asyncio.to_thread(self._generate, request, cancelled)
        finally:
            cancelled.set()

    async def probe(self) -> ProviderHealth:
        """Check that libraries and model are installed, without loading or downloading weights."""
        return await asyncio.to_thread(self._health)

    def _health(self) -> ProviderHealth:
        if _libraries_missing():
            return ProviderHealth(ok=False, says=INSTALL_HINT)
        where = Path(self._model)
        if where.is_dir() and not (where / "model_index.json").is_file():
            return ProviderHealth(ok=False, says=f"{where.name} contains no pipeline: model_index.json is missing.")
        fetched = "" if where.is_dir() else " Its weights, about 7 GB, are downloaded at first use."
        return ProviderHealth(
            ok=True, says=f"{self.model} runs on this machine ({self._device or _best_device()}).{fetched}"
        )

    def _generate(self, request: ImageRequest, cancelled: threading.Event) -> GeneratedImage:
        if _libraries_missing():
            raise ApiError(ErrorKind.CONFIGURATION, INSTALL_HINT)
        width, height = self.size(request)
        with _PIPELINE_LOCK:
            if cancelled.is_set():
                raise _StoppedError
            device = self._device or _best_device()
            pipeline = _load_pipeline(self._model, device)
            data = self._run_pipeline(pipeline, request, (width, height), cancelled)
        return GeneratedImage(data=data, model=self.model, width=width, height=height, seed=request.seed, usd=0.0)

    def _run_pipeline(
        self, pipeline: Any, request: ImageRequest, size: tuple[int, int], cancelled: threading.Event
    ) -> bytes:
        torch = import_module("torch")

        def check_cancelled(_pipeline: Any, _step: int, _time: Any, kept: dict[str, Any]) -> dict[str, Any]:
            if cancelled.is_set():
                raise _StoppedError
            return kept

        try:
            made = pipeline(
                prompt=request.prompt.short,
                negative_prompt=request.prompt.negative or None,
                width=size[0],
                height=size[1],
                num_inference_steps=self._steps,
                guidance_scale=self._guidance,
                # Noise from the CPU: a seed means the same on every device.
                generator=torch.Generator("cpu").manual_seed(request.seed),
                callback_on_step_end=check_cancelled,
            )
        except torch.OutOfMemoryError as error:
            sentence = f"{self.model} does not fit into the memory of this machine's {self._device or _best_device()}."
            raise ApiError(ErrorKind.CONFIGURATION, sentence) from error
        except _StoppedError:
            raise
        except Exception as error:  # three libraries, each with its own errors
            raise ApiError(ErrorKind.BAD_ANSWER, f"{self.model} failed: {_first_line(error)}") from error
        buffer = BytesIO()
        made.images[0].save(buffer, "PNG")
        return buffer.getvalue()


def _libraries_missing() -> bool:
    return any(find_spec(library) is None for library in LOCAL_LIBRARIES)


@cache
def _best_device() -> str:
    torch = import_module("torch")
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@cache
def _load_pipeline(model: str, device: str) -> Any:
    """Load a pipeline, in half precision where faster; raise ApiError. The caller holds the lock."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    torch, diffusers = import_module("torch"), import_module("diffusers")
    for library in (diffusers, import_module("transformers")):
        library.utils.logging.disable_progress_bar()  # we show our own
    load = diffusers.StableDiffusionXLPipeline.from_pretrained
    name = Path(model).name if Path(model).is_dir() else model
    try:
        pipeline = load(model, dtype=torch.float32 if device == "cpu" else torch.float16, use_safetensors=True).to(
            device
        )
    except Exception as error:  # a wrong folder, hub id or weights: each has its own error
        sentence = f"{name} cannot be loaded: {_first_line(error)} Check CREATIVE_LOCAL_MODEL."
        raise ApiError(ErrorKind.CONFIGURATION, sentence) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _first_line(error: BaseException) -> str:
    """Return the beginning of a library's message, as a sentence."""
    lines = str(error).strip().splitlines()
    said = "".join(sign for sign in (lines[0] if lines else type(error).__name__)[:200] if sign.isprintable())
    return said if said.endswith(".") else f"{said}."

"""SDXL on this machine, through diffusers: the user's own GPU or CPU, no key, no cost.

A pipeline is gigabytes, so each model is loaded once a process and paints one picture at a time, in a thread. Weights
come as safetensors only: a pickle could run what it likes. A hub id is fetched by diffusers the first time.
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

_PIPELINE_LOCK = threading.Lock()
"""One pipeline works at a time: it fills the GPU, or all cores, and keeps its steps in itself."""


class _StoppedError(Exception):
    """The one who asked has gone; the thread ends at its next step."""


class LocalProvider:
    """SDXL by diffusers, on *device* (`cuda`, `mps`, `cpu`; the best there is when None)."""

    def __init__(
        self,
        model: str,
        device: str | None = None,
        *,
        steps: int = 30,
        guidance: float = 6.0,
        sizes: tuple[tuple[int, int], ...] = SDXL_SIZES,
    ) -> None:
        """Keep the settings: a hub id or a folder with a saved pipeline, and the sizes it was trained on, px."""
        self._model = model
        self._device = device
        self._steps = steps
        self._guidance = guidance
        self._sizes = sizes

    @property
    def name(self) -> str:
        """Its name in settings."""
        return LOCAL_NAME

    @property
    def model(self) -> str:
        """The hub id, or the folder's own name: where it lies on the machine is nobody's business."""
        return Path(self._model).name if Path(self._model).is_dir() else self._model

    @property
    def identity(self) -> str:
        """Its name and model."""
        return f"{LOCAL_NAME}:{self.model}"

    def words(self, request: ImageRequest) -> str:
        """Return the short wish and what must not be there."""
        return format_short_prompt(request.prompt)

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """It paints pictures and scenes; a pipeline for text continues no photos."""
        return frozenset({ImageTask.PICTURE, ImageTask.SCENE})

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size the model was trained on that is nearest in ratio (width, height in px)."""
        return nearest_sdxl_size(request.aspect, self._sizes)

    def estimate(self, request: ImageRequest) -> float:  # noqa: ARG002  # nothing of the request costs anything here
        """Return 0: electricity is not on the bill."""
        return 0.0

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint once, in a thread; raise ApiError. The same seed gives the same picture on the same machine.

        When cancelled, the thread ends before its next step.
        """
        if request.task not in self.tasks:
            raise ApiError(ErrorKind.CONFIGURATION, "SDXL on this machine continues no photos beyond their edges.")
        gone = threading.Event()
        try:
            return await asyncio.to_thread(self._painted, request, gone)
        finally:
            gone.set()

    async def probe(self) -> ProviderHealth:
        """Tell whether the libraries and the model are there; loads no weights, fetches nothing."""
        return await asyncio.to_thread(self._health)

    def _health(self) -> ProviderHealth:
        if _libraries_missing():
            return ProviderHealth(ok=False, says=INSTALL_HINT)
        where = Path(self._model)
        if where.is_dir() and not (where / "model_index.json").is_file():
            return ProviderHealth(ok=False, says=f"{where.name} holds no pipeline: there is no model_index.json in it.")
        fetched = "" if where.is_dir() else " Its weights, some 7 GB, are fetched when it first paints."
        return ProviderHealth(
            ok=True, says=f"{self.model} paints on this machine ({self._device or _best_device()}).{fetched}"
        )

    def _painted(self, request: ImageRequest, gone: threading.Event) -> GeneratedImage:
        if _libraries_missing():
            raise ApiError(ErrorKind.CONFIGURATION, INSTALL_HINT)
        width, height = self.size(request)
        with _PIPELINE_LOCK:
            if gone.is_set():
                raise _StoppedError
            device = self._device or _best_device()
            pipeline = _load_pipeline(self._model, device)
            data = self._drawn(pipeline, request, (width, height), gone)
        return GeneratedImage(data=data, model=self.model, width=width, height=height, seed=request.seed, usd=0.0)

    def _drawn(self, pipeline: Any, request: ImageRequest, size: tuple[int, int], gone: threading.Event) -> bytes:
        torch = import_module("torch")

        def ends(_pipeline: Any, _step: int, _time: Any, kept: dict[str, Any]) -> dict[str, Any]:
            if gone.is_set():
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
                # Noise is drawn on the CPU, so that a seed means the same on every device.
                generator=torch.Generator("cpu").manual_seed(request.seed),
                callback_on_step_end=ends,
            )
        except torch.OutOfMemoryError as error:
            sentence = f"{self.model} does not fit into the memory of this machine's {self._device or _best_device()}."
            raise ApiError(ErrorKind.CONFIGURATION, sentence) from error
        except _StoppedError:
            raise
        except Exception as error:  # three libraries, each with errors of its own; all say it cannot paint this
            raise ApiError(ErrorKind.BAD_ANSWER, f"{self.model} could not paint: {_first_line(error)}") from error
        buffer = BytesIO()
        made.images[0].save(buffer, "PNG")
        return buffer.getvalue()


def _libraries_missing() -> bool:
    return any(find_spec(library) is None for library in LOCAL_LIBRARIES)


@cache
def _best_device() -> str:
    """Return the fastest device there is."""
    torch = import_module("torch")
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@cache
def _load_pipeline(model: str, device: str) -> Any:
    """Load a pipeline, in half precision where that is faster; raise ApiError. Called with the turn held."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    torch, diffusers = import_module("torch"), import_module("diffusers")
    for library in (diffusers, import_module("transformers")):
        library.utils.logging.disable_progress_bar()  # the terminal has a progress bar of ours
    load = diffusers.StableDiffusionXLPipeline.from_pretrained
    name = Path(model).name if Path(model).is_dir() else model
    try:
        pipeline = load(model, dtype=torch.float32 if device == "cpu" else torch.float16, use_safetensors=True).to(
            device
        )
    except Exception as error:  # a folder, a hub or weights that are not such a pipeline's: each has its own error
        sentence = f"{name} cannot be loaded: {_first_line(error)} Check CREATIVE_LOCAL_MODEL."
        raise ApiError(ErrorKind.CONFIGURATION, sentence) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _first_line(error: BaseException) -> str:
    """Return the beginning of what a library says, as a sentence."""
    lines = str(error).strip().splitlines()
    said = "".join(sign for sign in (lines[0] if lines else type(error).__name__)[:200] if sign.isprintable())
    return said if said.endswith(".") else f"{said}."

"""SDXL on this machine: a tiny saved pipeline is loaded and run like a large one."""

import asyncio
import json
import threading
import time
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers import clip_tokenizer, local
from creative_cli.providers.base import ImageRequest, ImageTask, Prompt
from creative_cli.providers.local import LocalProvider

needs_diffusers = pytest.mark.skipif(
    any(find_spec(name) is None for name in local.LOCAL_LIBRARIES),
    reason="needs the extra: pip install 'creative[local]'",
)
SIZES = ((64, 64), (96, 64))


def request(task: ImageTask = ImageTask.SCENE, *, aspect: float = 1.0, seed: int = 7) -> ImageRequest:
    """Return a request for an empty table."""
    prompt = Prompt("An empty table.", "an empty table, soft light", "text, letters")
    return ImageRequest("tea", task, prompt, aspect, seed)


def tokenizer(folder: Path) -> Any:
    """Return the tokenizer of SDXL's text encoders, made of the vocabulary that ships with the tool."""
    tokens, merges = clip_tokenizer.load_clip_vocabulary()
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps(tokens), "utf-8")
    (folder / "merges.txt").write_text(
        "#version: 0.2\n" + "\n".join(" ".join(merge) for merge in merges) + "\n", "utf-8"
    )
    return import_module("transformers").CLIPTokenizer.from_pretrained(str(folder), model_max_length=77)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a pipeline whose networks are a few hundred weights each, all random from one seed."""
    torch, diffusers, transformers = (import_module(name) for name in local.LOCAL_LIBRARIES)
    torch.manual_seed(0)
    unet = diffusers.UNet2DConditionModel(
        block_out_channels=(2, 4),
        layers_per_block=1,
        sample_size=32,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 2),
        projection_class_embeddings_input_dim=80,
        cross_attention_dim=64,
        norm_num_groups=1,
    )
    vae = diffusers.AutoencoderKL(
        block_out_channels=[4, 4, 4, 4],
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        latent_channels=4,
        norm_num_groups=2,
        sample_size=64,
    )
    config = transformers.CLIPTextConfig(
        vocab_size=49408,
        bos_token_id=49406,
        eos_token_id=49407,
        pad_token_id=49407,
        hidden_size=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=3,
        projection_dim=32,
    )
    folder = tmp_path_factory.mktemp("tiny")
    words = tokenizer(folder / "words")
    pipeline = diffusers.StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=transformers.CLIPTextModel(config),
        text_encoder_2=transformers.CLIPTextModelWithProjection(config),
        tokenizer=words,
        tokenizer_2=words,
        unet=unet,
        scheduler=diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
    )
    pipeline.save_pretrained(str(folder / "pipeline"), safe_serialization=True)
    return folder / "pipeline"


def painter(folder: Path, **options: Any) -> LocalProvider:
    """Return a provider with the tiny pipeline, two steps a picture."""
    return LocalProvider(str(folder), "cpu", **{"steps": 2, "sizes": SIZES, **options})


@pytest.mark.slow
@needs_diffusers
@pytest.mark.filterwarnings("default")  # what torch and diffusers deprecate in each other
def test_paints(saved: Path) -> None:
    """A saved pipeline paints a PNG of a size it has, the same for the same seed, and costs nothing."""
    tiny = painter(saved)
    first, again, other, wide = (
        asyncio.run(tiny.paint(asked))
        for asked in (request(), request(), request(seed=8), request(ImageTask.PICTURE, aspect=1.6))
    )

    assert first.data == again.data != other.data
    assert (first.width, first.height, first.seed, first.usd, first.model) == (64, 64, 7, 0.0, "pipeline")
    picture = Image.open(BytesIO(first.data))
    assert (picture.format, picture.size, picture.mode) == ("PNG", (64, 64), "RGB")
    assert float(np.asarray(picture).std()) > 1
    assert Image.open(BytesIO(wide.data)).size == (96, 64)


@pytest.mark.slow
@needs_diffusers
@pytest.mark.filterwarnings("default")  # same
def test_is_loaded_once(saved: Path) -> None:
    """Pictures asked for at once wait for each other and share one pipeline."""
    local._load_pipeline.cache_clear()  # noqa: SLF001  # an earlier test has loaded it

    async def both() -> list[bytes]:
        tiny, twin = painter(saved), painter(saved)
        return [made.data for made in await asyncio.gather(tiny.paint(request()), twin.paint(request()))]

    one, other = asyncio.run(both())

    assert one == other
    assert local._load_pipeline.cache_info().misses == 1  # noqa: SLF001  # how often it was loaded


@pytest.mark.slow
@needs_diffusers
@pytest.mark.filterwarnings("default")  # same
def test_cancelling_ends_the_thread(saved: Path) -> None:
    """A cancelled picture stops before its next step, and the next one can start."""
    threads = threading.active_count()

    async def cancelled() -> None:
        painting = asyncio.create_task(painter(saved, steps=900).paint(request()))
        while not (local._PIPELINE_LOCK.locked() or painting.done()):  # noqa: ASYNC110, SLF001  # a thread's lock tells nobody
            await asyncio.sleep(0)
        painting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await painting

    began = time.monotonic()
    asyncio.run(cancelled())

    assert time.monotonic() - began < 20
    assert threading.active_count() <= threads + 1
    assert asyncio.run(painter(saved).paint(request())).data


@pytest.mark.slow
@needs_diffusers
@pytest.mark.filterwarnings("default")  # same
def test_what_is_no_pipeline(tmp_path: Path) -> None:
    """A folder without a pipeline is a fault of configuration, told by the folder's name alone."""
    (tmp_path / "empty").mkdir()
    empty = painter(tmp_path / "empty")
    with pytest.raises(ApiError, match="empty cannot be loaded") as caught:
        asyncio.run(empty.paint(request()))

    assert caught.value.kind is ErrorKind.CONFIGURATION
    assert asyncio.run(empty.probe()).ok is False


@pytest.mark.skipif(not any(find_spec(name) is None for name in local.LOCAL_LIBRARIES), reason="the extra is installed")
def test_without_the_extra() -> None:
    """Where torch or diffusers are not installed, the fault and the probe say how to get them."""
    with pytest.raises(ApiError, match=r"pip install 'creative\[local\]'") as caught:
        asyncio.run(LocalProvider("stabilityai/stable-diffusion-xl-base-1.0").paint(request()))

    assert caught.value.kind is ErrorKind.CONFIGURATION
    assert asyncio.run(LocalProvider("any/model").probe()).says == local.INSTALL_HINT


def test_what_it_can_do() -> None:
    """It generates scenes and pictures in sizes of SDXL, for free, and extends no photos."""
    large = LocalProvider("stabilityai/stable-diffusion-xl-base-1.0")

    assert (large.name, large.model) == ("local", "stabilityai/stable-diffusion-xl-base-1.0")
    assert large.size(request(aspect=9 / 16)) == (768, 1344)
    assert large.estimate(request()) == 0.0
    with pytest.raises(ApiError) as caught:
        asyncio.run(large.paint(request(ImageTask.OUTPAINT)))
    assert caught.value.kind is ErrorKind.CONFIGURATION

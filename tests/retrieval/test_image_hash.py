"""A picture is found again after what happens to pictures on their way, and another one is not taken for it."""

import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from creative_cli.models import Pixels
from creative_cli.retrieval.image_hash import (
    MAX_COPY_DIFFERENCE,
    MAX_SIMILAR_DIFFERENCE,
    ImageDifference,
    average_cells,
    compare_hashes,
    hash_image,
    hash_possible_originals,
)
from tests.retrieval.ads import made_ads


def encoded(picture: Image.Image, quality: int) -> Image.Image:
    """Write *picture* as JPEG and read it again."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def cropped(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """Cut shares of its sides off *picture*."""
    width, height = picture.size
    return picture.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )


def brighter(picture: Image.Image, share: float) -> Image.Image:
    """Multiply the light of *picture*."""
    return ImageEnhance.Brightness(picture).enhance(share)


def pixels(picture: Image.Image) -> Pixels:
    """Return the pixels that are hashed."""
    return np.asarray(picture)


@pytest.fixture(scope="module")
def ads(shipped: Path) -> dict[str, Image.Image]:
    """Return finished ads by campaign, market, ratio and product; equal files once."""
    return made_ads(shipped / "outputs")


@pytest.fixture(scope="module")
def known(ads: dict[str, Image.Image]) -> list[bytes]:
    """Return the hashes of the ads, in order."""
    return [hash_image(pixels(ad)) for ad in ads.values()]


# Each takes 2 s of CPU time; what changes most, and what moves the picture most, are enough for every day.
@pytest.mark.parametrize(
    "change",
    [
        *(
            pytest.param(change, id=name, marks=pytest.mark.slow)
            for name, change in {
                "JPEG 40": lambda ad: encoded(ad, 40),
                "a third": lambda ad: ad.resize((ad.width // 3, ad.height // 3)),
                "brighter": lambda ad: brighter(ad, 1.15),
                "darker": lambda ad: brighter(ad, 0.8),
                "left edge": lambda ad: cropped(ad, 0.05, 0, 0, 0),
                "corner": lambda ad: cropped(ad, 0, 0, 0.03, 0.05),
            }.items()
        ),
        pytest.param(lambda ad: cropped(ad, 0.05, 0.05, 0.05, 0.05), id="all edges"),
        pytest.param(
            lambda ad: encoded(brighter(cropped(ad, 0.03, 0.02, 0.02, 0.03), 1.1), 50).resize((400, 400)),
            id="all of it",
        ),
    ],
)
def test_a_changed_copy_is_its_original_and_no_other_scene(
    ads: dict[str, Image.Image], known: list[bytes], change: Callable[[Image.Image], Image.Image]
) -> None:
    """The nearest of all ads has the copy's own scene, product and ratio, and is called the same picture."""
    names = list(ads)

    for name, ad in ads.items():
        apart = compare_hashes(hash_possible_originals(pixels(change(ad))), known)
        nearest = min(range(len(names)), key=lambda number: apart[number].rank())
        assert names[nearest].split()[::2] == name.split()[::2], name
        assert apart[names.index(name)].within(MAX_COPY_DIFFERENCE), (name, apart[names.index(name)])


def test_ads_of_other_campaigns_are_not_even_similar(ads: dict[str, Image.Image], known: list[bytes]) -> None:
    """Another brand's ads in the same layout and ratio are not taken for a copy."""
    names = list(ads)

    for name, ad in ads.items():
        for other, apart in zip(names, compare_hashes(hash_possible_originals(pixels(ad)), known), strict=True):
            assert other.split()[0] == name.split()[0] or not apart.within(MAX_SIMILAR_DIFFERENCE), (name, other, apart)


@pytest.mark.run  # seconds
@settings(max_examples=40, deadline=None)  # 47 looks take longer on a busy machine
@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_any_picture_has_a_look_and_is_nearest_to_itself(width: int, height: int, seed: int) -> None:
    """At any size a hash has 116 bytes and does not differ from itself."""
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    mine = hash_image(noise)

    assert len(mine) == 116
    assert compare_hashes(hash_possible_originals(noise), [mine]) == (ImageDifference(0, 0.0),)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_cell_is_the_mean_of_its_pixels(height: int, width: int, side: int, seed: int) -> None:
    """Cells of a few rows are added up in another way than those of many; both have the mean of whole pixels."""
    grid = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.float32)
    cells = average_cells(grid, (side, side))
    tall, wide = (np.repeat(np.arange(n), -(-side // n) if n < side else 1) for n in (height, width))
    rows, columns = (np.append(np.arange(side) * len(all_) // side, len(all_)) for all_ in (tall, wide))
    means = [
        [grid[tall[top:foot]][:, wide[left:right]].mean(axis=(0, 1)) for left, right in pairwise(columns)]
        for top, foot in pairwise(rows)
    ]

    assert np.allclose(cells, means, rtol=1e-5)


def test_no_known_looks_is_no_answer() -> None:
    """Comparing with nothing gives nothing."""
    assert compare_hashes([bytes(116)], []) == ()


def test_a_hundred_thousand_looks_are_compared_at_once() -> None:
    """The one copy among many random hashes is found."""
    draw = np.random.default_rng(0)
    known = [row.tobytes() for row in draw.integers(0, 256, (100_000, 116), dtype=np.uint8)]
    apart = compare_hashes([known[77_777]], known)

    assert min(range(len(known)), key=lambda number: apart[number].rank()) == 77_777

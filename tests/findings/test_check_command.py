"""`creative check` judges pictures of any tool, and never passes what it cannot look at."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo

from tests.checks.pictures import good_picture, noise_pixels
from tests.command import creative, make_smallest_ads
from tests.provenance.test_picture_marks import MARKED


def picture() -> Image.Image:
    """Return a sharp square of 1080 px."""
    return Image.fromarray(good_picture().pixels)


def checked(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Return exit code and document of `check --json`."""
    done = creative("check", *arguments, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def codes(document: dict[str, Any]) -> dict[str, set[str]]:
    """Return what is wrong with each picture, as check/code, by the name of its file."""
    return {
        Path(one["path"]).name: {
            f"{found['check']}/{found['code']}" for found in one["findings"] if found["status"] not in {"PASS", "SKIP"}
        }
        for one in document["pictures"]
    }


def test_each_fault_of_a_file_is_found_against_a_channel() -> None:
    """Size, kind, colours, metadata, frames, and pictures of nothing; a good one passes."""
    folder = Path("ads")
    (folder / "more").mkdir(parents=True)
    picture().save(folder / "good.jpg", quality=90)
    picture().convert("CMYK").rotate(90).save(folder / "print.jpg")
    picture().rotate(180).save(folder / "name.png", format="JPEG")
    picture().resize((500, 400)).save(folder / "small.jpg")
    picture().filter(ImageFilter.GaussianBlur(6)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "soft.jpg")
    Image.new("RGB", (1080, 1080), "white").save(folder / "blank.png")
    Image.fromarray(np.tile(noise_pixels(), (3, 3, 1))[:1080, :1080]).save(folder / "noise.png")
    frames = [picture().resize((300, 250)), picture().rotate(90).resize((300, 250))]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = "Ana", 6
    exif.get_ifd(0x8825)[1] = "N"
    picture().transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(folder / "more" / "meta.jpg", exif=exif)
    (folder / "notes.txt").write_text("no picture", "utf-8")
    code, document = checked("ads", "--channel", "meta.feed")
    found = codes(document)

    assert (code, document["others"]) == (1, 1)
    assert found["good.jpg"] == set()
    assert found["print.jpg"] == {"picture_profile/not_rgb"}
    assert found["name.png"] == {"picture_kind/wrong_suffix"}
    assert found["small.jpg"] == {"picture_size/wrong_size"}
    assert found["soft.jpg"] == {"picture_sharpness/blurred"}
    assert found["blank.png"] == {"picture_blank/blank"}
    assert "picture_blank/noise" in found["noise.png"]
    assert {"picture_frames/animated", "picture_kind/wrong_kind"} <= found["moving.gif"]
    assert found["meta.jpg"] == {"picture_metadata/location", "picture_metadata/author", "picture_metadata/turned"}


def test_what_cannot_be_decoded_is_an_error_and_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """A torn file, an empty one, another kind of file, and one above the limits."""
    monkeypatch.setenv("CREATIVE_DECODE_MEGAPIXELS", "2")
    picture().save("torn.jpg")
    Path("torn.jpg").write_bytes(Path("torn.jpg").read_bytes()[:3000])
    Path("empty.png").write_bytes(b"")
    Path("page.jpg").write_text("<html>::error::", "utf-8")
    Image.new("RGB", (3000, 3000)).save("huge.png")
    code, document = checked("torn.jpg", "empty.png", "page.jpg", "huge.png", "--fail-on", "error")

    assert code == 1
    assert {one["status"] for one in document["pictures"]} == {"ERROR"}
    assert set(map(frozenset, codes(document).values())) == {frozenset({"picture_kind/unreadable"})}


def test_copies_and_twins_are_told_apart_and_sizes_of_one_motif_are_neither() -> None:
    """The same bytes, the same look, the same look in another size, and another picture."""
    picture().save("a.jpg", quality=92)
    Path("b.jpg").write_bytes(Path("a.jpg").read_bytes())
    picture().save("c.jpg", quality=60)
    picture().resize((540, 540)).save("d.jpg")
    picture().rotate(180).save("e.jpg")
    _, document = checked("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")
    found = codes(document)

    assert [found[name] for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")] == [
        set(),
        {"picture_twin/copy"},
        {"picture_twin/twin"},
        set(),
        set(),
    ]


def test_without_a_channel_size_and_bytes_say_that_they_do_not_apply() -> None:
    """The reasons are counted for people, and are not in the findings of the picture."""
    picture().save("a.jpg")
    done = creative("check", "a.jpg")

    assert done.returncode == 0
    for words in ("picture_size not applicable", "picture_bytes not applicable", "picture_contrast not applicable"):
        assert words in done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("begun_index")
def test_ads_of_our_own_are_known_by_their_manifest(tmp_path: Path) -> None:
    """Their format needs no option; one that was edited says so, and its contrast is measured in the file."""
    folder = make_smallest_ads(tmp_path)
    ad = next((folder / "outputs").rglob("1x1/*.jpg"))
    _, before = checked(str(folder / "outputs"))
    Image.new("RGB", (1080, 1080), (40, 40, 40)).save(ad)
    _, after = checked(str(folder / "outputs"))

    assert not {code for code in codes(before)[ad.name] if code.startswith("picture_")}
    assert {"picture_changed/changed", "picture_contrast/low_contrast", "picture_blank/blank"} <= codes(after)[ad.name]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "There is no nowhere."),
        (("empty",), "There are no pictures in empty."),
        (("a.jpg", "--channel", "meta.fed"), "meta.feed"),
        (("a.jpg", "--ratio", "1x1x1"), "neither a ratio"),
        (("a.jpg", "--brief", "none.yaml"), "There is no such file"),
    ],
)
def test_what_is_not_there_is_refused(arguments: tuple[str, ...], says: str) -> None:
    """With exit code 2 and what to write."""
    Path("empty").mkdir()
    picture().save("a.jpg")
    done = creative("check", *arguments)

    assert done.returncode == 2
    assert says in done.stderr


def test_waivers_profiles_and_reports_hold_for_pictures_too() -> None:
    """A waived fault does not fail, and is in the report of the file itself."""
    Image.new("RGB", (300, 250), "white").save("blank.png")
    Path("w.yaml").write_text(
        "waivers: [{check: picture_blank, reason: A placeholder, owner: Ana, expires: 2199-01-01}]\n", "utf-8"
    )
    done = creative("check", "blank.png", "--waivers", "w.yaml", "--report", "sarif=out.sarif")
    (result,) = json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"]

    assert (creative("check", "blank.png").returncode, done.returncode) == (1, 0)
    assert "A placeholder" in done.stdout
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "blank.png"


def test_what_a_model_made_elsewhere_is_found_by_its_marks() -> None:
    """XMP, a generator's note without XMP, and public Content Credentials of a model; a plain photo says nothing."""
    folder = Path("ads")
    folder.mkdir()
    picture().save(folder / "plain.jpg", quality=90)
    picture().rotate(90).save(folder / "marked.jpg", quality=90, xmp=MARKED)
    note = PngInfo()
    note.add_text("parameters", "a glass of tea, Steps: 20, Sampler: Euler")
    picture().rotate(180).save(folder / "noted.png", pnginfo=note)
    code, document = checked("ads")
    found = codes(document)

    assert code == 0
    assert found["plain.jpg"] == set()
    assert found["marked.jpg"] == {"picture_origin/label_unknown"}
    assert found["noted.png"] == {"picture_origin/unmarked", "picture_origin/label_unknown"}

"""File names with accents are found in either Unicode form, and other capitals are reported."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from creative_cli.brief.loader import load_brief
from creative_cli.errors import BriefError

NFC = unicodedata.normalize("NFC", "Früchte/Café à la crème.png")
NFD = unicodedata.normalize("NFD", NFC)


def write_brief(folder: Path, image: str, name: str = "brief.yaml") -> Path:
    """Write a brief that names *image*."""
    path = folder / name
    path.write_text(
        'schema: 1\ncampaign: tea\nbrand: {name: Solara, colors: {primary: "#0F5C63"}}\nmessage: {headline: Fresh}\n'
        f'products: [{{id: tea, name: Tea, image: "{image}"}}]\nmarkets: [US]\n',
        "utf-8",
    )
    return path


def write_picture(folder: Path, name: str, repository: Path) -> None:
    """Put a picture at *name*."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(next((repository / "briefs" / "assets").rglob("*.png")), folder / name)


@pytest.mark.parametrize(("written", "stored"), [(NFC, NFD), (NFD, NFC), (NFC, NFC), (NFD, NFD)])
def test_a_file_is_found_in_either_form(tmp_path: Path, repository: Path, written: str, stored: str) -> None:
    """Folders and files alike: the brief says one form, the disk has the other."""
    write_picture(tmp_path, stored, repository)
    loaded = load_brief(write_brief(tmp_path, written))

    assert loaded.brief.products[0].image == stored
    assert (loaded.folder / stored).is_file()


@pytest.mark.parametrize(
    "stored", [unicodedata.normalize("NFC", "café.yaml"), unicodedata.normalize("NFD", "café.yaml")]
)
def test_the_brief_itself_is_found_in_either_form(tmp_path: Path, repository: Path, stored: str) -> None:
    """A name typed in a shell may have another form than the file."""
    write_picture(tmp_path, "tea.png", repository)
    write_brief(tmp_path, "tea.png", stored)

    assert load_brief(tmp_path / unicodedata.normalize("NFC", stored)).brief.campaign == "tea"
    assert load_brief(tmp_path / unicodedata.normalize("NFD", stored)).brief.campaign == "tea"


@pytest.mark.parametrize("written", ["Photos/Tea.png", "photos/tea.PNG", "PHOTOS/TEA.PNG"])
def test_other_capitals_are_told(tmp_path: Path, repository: Path, written: str) -> None:
    """A name that differs in capitals works on some disks only: the name to write is in the message."""
    write_picture(tmp_path, "photos/tea.png", repository)
    with pytest.raises(BriefError) as caught:
        load_brief(write_brief(tmp_path, written))

    assert "Did you mean 'photos/tea.png'?" in str(caught.value)


def test_a_way_out_of_the_folder_is_no_other_spelling(tmp_path: Path, repository: Path) -> None:
    """A path with .. is refused as before, whatever its form."""
    write_picture(tmp_path, NFD, repository)
    (tmp_path / "sub").mkdir()
    with pytest.raises(BriefError, match="leads out of the brief's folder"):
        load_brief(write_brief(tmp_path / "sub", f"../{NFC}"))

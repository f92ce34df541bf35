"""A feed that an included part names is beside that part, and so are the pictures and logos that its rows name."""

import os
from pathlib import Path

import pytest

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.errors import BriefError

BRIEF = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
include: ../shop/products.yaml
markets: [GB]
"""
ROWS = "id,name,image\ntea,Tea,pictures/tea.png\nsoda,Soda,pictures/soda.png\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a project whose products are in a part with a feed of its own."""
    (tmp_path / "summer").mkdir()
    (tmp_path / "shop" / "data").mkdir(parents=True)
    (tmp_path / "shop" / "pictures").mkdir()
    (tmp_path / "summer" / "brief.yaml").write_text(BRIEF)
    (tmp_path / "shop" / "products.yaml").write_text("products: data/feed.csv\n")
    (tmp_path / "shop" / "data" / "feed.csv").write_text(ROWS)
    for name in ("tea", "soda"):
        (tmp_path / "shop" / "pictures" / f"{name}.png").write_bytes(name.encode())
    return tmp_path


def load(project: Path) -> LoadedBrief:
    """Load the brief of the project."""
    return load_brief(project / "summer" / "brief.yaml")


def sentences(project: Path) -> str:
    """Return the problems of the brief, without the folder's own name."""
    with pytest.raises(BriefError) as caught:
        load(project)

    return "\n".join(map(str, caught.value.problems)).replace(f"{project}{os.sep}", "")


@pytest.mark.parametrize("written", ["products: data/feed.csv\n", "products: {file: data/feed.csv, limit: 9}\n"])
def test_feed_and_pictures_are_beside_their_part(project: Path, written: str) -> None:
    """They are found from the brief's folder too, since everything after reads them from there."""
    (project / "shop" / "products.yaml").write_text(written)

    loaded = load(project)

    assert [product.id for product in loaded.brief.products] == ["tea", "soda"]
    for product in loaded.brief.products:
        assert product.image is not None
        assert (loaded.folder / product.image).read_bytes() == product.id.encode()


def test_a_key_of_the_feed_in_the_brief_leaves_the_file_with_its_part(project: Path) -> None:
    """The brief chooses rows of a feed that its part names."""
    (project / "shop" / "products.yaml").write_text("products: {file: data/feed.csv}\n")
    (project / "summer" / "brief.yaml").write_text(BRIEF + "products: {where: {id: soda}}\n")

    assert [product.id for product in load(project).brief.products] == ["soda"]


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("data/feed.csv", ROWS.replace("tea.png", "te.png"), "shop/data/feed.csv:2:3: products[tea].image is 'pict"),
        ("data/feed.csv", ROWS.replace("pictures/tea", "../summer/tea"), "leads out of the folder of products.yaml"),
        ("products.yaml", "products: data/fed.csv\n", "shop/products.yaml:1:11: products is 'data/fed.csv', but"),
        ("products.yaml", "products: data/fed.csv\n", "Did you mean 'feed.csv'?"),
        ("products.yaml", "products: ../summer/feed.csv\n", "leads out of the folder of products.yaml"),
        ("products.yaml", "products: {file: data}\n", "shop/products.yaml:1:18: products.file is 'data', a folder"),
        ("products.yaml", "products: {file: data/feed.csv, sort: x}\n", "shop/products.yaml:1:39: products.sort is"),
    ],
)
def test_errors_are_in_the_file_that_is_at_fault(project: Path, file: str, text: str, says: str) -> None:
    """A row is at fault in the feed, the name of the feed in its part."""
    (project / "shop" / file).write_text(text)

    assert says in sentences(project).replace(os.sep, "/")


def test_every_kind_of_file_in_a_part_is_relative_to_it(project: Path) -> None:
    """Logos with their variants, fonts, watermarks and templates are looked for beside the part."""
    (project / "shop" / "look.yaml").write_text(
        "brand:\n  logo: {file: art/a.svg, light: art/b.svg, dark: art/c.svg, mono: art/d.svg, mark: art/e.svg}\n"
        "  watermark: art/f.svg\n  fonts: {latin: art/g.ttf, greek: {bold: art/h.ttf}}\ntemplate: art/i.typ\n"
        "products:\n  - {id: tea, name: Tea, images: {GB: art/j.png}, logo: {file: art/k.svg, light: art/l.svg}}\n"
    )
    (project / "summer" / "brief.yaml").write_text(BRIEF.replace("products.yaml", "look.yaml"))

    found = sentences(project).replace(os.sep, "/")

    missing = [name for name in "abcdefghijkl" if f"'art/{name}." not in found]
    assert not missing, found
    assert all(line.startswith("shop/look.yaml:") for line in found.splitlines()), found

    (project / "shop" / "art").mkdir()
    suffixes = {"g": "ttf", "h": "ttf", "i": "typ", "j": "png"}
    for name in "abcdefghijkl":
        (project / "shop" / "art" / f"{name}.{suffixes.get(name, 'svg')}").write_bytes(b"x")
    brief = load(project).brief
    own = brief.products[0].logo
    assert own is not None
    assert own.light == "../shop/art/l.svg"

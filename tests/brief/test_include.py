"""A brief may be cut into files: `include:` joins them, and an error is reported in the file where it is written."""

import os
from pathlib import Path

import pytest

from creative_cli.brief import parts
from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.errors import BriefError

BRIEF = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: umbrella, name: Nimbus One}]
markets: [GB]
"""


def write(folder: Path, **files: str) -> None:
    """Write files below *folder*; two underscores in a name stand for a slash."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def load(folder: Path) -> LoadedBrief:
    """Load the brief of *folder*."""
    return load_brief(folder / "brief.yaml")


def sentences(folder: Path) -> str:
    """Return the problems of the brief of *folder*, without the folder's own name."""
    with pytest.raises(BriefError) as caught:
        load(folder)

    return "\n".join(map(str, caught.value.problems)).replace(f"{folder}{os.sep}", "")


def test_parts_stand_under_the_brief(tmp_path: Path) -> None:
    """Mappings merge at every depth, lists and texts replace; the including file wins, then the later part."""
    home = tmp_path / "summer"
    write(
        home,
        brief="schema: 1\ncampaign: tiny\ninclude: [parts/base.yaml, parts/more.yaml]\n"
        'brand: {colors: {accent: "#ff0000"}}\n'
        "products: [{id: umbrella, name: Nimbus One}]\nmarkets: [GB]\n",
        parts__base='brand: {name: Nimbus, colors: {primary: "#20304a", accent: "#00ff00"}, keep: [Nimbus, One]}\n'
        "message: {headline: One, body: Base}\nmarkets: [US, FR]\nratios: ['1:1', '4:5']\n",
        parts__more="message: {headline: Two}\nratios: ['9:16']\nbrand: {keep: [Two]}\n",
    )

    brief = load(home).brief

    assert (brief.message.headline, brief.message.body) == ("Two", "Base")
    assert (brief.brand.colors.primary, brief.brand.colors.accent) == ("#20304a", "#ff0000")
    assert [market.country for market in brief.markets] == ["GB"]
    assert brief.ratios == ("9:16",)
    assert brief.brand.keep == ("Nimbus", "One", "Two")


def test_a_whole_brief_may_be_in_its_parts(tmp_path: Path) -> None:
    """Parts include others, relative to themselves; a group of markets may come from one."""
    write(
        tmp_path / "p" / "summer",
        brief="include: ../shared/all.yaml\n",
    )
    write(tmp_path / "p", shared__all="include: inner/markets.yaml\n" + BRIEF.replace("markets: [GB]\n", ""))
    write(tmp_path / "p", shared__inner__markets="markets: [DACH]\n", shared__unused="a: b\n")
    (tmp_path / "p" / "shared" / "all.yaml").write_text(
        "include: inner/markets.yaml\nsource_language: de\n" + BRIEF.replace("markets: [GB]\n", "")
    )

    loaded = load(tmp_path / "p" / "summer")

    assert [market.country for market in loaded.markets] == ["DE", "AT", "CH"]
    assert loaded.groups == (("DACH", ("DE", "AT", "CH")),)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("markets: [GB]\nmessage: {headline: a, headlines: b}\n", "part.yaml:2:24: message has no key 'headlines'"),
        ("markets: [Narnia]\n", "part.yaml:1:11: markets[Narnia]"),
        ("markets:\n  - {country: FR, copy: {body: x}}\n", "part.yaml:2:19: markets[FR].copy.headline is missing"),
        ("markets: [GB\n", "part.yaml:1:10: The list that opens here is not closed"),
        ("markets: [GB]\nmarkets: [US]\n", "part.yaml:2:1: markets is written twice, first on line 1"),
        ("", "part.yaml:1:1: The file is empty: write the keys"),
        ("- a\n", "part.yaml:1:1: A brief is a mapping of keys"),
        ("markets: [GB]\nhashtags: x\n", "part.yaml:2:1: The brief has no key 'hashtags'"),
        ("markets: [GB]\nratios: ['1:1', '1:1']\n", "part.yaml:2:17: The ratio '1:1' is there already, on line 2"),
        ("markets: [GB]\nbrand: {logo: none.svg}\n", "part.yaml:2:15: brand.logo is 'none.svg', but there is no such"),
        ("markets: [“GB”]\n", "part.yaml:1:11: Curly quotes"),
        ("include: part.yaml\n", "part.yaml:1:10: include goes round in a circle (part.yaml → part.yaml)"),
        ("include: ../summer/brief.yaml\n", "include goes round in a circle (brief.yaml → part.yaml → brief.yaml)"),
    ],
)
def test_what_is_wrong_in_a_part_is_reported_there(tmp_path: Path, part: str, says: str) -> None:
    """File, line and column are those of the part."""
    write(tmp_path / "summer", brief=BRIEF.replace("markets: [GB]", "include: part.yaml"), part=part)

    assert says in sentences(tmp_path / "summer")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none.yaml", "brief.yaml:7:10: include is 'none.yaml', but there is no such file."),
        ("prat.yaml", "Did you mean 'part.yaml'?"),
        ("[part.yaml, 3]", "brief.yaml:7:22: include must be the name of a file"),
        ("{file: part.yaml}", "brief.yaml:7:10: include must be the name of a file"),
        ("''", "include must be the name of a file"),
        ("/etc/passwd.yaml", "an absolute path"),
        ("C:/part.yaml", "an absolute path"),
        ("'https://a.example/part.yaml'", "an address"),
        ("'..\\part.yaml'", "has backslashes"),
        ("part.txt", "a part of a brief is a .yaml or .yml or .json file"),
        ("../../outside.yaml", "leads out of the project folder (p)"),
        ("link.yaml", "leads out of the project folder (p)"),
        ("links/outside.yaml", "leads out of the project folder (p)"),
        ("pipe.yaml", "cannot be read: it is not a file"),
        ("folder.yaml", "cannot be read"),
    ],
)
def test_what_cannot_be_included(tmp_path: Path, name: str, says: str) -> None:
    """It is reported at its name; nothing outside the project folder is read, through no link either."""
    home = tmp_path / "p" / "summer"
    write(home, brief=BRIEF.replace("markets: [GB]", "ratios: ['1:1']") + f"include: {name}\n", part="markets: [GB]\n")
    write(tmp_path, outside="markets: [GB]\n")
    (home / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (home / "links").symlink_to(tmp_path)
    (home / "folder.yaml").mkdir()
    os.mkfifo(home / "pipe.yaml")

    assert says in sentences(home)


def test_the_project_folder_is_the_repository(tmp_path: Path) -> None:
    """With a repository around the brief, its parts may be anywhere in that."""
    (tmp_path / ".git").mkdir()
    write(
        tmp_path, markets="markets: [GB]\n", a__b__brief=BRIEF.replace("markets: [GB]", "include: ../../markets.yaml")
    )

    assert [market.country for market in load(tmp_path / "a" / "b").markets] == ["GB"]
    assert parts.find_project_folder(tmp_path / "a" / "b") == tmp_path.resolve()


def test_files_of_a_part_are_found_beside_it(tmp_path: Path) -> None:
    """A picture that a part names is relative to the part, and stays in the part's folder."""
    write(tmp_path, shared__tea="products: [{id: tea, name: Tea, image: pictures/tea.png}]\n")
    write(
        tmp_path / "summer",
        brief=BRIEF.replace("products: [{id: umbrella, name: Nimbus One}]", "include: ../shared/tea.yaml"),
    )
    (tmp_path / "shared" / "pictures").mkdir()
    (tmp_path / "shared" / "pictures" / "tea.png").write_bytes(b"tea")

    loaded = load(tmp_path / "summer")

    image = loaded.brief.products[0].image
    assert image is not None
    assert (loaded.folder / image).read_bytes() == b"tea"

    write(tmp_path, shared__tea="products: [{id: tea, name: Tea, image: ../summer/brief.yaml}]\n")
    assert "tea.yaml:1:40: products[tea].image is '../summer/brief.yaml', which leads out of" in sentences(
        tmp_path / "summer"
    )


def test_depth_number_and_size_are_bounded(tmp_path: Path) -> None:
    """Files that include ever more files end in one sentence, whatever their shape."""
    write(
        tmp_path / "deep",
        brief=BRIEF + "include: p0.yaml\n",
        **{f"p{i}": f"include: p{i + 1}.yaml\n" for i in range(20)},
    )
    many = ", ".join(["part.yaml"] * 60)
    write(tmp_path / "many", brief=BRIEF + f"include: [{many}]\n", part="ratios: ['1:1']\n")
    write(tmp_path / "twice", brief=BRIEF + "include: [p0.yaml]\n", p6="ratios: ['1:1']\n")
    write(tmp_path / "twice", **{f"p{i}": f"include: [p{i + 1}.yaml, p{i + 1}.yaml]\n" for i in range(6)})
    write(tmp_path / "large", brief=BRIEF + "include: part.yaml\n", part="# " + "x" * parts.MAX_PARTS_BYTES + "\n")

    assert "more than 8 files deep" in sentences(tmp_path / "deep")
    assert "at most 50 parts" in sentences(tmp_path / "many")
    assert "at most 50 parts" in sentences(tmp_path / "twice")
    assert "larger than" in sentences(tmp_path / "large")


class TestAnchors:
    """YAML's own way to write a value once."""

    def test_an_alias_repeats_a_value(self, tmp_path: Path) -> None:
        """Mappings, lists and texts; `<<` puts a mapping under the keys beside it."""
        text = """\
schema: 1
campaign: tiny
brand: {name: &name Nimbus, colors: {primary: "#20304a"}, keep: [*name]}
message: {headline: &line Rain is optional}
products:
  - &one {id: umbrella, name: Nimbus One, description: blue umbrella}
  - {<<: *one, id: coat, name: Nimbus Coat}
  - {<<: [*one, {name: other}], id: boots}
markets:
  - {country: GB, copy: &copy {headline: *line}}
  - {country: US, copy: *copy}
"""
        write(tmp_path, brief=text)

        brief = load(tmp_path).brief

        assert brief.brand.keep == ("Nimbus",)
        assert [(one.id, one.name, one.description) for one in brief.products] == [
            ("umbrella", "Nimbus One", "blue umbrella"),
            ("coat", "Nimbus Coat", "blue umbrella"),
            ("boots", "Nimbus One", "blue umbrella"),
        ]
        assert [market.copy and market.copy.headline for market in load(tmp_path).markets] == ["Rain is optional"] * 2

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("a: *none\n", "1:4: No anchor &none is above"),
            ("a: &a [1, *a]\n", "stands inside its own anchor"),
            ("a: &a {b: *a}\n", "stands inside its own anchor"),
            ("a: &unused b\n", "1:4: Anchors (&) are for aliases, and no *unused follows"),
            ("a: &a 1\nb: &a 2\nc: *a\n", "1:4: Anchors (&)"),
            ("<<: &a [x]\nb: *a\n", "has no key '<<'"),
        ],
    )
    def test_what_is_no_alias(self, tmp_path: Path, text: str, says: str) -> None:
        """An anchor that nothing repeats may be a text that lost its quotes."""
        write(tmp_path, brief=text)

        assert says in sentences(tmp_path)

    def test_laughter_is_bounded(self, tmp_path: Path) -> None:
        """A billion laughs end at once with a sentence, long before any memory is taken."""
        lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
        write(tmp_path, brief="\n".join(lines) + "\n")

        assert "Aliases (*) add more than 20,000 values" in sentences(tmp_path)

    def test_a_mistake_in_a_repeated_value_is_reported_where_it_is_written(self, tmp_path: Path) -> None:
        """The place is that of the anchor, not of its aliases."""
        write(tmp_path, brief=BRIEF.replace("[GB]", "[{country: GB, copy: &c {headlin: x}}, {country: US, copy: *c}]"))

        found = sentences(tmp_path)

        assert {line.split(":")[1] for line in found.splitlines()} == {"6"}
        assert "markets[GB].copy has no key 'headlin'" in found

"""A brief that names a brand kit has its keys, and an error in the kit is at its place in the kit's file."""

import os
from pathlib import Path

import pytest

from creative_cli.brief.copy_choice import list_delivery_settings
from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.engine.delivery_details import describe_delivery
from creative_cli.errors import BriefError

KIT = """\
name: Solara
logo: assets/logo.svg
swatches: {sun: "#FFD166", teal: "#0F5C63"}
colors: {primary: teal, accent: "#FFD166"}
keep: [Solara]
tone: warm, playful
glossary:
  - {term: iced tea, translations: {de: Eistee}}
  - {term: peach, translations: {de: Pfirsich}}
forbidden_words: [cheap*]
required_disclaimers: [{text: Please recycle.}]
template: band
ratios: ["300x250"]
"""
BRIEF = """\
schema: 1
campaign: tiny
brand: ../solara/brand.yaml
message: {headline: Rain is optional}
products: [{id: tea, name: Iced tea}]
markets: [GB]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a project with a kit and a brief that names it."""
    (tmp_path / "solara" / "assets").mkdir(parents=True)
    (tmp_path / "summer").mkdir()
    (tmp_path / "solara" / "brand.yaml").write_text(KIT)
    (tmp_path / "solara" / "assets" / "logo.svg").write_text("<svg/>")
    (tmp_path / "summer" / "brief.yaml").write_text(BRIEF)
    return tmp_path


def load(project: Path, brief: str = BRIEF, kit: str = KIT) -> LoadedBrief:
    """Load the brief of a project, with other texts of brief and kit."""
    (project / "summer" / "brief.yaml").write_text(brief)
    (project / "solara" / "brand.yaml").write_text(kit)
    return load_brief(project / "summer" / "brief.yaml")


def problem(project: Path, brief: str = BRIEF, kit: str = KIT) -> str:
    """Return the one problem of a project as it is printed, with the folder left out."""
    with pytest.raises(BriefError) as caught:
        load(project, brief, kit)

    (one,) = caught.value.problems
    return str(one).replace(f"{project}{os.sep}", "")


@pytest.mark.parametrize("name", ["../solara/brand.yaml", "../solara", "../solara/", "{kit: ../solara}"])
def test_a_kit_is_named_by_its_file_or_folder(project: Path, name: str) -> None:
    """Its keys are the brand's; colours by name are values, and its files are found from the brief's folder."""
    loaded = load(project, BRIEF.replace("../solara/brand.yaml", name))
    brand = loaded.brief.brand

    assert (brand.name, brand.tone, brand.keep) == ("Solara", "warm, playful", ("Solara",))
    assert (brand.colors.primary, brand.colors.accent) == ("#0F5C63", "#FFD166")
    assert brand.logo is not None
    assert (loaded.folder / brand.logo.file).read_text() == "<svg/>"
    assert loaded.brief.template == "band"
    assert loaded.brief.asked_ratios == ("300x250",)
    assert [entry.term for entry in loaded.brief.glossary] == ["iced tea", "peach"]


def test_the_brief_overrides_single_keys_and_adds_to_what_protects_the_brand(project: Path) -> None:
    """Mappings merge and the brief wins; kept names, forbidden words, disclaimers and terms add up."""
    own = """\
brand:
  kit: ../solara
  tone: sober
  colors: {accent: "#D9A441"}
  logo: {clear_space: 0.5}
  keep: [Solara Zero]
  forbidden_words: {en: [best]}
  required_disclaimers: [{text: Serve chilled., markets: [GB]}]
template: poster
glossary: [{term: Iced Tea, translations: {de: Tee}}]
"""
    brief = load(project, BRIEF.replace("brand: ../solara/brand.yaml\n", own)).brief
    brand = brief.brand

    assert (brand.name, brand.tone, brief.template) == ("Solara", "sober", "poster")
    assert (brand.colors.primary, brand.colors.accent) == ("#0F5C63", "#D9A441")
    assert brand.logo is not None
    assert (Path(brand.logo.file).name, brand.logo.clear_space) == ("logo.svg", 0.5)
    assert brand.keep == ("Solara", "Solara Zero")
    assert brand.forbidden_words == {"*": ("cheap*",), "en": ("best",)}
    assert [one.text for one in brand.required_disclaimers] == [{"*": "Please recycle."}, {"*": "Serve chilled."}]
    assert [(one.term, one.translations) for one in brief.glossary] == [
        ("Iced Tea", {"de": ("Tee",)}),
        ("peach", {"de": ("Pfirsich",)}),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("tone:", "tonne:", "solara/brand.yaml:6:1: brand has no key 'tonne'. Did you mean 'tone'?"),
        ("{sun:", '{sky: "#FFD16", sun:', "solara/brand.yaml:3:17: brand.swatches.sky is '#FFD16'"),
        ("primary: teal", "primary: sand", "solara/brand.yaml:4:19: brand.colors.primary is 'sand'"),
        ("assets/logo.svg", "assets/logo.png", "solara/brand.yaml:2:7: brand.logo is 'assets/logo.png', but there is"),
        (
            "assets/logo.svg",
            "../summer/brief.yaml",
            "solara/brand.yaml:2:7: brand.logo is '../summer/brief.yaml', which",
        ),
        ("assets/logo.svg", "/etc/passwd", "solara/brand.yaml:2:7: brand.logo is '/etc/passwd', an absolute path"),
        ("{de: Eistee}", "{xx: Eistee}", "solara/brand.yaml:8:37: glossary[iced tea].translations has 'xx'"),
        ("[cheap*]", "{xx: [cheap]}", "solara/brand.yaml:10:19: brand.forbidden_words has 'xx', which is not a lang"),
        ("{text: Please recycle.}", "{markets: [DE]}", "brand.required_disclaimers[#1].text is missing"),
        ("{text: Please recycle.}", "{text: a, markets: [Narnia]}", "has the market 'Narnia', which is no country"),
        ("band", "bande", "solara/brand.yaml:12:11: template is 'bande'"),
        ("name: Solara", "name: Solara\nname: S", "solara/brand.yaml:2:1: name is written twice, first on line 1"),
        ("name: Solara", "name: Solara\nkit: ../other", "A brand kit is one file"),
        ("name: Solara", "schema: 2\nname: Solara", "solara/brand.yaml:1:9: schema must be 1"),
        ("name: Solara", "name: So: lara", "solara/brand.yaml:1:9: There is a second colon here"),
        ("name: Solara\n", "", "brand.name is missing"),
    ],
)
def test_what_is_wrong_in_a_kit_is_reported_there(project: Path, old: str, new: str, says: str) -> None:
    """File, line and column are those of the kit."""
    assert old in KIT

    message = problem(project, kit=KIT.replace(old, new))

    assert says in message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../solar/brand.yaml", "summer/brief.yaml:3:8: brand is '../solar/brand.yaml', but there is no such file."),
        ("../solara/brand.yml", "Did you mean '../solara/brand.yaml'?"),
        ("../summer/", "a folder without brand.yaml"),
        ("/etc/brand.yaml", "an absolute path"),
        ("https://solara.example/brand.yaml", "an address"),
        ("..\\\\solara\\\\brand.yaml", "has backslashes"),
        ("../solara/assets/logo.svg", "a brand kit is a brand.yaml or a folder with one"),
        ("brief.yaml", "This is a brief, not a brand kit"),
        ("../link/brand.yaml", "a link that leads elsewhere"),
        ("../pipe.yaml", "which cannot be read"),
        ("Solara", "brand must be a mapping"),
    ],
)
def test_what_is_no_kit(project: Path, name: str, says: str) -> None:
    """A kit that cannot be read is reported at its name in the brief; a plain word is taken for the brand's name."""
    (project / "link").symlink_to(project / "solara")
    os.mkfifo(project / "pipe.yaml")

    message = problem(project, BRIEF.replace("../solara/brand.yaml", f'"{name}"'))

    assert says in message


def test_a_file_of_a_kit_that_is_a_link_out_of_it_is_refused(project: Path) -> None:
    """A kit reads nothing outside its folder, by whatever way."""
    logo = project / "solara" / "assets" / "logo.svg"
    logo.unlink()
    (project / "secret.svg").write_text("<svg/>")
    logo.symlink_to(project / "secret.svg")

    assert "leads out of the kit's folder" in problem(project)


def test_a_kit_changes_the_digest_of_its_brief(project: Path) -> None:
    """What a run records as its brief covers every file the brief is made of."""
    first = load(project)
    second = load(project, kit=KIT.replace("warm", "sober"))

    assert first.sha256 != second.sha256


def test_delivery_of_the_kit_stands_under_that_of_the_brief(project: Path) -> None:
    """Each key of the brief's delivery comes first; a mistake is reported in the kit."""
    kit = (
        f"{KIT}delivery: {{name: '{{product}}_{{format}}', utm: {{id: '7', medium: email}}, targets: [meta, cm360]}}\n"
    )
    loaded = load(project, BRIEF + "delivery: {utm: {medium: cpc}, landing_page: 'https://solara.example/'}\n", kit)
    facts = describe_delivery(loaded)

    assert facts.name == "{product}_{format}"
    assert facts.utm == (("id", "7"), ("medium", "cpc"))
    assert facts.targets == ("meta", "cm360")
    settings = {one.key: one.place.replace(f"{project}{os.sep}", "") for one in list_delivery_settings(loaded.written)}
    assert settings["delivery.name"].startswith("solara/brand.yaml:")
    assert settings["delivery.utm.id"].startswith("solara/brand.yaml:")
    assert settings["delivery.utm.medium"].startswith("summer/brief.yaml:")
    assert "solara/brand.yaml:14:22: delivery.targets" in problem(project, kit=f"{KIT}delivery: {{targets: [mta]}}\n")
    assert describe_delivery(load(project)).targets == ()

"""Plug-ins of other packages: the example's four in whole campaigns, and what is said of one that cannot be used."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from creative_cli import plugins
from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.code_digest import _find_closure, code_digest
from creative_cli.errors import PluginError
from creative_cli.retrieval.embedders import choose_embedder
from creative_cli.services.provider_registry import select_providers
from creative_cli.settings import Settings
from tests.command import creative, fresh_creative
from tests.conftest import REPOSITORY
from tests.loopback import Loopback, failing, picture, raw

EXAMPLE = REPOSITORY / "examples" / "plugin"
BRIEF = """\
schema: 1
campaign: calm
template: {template}
brand: {{name: Nimbus, colors: {{primary: "#20304a", accent: "#ff0000"}}}}
message: {{headline: {headline}}}
products: [{{id: umbrella, name: Nimbus One, description: a small umbrella}}]
markets: [GB]
ratios: ["300x250"]
"""
AD_CHECK = """\
from creative_cli import Check, Creative, Outcome, Status
from .limits import MOST

def inspect(creative):
    \"\"\"The file is small.\"\"\"
    small = len(creative.encoded) <= MOST
    yield Outcome(Status.PASS if small else Status.FAIL, "ok" if small else "large", f"{len(creative.encoded)} bytes")

CHECK = Check(id="acme_bytes", rationale="It loads fast.", inspect=inspect, subject=Creative)
"""
BROKEN_PROVIDER = """\
from creative_example.provider import ExampleProvider

class Broken(ExampleProvider):
    name = "acme"
    identity = "acme:1"

    async def paint(self, request):
        raise KeyError("token")

def make(settings):
    return Broken()
"""


def install(site: Path, package: str, points: Mapping[str, Mapping[str, str]], **modules: str) -> None:
    """Put a package into *site* as pip does: its entry points by group, and the modules of acme by their names."""
    info = site / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    groups = (
        f"[creative.{group}]\n" + "".join(f"{name} = {value}\n" for name, value in named.items())
        for group, named in points.items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups), "utf-8")
    for name, text in {"__init__": "", **modules}.items():
        path = site / "acme" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def install_project(site: Path, folder: Path) -> None:
    """Install the project in *folder* into *site*."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    points = {group.removeprefix("creative."): named for group, named in project["entry-points"].items()}
    install(site, project["name"], points)
    shutil.copytree(folder / "src", site, dirs_exist_ok=True)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for packages that the commands of this test see; examples/plugin is in it.

    Ads are indexed with its embedder, which is quick.
    """
    folder = tmp_path / "site"
    install_project(folder, EXAMPLE)
    monkeypatch.setenv("CREATIVE_EMBEDDER", "example")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((os.environ["PYTHONPATH"], str(folder))))
    return folder


def write_brief(template: str = "poster", headline: str = "Rain is optional") -> None:
    """Write brief.yaml."""
    Path("brief.yaml").write_text(BRIEF.format(template=template, headline=headline), "utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("site")
def test_the_example_serves_a_whole_campaign() -> None:
    """Its provider paints, its template draws its frame, its check's finding is reported, its embedder finds the ad."""
    write_brief("example-frame")
    made = fresh_creative("run", "brief.yaml", "--provider", "example", "--json")

    assert made.returncode == 0, made.stderr
    (run,) = json.loads(made.stdout)["runs"]
    assert run["provider"] == "example"
    manifest = json.loads(Path("outputs/calm/manifest.json").read_text("utf-8"))
    (asset,) = manifest["assets"]
    assert (asset["hero"]["provider"], asset["hero"]["model"]) == ("example", "gradient-1")
    assert {one["check"]: one["status"] for one in asset["findings"]}["no_exclamation_marks"] == "PASS"
    assert manifest["template"].startswith("frame.typ ")
    pixels = np.asarray(Image.open(Path("outputs/calm", asset["path"])).convert("RGB")).astype(int)
    assert ((pixels[:, :12, 0] - pixels[:, :12, 1]) > 100).any(axis=1).mean() > 0.9  # the accent, down the left side
    found = json.loads(fresh_creative("search", "optional umbrella", "--json").stdout)
    assert [one["campaign"] for one in found["campaigns"]] == ["calm"]


@pytest.mark.usefixtures("site")
def test_a_picture_of_a_plug_in_is_kept_and_not_painted_again() -> None:
    """What its provider painted is there for the next run, as any picture that was paid for."""
    write_brief()
    first = creative("run", "brief.yaml", "--provider", "example", "--ratio", "300x250")
    again = creative("run", "brief.yaml", "--dry-run", "--provider", "example", "--json")

    assert first.returncode == 0, first.stderr
    (plan,) = json.loads(again.stdout)["plans"]
    assert [hero["kept"] for hero in plan["heroes"]] == [True]
    (journal,) = Path("outputs/.creative/journal").rglob("*.jsonl")
    assert '"provider":"example"' in journal.read_text("utf-8").replace(" ", "")


@pytest.mark.usefixtures("site")
def test_the_examples_check_fails_loud_copy_before_any_picture() -> None:
    """A check of the copy stops the run as the product's own do."""
    write_brief(headline="Rain is optional!")
    result = creative("run", "brief.yaml")

    assert result.returncode == 1
    assert "no_exclamation_marks/exclamation" in result.stderr
    assert not Path("outputs/calm").exists()


def test_a_new_check_is_applied_to_ads_that_are_there(site: Path) -> None:
    """Installed, or changed in a module beside it, a check counts in the next run, though no ad is made again."""
    write_brief()
    assert creative("run", "brief.yaml").returncode == 0
    picture = next(Path("outputs/calm").rglob("*.jpg"))
    before = picture.read_bytes()
    point = {"checks": {"acme_bytes": "acme.bytes:CHECK"}}
    install(site, "acme-creative", point, bytes=AD_CHECK, limits="MOST = 10")
    found = creative("run", "brief.yaml", "--json")

    assert found.returncode == 1, found.stderr
    (run,) = json.loads(found.stdout)["runs"]
    assert (run["made"], run["unchanged"]) == (0, 1)
    assert "acme_bytes" in creative("report", "--by", "check").stdout
    (site / "acme" / "limits.py").write_text("MOST = 10_000_000", "utf-8")
    assert creative("run", "brief.yaml").returncode == 0
    assert picture.read_bytes() == before


def test_a_broken_check_is_told_and_nothing_is_made(site: Path) -> None:
    """The error names the check, its package and the way out, even where findings do not count."""
    install(site, "acme-creative", {"checks": {"acme_voice": "acme.voice:CHECK"}}, voice="import nothing_of_the_kind")
    write_brief()
    result = creative("run", "brief.yaml", "--fail-on", "never")
    checked = creative("validate", "brief.yaml")
    doctor = creative("doctor", "--json")

    assert (result.returncode, checked.returncode, doctor.returncode) == (2, 2, 1)
    sentence = "The check 'acme_voice' of the package acme-creative cannot be loaded: ModuleNotFoundError: "
    assert all(sentence in text for text in (result.stderr, checked.stderr, doctor.stdout))
    assert "pip uninstall acme-creative" in result.stderr
    assert not Path("outputs/calm").exists()


def test_a_bug_of_a_provider_is_a_fault_of_that_provider(site: Path) -> None:
    """Whatever it raises while it paints, the next in the chain is asked, and the ad says why."""
    install(site, "acme-creative", {"providers": {"acme": "acme.paint:make"}}, paint=BROKEN_PROVIDER)
    write_brief()
    fallen_back = creative("run", "brief.yaml", "--provider", "acme,example")
    alone = creative("run", "brief.yaml", "--provider", "acme", "--output", "alone")

    assert fallen_back.returncode == 0, fallen_back.stderr
    assert "acme-creative 1.0 failed: KeyError: 'token'" in fallen_back.stderr + fallen_back.stdout
    assert alone.returncode == 3
    assert "acme-creative 1.0 failed: KeyError: 'token'" in alone.stderr + alone.stdout
    assert "This is a bug of creative" not in alone.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("site")
def test_the_page_about_plug_ins_can_be_followed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of docs/plugins.md, written down as it stands: its check, template, provider and embedder work."""
    page = (REPOSITORY / "docs" / "plugins.md").read_text("utf-8")
    for name, text in re.findall(r"```\w+\n(?://|#) file: (\S+)\n(.*?)```", page, re.DOTALL):
        Path("acme", name).parent.mkdir(parents=True, exist_ok=True)
        Path("acme", name).write_text(text, "utf-8")
    install_project(site, Path("acme"))
    write_brief("acme-corner", "The best umbrella")
    monkeypatch.setenv("CREATIVE_EMBEDDER", "acme")
    without = creative("run", "brief.yaml", "--provider", "acme")
    with Loopback() as server:
        server.answer = lambda seen: raw(picture(seen.json["width"], seen.json["height"]))
        monkeypatch.setenv("ACME_URL", server.url)
        made = creative("run", "brief.yaml", "--provider", "acme", "--json")
        server.answer = lambda _: failing(500)
        failed = creative("run", "brief.yaml", "--provider", "acme,studio", "--output", "other")

    assert (without.returncode, "acme has no address." in without.stderr) == (2, True)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["runs"][0]["cost_usd"] == pytest.approx(0.02)
    manifest = json.loads(Path("outputs/calm/manifest.json").read_text("utf-8"))
    assert manifest["template"].startswith("corner.typ ")
    assert manifest["assets"][0]["hero"]["model"] == "acme-paint-1"
    assert {one["code"] for one in manifest["assets"][0]["findings"] if one["check"] == "acme_voice"} == {"superlative"}
    assert "calm" in creative("search", "umbrella").stdout
    assert failed.returncode == 0, failed.stderr
    assert "Acme answered 500." in failed.stdout
    assert [request.json["prompt"] for request in server.requests[1:]] == [server.requests[0].json["prompt"]] * 3


def test_the_help_page_reads_no_plug_ins() -> None:
    """Looking at every installed package is for those who need it."""
    program = (
        "import atexit, runpy, sys; sys.argv = ['creative', '--help']\n"
        "atexit.register(lambda: print('creative_cli.plugins' in sys.modules))\n"
        "runpy.run_module('creative_cli', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder for packages that this process sees until the test ends."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    plugins.installed_entry_points.cache_clear()
    yield folder
    plugins.installed_entry_points.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme"]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise OSError('no licence')", "cannot be loaded: OSError: no licence."),
        ("raise SystemExit(0)", "cannot be loaded: SystemExit: 0."),
        ("", "cannot be loaded: AttributeError: module 'acme.voice' has no attribute 'CHECK'."),
        ("CHECK = 'loud'", "cannot be used: acme.voice:CHECK is a str, not a Check."),
        (AD_CHECK.replace(", subject=Creative", ""), "has no subject"),
        (AD_CHECK, "has the id 'acme_bytes', which differs from the name of its entry point."),
        (AD_CHECK.replace("acme_bytes", "voice").replace('"""The file is small."""', ""), "a docstring"),
    ],
)
def test_a_check_of_the_wrong_kind_is_told(packages: Path, text: str, said: str) -> None:
    """Each way to get it wrong has its sentence, with the name and the package in front."""
    install(packages, "acme-creative", {"checks": {"voice": "acme.voice:CHECK"}}, voice=text, limits="MOST = 1")

    with pytest.raises(PluginError) as caught:
        PLUGIN_CHECKS.load_all()
    assert caught.value.sentence.startswith("The check 'voice' of the package acme-creative ")
    assert said in caught.value.sentence
    assert caught.value.hint == "Update it (pip install -U acme-creative) or remove it (pip uninstall acme-creative)."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("make = 7", "is a int, not a function."),
        ("def make(settings): raise ValueError('no model')", "cannot be made: ValueError: no model."),
        ("def make(settings): return object()", "has no estimate, identity, model, name, paint, probe, size, tasks"),
        (BROKEN_PROVIDER.replace("acme:1", "acme:2").replace('"acme"', '"umbrella"'), "calls itself 'umbrella'"),
    ],
)
def test_a_provider_of_the_wrong_kind_is_told(packages: Path, text: str, said: str) -> None:
    """A provider that cannot be made or lacks a part is reported when it is named."""
    install_project(packages, EXAMPLE)
    install(packages, "acme-creative", {"providers": {"acme": "acme.paint:make"}}, paint=text)

    assert select_providers("studio", Settings()).label == "studio"
    with pytest.raises(PluginError, match=r"^The provider 'acme' of the package acme-creative ") as caught:
        select_providers("acme", Settings())
    assert said in caught.value.sentence


def test_an_embedder_and_a_template_of_the_wrong_kind_are_told(packages: Path) -> None:
    """An embedder lacks a part; a template is no file."""
    points = {"embedders": {"acme": "acme.search:make"}, "templates": {"acme-poster": "acme.search:POSTER"}}
    install(packages, "acme-creative", points, search="def make(): return 7\nPOSTER = 'poster.typ'")

    with pytest.raises(PluginError, match="the int it makes has no closeness, dimension, id, passages, query"):
        choose_embedder("acme")
    with pytest.raises(PluginError, match=r"is 'poster\.typ', not the Path of a \.typ file that is there"):
        PLUGIN_TEMPLATES.load("acme-poster")


def test_one_name_has_one_owner(packages: Path) -> None:
    """A name that is built in, or that two packages bring, is an error with both owners."""
    install(packages, "acme-creative", {"checks": {"punctuation": "acme.a:CHECK", "voice": "acme.a:CHECK"}})

    with pytest.raises(PluginError, match="'punctuation' is brought by creative itself and by the package acme-crea"):
        PLUGIN_CHECKS.names()
    shutil.rmtree(packages / "acme_creative-1.0.dist-info")
    install(packages, "acme-creative", {"checks": {"voice": "acme.a:CHECK"}})
    install(packages, "zenith", {"checks": {"voice": "acme.b:CHECK"}})
    plugins.installed_entry_points.cache_clear()
    with pytest.raises(PluginError, match="'voice' is brought by acme-creative and by the package zenith"):
        PLUGIN_CHECKS.names()


@pytest.mark.usefixtures("site")
def test_a_brief_is_told_of_templates_that_are_installed() -> None:
    """A template that is none is answered with those there are, and the schema for editors has them."""
    write_brief("example-fram")
    result = creative("validate", "brief.yaml")
    template = json.loads(creative("schema").stdout)["properties"]["template"]

    assert result.returncode == 2
    assert "poster, split, band, minimal, example-frame or your own .typ file" in result.stderr
    assert "Did you mean 'example-frame'?" in result.stderr
    assert template["anyOf"][0]["enum"][-1] == "example-frame"


def test_a_digest_covers_a_packages_own_modules_and_what_it_takes_from_the_api(
    packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative imports, the modules behind `from creative_cli import …`, and imports that may be missing."""
    check = f"{AD_CHECK}\ntry:\n    from ._fast import inspect\nexcept ImportError:\n    pass\n"
    install(packages, "acme-creative", {}, bytes=check, limits="MOST = 1", other="")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    found = _find_closure("acme.bytes", {"acme", "creative_cli"})

    assert {"acme.bytes", "acme.limits", "creative_cli.checks.runner", "creative_cli.models"} <= found
    assert not {"acme._fast", "acme.other", "creative_cli.api"} & found
    assert len(code_digest("acme.bytes")) == 64

"""Whole runs: what the files of ads say, by what really happened to their pictures."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from creative_cli.imaging.content_credentials import CredentialsVerdict
from creative_cli.imaging.mark_reading import read_own_packet
from creative_cli.provenance.source_types import SourceType
from creative_cli.provenance.xmp_packet import FileNotes, write_xmp_packet
from creative_cli.provenance.xmp_reading import XmpFacts
from creative_cli.services.credentials import read_credentials
from tests.command import creative
from tests.imaging.samples import encoded, on_white
from tests.loopback import Loopback, openai_image, picture
from tests.provenance.test_picture_marks import MARKED

pytestmark = pytest.mark.usefixtures("begun_index")

BRIEF = """\
schema: 1
campaign: marked
brand: {{name: Nimbus, colors: {{primary: "#20304a"}}}}
message: {{headline: Rain is optional}}
products:
  - {{id: umbrella, name: Nimbus One, description: a small umbrella{more}}}
markets: [{markets}]
ratios: ["1:1"]
"""
COPY = {
    "GB": "GB",
    "CN": "{country: CN, copy: {headline: 雨天任选}}",
    "DE": "{country: DE, copy: {headline: Regen ist Kür}}",
}


def write_brief(more: str = "", markets: str = "GB", also: str = "") -> None:
    """Write a brief with one product in those markets."""
    Path("brief.yaml").write_text(
        BRIEF.format(more=more, markets=", ".join(COPY[one] for one in markets.split())) + also, "utf-8"
    )


def run(*arguments: str) -> dict[str, Any]:
    """Make the ads of the brief and return the manifest."""
    made = creative("run", "brief.yaml", "--quiet", "--fail-on", "never", *arguments)
    assert made.returncode == 0, made.stderr
    return dict(json.loads(Path("outputs/marked/manifest.json").read_text("utf-8")))


def said_by(path: str) -> XmpFacts:
    """Return what an ad's file says of itself."""
    said = read_own_packet(Path("outputs/marked", path).read_bytes())
    assert said is not None
    return said


def source_of(path: str) -> str:
    """Return the one source type that an ad's file states."""
    (stated,) = said_by(path).source_types
    return stated.rpartition("/")[2]


@pytest.fixture
def openai(monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """Return a server that answers as OpenAI's, with a key for it."""
    server = Loopback()
    server.answer = lambda seen: openai_image(
        picture(*(int(side) for side in seen.json["size"].split("x")), 90), input_tokens=0, output_tokens=10
    )
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789abcdefghijklmnop")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    return server


def photo(**options: object) -> bytes:
    """Return a photo-like picture."""
    return encoded(Image.effect_noise((900, 900), 60).convert("RGB"), "JPEG", **options)


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_an_ad_of_the_studio_says_so_in_every_format(form: str) -> None:
    """A scene without a product is algorithmic media; its file has the tool, the source type and the alt text."""
    write_brief()

    run("--format", form)
    said = said_by(f"en-GB/1x1/umbrella.{form}")

    assert [one.rpartition("/")[2] for one in said.source_types] in (["algorithmicMedia"], ["digitalCreation"])
    assert said.tools[0].startswith("creative ")
    assert "Rain is optional" in said.alt_texts[0]
    assert (said.systems, said.prompts, said.aigc) == ((), (), ())


def test_a_packshot_and_a_photo_make_composites() -> None:
    """Real pictures with type and logo are composites, which no platform labels as made by a model."""
    Path("a.png").write_bytes(encoded(on_white(), "PNG"))
    Path("b.jpg").write_bytes(photo())
    for name in ("a.png", "b.jpg"):
        write_brief(f", image: {name}, image_kind: {'photo' if name == 'b.jpg' else 'packshot'}")
        run()

        assert source_of("en-GB/1x1/umbrella.jpg") == SourceType.COMPOSITE


@pytest.mark.parametrize("kind", ["photo", "packshot"])
def test_the_mark_of_an_input_is_carried_on(kind: str) -> None:
    """A picture that says that a model made it keeps saying so as a part of an ad; its owner is named."""
    data = photo(xmp=MARKED) if kind == "photo" else encoded(on_white(), "JPEG", xmp=MARKED)
    Path("a.jpg").write_bytes(data)
    write_brief(f", image: a.jpg, image_kind: {kind}, rights: {{credit: 'Photo: Ada Sol', license: Stock 4711}}")

    run()
    said = said_by("en-GB/1x1/umbrella.jpg")

    assert source_of("en-GB/1x1/umbrella.jpg") == SourceType.COMPOSITE_WITH_TRAINED
    assert (said.credits, said.rights) == (("Photo: Ada Sol",), ("Stock 4711",))


def test_a_generated_ad_names_its_model_and_in_china_its_prompt(openai: Loopback) -> None:
    """The model stands in every file, prompt and AIGC where a rule wants them; a second run changes nothing."""
    write_brief(markets="GB CN")
    with openai:
        manifest = run("--provider", "openai")
        first = {path: path.read_bytes() for path in Path("outputs/marked").rglob("*.jpg")}
        again = run("--provider", "openai")
    british, chinese = said_by("en-GB/1x1/umbrella.jpg"), said_by(manifest["assets"][1]["path"])
    asset = manifest["assets"][0]

    assert source_of("en-GB/1x1/umbrella.jpg") == SourceType.COMPOSITE_WITH_TRAINED
    assert british.systems == chinese.systems == (asset["hero"]["provider"],)
    assert british.versions == (asset["hero"]["model"],)
    assert (british.prompts, british.aigc) == ((), ())
    assert "umbrella" in chinese.prompts[0]
    assert dict(chinese.aigc)["Label"] == "1"
    assert "umbrella" in asset["origin"]["prompt"]
    assert again["assets"] == manifest["assets"]
    assert first == {path: path.read_bytes() for path in first}


def test_a_missing_label_is_reported_with_the_way_to_add_it(openai: Loopback) -> None:
    """China's label is missed; with it in the small print only its size is."""
    write_brief(markets="CN")
    with openai:
        missing = run("--provider", "openai")
        Path("brief.yaml").write_text(
            Path("brief.yaml")
            .read_text("utf-8")
            .replace("headline: 雨天任选", "headline: 雨天任选, disclaimer: AI生成"),
            "utf-8",
        )
        small = run("--provider", "openai")

    def codes(manifest: dict[str, Any]) -> list[str]:
        return [one["code"] for one in manifest["assets"][0]["findings"] if one["check"] == "ai_label"]

    assert codes(missing) == ["label_missing"]
    assert codes(small) == ["label_small"]


def test_evidence_has_all_that_is_on_record(openai: Loopback) -> None:
    """Brief line, prompt, model, call, rights, reviewer, checks and rules, as text and as JSON."""
    write_brief(markets="DE")
    ad = "outputs/marked/de-DE/1x1/umbrella.jpg"
    with openai:
        run("--provider", "openai")
    shown, document = creative("evidence", ad), creative("evidence", ad, "--json")
    found = json.loads(document.stdout)["evidence"]

    assert shown.returncode == 0, shown.stderr
    assert "not legal advice" in shown.stderr
    assert {"brief.yaml:6:5", "brief.yaml:4:21"} <= {one["place"] for one in found["brief_lines"]}
    assert (found["file_state"], found["brief_state"], found["situation"]) == ("whole", "same", "generated")
    assert [one["outcome"] for one in found["calls"]] == ["ok"]
    assert "umbrella" in found["origin"]["prompt"]
    assert {one["id"] for one in found["rules"]} >= {"EU-AIA-50-2", "EU-AIA-50-4"}
    assert found["verdict"]["verdict"] == "pending"
    for text in ("prompt:", "EU-AIA-50-4", "passed:", found["sha256"]):
        assert text in shown.stdout


def test_evidence_says_what_changed_since() -> None:
    """A file or a brief that was changed after the run is no proof, and is not shown as one."""
    write_brief()
    run()
    ad = Path("outputs/marked/en-GB/1x1/umbrella.jpg")
    ad.write_bytes(photo())
    write_brief(also="# changed\n")

    found = json.loads(creative("evidence", str(ad), "--json").stdout)["evidence"]

    assert (found["file_state"], found["brief_state"], found["brief_lines"]) == ("changed", "changed", [])


@pytest.mark.parametrize("name", ["brief.yaml", "nothing.jpg", "outputs"])
def test_evidence_of_other_files_is_refused(name: str) -> None:
    """What is no ad of a campaign is a usage error with the next step."""
    write_brief()
    Path("outputs").mkdir(exist_ok=True)

    refused = creative("evidence", name)

    assert refused.returncode == 2
    assert "is no ad" in refused.stderr


def test_a_signed_package_reads_back_valid() -> None:
    """Every ad has credentials with its inputs, the report names the test certificate, and the sheet the new hash."""
    signed = photo(xmp=MARKED)
    Path("a.jpg").write_bytes(signed)
    write_brief(", image: a.jpg, image_kind: photo")
    run()
    done = creative("package", "marked", "--sign", "test")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile("outputs/marked/packages/marked_generic.zip") as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".jpg"))
        archive.extract(name)
        report = archive.read("report.csv").decode("utf-8-sig")
    found = read_credentials(Path(name))
    changed = Path(name).read_bytes()
    Path("changed.jpg").write_bytes(changed[:-100] + bytes([changed[-100] ^ 1]) + changed[-99:])
    judged = creative("credentials", name, "changed.jpg")

    assert found.verdict is CredentialsVerdict.VALID
    assert found.actions == ("c2pa.created", "c2pa.placed")
    assert found.sources == (SourceType.COMPOSITE_WITH_TRAINED.uri,)
    assert len(found.ingredients) == 1
    assert "TEST CERTIFICATE" in done.stdout
    assert "TEST CERTIFICATE" in report
    assert judged.returncode == 1
    assert "assertion.dataHash.mismatch" in judged.stdout


def test_pixels_stay_as_they_are_in_a_signed_ad() -> None:
    """Signing adds to the file and changes no pixel; what the file said of itself stays."""
    write_brief()
    run()
    assert creative("package", "marked", "--sign", "test").returncode == 0
    with zipfile.ZipFile("outputs/marked/packages/marked_generic.zip") as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".jpg"))
        data = archive.read(name)
    before = Path("outputs/marked/en-GB/1x1/umbrella.jpg").read_bytes()

    with Image.open(io.BytesIO(data)) as after, Image.open(io.BytesIO(before)) as plain:
        assert after.tobytes() == plain.tobytes()
    assert read_own_packet(data) == read_own_packet(before)


def test_signing_without_a_certificate_is_refused() -> None:
    """Nothing is written, and the settings are named."""
    write_brief()
    run()

    refused = creative("package", "marked", "--sign", "own")

    assert refused.returncode == 2
    assert "CREATIVE_C2PA_CERTIFICATE" in refused.stderr
    assert not list(Path("outputs/marked").rglob("*.zip"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="needs exiftool")
@pytest.mark.parametrize("form", ["jpg", "png", "webp", "avif"])
def test_exiftool_reads_what_we_wrote(form: str) -> None:
    """Another program finds the source type and the alt text in every format."""
    write_brief(markets="DE")
    run("--format", form)
    ad = f"outputs/marked/de-DE/1x1/umbrella.{form}"

    answer = subprocess.run(["exiftool", "-json", "-G1", ad], capture_output=True, check=True, text=True)
    (tags,) = json.loads(answer.stdout)

    assert str(tags["XMP-iptcExt:DigitalSourceType"]).endswith(("algorithmicMedia", "digitalCreation"))
    assert "Regen ist Kür" in tags["XMP-iptcCore:AltTextAccessibility"]
    assert "Warning" not in " ".join(tags)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="needs exiftool")
def test_exiftool_reads_every_property() -> None:
    """A packet with all properties is well-formed to another program."""
    notes = FileNotes(
        SourceType.TRAINED,
        "creative",
        "Alt & <text>",
        "zh-CN",
        "openai",
        "m-1",
        "a prompt",
        "a writer",
        "a credit",
        "a right",
        "https://example.com/l",
        (("Label", "1"),),
    )
    Path("a.jpg").write_bytes(photo(xmp=write_xmp_packet(notes)))

    answer = subprocess.run(
        ["exiftool", "-json", "-G1", "-XMP:all", "a.jpg"], capture_output=True, check=True, text=True
    )
    values = set(map(str, json.loads(answer.stdout)[0].values()))

    assert {"Alt & <text>", "openai", "m-1", "a prompt", "a writer", "a credit", "a right"} <= values


@pytest.mark.slow
def test_the_public_files_are_judged_as_their_names_promise(repository: Path) -> None:
    """The files of c2pa-org/public-testfiles, where their folder is beside the project."""
    suites = repository.parent / "shared" / "suites" / "c2pa"
    if not suites.is_dir():
        pytest.skip("the public files are not here")
    import c2pa_suite  # noqa: PLC0415  # a tool, needed here only

    found = {path.name: c2pa_suite.find_difference(path.name, read_credentials(path)) for path in suites.glob("*.jpg")}

    assert set(found.values()) == {""}
    assert len(found) == 8


def label_codes(manifest: dict[str, Any]) -> list[str]:
    """Return the codes of the check of labels on the first ad."""
    return [one["code"] for one in manifest["assets"][0]["findings"] if one["check"] == "ai_label"]


def test_the_label_is_drawn_where_a_rule_asks() -> None:
    """With `ai_label: auto`, China's label is on the picture, as large as it has to be."""
    Path("a.jpg").write_bytes(photo(xmp=MARKED))
    write_brief(", image: a.jpg, image_kind: photo", markets="CN")
    without = run()
    bare = Path("outputs/marked", without["assets"][0]["path"]).read_bytes()
    write_brief(", image: a.jpg, image_kind: photo", markets="CN", also="ai_label: auto\n")
    labelled = run()
    drawn = Path("outputs/marked", labelled["assets"][0]["path"]).read_bytes()
    with Image.open(io.BytesIO(bare)) as before, Image.open(io.BytesIO(drawn)) as after:
        box = ImageChops.difference(before, after).point(lambda level: 255 * (level > 40)).getbbox()

    assert (label_codes(without), label_codes(labelled)) == (["label_missing"], ["ok"])
    assert box is not None
    assert 54 <= box[3] - box[1] <= 150
    assert box[2] - box[0] < 400


def test_a_picture_of_no_model_gets_no_label() -> None:
    """The key changes no byte of an ad whose picture no model made."""
    Path("a.jpg").write_bytes(photo())
    write_brief(", image: a.jpg, image_kind: photo", markets="CN")
    without = run()
    write_brief(", image: a.jpg, image_kind: photo", markets="CN", also="ai_label: {zh: AI生成}\n")
    asked = run()

    assert label_codes(asked) == ["no_model"]
    assert without["assets"][0]["sha256"] == asked["assets"][0]["sha256"]


def test_a_banner_without_room_for_its_label_is_left_out() -> None:
    """It is not made, and a finding of `ai_label` says why; sizes with room are made, labelled, and pass."""
    Path("a.jpg").write_bytes(photo(xmp=MARKED))
    label = "ai_label: {de: Dieses Bild hat ein Modell der künstlichen Intelligenz vollständig berechnet}\n"
    write_brief(", image: a.jpg, image_kind: photo", markets="DE", also=f"{label}channels: [gdn.320x50]\n")
    manifest = run("--report", "json=found.json")
    (left_out,) = manifest["left_out"]
    reported = json.loads(Path("found.json").read_text("utf-8"))["findings"]

    assert (left_out["ratio"], left_out["role"]) == ("gdn.320x50", "ai_label")
    assert "no room for the label" in left_out["message"]
    assert [ad["ratio"] for ad in manifest["assets"]] == ["1:1"]
    assert label_codes(manifest) == ["ok"]
    assert [one["status"] for one in reported if one["check"] == "ai_label"] == ["WARN"]

"""Previews of single ads: the bytes of a run, without the run, and nothing bought."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from creative_cli.engine.planner import BriefText
from creative_cli.errors import BriefError, UsageError
from creative_cli.services.ad_previews import AdName, AdPreviews
from creative_cli.services.provider_registry import select_providers
from creative_cli.services.workspace import open_workspace
from creative_cli.settings import read_settings
from tests.command import MINIMAL, creative

TWO_MARKETS = MINIMAL.replace("[GB]", "[GB, DE]") + "copy: {de: {headline: Regen ist freiwillig}}\n"
PACKSHOT = MINIMAL.replace("name: Nimbus One}", f"name: Nimbus One, image: {Path('briefs/assets/cream.png').name}}}")
SHOTS = Path(__file__).parent.parent / "briefs" / "assets"


def previews_in(folder: Path) -> AdPreviews:
    """Return previews that have no past, with their state in *folder*."""
    return AdPreviews(open_workspace(folder / "outputs", None))


def text_in(folder: Path, text: str) -> BriefText:
    """Return a brief whose files are in *folder*."""
    return BriefText(text.encode(), folder)


def test_a_preview_has_the_bytes_of_a_run(tmp_path: Path) -> None:
    """The file, its findings and its alt text are those that a run of the brief makes."""
    (tmp_path / "brief.yaml").write_text(TWO_MARKETS, "utf-8")
    drawn = previews_in(tmp_path / "other").preview(str(tmp_path / "brief.yaml"), AdName(locale="DE", format="1:1"))
    made = creative("run", str(tmp_path / "brief.yaml"), "--ratio", "1:1", "-q", "-o", str(tmp_path / "outputs"))
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "outputs" / "tiny"
    entry = next(
        one for one in json.loads((folder / "manifest.json").read_text("utf-8"))["assets"] if one["locale"] == "de-DE"
    )
    assert drawn.picture == (folder / drawn.asset.path).read_bytes()
    assert [one.code for one in drawn.asset.findings] == [one["code"] for one in entry["findings"]]
    assert drawn.alt_text.startswith("Nimbus One")
    assert (drawn.notices, drawn.draft) == ((), ())


def test_nothing_is_written_beside_the_state(tmp_path: Path) -> None:
    """A preview leaves no ad, no manifest and no entry in the journal."""
    previews = previews_in(tmp_path)
    previews.preview(text_in(tmp_path, MINIMAL), AdName(format="1:1"))
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == [".creative"]
    assert not list((tmp_path / "outputs" / ".creative" / "journal").glob("*.jsonl"))


@pytest.mark.slow
def test_a_changed_text_is_a_draft_and_then_the_ad_of_a_run(tmp_path: Path) -> None:
    """A painted set is sketched in a draft; the second preview is what a preview without a past makes."""
    (tmp_path / "cream.png").write_bytes((SHOTS / "cream.png").read_bytes())
    name, previews = AdName(format="1:1"), previews_in(tmp_path)
    previews.preview(text_in(tmp_path, PACKSHOT), name)
    changed = text_in(tmp_path, PACKSHOT.replace("#20304a", "#7a304a"))
    draft = previews.preview(changed, name, draft=True)
    exact = previews.preview(changed, name)
    assert draft.draft
    assert exact.draft == ()
    assert exact.picture == previews_in(tmp_path / "fresh").preview(changed, name).picture
    assert (draft.asset.width, draft.asset.height) == (exact.asset.width, exact.asset.height)


def test_a_change_of_copy_alone_keeps_the_canvas(tmp_path: Path) -> None:
    """Type on a set that is painted already is no draft: it is what a run makes."""
    (tmp_path / "cream.png").write_bytes((SHOTS / "cream.png").read_bytes())
    name, previews = AdName(format="1:1"), previews_in(tmp_path)
    before = previews.preview(text_in(tmp_path, PACKSHOT), name)
    after = previews.preview(text_in(tmp_path, PACKSHOT.replace("optional", "welcome ")), name, draft=True)
    assert after.draft == ()
    assert after.picture != before.picture


@pytest.mark.slow
def test_a_changed_logo_keeps_the_set(tmp_path: Path) -> None:
    """A set that is painted already is no draft under another logo: the ad is what a run makes."""
    for shot in ("cream.png", "halune-logo.svg", "solara-logo.svg"):
        (tmp_path / shot).write_bytes((SHOTS / shot).read_bytes())
    name, previews = AdName(format="1:1"), previews_in(tmp_path)
    logo = PACKSHOT.replace("brand: {", "brand: {logo: halune-logo.svg, ")
    before = previews.preview(text_in(tmp_path, logo), name)
    changed = text_in(tmp_path, logo.replace("halune", "solara"))
    after = previews.preview(changed, name, draft=True)
    assert after.draft == ()
    assert after.picture != before.picture
    assert after.picture == previews_in(tmp_path / "fresh").preview(changed, name).picture


def test_no_provider_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key a product without a picture is shown by the studio, and the preview says what is to come."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # the guard of the tests lets nothing else out
    where = open_workspace(tmp_path / "outputs", None)
    previews = AdPreviews(where, select_providers("openai", read_settings()))
    drawn = previews.preview(text_in(tmp_path, MINIMAL), AdName(format="1:1"))
    assert "has not been generated yet" in drawn.notices[0]
    assert drawn.asset.hero.cost_usd == 0


def test_what_does_not_exist_is_named(tmp_path: Path) -> None:
    """Each part of a name that the brief does not have is an error with what it has."""
    campaign = previews_in(tmp_path).open_campaign(text_in(tmp_path, TWO_MARKETS))
    for wrong, says in (
        (AdName(product="umbrela"), "Did you mean 'umbrella'"),
        (AdName(locale="FR"), "no ad FR"),
        (AdName(format="2:1"), "ratio or channel"),
        (AdName(variant="B"), "variant"),
    ):
        with pytest.raises(UsageError, match=says):
            campaign.draw(wrong)


def test_markets_without_copy_are_told(tmp_path: Path) -> None:
    """The others can be seen; the one without copy is an error at its place in the brief."""
    campaign = previews_in(tmp_path).open_campaign(text_in(tmp_path, MINIMAL.replace("[GB]", "[GB, FR]")))
    assert campaign.list_unworded() == ("fr-FR",)
    assert "fr-FR" in campaign.draw(AdName(format="1:1")).notices[0]
    with pytest.raises(BriefError, match="FR"):
        campaign.draw(AdName(locale="FR"))


def test_waivers_of_the_brief_count(tmp_path: Path) -> None:
    """What the brief accepts is no longer a finding that counts."""
    loud = MINIMAL.replace("Rain is optional", "Rain is optional!!!")
    previews, name = previews_in(tmp_path), AdName(format="1:1")
    found = previews.preview(text_in(tmp_path, loud), name).asset
    open_ones = [one for one in found.findings if one.status.name in {"WARN", "FAIL"}]
    assert open_ones
    entries = "".join(
        f"  - {{check: {check}, reason: it shouts as the brand does, owner: ann, expires: 2099-01-01}}\n"
        for check in dict.fromkeys(one.check for one in open_ones)
    )
    waived = previews.preview(text_in(tmp_path, f"{loud}waivers:\n{entries}"), name).asset
    assert waived.status < found.status
    assert replace(waived, findings=(), status=found.status) == replace(found, findings=())

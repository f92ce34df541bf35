"""`creative search` as people use it: filters, pictures, reindexing, over real made ads."""

import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.command import creative


@pytest.fixture
def outputs(shipped: Path) -> Path:
    """Return a copy of the ads and their memory in the test's own folder."""
    shutil.copytree(shipped / "outputs", "outputs")
    return Path("outputs")


def asked(*arguments: str) -> Any:
    """Search, expect success and return the JSON document."""
    result = creative("search", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.usefixtures("outputs")
def test_filters_narrow_documents_and_their_pictures() -> None:
    """Market, ratio, status, product and time are met by every path shown; what nothing meets is no answer."""
    found = asked("cold tea", "--market", "JP", "--ratio", "1x1", "--status", "pass", "--since", "1d")
    pictures = [p for c in found["campaigns"] for d in c["documents"] for p in d["pictures"]]

    assert pictures
    assert {(p["ratio"], p["status"]) for p in pictures} == {("1:1", "PASS")}
    assert all("/ja-JP/1x1/" in p["path"] for p in pictures)
    assert found["schema"] == 1
    nothing = asked("cold tea", "--product", "no-such")
    assert (nothing["campaigns"], [one["value"] for one in nothing["unknown"]]) == ([], ["no-such"])
    assert asked("cold tea", "--since", "2999-01-01")["campaigns"] == []


@pytest.mark.usefixtures("outputs")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--campaign", "summer-drink-2026"), "has campaign 'summer-drink-2026'. Did you mean 'summer-drinks-2026'?"),
        (("--product", "iced-te"), "has product 'iced-te'. Did you mean 'iced-tea'?"),
        (("--ratio", "zzz"), "has ratio 'zzz'. Known: 16:9, 1:1, 9:16."),
        (("--market", "IS"), "has country 'IS'"),
        (("--market", "ja-jp", "--campaign", "nobody"), "has campaign 'nobody'"),
    ],
)
def test_a_filter_nothing_meets_is_named_with_what_was_meant(arguments: tuple[str, ...], says: str) -> None:
    """A slip in a filter is not told as "nothing close": what is not on record is, and what may have been meant."""
    result = creative("search", "cold tea", *arguments)

    assert result.returncode == 0
    assert says in " ".join(result.stdout.split())
    assert "'ja-jp'" not in result.stdout


@pytest.mark.usefixtures("outputs")
def test_filters_that_exclude_each_other_are_told_as_that() -> None:
    """Where each value is on record but no ad has all of them, the question has nothing to do with it."""
    apart = ("--market", "JP", "--status", "error")
    shown = creative("search", "cold tea", *apart).stdout
    like = creative("search", "--like", str(next(Path("outputs").rglob("*.jpg"))), "--since", "2999-01-01").stdout

    assert shown == "No ad matches all of JP, ERROR. Leave one out.\n"
    assert asked("cold tea", *apart)["none_has_all"]
    assert like == "No ad is since 2999-01-01.\n"
    assert not asked("cold tea", "--market", "JP")["none_has_all"]


@pytest.mark.usefixtures("outputs")
def test_what_only_may_be_meant_is_shown_as_that() -> None:
    """A question below the threshold says that nothing is close, and still shows what lies nearest."""
    hardly = "thirst"
    found = asked(hardly)["campaigns"]
    assert found[0]["campaign"] == "summer-drinks-2026"
    assert {(one["close"], one["label"]) for one in found} == {(False, "less close")}
    shown = " ".join(creative("search", hardly).stdout.split())

    assert f"Nothing close to “{hardly}”. The nearest ads, which may be unrelated:" in shown
    best = asked("cold tea for summer")["campaigns"][0]
    assert (best["close"], best["label"], "for" in best["words"]) == (True, "close", False)
    assert {one["label"] for one in asked(hardly, "--market", "JP")["campaigns"]} == {"nearest"}
    assert "Nothing close" not in creative("search", hardly, "--market", "JP").stdout


@pytest.mark.usefixtures("outputs")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xdg-open is Linux's")
def test_the_best_picture_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--open` hands the first picture to the system's viewer, also for a picture that is like one."""
    viewer = tmp_path / "bin" / "xdg-open"
    viewer.parent.mkdir()
    viewer.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    viewer.chmod(0o755)
    monkeypatch.setenv("PATH", str(viewer.parent), prepend=os.pathsep)
    best = asked("cold tea for summer", "--open")["campaigns"][0]["documents"][0]["pictures"][0]["path"]
    like = creative("search", "--like", best, "--open")

    assert like.returncode == 0, like.stderr
    assert (tmp_path / "opened").read_text().splitlines() == [best, best]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tea", "--status", "fial"), "'FIAL'"),
        (("tea", "--since", "yesterday-ish"), "not a date"),
        (("tea", "--like", "any.jpg"), "cannot be combined"),
        (("--like", "any.jpg"), "cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(arguments: tuple[str, ...], says: str) -> None:
    """A wrong status, moment or file is exit 2 with what is wrong."""
    result = creative("search", *arguments)

    assert result.returncode == 2
    assert says in result.stderr


def test_a_copy_is_found_with_how_near_it_is(outputs: Path) -> None:
    """The file itself, a re-encoded smaller copy, and only the nearest for a picture of another kind."""
    original = outputs / "summer-drinks-2026" / "ja-JP" / "1x1" / "iced-tea.jpg"
    with Image.open(original) as ad:
        ad.resize((640, 640)).crop((16, 0, 640, 640)).save("copy.jpg", quality=60)
    Image.effect_mandelbrot((500, 500), (-2, -1.5, 1, 1.5), 60).convert("RGB").save("other.png")
    itself = asked("--like", str(original), "--limit", "1")["pictures"]
    copies = asked("--like", "copy.jpg", "--limit", "1")["pictures"]

    assert [(found["likeness"], found["path"]) for found in itself] == [("same file", str(original))]
    assert copies[0]["likeness"] == "same picture"
    assert copies[0]["path"].endswith("1x1/iced-tea.jpg")
    others = asked("--like", "other.png")["pictures"]
    assert {(found["likeness"], found["close"]) for found in others} == {("less close", False)}


def test_people_are_shown_what_a_picture_is_a_copy_of(outputs: Path) -> None:
    """How near it is, the ad's campaign and headline, its file and its status; or that nothing looks like it."""
    original = outputs / "summer-drinks-2026" / "de-DE" / "1x1" / "iced-tea.jpg"
    Image.effect_mandelbrot((500, 500), (-2, -1.5, 1, 1.5), 60).convert("RGB").save("other.png")
    text = creative("search", "--like", str(original), "--limit", "1").stdout.splitlines()

    assert text[0].startswith("same file")
    assert text[1].startswith("  summer-drinks-2026: Solara Iced Tea, de-DE: ")
    assert text[2] == f"  {original} PASS"
    unlike = creative("search", "--like", "other.png", "--market", "JP").stdout
    assert unlike.startswith("No ad looks like other.png (only JP). The nearest, which may be unrelated:\nless close")


@pytest.mark.slow
def test_reindexing_looks_again_only_where_it_must_and_says_what_it_could_not_see(outputs: Path) -> None:
    """A changed file has no image hash and is counted; the others keep theirs."""
    changed = outputs / "summer-drinks-2026" / "ja-JP" / "1x1" / "iced-tea.jpg"
    changed.write_bytes(b"not what was stored")
    (catalog,) = (outputs / ".creative" / "chroma").glob("*/catalog.sqlite")
    with sqlite3.connect(catalog) as connection:
        connection.execute("UPDATE pictures SET look = x''")
    connection.close()
    result = creative("search", "--reindex")

    assert result.returncode == 0, result.stderr
    assert "Reading" in result.stderr
    assert "1 files have changed since they were stored" in result.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("outputs")
def test_an_index_of_an_earlier_version_is_rebuilt() -> None:
    """A catalog of another schema is made again from the run log, with a sentence that says why."""
    (catalog,) = Path("outputs/.creative/chroma").glob("*/catalog.sqlite")
    with sqlite3.connect(catalog) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    healed = creative("search", "cold tea", "--json")

    assert healed.returncode == 0
    assert "another version of creative made it" in " ".join(healed.stderr.split())
    assert json.loads(healed.stdout)["campaigns"]


@pytest.mark.slow
@pytest.mark.usefixtures("outputs")
def test_another_bundled_model_makes_a_small_index_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors of another model are replaced, with a sentence; so an upgrade needs no command."""
    before = asked("cold tea")["campaigns"][0]["similarity"]
    monkeypatch.setenv("CREATIVE_EMBEDDER", "use")
    healed = creative("search", "cold tea", "--json")
    said = " ".join(healed.stderr.split())

    assert healed.returncode == 0, healed.stderr
    assert "cannot be compared" in said
    assert "It is rebuilt from the run log." in said
    assert "Search uses the smaller model `use`" in said
    assert json.loads(healed.stdout)["campaigns"][0]["similarity"] != before
    assert "smaller model" in creative("doctor").stdout


# Each searches three times; one of the catalog and one of the vectors are enough for every day.
@pytest.mark.parametrize(
    "damage",
    [
        "catalog is text",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("vectors cut", "no index", "no generation", "catalog cut", "catalog zeroed", "vectors gone")
        ),
    ],
)
def test_a_damaged_index_is_rebuilt_by_the_next_search(outputs: Path, damage: str) -> None:
    """The run log has every text with its vector: the answer is that of the whole index, and the reason is said."""
    index = outputs / ".creative" / "chroma"
    before = asked("cold tea")["campaigns"]
    (generation,) = (path for path in index.iterdir() if path.name.isdecimal())
    catalog, vectors = generation / "catalog.sqlite", generation / "vectors.f32"
    match damage:
        case "no index":
            shutil.rmtree(index)
        case "no generation":
            (index / "current").write_text("x")
        case "catalog is text":
            catalog.write_text("not a database")
        case "catalog cut":
            catalog.write_bytes(b"")
        case "catalog zeroed":
            catalog.write_bytes(catalog.read_bytes()[:4096] + b"\0" * (catalog.stat().st_size - 4096))
        case "vectors cut":
            vectors.write_bytes(vectors.read_bytes()[:1000])
        case _:
            vectors.unlink()
    healed = creative("search", "cold tea", "--json")

    assert healed.returncode == 0
    assert "It is rebuilt from the run log." in " ".join(healed.stderr.split())
    assert json.loads(healed.stdout)["campaigns"] == before
    assert creative("search", "cold tea", "--json").stderr == ""

"""Importing exported verdicts: valid ones are recorded once, everything else is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.errors import UsageError
from creative_cli.gallery.cards import RecordedReview
from creative_cli.gallery.review_import import ReviewExport, compare_reviews, read_review_export
from creative_cli.services.reviews import publish_gallery, read_recorded_reviews
from creative_cli.services.workspace import Workspace
from creative_cli.storage.codec import encode_json_line
from creative_cli.storage.outputs import OutputFolder
from tests.command import creative
from tests.gallery.conftest import BRIEF, CAMPAIGN
from tests.gallery.samples import asset
from tests.parameters import walk_rows

SHA = "ab" * 32


def verdicts(house: Workspace, *words: str) -> list[dict[str, str]]:
    """Return verdicts on the first ads of the campaign."""
    manifest = OutputFolder(house.output, CAMPAIGN, house.state).manifest()
    assert manifest is not None
    return [
        {
            "path": one.path,
            "sha256": one.sha256,
            "verdict": word,
            "comment": f"{word} – جيد",
            "at": "2026-11-22T10:00:00Z",
        }
        for one, word in zip(manifest.assets, words, strict=False)
    ]


def export(folder: Path, decisions: list[dict[str, str]], **changes: object) -> Path:
    """Write a file as the page exports it."""
    content = {
        "schema": 1,
        "kind": "creative-review",
        "campaign": CAMPAIGN,
        "exported_at": "never",
        "reviews": decisions,
    }
    file = folder / "review.json"
    file.write_text(json.dumps({**content, **changes}), "utf-8")
    return file


def imported(house: Workspace, file: Path, *options: str) -> tuple[int, Any, str]:
    """Run the command and return its exit code, its document and its talk."""
    done = creative("review", "import", str(file), "--output", str(house.output), "--json", *options)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_verdicts_are_recorded_once(house: Workspace, tmp_path: Path) -> None:
    """Each decision is kept with who made it; the same file again changes nothing, also where it names no reviewer."""
    file = export(tmp_path, verdicts(house, "approved", "rejected"))
    code, document, _ = imported(house, file, "--reviewer", "Ana")
    assert (code, len(document["import"]["decisions"]["new"])) == (0, 2)
    for who in (("--reviewer", "Ana"), ()):
        code, document, _ = imported(house, file, *who)
        decisions = document["import"]["decisions"]
        assert (code, len(decisions["new"]), len(decisions["known"])) == (0, 0, 2)

    found = read_recorded_reviews(CAMPAIGN, house)
    assert [(one.verdict, one.comment, one.reviewer) for one in found] == [
        ("approved", "approved – جيد", "Ana"),
        ("rejected", "rejected – جيد", "Ana"),
    ]
    assert read_recorded_reviews("another-campaign", house) == ()


def test_a_second_approval_in_the_same_words_is_kept(house: Workspace, tmp_path: Path) -> None:
    """Two pairs of eyes are two approvals, and each of them stands against a later rejection by the other."""
    file = export(tmp_path, verdicts(house, "approved"))
    imported(house, file, "--reviewer", "Ana")
    _, document, _ = imported(house, file, "--reviewer", "Ben")
    assert len(document["import"]["decisions"]["new"]) == 1
    (ad,) = verdicts(house, "approved")
    asked = creative("evidence", str(house.output / CAMPAIGN / ad["path"]))
    review = asked.stdout.partition("Review\n")[2].partition("Checks\n")[0].splitlines()
    assert [line.split(",")[0].strip() for line in review] == ["approved: Ana", "approved: Ben", "counts as approved"]

    _, document, _ = imported(house, export(tmp_path, verdicts(house, "rejected")), "--reviewer", "Ana")
    (conflict,) = document["import"]["standing"]["conflicts"]
    assert (conflict["reviewer"], conflict["approved_by"]) == ("Ana", "Ben")


def test_the_latest_verdict_counts(house: Workspace, tmp_path: Path) -> None:
    """A second verdict on the same file is recorded too, and the page shows the latest."""
    imported(house, export(tmp_path, verdicts(house, "rejected")))
    imported(house, export(tmp_path, verdicts(house, "approved")))

    assert [one.verdict for one in read_recorded_reviews(CAMPAIGN, house)] == ["approved"]


def test_verdicts_on_other_bytes_are_named_and_left_out(house: Workspace, tmp_path: Path) -> None:
    """An old review does not approve a file that has changed since, only the others."""
    old, good = verdicts(house, "approved", "approved")
    file = export(tmp_path, [{**old, "sha256": SHA}, good, {**good, "path": "xx-XX/1x1/gone.jpg"}])
    done = creative("review", "import", str(file), "--output", str(house.output))

    assert done.returncode == 1
    assert f"{CAMPAIGN}: 1 verdict recorded" in done.stdout
    assert f"{old['path']}: not recorded" in done.stdout
    assert "xx-XX/1x1/gone.jpg: not recorded" in done.stdout
    assert [one.path for one in read_recorded_reviews(CAMPAIGN, house)] == [good["path"]]


def test_a_run_keeps_approvals_and_its_page_shows_them(house: Workspace, tmp_path: Path) -> None:
    """The same brief again draws nothing new, and its page knows what was decided."""
    imported(house, export(tmp_path, verdicts(house, "approved")), "--reviewer", "Ana")
    ran = creative("run", str(BRIEF), "--output", str(house.output), "--market", "US", "--quiet")
    assert ran.returncode == 0, ran.stderr
    page = publish_gallery(build_plans([str(BRIEF)], Slice(), translator=False)[0], house)
    assert page is not None

    assert '"verdict":"approved"' in page.read_text("utf-8")
    assert '"reviewer":"Ana"' in page.read_text("utf-8")


def test_a_page_that_says_the_same_is_left_alone(house: Workspace) -> None:
    """Publishing twice writes once, and leaves no other file behind."""
    order = build_plans([str(BRIEF)], Slice(), translator=False)[0]
    page = publish_gallery(order, house)
    assert page is not None
    before = page.stat().st_mtime_ns
    publish_gallery(order, house)

    assert page.stat().st_mtime_ns == before
    assert [path.name for path in page.parent.iterdir() if path.is_file() and path.suffix == ".html"] == ["index.html"]


def test_status_counts_by_campaign(house: Workspace, tmp_path: Path) -> None:
    """How far a review has come is one line a campaign, and a document for scripts."""
    imported(house, export(tmp_path, verdicts(house, "approved", "rejected", "approved")))
    done = creative("review", "status", "--output", str(house.output), "--json")
    expected = {"campaign": CAMPAIGN, "approved": 2, "rejected": 1, "pending": 21, "conflicts": []}
    other = {"campaign": "halune-night-care", "approved": 0, "rejected": 0, "pending": 12, "conflicts": []}

    assert json.loads(done.stdout) == {"schema": 1, "campaigns": [other, expected], "damaged": []}
    assert "pending" in creative("review", "status", CAMPAIGN, "--output", str(house.output)).stdout


def test_runs_and_reports_are_not_troubled_by_reviews(house: Workspace, tmp_path: Path) -> None:
    """The journal of a review is read by the run log like any other."""
    imported(house, export(tmp_path, verdicts(house, "approved")))
    done = creative("report", "--output", str(house.output), "--json")

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["report"]["runs"]) == 2  # one of each campaign


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "something"}, "it is 'something'"),
        ({"schema": 2}, "schema 2"),
        ({"campaign": "nobody"}, "There are no ads of 'nobody'"),
        ({"campaign": "../../etc"}, "There are no ads of '../../etc'"),
        ({"extra": 1}, "has no extra"),
        ({"reviews": {}}, "is not a list"),
    ],
)
def test_other_files_are_refused(house: Workspace, tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    """What the page did not write is refused in a sentence, and nothing is recorded."""
    code, document, talk = imported(house, export(tmp_path, verdicts(house, "approved"), **changes))

    assert (code in {2, 3}, document["error"]["exit_code"]) == (True, code)
    assert sentence in talk
    assert read_recorded_reviews(CAMPAIGN, house) == ()


@walk_rows(
    ("changes", "sentence"),
    [
        ({"verdict": "maybe"}, "not approved or rejected"),
        ({"comment": "x" * 2001}, "longer than 2000"),
        ({"comment": "\x1b[2J"}, "control character"),
        ({"path": "../x.jpg"}, "not the path of an ad"),
        ({"sha256": "AB" * 32}, "not the path of an ad"),
        ({"path": "a\n/b"}, "not the path of an ad"),
        ({"reviewer": "me"}, "names a reviewer"),
        ({"comment": None}, "is not a text"),
    ],
)
def test_wrong_verdicts_are_refused(changes: dict[str, object], sentence: str) -> None:
    """One wrong entry makes the import refuse the whole file."""
    entry = {"path": "en-US/1x1/a.jpg", "sha256": SHA, "verdict": "approved", "comment": "", **changes}
    content = {"schema": 1, "kind": "creative-review", "campaign": "x", "reviews": [entry]}

    with pytest.raises(UsageError, match=sentence):
        read_review_export(json.dumps(content).encode(), "review.json")


def test_two_verdicts_on_one_ad_are_refused() -> None:
    """A file that contradicts itself is not guessed at."""
    pair = (RecordedReview("a.jpg", SHA, "approved"), RecordedReview("a.jpg", SHA, "rejected"))

    with pytest.raises(UsageError, match="has two verdicts on a"):
        read_review_export(encode_json_line(ReviewExport(1, "creative-review", "x", pair)), "review.json")


def test_a_missing_file_is_told(house: Workspace) -> None:
    """A wrong name is wrong usage."""
    code, _, talk = imported(house, Path("nowhere.json"))

    assert (code, "nowhere.json cannot be read" in talk) == (2, True)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No file makes the import fail in any other way than with a sentence."""
    with pytest.raises(UsageError):
        read_review_export(data, "review.json")


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("01"), st.sampled_from(["approved", "rejected"]))))
def test_every_verdict_is_new_known_or_stale(entries: list[tuple[str, str, str]]) -> None:
    """Nothing is lost and nothing counted twice, and only the manifest's own bytes are recorded."""
    reviews = tuple(RecordedReview(f"en-US/1x1/{name}.jpg", digit * 64, word) for name, digit, word in entries)
    assets = [asset(f"en-US/1x1/{name}.jpg") for name in "abc"]
    record = [RecordedReview(one.path, one.sha256, "approved") for one in assets[:1]]
    current = {(one.path, one.sha256) for one in assets}
    done = compare_reviews(ReviewExport(1, "creative-review", "x", reviews), assets, record)

    assert sorted((*done.new, *done.known, *done.stale), key=repr) == sorted(reviews, key=repr)
    assert all((one.path, one.sha256) in current for one in (*done.new, *done.known))


def test_two_reviewers_merge_and_a_rejection_counts(house: Workspace, tmp_path: Path) -> None:
    """Who approved what another rejects is shown; importing a file again adds nothing; the rejection can be lifted."""
    imported(house, export(tmp_path, verdicts(house, "approved", "approved")), "--reviewer", "Ana")
    file = export(tmp_path, verdicts(house, "rejected"))
    code, document, _ = imported(house, file, "--reviewer", "Ben")
    standing = document["import"]["standing"]
    assert (code, standing["approved"], standing["rejected"]) == (0, 1, 1)
    (conflict,) = standing["conflicts"]
    assert (conflict["reviewer"], conflict["approved_by"]) == ("Ben", "Ana")
    shown = creative("review", "status", CAMPAIGN, "--output", str(house.output)).stdout
    assert f"{conflict['path']}: Ana approved, Ben rejected: rejected – جيد" in shown

    again = export(tmp_path, verdicts(house, "approved", "approved"))
    _, document, _ = imported(house, again, "--reviewer", "Ana")
    assert document["import"]["decisions"]["new"] == []
    _, document, _ = imported(house, again, "--reviewer", "Ben")
    standing = document["import"]["standing"]
    assert (standing["approved"], standing["rejected"], standing["conflicts"]) == (2, 0, [])

"""`creative run --output s3://…`: the bucket has what a folder would have, and errors say what to do."""

import json
import os
import sys
from pathlib import Path

import pytest

from creative_cli.errors import ExitCode
from tests.command import creative, fresh_creative, start_creative
from tests.objects.buckets import BRIEF, Bucket, digest, folder_tree, named_files
from tests.objects.conftest import KEYS

SQUARE = ("run", "brief.yaml", "--ratio", "1:1", "--quiet")


PRESSED = """\
import os, signal
from creative_cli.http.object_store import ObjectStore

def press_at(method, end):
    real = getattr(ObjectStore, method)
    def pressing(self, key, *data):
        if key.endswith(end):
            os.kill(os.getpid(), signal.SIGINT)
        real(self, key, *data)
    setattr(ObjectStore, method, pressing)

"""
"""Presses Ctrl-C as an object is written or deleted."""


def versions(bucket: Bucket) -> list[str]:
    """Return the keys of all that was ever written to a bucket for the campaign, each as often as it was, by time."""
    listed = bucket.client.list_object_versions(Bucket=bucket.name, Prefix="ads/tiny/")
    written = sorted(listed["Versions"], key=lambda one: one["LastModified"])
    return [one["Key"].removeprefix("ads/tiny/") for one in written]


@pytest.mark.usefixtures("brief")
def test_a_bucket_has_what_a_folder_would_have(bucket: Bucket) -> None:
    """Equal trees; what is unchanged is not sent again, what is not asked for any more goes, what is not ours stays."""
    local = creative(*SQUARE, "--output", "local")
    first = creative(*SQUARE, "--output", bucket.address)
    assert (first.returncode, first.stderr, local.returncode) == (0, "", 0)
    made, sent = bucket.tree(), versions(bucket)
    assert made == folder_tree(Path("local/tiny"))
    assert sorted(sent) == sorted(made)
    assert sent[-1] == "manifest.json"
    assert bucket.client.head_object(Bucket=bucket.name, Key="ads/tiny/index.html")["ContentType"].startswith(
        "text/html"
    )

    bucket.client.put_object(Bucket=bucket.name, Key="ads/tiny/en-US/1x1/notes.txt", Body=b"ours")
    Path("brief.yaml").write_text(BRIEF.replace("[GB, US]", "[GB]"), "utf-8")
    fewer = [creative(*SQUARE, "--output", place) for place in ("local", bucket.address)]
    assert [done.returncode for done in fewer] == [0, 0]
    left = bucket.tree()
    assert left.pop("en-US/1x1/notes.txt")
    assert left == folder_tree(Path("local/tiny"))
    assert versions(bucket).count("en-GB/1x1/umbrella.jpg") == 1


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("method", "key", "is_published"),
    [
        ("write_object", "en-GB/1x1/umbrella.jpg", False),
        pytest.param("write_object", "manifest.json", False, marks=pytest.mark.slow),
        pytest.param("delete_object", "en-US/1x1/umbrella.jpg", True, marks=pytest.mark.slow),
    ],
    ids=["an ad", "the manifest", "a removal"],
)
def test_ctrl_c_while_objects_are_sent(bucket: Bucket, method: str, key: str, *, is_published: bool) -> None:
    """The run ends 130, a manifest is there whole with all that it names, and the same command finishes."""
    assert creative(*SQUARE, "--output", bucket.address).returncode == 0
    earlier = bucket.tree()
    Path("brief.yaml").write_text(BRIEF.replace("optional", "over").replace("[GB, US]", "[GB]"), "utf-8")
    assert creative(*SQUARE, "--output", "local").returncode == 0
    wanted = folder_tree(Path("local/tiny"))
    command = (*SQUARE, "--output", bucket.address)
    stopped = start_creative(*command, before=f"{PRESSED}press_at({method!r}, {key!r})").wait()
    assert (stopped.returncode, stopped.stderr) == (130, "")
    manifest = bucket.read("manifest.json")
    assert digest(manifest) == (wanted if is_published else earlier)["manifest.json"]
    assert named_files(manifest).keys() <= bucket.tree().keys()

    again = creative(*command)
    assert (again.returncode, again.stderr) == (0, "")
    assert bucket.tree() == wanted


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_another_machine_goes_on_where_one_stopped(bucket: Bucket) -> None:
    """It has none of the ads, makes one of the two, and both are in the manifest."""
    assert creative(*SQUARE, "--output", bucket.address, "--state", "one").returncode == 0
    made = bucket.tree()
    Path("brief.yaml").write_text(BRIEF.replace("optional", "over"), "utf-8")
    part = creative(*SQUARE, "--market", "US", "--output", bucket.address, "--state", "two", "--json")
    assert (part.returncode, part.stderr) == (0, "")
    assert json.loads(part.stdout)["runs"][0]["folder"] == f"{bucket.address}/tiny"
    now, manifest = bucket.tree(), bucket.read("manifest.json")
    assert set(now) == set(made)
    assert [path for path in named_files(manifest) if now[path] == made[path]] == ["en-GB/1x1/umbrella.jpg"]

    packed = creative("report", "--output", bucket.address, "--state", "two", "--json")
    assert json.loads(packed.stdout)["report"]["totals"]["made"] == 1


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bucket": "ads-of-nobody"}, "There is no bucket ads-of-nobody"),
        ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "There are no credentials that open s3://"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "s3:// could not be listed: Could not connect to the endpoint"),
    ],
    ids=["no bucket", "no credentials", "no network"],
)
def test_what_keeps_a_bucket_closed_is_said_before_anything_is_made(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, change: dict[str, str | None], sentence: str
) -> None:
    """One sentence with the next step, exit code 3, no secret and no ads."""
    name = change.pop("bucket", None) or bucket.name
    for key, value in change.items():
        monkeypatch.setenv(key, value) if value else monkeypatch.delenv(key)
    done = creative(*SQUARE, "--output", f"s3://{name}/ads")

    assert done.returncode == ExitCode.INCOMPLETE
    assert sentence.replace("s3:// ", f"s3://{name}/ads ") in done.stderr
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in done.stderr
    assert not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.usefixtures("brief", "keys")
def test_the_library_of_a_service_is_asked_for_by_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without it says what to install, with exit code 2."""
    (tmp_path / "without" / "s3fs").mkdir(parents=True)
    (tmp_path / "without" / "s3fs" / "__init__.py").write_text("raise ImportError('no s3fs')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'without'}:{sys.path[0]}")
    done = fresh_creative(*SQUARE, "--output", "s3://ads/x")

    assert done.returncode == ExitCode.USAGE
    assert "creative[s3]" in done.stderr


@pytest.mark.parametrize("command", [("report",), ("package", "tiny")])
def test_a_machine_without_records_says_so(command: tuple[str, ...]) -> None:
    """Nothing is asked of the bucket: the sentence says what to name instead."""
    done = creative(*command, "--output", "s3://ads/x")

    assert done.returncode == ExitCode.USAGE
    assert "No run of this machine has written to s3://ads/x" in done.stderr

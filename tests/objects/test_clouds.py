"""`creative run --output gs://…` and `az://…`, against emulators of both."""

import hashlib
from pathlib import Path

import pytest

from creative_cli.errors import ExitCode, StorageError
from creative_cli.http.object_address import ObjectAddress
from creative_cli.http.object_store import ObjectStore
from creative_cli.settings import Settings
from tests.command import creative
from tests.loopback import Loopback, as_json
from tests.objects.buckets import BRIEF, Bucket, folder_tree

SQUARE = ("run", "brief.yaml", "--ratio", "1:1", "--quiet")
LARGE = 65 << 20
US_AD, GB_AD = "en-US/1x1/umbrella.jpg", "en-GB/1x1/umbrella.jpg"


def write_both(bucket: Bucket) -> None:
    """Run the brief into a folder and into the bucket; both then have the same files."""
    for place in ("local", bucket.address):
        done = creative(*SQUARE, "--output", place)
        assert (done.returncode, done.stderr) == (0, "")
    assert bucket.tree() == folder_tree(Path("local/tiny"))


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_a_bucket_has_what_a_folder_would_have(cloud_bucket: Bucket) -> None:
    """What is unchanged is not sent again, what somebody replaced is, and what is not asked for any more goes."""
    write_both(cloud_bucket)
    first = cloud_bucket.writes()
    assert cloud_bucket.content_type("index.html").startswith("text/html")
    assert cloud_bucket.content_type(US_AD) == "image/jpeg"

    cloud_bucket.write(GB_AD, b"another picture")
    Path("brief.yaml").write_text(BRIEF.replace("[GB, US]", "[GB, IE]"), "utf-8")
    write_both(cloud_bucket)
    now = cloud_bucket.writes()
    assert f"ads/tiny/{US_AD}" not in now
    assert now[f"ads/tiny/{GB_AD}"] != first[f"ads/tiny/{GB_AD}"]

    assert creative(*SQUARE, "--output", cloud_bucket.address).returncode == 0
    again = cloud_bucket.writes()
    assert {key for key in now if again[key] != now[key]} <= {"ads/tiny/manifest.json"}


def test_a_missing_bucket_is_said(cloud_bucket: Bucket) -> None:
    """Reading finds nothing there, as in a new campaign; the claim is the first that needs it."""
    store = ObjectStore(ObjectAddress(cloud_bucket.scheme, "ads-of-nobody", "ads"), Settings())

    assert store.list_objects("tiny") == {}
    assert store.read_object("tiny/manifest.json") is None
    with pytest.raises(StorageError, match=r"There is no (bucket|container) ads-of-nobody at this service"):
        store.create_object("claim", b"ours")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # how Azure's library calls aiohttp
def test_the_digest_of_a_large_object_is_listed(azure_bucket: Bucket) -> None:
    """It is sent in blocks: without one it would be sent in every run."""
    store, data = azure_bucket.store(), bytes(LARGE)
    store.write_object("tiny/page.html", data)

    assert store.list_objects("tiny") == {"page.html": hashlib.md5(data, usedforsecurity=False).hexdigest()}
    assert store.read_object("tiny/page.html") == data


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "There are no credentials that open gs://ads-2026/x."),
        (403, "gs://ads-2026/x could not be listed: access is denied."),
    ],
)
def test_google_refuses_an_account(status: int, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with the next step, no traceback of a library, exit code 3 and no ads."""
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    with Loopback() as server:
        error = {"code": status, "message": "Caller does not have storage.objects.list access."}
        server.answer = lambda _: as_json({"error": error}, status)
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        done = creative(*SQUARE, "--output", "gs://ads-2026/x")

    assert done.returncode == ExitCode.INCOMPLETE
    assert sentence in " ".join(done.stderr.split())
    assert "gcloud auth application-default login" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_google_cannot_be_reached(google_bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same at a port where nothing listens, when Google's library has asked often enough."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9")
    done = creative(*SQUARE, "--output", google_bucket.address)

    assert done.returncode == ExitCode.INCOMPLETE
    assert "could not be listed: Cannot connect to host 127.0.0.1:9" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("AccountKey=Eby8", "AccountKey=AAAA", "could not be listed: access is denied."),
        ("AccountName=devstoreaccount1", "AccountName=somebody", "could not be listed: access is denied."),
        ("=", "", "could not be opened"),
    ],
    ids=["wrong key", "wrong account", "no connection string"],
)
def test_azure_refuses_an_account(
    azure_bucket: Bucket, monkeypatch: pytest.MonkeyPatch, old: str, new: str, sentence: str
) -> None:
    """The same of Azure; no key is shown."""
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", azure_bucket.endpoint.replace(old, new))
    done = creative(*SQUARE, "--output", azure_bucket.address)

    assert done.returncode == ExitCode.INCOMPLETE
    assert sentence in " ".join(done.stderr.split())
    assert "8vdM02" not in done.stderr
    assert not list(Path("outputs").rglob("*.jpg"))

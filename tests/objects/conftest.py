"""Services of object storage on loopback: moto in this process, and SeaweedFS, a real one, for slow tests."""

import json
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from moto.server import ThreadedMotoServer

from tests.objects.buckets import BRIEF, Bucket

KEYS = {
    "AWS_ACCESS_KEY_ID": "somebody",
    "AWS_SECRET_ACCESS_KEY": "a-secret-of-nobody-else",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}
START_S = 180


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """Write a brief of two ads and return its file."""
    path = tmp_path / "brief.yaml"
    path.write_text(BRIEF, "utf-8")
    return path


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Start moto and return its endpoint."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
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
    made.client.create_bucket(Bucket=made.name)
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
def real_bucket(seaweed: str, keys: None, monkeypatch: pytest.MonkeyPatch) -> Bucket:  # noqa: ARG001  # same
    """Return an empty bucket of SeaweedFS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", seaweed)
    made = Bucket(seaweed, f"ads-{secrets.token_hex(6)}")
    for _ in range(START_S):
        try:
            made.client.create_bucket(Bucket=made.name)
        except (BotoCoreError, ClientError):
            Event().wait(1)  # it starts
        else:
            return made
    raise AssertionError("SeaweedFS does not start.")

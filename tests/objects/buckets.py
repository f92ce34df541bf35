"""A bucket of a service on loopback, as other programs see it, and campaigns for it."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import boto3
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient
from botocore.config import Config
from google.api_core.exceptions import NotFound
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from creative_cli.http.object_address import ObjectAddress
from creative_cli.http.object_store import ObjectStore
from creative_cli.settings import Settings

BRIEF = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
offering: service
products: [{id: umbrella, name: Nimbus One}]
markets: [GB, US]
"""
RUN_ID = re.compile(rb'"run_id": ?"[^"]*"')
"""What differs between two runs that make the same: the name of the run that last changed the manifest."""


@cache
def _open_client(endpoint: str) -> Any:
    return boto3.client("s3", endpoint_url=endpoint, config=Config(retries={"max_attempts": 2}))


@dataclass(frozen=True)
class Bucket:
    """A bucket at a service."""

    endpoint: str
    name: str
    scheme: ClassVar = "s3"

    @property
    def client(self) -> Any:
        """Return a client that is no part of the product."""
        return _open_client(self.endpoint)

    @property
    def address(self) -> str:
        """Return the address that commands are given."""
        return f"{self.scheme}://{self.name}/ads"

    def store(self) -> ObjectStore:
        """Return what the product reads and writes the bucket with."""
        return ObjectStore(ObjectAddress(self.scheme, self.name, "ads"), Settings())

    def create(self) -> None:
        """Make the bucket at the service."""
        self.client.create_bucket(Bucket=self.name)

    def keys(self, folder: str = "ads/tiny/") -> list[str]:
        """Return the keys of all objects below *folder*, relative to it."""
        return [key.removeprefix(folder) for key in self.writes(folder)]

    def writes(self, folder: str = "ads/tiny/") -> dict[str, str]:
        """Return the key of every object below *folder*, with what another write of equal bytes changes."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=folder)
        return {one["Key"]: str(one["LastModified"]) for page in pages for one in page.get("Contents", ())}

    def read(self, key: str, folder: str = "ads/tiny/") -> bytes:
        """Return the bytes of an object. Raises FileNotFoundError."""
        try:
            return bytes(self.client.get_object(Bucket=self.name, Key=folder + key)["Body"].read())
        except self.client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(key) from error

    def write(self, key: str, data: bytes) -> None:
        """Write an object of the campaign."""
        self.client.put_object(Bucket=self.name, Key=f"ads/tiny/{key}", Body=data)

    def content_type(self, key: str) -> str:
        """Return what a browser takes an object of the campaign for."""
        return str(self.client.head_object(Bucket=self.name, Key=f"ads/tiny/{key}")["ContentType"])

    def tree(self) -> dict[str, str]:
        """Return the digest of every object of the campaign, without the name of the run."""
        return {key: digest(self.read(key)) for key in self.keys()}


class GoogleBucket(Bucket):
    """A bucket at a service that speaks as Google's does."""

    scheme = "gs"

    @property
    def client(self) -> Any:
        """Return the bucket in Google's own library."""
        service = storage.Client("tests", AnonymousCredentials(), client_options={"api_endpoint": self.endpoint})  # type: ignore[no-untyped-call]
        return service.bucket(self.name)

    def create(self) -> None:
        """Make the bucket at the service."""
        self.client.create()

    def writes(self, folder: str = "ads/tiny/") -> dict[str, str]:
        """Return the key of every object below *folder*, with the number of its last write."""
        return {blob.name: str(blob.generation) for blob in self.client.list_blobs(prefix=folder)}

    def read(self, key: str, folder: str = "ads/tiny/") -> bytes:
        """Return the bytes of an object. Raises FileNotFoundError."""
        try:  # one request: between a look and a read, another writer may have replaced what was seen
            return bytes(self.client.blob(folder + key).download_as_bytes())
        except NotFound as error:
            raise FileNotFoundError(key) from error

    def write(self, key: str, data: bytes) -> None:
        """Write an object of the campaign."""
        self.client.blob(f"ads/tiny/{key}").upload_from_string(data)

    def content_type(self, key: str) -> str:
        """Return what a browser takes an object of the campaign for."""
        return str(self.client.get_blob(f"ads/tiny/{key}").content_type)


class AzureBucket(Bucket):
    """A container at a service that speaks as Azure's does; its endpoint is a connection string."""

    scheme = "az"

    @property
    def client(self) -> Any:
        """Return the container in Azure's own library."""
        return BlobServiceClient.from_connection_string(self.endpoint).get_container_client(self.name)

    def create(self) -> None:
        """Make the container at the service."""
        self.client.create_container()

    def writes(self, folder: str = "ads/tiny/") -> dict[str, str]:
        """Return the key of every object below *folder*, with the mark of its last write."""
        return {blob.name: blob.etag for blob in self.client.list_blobs(name_starts_with=folder)}

    def read(self, key: str, folder: str = "ads/tiny/") -> bytes:
        """Return the bytes of an object. Raises FileNotFoundError."""
        try:
            return bytes(self.client.download_blob(folder + key).readall())
        except ResourceNotFoundError as error:
            raise FileNotFoundError(key) from error

    def write(self, key: str, data: bytes) -> None:
        """Write an object of the campaign."""
        self.client.upload_blob(f"ads/tiny/{key}", data, overwrite=True)

    def content_type(self, key: str) -> str:
        """Return what a browser takes an object of the campaign for."""
        return str(self.client.get_blob_client(f"ads/tiny/{key}").get_blob_properties().content_settings.content_type)


def folder_tree(folder: Path) -> dict[str, str]:
    """Return the same of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in files}


def digest(data: bytes) -> str:
    """Return the digest of bytes, without the name of the run that is in a manifest."""
    return hashlib.sha256(RUN_ID.sub(b"", data)).hexdigest()


def named_files(manifest: bytes) -> dict[str, str]:
    """Return the path of every ad that a manifest names, and its SHA-256."""
    return {ad["path"]: ad["sha256"] for ad in json.loads(manifest)["assets"]}

"""A bucket of a service on loopback, as other programs see it, and campaigns for it."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

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

    @property
    def client(self) -> Any:
        """Return a client that is no part of the product."""
        return _open_client(self.endpoint)

    @property
    def address(self) -> str:
        """Return the address that commands are given."""
        return f"s3://{self.name}/ads"

    def store(self) -> ObjectStore:
        """Return what the product reads and writes the bucket with."""
        return ObjectStore(ObjectAddress("s3", self.name, "ads"), Settings())

    def keys(self, folder: str = "ads/tiny/") -> list[str]:
        """Return the keys of all objects below *folder*, relative to it."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=folder)
        return [one["Key"].removeprefix(folder) for page in pages for one in page.get("Contents", ())]

    def read(self, key: str, folder: str = "ads/tiny/") -> bytes:
        """Return the bytes of an object."""
        return bytes(self.client.get_object(Bucket=self.name, Key=folder + key)["Body"].read())

    def tree(self) -> dict[str, str]:
        """Return the digest of every object of the campaign, without the name of the run."""
        return {key: digest(self.read(key)) for key in self.keys()}


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

"""What the last whole run of a campaign made of each product, so that the next finds unchanged products at once.

One file of a cache: a line that names the manifest it goes with, and a line for each product, with the digest of all
that determines its ads. Only those lines are decoded that are asked for. It can be deleted.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from creative_cli.models import Asset
from creative_cli.storage.atomic import read_bytes, replace_when_written
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line

_BEGINNING = b"creative products 1 "
_DIGEST_LENGTH = 64


class ProductRecords:
    """The products in one file, as it was when it was opened."""

    def __init__(self, path: Path, manifest_sha256: str) -> None:
        """Read the file at *path*; it has no products if it goes with another manifest, or is damaged."""
        self._lines: dict[str, bytes] = {}
        data = read_bytes(path) or b""
        head, _, rest = data.partition(b"\n")
        if head != _BEGINNING + manifest_sha256.encode():
            return
        for line in rest.splitlines():
            product, _, record = line.partition(b" ")
            self._lines[product.decode("ascii", "replace")] = record

    def __bool__(self) -> bool:
        """Return whether there are any products."""
        return bool(self._lines)

    def find_ads(self, product: str, digest: str) -> tuple[Asset, ...]:
        """Return the ads of *product* if they were made under *digest*, none otherwise."""
        record = self._lines.get(product, b"")
        if record[:_DIGEST_LENGTH] != digest.encode():
            return ()
        try:
            return decode_record(tuple[Asset, ...], decode_json(record[_DIGEST_LENGTH:]))
        except CodecError:
            return ()


def write_product_records(
    path: Path, manifest_sha256: str, products: Mapping[str, str], ads: Iterator[tuple[str, tuple[Asset, ...]]]
) -> None:
    """Write *ads* by product, each with its digest in *products*. Raises StorageError."""
    with replace_when_written(path) as file:
        file.write(_BEGINNING + manifest_sha256.encode() + b"\n")
        for product, made in ads:
            file.write(f"{product} {products[product]}".encode() + encode_json_line(made) + b"\n")

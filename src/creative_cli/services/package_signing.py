"""Sign the ads of a package with Content Credentials.

It happens here and not in a run: a run gives the same bytes each time, and signatures differ.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from creative_cli import __version__
from creative_cli.delivery.package import Package, PackagedAd, UnpackagedAd, find_format_refusal
from creative_cli.errors import StorageError, UsageError
from creative_cli.imaging.content_credentials import (
    CredentialsIngredient,
    SigningCertificate,
    find_media_type,
    sign_picture,
)
from creative_cli.imaging.signing_certificates import TEST_NAME, make_test_certificate, read_signing_certificate
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import read_bytes, write_bytes
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder


class Signing(StrEnum):
    """Who signs the ads of a package: nobody, the user's certificate, or one that is made for a test."""

    NONE = "none"
    OWN = "own"
    TEST = "test"


def sign_package(
    package: Package, output: OutputFolder, where: Workspace, signing: Signing, folder: Path
) -> tuple[Package, Mapping[str, Path]]:
    """Write signed ads into *folder*; return the package with their hashes and sizes, and the file of each ad in it.

    Ads that become too large for their target are left out, with the reason. Raises UsageError for a certificate that
    cannot sign, StorageError for an ad or an input picture that is gone, and PictureError for a result that does not
    verify.
    """
    settings = where.settings
    certificate = (
        make_test_certificate()
        if signing is Signing.TEST
        else read_signing_certificate(settings.c2pa_certificate, settings.c2pa_key)
    )
    cache = Cache(where.state)
    ads, left_out, files = [], list(package.left_out), {}
    for number, ad in enumerate(package.ads):
        signed = _sign_ad(ad, output, cache, certificate)
        asset = replace(ad.asset, sha256=hashlib.sha256(signed).hexdigest(), bytes=len(signed))
        refused = find_format_refusal(asset, package.target)
        if refused is not None:
            reason = f"signed, {refused[1]}; package it without --sign"
            status = asset.status.name.lower()
            left_out.append(UnpackagedAd(asset.path, refused[0], reason, ad.verdict, status))
            continue
        files[ad.file] = folder / str(number)
        write_bytes(files[ad.file], signed)
        ads.append(replace(ad, asset=asset))
    signer = TEST_NAME if certificate.test else "signed with your certificate"
    left = tuple(sorted(left_out, key=lambda one: one.path))
    return replace(package, ads=tuple(ads), left_out=left, credentials=signer), files


def _sign_ad(ad: PackagedAd, output: OutputFolder, cache: Cache, certificate: SigningCertificate) -> bytes:
    asset, origin = ad.asset, ad.asset.origin
    data = read_bytes(output.file(asset.path))
    if data is None or hashlib.sha256(data).hexdigest() != asset.sha256:
        raise StorageError(f"{asset.path} was changed while the package was written.", "Run the same command again.")
    if origin.source is None:
        raise UsageError(
            f"{asset.path} has no record of where its picture comes from: an earlier version made it.",
            "Run the brief again, then package it.",
        )
    ingredients = []
    for sha in (*origin.inputs, *((origin.made,) if origin.made else ())):
        found = cache.object_bytes(sha)
        if found is None:
            raise StorageError(
                f"A picture that {asset.path} was made of is no longer in the cache.", "Run the brief again."
            )
        kind = find_media_type(found)
        if kind:  # a drawing (SVG) holds no Content Credentials
            title = "generated picture" if sha == origin.made else f"input picture {sha[:12]}"
            ingredients.append(CredentialsIngredient(title, found))
    return sign_picture(data, ad.file, origin.source.uri, ("creative", __version__), ingredients, certificate)

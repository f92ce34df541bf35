"""Content Credentials (C2PA): judges those of any picture, and signs pictures. Needs the extra `c2pa`.

Foreign files are judged in a worker process. Nothing is fetched: no remote manifest, no revocation, no time stamp.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Any, Final

from creative_cli.errors import PictureError, UsageError
from creative_cli.imaging.foreign_worker import run_in_worker

C2PA_HINT: Final = "Install it: pip install 'creative[c2pa]'."
UNTRUSTED: Final = "signingCredential.untrusted"
_NO_MANIFEST: Final = "ManifestNotFound"
_ADVICE: Final = "Ask its maker for the original."
MAX_LISTED: Final = 50  # problems, actions and ingredients of a file

_OFFLINE: Final = {"remote_manifest_fetch": False, "ocsp_fetch": False}
# A thumbnail doubles the size of a file; a viewer makes its own.
_SIGNING: Final = {"builder": {"thumbnail": {"enabled": False}}, "verify": _OFFLINE}

_SIGNATURES: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavi", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
)


class CredentialsVerdict(StrEnum):
    """What Content Credentials are worth: none, trusted, valid but by an unlisted signer, or invalid."""

    NONE = "none"
    TRUSTED = "trusted"
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class CredentialsProblem:
    """A failure that C2PA names: its code, the part of the manifest, and the ingredient it is in, if it is in one."""

    code: str
    part: str
    ingredient: str = ""


@dataclass(frozen=True, slots=True)
class CredentialsReport:
    """What the Content Credentials of a file say, and what they are worth.

    `signer` and `issuer` are those of the certificate. `actions` are the recorded steps, `sources` the digital source
    types among them (URIs), `ingredients` the titles of the pictures that it was made of.
    """

    verdict: CredentialsVerdict
    signer: str = ""
    issuer: str = ""
    signed_at: str = ""
    generator: str = ""
    actions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    problems: tuple[CredentialsProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """A certificate chain and its key, PEM; `test` says that it was made here, so that nobody trusts it."""

    chain: bytes
    key: bytes
    algorithm: str
    test: bool = False

    def __repr__(self) -> str:
        """Leave out the key."""
        return f"SigningCertificate(algorithm={self.algorithm!r}, test={self.test})"


@dataclass(frozen=True, slots=True)
class CredentialsIngredient:
    """A picture that an ad was made of: its title and bytes."""

    title: str
    data: bytes


def has_c2pa() -> bool:
    """Return whether the extra `c2pa` is installed."""
    return find_spec("c2pa") is not None


def require_c2pa() -> None:
    """Raise UsageError unless the extra `c2pa` is installed."""
    if not has_c2pa():
        raise UsageError("Content Credentials need the extra c2pa, which is not installed.", C2PA_HINT)


def find_media_type(data: bytes) -> str:
    """Return the media type of a picture by its first bytes; empty for other files."""
    return next((kind for at, magic, kind in _SIGNATURES if data[at : at + len(magic)] == magic), "")


def judge_credentials(data: bytes, name: str, anchors: bytes = b"") -> CredentialsReport:
    """Return what the Content Credentials in *data* say and are worth; errors use *name*.

    *anchors* are the certificates to trust, PEM. Raises UsageError without the extra, and PictureError for a file that
    holds no picture, or whose credentials take more time or memory than the limits of decoding.
    """
    require_c2pa()
    if not find_media_type(data):
        raise PictureError(
            f"{name} is no picture that can hold Content Credentials.", "Name a JPEG, PNG, WebP or AVIF."
        )
    fields = run_in_worker(read_manifest_store, data, name, {"anchors": anchors.decode("ascii")}, _ADVICE).fields
    store = json.loads(str(fields["store"]))
    return CredentialsReport(CredentialsVerdict.NONE) if store is None else _judge_store(store, str(fields["failure"]))


def read_manifest_store(data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
    """Return the manifests of a file as JSON, `null` if it has none; the task of a worker."""
    import c2pa  # noqa: PLC0415  # 16 MB, and an extra

    anchors = str(options["anchors"])
    chosen: dict[str, object] = {"verify": {**_OFFLINE, "verify_trust": bool(anchors)}}
    if anchors:
        chosen["trust"] = {"user_anchors": anchors}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(chosen))
        with c2pa.Reader(find_media_type(data), io.BytesIO(data), context=context) as reader:
            return {"store": reader.json(), "failure": ""}, b""
    except c2pa.C2paError as error:
        if type(error).__name__.endswith(_NO_MANIFEST):
            return {"store": "null", "failure": ""}, b""
        return {"store": "{}", "failure": (str(error).splitlines() or [""])[0][:200]}, b""


def _judge_store(store: Mapping[str, Any], failure: str) -> CredentialsReport:
    if failure:
        return CredentialsReport(CredentialsVerdict.INVALID, problems=(CredentialsProblem("unreadable", failure),))
    results = store.get("validation_results") or {}
    problems = tuple(_list_problems(results))[:MAX_LISTED]
    state = store.get("validation_state")
    verdict = {"Trusted": CredentialsVerdict.TRUSTED, "Valid": CredentialsVerdict.VALID}.get(
        str(state), CredentialsVerdict.INVALID
    )
    if any(problem.code != UNTRUSTED for problem in problems):
        verdict = CredentialsVerdict.INVALID
    manifest = (store.get("manifests") or {}).get(store.get("active_manifest"), {})
    signature = manifest.get("signature_info") or {}
    info = (manifest.get("claim_generator_info") or [{}])[0]
    generator = " ".join(str(info[key]) for key in ("name", "version") if key in info)
    steps = [
        step
        for one in manifest.get("assertions", ())
        if str(one.get("label", "")).startswith("c2pa.actions")
        for step in one.get("data", {}).get("actions", ())
    ][:MAX_LISTED]
    return CredentialsReport(
        verdict=verdict,
        signer=str(signature.get("common_name", "")),
        issuer=str(signature.get("issuer", "")),
        signed_at=str(signature.get("time", "")),
        generator=generator or str(manifest.get("claim_generator", "")),
        actions=tuple(str(step.get("action", "")) for step in steps),
        sources=tuple(str(step["digitalSourceType"]) for step in steps if "digitalSourceType" in step),
        ingredients=tuple(str(one.get("title", "")) for one in manifest.get("ingredients", ()))[:MAX_LISTED],
        problems=problems,
    )


def _list_problems(results: Mapping[str, Any]) -> Iterator[CredentialsProblem]:
    for one in results.get("activeManifest", {}).get("failure", ()):
        yield CredentialsProblem(str(one.get("code", "")), str(one.get("url", "")).rpartition("/")[2])
    for delta in results.get("ingredientDeltas", ()):
        where = str(delta.get("ingredientAssertionURI", "")).rpartition("/")[2]
        for one in delta.get("validationDeltas", {}).get("failure", ()):
            yield CredentialsProblem(str(one.get("code", "")), str(one.get("url", "")).rpartition("/")[2], where)


def sign_picture(
    data: bytes,
    title: str,
    source: str,
    tool: tuple[str, str],
    ingredients: Sequence[CredentialsIngredient],
    certificate: SigningCertificate,
) -> bytes:
    """Return a picture of ours with Content Credentials that say how it was made, and verify them.

    *source* is the digital source type of the ad (URI), *tool* our name and version. Ingredients keep the credentials
    that they have. Raises UsageError without the extra or for a certificate that cannot sign, and PictureError if an
    ingredient cannot be read or the result is not valid. The bytes differ each time: ids and signatures are random.
    """
    require_c2pa()
    import c2pa  # noqa: PLC0415  # 16 MB, and an extra

    for one in ingredients:
        judge_credentials(one.data, one.title)  # in a worker first, under limits
    name, version = tool
    labels = [f"ingredient-{number}" for number in range(1, len(ingredients) + 1)]
    actions: list[dict[str, object]] = [
        {"action": "c2pa.created", "digitalSourceType": source, "softwareAgent": {"name": name, "version": version}}
    ]
    if labels:
        actions += [{"action": "c2pa.placed", "parameters": {"ingredientIds": labels}}]
    manifest = {
        "claim_generator_info": [{"name": name, "version": version}],
        "title": title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
    signed = io.BytesIO()
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(_SIGNING))
        info = c2pa.C2paSignerInfo(certificate.algorithm.encode(), certificate.chain, certificate.key, None)
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(json.dumps(manifest), context) as builder:
            for label, one in zip(labels, ingredients, strict=True):
                said = {"title": one.title, "relationship": "componentOf", "label": label}
                builder.add_ingredient(json.dumps(said), find_media_type(one.data), io.BytesIO(one.data))
            builder.sign(signer, find_media_type(data), io.BytesIO(data), signed)
    except c2pa.C2paError as error:
        reason = (str(error).splitlines() or [""])[0]
        raise UsageError(
            f"{title} cannot be signed: {reason}.",
            "CREATIVE_C2PA_CERTIFICATE and CREATIVE_C2PA_KEY need a certificate for signing documents, with its chain.",
        ) from error
    _require_valid(signed.getvalue(), title, len(ingredients))
    return signed.getvalue()


def _require_valid(data: bytes, title: str, ingredients: int) -> None:
    """Raise PictureError unless what was written reads back whole."""
    report = judge_credentials(data, title)
    wrong = [problem.code for problem in report.problems if problem.code != UNTRUSTED and not problem.ingredient]
    if report.verdict is CredentialsVerdict.NONE or wrong or len(report.ingredients) != ingredients:
        said = ", ".join(wrong) or f"{len(report.ingredients)} of {ingredients} ingredients, verdict {report.verdict}"
        raise PictureError(f"The Content Credentials of {title} are not valid after writing: {said}.", "Report this.")

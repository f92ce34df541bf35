"""Gather what is on record about one ad: its brief, its picture, who reviewed it, its checks, and the rules for it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.channels import load_channels
from creative_cli.errors import BriefError, UsageError
from creative_cli.foreign_files import read_foreign_file
from creative_cli.gallery.cards import RecordedReview
from creative_cli.imaging.mark_reading import read_own_packet
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.models import Asset, Finding
from creative_cli.provenance.ai_rules import Situation, find_ai_rules, find_situation
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.provenance.xmp_reading import XmpFacts
from creative_cli.runlog.rows import PictureCall, RunOfBrief
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.ai_duties import DISCLAIMER, RequiredStep, describe_rule
from creative_cli.services.judging import rule_asset
from creative_cli.services.reviews import list_ad_verdicts, require_manifest
from creative_cli.services.workspace import Workspace, open_readable_workspace
from creative_cli.severity_rules import Ruling
from creative_cli.storage.outputs import Manifest
from creative_cli.storage.state import OnWait

MANIFEST_FILE = "manifest.json"
MAX_PICTURE_BYTES = 100_000_000
_LINES = ("kicker", "headline", "body", "cta", "disclaimer")


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A part of the brief that the ad was made from, and its place, `file:line:column`."""

    key: str
    place: str


@dataclass(frozen=True, slots=True)
class UsedPicture:
    """A picture of the brief in the ad: its name, SHA-256, credit and license; empty where the brief has none."""

    name: str
    sha256: str
    credit: str = ""
    license: str = ""
    license_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A call to a service for the picture; `at` is UTC, ISO 8601."""

    at: str
    task: str
    provider: str
    model: str
    seed: int | None
    outcome: str
    request_id: str
    usd: float
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordedVerdict:
    """What a reviewer said of the exact bytes; `verdict` is approved, rejected or pending."""

    verdict: str = "pending"
    reviewer: str = ""
    comment: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class AdEvidence:
    """All that is on record about one ad.

    `file_state` is whole, or changed since the run. `brief_state` is same, changed, or missing; the lines are of the
    brief that was read. `marked` is what the file itself says. `rulings`
    are what a profile and waivers make of its findings today. `rules` are those for its market, channel and picture.
    `verdict` is the one that counts, `verdicts` are the last of each reviewer.
    """

    path: str
    sha256: str
    bytes: int
    file_state: str
    editable_sha256: str
    campaign: str
    run_id: str
    run_at: str
    tool: str
    brief: str
    brief_sha256: str
    brief_state: str
    brief_lines: tuple[BriefLine, ...]
    product: str
    country: str
    locale: str
    ratio: str
    copy: tuple[tuple[str, str], ...]
    copy_source: str
    picture: str
    provider: str
    model: str
    seed: int
    cost_usd: float
    origin: PictureOrigin
    situation: Situation
    inputs: tuple[UsedPicture, ...]
    calls: tuple[RecordedCall, ...]
    marked: XmpFacts | None
    verdict: RecordedVerdict
    verdicts: tuple[RecordedVerdict, ...]
    findings: tuple[Finding, ...]
    rulings: tuple[Ruling, ...]
    rules: tuple[RequiredStep, ...]
    disclaimer: str = DISCLAIMER


def gather_evidence(path: Path, state: Path | None, on_wait: OnWait) -> AdEvidence:
    """Return what is on record about the ad at *path*, a file of a campaign's folder.

    Raises UsageError if it is none, PictureError if it cannot be read, and StorageError.
    """
    folder = _find_campaign(path)
    with open_readable_workspace(folder.parent, state, on_wait) as where:
        manifest = require_manifest(folder.name, where)
        inside = path.resolve().relative_to(folder.resolve()).as_posix()
        asset = next((one for one in manifest.assets if one.path == inside), None)
        if asset is None:
            raise UsageError(
                f"{path} is not among the ads of {folder.name}.",
                "Run the brief again; `creative credentials` judges the Content Credentials of any file.",
            )
        return _collect(path, asset, manifest, where, on_wait)


def _find_campaign(path: Path) -> Path:
    """Return the nearest folder above *path* with a manifest. Raises UsageError."""
    found = next((one for one in path.resolve().parents if (one / MANIFEST_FILE).is_file()), None)
    if not path.is_file() or found is None:
        raise UsageError(
            f"{path} is no ad: there is no such file, or no {MANIFEST_FILE} above it.",
            "Name a file that `creative run` wrote, such as outputs/CAMPAIGN/de-DE/1x1/PRODUCT.jpg.",
        )
    return found


def _collect(path: Path, asset: Asset, manifest: Manifest, where: Workspace, on_wait: OnWait) -> AdEvidence:
    data = read_picture_file(path, "the path")
    sha256 = hashlib.sha256(data).hexdigest()
    whole = sha256 == asset.sha256
    with RunLog.open(where.state, on_wait) as log:
        calls = log.picture_calls(manifest.campaign, asset.product)
        runs = log.runs_of_brief(manifest.campaign, manifest.brief_sha256)
        verdicts = list_ad_verdicts(log, manifest.campaign).get((asset.path, sha256))
    run = next(iter(runs), None)
    brief = _load_brief(run)
    same = brief is not None and brief.sha256 == manifest.brief_sha256
    situation = find_situation(asset.origin)
    return AdEvidence(
        path=path.as_posix(),
        sha256=sha256,
        bytes=len(data),
        file_state="whole" if whole else "changed",
        editable_sha256=asset.editable_sha256 or "",
        campaign=manifest.campaign,
        run_id=manifest.run_id,
        run_at="" if run is None else run.started_at.astimezone(UTC).isoformat(),
        tool=manifest.tool,
        brief="" if run is None else run.brief,
        brief_sha256=manifest.brief_sha256,
        brief_state="missing" if brief is None else "same" if same else "changed",
        brief_lines=tuple(_list_brief_lines(brief, asset)) if brief is not None and same else (),
        product=asset.product,
        country=asset.country,
        locale=asset.locale,
        ratio=asset.ratio,
        copy=tuple((name, text) for name in _LINES if (text := getattr(asset.copy, name))),
        copy_source=asset.copy_source,
        picture=asset.hero.kind,
        provider=asset.hero.provider,
        model=asset.hero.model,
        seed=asset.hero.seed,
        cost_usd=asset.hero.cost_usd,
        origin=asset.origin,
        situation=situation,
        inputs=tuple(_list_inputs(brief if same else None, asset)),
        calls=tuple(map(_record_call, calls)),
        marked=_read_marks(data),
        verdict=RecordedVerdict() if verdicts is None else _record_verdict(verdicts.counting),
        verdicts=() if verdicts is None else tuple(map(_record_verdict, verdicts.said)),
        findings=asset.findings,
        rulings=rule_asset(asset, manifest),
        rules=tuple(_list_rules(asset, situation, manifest)),
    )


def _load_brief(run: RunOfBrief | None) -> LoadedBrief | None:
    """Return the brief of a run if it can still be read where it was; what a feed at an address had is not fetched."""
    if run is None or not run.brief or not Path(run.brief).is_file():
        return None
    try:
        return load_brief(Path(run.brief), translator=True)
    except BriefError:
        return None


def _list_brief_lines(brief: LoadedBrief, asset: Asset) -> Iterator[BriefLine]:
    products = [one.id for one in brief.brief.products]
    markets = [one.locale.tag for one in brief.markets]
    keys: list[tuple[str | int, ...]] = [("message", "headline")]
    if asset.product in products and brief.feed is None:
        keys.append(("products", products.index(asset.product)))
    if asset.locale in markets:
        keys.append(("markets", markets.index(asset.locale)))
        if (*keys[-1], "copy") in brief.document.values:
            keys.append((*keys[-1], "copy"))
    for one in keys:
        problem = brief.document.problem(one, "")
        yield BriefLine(brief.document.label(one), f"{problem.file}:{problem.line}:{problem.column}")


def _list_inputs(brief: LoadedBrief | None, asset: Asset) -> Iterator[UsedPicture]:
    """Yield each picture that went into the ad, with what the brief says of it, or what the file says itself."""
    known = {}
    for product in () if brief is None else brief.brief.products:
        for name in (product.image, *product.images.values()):
            data = None if brief is None or name is None else _read_input(brief.folder / name)
            if data is not None:
                known[hashlib.sha256(data).hexdigest()] = (name or "", product.rights)
    marks = asset.origin.marks
    for sha in asset.origin.inputs:
        name, rights = known.get(sha, ("", None))
        yield UsedPicture(
            name=name,
            sha256=sha,
            credit=(rights.credit if rights is not None else None) or marks.credit,
            license=(rights.license if rights is not None else None) or marks.rights,
            license_url=(rights.license_url if rights is not None else None) or marks.license_url,
        )


def _read_input(path: Path) -> bytes | None:
    try:
        return read_foreign_file(path, MAX_PICTURE_BYTES)
    except OSError:
        return None  # an address, or a file that is gone: its hash stays on record


def _record_call(call: PictureCall) -> RecordedCall:
    return RecordedCall(
        at=call.started_at.astimezone(UTC).isoformat(),
        task=call.task,
        provider=call.provider,
        model=call.model,
        seed=call.seed,
        outcome=call.outcome,
        request_id=call.request_id or "",
        usd=call.usd,
        sha256=call.sha256 or "",
    )


def _record_verdict(review: RecordedReview) -> RecordedVerdict:
    return RecordedVerdict(review.verdict, review.reviewer, review.comment, review.at)


def _read_marks(data: bytes) -> XmpFacts | None:
    try:
        return read_own_packet(data)
    except (OSError, ValueError):
        return None  # changed since: `file_state` says so


def _list_rules(asset: Asset, situation: Situation, manifest: Manifest) -> Iterator[RequiredStep]:
    channel = load_channels().get(asset.ratio)
    end = "" if manifest.delivery is None else manifest.delivery.end
    on = date.fromisoformat(end) if end else None
    platform = "" if channel is None else channel.platform
    for rule in find_ai_rules(asset.country, situation, platform, on):
        if asset.origin.person or not rule.person:
            yield describe_rule(rule)

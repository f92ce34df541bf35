"""Campaigns over HTTP: their ads and files, what checks found, what reviewers say, and packages."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Body, Header, Query, Response
from pydantic import Field
from starlette.responses import FileResponse

from creative_cli.delivery.package import UnpackagedAd
from creative_cli.errors import CreativeError
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.gallery.cards import GALLERY_SCHEMA, RecordedReview
from creative_cli.gallery.review_import import (
    MAX_COMMENT_UNITS,
    REVIEW_EXPORT_KIND,
    ReviewProgress,
    count_verdicts,
    read_review_export,
)
from creative_cli.models import AdCopy, Asset, HeroEntry, Status
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import answer_record, describe_answers, describe_file
from creative_cli.server.serving_state import (
    API_PATH,
    PAGE_SIZE,
    PageLimit,
    PageOffset,
    ReadsOfServer,
    WorkspaceOfServer,
    note_wait,
)
from creative_cli.services.judging import list_manifest_findings
from creative_cli.services.package_signing import Signing
from creative_cli.services.packages import (
    PACKAGES_FOLDER,
    Approval,
    WrittenPackage,
    list_campaign_targets,
    write_campaign_packages,
)
from creative_cli.services.reviews import (
    count_readable_reviews,
    list_campaigns,
    read_recorded_reviews,
    record_reviews,
    require_manifest,
    tag_review,
)
from creative_cli.services.workspace import Workspace
from creative_cli.storage.codec import encode_json_line
from creative_cli.storage.outputs import Manifest, OutputFolder

campaigns_router = APIRouter(prefix=f"{API_PATH}/campaigns", tags=["campaigns"], default_response_class=Response)

_PICTURE_TYPES: Final = {".avif": "image/avif", ".webp": "image/webp"}  # Python does not know them everywhere
_SHA: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PATH: Final = "en-GB/1x1/umbrella.jpg"
_EXAMPLE_AD: Final = Asset(
    *(_PATH, "umbrella", "GB", "en-GB", "ltr", "1:1", 1080, 1080, 180_000, _SHA),
    HeroEntry("studio", "studio", "studio", 1, 0.0),
    AdCopy("Rain is optional"),
    "source",
    (),
    Status.PASS,
)
_EXAMPLE_REVIEW: Final = RecordedReview(_PATH, _SHA, "approved", "", "Ana", "2026-11-22T20:20:00.000Z")
_PROGRESS: Final = ReviewProgress("tiny", 1, 0, 2)


@dataclass(frozen=True, slots=True)
class CampaignList:
    """The progress of review of some campaigns by name, and a sentence for each of them that cannot be read.

    `total` is how many campaigns have ads.
    """

    total: int
    campaigns: tuple[ReviewProgress, ...]
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign: its manifest without the ads, their number, and the progress of review."""

    manifest: Manifest
    ads: int
    progress: ReviewProgress


@dataclass(frozen=True, slots=True)
class AdList:
    """Some ads of a campaign, by path; `total` is how many match."""

    total: int
    ads: tuple[Asset, ...]


@dataclass(frozen=True, slots=True)
class FindingList:
    """Some of what checks found on the ads of a campaign, by path; `total` is how many findings match."""

    total: int
    findings: tuple[LocatedFinding, ...]


@dataclass(frozen=True, slots=True)
class AdReview:
    """The verdict on an ad that counts, None if there is none; `tag` is its ETag."""

    path: str
    sha256: str
    tag: str
    review: RecordedReview | None = None


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Some ads of a campaign, by path, with the verdicts that count; `total` is how many ads it has.

    `progress` is that of the whole campaign.
    """

    total: int
    reviews: tuple[AdReview, ...]
    progress: ReviewProgress


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """What a reviewer says of the exact bytes of an ad: approved or rejected."""

    verdict: Annotated[str, Field(pattern="^(approved|rejected)$")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    reviewer: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    comment: Annotated[str, Field(max_length=MAX_COMMENT_UNITS)] = ""


@dataclass(frozen=True, slots=True)
class PackageOrder:
    """What packages to write: targets by id (default: those of the brief), and which ads they take."""

    targets: tuple[Annotated[str, Field(max_length=100)], ...] = ()
    approval: Approval = Approval.OPTIONAL
    name: Annotated[str, Field(max_length=500)] | None = None


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A written package: its target, the names of its files, and the ads that it has not, with the reason."""

    target: str
    archive: str
    sheets: tuple[str, ...]
    ads: int
    left_out: tuple[UnpackagedAd, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageList:
    """The packages that were written, and why other targets take none of the ads."""

    packages: tuple[PackageFile, ...]
    refused: tuple[str, ...] = ()


def open_manifest(campaign: str, where: Workspace) -> Manifest:
    """Return the manifest of a campaign; raise RefusedRequestError if it has no ads."""
    if campaign not in list_campaigns(where):
        raise RefusedRequestError(
            HTTPStatus.NOT_FOUND, f"There are no ads of {campaign!r:.120}.", "List them: GET /api/v1/campaigns."
        )
    return require_manifest(campaign, where)


def find_campaign_ad(manifest: Manifest, path: str) -> Asset:
    """Return the ad at *path* of a campaign; raise RefusedRequestError if there is none."""
    found = next((ad for ad in manifest.assets if ad.path == path), None)
    if found is None:
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"{manifest.campaign} has no ad {path!r:.200}.")
    return found


@campaigns_router.get(
    "",
    operation_id="listCampaigns",
    responses=describe_answers(CampaignList, CampaignList(1, (_PROGRESS,))),
    response_model=None,
)
def get_campaigns(
    where: WorkspaceOfServer, reads: ReadsOfServer, offset: PageOffset = 0, limit: PageLimit = PAGE_SIZE
) -> Response:
    """List the campaigns that have ads by name, with the progress of their review."""
    names = list_campaigns(where)
    page = names[offset : offset + limit]
    asked = ("campaigns", page)
    standings, damaged = reads.read(asked, lambda: count_readable_reviews(where, note_wait, page))
    return answer_record(CampaignList(len(names), standings, _sentences(damaged)))


@campaigns_router.get(
    "/{campaign}",
    operation_id="getCampaign",
    responses=describe_answers(
        CampaignFacts,
        CampaignFacts(
            Manifest(1, "creative 0.1.0", "20261122T201500Z-1f3c9a04d2e7", "tiny", _SHA, "", "", ()), 3, _PROGRESS
        ),
    ),
    response_model=None,
)
def get_campaign(campaign: str, where: WorkspaceOfServer) -> Response:
    """Return what is known of a campaign as a whole."""
    manifest = open_manifest(campaign, where)
    progress = count_verdicts(campaign, manifest.assets, read_recorded_reviews(campaign, where, note_wait))
    return answer_record(CampaignFacts(replace(manifest, assets=(), shards=()), len(manifest.assets), progress))


@campaigns_router.get(
    "/{campaign}/ads",
    operation_id="listAds",
    responses=describe_answers(AdList, AdList(1, (_EXAMPLE_AD,))),
    response_model=None,
)
def list_ads(  # noqa: PLR0913, PLR0917  # what can be asked for stands by its name
    campaign: str,
    where: WorkspaceOfServer,
    locale: Annotated[list[str], Query()] = [],  # noqa: B006  # FastAPI copies it
    product: Annotated[list[str], Query()] = [],  # noqa: B006
    ratio: Annotated[list[str], Query()] = [],  # noqa: B006
    status: Annotated[list[str], Query(description="pass, skip, warn, fail or error.")] = [],  # noqa: B006
    offset: PageOffset = 0,
    limit: PageLimit = PAGE_SIZE,
) -> Response:
    """List the ads of a campaign in the order of their paths, with their copy, layout and findings."""
    wanted = {one.upper() for one in status}
    found = [
        ad
        for ad in open_manifest(campaign, where).assets
        if _passes(ad.locale, locale)
        and _passes(ad.product, product)
        and _passes(ad.ratio, ratio)
        and (not wanted or ad.status.name in wanted)
    ]
    return answer_record(AdList(len(found), tuple(found[offset : offset + limit])))


def _passes(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


@campaigns_router.get(
    "/{campaign}/ads/{path:path}",
    operation_id="getAd",
    responses=describe_answers(Asset, _EXAMPLE_AD),
    response_model=None,
)
def get_ad(campaign: str, path: str, where: WorkspaceOfServer) -> Response:
    """Return one ad by its path, such as `en-GB/1x1/umbrella.jpg`."""
    return answer_record(find_campaign_ad(open_manifest(campaign, where), path))


@campaigns_router.get(
    "/{campaign}/files/{path:path}",
    operation_id="getFile",
    responses=describe_file("image/*", "The file of an ad: the picture, or the PDF beside it."),
    response_model=None,
)
def get_file(campaign: str, path: str, where: WorkspaceOfServer) -> Response:
    """Send the file of an ad. Only files that the manifest lists are sent."""
    manifest = open_manifest(campaign, where)
    known = dict(pair for ad in manifest.assets for pair in ad.files())
    if path not in known:
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"{campaign} has no file {path!r:.200}.")
    headers = {"ETag": f'"{known[path]}"', "Cache-Control": "no-cache"}
    return _send_file(OutputFolder(where.output, campaign, where.state).file(path), headers)


def _send_file(path: Path, headers: dict[str, str]) -> Response:
    if not path.is_file():
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"The file {path.name} is gone.", "Run the brief again.")
    kind = _PICTURE_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, headers=headers, media_type=kind)


@campaigns_router.get(
    "/{campaign}/findings",
    operation_id="listFindings",
    responses=describe_answers(
        FindingList,
        FindingList(1, (LocatedFinding("contrast", "low", Status.WARN, "The button has a contrast of 2.9:1."),)),
    ),
    response_model=None,
)
def list_findings(
    campaign: str,
    where: WorkspaceOfServer,
    check: Annotated[list[str], Query(description="Only these checks.")] = [],  # noqa: B006  # FastAPI copies it
    status: Annotated[list[str], Query(description="Only these: warn, fail or error.")] = [],  # noqa: B006
    offset: PageOffset = 0,
    limit: PageLimit = PAGE_SIZE,
) -> Response:
    """List what checks found on the ads of a campaign: WARN or worse, waived ones, too, and ads that are left out."""
    manifest = open_manifest(campaign, where)
    wanted = {one.upper() for one in status}
    kept = [
        one
        for one in list_manifest_findings(manifest)
        if _passes(one.check, check) and (not wanted or one.status.name in wanted)
    ]
    return answer_record(FindingList(len(kept), tuple(kept[offset : offset + limit])))


def _list_ad_reviews(ads: Sequence[Asset], recorded: Sequence[RecordedReview]) -> tuple[AdReview, ...]:
    known = {(one.path, one.sha256): one for one in recorded}
    found = ((ad, known.get((ad.path, ad.sha256))) for ad in ads)
    return tuple(
        AdReview(ad.path, ad.sha256, tag_review(ad.path, ad.sha256, [review] if review else []), review)
        for ad, review in found
    )


@campaigns_router.get(
    "/{campaign}/reviews",
    operation_id="listReviews",
    responses=describe_answers(
        ReviewList,
        ReviewList(2, (AdReview(_PATH, _SHA, "5d41402abc4b2a76b9719d911017c592", _EXAMPLE_REVIEW),), _PROGRESS),
    ),
    response_model=None,
)
def list_reviews(
    campaign: str,
    where: WorkspaceOfServer,
    reads: ReadsOfServer,
    offset: PageOffset = 0,
    limit: PageLimit = PAGE_SIZE,
) -> Response:
    """List the ads of a campaign, each with the verdict on it that counts: any rejection, else the latest."""
    manifest = open_manifest(campaign, where)
    recorded = reads.read(("reviews", campaign), lambda: read_recorded_reviews(campaign, where, note_wait))
    progress = count_verdicts(campaign, manifest.assets, recorded)
    page = _list_ad_reviews(manifest.assets[offset : offset + limit], recorded)
    return answer_record(ReviewList(len(manifest.assets), page, progress))


@campaigns_router.get(
    "/{campaign}/reviews/{path:path}",
    operation_id="getReview",
    responses=describe_answers(AdReview, AdReview(_PATH, _SHA, "5d41402abc4b2a76b9719d911017c592", _EXAMPLE_REVIEW)),
    response_model=None,
)
def get_review(campaign: str, path: str, where: WorkspaceOfServer) -> Response:
    """Return the verdict on an ad that counts; its ETag is what a new verdict has to name."""
    return _answer_review(campaign, path, where)


def _answer_review(campaign: str, path: str, where: Workspace) -> Response:
    manifest = open_manifest(campaign, where)
    ad = find_campaign_ad(manifest, path)
    recorded = read_recorded_reviews(campaign, where, note_wait)
    (review,) = _list_ad_reviews((ad,), recorded)
    return answer_record(review, headers={"ETag": f'"{review.tag}"'})


@campaigns_router.put(
    "/{campaign}/reviews/{path:path}",
    operation_id="putReview",
    responses=describe_answers(AdReview, AdReview(_PATH, _SHA, "5d41402abc4b2a76b9719d911017c592", _EXAMPLE_REVIEW)),
    response_model=None,
)
def put_review(
    campaign: str,
    path: str,
    where: WorkspaceOfServer,
    verdict: Annotated[
        GivenVerdict,
        Body(examples=[{"verdict": "approved", "sha256": _SHA, "reviewer": "Ana", "comment": ""}]),
    ],
    if_match: Annotated[str | None, Header(description="The ETag of the review that the reviewer saw.")] = None,
) -> Response:
    """Record a verdict on an ad, unless another came first or the ad has changed: 412, and nothing is recorded."""
    if if_match is None:
        raise RefusedRequestError(
            HTTPStatus.PRECONDITION_REQUIRED,
            "A verdict has to name the review that the reviewer saw.",
            "Send its ETag in the header If-Match.",
        )
    find_campaign_ad(open_manifest(campaign, where), path)
    given = RecordedReview(path, verdict.sha256, verdict.verdict, verdict.comment)
    exported = {"schema": GALLERY_SCHEMA, "kind": REVIEW_EXPORT_KIND, "campaign": campaign, "reviews": (given,)}
    export = read_review_export(encode_json_line(exported), "the verdict")
    tag = if_match.strip().removeprefix("W/").strip('"')
    decisions, _ = record_reviews(export, where, verdict.reviewer, note_wait, tag=tag)
    if decisions.stale:
        raise RefusedRequestError(
            HTTPStatus.PRECONDITION_FAILED,
            f"Somebody else gave a verdict on {path:.200}, or it has changed. Yours was not recorded.",
            "Read the review again, then decide.",
        )
    return _answer_review(campaign, path, where)


@campaigns_router.post(
    "/{campaign}/packages",
    operation_id="writePackages",
    responses=describe_answers(
        PackageList,
        PackageList((PackageFile("meta", "tiny_meta.zip", ("tiny_meta_ads.csv",), 3),)),
        HTTPStatus.CREATED,
    ),
    status_code=HTTPStatus.CREATED,
    response_model=None,
)
def write_packages(
    campaign: str,
    where: WorkspaceOfServer,
    order: Annotated[PackageOrder, Body(examples=[{"targets": ["meta"], "approval": "only"}])],
) -> Response:
    """Write a zip of a campaign's ads for each platform, with the sheet that it is uploaded with."""
    open_manifest(campaign, where)
    written, refused = write_campaign_packages(
        campaign,
        order.targets or list_campaign_targets(campaign, where),
        where,
        pattern=order.name,
        approval=order.approval,
        signing=Signing.NONE,
        on_wait=note_wait,
    )
    return answer_record(PackageList(tuple(map(_describe_package, written)), _sentences(refused)), HTTPStatus.CREATED)


def _sentences(errors: Sequence[CreativeError]) -> tuple[str, ...]:
    return tuple(error.sentence for error in errors)


def _describe_package(written: WrittenPackage) -> PackageFile:
    package = written.package
    sheets = tuple(path.name for path in written.sheets)
    return PackageFile(package.target.id, written.archive.name, sheets, len(package.ads), package.left_out)


@campaigns_router.get(
    "/{campaign}/packages/{name}",
    operation_id="getPackage",
    responses=describe_file("application/zip", "A package, or a sheet beside one."),
    response_model=None,
)
def get_package(campaign: str, name: str, where: WorkspaceOfServer) -> Response:
    """Send a package that was written, or a sheet beside it, by its name."""
    open_manifest(campaign, where)
    folder = where.output / campaign / PACKAGES_FOLDER
    if not folder.is_dir() or name not in {path.name for path in folder.iterdir()}:
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"{campaign} has no package {name!r:.120}.")
    path = OutputFolder(where.output, campaign, where.state).file(f"{PACKAGES_FOLDER}/{name}")
    return _send_file(path, {"Content-Disposition": f'attachment; filename="{name}"'})

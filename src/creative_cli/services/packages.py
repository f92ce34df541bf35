"""Write a package of a campaign's ads for the platform they are uploaded to."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from pathlib import Path

from creative_cli.channels import load_channels
from creative_cli.delivery.archive import write_archive
from creative_cli.delivery.package import FileState, Package, Spoken, Verdict, plan_package, write_package_sheets
from creative_cli.delivery.targets import get_delivery_target
from creative_cli.errors import FindingsError, StorageError, UsageError
from creative_cli.models import Asset
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.runlog.runlog import RunLog
from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.services.judging import judge_manifest, rule_asset
from creative_cli.services.package_signing import Signing, sign_package
from creative_cli.services.reviews import AdVerdicts, list_ad_verdicts, require_manifest
from creative_cli.services.workspace import Workspace
from creative_cli.severity_rules import note_rulings
from creative_cli.storage.atomic import read_bytes, write_bytes
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import OnWait

PACKAGES_FOLDER = "packages"


class Approval(Enum):
    """Whether ads need a reviewer's approval: no; yes, or they are left out; yes, or nothing is written."""

    OPTIONAL = "optional"
    ONLY = "only"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class WrittenPackage:
    """A package and its files; `archive` is the zip, `sheets` are files beside it that must not be in the zip."""

    package: Package
    archive: Path
    sheets: tuple[Path, ...]


def write_campaign_package(  # noqa: PLR0913  # what can be asked for stands by its name
    campaign: str,
    target_name: str,
    where: Workspace,
    *,
    folder: Path | None = None,
    pattern: str | None = None,
    approval: Approval = Approval.OPTIONAL,
    signing: Signing = Signing.NONE,
    on_wait: OnWait | None = None,
) -> WrittenPackage:
    """Write the package of *campaign* for a target into *folder*, by default `packages` beside its manifest.

    The same ads and verdicts give the same bytes, unless they are signed with Content Credentials: *signing* says by
    which certificate. With `Approval.REQUIRED` nothing is written, and FindingsError names
    the ads, unless every ad that the target takes is approved. Raises UsageError, also if
    the target takes none of the ads, and StorageError.
    """
    target = get_delivery_target(target_name)
    recorded = require_manifest(campaign, where)
    manifest = judge_manifest(recorded)
    output = OutputFolder(where.output, campaign, where.state)
    with RunLog.open(where.state, on_wait) as log:
        verdicts = {ad: _describe_verdict(one) for ad, one in list_ad_verdicts(log, campaign).items()}
    package = plan_package(
        target,
        manifest,
        verdicts,
        lambda asset: _read_state(output, asset),
        pattern=pattern,
        approved_only=approval is not Approval.OPTIONAL,
    )
    noted = {asset.path: note_rulings(rule_asset(asset, recorded)) for asset in recorded.assets}
    package = replace(package, rulings={path: note for path, note in noted.items() if note})
    if approval is Approval.REQUIRED:
        _require_approval(package)
    if not package.ads:
        raise _explain_empty(package)
    place = folder or output.path / PACKAGES_FOLDER
    archive = place / f"{campaign}_{target.id}.zip"
    with ExitStack() as opened:
        files: Mapping[str, Path] = {ad.file: output.file(ad.asset.path) for ad in package.ads}
        if signing is not Signing.NONE:
            package, files = sign_package(package, output, where, signing, opened.enter_context(open_scratch_folder()))
            if not package.ads:
                raise _explain_empty(package)
        sheets = tuple(write_package_sheets(package))
        write_archive(archive, _list_entries(package, files, sheets if target.sheet_in_zip else ()))
    beside = []
    if not target.sheet_in_zip:
        for name, data in sheets:
            beside.append(place / f"{campaign}_{target.id}_{name}")
            write_bytes(beside[-1], data)
    return WrittenPackage(package, archive, tuple(beside))


def _describe_verdict(verdicts: AdVerdicts) -> Verdict:
    counting = verdicts.counting
    said = tuple(Spoken(one.reviewer, one.verdict) for one in verdicts.said)
    return Verdict(counting.verdict, counting.reviewer, counting.at, said)


def list_campaign_targets(campaign: str, where: Workspace) -> tuple[str, ...]:
    """Return the targets that the brief of *campaign* or its brand kit names, generic if neither does."""
    facts = require_manifest(campaign, where).delivery
    return ("generic",) if facts is None or not facts.targets else facts.targets


def write_campaign_packages(  # noqa: PLR0913  # as write_campaign_package
    campaign: str,
    targets: Sequence[str],
    where: Workspace,
    *,
    folder: Path | None = None,
    pattern: str | None = None,
    approval: Approval = Approval.OPTIONAL,
    signing: Signing = Signing.NONE,
    on_wait: OnWait | None = None,
) -> tuple[tuple[WrittenPackage, ...], tuple[UsageError, ...]]:
    """Write the package of *campaign* for each target, and return them, with why others take none of its ads.

    Raises what `write_campaign_package` raises, the UsageError of a target that takes no ad only if none does.
    """
    for name in targets:
        get_delivery_target(name)  # before any of them is written
    written, refused = [], []
    for name in dict.fromkeys(targets):
        try:
            written.append(
                write_campaign_package(
                    campaign,
                    name,
                    where,
                    folder=folder,
                    pattern=pattern,
                    approval=approval,
                    signing=signing,
                    on_wait=on_wait,
                )
            )
        except UsageError as error:
            refused.append(error)
    if not written:
        raise refused[0]
    return tuple(written), tuple(refused)


def _read_state(folder: OutputFolder, asset: Asset) -> FileState:
    if not folder.file(asset.path).is_file():
        return FileState.MISSING
    return FileState.WHOLE if folder.matches(asset.path, asset.sha256) else FileState.CHANGED


def _require_approval(package: Package) -> None:
    open_ads = [ad for ad in package.left_out if ad.code in {"not_approved", "failed", "rejected"}]
    if open_ads:
        first = ", ".join(ad.path for ad in open_ads[:5])
        more = f" and {len(open_ads) - 5} more" if len(open_ads) > 5 else ""  # noqa: PLR2004  # the five that are named
        raise FindingsError(
            f"{count_noun(len(open_ads), 'ad')} of {package.campaign} {'is' if len(open_ads) == 1 else 'are'} "
            f"not approved: {first}{more}. Nothing was written.",
            "Review them on the gallery page and import the review, or use --approved-only to leave them out.",
        )


def _explain_empty(package: Package) -> UsageError:
    codes = {ad.code for ad in package.left_out}
    if codes <= {"not_approved", "rejected", "failed", "channel"} and "not_approved" in codes:
        waiting = count_noun(sum(ad.code == "not_approved" for ad in package.left_out), "ad")
        return UsageError(
            f"No ad of {package.campaign} for {package.target.name} is approved: {waiting} without a verdict.",
            "Review them on the gallery page, then import its file: creative review import REVIEW.json",
        )
    reasons = dict.fromkeys(ad.reason for ad in package.left_out)
    named = "; ".join(reason.rstrip(".") for reason in islice(reasons, 3))
    takes = [one.name for one in load_channels().values() if one.platform in package.target.platforms]
    hint = f"Channels of {package.target.name} are {', '.join(takes[:5])}." if takes else "Run the brief again."
    target = package.target.name[:1].upper() + package.target.name[1:]  # "any platform" is one of the names
    return UsageError(f"{target} takes none of the ads of {package.campaign}: {named}.", hint)


def _list_entries(
    package: Package, files: Mapping[str, Path], sheets: tuple[tuple[str, bytes], ...]
) -> Iterator[tuple[str, bytes]]:
    for ad in package.ads:
        data = read_bytes(files[ad.file])
        if data is None or hashlib.sha256(data).hexdigest() != ad.asset.sha256:
            raise StorageError(
                f"{ad.asset.path} was changed while the package was written.", "Run the same command again."
            )
        yield ad.file, data
    yield from sheets

"""Opens what findings are judged by, and turns the findings of finished ads into those of a report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from creative_cli.brief.loader import LoadedBrief
from creative_cli.checks.profile import copy_profile
from creative_cli.checks.runner import worst_status
from creative_cli.engine.plan import RunOutcome, RunResult
from creative_cli.errors import BriefError, Problem
from creative_cli.events import FindingRuled
from creative_cli.findings.judge import FindingJudge
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding, locate_finding
from creative_cli.findings.severity_profile import DEFAULT_PROFILE, SeverityProfile, open_severity_profile
from creative_cli.findings.waivers import read_brief_waivers, read_waiver_file
from creative_cli.models import Asset, Finding, Status
from creative_cli.services.finding_places import find_cause_place
from creative_cli.severity_rules import Ruling, Waiver
from creative_cli.small_sizes import LeftOutAd
from creative_cli.storage.outputs import Manifest


def open_finding_judge(profile: str = DEFAULT_PROFILE, waiver_files: Sequence[Path] = ()) -> FindingJudge:
    """Return the judge of a profile and of the waivers in files, as of today.

    Raises UsageError for a profile that does not exist, and one BriefError for all that is wrong in the files.
    """
    problems: list[Problem] = []
    waivers: list[Waiver] = []
    try:
        chosen = open_severity_profile(profile)
    except BriefError as error:
        problems += error.problems
        chosen = open_severity_profile(DEFAULT_PROFILE)
    for path in waiver_files:
        try:
            waivers += read_waiver_file(path)
        except BriefError as error:
            problems += error.problems
    if problems:
        raise BriefError(tuple(problems), "Nothing was checked.")
    return FindingJudge(chosen, tuple(waivers), datetime.now(UTC).date())


def add_brief_waivers(judge: FindingJudge, loaded: LoadedBrief) -> FindingJudge:
    """Return the judge with the waivers of a brief, too; raise BriefError for one that names what does not exist."""
    return judge.with_waivers(read_brief_waivers(loaded))


def judge_outcome(outcome: RunOutcome, judge: FindingJudge) -> tuple[LocatedFinding, ...]:
    """Return the findings of WARN or worse of a run's ads, with what they count for and the place of their cause.

    A finding on the copy is there once for a product and a market. Ads that could not be made have one, too.
    """
    found: dict[tuple[object, ...], LocatedFinding] = {}
    copy_checks = {check.id for check in copy_profile()}
    loaded, campaign = outcome.plan.brief, outcome.plan.campaign
    for asset in outcome.assets:
        for one in asset.findings:
            if one.status >= Status.WARN:
                subject = name_ad_subject(asset, campaign)
                if one.check in copy_checks:
                    subject = replace(subject, path="", format="")
                key = (one.check, one.code, one.message, one.role, subject)
                if key not in found:
                    found[key] = locate_finding(one, subject, find_cause_place(loaded, one, subject))
    for ad in outcome.left_out:
        left = _find_left_out(ad, campaign)
        cause = Finding(left.check, left.code, left.status, left.message)
        place = find_cause_place(loaded, cause, left.subject)
        found[(left.check, left.message, left.subject)] = replace(left, place=place)
    return judge.judge_findings(found.values())


def judge_results(
    results: Iterable[RunResult], judge: FindingJudge
) -> tuple[tuple[FindingSubject, ...], tuple[LocatedFinding, ...]]:
    """Return the ads of runs, and their findings as they count; the ads have them, too, from then on.

    Their paths are those of the files.
    """
    checked: list[FindingSubject] = []
    findings: list[LocatedFinding] = []
    for result in results:
        outcome = result.outcome
        own = add_brief_waivers(judge, outcome.plan.brief)
        subjects = (name_ad_subject(asset, outcome.plan.campaign) for asset in outcome.assets)
        checked += [_in_folder(subject, result.folder) for subject in subjects]
        judged = judge_outcome(outcome, own)
        findings += [replace(one, subject=_in_folder(one.subject, result.folder)) for one in judged]
        judge_assets(outcome, own)
    return tuple(checked), tuple(findings)


def _in_folder(subject: FindingSubject, folder: str) -> FindingSubject:
    """Return a subject with the path of its file from the working folder, as two campaigns may have the same inside."""
    return replace(subject, path=f"{folder}/{subject.path}") if subject.path else subject


def name_ad_subject(asset: Asset, campaign: str) -> FindingSubject:
    """Return an ad as the subject of a finding."""
    return FindingSubject(campaign, asset.locale, asset.product, asset.ratio, asset.path)


def list_rulings(outcome: RunOutcome, judge: FindingJudge) -> Iterator[FindingRuled]:
    """Yield what a profile or a waiver made of the findings of a run's ads, and of ads that are left out."""
    if judge.rules.empty:
        return
    for asset in outcome.assets:
        subject = name_ad_subject(asset, outcome.plan.campaign)
        for ruling in _rule_findings(asset.findings, subject, judge):
            yield FindingRuled(asset.path, ruling)
    for one in judge_outcome(replace(outcome, assets=[]), judge):
        if one.ruling is not None:
            yield FindingRuled(one.subject.path, one.ruling)


def _rule_findings(findings: Iterable[Finding], subject: FindingSubject, judge: FindingJudge) -> Iterator[Ruling]:
    for one in findings:
        ruling = judge.judge_finding(locate_finding(one, subject, None)).ruling
        if ruling is not None:
            yield ruling


def judge_manifest(manifest: Manifest) -> Manifest:
    """Return a manifest whose ads have what counts today, by the profile and the waivers of the run that wrote it."""
    judge = find_manifest_judge(manifest)
    if judge is None:
        return manifest
    return replace(
        manifest,
        assets=tuple(judge_asset(asset, manifest.campaign, judge) for asset in manifest.assets),
        left_out=tuple(_judge_left_out(ad, manifest.campaign, judge) for ad in manifest.left_out),
    )


def list_manifest_findings(manifest: Manifest) -> Iterator[LocatedFinding]:
    """Yield the findings of WARN or worse in a manifest, and its ads that are left out, as they count today."""
    judge = find_manifest_judge(manifest)
    found = (
        locate_finding(one, name_ad_subject(asset, manifest.campaign), None)
        for asset in manifest.assets
        for one in asset.findings
        if one.status >= Status.WARN
    )
    for one in chain(found, (_find_left_out(ad, manifest.campaign) for ad in manifest.left_out)):
        yield one if judge is None else judge.judge_finding(one)


def _judge_left_out(ad: LeftOutAd, campaign: str, judge: FindingJudge) -> LeftOutAd:
    return replace(ad, message=judge.judge_finding(_find_left_out(ad, campaign)).sentence)


def _find_left_out(ad: LeftOutAd, campaign: str) -> LocatedFinding:
    subject = FindingSubject(campaign, ad.locale, ad.product, ad.ratio, ad.path)
    return locate_finding(Finding(ad.check, ad.code, ad.status, ad.message), subject, None)


def rule_asset(asset: Asset, manifest: Manifest) -> tuple[Ruling, ...]:
    """Return what the profile and the waivers of a manifest make of an ad's findings today; *asset* is as checked."""
    judge = find_manifest_judge(manifest)
    if judge is None:
        return ()
    return tuple(_rule_findings(asset.findings, name_ad_subject(asset, manifest.campaign), judge))


def find_manifest_judge(manifest: Manifest) -> FindingJudge | None:
    """Return the judge of today with the rules of a manifest; None if it has none."""
    rules = manifest.judged_by
    if rules is None:
        return None
    profile = SeverityProfile(rules.profile, "", rules.changes)
    return FindingJudge(profile, rules.waivers, datetime.now(UTC).date())


def judge_assets(outcome: RunOutcome, judge: FindingJudge) -> None:
    """Put what counts in place of what the checks say of a run's ads, for what is shown of them."""
    outcome.assets[:] = [judge_asset(asset, outcome.plan.campaign, judge) for asset in outcome.assets]


def weigh_outcome(outcome: RunOutcome, judge: FindingJudge) -> Iterator[Status]:
    """Yield what every finding of a run's ads counts for."""
    for asset in outcome.assets:
        yield judge_asset(asset, outcome.plan.campaign, judge).status
    for one in judge_outcome(replace(outcome, assets=[]), judge):
        yield one.status


def judge_asset(asset: Asset, campaign: str, judge: FindingJudge) -> Asset:
    """Return an ad of *campaign* with what its findings count for."""
    if asset.status < Status.WARN:
        return asset
    subject = name_ad_subject(asset, campaign)
    findings = tuple(_judged_findings(asset.findings, subject, judge))
    if findings == asset.findings:
        return asset
    status = worst_status(one for one in findings if one.status is not Status.SKIP) if findings else asset.status
    only_skips = all(one.status is Status.SKIP for one in findings)
    return replace(asset, findings=findings, status=Status.PASS if only_skips else status)


def _judged_findings(findings: Iterable[Finding], subject: FindingSubject, judge: FindingJudge) -> Iterator[Finding]:
    for one in findings:
        judged = judge.judge_finding(locate_finding(one, subject, None))
        waived = judged.waiver is not None
        same = judged.sentence == one.message
        yield one if same else replace(one, status=judged.status, message=judged.sentence, waived=waived)

"""What goes into a package of ads, what is left out and why, and its files."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import PurePosixPath

from creative_cli.brief.delivery_facts import DeliveryFacts, fill_pattern
from creative_cli.channels import format_for_market, load_channels
from creative_cli.checks.text_length import check_text_fields
from creative_cli.delivery.alt_text_length import shorten_alt_text
from creative_cli.delivery.names import name_ads
from creative_cli.delivery.sheets import fill_columns, split_rows, write_sheet
from creative_cli.delivery.tagging import list_new_parameters, list_utm_parameters, tag_address
from creative_cli.delivery.targets import DeliveryTarget
from creative_cli.models import Asset, HeroKind, Status
from creative_cli.storage.outputs import Manifest

DEFAULT_BUTTON = "LEARN_MORE"
REPORT_COLUMNS = (
    "ad",
    "in the package",
    "file",
    "name",
    "reason",
    "verdict",
    "reviewer",
    "checks",
    "credentials",
    "waivers",
)


class FileState(Enum):
    """Whether the file of an ad is as a run left it."""

    WHOLE = "whole"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The last word of a reviewer: approved, rejected or pending; the name is empty if it was not given."""

    reviewer: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict that counts on the exact bytes of an ad: approved, rejected or pending, who gave it, and when.

    `said` has the last word of every reviewer, the first one first.
    """

    verdict: str = "pending"
    reviewer: str = ""
    at: str = ""
    said: tuple[Spoken, ...] = ()

    def name_reviewers(self) -> str:
        """Return the name of the reviewer; of several, each name with what they said, in the order they spoke."""
        if len(self.said) < 2:  # noqa: PLR2004  # one alone: the verdict stands beside the name
            return self.reviewer
        return "; ".join(f"{one.reviewer or 'another reviewer'} {one.verdict}" for one in self.said)


@dataclass(frozen=True, slots=True)
class PackagedAd:
    """An ad in a package: its name, its file there, and what its target should know or may not like."""

    asset: Asset
    name: str
    file: str
    tagged_url: str
    utm: str
    alt_text: str
    verdict: Verdict
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnpackagedAd:
    """An ad that is left out: a stable code and a sentence that says why."""

    path: str
    code: str
    reason: str
    verdict: Verdict
    status: str


@dataclass(frozen=True, slots=True)
class Package:
    """The content of a package for one target; `credentials` says who signed its ads, empty for nobody.

    `rulings` say what waivers and a profile made of the findings of an ad, by its path.
    """

    target: DeliveryTarget
    campaign: str
    facts: DeliveryFacts
    ads: tuple[PackagedAd, ...]
    left_out: tuple[UnpackagedAd, ...]
    credentials: str = ""
    rulings: Mapping[str, str] = field(default_factory=dict)


def plan_package(
    target: DeliveryTarget,
    manifest: Manifest,
    verdicts: Mapping[tuple[str, str], Verdict],
    read_state: Callable[[Asset], FileState],
    *,
    pattern: str | None = None,
    approved_only: bool = False,
) -> Package:
    """Return what a package of a campaign has.

    *verdicts* are those of reviewers by path and SHA-256. *read_state* looks at the file of an ad. An ad that failed
    its checks goes into a package only if a reviewer approved it. Raises UsageError if
    *pattern* gives two ads one name.
    """
    facts = manifest.delivery or DeliveryFacts(brand="")
    chosen: list[tuple[Asset, Verdict]] = []
    left_out = []
    for asset in sorted(manifest.assets, key=lambda one: one.path):
        verdict = verdicts.get((asset.path, asset.sha256), Verdict())
        refused = _find_refusal(asset, verdict, target, approved_only=approved_only)
        if refused is None:
            refused = _find_file_refusal(read_state(asset))
        if refused is None:
            chosen.append((asset, verdict))
        else:
            left_out.append(UnpackagedAd(asset.path, *refused, verdict, asset.status.name.lower()))
    assets = tuple(asset for asset, _ in chosen)
    names = name_ads(pattern or facts.name, assets, manifest.campaign, target.name_max)
    ads = []
    for asset, verdict in chosen:
        ad = _describe_packaged(asset, names[asset.path], verdict, target, manifest.campaign, facts)
        if len(ad.tagged_url) > target.url_max:
            reason = f"its landing page has {len(ad.tagged_url)} characters; {target.name} takes {target.url_max}"
            left_out.append(UnpackagedAd(asset.path, "address_too_long", reason, verdict, asset.status.name.lower()))
        else:
            ads.append(ad)
    return Package(target, manifest.campaign, facts, tuple(ads), tuple(sorted(left_out, key=lambda one: one.path)))


def _find_refusal(
    asset: Asset, verdict: Verdict, target: DeliveryTarget, *, approved_only: bool
) -> tuple[str, str] | None:
    if asset.draft:
        return "draft", "it is a draft: run the brief without --draft"
    if verdict.verdict == "rejected":
        return "rejected", f"{verdict.reviewer or 'a reviewer'} rejected it"
    approved = verdict.verdict == "approved"
    if asset.status >= Status.FAIL and not approved:
        worst = next(found for found in asset.findings if found.status == asset.status)
        return "failed", f"it failed {worst.check}, and no reviewer approved it all the same: {worst.message}"
    # An approval would not help an ad that the target does not take.
    refused = find_format_refusal(asset, target)
    if refused is None and approved_only and not approved:
        return "not_approved", "it is not approved yet"
    return refused


def find_format_refusal(asset: Asset, target: DeliveryTarget) -> tuple[str, str] | None:
    """Return the code and a sentence if *target* does not take an ad of that size, type or weight, else None."""
    most = target.file_max
    if target.platforms:
        channel = target.find_channel(asset.ratio, asset.width, asset.height)
        if channel is None:
            size = f"{asset.width}x{asset.height}"
            own = load_channels().get(asset.ratio)
            name = asset.ratio if asset.ratio == size else f"{asset.ratio} ({size})"
            if own is None:
                like = target.find_shape(asset.width, asset.height)
                advice = "" if like is None else f": add {like.name} to channels: of the brief"
                return "channel", f"{name} is no size of {target.name}{advice}"
            return "channel", f"it was made for {own.name}, not for {target.name}"
        form = format_for_market(channel.format, asset.country)
        kinds = {encoding.suffix for encoding in form.encodings}
        suffix = PurePosixPath(asset.path).suffix.removeprefix(".")
        if suffix not in kinds:
            return "encoding", f"it is {suffix.upper()}, and {channel.name} takes {', '.join(sorted(kinds))}"
        limits = [limit for limit in (form.max_bytes, target.file_max) if limit is not None]
        most = min(limits, default=None)
    if most is not None and asset.bytes > most:
        return "too_large", f"it has {asset.bytes:,} bytes, and {target.name} takes {most:,} in this size"
    return None


def _find_file_refusal(state: FileState) -> tuple[str, str] | None:
    if state is FileState.MISSING:
        return "missing", "its file is gone: run the brief again"
    if state is FileState.CHANGED:
        return "changed", "its file was changed after the run, so that no check and no verdict is about it"
    return None


def _describe_packaged(
    asset: Asset, name: str, verdict: Verdict, target: DeliveryTarget, campaign: str, facts: DeliveryFacts
) -> PackagedAd:
    parameters = list_utm_parameters(target.utm, dict(facts.utm), campaign, name)
    suffix = PurePosixPath(asset.path).suffix.lower()
    place = fill_pattern(target.path, {"format": asset.ratio.replace(":", "x").replace(".", "-"), "name": name})
    return PackagedAd(
        asset=asset,
        name=name,
        file=f"{place}{suffix}",
        tagged_url=tag_address(asset.landing_page, parameters),
        utm="&".join(f"{key}={value}" for key, value in list_new_parameters(asset.landing_page, parameters)),
        alt_text=shorten_alt_text(asset.alt_text, target.alt_text),
        verdict=verdict,
        warnings=tuple(_list_warnings(asset, target)),
    )


def _list_warnings(asset: Asset, target: DeliveryTarget) -> Iterator[str]:
    channel = target.find_channel(asset.ratio, asset.width, asset.height)
    if channel is not None:
        yield from (outcome.message for outcome in check_text_fields(channel, asset.copy))
    sign = target.macro_sign
    if sign and sign in asset.landing_page:
        yield f"Its landing page has {sign}, which begins a macro of {target.name}: test the click before it runs."
    if not asset.landing_page:
        yield "It has no landing page: add delivery: {landing_page: …} to the brief."
    if target.alt_text is not None and len(asset.alt_text) > target.alt_text:
        yield f"Its alt text has {len(asset.alt_text)} characters and was cut to {target.alt_text}."


def write_package_sheets(package: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the package's sheets and of the report on every ad of the campaign.

    A sheet has no more rows than its target takes.
    """
    target = package.target
    header = [name for name, _ in target.columns]
    rows = [fill_columns(target.columns, values) for values in _list_values(package)]
    parts = list(split_rows(rows, target.rows_max))
    for number, part in enumerate(parts, start=1):
        name = "ads.csv" if len(parts) == 1 else f"ads-{number}.csv"
        yield name, write_sheet(header, part, delimiter=target.delimiter, people=target.people)
    yield "report.csv", write_sheet(REPORT_COLUMNS, list(_report_rows(package)), delimiter=",", people=True)


def _list_values(package: Package) -> Iterator[Mapping[str, str]]:
    for ad in package.ads:
        asset, copy = ad.asset, ad.asset.copy
        yield {
            "file": ad.file,
            "name": ad.name,
            "sha256": asset.sha256,
            "width": str(asset.width),
            "height": str(asset.height),
            "bytes": str(asset.bytes),
            "campaign": package.campaign,
            "country": asset.country,
            "locale": asset.locale,
            "product": asset.product,
            "format": asset.ratio,
            "variant": asset.variant,
            "headline": copy.headline,
            "body": copy.body or "",
            "kicker": copy.kicker or "",
            "cta": copy.cta or "",
            "disclaimer": copy.disclaimer or "",
            "landing_page": asset.landing_page,
            "tagged_url": ad.tagged_url,
            "utm": ad.utm,
            "alt_text": ad.alt_text,
            "call_to_action": package.facts.call_to_action or DEFAULT_BUTTON,
            "start": package.facts.start,
            "start_us": _format_us_time(package.facts.start),
            "end": package.facts.end,
            "ai": "yes" if asset.origin.from_model or asset.hero.kind == HeroKind.GENERATED else "no",
        }


def _report_rows(package: Package) -> Iterator[tuple[str, ...]]:
    rows = [
        (
            *(ad.asset.path, "yes", ad.file, ad.name, " ".join(ad.warnings), ad.verdict),
            *(ad.asset.status.name.lower(), package.credentials),
        )
        for ad in package.ads
    ]
    rows += [(ad.path, "no", "", "", ad.reason, ad.verdict, ad.status, "") for ad in package.left_out]
    for path, inside, file, name, reason, verdict, status, credentials in sorted(rows, key=lambda row: row[0]):
        ruled = package.rulings.get(path, "")
        yield path, inside, file, name, reason, verdict.verdict, verdict.name_reviewers(), status, credentials, ruled


def _format_us_time(day: str) -> str:
    """Return the first minute of a day (ISO 8601) as Meta's sheet writes times; empty for no day."""
    return f"{date.fromisoformat(day):%m/%d/%Y} 12:00:00 am" if day else ""

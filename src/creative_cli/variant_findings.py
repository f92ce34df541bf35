"""Judge the ads of variants against each other: each must differ, and in nothing that it does not name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from creative_cli.channels import load_channels
from creative_cli.formats import FormatContent
from creative_cli.models import Asset, Finding, Status

VARIANT_CHECK_ID = "variants"
PICTURE_KEYS = frozenset({"image", "scene"})
"""What a variant differs in where its ads have another picture."""
SET_KEYS = frozenset({*PICTURE_KEYS, "set", "template", "style"})
"""What may put a packshot into another studio set."""


def judge_variants(assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return the ads of a campaign with what is wrong with their variants among their findings.

    An ad with the same bytes as that of an earlier variant is a FAIL, as a test of the two says nothing; in a format
    that shows the logo alone it is a WARN. A picture or a set that differs though the variant does not name it is a
    FAIL. The control comes before the other variants.
    """
    listed = tuple(assets)
    places: dict[tuple[str, str, str, bool], list[Asset]] = defaultdict(list)
    for asset in listed:
        if asset.variant:
            places[asset.locale, asset.product, asset.ratio, asset.draft].append(asset)
    found = {asset.path: finding for group in places.values() for asset, finding in _judge_place(group)}
    return tuple(_with_finding(asset, found.get(asset.path)) if asset.variant else asset for asset in listed)


def _with_finding(asset: Asset, finding: Finding | None) -> Asset:
    kept = tuple(one for one in asset.findings if one.check != VARIANT_CHECK_ID)
    findings = kept if finding is None else (*kept, finding)
    if findings == asset.findings:
        return asset
    return replace(asset, findings=findings, status=max((one.status for one in findings), default=Status.PASS))


def _judge_place(ads: list[Asset]) -> Iterator[tuple[Asset, Finding]]:
    ordered = sorted(ads, key=lambda one: (bool(one.differs_in), one.variant.casefold()))
    for place, asset in enumerate(ordered):
        twin = next((one for one in ordered[:place] if one.sha256 == asset.sha256), None)
        finding = _find_other_difference(asset, ordered[0]) if twin is None else _describe_twin(asset, twin)
        if finding is not None:
            yield asset, finding


def _describe_twin(asset: Asset, twin: Asset) -> Finding:
    channel = load_channels().get(asset.ratio)
    bare = channel is not None and channel.format.shows is FormatContent.LOGO
    named = ", ".join(one.field for one in asset.differs_in) or "nothing"
    why = "this format shows the logo alone" if bare else f"what differs ({named}) is not seen in this ad"
    if not asset.differs_in:
        why = "they say the same here"
    message = (
        f"The ad of variant {asset.variant} is the same as that of variant {twin.variant}: {why}. A test of the two "
        "says nothing: change it, or leave this ad out with only: in the variant."
    )
    return Finding(VARIANT_CHECK_ID, "identical", Status.WARN if bare else Status.FAIL, message)


def _find_other_difference(asset: Asset, control: Asset) -> Finding | None:
    """Return the finding of an ad whose picture or set is another than the control's without being named."""
    if control.differs_in or asset is control:
        return None
    named = {one.field for one in asset.differs_in}
    pictures = [(one.hero.kind, one.hero.provider, one.hero.model, one.hero.seed) for one in (control, asset)]
    if pictures[0] != pictures[1] and not named & PICTURE_KEYS:
        what = f"its picture is by {pictures[1][1]}, that of {control.variant} by {pictures[0][1]}"
    elif control.studio_set != asset.studio_set and not named & SET_KEYS:
        what = f"its studio set is {asset.studio_set}, that of {control.variant} is {control.studio_set}"
    else:
        return None
    message = (
        f"The ad of variant {asset.variant} differs from that of {control.variant} in more than it names: {what}. "
        "Run the brief again, so that both have the same."
    )
    return Finding(VARIANT_CHECK_ID, "other_difference", Status.FAIL, message)

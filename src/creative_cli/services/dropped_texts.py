"""Find which texts the ads of a campaign leave out, size by size, from its manifest."""

from dataclasses import dataclass

from creative_cli.models import Role
from creative_cli.services.judging import judge_manifest
from creative_cli.services.reviews import require_manifest
from creative_cli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SizeTexts:
    """The ads of one size that show and drop the same texts, for the same reasons.

    `dropped` are role and reason of each text that is left out; `made` says whether the ads are made at all.
    """

    ratio: str
    width: int
    height: int
    shows: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    locales: tuple[str, ...]
    made: bool = True


def list_dropped_texts(campaign: str, where: Workspace) -> tuple[SizeTexts, ...]:
    """Return what the sizes of a campaign show, the smallest first. Raises UsageError and StorageError."""
    manifest = require_manifest(campaign, where)
    groups: dict[tuple[str, int, int, tuple[str, ...], tuple[tuple[str, str], ...]], dict[str, None]] = {}
    order = list(Role)
    for ad in manifest.assets:
        shown = tuple(sorted({entry.role for entry in ad.layout}, key=lambda role: order.index(Role(role))))
        dropped = tuple((one.role, one.reason) for one in ad.dropped)
        groups.setdefault((ad.ratio, ad.width, ad.height, shown, dropped), {})[ad.locale] = None
    sizes = [SizeTexts(*facts, tuple(locales)) for facts, locales in groups.items()]
    unmade: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in judge_manifest(manifest).left_out:
        unmade.setdefault((one.ratio, one.role, one.message), {})[one.locale] = None
    left_out = [
        SizeTexts(ratio, 0, 0, (), ((role, why),), tuple(locales), made=False)
        for (ratio, role, why), locales in unmade.items()
    ]
    return (*sorted(sizes, key=lambda one: (one.width * one.height, one.ratio, one.locales)), *left_out)

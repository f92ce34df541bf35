"""Records to put into state folders."""

from dataclasses import replace

from creative_cli.models import AdCopy, Asset, Finding, HeroEntry, LayoutEntry, Role, Status
from creative_cli.storage.cache import sha256_of


def asset(path: str = "ja-JP/1x1/iced-tea.jpg", data: bytes = b"picture") -> Asset:
    """Return the record of an ad whose file holds *data*."""
    locale, _, name = path.split("/")
    return Asset(
        path=path,
        product=name.removesuffix(".jpg"),
        country=locale[-2:],
        locale=locale,
        direction="ltr",
        ratio="1:1",
        width=1080,
        height=1080,
        bytes=len(data),
        sha256=sha256_of(data),
        hero=HeroEntry("packshot", "studio", "studio-1", 2**63, 0.0),
        copy=AdCopy("氷に注ぐ夏", cta="今日味わう"),
        copy_source="brief",
        layout=(LayoutEntry("headline", 60, 80, 700, 120, 96.5, ("氷に注ぐ", "夏"), overflow=False),),
        status=Status.WARN,
        findings=(
            Finding("exact_size", "exact", Status.PASS, "The file is 1080 × 1080 px."),
            Finding("text_contrast", "low", Status.WARN, "The headline's contrast is 4.2.", Role.HEADLINE),
        ),
    )


def with_status(entry: Asset, status: Status) -> Asset:
    """Return the same ad with another outcome."""
    return replace(entry, status=status)

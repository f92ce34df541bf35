"""The studio provider: free, and the same for the same brief."""

from creative_cli.models import HeroKind
from creative_cli.providers import studio


def test_seed_follows_from_campaign_and_product() -> None:
    """The same names give the same seed on every machine; products of a campaign share its upper bits."""
    tea, soda, other = (
        studio.derive_seed("summer", "tea"),
        studio.derive_seed("summer", "soda"),
        studio.derive_seed("winter", "tea"),
    )

    assert tea == 0xE836643C
    assert tea >> 8 == soda >> 8
    assert tea >> 8 != other >> 8
    assert 0 <= min(tea, soda, other) <= max(tea, soda, other) < 2**32


def test_hero() -> None:
    """A hero with a packshot says so, one without is a studio picture; neither costs anything."""
    bare, packed = (
        studio.describe_studio_image("summer", "tea", None),
        studio.describe_studio_image("summer", "tea", b"png"),
    )

    assert (bare.kind, packed.kind) == (HeroKind.STUDIO, HeroKind.PACKSHOT)
    assert (packed.provider, packed.model, packed.cost_usd, packed.packshot) == ("studio", "studio-1", 0.0, b"png")

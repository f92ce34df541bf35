"""The built-in studio as a provider: free, offline, and the same picture for the same brief.

It makes no pixels: its key visual carries a seed, and the compositor renders the scene for each canvas.
"""

import hashlib

from creative_cli.models import HeroImage, HeroKind

STUDIO_NAME = "studio"
STUDIO_MODEL = "studio-1"

SEED_BYTE = 27  # byte of a product's hash in its seed; any would do, but a change changes every picture


def derive_seed(campaign: str, product: str) -> int:
    """Return the seed of a scene: its upper 24 bits from the campaign, the lower 8 from campaign and product.

    Products of a campaign share a set and differ in its details.
    """
    family = hashlib.sha256(campaign.encode()).digest()[:3]
    member = hashlib.sha256(f"{campaign}\n{product}".encode()).digest()[SEED_BYTE]
    return int.from_bytes(family) << 8 | member


def describe_studio_image(campaign: str, product: str, packshot: bytes | None) -> HeroImage:
    """Return the key visual of *product*: its cut-out *packshot* (RGBA PNG) in a studio scene, or no picture."""
    return HeroImage(
        product=product,
        kind=HeroKind.STUDIO if packshot is None else HeroKind.PACKSHOT,
        provider=STUDIO_NAME,
        model=STUDIO_MODEL,
        seed=derive_seed(campaign, product),
        cost_usd=0.0,
        packshot=packshot,
    )

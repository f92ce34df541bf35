"""The built-in studio as a provider: free, without network, the same picture for the same brief.

It makes no pixels itself: a studio hero says that the scene is painted per canvas, from its seed.
"""

import hashlib

from creative_cli.models import HeroImage, HeroKind

STUDIO_NAME = "studio"
STUDIO_MODEL = "studio-1"

SEED_BYTE = 27
"""The byte of a product's hash that tells it from its siblings; any would do, changing it changes every picture."""


def derive_seed(campaign: str, product: str) -> int:
    """Return the seed of a scene: 24 upper bits from the campaign, 8 lower ones from campaign and product.

    Products of a campaign thus share a set and differ in its details.
    """
    family = hashlib.sha256(campaign.encode()).digest()[:3]
    member = hashlib.sha256(f"{campaign}\n{product}".encode()).digest()[SEED_BYTE]
    return int.from_bytes(family) << 8 | member


def describe_studio_image(campaign: str, product: str, packshot: bytes | None) -> HeroImage:
    """Return the hero of *product*: its cut-out *packshot* (RGBA PNG) in a studio scene, else a still life."""
    return HeroImage(
        product=product,
        kind=HeroKind.STUDIO if packshot is None else HeroKind.PACKSHOT,
        provider=STUDIO_NAME,
        model=STUDIO_MODEL,
        seed=derive_seed(campaign, product),
        cost_usd=0.0,
        packshot=packshot,
    )

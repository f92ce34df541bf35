"""The kind and the shape of a brief's pictures: what is known of them before a run, without their pixels."""

from dataclasses import replace

from creative_cli.models import HeroImage
from creative_cli.services.recent_results import RecentResults
from creative_cli.stages import generate
from creative_cli.stages.generate import PictureSource
from creative_cli.stages.store import StoredImage
from creative_cli.storage.cache import Cache

MOST_KNOWN = 4096
"""Pictures that a process remembers, about 1 KB each: a brief is validated in two steps, and by a server often."""

_known = RecentResults[HeroImage](MOST_KNOWN)


def read_picture_shape(source: PictureSource, cache: Cache) -> HeroImage:
    """Return the picture of a product as a run prepares it, without pixels. Raises PictureError if a run could not.

    A picture that an earlier run prepared is not opened, and another one once in a process.
    """
    key = generate.prepared_image_key(source)
    hero = _known.find(key)
    if hero is None:
        stored = cache.get(key, StoredImage)
        made = generate.prepare_image(source) if stored is None else stored.hero
        hero = replace(
            made, picture=None, packshot=None, members=tuple(replace(one, packshot=None) for one in made.members)
        )
        _known.keep(key, hero)
    return replace(hero, product=source.product)

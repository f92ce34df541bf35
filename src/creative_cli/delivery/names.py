"""Names of ads and their files: ASCII, unique, within the target's length, and the same in every package."""

import hashlib
import re

from creative_cli.brief.delivery_facts import NAME_FIELDS, fill_pattern
from creative_cli.brief.delivery_keys import check_name_pattern
from creative_cli.errors import UsageError
from creative_cli.models import Asset

_HASH_SIGNS = 6  # of SHA-256: two of ten thousand cut names are equal with a chance of 1 in 3; those are refused
_LEAST_PART = 4


def name_ad(pattern: str, asset: Asset, campaign: str, longest: int) -> str:
    """Return the name of an ad by *pattern*, at most *longest* characters of a-z, 0-9, `-` and `_`.

    An empty part is left out. A name that is too long keeps its beginning and ends in a hash of
    the whole name, so that an ad has one name whatever else is in the package.
    """
    values = {
        "campaign": campaign,
        "locale": asset.locale,
        "country": asset.country,
        "product": asset.product,
        "format": asset.ratio.replace(":", "x"),
        "variant": asset.variant,
    }
    filled = fill_pattern(pattern.lower(), {field: _plain(value) for field, value in values.items()})
    name = re.sub("_{2,}", "_", filled).strip("_-")
    if len(name) <= longest:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:_HASH_SIGNS]
    return f"{name[: longest - _HASH_SIGNS - 1].rstrip('_-')}_{mark}"


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def name_ads(pattern: str, assets: tuple[Asset, ...], campaign: str, longest: int) -> dict[str, str]:
    """Return the name of each ad by its path; raise UsageError for a pattern that is wrong or gives one name twice."""
    check_name_pattern(pattern)  # also that of a manifest, which somebody may have edited
    names = {asset.path: name_ad(pattern, asset, campaign, longest) for asset in assets}
    seen: dict[str, str] = {}
    for path, name in names.items():
        other = seen.setdefault(name, path)
        if other != path:
            raise UsageError(
                f"The pattern {pattern} names two ads {name!r}: {other} and {path}.",
                f"Add what they differ in: {', '.join(f'{{{one}}}' for one in NAME_FIELDS)}.",
            )
    return names

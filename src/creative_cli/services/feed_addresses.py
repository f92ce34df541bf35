"""Fetches feeds at https addresses, and keeps them by content: an unchanged feed is not sent again."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from creative_cli.errors import UsageError
from creative_cli.services.workspace import Workspace
from creative_cli.stages.generate import CachedFetch
from creative_cli.storage.cache import Cache, key_of, sha256_of

if TYPE_CHECKING:
    from creative_cli.http.safe_fetch import FetchPolicy


def open_feed_addresses(where: Workspace, policy: "FetchPolicy | None" = None) -> Callable[[str], bytes]:
    """Return a function that returns the feed at an https address, from the cache if its server says it is unchanged.

    It raises PictureError for every failure: an older feed has older prices, and is not used in place of a newer one.
    """
    return partial(_fetch_cached_feed, cache=Cache(where.state), policy=policy)


def _fetch_cached_feed(address: str, cache: Cache, policy: "FetchPolicy | None") -> bytes:
    # Few briefs have the address of a feed, and what fetches it takes a tenth of a second to load.
    from creative_cli.http.feed_fetch import PUBLIC_FEEDS, fetch_feed  # noqa: PLC0415

    key = key_of("feed", address=sha256_of(address.encode()))
    known = cache.get(key, CachedFetch)
    kept = None if known is None else cache.object_bytes(known.sha256)
    etag = known.etag if known is not None and kept is not None else None
    fetched = fetch_feed(address, etag=etag, policy=policy or PUBLIC_FEEDS)
    if fetched is None and kept is not None:
        return kept
    if fetched is None:
        raise UsageError("The server of the feed sent nothing.", "Run the same command again.")
    cache.put(key, CachedFetch(cache.put_object(fetched.data), fetched.etag))
    return fetched.data

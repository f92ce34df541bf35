"""Fetches product feeds by the rules of `safe_fetch`: https, public hosts, limits on time and size."""

from dataclasses import replace

from creative_cli.errors import PictureError
from creative_cli.http.safe_fetch import PUBLIC, FetchedPicture, FetchPolicy, fetch_picture

PUBLIC_FEEDS = replace(PUBLIC, seconds=120.0, most_bytes=100_000_000, pictures=False)


def fetch_feed(address: str, *, etag: str | None = None, policy: FetchPolicy = PUBLIC_FEEDS) -> FetchedPicture | None:
    """Return the feed at the https *address*; None if the server says that the one with *etag* has not changed.

    Raises PictureError, whose sentences then are about a feed.
    """
    try:
        return fetch_picture(address, etag=etag, policy=policy)
    except PictureError as error:
        sentence, hint = (text.replace("picture", "feed") for text in (error.sentence, error.hint))
        raise PictureError(sentence, hint) from error

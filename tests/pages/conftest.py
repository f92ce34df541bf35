"""A browser for the pages of a server."""

from tests.gallery.conftest import browser, playwright

__all__ = ["browser", "playwright"]

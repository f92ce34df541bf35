"""Turn a campaign brief into finished, localized, checked ad pictures."""

__version__ = "0.1.0"

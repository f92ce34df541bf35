"""Templates: a `.typ` file each, and beside it a `.toml` file where the arrangement differs from the poster's."""

from pathlib import Path

FRAME = Path(__file__).with_name("frame.typ")
"""A thin frame in the accent colour around the ad."""

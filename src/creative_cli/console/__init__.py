"""Everything people and scripts see: results on stdout, talk on stderr, the same records as tables or JSON.

Progress is drawn from the run's typed events; nothing below this room prints. One file for each kind of result.
"""

from creative_cli.console.screen import Screen, show_bug, show_error

__all__ = ["Screen", "show_bug", "show_error"]

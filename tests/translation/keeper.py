"""A process that keeps translations: `python -m tests.translation.keeper FILE NAME COUNT`."""

import sys
from pathlib import Path

from creative_cli.models import Role
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.segment import CopySegment, CopyStatus


def unit(number: int) -> CopySegment:
    """Return one of a few units that all processes share."""
    return CopySegment(Role.CTA, f"Taste {number}", "en", "de-DE", "g", "v", "")


def main() -> None:
    """Keep COUNT translations, each in its own transaction."""
    memory = TranslationMemory(Path(sys.argv[1]))
    for number in range(int(sys.argv[3])):
        one = unit(number % 5)
        memory.record_uses([(SegmentUse(sys.argv[2], "de-DE", Role.CTA), one)])
        memory.record(one, f"{sys.argv[2]} {number}", CopyStatus.DRAFT, origin="person", author=sys.argv[2])


if __name__ == "__main__":
    main()

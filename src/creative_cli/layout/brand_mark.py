"""Finds the mark of a logo, a sign that can be tiled in one colour, and the letter that a brand's name begins with."""

from functools import lru_cache

import numpy as np

from creative_cli.imaging.logo_parts import MIN_EDGES_KEPT
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.models import BrandLogo, Pixels

# Width / height of a sign, not of a word.
MARK_ASPECTS = (0.5, 1.7)
# The air between a sign and the name beside it, of the logo's height: letters stand nearer.
SIGN_AIR = 0.14
SIGN_ALPHA = 24  # of 255: less is an antialiased edge


def find_brand_mark(logo: BrandLogo | None) -> Pixels | None:
    """Return the coverage of the brand's mark, uint8 (height, width), trimmed; None if no mark can be one colour.

    A logo that is wider than a sign has its mark at its start or its end, apart from the name.
    """
    return None if logo is None or not logo.recolour else _find_mark(logo.mark or logo.mono or logo.file)


@lru_cache(maxsize=8)
def _find_mark(data: bytes) -> Pixels | None:
    art = open_logo_file(data)
    if art.ground is not None or art.found.edges_kept < MIN_EDGES_KEPT:
        return None
    alpha = art.pixels[..., 3]
    for part in (alpha, *_end_signs(alpha)):
        least, most = MARK_ASPECTS
        if least <= part.shape[1] / part.shape[0] <= most:
            mark = np.ascontiguousarray(part)
            mark.setflags(write=False)
            return mark
    return None


def find_name_part(alpha: Pixels) -> Pixels:
    """Return the part of a logo's alpha, uint8 (height, width), beside the sign at its start or end; all without."""
    gaps = _wide_gaps(alpha)
    if not gaps:
        return alpha
    (end, after), (before, start) = gaps[0], gaps[-1]
    if _is_sign(alpha[:, :end]):
        return alpha[:, after:]
    return alpha[:, :before] if _is_sign(alpha[:, start:]) else alpha


def _is_sign(part: Pixels) -> bool:
    trimmed = _trim_rows(part)
    return bool(MARK_ASPECTS[0] <= trimmed.shape[1] / trimmed.shape[0] <= MARK_ASPECTS[1])


def _wide_gaps(alpha: Pixels) -> list[tuple[int, int]]:
    """Return the columns without ink, from and to, that are wider than the air between letters."""
    inked = np.pad((alpha > SIGN_ALPHA).any(axis=0), 1).astype(np.int8)
    edges = [int(edge) for edge in np.flatnonzero(np.diff(inked))]
    # Ends of ink and the next beginnings; a faint shadow may reach further than the ink.
    return [(a, b) for a, b in zip(edges[1::2], edges[2::2], strict=False) if b - a >= SIGN_AIR * alpha.shape[0]]


def _end_signs(alpha: Pixels) -> tuple[Pixels, ...]:
    """Return what stands at the start and the end of a logo, apart from the rest."""
    wide = _wide_gaps(alpha)
    if not wide:
        return ()
    return tuple(_trim_rows(part) for part in (alpha[:, : wide[0][0]], alpha[:, wide[-1][1] :]))


def _trim_rows(part: Pixels) -> Pixels:
    rows = np.flatnonzero((part > SIGN_ALPHA).any(axis=1))
    return part[rows[0] : rows[-1] + 1] if rows.size else part

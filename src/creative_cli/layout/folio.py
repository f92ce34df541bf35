"""Sets the folio of an editorial ad: a few words at the end of the logo's line, over the rule."""

from dataclasses import replace

from creative_cli.formats import FormatClass, format_class
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ground_parts import GroundKind
from creative_cli.layout.ink_pages import InkPage, draw_ink_pages, frame_around, set_piece
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.surface_colors import pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, LocalizedCopy, Role

FOLIO_SIZE, LEAST_FOLIO_PX = 0.0200, 8.0  # of u; px as shown
FOLIO_AIR = 0.40  # between the letters and the rule, em


def draw_folio(words: LocalizedCopy, plan: CanvasPlan, canvas: Canvas, look: BrandStyle) -> tuple[Overlay, ...]:
    """Draw the folio in the display face; nothing in small sizes and where it does not fit beside the logo."""
    rule = next((part.box for part in plan.parts if part.kind is GroundKind.RULE), None)
    text, form = words.facts.folio, plan.format
    if rule is None or not text or plan.surface is None or format_class(form) is FormatClass.SMALL:
        return ()
    size = max(FOLIO_SIZE * (form.width * form.height) ** 0.5, LEAST_FOLIO_PX / form.shown_scale)
    # Digits and words of a date are one line, as in prices.
    face = replace(choose_typeface(words.locale, Role.HEADLINE, 700, look.fonts, look.style, text), spaced=False)
    piece = set_piece(text, face, face.scale * size)
    free = rule.width - canvas.logo.width - canvas.logo.height
    if piece.ink.width > free or canvas.logo.y > rule.y:
        return ()
    rtl = plan.direction is Direction.RTL
    x = rule.x - piece.ink.x if rtl else rule.right - piece.ink.right
    down = min(canvas.logo.bottom, rule.y - FOLIO_AIR * size) - piece.ink.bottom
    piece = piece.moved(x, round(down))
    ink = pick_surface_colors(plan.surface, look.palette).type
    return draw_ink_pages((InkPage(frame_around(piece.ink), ink, (piece,)),), Role.KICKER, look.fonts)

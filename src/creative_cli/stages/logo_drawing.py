"""logo_drawing: where a plan has the logo, for the ladder that draws it."""

from creative_cli.imaging.logo_fit import logo_ink_area
from creative_cli.layout.logo_ladder import LogoPlace
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle


def brand_logo_place(look: BrandStyle, plan: CanvasPlan) -> LogoPlace:
    """Return the room, ink area and side of the logo, and the corners of its plate."""
    form, radius = plan.format, load_style_pack(look.style).radius
    in_bar = any(part.holds_logo for part in plan.parts)
    tiled = plan.device is not None and (plan.device.button_on is not None or form.is_banner)
    right = (plan.direction is Direction.RTL) is not plan.logo_end
    return LogoPlace(
        plan.logo,
        logo_ink_area(form.width, form.height),
        "right" if right else "left",
        # On a tile, in a row and in a bar the logo stands on the middle.
        "middle" if tiled or in_bar else "top",
        radius=radius * (form.width * form.height) ** 0.5,
    )

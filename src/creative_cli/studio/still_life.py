"""The still life of a scene without a product: plain solids in the brand's colours."""

from creative_cli.imaging.raster import Field
from creative_cli.studio import shapes
from creative_cli.studio.grading import ColorGrade
from creative_cli.studio.set_layout import ELLIPSE_RATIO, SetLayout, Silhouette

STILL_LIFE_SILHOUETTE = Silhouette(118, 100, 59.0, 46.0)  # a little wider than high


def draw_still_life(scene: Field, stage: SetLayout, colours: ColorGrade) -> None:
    """Draw an arch, a column with a ball, a cone and a small ball on the podium, the far ones first."""
    w, h, cx = stage.product.width, stage.product.height, stage.centre
    base = stage.top - 0.10 * stage.radius * ELLIPSE_RATIO
    behind = base - 0.30 * stage.radius * ELLIPSE_RATIO
    shapes.draw_ground_shadow(scene, (cx - 0.15 * w, behind), 0.25 * w, 0.5 * h, colours.shade)
    shapes.draw_free_arch(
        scene, (cx - 0.15 * w, behind), 0.27 * w, 0.97 * h - (stage.product.bottom - behind) + 0.03 * h, colours.second
    )
    column = (cx + 0.23 * w, base)
    shapes.draw_ground_shadow(scene, column, 0.17 * w, 0.40 * h, colours.shade)
    shapes.draw_cylinder(scene, (column[0], base - 0.34 * h), 0.17 * w, 0.34 * h, colours.plinth)
    shapes.draw_ground_shadow(scene, (column[0], base - 0.335 * h), 0.09 * w, 0.10 * h, colours.shade)
    shapes.draw_ball(scene, (column[0], base - 0.34 * h - 0.135 * w), 0.145 * w, colours.accent)
    front = stage.top + 0.36 * stage.radius * ELLIPSE_RATIO
    shapes.draw_ground_shadow(scene, (cx - 0.02 * w, front), 0.115 * w, 0.22 * h, colours.shade)
    shapes.draw_cone(scene, (cx - 0.02 * w, front), 0.115 * w, 0.30 * h, colours.accent)
    nearest = stage.top + 0.50 * stage.radius * ELLIPSE_RATIO
    shapes.draw_ground_shadow(scene, (cx - 0.24 * w, nearest), 0.07 * w, 0.10 * h, colours.shade)
    shapes.draw_ball(scene, (cx - 0.24 * w, nearest - 0.07 * w), 0.075 * w, colours.plinth)

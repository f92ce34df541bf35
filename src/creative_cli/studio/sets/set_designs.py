"""The twelve sets: how each is drawn, and what it asks of stage and light."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from creative_cli.brief.look_names import SetName
from creative_cli.color.color_math import Rgb
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import dark_sets, outdoor_sets, paper_set, plinth_sets, room_sets, sky_set, tiled_sets
from creative_cli.studio.sets.set_light import Gloss, Ledge
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetLook, SetStage

Drawing: TypeAlias = Callable[[SetStage, SetPaints, ScaledProduct], tuple[Field, Ledge | None]]


class SetDesign(NamedTuple):
    """A set: its drawing, the colour behind its type, what it asks of the stage, its type, reflection and rim.

    A `patterned` ground is calmed where type stands on it.
    """

    draw: Drawing
    wall: Callable[[SetPaints], Rgb]
    look: SetLook = SetLook()
    dark: bool = False
    gloss: Gloss = Gloss(0.0, 0.0)
    rim: bool = False
    cast: float = 1.0
    patterned: bool = False


SET_DESIGNS: dict[SetName, SetDesign] = {
    "kitchen": SetDesign(tiled_sets.draw_kitchen, tiled_sets.kitchen_wall, patterned=True, gloss=Gloss(0.14, 0.14)),
    "bathroom": SetDesign(tiled_sets.draw_bathroom, tiled_sets.bathroom_wall, patterned=True, gloss=Gloss(0.26, 0.20)),
    "desk": SetDesign(room_sets.draw_desk, room_sets.desk_wall, patterned=True, gloss=Gloss(0.10, 0.12)),
    "shelf": SetDesign(room_sets.draw_shelf, room_sets.shelf_wall, gloss=Gloss(0.16, 0.14)),
    "gym": SetDesign(
        dark_sets.draw_gym,
        dark_sets.night_wall,
        dark=True,
        gloss=Gloss(0.36, 0.26),
        rim=True,
        cast=0.35,
    ),
    "street": SetDesign(
        dark_sets.draw_street,
        dark_sets.night_wall,
        dark=True,
        gloss=Gloss(0.42, 0.30),
        rim=True,
        cast=0.35,
    ),
    "garden": SetDesign(
        outdoor_sets.draw_garden,
        outdoor_sets.garden_wall,
        dark=True,
        patterned=True,
        gloss=Gloss(0.10, 0.12),
    ),
    "drape": SetDesign(
        plinth_sets.draw_drape,
        plinth_sets.drape_wall,
        SetLook(plinth=True, widest=0.86),
        dark=True,
        gloss=Gloss(0.10, 0.12),
    ),
    "slab": SetDesign(outdoor_sets.draw_slab, outdoor_sets.slab_wall, SetLook(plinth=True, widest=0.86), dark=True),
    "sky": SetDesign(
        sky_set.draw_sky,
        sky_set.sky_wall,
        SetLook(plinth=True, raised=0.03, widest=0.86),
        gloss=Gloss(0.10, 0.12),
    ),
    "paper": SetDesign(paper_set.draw_paper, paper_set.paper_wall, SetLook()),
    "arch": SetDesign(
        plinth_sets.draw_arch,
        plinth_sets.arch_wall,
        SetLook(plinth=True, widest=0.86),
        gloss=Gloss(0.10, 0.12),
    ),
}

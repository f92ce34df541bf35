"""The arrangements of tiles: a grid with the type in one, logo and button in another, and shapes in the rest."""

from collections.abc import Iterator

from creative_cli.formats import Box, FormatClass
from creative_cli.layout.device_field import DeviceDraft, DeviceField, cut_top
from creative_cli.layout.skeleton_canvas import stack_roles
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.models import Role, TextZone

TILE_GAP = 0.016  # between tiles, of u
TILE_AIR = 0.034  # around what stands in a tile, of u

_Cell = tuple[float, float, float, float]

# Columns and rows of the grid; then the tiles, as column, row, columns and rows: that of the type, of logo and button,
# and those of the switch, the bars, the ring and the dots.
GRIDS: dict[FormatClass, tuple[tuple[int, int], tuple[_Cell, ...]]] = {
    FormatClass.SQUARE: ((4, 4), ((0, 0, 3, 2), (0, 3, 4, 1), (3, 0, 1, 1), (3, 1, 1, 2), (0, 2, 1, 1), (1, 2, 2, 1))),
    FormatClass.PORTRAIT: (
        (4, 5),
        ((0, 0, 3, 3), (0, 4, 4, 1), (3, 0, 1, 1), (3, 1, 1, 2), (0, 3, 1, 1), (1, 3, 3, 1)),
    ),
    # What a platform covers at the foot of a story has only shapes.
    FormatClass.STORY: ((2, 7), ((0, 0, 2, 4), (0, 4, 2, 1), (0, 5, 1, 1), (1, 5, 1, 2), (0, 6, 1, 1))),
    FormatClass.WIDE: ((6, 4), ((0, 0, 4, 3), (0, 3, 4, 1), (4, 0, 1, 2), (5, 0, 1, 3), (4, 2, 1, 1), (4, 3, 2, 1))),
    FormatClass.SMALL: ((4, 5), ((0, 0, 3, 3), (0, 3, 4, 2), (3, 0, 1, 1), (3, 1, 1, 2))),
    FormatClass.TOWER: ((2, 8), ((0, 0, 2, 4), (0, 6, 2, 2), (0, 4, 1, 1), (1, 4, 1, 2), (0, 5, 1, 1))),
    FormatClass.STRIP: ((12, 2), ((0, 0, 6, 2), (8, 0, 4, 2), (6, 0, 1, 1), (7, 0, 1, 2), (6, 1, 1, 1))),
}


LOW_GRID: tuple[tuple[int, int], tuple[_Cell, ...]] = (
    (12, 2),
    ((0, 0, 5, 2), (6, 0, 6, 2), (5, 0, 1, 1), (5, 1, 1, 1)),
)


def draft_tiles(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a grid of tiles; body and small print stand with the headline."""
    low = field.low_format and field.kind is FormatClass.STRIP
    (columns, rows), cells = LOW_GRID if low else GRIDS[field.kind]
    # The tile of the type has the primary, which must differ from the ground of the tiles.
    ground = SurfaceRole.DEEP if field.pack.surface is SurfaceRole.PRIMARY else field.pack.surface
    gap, air = TILE_GAP * field.u, TILE_AIR * field.u
    out = min(0.55 * field.margin, field.margin - 1)
    grid = (
        field.form.bounds.grown(out - field.margin)
        if field.kind is FormatClass.STORY
        else Box(
            field.content.x - out, field.content.y - out, field.content.width + 2 * out, field.content.height + 2 * out
        )
    )
    wide, high = (grid.width + gap) / columns, (grid.height + gap) / rows
    tiles = tuple(Box(grid.x + x * wide, grid.y + y * high, w * wide - gap, h * high - gap) for x, y, w, h in cells)
    words, foot = (_share(tile.grown(-air), field.content) for tile in tiles[:2])
    if field.kind in {FormatClass.TOWER, FormatClass.SMALL} or (field.kind is FormatClass.STRIP and not field.low):
        logo = Box(foot.x, foot.y + 0.06 * foot.height, foot.width, 0.30 * foot.height)
        button = cut_top(foot, 0.5 * foot.height)
    else:
        logo = Box(foot.x, foot.y + 0.12 * foot.height, 0.38 * foot.width, 0.76 * foot.height)
        button = Box(foot.x + 0.42 * foot.width, foot.y, 0.58 * foot.width, foot.height)
    roles = (Role.KICKER, Role.HEADLINE, Role.BODY, Role.DISCLAIMER)
    zones = (
        stack_roles(words, roles),
        TextZone(button, (Role.CTA,), "middle", at_end=field.kind is not FormatClass.TOWER),
    )
    yield DeviceDraft(
        "tiles",
        tiles,
        logo,
        zones,
        surface=SurfaceRole.PRIMARY,
        field=ground,
        button_on=SurfaceRole.WHITE,
        headline=0.95,
    )


def _share(one: Box, other: Box) -> Box:
    """Return what two boxes share."""
    left, top = max(one.x, other.x), max(one.y, other.y)
    return Box(left, top, min(one.right, other.right) - left, min(one.bottom, other.bottom) - top)

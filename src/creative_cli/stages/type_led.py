"""type_led: the canvas of an ad without a picture, whose device is drawn under its type."""

import numpy as np

from creative_cli.brief.device_facts import Device
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.formats import Format, FormatContent
from creative_cli.imaging.blending import paste_layer
from creative_cli.layout.brand_mark import find_brand_mark
from creative_cli.layout.device_choice import repeats_figure, settle_device
from creative_cli.layout.device_painting import paint_device
from creative_cli.layout.device_plans import DeviceCounts, list_device_plans
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.layout.logo_ladder import draw_brand_logo
from creative_cli.layout.small_logo import give_words_mark_room
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, LocalizedCopy, Role
from creative_cli.small_sizes import list_kept_roles
from creative_cli.stages.arrange import ArrangedPicture, choose_arrangement
from creative_cli.stages.layered import record_composition
from creative_cli.stages.logo_drawing import brand_logo_place


def arrange_type_led(form: Format, everyone: tuple[LocalizedCopy, ...], look: BrandStyle) -> ArrangedPicture:
    """Return the arrangement of the campaign's device that the copy of all its markets fits best in *form*."""
    settled = settle_device(everyone, look)
    plans: dict[Direction, tuple[CanvasPlan, ...]] = {}
    for words in settled:
        way = words.locale.direction
        if way not in plans:
            plans[way] = list_type_led_plans(form, way, look, settled)
    if form.shows is not FormatContent.AD:
        first = tuple((way, own[0]) for way, own in plans.items())
        return ArrangedPicture(first[0][1].layout, 1.0, True, "", first, None)  # noqa: FBT003  # there is no type to fit
    return choose_arrangement(None, plans, everyone, look)


def list_type_led_plans(
    form: Format, direction: Direction, look: BrandStyle, everyone: tuple[LocalizedCopy, ...]
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of the campaign's device in *form* for one direction, the preferred one first."""
    settled = settle_device(everyone, look)
    if form.shows is not FormatContent.AD:
        # Without words only the mark and the letter say something.
        wordless = Device.LETTER if find_brand_mark(look.logo) is None else Device.PATTERN
        return list_device_plans(wordless, form, direction, load_style_pack(look.style), DeviceCounts())
    own = next((words for words in settled if words.locale.direction is direction), settled[0])
    items = max(len(words.facts.items) for words in settled)
    rows = max(_count_rows(words.offer) for words in settled)
    aspect = DeviceCounts().logo_aspect if look.logo is None else open_logo_file(look.logo.file).aspect
    counts = DeviceCounts(own.facts.share, items, rows, aspect)
    device = Device(own.facts.chosen)
    if Role.BODY not in list_kept_roles(form) and any(repeats_figure(words, device) for words in settled):
        device = Device.LETTER
    plans = list_device_plans(device, form, direction, load_style_pack(look.style), counts)
    return tuple(give_words_mark_room(plan, look) for plan in plans)


def _count_rows(offer: PriceDisplay | None) -> int:
    """Return how many rows a price block has."""
    return 0 if offer is None else sum(1 for part in (offer.unit, offer.was, offer.base, offer.note) if part) + 1


def compose_type_led(look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    """Paint the device and lay the logo on it."""
    pixels = paint_device(plan, look)
    logo = draw_brand_logo(look, brand_logo_place(look, plan), pixels)
    return Canvas(
        format=plan.format,
        direction=plan.direction,
        pixels=paste_layer(pixels, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=None,
        product_mask=np.zeros(pixels.shape[:2], np.uint8),
        product_seen=None,
        zones=plan.zones,
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=pixels,
        shown_logo=logo.shown,
        composition=record_composition(look, plan, wanted),
    )

"""Type-led ads: every device in every size and direction, with type, logo, price and drawing apart."""

import json
from itertools import combinations

import pytest

from creative_cli.brief.device_facts import FIGURE_DEVICES, Device
from creative_cli.channels import load_channels
from creative_cli.formats import Box, parse_format
from creative_cli.layout.device_plans import DeviceCounts, list_device_plans
from creative_cli.layout.style_pack import STYLE_NAMES, load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Role
from creative_cli.storage.codec import decode_record, encode_json_line
from tests.layout.test_skeleton import SIZES

COUNTS = DeviceCounts((1, 5), 5, 0)
OFFER = DeviceCounts((1, 5), 5, 3)
FORMS = (*map(parse_format, SIZES), load_channels()["meta.stories"].format)


def plans(device: Device, direction: Direction, style: str, counts: DeviceCounts = COUNTS) -> list[CanvasPlan]:
    """Return every arrangement of a device in all sizes."""
    pack = load_style_pack(style)
    return [plan for form in FORMS for plan in list_device_plans(device, form, direction, pack, counts)]


def drawn_parts(plan: CanvasPlan) -> tuple[Box, ...]:
    """Return what is drawn and must not be crossed by type: not a letter, nor the panel that type stands on."""
    assert plan.device is not None
    parts = plan.device.parts
    match plan.device.kind:
        case Device.LETTER | Device.NUMERAL:
            return ()
        case Device.TICKET | Device.FIGURE | Device.PATTERN:
            return parts[:1]
        case Device.TILES:
            return parts[2:]
        case Device.ROWS:
            return ()
        case _:
            return parts


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("device", Device)
def test_nothing_lies_on_anything(device: Device, direction: Direction) -> None:
    """Zones, logo, price and the device's drawing keep apart, inside the content, with an offer and without."""
    for counts in (COUNTS, OFFER):
        for plan in plans(device, direction, "retail", counts):
            zones = [zone.box for zone in plan.zones]
            boxes = [*zones, plan.logo, *([plan.price] if plan.price is not None else [])]
            name = (plan.format.name, plan.arrangement)

            assert all(plan.content.holds(box, 1.0) for box in boxes), name
            assert all(box.width > 0 and box.height > 0 for box in boxes), name
            assert all(one.overlap(other) < 1 for one, other in combinations(boxes, 2)), name
            apart = [*zones, plan.logo]
            assert all(part.overlap(box) < 1 for part in drawn_parts(plan) for box in apart), name
            assert (plan.price is not None) == (device in FIGURE_DEVICES or counts is OFFER), name


@pytest.mark.parametrize("device", Device)
def test_right_to_left_is_the_mirror(device: Device) -> None:
    """Every box changes sides, also those of the drawing; stories have a safe zone that does not."""
    for left, right in zip(plans(device, Direction.LTR, "soft"), plans(device, Direction.RTL, "soft"), strict=True):
        assert left.device is not None
        assert right.device is not None
        if left.format.safe.left != left.format.safe.right:
            continue
        wide = left.format.width
        pairs = [(left.logo, right.logo), *zip(left.device.parts, right.device.parts, strict=True)]
        pairs += [(one.box, other.box) for one, other in zip(left.zones, right.zones, strict=True)]

        assert all(
            one.mirrored(wide).x == pytest.approx(other.x) and one.y == pytest.approx(other.y) for one, other in pairs
        )


@pytest.mark.parametrize("device", Device)
def test_a_plan_comes_back_from_the_cache_as_it_went_in(device: Device) -> None:
    """Whole numbers would come back as others, and make every ad again."""
    for plan in plans(device, Direction.LTR, "bold", OFFER):
        line = encode_json_line(plan)

        assert encode_json_line(decode_record(CanvasPlan, json.loads(line))) == line


@pytest.mark.parametrize("style", STYLE_NAMES)
@pytest.mark.parametrize("device", Device)
def test_every_ad_has_place_for_headline_and_button(device: Device, style: str) -> None:
    """Whatever else a size leaves out."""
    for plan in plans(device, Direction.LTR, style):
        placed = [role for zone in plan.zones for role in zone.roles]

        assert placed.count(Role.HEADLINE) == placed.count(Role.CTA) == 1
        assert len(placed) == len(set(placed))

"""Chooses the device of a campaign without pictures: the first whose need the brief meets in every market."""

import re
from collections.abc import Sequence
from dataclasses import replace

from creative_cli.brief.device_facts import FIGURE_DEVICES, Device
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.layout.brand_mark import find_brand_mark
from creative_cli.layout.display_faces import TRACKED_SCRIPTS
from creative_cli.models import AdCopy, BrandStyle, LocalizedCopy

ROW_CHARACTERS = 16
"""A longer headline is too small as one row of words."""
EDITORIAL = "editorial"  # the style that sets a figure in a block instead of over the measure
LEAST_ITEMS, LEAST_REST = 2, 2  # rows of a list; words of a headline that goes on after its figure

# A number with its sign at the beginning of a headline: 4.1%, €189, 140, ٪٢٥.
_LEADING_FIGURE = re.compile(r"([€$£¥₹]?\d[\d.,'\u00a0\u202f]*\d?[\u00a0 ]?[%٪]?|[%٪]\d+)(?=[\s\u3000-\u9fff])")
_INNER_FIGURE = re.compile(r"[€$£¥₹]\d[\d.,]*\d|[€$£¥₹]\d|\d[\d.,]*[\u00a0\u202f ]?[%٪€]|[%٪][\d٠-٩]+")


def choose_device(everyone: Sequence[LocalizedCopy], look: BrandStyle) -> Device:
    """Return the device of a campaign: what its markets agreed on, the brief's, or the first that the brief can fill.

    *everyone* are all markets of the campaign: one device serves all of them, in every format.
    """
    facts = everyone[0].facts
    if facts.chosen:
        return Device(facts.chosen)
    if facts.named and _can_draw(Device(facts.named), everyone, look, named=True):
        return Device(facts.named)
    figure = Device.FIGURE if look.style == EDITORIAL else Device.NUMERAL
    order = (Device.TICKET, figure, Device.PROPORTION, Device.BOARD, Device.TILES, Device.ROWS, Device.PATTERN)
    return next((device for device in order if _can_draw(device, everyone, look)), Device.LETTER)


def settle_device(everyone: Sequence[LocalizedCopy], look: BrandStyle) -> tuple[LocalizedCopy, ...]:
    """Return the markets of a campaign with the device that they share.

    Rows of words need letters that outlines suit: named by a brief, they give way to the mark in other scripts.
    """
    device = choose_device(everyone, look)

    def own(words: LocalizedCopy) -> Device:
        if device is not Device.ROWS or words.locale.script in TRACKED_SCRIPTS:
            return device
        return Device.PATTERN if find_brand_mark(look.logo) is not None else Device.LETTER

    return tuple(replace(words, facts=replace(words.facts, chosen=own(words).value)) for words in everyone)


def find_shown_figure(words: LocalizedCopy) -> PriceDisplay | None:
    """Return the figure that a device shows: the offer, the brief's figure, or that at the headline's beginning."""
    if words.offer is not None:
        return words.offer
    headline = words.copy.headline
    figure = words.facts.figure or split_leading_figure(headline)[0] or find_inner_figure(headline)
    return PriceDisplay(percent=figure) if figure else None


def find_inner_figure(headline: str) -> str:
    """Return a percentage or an amount of money inside a headline; the headline keeps it. Nothing without or with two.

    Other numbers, such as a year or a time, say too little alone.
    """
    found = _INNER_FIGURE.findall(headline)
    return found[0].strip() if len(found) == 1 else ""


def split_leading_figure(headline: str) -> tuple[str, str]:
    """Return the number with which a headline begins and the words that go on after it; nothing and all without."""
    found = _LEADING_FIGURE.match(headline)
    rest = "" if found is None else headline[found.end() :].strip()
    if found is None or (len(rest.split()) < LEAST_REST and len(rest) < ROW_CHARACTERS // 2):
        return "", headline
    return found[1].strip(), rest


def repeats_figure(words: LocalizedCopy, device: Device) -> bool:
    """Return whether a headline says the figure that its device shows; small sizes have no room for both."""
    if device not in FIGURE_DEVICES or words.offer is not None or words.facts.figure:
        return False
    return not split_leading_figure(words.copy.headline)[0]


def copy_beside_figure(words: LocalizedCopy, device: Device | None) -> AdCopy:
    """Return the copy that is set as text beside a device.

    A figure that opens the headline is not set twice; a headline that is a row of words is emphasized.
    """
    copy = words.copy
    if device is Device.ROWS and copy.marked is None:
        # The row that is filled has the accent.
        return replace(copy, marked=f"*{copy.headline}*")
    if device not in FIGURE_DEVICES or words.offer is not None or words.facts.figure:
        return copy
    _, rest = split_leading_figure(copy.headline)
    taken = len(copy.headline) - len(rest)
    start, stop = max(0, copy.emphasis.start - taken), copy.emphasis.stop - taken
    marked = f"{rest[:start]}*{rest[start:stop]}*{rest[stop:]}" if stop > start else None
    return replace(copy, headline=rest, marked=marked)


def _can_draw(device: Device, everyone: Sequence[LocalizedCopy], look: BrandStyle, *, named: bool = False) -> bool:
    """Return whether every market has what a device needs; a device that the brief names needs less."""
    facts = [words.facts for words in everyone]
    match device:
        case Device.TICKET:
            met = all(all(one.day) for one in facts)
        case Device.NUMERAL | Device.FIGURE:
            met = all(find_shown_figure(words) is not None for words in everyone)
        case Device.PROPORTION:
            met = facts[0].share[1] > 0
        case Device.BOARD:
            met = all(len(one.items) >= LEAST_ITEMS for one in facts)
        case Device.TILES:
            met = named or facts[0].app
        case Device.ROWS:
            suited = [words for words in everyone if words.locale.script in TRACKED_SCRIPTS]
            short = all(len(words.copy.headline) <= ROW_CHARACTERS for words in suited)
            met = bool(suited) and short and (named or len(suited) == len(everyone))
        case Device.PATTERN:
            met = find_brand_mark(look.logo) is not None
        case Device.LETTER:
            met = True
    return met

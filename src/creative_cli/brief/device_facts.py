"""The devices of type-led ads, and what a market's brief says that one can be made of."""

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """What an ad without a picture is built on: one drawing, from the brief's words or the brand's mark."""

    TICKET = "ticket"
    NUMERAL = "numeral"
    FIGURE = "rule-and-figure"
    PROPORTION = "proportion"
    BOARD = "board"
    TILES = "tiles"
    ROWS = "word-rows"
    PATTERN = "mark-pattern"
    LETTER = "cropped-letter"


FIGURE_DEVICES = frozenset({Device.NUMERAL, Device.FIGURE})
"""Devices that show the figure of the offer, of the brief or of the headline."""


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What a type-led ad of one market can be made of, as the market writes it; empty for what the brief lacks.

    `named` is the brief's device and `chosen` the campaign's. `figure` is a number with its sign, `share` a proportion
    in lowest terms (1 of 5), `day` the two parts of a date in the market's order, `items` labels with their values.
    `app` says that an app or software is sold, `thing` that it is something that can be shown. `folio` stands at the
    end of the logo's line in editorial ads.
    """

    named: str = ""
    chosen: str = ""
    figure: str = ""
    share: tuple[int, int] = (0, 0)
    day: tuple[str, str] = ("", "")
    items: tuple[tuple[str, str], ...] = ()
    app: bool = False
    thing: bool = True
    folio: str = ""

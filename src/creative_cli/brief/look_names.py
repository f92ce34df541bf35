"""The names that a brief may give layouts, devices, style packs and studio sets."""

from typing import Literal, TypeAlias

LayoutName: TypeAlias = Literal["full-bleed", "framed", "split", "card", "breakout", "crossing"]
DeviceName: TypeAlias = Literal[
    "ticket",
    "numeral",
    "rule-and-figure",
    "proportion",
    "board",
    "tiles",
    "word-rows",
    "mark-pattern",
    "cropped-letter",
]
StyleName: TypeAlias = Literal["editorial", "bold", "retail", "soft", "tech"]
SetName: TypeAlias = Literal[
    "kitchen", "bathroom", "desk", "shelf", "gym", "street", "garden", "drape", "slab", "sky", "paper", "arch"
]

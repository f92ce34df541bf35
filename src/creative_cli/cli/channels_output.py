"""Render channels and what each accepts."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from creative_cli.channels import BYTES_PER_KIB, Channel, Platform, TextLimit, load_platforms
from creative_cli.cli.console import Screen
from creative_cli.formats import FormatContent, Insets
from creative_cli.runlog.report.humanize import count_noun

# By the letters of the `conf` column.
CONFIDENCE_LABELS = {"O": "official", "T": "third party", "X": "derived", "M": "from memory"}
CONTENT_RULES = {FormatContent.PICTURE: "no text, logo or button in the picture", FormatContent.LOGO: "logo only"}


def show_channels(screen: Screen, found: Sequence[Channel]) -> None:
    """Show each platform with its source, and its channels with size, file types, safe zone and text limits."""
    if screen.as_json:
        named = tuple(dict.fromkeys(load_platforms()[one.platform] for one in found))
        listed = [{"name": one.name, "ratio": one.format.ratio, "channel": one} for one in found]
        screen.json({"schema": 1, "platforms": named, "channels": listed})
        return
    for name, members in groupby(found, lambda one: one.platform):
        screen.line(_platform_heading(load_platforms()[name]))
        for one in members:
            for line in _channel_lines(one):
                screen.line(line)
    screen.say(count_noun(len(found), "channel"))


def _platform_heading(platform: Platform) -> Text:
    read = f"  {platform.source}, {platform.as_of:%Y-%m-%d}"
    return Text(platform.name, style="bold") + Text(read, style="dim")


def _channel_lines(one: Channel) -> Iterator[str]:
    form = one.format
    kinds = " ".join(encoding.value for encoding in form.encodings)
    weight = "" if form.max_bytes is None else f"  up to {_format_bytes(form.max_bytes)}"
    confidence = CONFIDENCE_LABELS[one.conf]
    yield f"  {one.name:<24} {form.width}x{form.height} px  {form.ratio}  {kinds}{weight}  ({confidence})"
    if form.safe != Insets():
        mirrored = ", mirrored right to left" if form.mirrors else ""
        sure = "" if one.safe_conf == one.conf else f" ({CONFIDENCE_LABELS[one.safe_conf]})"
        yield f"    keep free: {_format_safe_zone(form.safe)}{mirrored}{sure}"
    if one.limits:
        yield f"    characters: {', '.join(map(_format_text_limit, one.limits))}"
    if rules := ", ".join(_channel_rules(one)):
        yield f"    {rules}"
    if one.note:
        yield f"    note: {one.note}"


def _format_bytes(size: int) -> str:
    kib = size / BYTES_PER_KIB
    return f"{kib / BYTES_PER_KIB:g} MB" if kib >= BYTES_PER_KIB else f"{kib:g} KB"


def _format_safe_zone(safe: Insets) -> str:
    edges = (("top", safe.top), ("right", safe.right), ("bottom", safe.bottom), ("left", safe.left))
    return ", ".join(f"{side} {share:.1%}".replace(".0%", "%") for side, share in edges if share)


def _format_text_limit(limit: TextLimit) -> str:
    most = "" if limit.most is None else f" {limit.most}"
    wide = "" if limit.most_wide is None else f" ({limit.most_wide} wide)"
    shown = "" if limit.shown is None else f" {limit.shown} shown"
    return f"{limit.field}{most}{wide}{shown}"


def _channel_rules(one: Channel) -> Iterator[str]:
    form = one.format
    if form.display is not None:
        yield f"shown {form.display} px wide"
    if form.shows in CONTENT_RULES:
        yield CONTENT_RULES[form.shows]
    if one.text_area_max is not None:
        yield f"text covers at most {one.text_area_max:.0%}"
    if one.max_words is not None:
        yield f"at most {one.max_words} words"
    if one.min_font_px is not None:
        yield f"text at least {one.min_font_px:g} px"
    if one.border:
        yield "a border that is not white"
    for rule in one.markets:
        size = "" if rule.size is None else f" {rule.size[0]}x{rule.size[1]} px"
        yield f"{rule.territory}:{size}{'' if rule.max_bytes is None else ' ' + _format_bytes(rule.max_bytes)}"

"""Waivers as briefs and files write them: findings that are accepted, why, by whom, and until when."""

from pydantic import BaseModel, Field

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.field_types import Day, ShortLine


class WaiverEntry(BriefModel):
    """A finding that is accepted until a day."""

    check: ShortLine = Field(description="The check, or the finding of one: upscale, or upscale/enlarged.")
    reason: ShortLine = Field(description="Why it is accepted. Every report shows it.")
    owner: ShortLine = Field(description="Who accepts it: a name or an address.")
    expires: Day = Field(description="The last day on which it holds, such as 2026-12-31.")
    markets: tuple[ShortLine, ...] = Field(
        default=(), max_length=300, description="Countries, locales or groups (DE, fr-CA, EU). Default: all."
    )
    products: tuple[ShortLine, ...] = Field(default=(), max_length=1000, description="Ids of products. Default: all.")
    formats: tuple[ShortLine, ...] = Field(
        default=(), max_length=200, description="Ratios or channels (9:16, meta.stories, meta). Default: all."
    )


class WaiverFile(BaseModel):
    """A file of waivers."""

    waivers: tuple[WaiverEntry, ...] = Field(min_length=1, max_length=1000)

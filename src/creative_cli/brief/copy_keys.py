"""The keys of copy: the message, approved copy of a market, and lines of one product or one variant."""

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.field_types import (
    BodyText,
    CallToActionText,
    DisclaimerText,
    HeadlineText,
    LongText,
    ShortCallToAction,
    ShortHeadline,
    ShortLine,
)
from creative_cli.brief.line_lists import FurtherLines


class Intent(BriefModel):
    """The goals of texts; a text with an intent is rewritten for each market instead of translated."""

    headline: LongText | None = Field(default=None, description="Goal of the headline.")
    body: LongText | None = Field(default=None, description="Goal of the body.")
    cta: LongText | None = Field(default=None, description="Goal of the call to action.")
    disclaimer: LongText | None = Field(default=None, description="Goal of the small print.")

    @model_validator(mode="after")
    def _some(self) -> "Intent":
        if not self.model_fields_set:
            raise ValueError("says nothing: write the goal of a text, such as headline:, or leave it out.")
        return self


class ShortCopy(BriefModel):
    """Shorter lines for banners less than 100 px high."""

    headline: ShortHeadline | None = Field(default=None, description="The headline there; up to 18 letters are large.")
    cta: ShortCallToAction | None = Field(default=None, description="The call to action there; 10 letters fit.")

    @model_validator(mode="after")
    def _some(self) -> "ShortCopy":
        if self.headline is None and self.cta is None:
            raise ValueError("says nothing: write headline:, cta: or both.")
        return self


class Message(BriefModel):
    """The copy in the source language."""

    further_lines: SkipJsonSchema[FurtherLines | None] = Field(
        default=None, repr=False, description="The lines after the first of lines that are lists (docs/copy.md)."
    )
    kicker: ShortLine | None = Field(
        default=None, description="A short line over the headline; ads without a place for it leave it out."
    )
    headline: HeadlineText = Field(
        description="The one thing the ad says; at most three lines of large type. "
        "Words between asterisks are emphasized (docs/copy.md)."
    )
    body: BodyText | None = Field(default=None, description="One or two sentences under the headline.")
    cta: CallToActionText | None = Field(default=None, description="The call to action on the button.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The small print at the bottom.")
    short: ShortCopy | None = Field(default=None, description="Shorter lines for banners less than 100 px high.")
    disclaimer_required: bool = Field(
        default=False, description="Whether the small print is required by law, and no banner may omit it."
    )
    warning: bool = Field(
        default=False,
        description="Whether the small print warns of a risk: in ads with a picture it stands in a box, as large as "
        "the body.",
    )
    intent: Intent | None = Field(
        default=None, description="Goals of texts; such a text is rewritten for each market instead of translated."
    )


class MarketCopy(BriefModel):
    """Approved copy of one market; used exactly as written."""

    further_lines: SkipJsonSchema[FurtherLines | None] = Field(
        default=None, repr=False, description="The lines after the first of lines that are lists (docs/copy.md)."
    )
    kicker: ShortLine | None = Field(default=None, description="The line over the headline, in the market's language.")
    headline: HeadlineText = Field(
        description="The headline in the market's language, with asterisks around emphasized words."
    )
    body: BodyText | None = Field(default=None, description="The body in the market's language.")
    cta: CallToActionText | None = Field(default=None, description="The call to action in the market's language.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The small print in the market's language.")
    short: ShortCopy | None = Field(default=None, description="Shorter lines for banners less than 100 px high.")


class ProductCopy(BriefModel):
    """Lines of one product in one language; lines that are left out are those of all products."""

    further_lines: SkipJsonSchema[FurtherLines | None] = Field(
        default=None, repr=False, description="The lines after the first of lines that are lists (docs/copy.md)."
    )
    kicker: ShortLine | None = Field(default=None, description="The product's own line over the headline.")
    headline: HeadlineText | None = Field(default=None, description="The product's own headline.")
    body: BodyText | None = Field(default=None, description="The product's own body.")
    cta: CallToActionText | None = Field(default=None, description="The product's own call to action.")
    disclaimer: DisclaimerText | None = Field(default=None, description="The product's own small print.")
    short: ShortCopy | None = Field(default=None, description="Its shorter lines for banners less than 100 px high.")

    @model_validator(mode="after")
    def _some(self) -> "ProductCopy":
        if not self.model_fields_set:
            raise ValueError("says nothing: write headline: or another line, or leave it out.")
        return self

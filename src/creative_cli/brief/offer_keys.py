"""The keys of what an ad says beside its copy: `offer`, the prices, and `badge`, a claim with its proof."""

from typing import Annotated

from pydantic import Field, model_validator

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.field_types import (
    Amount,
    Currency,
    Day,
    Month,
    Percentage,
    ShortLine,
)


class Offer(BriefModel):
    """Prices and discount, shown as a price block and a badge, and where texts say {price}, {was} or {percent}."""

    price: Amount | None = Field(
        default=None,
        description="The price to pay, with taxes where prices have them, such as 2.99. 699.00 prints its decimals.",
    )
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code, such as EUR. Default: the market's. Money is never converted."
    )
    was: Amount | None = Field(default=None, description="The previous price; higher than the price.")
    percent: Percentage | None = Field(
        default=None, description="The discount, such as 25 for 25 %. {percent} needs none beside price and was."
    )
    unit: ShortLine | None = Field(default=None, description="What the price is for, above it: Six-pack.")
    unit_price: Amount | None = Field(default=None, description="The price of one unit, such as 3.03 for a litre.")
    unit_base: ShortLine | None = Field(default=None, description="The unit of unit_price, such as 1 l or 100 g.")
    note: ShortLine | None = Field(default=None, description="A line below the price, such as a tax note.")
    lowest_30d: Amount | None = Field(
        default=None, description="The lowest price of the 30 days before the reduction; was is checked against it."
    )

    @model_validator(mode="after")
    def _some(self) -> "Offer":
        if not self.model_fields_set:
            raise ValueError("offers nothing: write price:, was: or percent:, or leave it out.")
        return self


class Rating(BriefModel):
    """What buyers say of a product, with what proves it; all five keys are needed."""

    score: Amount = Field(description="The score, such as 4.8.")
    scale: Amount = Field(description="The best score there is, such as 5.")
    count: Annotated[int, Field(ge=1)] = Field(description="How many ratings it is the mean of.")
    source: ShortLine = Field(description="Where they were given.")
    month: Month = Field(description="The month they were counted in, such as 2026-05.")


class Award(BriefModel):
    """An award, with who gave it."""

    name: ShortLine = Field(description="The award, as it is called.")
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="The year it was given in.")
    source: ShortLine = Field(description="Who gave it.")


class NewProduct(BriefModel):
    """Since when a product is sold; at most twelve months before the flight ends."""

    since: Day = Field(description="The first day it was sold, such as 2026-03-01.")
    word: ShortLine | None = Field(default=None, description="What the badge says. Default: the market's word for new.")


class Badge(BriefModel):
    """A badge beside the picture: a rating, an award or new, one of them."""

    rating: Rating | None = Field(default=None, description="A score with its source.")
    award: Award | None = Field(default=None, description="An award with its source.")
    new: NewProduct | None = Field(default=None, description="That the product is new.")

    @model_validator(mode="after")
    def _one(self) -> "Badge":
        if len(self.model_fields_set) != 1:
            raise ValueError("makes one claim: write rating:, award: or new:, not more.")
        return self

"""Whose a picture is, and under which license an ad shows it."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.delivery_keys import LandingPage
from creative_cli.brief.field_types import Language, ShortLine

AUTO_LABEL = "auto"

AiLabel: TypeAlias = Annotated[
    dict[Language, ShortLine],
    BeforeValidator(lambda value: {} if value == AUTO_LABEL else value),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": AUTO_LABEL},
                {"type": "object", "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 120}},
            ]
        }
    ),
]
"""What ads say of pictures that a model made, by language; empty for the words of the rules."""


class PictureRights(BriefModel):
    """The rights to a product's picture; files of its ads and `creative evidence` state them."""

    credit: ShortLine | None = Field(default=None, description="Whom to name: 'Photo: Ada Sol / Solara'.")
    license: ShortLine | None = Field(default=None, description="The license, in words: 'Stock license 4711, to 2027'.")
    license_url: LandingPage | None = Field(default=None, description="The address of the license, https.")

"""What all mappings of a brief share."""

from pydantic import BaseModel, ConfigDict, field_validator


class BriefModel(BaseModel):
    """A mapping of the brief; unknown and empty keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _filled(cls, value: object) -> object:
        if value is None:
            raise ValueError("is empty: write its value, or leave the key out.")
        return value

"""What a variant differs in, for the manifest and for people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VariantDifference:
    """A field in which the ads of a variant differ from those of the control, and its value in each; empty for none.

    `field` is a key of the variant: headline, short.cta, image, scene, template, layout, style, set or
    photo_treatment. The values of lines are in the language of the ad.
    """

    field: str
    control: str
    variant: str

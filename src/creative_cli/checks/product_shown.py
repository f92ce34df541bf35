"""Does the ad show what it sells?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, HeroKind, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The picture is one of the product."""
    canvas = creative.canvas
    if canvas.format.shows is FormatContent.LOGO:
        yield Outcome(Status.SKIP, "no_product", f"{canvas.format.name} shows only the logo.")
    elif canvas.kind is HeroKind.STUDIO or (canvas.product_box is None and canvas.photo is None):
        if not creative.adaptation.facts.thing:
            yield pass_outcome("what is sold is not a thing that can be shown")
            return
        message = "This ad shows no product: give the product an image: in the brief, or write offering: service."
        yield Outcome(Status.WARN, "no_product", message)
    else:
        yield pass_outcome("the picture shows the product")


CHECK = Check(
    id="product_shown",
    rationale="People order what they have seen; a decorative scene does not show what is for sale.",
    inspect=inspect,
)

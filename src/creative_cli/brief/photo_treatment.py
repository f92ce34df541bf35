"""Where a duotone would hide what sells: food, results of care, and products bought for their colour."""

import re
from collections.abc import Iterator

from creative_cli.brief.source_positions import SourceDocument
from creative_cli.errors import Problem

_SOLD_BY_COLOR = re.compile(
    r"\b(?:foods?|drinks?|snacks?|fruit|beverage|soda|juice|coffee|tea|beer|wine|restaurant|bakery|chocolate|candy|cereal"
    r"|dairy|meat|skin|skincare|haircare|beauty|cosmetics?|makeup|perfume|hair|nail|fashion|apparel|clothing|shoes|paint"
    r"|decor|interior|flowers|jewell?ery|jewelry|textile|art)\b",
    re.IGNORECASE,
)


def find_treatment_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield a duotone for a category whose products are sold by their colour."""
    if document.text("photo_treatment") != "duotone":
        return
    category = document.text("category") or ""
    if _SOLD_BY_COLOR.search(category):
        sentence = f"photo_treatment is duotone, but the category is {category}: its photos need their own colors."
        yield document.problem(("photo_treatment",), f"{sentence} Leave photo_treatment: out.")

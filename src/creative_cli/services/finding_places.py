"""The place in a brief of what causes a finding: a line of copy, a product, a market, the brand, a channel.

Places hold through included files, brand kits, feeds and files of copy, whose own lines are named.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from creative_cli.brief.copy_choice import explain_copy_choice
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.together import list_advertised
from creative_cli.engine.product_words import ROLE_PATHS, list_line_values
from creative_cli.errors import Problem
from creative_cli.findings.located_finding import FindingSubject
from creative_cli.models import Finding, Role

_LOGO: Final[tuple[KeyPath, ...]] = (("brand", "logo"), ("brand", "name"))
_LOOK: Final[tuple[KeyPath, ...]] = (("layout",), ("style",), ("template",))
CAUSE_KEYS: Final[Mapping[str, tuple[KeyPath, ...]]] = {
    **dict.fromkeys(("logo_parts", "logo_size", "logo_clear_space"), _LOGO),
    "brand_font": (("brand", "fonts"),),
    "brand_area": (("brand", "colors"),),
    "required_disclaimer": (("brand", "required_disclaimers"), ("message", "disclaimer")),
    "family": _LOOK,
    "empty_band": _LOOK,
    "template_text": (("template",),),
    "text_hierarchy": _LOOK,
}
"""Where the cause of a check's findings stands, if it is in one place for all products and markets."""

CAUSE_MARKET_KEYS: Final[Mapping[str, str]] = {"prior_price": "offer", "offer_shown": "offer", "badge_shown": "badge"}
"""Keys of a market, a product or the brief that cause the findings of a check."""

PICTURE_CHECKS: Final = frozenset(
    {
        *("product_shown", "products_shown", "subject_whole", "subject_kept", "text_on_product", "upscale", "made_up"),
        *("scrim", "empty_scene", "photo_quality", "product_visible"),
    }
)
FILE_CHECKS: Final = frozenset({"exact_size", "byte_limit"})


def find_cause_place(loaded: LoadedBrief, finding: Finding, subject: FindingSubject, variant: str = "") -> Problem:
    """Return the place in the brief of what causes a finding in one of its variants, as a problem without a message."""
    market = _market_index(loaded, subject.locale)
    product = next((index for index, one in enumerate(loaded.brief.products) if one.id == subject.product), None)
    if finding.role is not None:
        line = _find_line(loaded, market, subject, finding.role, variant)
        if line is not None:
            return line
    if finding.check in PICTURE_CHECKS and product is not None:
        return loaded.product_problem(product, "image", "")
    for keys in _list_cause_keys(loaded, finding, subject, market, product):
        if loaded.document.at(*keys) is not None:
            return loaded.document.problem(keys, "")
    if product is not None and loaded.feed is not None:
        return loaded.product_problem(product, "id", "")
    return loaded.document.problem((), "")


def _market_index(loaded: LoadedBrief, tag: str) -> int | None:
    """Return the index of a market; pseudo-copy has a locale of its own in the same country."""
    known = [one.locale for one in loaded.markets]
    if not tag:
        return None
    exact = next((index for index, locale in enumerate(known) if locale.tag == tag), None)
    parts = tag.split("-")
    there = next((index for index, locale in enumerate(known) if locale.territory in parts[1:]), None)
    return there if exact is None else exact


def _find_line(
    loaded: LoadedBrief, market: int | None, subject: FindingSubject, role: Role, variant: str
) -> Problem | None:
    """Return where the line of a role is written that a product's ads print in a market; None if nowhere."""
    advertised = list_advertised(loaded.brief)
    tag, product = subject.locale, subject.product
    shown = next((one for one in advertised if one.id == product), advertised[0] if advertised else None)
    if market is None or shown is None:
        return None
    names = {".".join(map(str, path)) for path, one in ROLE_PATHS.items() if one is role}
    resolved = loaded.markets[market]
    words = list_line_values(loaded.brief, loaded.brief.markets[market], shown, resolved.locale)
    choices = explain_copy_choice(loaded, market, shown, words, variant=variant, translated=False)
    choice = next((one for one in choices if one.role in names), None)
    if choice is None:
        return None
    if tag == resolved.locale.tag and choice.chosen.key.startswith("message") and not resolved.source:
        return None  # a translation: the market is what the brief has of it
    return choice.chosen.position


def _list_cause_keys(
    loaded: LoadedBrief, finding: Finding, subject: FindingSubject, market: int | None, product: int | None
) -> Iterator[KeyPath]:
    yield from CAUSE_KEYS.get(finding.check, ())
    if finding.check in FILE_CHECKS and subject.format:
        for key, names in (("channels", loaded.brief.channels), ("ratios", loaded.brief.ratios)):
            if subject.format in names:
                yield (key, names.index(subject.format))
    own = CAUSE_MARKET_KEYS.get(finding.check)
    homes: list[KeyPath] = [("markets", market)] if market is not None else []
    homes += [("products", product)] if product is not None else []
    if own is not None:
        yield from ((*home, own) for home in (*homes, ()))
    if finding.role is None and product is not None and finding.check in FILE_CHECKS:
        yield ("products", product)
    yield from homes
    group = next((at for at, one in enumerate(loaded.brief.together) if one.id == subject.product), None)
    if group is not None:
        yield ("together", group)

"""Says which lines of a brief one ad prints, where they are written, and what they were chosen before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creative_cli.brief.copy_choice import LineChoice, WrittenLine, explain_copy_choice, list_delivery_settings
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.engine.product_words import ROLE_PATHS, list_line_values, write_product_words
from creative_cli.errors import UsageError
from creative_cli.models import CopySource
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.workspace import Workspace
from creative_cli.small_sizes import prints_short_lines

_SHORT_ROLES = {"headline": "short.headline", "cta": "short.cta"}
_ROLES = {".".join(map(str, path)): role for path, role in ROLE_PATHS.items()}


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of an ad: the text it prints, and the written lines it comes from."""

    printed: str
    choice: LineChoice


@dataclass(frozen=True, slots=True)
class AdExplanation:
    """The lines of one ad, in one variant, and the settings of its packages.

    `translated` is True where the market's copy is yet to be translated.
    """

    locale: str
    product: str
    ratio: str
    translated: bool
    lines: tuple[ExplainedLine, ...]
    delivery: tuple[WrittenLine, ...] = ()
    variant: str = ""


def explain_ad_copy(
    name: str | bytes, locale: str, product: str, ratio: str, where: Workspace, variants: Sequence[str] = ()
) -> tuple[AdExplanation, ...]:
    """Return where the copy of one ad of a brief comes from, in each of its variants or in some of them.

    Raises BriefError, and UsageError for a market, product, ratio, channel or variant that the brief does not have,
    and for a product that is not sold in the market.
    """
    (plan,) = build_plans(
        (name,),
        Slice((locale,), (ratio,), (product,), skip_bad_rows=True, variants=tuple(variants)),
        translator=True,
        open_feed=open_feed_addresses(where),
    )
    return tuple(_explain_part(plan, part) for part in plan.parts)


def _explain_part(whole: RunPlan, plan: RunPlan) -> AdExplanation:
    """Return where the lines of the only ad of *plan* come from, a part of the plan of the *whole* brief."""
    words = plan.adaptations[0]
    place = next((one for one in plan.placements if words in one.adaptations), None)
    shown = plan.products[0]
    if place is None or not plan.count:
        raise UsageError(f"{shown.id} has no ad in {words.locale.tag}.", "Its markets: in the brief leave it out.")
    tags = [market.locale.tag for market in plan.brief.markets]
    base = next((one for one in whole.products if one.id == shown.id), shown)
    index, missing = tags.index(words.locale.tag), words.source is CopySource.MISSING
    values = list_line_values(plan.brief.brief, plan.brief.brief.markets[index], shown, words.locale)
    found = explain_copy_choice(whole.brief, index, base, values, variant=plan.variant, translated=missing)
    choices = {one.role: one for one in found}
    if prints_short_lines(place.format):
        choices = {
            role: _prefer_short(choice, choices.get(_SHORT_ROLES.get(role, ""))) for role, choice in choices.items()
        }
    printed = write_product_words(plan.brief, words, shown).copy
    texts = dict(printed.lines())
    lines = []
    for role, choice in choices.items():
        if role not in _SHORT_ROLES.values():
            text = "" if choice.left_out else texts.get(_ROLES[choice.role], choice.chosen.text)
            lines.append(ExplainedLine(text, replace(choice, role=role)))
    settings = list_delivery_settings(plan.brief.written)
    return AdExplanation(
        words.locale.tag, shown.id, place.format.name, missing, tuple(lines), settings, variant=plan.variant
    )


def _prefer_short(choice: LineChoice, short: LineChoice | None) -> LineChoice:
    """Return the short line of a low banner in place of the long one, which it was chosen before."""
    if short is None or short.left_out:
        return choice
    return replace(short, others=(*short.others, choice.chosen, *choice.others))

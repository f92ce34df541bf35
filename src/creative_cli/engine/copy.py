"""Find the copy that a brief lacks: build translation requests, and fill numbers into the answers."""

from collections.abc import Mapping, Sequence
from functools import partial

from creative_cli.brief.loader import LoadedBrief
from creative_cli.channels import get_channel
from creative_cli.checks.text_length import FIELDS_BY_ROLE, most_role_characters
from creative_cli.engine.context import RunContext
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import with_numbers
from creative_cli.engine.product_words import write_sample_words
from creative_cli.errors import CreativeError
from creative_cli.locale.locales import Locale
from creative_cli.models import Finding, HeroImage, LocalizedCopy, Role
from creative_cli.stages import compose, copyfitting
from creative_cli.stages.check import check_copy
from creative_cli.translation.request import WIDE_SCRIPTS, TranslationRequest, build_requests
from creative_cli.translation.service import TranslationService


def brief_assignments(loaded: LoadedBrief) -> tuple[TranslationRequest, ...]:
    """Return translation requests for the copy that a brief lacks, with the text limits of its channels."""
    return build_requests(loaded, partial(_channel_limits, loaded.brief.channels))


def list_copy_requests(loaded: LoadedBrief) -> tuple[TranslationRequest, ...]:
    """Return translation requests for the copy that a brief lacks, in all of its variants."""
    return tuple(request for one in loaded.variants or (loaded,) for request in brief_assignments(one))


def _channel_limits(names: Sequence[str], locale: Locale) -> Mapping[Role, int]:
    """Return the strictest limit in characters for each role. Platforms count wide characters double."""
    least: dict[Role, int] = {}
    for name in names:
        for role in FIELDS_BY_ROLE:
            most = most_role_characters(role, get_channel(name).limits)
            if most is not None:
                characters = most // 2 if locale.script in WIDE_SCRIPTS else most
                least[role] = min(characters, least.get(role, characters))
    return least


async def find_copy(
    plan: RunPlan, heroes: Sequence[HeroImage], context: RunContext
) -> Mapping[str, LocalizedCopy | CreativeError]:
    """Return the copy that a plan lacks, or why there is none, by locale tag; *heroes* decide how much room it has.

    Raises WordsError if copy is missing and there is no translator.
    """

    def judge(adaptation: LocalizedCopy) -> tuple[Finding, ...]:
        printed = write_sample_words(plan, _with_market_numbers(plan.brief, adaptation))
        generated = context.chain is not None
        return check_copy(printed, plan.last_day) + _find_misfits(plan, heroes, printed, generated=generated)

    desk, wanted = context.copy_desk, {words.locale.tag for words in plan.unworded}
    if desk.translator is None:
        # A market outside the slice may still lack its copy.
        waiting = desk.missing(brief_assignments(plan.brief))
        wanted -= set(waiting) - {words.locale.tag for words in plan.adaptations}
    requests = tuple(one for one in brief_assignments(plan.brief) if one.locale.tag in wanted)
    found = await desk.get_copy(requests, judge)
    return {
        tag: one if isinstance(one, CreativeError) else _with_market_numbers(plan.brief, one)
        for tag, one in found.items()
    }


async def find_known_copy(plan: RunPlan, context: RunContext) -> Mapping[str, LocalizedCopy]:
    """Return the copy that a plan lacks and the translation memory has, by locale tag; nothing is translated."""
    wanted = {words.locale.tag for words in plan.unworded}
    requests = [one for one in brief_assignments(plan.brief) if one.locale.tag in wanted]
    desk = TranslationService(context.copy_desk.memory)
    missing = desk.missing(requests) if requests else {}
    found = await desk.get_copy([one for one in requests if one.locale.tag not in missing], lambda _: ())
    return {tag: _with_market_numbers(plan.brief, one) for tag, one in found.items() if isinstance(one, LocalizedCopy)}


def _find_misfits(
    plan: RunPlan, heroes: Sequence[HeroImage], words: LocalizedCopy, *, generated: bool
) -> tuple[Finding, ...]:
    tag, way, look = words.locale.tag, words.locale.direction, plan.look
    forms = [place.format for place in plan.all_placements if tag in {one.locale.tag for one in place.everyone}]
    places = (
        compose.list_possible_plans(hero, form, way, look, words, painted=generated)
        for hero in heroes
        for form in forms
    )
    return copyfitting.find_misfits(words, dict.fromkeys(places), look.keep, look.fonts, own_space=True)


def _with_market_numbers(loaded: LoadedBrief, found: LocalizedCopy) -> LocalizedCopy:
    tag = found.locale.tag
    index = next(index for index, market in enumerate(loaded.markets) if market.locale.tag == tag)
    return with_numbers(loaded, found, index)

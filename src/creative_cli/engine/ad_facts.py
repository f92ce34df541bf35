"""What the file of an ad states of its campaign and market: names, rights, and what rules want in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from creative_cli import __version__
from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.product_copy import name_product
from creative_cli.brief.schema import Product
from creative_cli.channels import load_channels
from creative_cli.code_digest import code_digest
from creative_cli.engine import alt_text
from creative_cli.engine.alt_text import describe_ad
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.product_words import find_plan_market, write_product_words
from creative_cli.formats import Format
from creative_cli.models import Creative, HeroImage, LocalizedCopy
from creative_cli.provenance.ai_rules import AiRule, Duty, Situation, find_ai_rules
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.providers.base import ImageRequest
from creative_cli.providers.fallback import FallbackResult
from creative_cli.stages import store
from creative_cli.storage.outputs import OutputFolder

_BY_MODEL = (Situation.GENERATED, Situation.EDITED)


def list_file_facts(plan: RunPlan, product: Product, words: LocalizedCopy, form: Format) -> FileFacts:
    """Return what the file of an ad states."""
    brief, market = plan.brief.brief, find_plan_market(plan.brief, words)
    channel = load_channels().get(form.name)
    platform = "" if channel is None else channel.platform
    country = words.locale.territory
    rules = {rule.id: rule for made in _BY_MODEL for rule in find_ai_rules(country, made, platform, on=plan.last_day)}
    rights = product.rights
    visible = [rule for rule in rules.values() if rule.duty is Duty.VISIBLE]
    return FileFacts(
        tool=f"creative {__version__}",
        brand=brief.brand.name,
        product=name_product(product, market, words.locale),
        credit="" if rights is None else rights.credit or "",
        rights="" if rights is None else rights.license or "",
        license_url="" if rights is None else rights.license_url or "",
        rules=tuple(rules),
        keeps_prompt=any(rule.duty is Duty.KEEP for rule in rules.values()),
        aigc="CN-METADATA" in rules,
        label=_choose_label(plan, words, [rule for rule in visible if not rule.person]),
        person_label=_choose_label(plan, words, visible),
        short_label=_choose_label(plan, words, [rule for rule in visible if not rule.person], short=True),
        short_person_label=_choose_label(plan, words, visible, short=True),
        label_height=max((rule.min_height for rule in visible), default=0.0),
        label_beside_person=any(rule.label == "person" for rule in visible),
    )


def _choose_label(plan: RunPlan, words: LocalizedCopy, rules: Sequence[AiRule], *, short: bool = False) -> str:
    """Return what the ad says on a picture of a model: the brief's words, or those of the *rules*; empty for none.

    Rules with words of their own are all answered: 가상인물 · AI 생성.
    """
    own = plan.brief.brief.ai_label
    if own is None or not rules:
        return ""
    texts = (rule.list_labels(words.locale, short=short)[0] for rule in rules if rule.label != "retouched")
    return find_most_specific(own, words.locale) or " · ".join(dict.fromkeys(texts))


def identify_file(plan: RunPlan, product: Product, words: LocalizedCopy, form: Format) -> tuple[FileFacts, str]:
    """Return what determines the notes in the file of an ad beside its drawing, for its key."""
    return list_file_facts(plan, product, words, form), code_digest(alt_text.__name__)


def tell_file(
    plan: RunPlan, product: Product, words: LocalizedCopy, hero: HeroImage, form: Format, folder: OutputFolder
) -> tuple[FileFacts, Callable[[Creative], str]]:
    """Return what the file of an ad states, and a function that writes its alt text once it is drawn."""
    facts = list_file_facts(plan, product, words, form)
    return facts, partial(_describe_drawn, plan, product, words, hero, folder)


def record_generation(origin: PictureOrigin, request: ImageRequest, result: FallbackResult, made: str) -> PictureOrigin:
    """Return the origin of a picture that a service made; *made* is the SHA-256 of what it sent."""
    painted = result.painted
    return replace(
        origin,
        task=str(request.task),
        system=result.provider,
        version=painted.model,
        seed=painted.seed or 0,
        prompt=result.prompt,
        request_id=painted.request_id or "",
        made=made,
    )


def _describe_drawn(
    plan: RunPlan, product: Product, words: LocalizedCopy, hero: HeroImage, folder: OutputFolder, creative: Creative
) -> str:
    asset = store.describe_asset(creative, (), hero, folder)
    printed = write_product_words(plan.brief, words, product)
    name = name_product(product, find_plan_market(plan.brief, words), words.locale)
    return describe_ad(asset, printed, plan.brief.brief.brand.name, name)

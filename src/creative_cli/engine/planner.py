"""Turn briefs into plans, with every market, format and product of the part to make.

Longer than most files, because all problems of a brief are collected in one place and reported together.
"""

import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from creative_cli.brief.badge_words import describe_market_badge
from creative_cli.brief.brand_keys import FONT_SCRIPTS
from creative_cli.brief.consistency import is_image_file_name
from creative_cli.brief.copy_lines import fill_placeholders
from creative_cli.brief.device_words import describe_device_facts
from creative_cli.brief.feed_products import FeedOpener
from creative_cli.brief.field_types import BUILTIN_TEMPLATES, PLUGIN_TEMPLATES, TEMPLATE_SUFFIX
from creative_cli.brief.glossary import list_kept_names, resolve_glossary_terms
from creative_cli.brief.loader import MAX_BRIEF_BYTES, LoadedBrief, load_brief, parse_brief
from creative_cli.brief.market_groups import find_market_group
from creative_cli.brief.offer import format_offer_figures
from creative_cli.brief.palette import derive_palette
from creative_cli.brief.price_display import describe_market_offer
from creative_cli.brief.schema import Brief
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.together import describe_product_labels, list_advertised
from creative_cli.brief.variant_keys import NO_LIMITS, VariantLimits, find_control_name, is_tested_in
from creative_cli.channels import format_for_market, get_channel, load_channels
from creative_cli.color.color_math import Palette
from creative_cli.engine.brand_copy import add_brand_rules
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.engine.product_words import read_logo_files
from creative_cli.errors import BriefError, PictureError, Problem, UsageError
from creative_cli.formats import Encoding, Format, parse_format
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.input_files import read_standard_input
from creative_cli.layout.brand_fonts import load_brand_fonts
from creative_cli.layout.sandbox import find_template_problems
from creative_cli.layout.template_files import read_template_files
from creative_cli.layout.wordmark import raise_brand_name
from creative_cli.locale.direction_runs import is_one_run
from creative_cli.locale.language_tags import parse_language_tag
from creative_cli.locale.locales import Locale, find_territory, resolve_locale
from creative_cli.models import (
    BrandFont,
    BrandLogo,
    BrandStyle,
    CopySource,
    LocalizedCopy,
    OriginalCopy,
    Role,
    TemplateRef,
)
from creative_cli.studio.sets.set_paints import keep_own_hues
from creative_cli.translation.pseudolocalization import PseudoMode, pseudolocalize_adaptation
from creative_cli.translation.request import copy_from_brief, copy_from_lines, source_locale

STDIN_NAME = "-"


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a brief to make: countries or locales, ratios or channels, product IDs, variants. Empty means all.

    `encoding` and `pseudo` are values of Encoding and PseudoMode. With `skip_bad_rows` rows of a feed that are wrong
    are no part either.
    """

    markets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    encoding: str | None = None
    draft: bool = False
    pseudo: str | None = None
    skip_bad_rows: bool = False
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefText:
    """A brief that is in no file, YAML or JSON: files in it are relative to `folder`, problems are in `name`."""

    data: bytes
    folder: Path
    name: str = "brief"


def build_plans(
    names: Sequence[str | bytes | BriefText], part: Slice, *, translator: bool, open_feed: FeedOpener | None = None
) -> tuple[RunPlan, ...]:
    """Turn briefs (files, `-` for stdin, or text) into plans for the requested part.

    *open_feed* fetches feeds at addresses. Raises one BriefError for all briefs, or UsageError.

    Copy may be missing in the plans: without a *translator*, the translation memory may have it.
    """
    translator = translator or part.pseudo is not None
    reading = partial(_load_brief, translator=translator, open_feed=open_feed, skip_bad_rows=part.skip_bad_rows)
    return tuple(_build_plan(brief, part) for brief in _load_briefs(names, reading))


def _load_briefs(
    names: Sequence[str | bytes | BriefText], reading: Callable[[str | bytes | BriefText], LoadedBrief]
) -> tuple[LoadedBrief, ...]:
    problems: list[Problem] = []
    hints: dict[str, None] = {}
    loaded: list[LoadedBrief] = []
    if names.count(STDIN_NAME) > 1:
        raise UsageError("Only one brief can come from stdin.", "Name the others as files.")
    for name in names:
        try:
            loaded.append(reading(name))
            problems.extend(_list_template_problems(loaded[-1]))
        except BriefError as error:
            problems.extend(error.problems)
            hints[error.hint] = None
    if problems:
        raise BriefError(tuple(problems), next(iter(hints)) if len(hints) == 1 else "Nothing was made.")
    seen: dict[str, str] = {}
    for brief in loaded:
        campaign = brief.brief.campaign
        if seen.get(campaign) == brief.name:
            raise UsageError(f"{brief.name} is named twice.", "Name it once.")
        if campaign in seen:
            raise UsageError(
                f"{seen[campaign]} and {brief.name} are both campaign {campaign!r} and would overwrite each other.",
                "Give one of them another campaign: name.",
            )
        seen[campaign] = brief.name
    return tuple(loaded)


def _load_brief(
    name: str | bytes | BriefText, *, translator: bool, open_feed: FeedOpener | None, skip_bad_rows: bool
) -> LoadedBrief:
    read = partial(_brief_reader(name), open_feed=open_feed, skip_bad_rows=skip_bad_rows)
    try:
        return read(translator=True)  # missing copy may be in the translation memory
    except BriefError:
        # Report missing copy too, beside the other mistakes, if there is no translator to write it.
        return read(translator=translator)


def _brief_reader(name: str | bytes | BriefText) -> partial[LoadedBrief]:
    if isinstance(name, bytes):
        name = BriefText(name, Path())
    if isinstance(name, BriefText):
        return partial(parse_brief, name.data, name=name.name, folder=name.folder)
    if name != STDIN_NAME:
        return partial(load_brief, Path(name))
    data = b"" if sys.stdin.isatty() else read_stdin()
    if not data:
        raise UsageError("No brief on stdin.", "creative run - < brief.yaml")
    return partial(parse_brief, data, name="stdin", folder=Path())


def read_stdin() -> bytes:
    """Return the brief on stdin, with one byte too many where it is larger than any; raise BriefError."""
    try:
        return read_standard_input(MAX_BRIEF_BYTES)
    except OSError as error:
        reason = f"The brief cannot be read: {error.strerror}. creative run - < brief.yaml"
        raise BriefError((Problem("stdin", 1, 1, reason),)) from error


def _build_plan(loaded: LoadedBrief, part: Slice) -> RunPlan:
    """Return the plan of a brief, with one for each of its variants, the control first."""
    plan = _plan_part(loaded, part, _build_look(loaded))
    names = [one.variant for one in loaded.variants]
    asked = {name.casefold() for name in part.variants}
    folded = {name.casefold() for name in names}
    _require_known("variant", part.variants, folded, names or ["no variants"], str.casefold)
    if not names:
        return plan
    given = loaded.brief.variants
    control = find_control_name(given)
    made = [
        _plan_part(one, part, replace(plan.look, **_describe_look(one)), given[one.variant].only)
        for one in sorted(loaded.variants, key=lambda one: one.variant != control)
    ]
    mine = tuple(one for one in made if one.count and (not asked or one.variant.casefold() in asked))
    if not mine and plan.count:
        limited = ", ".join(part.variants or names)
        raise UsageError(f"No variant has an ad there: {limited}.", "The brief limits them with only: in variants:.")
    return replace(plan, variants=mine, all_variants=tuple(made))


def _plan_part(loaded: LoadedBrief, part: Slice, look: BrandStyle, only: VariantLimits | None = None) -> RunPlan:
    """Return the plan of a brief without variants, or of one variant, which may be limited."""
    brief = loaded.brief
    pseudo = None if part.pseudo is None else PseudoMode(part.pseudo)
    encoding = None if part.encoding is None else Encoding(part.encoding)
    everyone = tuple(_market_copy(loaded, index, pseudo) for index in range(len(loaded.markets)))
    countries = [words.locale.territory for words in everyone]
    asked = list_asked_markets(part.markets, countries)
    wanted = {normalize_market(name) for name in asked}
    # With pseudo-copy a market may have another locale, but it keeps its name.
    tags = [market.locale.tag for market in loaded.markets]
    names = {name.casefold() for name in (*tags, *countries)}
    formats = {
        name: replace(form, draft=part.draft or brief.draft)
        for name, form in _brief_formats(loaded, encoding, part.formats).items()
    }
    _require_known("market", asked, names, [*tags, *sorted(set(countries))], normalize_market)
    _require_known("ratio or channel", part.formats, formats, [*formats])
    advertised = list_advertised(brief)
    _require_known("product", part.products, {product.id for product in advertised}, [p.id for p in advertised])
    mine = tuple(
        words
        for tag, words in zip(tags, everyone, strict=True)
        if (not wanted or {tag.casefold(), words.locale.territory.casefold()} & wanted)
        and is_tested_in(only, words.locale)
    )
    everyone = tuple(words for words in everyone if is_tested_in(only, words.locale))
    limits = only or NO_LIMITS
    placements = tuple(place for form in formats.values() for place in _split_by_market(form, everyone, everyone))
    return RunPlan(
        brief=loaded,
        look=look,
        products=tuple(
            one
            for one in advertised
            if (not part.products or one.id in part.products) and (not limits.products or one.id in limits.products)
        ),
        placements=tuple(
            place
            for form in formats.values()
            if (not part.formats or form.name in part.formats) and (not limits.formats or form.name in limits.formats)
            for place in _split_by_market(form, mine, everyone)
        ),
        all_placements=placements,
        adaptations=mine,
        everyone=everyone,
        pseudo=part.pseudo or "",
        variant=loaded.variant,
        only=only,
    )


def _with_encoding(form: Format, encoding: Encoding) -> Format:
    if form.name in load_channels() and encoding not in form.encodings:
        kinds = ", ".join(form.encodings)
        raise UsageError(
            f"{form.name} accepts {kinds}, not {encoding}.",
            "Leave out --format, or use --ratio to name what accepts it.",
        )
    return replace(form, encodings=(encoding,))


def _split_by_market(
    form: Format, mine: tuple[LocalizedCopy, ...], everyone: tuple[LocalizedCopy, ...]
) -> Iterator[Placement]:
    """Yield the format with its markets, separately for countries where a channel differs."""
    by_format: dict[Format, list[LocalizedCopy]] = {}
    for words in everyone:
        own = format_for_market(form, words.locale.territory)
        by_format.setdefault(own, []).append(words)
    for own, all_words in by_format.items():
        chosen = tuple(words for words in all_words if words in mine)
        if chosen:
            yield Placement(own, chosen, tuple(all_words))


def _require_known(
    what: str,
    asked: Sequence[str],
    known: Container[str],
    listed: Sequence[str],
    normalize: Callable[[str], str] = str,
) -> None:
    for name in asked:
        if normalize(name) not in known:
            several = [one.strip() for one in name.split(",")]
            if len(several) > 1 and any(normalize(one) in known for one in several):
                guess, hint = "", "Give each name an option of its own. "
            else:
                guess, hint = suggest_similar_word(name, listed), ""
            raise UsageError(f"The brief has no {what} {name!r}.{guess}", f"{hint}It has: {', '.join(listed)}.")


def list_asked_markets(names: Sequence[str], countries: Sequence[str]) -> tuple[str, ...]:
    """Return *names* with each group (DACH) replaced by those of the *countries* that belong to it, if any does."""
    asked: list[str] = []
    for name in names:
        group = find_market_group(name)
        members = [] if group is None else [code for code in group.territories if code in countries]
        asked += members or [name]
    return tuple(asked)


def normalize_market(market: str) -> str:
    """Return one spelling of a country or locale: `jp` for `JP` and `Japan`, `zh-hans-cn` for `zh_CN`."""
    code = find_territory(market)
    tag = parse_language_tag(market) if code is None else None
    if tag is not None and tag.region is not None and tag.region.isalpha():
        return resolve_locale(tag.region, market, market).tag.casefold()
    return (code or market).casefold().replace("_", "-")


def _market_copy(loaded: LoadedBrief, index: int, pseudo: PseudoMode | None) -> LocalizedCopy:
    """Return the copy of a market as far as the brief has it, or pseudo-copy of the message."""
    market, brief = loaded.markets[index], loaded.brief
    message, required = copy_from_brief(brief.message), (Role.DISCLAIMER,) if brief.message.disclaimer_required else ()
    if pseudo is not None:
        plain = LocalizedCopy(market.locale, message, CopySource.SOURCE, required)
        words = pseudolocalize_adaptation(plain, pseudo, list_kept_names(brief), brief.source_language)
    elif market.copy is None:
        source = CopySource.SOURCE if market.source else CopySource.MISSING
        words = LocalizedCopy(market.locale, message, source, required)
    else:
        original = None if market.source else _adapted_original(brief, market.locale)
        words = LocalizedCopy(market.locale, copy_from_brief(market.copy), CopySource.BRIEF, required, original)
    return with_numbers(loaded, words, index)


def with_numbers(loaded: LoadedBrief, words: LocalizedCopy, index: int) -> LocalizedCopy:
    """Fill the numbers of market *index* into *words*; `template` keeps the placeholders.

    Add the market's offer, and what its ads can be made of without a picture.
    """
    market = loaded.brief.markets[index]
    values = format_offer_figures(loaded.brief, market, words.locale)
    words = replace(
        words,
        offer=describe_market_offer(loaded.brief, market, words.locale),
        facts=describe_device_facts(loaded.brief, market, words.locale),
        labels=describe_product_labels(loaded.brief, market, words.locale),
        badge=describe_market_badge(loaded.brief, market, words.locale),
        variant=loaded.variant,
    )
    words = add_brand_rules(loaded.brief, words)
    template = words.copy
    copy = copy_from_lines({role: fill_placeholders(line, values) for role, line in template.marked_lines()})
    return words if copy == template else replace(words, copy=copy, template=template)


def _adapted_original(brief: Brief, locale: Locale) -> OriginalCopy:
    """Return the original of supplied copy, which is then checked like a translation."""
    intent = brief.message.intent
    copy = copy_from_brief(brief.message)
    recreated = tuple(role for role, _ in copy.lines() if intent and getattr(intent, role, None))
    return OriginalCopy(
        source_locale(brief.source_language),
        copy,
        list_kept_names(brief),
        resolve_glossary_terms(brief, locale),
        recreated,
    )


# What the names of the templates mean for photos: a layout, None for the one that suits them, and a style pack. Other
# pictures keep the arrangement of the template.
DEFAULT_LOOK = (None, "retail")
TEMPLATE_LOOKS: Mapping[str, tuple[str | None, str]] = {
    "split": ("split", "bold"),
    "band": ("card", "retail"),
    "minimal": ("framed", "editorial"),
}


def _build_look(loaded: LoadedBrief) -> BrandStyle:
    brand = loaded.brief.brand
    mark = brand.watermark
    picture = None if mark is None or not is_image_file_name(mark) else _read_mark(loaded, ("brand", "watermark"), mark)
    palette = Palette(*derive_palette(brand.colors))
    fonts = _open_brand_fonts(loaded)
    spoken = source_locale(brand.name_language or loaded.brief.source_language)
    return BrandStyle(
        name=raise_brand_name(brand.name, spoken, fonts) if brand.name_case == "capitals" else brand.name,
        palette=palette,
        set_palette=keep_own_hues(
            palette, secondary=brand.colors.secondary is not None, accent=brand.colors.accent is not None
        ),
        keep=tuple(
            dict.fromkeys(
                (
                    *list_kept_names(loaded.brief),
                    # Those of a feed are added to each product's ads.
                    *(one.name for one in loaded.brief.products if loaded.feed is None),
                    *_signed_groups(loaded.brief),
                )
            )
        ),
        logo=_read_logo(loaded),
        watermark=mark or "DRAFT",
        watermark_picture=picture,
        fonts=fonts,
        category=loaded.brief.category or "",
        warning=loaded.brief.message.warning,
        **_describe_look(loaded),
    )


def _describe_look(loaded: LoadedBrief) -> dict[str, Any]:
    """Return what a variant may have of its own in the look of a brief."""
    brief, brand = loaded.brief, loaded.brief.brand
    return {
        "design": _select_design(loaded),
        "style": brief.style or brand.style or TEMPLATE_LOOKS.get(brief.template, DEFAULT_LOOK)[1],
        "layout": brief.layout or brand.layout,
        # A look that is not asked for stays plain.
        "devices": (brief.style or brand.style) is not None,
        "duotone": brief.photo_treatment == "duotone",
    }


def _signed_groups(brief: Brief) -> Iterator[str]:
    """Yield the names of groups whose signs belong to them, as that of Zing!, which no rule for copy could know."""
    names = (group.name for group in brief.together)
    yield from (name for name in names if any(map(str.isalpha, name)) and not is_one_run(name))


def _read_mark(loaded: LoadedBrief, keys: tuple[str, ...], name: str) -> bytes:
    try:
        return read_picture_file(loaded.folder / name, f"{'.'.join(keys)} in the brief")
    except PictureError as error:
        raise BriefError((loaded.document.problem(keys, f"{error.sentence} {error.hint}"),)) from error


def _read_logo(loaded: LoadedBrief) -> BrandLogo | None:
    logo = loaded.brief.brand.logo
    try:
        return None if logo is None else read_logo_files(logo, loaded.folder)
    except PictureError as error:
        raise BriefError((loaded.document.problem(("brand", "logo"), f"{error.sentence} {error.hint}"),)) from error


def _open_brand_fonts(loaded: LoadedBrief) -> tuple[BrandFont, ...]:
    fonts = loaded.brief.brand.fonts
    if fonts is None:
        return ()

    opened: list[BrandFont] = []
    problems: list[Problem] = []
    keys = {code: key for key, code in FONT_SCRIPTS.items()}
    for script, files in fonts.files():
        try:
            opened.extend(load_brand_fonts(script, tuple((weight, loaded.folder / name) for weight, name in files)))
        except PictureError as error:
            place = ("brand", "fonts", keys[script])
            problems.append(loaded.document.problem(place, f"{'.'.join(place)}: {error.sentence} {error.hint}"))
    if problems:
        raise BriefError(tuple(problems))
    return tuple(opened)


def _select_design(loaded: LoadedBrief) -> TemplateRef:
    """Return the template of the brief; a custom one or a plug-in's with the files it may read.

    Raises PluginError, and BriefError for a template that cannot be read.
    """
    name = loaded.brief.template
    if name in BUILTIN_TEMPLATES:
        return TemplateRef(name)
    folder, installed = loaded.folder, not name.endswith(TEMPLATE_SUFFIX)
    if installed:
        file = PLUGIN_TEMPLATES.load(name)
        name, folder = file.name, file.parent
    try:
        return read_template_files(name, folder, installed=installed)
    except ValueError as error:
        raise BriefError((loaded.document.problem(("template",), f"template: {error}"),)) from error


def _list_template_problems(loaded: LoadedBrief) -> Iterator[Problem]:
    """Yield the problems of the brief's template, and of those of its variants, each once."""
    tried: set[str] = set()
    for one in (loaded, *loaded.variants):
        if one.brief.template not in tried:
            tried.add(one.brief.template)
            yield from _template_problems(one)


def _template_problems(loaded: LoadedBrief) -> tuple[Problem, ...]:
    own = _select_design(loaded)
    if own.folder is None:
        return ()

    directions = tuple(dict.fromkeys(market.locale.direction for market in loaded.markets))
    forms = set(_brief_formats(loaded).values())
    forms |= {
        format_for_market(get_channel(name).format, market.locale.territory)
        for name in loaded.brief.channels
        for market in loaded.markets
    }
    ordered = sorted(forms, key=lambda form: (form.name, form.width, form.height))
    return find_template_problems(own, ordered, directions, Palette(*derive_palette(loaded.brief.brand.colors)))


def _brief_formats(
    loaded: LoadedBrief, encoding: Encoding | None = None, asked: Sequence[str] = ()
) -> dict[str, Format]:
    """Return the formats of a brief by name; *encoding* applies to those in *asked*, or to all."""
    brief = loaded.brief
    forms = (*map(parse_format, brief.asked_ratios), *(get_channel(name).format for name in brief.channels))
    if encoding is not None:
        forms = tuple(form if asked and form.name not in asked else _with_encoding(form, encoding) for form in forms)
    return {form.name: form for form in forms}

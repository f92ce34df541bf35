"""From briefs to orders: what is asked, with every market, format and product of the part to be made.

Longer than most files: what a brief lacks is told all at once, so it is looked for in one place.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from creative_cli.brief.consistency import is_image_file_name
from creative_cli.brief.field_types import BUILTIN_TEMPLATES, PLUGIN_TEMPLATES, TEMPLATE_SUFFIX
from creative_cli.brief.glossary import list_kept_names, resolve_glossary_terms
from creative_cli.brief.loader import LoadedBrief, load_brief, parse_brief
from creative_cli.brief.offer import fill_placeholders, format_offer_figures
from creative_cli.brief.palette import derive_palette
from creative_cli.brief.schema import FONT_SCRIPTS, Brief, MarketCopy, Message
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.channels import format_for_market, get_channel, load_channels
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.errors import BriefError, PictureError, Problem, UsageError
from creative_cli.formats import Encoding, Format, parse_format
from creative_cli.layout.brand_fonts import load_brand_fonts as load_font
from creative_cli.layout.sandbox import find_template_problems
from creative_cli.locale.locales import Locale, find_territory
from creative_cli.models import (
    AdCopy,
    BrandFont,
    BrandStyle,
    CopySource,
    LocalizedCopy,
    OriginalCopy,
    Palette,
    Role,
    TemplateRef,
)
from creative_cli.translation.pseudolocalization import PseudoMode, pseudolocalize_adaptation
from creative_cli.translation.request import source_locale

STDIN_NAME = "-"


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a brief a run is to make: countries or locales, ratios or channels, product ids. Empty means all."""

    markets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    encoding: Encoding | None = None
    draft: bool = False
    pseudo: PseudoMode | None = None


def load_briefs(names: Sequence[str | bytes], *, translator: bool, memory: bool = False) -> tuple[LoadedBrief, ...]:
    """Read every brief, `-` from stdin and bytes as they are; raise one BriefError with the problems of all of them.

    *translator* tells whether somebody will write the copy that markets lack, *memory* whether somebody may remember
    it. A brief with other mistakes is told of its missing copy all the same, as nobody may.
    """
    problems: list[Problem] = []
    loaded: list[LoadedBrief] = []
    if names.count(STDIN_NAME) > 1:
        raise UsageError("Only one brief can come from stdin.", "Name the others as files.")
    for name in names:
        try:
            loaded.append(_load_brief(name, translator=translator, memory=memory))
            problems.extend(_template_problems(loaded[-1]))
        except BriefError as error:
            problems.extend(error.problems)
    if problems:
        raise BriefError(tuple(problems))
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


def _load_brief(name: str | bytes, *, translator: bool, memory: bool) -> LoadedBrief:
    read = _brief_reader(name)
    if memory and not translator:
        try:
            return read(translator=True)
        except BriefError:
            return read(translator=False)
    return read(translator=translator)


class _BriefReader(Protocol):
    """Reads one brief."""

    def __call__(self, *, translator: bool) -> LoadedBrief: ...


def _brief_reader(name: str | bytes) -> _BriefReader:
    if isinstance(name, bytes):
        return partial(parse_brief, name, name="brief", folder=Path())
    if name != STDIN_NAME:
        return partial(load_brief, Path(name))
    if sys.stdin.isatty():
        raise UsageError("A brief was to come from stdin, but nobody is writing to it.", "creative run - < brief.yaml")
    return partial(parse_brief, sys.stdin.buffer.read(), name="stdin", folder=Path())


def build_plans(names: Sequence[str | bytes], part: Slice, *, translator: bool) -> tuple[RunPlan, ...]:
    """Turn briefs into orders for the part asked for; raise BriefError or UsageError before anything is made.

    Words that the briefs lack are missing in the orders; without a *translator* the copy desk may remember them.
    """
    translator = translator or part.pseudo is not None
    return tuple(_build_plan(brief, part) for brief in load_briefs(names, translator=translator, memory=True))


def _build_plan(loaded: LoadedBrief, part: Slice) -> RunPlan:
    brief = loaded.brief
    everyone = tuple(_market_copy(loaded, index, part.pseudo) for index in range(len(loaded.markets)))
    wanted = {_normalize_market(asked) for asked in part.markets}
    # Markets keep their names where pseudo-copy is set in a locale of its own.
    tags = [market.locale.tag for market in loaded.markets]
    countries = [words.locale.territory for words in everyone]
    names = {name.casefold() for name in (*tags, *countries)}
    formats = {
        name: replace(form, draft=part.draft or brief.draft)
        for name, form in _brief_formats(loaded, part.encoding, part.formats).items()
    }
    _require_known("market", part.markets, names, [*tags, *sorted(set(countries))], _normalize_market)
    _require_known("ratio or channel", part.formats, formats, [*formats])
    _require_known("product", part.products, {product.id for product in brief.products}, [p.id for p in brief.products])
    mine = tuple(
        words
        for tag, words in zip(tags, everyone, strict=True)
        if not wanted or {tag.casefold(), words.locale.territory.casefold()} & wanted
    )
    placements = tuple(place for form in formats.values() for place in _split_by_market(form, everyone, everyone))
    return RunPlan(
        brief=loaded,
        look=build_look(loaded),
        products=tuple(p for p in brief.products if not part.products or p.id in part.products),
        placements=tuple(
            place
            for form in formats.values()
            if not part.formats or form.name in part.formats
            for place in _split_by_market(form, mine, everyone)
        ),
        all_placements=placements,
        adaptations=mine,
        everyone=everyone,
        pseudo="" if part.pseudo is None else str(part.pseudo),
    )


def _with_encoding(form: Format, encoding: Encoding) -> Format:
    """Return the format with its files of one kind; raise UsageError when its channel takes no such files."""
    if form.name in load_channels() and encoding not in form.encodings:
        kinds = ", ".join(form.encodings)
        raise UsageError(
            f"{form.name} takes {kinds}, not {encoding}.", "Leave --format out, or name what takes it with --ratio."
        )
    return replace(form, encodings=(encoding,))


def _split_by_market(
    form: Format, mine: tuple[LocalizedCopy, ...], everyone: tuple[LocalizedCopy, ...]
) -> Iterator[Placement]:
    """Yield the format with its markets, apart where a channel differs in some of them."""
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
    known: set[str] | Mapping[str, object],
    listed: Sequence[str],
    written: Callable[[str], str] = str,
) -> None:
    for name in asked:
        if written(name) not in known:
            guess = suggest_similar_word(name, listed)
            raise UsageError(f"The brief has no {what} {name!r}.{guess}", f"It has: {', '.join(listed)}.")


def _normalize_market(market: str) -> str:
    """Return a country or locale as people may write it (`JP`, `Japan`, `fr_CA`), written one way."""
    return (find_territory(market) or market).casefold().replace("_", "-")


def _market_copy(loaded: LoadedBrief, index: int, pseudo: PseudoMode | None) -> LocalizedCopy:
    """Return a market's words as far as the brief has them, or pseudo-copy of the message."""
    market, brief = loaded.markets[index], loaded.brief
    if pseudo is not None:
        plain = LocalizedCopy(market.locale, _to_copy(brief.message), CopySource.SOURCE, _required_roles(brief))
        return with_numbers(
            loaded, pseudolocalize_adaptation(plain, pseudo, list_kept_names(brief), brief.source_language), index
        )
    if market.copy is None:
        source = CopySource.SOURCE if market.source else CopySource.MISSING
        return with_numbers(
            loaded, LocalizedCopy(market.locale, _to_copy(brief.message), source, _required_roles(brief)), index
        )
    original = None if market.source else _adapted_original(brief, market.locale)
    words = LocalizedCopy(market.locale, _to_copy(market.copy), CopySource.BRIEF, _required_roles(brief), original)
    return with_numbers(loaded, words, index)


def with_numbers(loaded: LoadedBrief, words: LocalizedCopy, index: int) -> LocalizedCopy:
    """Put the figures of market *index* into *words*, and keep the words as they were besides."""
    values = format_offer_figures(loaded.brief, loaded.brief.markets[index], words.locale)
    template = words.copy

    def filled(text: str | None) -> str | None:
        return None if text is None else fill_placeholders(text, values)

    copy = AdCopy(
        fill_placeholders(template.headline, values),
        filled(template.body),
        filled(template.cta),
        filled(template.disclaimer),
    )
    return words if copy == template else replace(words, copy=copy, template=template)


def _adapted_original(brief: Brief, locale: Locale) -> OriginalCopy:
    """Return what supplied copy adapts, so that it is judged as a translation is."""
    intent = brief.message.intent
    recreated = tuple(role for role, _ in _to_copy(brief.message).lines() if intent and getattr(intent, role, None))
    return OriginalCopy(
        source_locale(brief.source_language),
        _to_copy(brief.message),
        list_kept_names(brief),
        resolve_glossary_terms(brief, locale),
        recreated,
    )


def _to_copy(words: Message | MarketCopy) -> AdCopy:
    return AdCopy(words.headline, words.body, words.cta, words.disclaimer)


def _required_roles(brief: Brief) -> tuple[Role, ...]:
    return (Role.DISCLAIMER,) if brief.message.disclaimer_required else ()


def build_look(loaded: LoadedBrief) -> BrandStyle:
    """Return what makes the brand's ads look like the brand."""
    brand = loaded.brief.brand
    logo = None if brand.logo is None else (loaded.folder / brand.logo).read_bytes()
    return BrandStyle(
        name=brand.name,
        palette=Palette(*derive_palette(brand.colors)),
        keep=tuple(dict.fromkeys((brand.name, *brand.keep))),
        logo=logo,
        design=select_design(loaded),
        watermark=brand.watermark or "Draft",
        watermark_picture=_read_watermark(loaded),
        fonts=open_brand_fonts(loaded),
    )


def open_brand_fonts(loaded: LoadedBrief) -> tuple[BrandFont, ...]:
    """Return the fonts of the brief, each opened before it is used; raise BriefError for those that cannot be."""
    fonts = loaded.brief.brand.fonts
    if fonts is None:
        return ()

    opened: list[BrandFont] = []
    problems: list[Problem] = []
    keys = {code: key for key, code in FONT_SCRIPTS.items()}
    for script, files in fonts.files():
        try:
            opened.extend(load_font(script, tuple((weight, loaded.folder / name) for weight, name in files)))
        except PictureError as error:
            place = ("brand", "fonts", keys[script])
            problems.append(loaded.document.problem(place, f"{'.'.join(place)}: {error.sentence} {error.hint}"))
    if problems:
        raise BriefError(tuple(problems))
    return tuple(opened)


def _read_watermark(loaded: LoadedBrief) -> bytes | None:
    name = loaded.brief.brand.watermark
    return (loaded.folder / name).read_bytes() if name is not None and is_image_file_name(name) else None


def select_design(loaded: LoadedBrief) -> TemplateRef:
    """Return the template the brief names: the user's or a plug-in's with the folder it may see. Raises PluginError."""
    name = loaded.brief.template
    if name in BUILTIN_TEMPLATES:
        return TemplateRef(name)
    if name.endswith(TEMPLATE_SUFFIX):
        return TemplateRef(name, loaded.folder)
    file = PLUGIN_TEMPLATES.load(name)
    return TemplateRef(file.name, file.parent)


def _template_problems(loaded: LoadedBrief) -> tuple[Problem, ...]:
    """Return what is wrong with a template of the user's on the brief's own canvases."""
    own = select_design(loaded)
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
    """Return the formats of a brief by name; those *asked* for, or all, with files of *encoding*."""
    brief = loaded.brief
    forms = (*map(parse_format, brief.asked_ratios), *(get_channel(name).format for name in brief.channels))
    if encoding is not None:
        forms = tuple(form if asked and form.name not in asked else _with_encoding(form, encoding) for form in forms)
    return {form.name: form for form in forms}

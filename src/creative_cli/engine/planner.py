"""From briefs to orders: what is asked, with every market, format and product of the part to be made.

Longer than most files: what a brief lacks is told all at once, so it is looked for in one place.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from creative_cli.brief.glossary import kept_names, terms_for
from creative_cli.brief.loader import LoadedBrief, load, loads
from creative_cli.brief.meaning import is_picture_name
from creative_cli.brief.offer import figures_for, fill
from creative_cli.brief.palette import derive
from creative_cli.brief.schema import SCRIPTS, Brief, MarketCopy, Message
from creative_cli.brief.suggest import did_you_mean
from creative_cli.brief.values import TEMPLATES
from creative_cli.channels import channel, channels, form_in
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.errors import BriefError, PictureError, Problem, UsageError
from creative_cli.formats import Encoding, Format, format_named, written_as
from creative_cli.layout.brand_fonts import load as load_font
from creative_cli.layout.sandbox import problems
from creative_cli.locale.locales import Locale, known_territory
from creative_cli.models import Adaptation, BrandFont, Copy, CopySource, Design, Look, Original, Palette, Role
from creative_cli.translation.pseudo import Pseudo, pseudo_adaptation
from creative_cli.translation.request import source_locale

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a brief a run is to make: countries or locales, ratios or channels, product ids. Empty means all."""

    markets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    encoding: Encoding | None = None
    draft: bool = False
    pseudo: Pseudo | None = None


def briefs(names: Sequence[str], *, translator: bool, memory: bool = False) -> tuple[LoadedBrief, ...]:
    """Read every brief, `-` from stdin; raise one BriefError with the problems of all of them.

    *translator* tells whether somebody will write the copy that markets lack, *memory* whether somebody may remember
    it. A brief with other mistakes is told of its missing copy all the same, as nobody may.
    """
    problems: list[Problem] = []
    loaded: list[LoadedBrief] = []
    if names.count(STDIN) > 1:
        raise UsageError("Only one brief can come from stdin.", "Name the others as files.")
    for name in names:
        try:
            loaded.append(_brief(name, translator=translator, memory=memory))
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


def _brief(name: str, *, translator: bool, memory: bool) -> LoadedBrief:
    read = _read(name)
    if memory and not translator:
        try:
            return read(translator=True)
        except BriefError:
            return read(translator=False)
    return read(translator=translator)


class _Read(Protocol):
    """Reads one brief."""

    def __call__(self, *, translator: bool) -> LoadedBrief: ...


def _read(name: str) -> _Read:
    if name != STDIN:
        return partial(load, Path(name))
    if sys.stdin.isatty():
        raise UsageError("A brief was to come from stdin, but nobody is writing to it.", "creative run - < brief.yaml")
    return partial(loads, sys.stdin.buffer.read(), name="stdin", folder=Path())


def orders(names: Sequence[str], part: Part, *, translator: bool) -> tuple[RunPlan, ...]:
    """Turn briefs into orders for the part asked for; raise BriefError or UsageError before anything is made.

    Words that the briefs lack are missing in the orders; without a *translator* the copy desk may remember them.
    """
    translator = translator or part.pseudo is not None
    return tuple(_order(brief, part) for brief in briefs(names, translator=translator, memory=True))


def _order(loaded: LoadedBrief, part: Part) -> RunPlan:
    brief = loaded.brief
    everyone = tuple(_words(loaded, index, part.pseudo) for index in range(len(loaded.markets)))
    wanted = {_folded(asked) for asked in part.markets}
    # Markets keep their names where pseudo-copy is set in a locale of its own.
    tags = [market.locale.tag for market in loaded.markets]
    countries = [words.locale.territory for words in everyone]
    names = {name.casefold() for name in (*tags, *countries)}
    formats = {
        name: replace(form, draft=part.draft or brief.draft)
        for name, form in _formats(loaded, part.encoding, part.formats).items()
    }
    _known("market", part.markets, names, [*tags, *sorted(set(countries))], _folded)
    _known("ratio or channel", part.formats, formats, [*formats])
    _known("product", part.products, {product.id for product in brief.products}, [p.id for p in brief.products])
    mine = tuple(
        words
        for tag, words in zip(tags, everyone, strict=True)
        if not wanted or {tag.casefold(), words.locale.territory.casefold()} & wanted
    )
    placements = tuple(place for form in formats.values() for place in _placements(form, everyone, everyone))
    return RunPlan(
        brief=loaded,
        look=look(loaded),
        products=tuple(p for p in brief.products if not part.products or p.id in part.products),
        placements=tuple(
            place
            for form in formats.values()
            if not part.formats or form.name in part.formats
            for place in _placements(form, mine, everyone)
        ),
        all_placements=placements,
        adaptations=mine,
        everyone=everyone,
        pseudo="" if part.pseudo is None else str(part.pseudo),
    )


def _written_as(form: Format, encoding: Encoding) -> Format:
    """Return the format with its files of one kind; raise UsageError when its channel takes no such files."""
    if form.name in channels() and encoding not in form.encodings:
        kinds = ", ".join(form.encodings)
        raise UsageError(
            f"{form.name} takes {kinds}, not {encoding}.", "Leave --format out, or name what takes it with --ratio."
        )
    return written_as(form, encoding)


def _placements(form: Format, mine: tuple[Adaptation, ...], everyone: tuple[Adaptation, ...]) -> Iterator[Placement]:
    """Yield the format with its markets, apart where a channel differs in some of them."""
    by_format: dict[Format, list[Adaptation]] = {}
    for words in everyone:
        own = form_in(form, words.locale.territory)
        by_format.setdefault(own, []).append(words)
    for own, all_words in by_format.items():
        chosen = tuple(words for words in all_words if words in mine)
        if chosen:
            yield Placement(own, chosen, tuple(all_words))


def _known(
    what: str,
    asked: Sequence[str],
    known: set[str] | Mapping[str, object],
    listed: Sequence[str],
    written: Callable[[str], str] = str,
) -> None:
    for name in asked:
        if written(name) not in known:
            guess = did_you_mean(name, listed)
            raise UsageError(f"The brief has no {what} {name!r}.{guess}", f"It has: {', '.join(listed)}.")


def _folded(market: str) -> str:
    """Return a country or locale as people may write it (`JP`, `Japan`, `fr_CA`), written one way."""
    return (known_territory(market) or market).casefold().replace("_", "-")


def _words(loaded: LoadedBrief, index: int, pseudo: Pseudo | None) -> Adaptation:
    """Return a market's words as far as the brief has them, or pseudo-copy of the message."""
    market, brief = loaded.markets[index], loaded.brief
    if pseudo is not None:
        plain = Adaptation(market.locale, _copy(brief.message), CopySource.SOURCE, _required(brief))
        return figured(loaded, pseudo_adaptation(plain, pseudo, kept_names(brief), brief.source_language), index)
    if market.copy is None:
        source = CopySource.SOURCE if market.source else CopySource.MISSING
        return figured(loaded, Adaptation(market.locale, _copy(brief.message), source, _required(brief)), index)
    original = None if market.source else _original(brief, market.locale)
    words = Adaptation(market.locale, _copy(market.copy), CopySource.BRIEF, _required(brief), original)
    return figured(loaded, words, index)


def figured(loaded: LoadedBrief, words: Adaptation, index: int) -> Adaptation:
    """Put the figures of market *index* into *words*, and keep the words as they were besides."""
    values = figures_for(loaded.brief, loaded.brief.markets[index], words.locale)
    template = words.copy

    def filled(text: str | None) -> str | None:
        return None if text is None else fill(text, values)

    copy = Copy(
        fill(template.headline, values), filled(template.body), filled(template.cta), filled(template.disclaimer)
    )
    return words if copy == template else replace(words, copy=copy, template=template)


def _original(brief: Brief, locale: Locale) -> Original:
    """Return what supplied copy adapts, so that it is judged as a translation is."""
    intent = brief.message.intent
    recreated = tuple(role for role, _ in _copy(brief.message).lines() if intent and getattr(intent, role, None))
    return Original(
        source_locale(brief.source_language),
        _copy(brief.message),
        kept_names(brief),
        terms_for(brief, locale),
        recreated,
    )


def _copy(words: Message | MarketCopy) -> Copy:
    return Copy(words.headline, words.body, words.cta, words.disclaimer)


def _required(brief: Brief) -> tuple[Role, ...]:
    return (Role.DISCLAIMER,) if brief.message.disclaimer_required else ()


def look(loaded: LoadedBrief) -> Look:
    """Return what makes the brand's ads look like the brand."""
    brand = loaded.brief.brand
    logo = None if brand.logo is None else (loaded.folder / brand.logo).read_bytes()
    return Look(
        name=brand.name,
        palette=Palette(*derive(brand.colors)),
        keep=tuple(dict.fromkeys((brand.name, *brand.keep))),
        logo=logo,
        design=design(loaded),
        watermark=brand.watermark or "Draft",
        watermark_picture=_watermark_picture(loaded),
        fonts=brand_fonts(loaded),
    )


def brand_fonts(loaded: LoadedBrief) -> tuple[BrandFont, ...]:
    """Return the fonts of the brief, each opened before it is used; raise BriefError for those that cannot be."""
    fonts = loaded.brief.brand.fonts
    if fonts is None:
        return ()

    opened: list[BrandFont] = []
    problems: list[Problem] = []
    keys = {code: key for key, code in SCRIPTS.items()}
    for script, files in fonts.files():
        try:
            opened.extend(load_font(script, tuple((weight, loaded.folder / name) for weight, name in files)))
        except PictureError as error:
            place = ("brand", "fonts", keys[script])
            problems.append(loaded.problem(place, f"{'.'.join(place)}: {error.sentence} {error.hint}"))
    if problems:
        raise BriefError(tuple(problems))
    return tuple(opened)


def _watermark_picture(loaded: LoadedBrief) -> bytes | None:
    name = loaded.brief.brand.watermark
    return (loaded.folder / name).read_bytes() if name is not None and is_picture_name(name) else None


def design(loaded: LoadedBrief) -> Design:
    """Return the template the brief names, its own with the folder it may see."""
    name = loaded.brief.template
    return Design(name) if name in TEMPLATES else Design(name, loaded.folder)


def _template_problems(loaded: LoadedBrief) -> tuple[Problem, ...]:
    """Return what is wrong with a template of the user's on the brief's own canvases."""
    own = design(loaded)
    if own.folder is None:
        return ()

    directions = tuple(dict.fromkeys(market.locale.direction for market in loaded.markets))
    forms = set(_formats(loaded).values())
    forms |= {
        channel(name).format_in(market.locale.territory) for name in loaded.brief.channels for market in loaded.markets
    }
    ordered = sorted(forms, key=lambda form: (form.name, form.width, form.height))
    return problems(own, ordered, directions, Palette(*derive(loaded.brief.brand.colors)))


def _formats(loaded: LoadedBrief, encoding: Encoding | None = None, asked: Sequence[str] = ()) -> dict[str, Format]:
    """Return the formats of a brief by name; those *asked* for, or all, with files of *encoding*."""
    brief = loaded.brief
    forms = (*map(format_named, brief.asked_ratios), *(channel(name).format for name in brief.channels))
    if encoding is not None:
        forms = tuple(form if asked and form.name not in asked else _written_as(form, encoding) for form in forms)
    return {form.name: form for form in forms}

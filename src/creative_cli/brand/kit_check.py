"""Judges a brand kit: files, colours, logo, fonts, texts and keys."""

from collections.abc import Iterator

from creative_cli.brand.color_pairs import list_color_pairs
from creative_cli.brand.font_coverage import measure_coverage
from creative_cli.brand.kit_look import KitLook
from creative_cli.brand.kit_report import ColorPair, KitFinding, KitReport, LogoTrial, ScriptCoverage
from creative_cli.brand.logo_grounds import (
    draw_logo_grounds,
    is_light_ground,
    least_readable_height,
    list_logo_trials,
    list_small_sizes,
)
from creative_cli.brand.own_texts import find_forbidden_texts
from creative_cli.brief.loader import LoadedKit
from creative_cli.brief.source_positions import KeyPath
from creative_cli.color.color_math import hex_to_rgb
from creative_cli.models import BrandLogo, Status

SHOWN_GAPS = 6
_PLURALS = {"button": "buttons"}


def judge_kit(kit: LoadedKit, look: KitLook) -> KitReport:
    """Return everything that is found out about a kit; a check without findings is a PASS that says what it saw."""
    style = look.style
    pairs = tuple(list_color_pairs(kit.brand.colors, style.palette))
    trials = () if style.logo is None else tuple(list_logo_trials(style.logo, style.palette))
    scripts = tuple(measure_coverage(style.fonts))
    findings = (
        *_judge_files(kit, look),
        *_judge_colors(kit, pairs),
        *_judge_logo(kit, style.logo, trials),
        *_judge_fonts(kit, scripts),
        *_judge_texts(kit),
        *_judge_keys(kit),
    )
    grounds = tuple(draw_logo_grounds(style))
    return KitReport(kit.brand.name, kit.name, findings, pairs, trials, grounds, scripts)


def _at(kit: LoadedKit, keys: KeyPath) -> str:
    problem = kit.document.problem(keys, "")
    return f"{problem.file}:{problem.line}:{problem.column}"


def _judge_files(kit: LoadedKit, look: KitLook) -> Iterator[KitFinding]:
    known = {(one.line, one.column) for one in kit.problems}
    # A font that is not there cannot be read either.
    problems = (*kit.problems, *(one for one in look.problems if (one.line, one.column) not in known))
    for one in problems:
        yield KitFinding("files", "problem", Status.FAIL, one.message, f"{one.file}:{one.line}:{one.column}")
    if not problems:
        yield KitFinding("files", "ok", Status.PASS, "Every file is there and can be read.")


def _judge_colors(kit: LoadedKit, pairs: tuple[ColorPair, ...]) -> Iterator[KitFinding]:
    place = _at(kit, ("brand", "colors"))
    poor = [pair for pair in pairs if pair.status is not Status.PASS]
    replaced: dict[tuple[str, str], list[ColorPair]] = {}
    for pair in poor:
        if pair.replaced:
            replaced.setdefault((pair.replaced, pair.use), []).append(pair)
            continue
        says = f"The {pair.use} {pair.ink} on the {pair.surface} {pair.ground} has {pair.ratio:.1f}:1"
        message = f"{says}, but needs {pair.needed:g}:1."
        yield KitFinding("colors", "contrast", pair.status, message, place)
    for (role, use), group in replaced.items():
        where = ", ".join(f"{pair.surface} ({pair.poor:.1f}:1)" for pair in group)
        message = f"The {role} is too weak for {_PLURALS.get(use, use)} on {where}: layouts take other colours there."
        yield KitFinding("colors", "replaced", Status.WARN, message, place)
    if not poor:
        yield KitFinding("colors", "ok", Status.PASS, f"All {len(pairs)} pairs of colours have the contrast they need.")


def _judge_logo(kit: LoadedKit, logo: BrandLogo | None, trials: tuple[LogoTrial, ...]) -> Iterator[KitFinding]:
    place = _at(kit, ("brand", "logo"))
    if logo is None:
        yield KitFinding("logo", "no_logo", Status.SKIP, "There is no logo: ads set the name in type.", place)
        return
    by_variant: dict[str, list[LogoTrial]] = {}
    for trial in trials:
        by_variant.setdefault(trial.variant, []).append(trial)
    for variant, tried in by_variant.items():
        unseen = [trial for trial in tried if trial.status is not Status.PASS]
        grounds = ", ".join(f"{trial.ground_name} ({trial.weakest:.1f}:1)" for trial in unseen)
        here = _at(kit, ("brand", "logo", variant))
        if any(trial.status is Status.FAIL for trial in unseen):
            message = f"The {variant} variant is not seen on grounds it is made for: {grounds}."
            yield KitFinding("logo", "unseen", Status.FAIL, message, here)
        elif len(unseen) == len(tried):
            message = f"The {variant} is not seen whole on any ground: ads set it in one colour or on a plate."
            yield KitFinding("logo", "unseen", Status.WARN, message, here)
        elif unseen and not _is_helped(logo, unseen):
            message = f"The {variant} is not seen whole on {grounds}: give a variant for these, or ads will help it."
            yield KitFinding("logo", "no_variant", Status.WARN, message, here)
        else:
            count = len(tried) - len(unseen)
            yield KitFinding("logo", "ok", Status.PASS, f"The {variant} is seen on {count} grounds.", here)
    yield from _judge_space(kit, logo)


def _is_helped(logo: BrandLogo, unseen: list[LogoTrial]) -> bool:
    """Tell whether the kit has a variant for each ground on which the logo is not seen; other variants need none."""
    if unseen[0].variant != "logo" or logo.mono is not None:
        return True
    return all((logo.on_light if is_light_ground(hex_to_rgb(one.ground)) else logo.on_dark) for one in unseen)


def _judge_space(kit: LoadedKit, logo: BrandLogo) -> Iterator[KitFinding]:
    place = _at(kit, ("brand", "logo"))
    if kit.brand.logo is None or kit.brand.logo.clear_space is None:
        message = "The kit states no clear space around the logo: write clear_space:, such as 0.5 of its height."
        yield KitFinding("logo", "no_clear_space", Status.SKIP, message, place)
    else:
        share = f"{logo.clear_space:g} of the logo's height is kept free around it."
        yield KitFinding("logo", "clear_space", Status.PASS, share, _at(kit, ("brand", "logo", "clear_space")))
    small = list(list_small_sizes(logo))
    least = least_readable_height(logo)
    if small and logo.mark is None:
        sizes = ", ".join(f"{name} ({letters:.0f} px)" for name, _, letters in small)
        message = (
            f"The name in the logo is too small to read in {sizes}: it needs a height of {least:.0f} px. Give the mark "
            "without the name as logo.mark."
        )
        yield KitFinding("logo", "small_name", Status.WARN, message, place)
    else:
        message = f"The logo can be read from a height of {least:.0f} px"
        help_ = "; the mark takes its place where it is smaller." if small else ", and is as large in every size."
        yield KitFinding("logo", "smallest", Status.PASS, message + help_, place)


def _judge_fonts(kit: LoadedKit, scripts: tuple[ScriptCoverage, ...]) -> Iterator[KitFinding]:
    own = [one for one in scripts if one.own]
    for one in own:
        place = _at(kit, ("brand", "fonts"))
        if len(one.gaps) == one.languages:
            message = f"{one.family} writes none of the {one.languages} languages in {one.script_name}."
            yield KitFinding("fonts", "no_language", Status.FAIL, message, place)
        elif one.gaps:
            shown = ", ".join(f"{gap.name} ({' '.join(gap.letters[:3])})" for gap in one.gaps[:SHOWN_GAPS])
            more = f" and {len(one.gaps) - SHOWN_GAPS} more" if len(one.gaps) > SHOWN_GAPS else ""
            message = (
                f"{one.family} writes {one.languages - len(one.gaps)} of {one.languages} languages in "
                f"{one.script_name}. A bundled font sets {shown}{more}."
            )
            yield KitFinding("fonts", "gaps", Status.WARN, message, place)
        else:
            message = f"{one.family} writes all {one.languages} languages of markets in {one.script_name}."
            yield KitFinding("fonts", "ok", Status.PASS, message, place)
    if not own:
        message = "There are no fonts: ads are set in the fonts that come with the tool."
        yield KitFinding("fonts", "no_fonts", Status.SKIP, message, _at(kit, ("brand",)))


def _judge_texts(kit: LoadedKit) -> Iterator[KitFinding]:
    found = dict.fromkeys(find_forbidden_texts(kit))
    for keys, word in found:
        message = f"{kit.document.label(keys)} has “{word}”, which the kit itself forbids."
        yield KitFinding("texts", "forbidden", Status.FAIL, message, _at(kit, keys))
    count = sum(map(len, kit.brand.forbidden_words.values()))
    if not count:
        yield KitFinding("texts", "no_words", Status.SKIP, "The kit forbids no words.")
    elif not found:
        yield KitFinding("texts", "ok", Status.PASS, f"No text of the kit has one of its {count} forbidden words.")


def _judge_keys(kit: LoadedKit) -> Iterator[KitFinding]:
    unused = [*_list_unused(kit)]
    for keys, message in unused:
        yield KitFinding("keys", "unused", Status.WARN, message, _at(kit, keys))
    if not unused:
        yield KitFinding("keys", "ok", Status.PASS, "Every key has an effect.")


def _list_unused(kit: LoadedKit) -> Iterator[tuple[KeyPath, str]]:
    brand = kit.brand
    for name in kit.unused_swatches:
        yield ("brand", "swatches", name), f"The swatch {name} is the colour of no role: name it in colors."
    for index, word in enumerate(brand.keep):
        if word in brand.keep[:index]:
            yield ("brand", "keep", index), f"“{word}” is among the kept names twice."
    if brand.name_language is not None and brand.name_case == "as_written":
        yield ("brand", "name_language"), "name_language has no effect without name_case: capitals."
    logo = brand.logo
    if logo is not None:
        for key in ("on_light", "on_dark", "light", "dark", "mono", "mark"):
            if getattr(logo, key) == logo.file:
                yield ("brand", "logo", key), f"The {key} variant is the same file as the logo."

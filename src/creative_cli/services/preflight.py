"""Checks before anything is made or paid for: missing or faulty copy, and pictures that cannot be used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from creative_cli.brief.consistency import LOGO_FILE_KEYS, LOGO_KEY_NAMES, URL_PREFIX
from creative_cli.brief.loader import LoadedBrief, missing_copy_error
from creative_cli.brief.schema import Product, Together
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.together import find_together, list_members
from creative_cli.brief.variant_documents import VARIANTS_KEY
from creative_cli.brief.variant_problems import find_variant_image
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.code_digest import code_digest
from creative_cli.engine.copy import brief_assignments
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.engine.product_words import list_printed_words, list_product_pictures
from creative_cli.engine.variant_differences import list_equal_ads
from creative_cli.errors import BriefError, FindingsError, PictureError, Problem
from creative_cli.formats import Box
from creative_cli.imaging import layers
from creative_cli.imaging.source import is_svg
from creative_cli.layout import logo_files, svg_raster
from creative_cli.models import CopySource, LocalizedCopy, Role
from creative_cli.services import translations
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.picture_shapes import read_picture_shape
from creative_cli.services.workspace import Workspace
from creative_cli.stages import generate
from creative_cli.stages.undrawable_copy import UndrawableText, find_undrawable_texts
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.translation.damaged_entries import describe_entry_origin, list_entry_damage
from creative_cli.translation.locale_progress import LineStage, measure_progress
from creative_cli.translation.service import TranslationService

CORRECTED_LINE_HINT = "Export it (creative copy export), correct it, and import it (creative copy import)."
SHORT_ROLES = frozenset({Role.SHORT_HEADLINE, Role.SHORT_CTA})
MARK_TRIAL_BOX = Box(0, 0, 240, 80)  # px


def validate_briefs(
    names: Sequence[str | bytes], where: Workspace, *, skip_bad_rows: bool = False
) -> list[LoadedBrief]:
    """Read briefs, `-` from stdin, and raise one BriefError for all that is wrong in their copy and pictures.

    With *skip_bad_rows* rows of a feed that are wrong are left out; they are in the records of the briefs.
    Raises PluginError for a check of a plug-in that cannot be loaded.
    """
    PLUGIN_CHECKS.load_all()
    plans = build_plans(
        names,
        Slice(skip_bad_rows=skip_bad_rows),
        translator=where.settings.openai_api_key is not None,
        open_feed=open_feed_addresses(where),
    )
    cache = Cache(where.state)
    problems = dict.fromkeys(problem for plan in plans for problem in find_plan_problems(plan, where, cache))
    if problems:
        raise BriefError(tuple(problems))
    return [plan.brief for plan in plans]


def find_plan_problems(plan: RunPlan, where: Workspace, cache: Cache) -> Iterator[Problem]:
    """Yield all that is wrong with the copy and the pictures of a brief that could be read."""
    for part in plan.parts:
        yield from _find_memory_problems(part, where)
    yield from _find_mark_problems(plan, cache)
    yield from _find_product_logo_problems(plan, cache)
    for part in plan.parts:
        yield from _find_product_problems(part, cache)
        yield from _find_glyph_problems(part)
    for name, sentence in list_equal_ads(plan):
        yield plan.brief.document.key_problem((VARIANTS_KEY, name), sentence)
    try:
        _require_complete_copy(plan, where)
    except BriefError as error:
        yield from error.problems


def validate_before_run(plan: RunPlan, where: Workspace, *, approved: bool) -> None:
    """Raise what stops *plan*: a logo or watermark that cannot be drawn, or missing or unapproved copy.

    Raises PluginError for a check of a plug-in that cannot be loaded.
    """
    PLUGIN_CHECKS.load_all()
    cache = Cache(where.state)
    marks = (*_find_mark_problems(plan, cache), *_find_product_logo_problems(plan, cache))
    damaged = dict.fromkeys(problem for part in plan.parts for problem in _find_memory_problems(part, where))
    if problems := (*damaged, *marks):
        raise BriefError(problems)
    _require_complete_copy(plan, where)
    if approved:
        _require_approved_copy(plan, where)


def remember_marks(plan: RunPlan, cache: Cache) -> None:
    """Record that the logo and the watermark can be drawn: the next run need not try, which takes 0.2 s."""
    for _, data in _list_mark_files(plan):
        if cache.get(_mark_key(data), bool) is None:
            cache.put(_mark_key(data), record=True)


@contextmanager
def locating_picture_errors(plans: Sequence[RunPlan], cache: Cache) -> Iterator[None]:
    """Turn a PictureError of the block into one BriefError with the place of every such picture."""
    try:
        yield
    except PictureError as error:
        parts = [part for plan in plans for part in plan.parts]
        problems = dict.fromkeys(problem for part in parts for problem in _find_product_problems(part, cache))
        if not problems:
            raise  # of a picture that was fetched
        raise BriefError(tuple(problems)) from error


def missing_locales(plan: RunPlan, where: Workspace, among: Sequence[LocalizedCopy]) -> tuple[str, ...]:
    """Return the locales of *among* whose copy a translator would have to write."""
    wanted = {words.locale.tag for words in among if words.source is CopySource.MISSING}
    if not wanted:
        return ()
    requests = tuple(one for one in brief_assignments(plan.brief) if one.locale.tag in wanted)
    return tuple(TranslationService(translations.open_copy_memory(where)).missing(requests))


def _find_memory_problems(plan: RunPlan, where: Workspace) -> Iterator[Problem]:
    """Yield the damaged translations that the memory has for markets of the plan, at the market in the brief."""
    wanted = {words.locale.tag for words in plan.adaptations if words.source is CopySource.MISSING}
    requests = [one for one in brief_assignments(plan.brief) if one.locale.tag in wanted] if wanted else []
    segments = [line.segment for one in requests for line in one.lines]
    known = translations.open_copy_memory(where).lookup(segments) if segments else {}
    tags = [market.locale.tag for market in plan.brief.markets]
    for segment in segments:
        entry = known.get(segment.id)
        for finding in () if entry is None else list_entry_damage(entry):
            origin = "" if entry is None else describe_entry_origin(entry)
            says = f"The translation memory has damaged copy ({origin}). {finding.message} {CORRECTED_LINE_HINT}"
            yield plan.brief.document.problem(("markets", tags.index(segment.locale)), says)


def _list_mark_files(plan: RunPlan) -> Iterator[tuple[KeyPath, bytes]]:
    logo, watermark = plan.look.logo, plan.look.watermark_picture
    if logo is not None:
        # A file name alone stands for the mapping.
        alone = plan.brief.document.text("brand", "logo") is not None
        for key in LOGO_FILE_KEYS:
            data = getattr(logo, key)
            if data is not None:
                written = LOGO_KEY_NAMES.get(key, key)
                home = () if alone else (key if plan.brief.document.text("brand", "logo", key) else written,)
                yield ("brand", "logo", *home), data
    if watermark is not None:
        yield ("brand", "watermark"), watermark


def _mark_key(data: bytes) -> str:
    code, raster = code_digest(logo_files.__name__), code_digest(layers.__name__)
    return key_of("mark", code=code, raster=raster, sha256=sha256_of(data))


def _find_mark_problems(plan: RunPlan, cache: Cache) -> Iterator[Problem]:
    for keys, data in _list_mark_files(plan):
        if cache.get(_mark_key(data), bool) is not None:
            continue
        try:
            if keys[-1] == "watermark":
                _try_watermark(data)
            else:
                logo_files.open_logo_file(data)
        except PictureError as error:
            yield plan.brief.document.problem(keys, f"{'.'.join(map(str, keys))}: {error.sentence} {error.hint}")


def _find_product_logo_problems(plan: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield logos of products that cannot be drawn; one that several products have is tried once."""
    everything = {product.id: index for index, product in enumerate(plan.brief.brief.products)}
    tried: set[str] = set()
    for product in plan.products:
        for name in () if product.logo is None else product.logo.model_dump(exclude={"recolour"}).values():
            if name is None or name in tried:
                continue
            tried.add(name)
            data = (plan.brief.folder / name).read_bytes()
            if cache.get(_mark_key(data), bool) is not None:
                continue
            try:
                logo_files.open_logo_file(data)
                cache.put(_mark_key(data), record=True)
            except PictureError as error:
                sentence = f"products[{product.id}].logo: {error.sentence} {error.hint}"
                yield plan.brief.product_problem(everything[product.id], "logo", sentence)


def _try_watermark(data: bytes) -> None:
    if is_svg(data):
        svg_raster.rasterize_svg(data, MARK_TRIAL_BOX)
    else:
        layers.fit_logo(data, MARK_TRIAL_BOX)


def _find_product_problems(plan: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield the problems of pictures on disk; one that an earlier run used has none."""
    everything = {product.id: index for index, product in enumerate(plan.brief.brief.products)}
    tried: set[object] = set()
    for product in plan.products:
        together = find_together(plan.brief.brief, product.id)
        if together is not None:
            yield from _find_set_problems(plan, product, together, cache)
            continue
        for shown in list_product_pictures(plan, product):
            what = (shown.image, shown.image_kind, shown.focus)
            if shown.image is None or shown.image.startswith(URL_PREFIX) or what in tried:
                continue
            tried.add(what)  # groups of rows share a picture
            key = "image" if shown.image == product.image else "images"
            try:
                source = generate.load_source(shown, plan.brief, cache)
                read_picture_shape(source, cache)
            except PictureError as error:
                told = f"{error.sentence} {error.hint}"
                home = find_variant_image(plan.brief.written, plan.variant, product.id) if plan.variant else None
                if home is not None:
                    yield plan.brief.written.problem(home, f"{plan.brief.written.label(home)}: {told}")
                else:
                    sentence = f"products[{product.id}].{key}: {told}"
                    yield plan.brief.product_problem(everything[product.id], key, sentence)


def _find_set_problems(plan: RunPlan, product: Product, together: Together, cache: Cache) -> Iterator[Problem]:
    """Yield the problem of products that cannot stand together; pictures at an address are left to the run."""
    brief = plan.brief.brief
    if any((one.image or "").startswith(URL_PREFIX) for one in list_members(together, brief)):
        return
    try:
        source = generate.load_source(product, plan.brief, cache)
        read_picture_shape(source, cache)
    except PictureError as error:
        keys = ("together", brief.together.index(together), "products")
        yield plan.brief.document.problem(keys, f"together[{product.id}].products: {error.sentence} {error.hint}")


def _find_glyph_problems(plan: RunPlan) -> Iterator[Problem]:
    """Yield what no font draws, each where it is written."""
    for words, one in list_undrawable_texts(plan):
        what = ".".join(map(str, one.font)) if one.role is None else f"{one.role} of {words.locale.tag}"
        yield find_undrawable_place(plan, words, one, f"{what}: {one.sentence}")


def find_undrawable_place(plan: RunPlan, words: LocalizedCopy, one: UndrawableText, message: str) -> Problem:
    """Return where a text or a font that cannot be drawn is written, with a *message*."""
    document = plan.brief.document
    if one.role is None:
        return document.problem(one.font, message)
    key = str(one.role.removeprefix("short_"))
    inner = ("short", key) if one.role in SHORT_ROLES else (key,)
    index = next(at for at, market in enumerate(plan.brief.markets) if market.locale.tag == words.locale.tag)
    homes: tuple[KeyPath, ...] = (("markets", index, "copy", *inner), ("message", *inner), ("markets", index))
    place = next(home for home in homes if document.text(*home) is not None or home is homes[-1])
    return document.problem(("brand", "name") if one.role is Role.LOGO else place, message)


def list_undrawable_texts(plan: RunPlan) -> Iterator[tuple[LocalizedCopy, UndrawableText]]:
    """Yield what cannot be drawn of the copy that is written; a font and the brand's name once."""
    shared: set[UndrawableText] = set()
    for _, words in list_printed_words(plan):
        for one in () if words.source is CopySource.MISSING else find_undrawable_texts(words, plan.look):
            if one.role in {None, Role.LOGO} and one in shared:
                continue
            shared.add(one)
            yield words, one


def _require_complete_copy(plan: RunPlan, where: Workspace) -> None:
    if where.settings.openai_api_key is not None:
        return
    problems: dict[Problem, None] = {}
    for part in plan.parts:
        # Only the markets to make: one that is ready need not wait for the copy of another.
        missing = missing_locales(part, where, part.adaptations)
        if missing:
            problems |= dict.fromkeys(missing_copy_error(part.brief, missing).problems)
    if problems:
        raise BriefError(tuple(problems))


def _require_approved_copy(plan: RunPlan, where: Workspace) -> None:
    waiting = []
    memory = translations.open_copy_memory(where)
    for part in plan.parts:
        mine = {words.locale.tag for words in part.adaptations}
        for one in measure_progress(part.brief, brief_assignments(part.brief), memory):
            if one.locale in mine and one.stage is not LineStage.APPROVED:
                named = f"{one.locale} of variant {one.variant}" if one.variant else one.locale
                waiting.append(f"{named} is {one.stage}")
    if waiting:
        raise FindingsError(
            f"Copy is not approved: {'; '.join(waiting)}.",
            "Get it approved (creative copy export, creative copy import --status approved), or leave out "
            "--require-approved. Nothing was made.",
        )

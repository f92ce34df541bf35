"""What stops a run before anything is made or paid for: missing or faulty copy, pictures that cannot be used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.loader import missing_copy_error
from creative_cli.checks.profile import PLUGIN_CHECKS
from creative_cli.checks.runner import worst_status
from creative_cli.code_digest import code_digest
from creative_cli.engine.copy import brief_assignments
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import BriefError, FindingsError, PictureError, Problem
from creative_cli.formats import Box
from creative_cli.imaging import layers
from creative_cli.imaging.layers import fit_logo
from creative_cli.imaging.source import is_svg
from creative_cli.layout import svg_raster
from creative_cli.layout.svg_raster import rasterize_svg
from creative_cli.models import CopySource, LocalizedCopy, Status
from creative_cli.services import translations
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.stages import generate
from creative_cli.stages.check import check_copy
from creative_cli.stages.store import StoredImage
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.translation.locale_progress import LineStage as CopyStage
from creative_cli.translation.locale_progress import measure_progress
from creative_cli.translation.service import TranslationService

MARK_TRIAL_BOX = Box(0, 0, 240, 80)
"""Room a mark is drawn into when it is tried, px."""


@dataclass(frozen=True, slots=True)
class _DrawnMark:
    """A mark that was drawn, by the hash of its file: it need not be tried again, which takes 0.2 s."""

    sha256: str

    @property
    def key(self) -> str:
        return key_of(
            "mark", code=code_digest(svg_raster.__name__), raster=code_digest(layers.__name__), sha256=self.sha256
        )


def find_picture_problems(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the pictures in the brief's folder; nothing is fetched."""
    yield from _find_mark_problems(order, cache)
    yield from _find_product_problems(order, cache)


def require_drawable_marks(order: RunPlan, cache: Cache) -> None:
    """Raise BriefError when the logo or the watermark cannot be drawn: after the pictures are bought is too late."""
    problems = tuple(_find_mark_problems(order, cache))
    if problems:
        raise BriefError(problems)


def remember_marks(order: RunPlan, cache: Cache) -> None:
    """Note that the marks of *order* were drawn, so that the next run need not try them."""
    for _, data in _mark_files(order):
        drawn = _DrawnMark(sha256_of(data))
        if cache.get(drawn.key, _DrawnMark) is None:
            cache.put(drawn.key, drawn)


@contextmanager
def locating_picture_errors(orders: Sequence[RunPlan], cache: Cache) -> Iterator[None]:
    """Turn a PictureError of the block into one BriefError that has every such picture and its place."""
    try:
        yield
    except PictureError as error:
        problems = tuple(problem for order in orders for problem in _find_product_problems(order, cache))
        if not problems:
            raise  # of a picture that was fetched
        raise BriefError(problems) from error


def _mark_files(order: RunPlan) -> Iterator[tuple[str, bytes]]:
    marks = (("logo", order.look.logo), ("watermark", order.look.watermark_picture))
    yield from ((key, data) for key, data in marks if data is not None)


def _find_mark_problems(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    untried = [
        (key, data)
        for key, data in _mark_files(order)
        if cache.get(_DrawnMark(sha256_of(data)).key, _DrawnMark) is None
    ]
    if not untried:
        return

    for key, data in untried:
        try:
            rasterize_svg(data, MARK_TRIAL_BOX) if is_svg(data) else fit_logo(data, MARK_TRIAL_BOX)
        except PictureError as error:
            yield order.brief.document.problem(("brand", key), f"brand.{key}: {error.sentence} {error.hint}")


def _find_product_problems(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the products' pictures; one that an earlier run used is fine."""
    everything = [product.id for product in order.brief.brief.products]
    for product in order.products:
        if product.image is None or product.image.startswith(URL_PREFIX):
            continue
        try:
            source = generate.load_source(product, order.brief, cache)
            if cache.get(generate.prepared_image_key(source), StoredImage) is None:
                generate.prepare_image(source)
        except PictureError as error:
            keys = ("products", everything.index(product.id), "image")
            yield order.brief.document.problem(keys, f"products[{product.id}].image: {error.sentence} {error.hint}")


def validate_plans(orders: Sequence[RunPlan], where: Workspace, settings: Settings) -> None:
    """Raise one BriefError for all that is missing or wrong in the words and pictures of *orders*.

    Raises PluginError for a check of a plug-in that cannot be loaded.
    """
    PLUGIN_CHECKS.load_all()
    cache = Cache(where.state)
    problems: list[Problem] = []
    for order in orders:
        problems.extend(find_picture_problems(order, cache))
        try:
            require_complete_copy(order, where, settings)
        except BriefError as error:
            problems.extend(error.problems)
    if problems:
        raise BriefError(tuple(problems))


def validate_before_run(
    order: RunPlan, where: Workspace, settings: Settings, fail_from: Status | None, *, approved: bool
) -> None:
    """Raise what stops *order* before anything is made: missing, unapproved or faulty words, a mark nobody can read.

    A check of a plug-in that cannot be loaded stops it as well, whatever *fail_from* is: PluginError.
    """
    PLUGIN_CHECKS.load_all()
    require_drawable_marks(order, Cache(where.state))
    require_complete_copy(order, where, settings)
    if approved:
        require_approved_copy(order, where)
    require_passing_copy(order, fail_from)


def require_complete_copy(order: RunPlan, where: Workspace, settings: Settings) -> None:
    """Refuse a brief whose copy is not all there, when nobody could write the rest; raise BriefError."""
    if not order.unworded or settings.openai_api_key is not None:
        return
    # Of the markets to be made now: one that is ready need not wait for the words of another.
    missing = missing_locales(order, where, order.adaptations)
    if missing:
        raise missing_copy_error(order.brief, missing)


def missing_locales(order: RunPlan, where: Workspace, among: Sequence[LocalizedCopy]) -> tuple[str, ...]:
    """Return the locales *among* these whose words a translator would have to write."""
    wanted = {words.locale.tag for words in among if words.source is CopySource.MISSING}
    if not wanted:
        return ()

    asked = tuple(one for one in brief_assignments(order.brief) if one.locale.tag in wanted)
    return tuple(TranslationService(translations.open_copy_memory(where)).missing(asked))


def require_approved_copy(order: RunPlan, where: Workspace) -> None:
    """Raise FindingsError while copy of a market that is to be made is not approved; nothing is made then."""
    mine = {words.locale.tag for words in order.adaptations}
    open_ones = [
        f"{one.locale} is {one.stage}"
        for one in measure_progress(order.brief, brief_assignments(order.brief), translations.open_copy_memory(where))
        if one.locale in mine and one.stage is not CopyStage.APPROVED
    ]
    if open_ones:
        raise FindingsError(
            f"Copy is not approved: {'; '.join(open_ones)}.",
            "Have it approved (creative copy export, creative copy import --status approved), or leave out "
            "--require-approved. Nothing was made.",
        )


def require_passing_copy(order: RunPlan, fail_from: Status | None) -> None:
    """Check the words before any picture is made; raise FindingsError when one is at *fail_from* or above."""
    if fail_from is None:
        return
    lines = []
    for words in order.adaptations:
        if words.source is CopySource.MISSING:
            continue
        findings = check_copy(words, order.last_day)
        if worst_status(findings) >= fail_from:
            lines += [f"{f.status.name} {f.check}/{f.code}: {f.message}" for f in findings if f.status >= fail_from]
    if lines:
        raise FindingsError("\n".join(lines), "No picture was made. Change the copy, or go on with --fail-on never.")

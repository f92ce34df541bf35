"""What stops a run before anything is made or paid for: missing or faulty copy, pictures that cannot be used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from creative_cli.brief.meaning import ADDRESS
from creative_cli.brief.unwritten import unwritten
from creative_cli.checks.check import worst
from creative_cli.code_digest import code_digest
from creative_cli.engine.copy import brief_assignments
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import BriefError, FindingsError, PictureError, Problem
from creative_cli.formats import Box
from creative_cli.imaging import layers
from creative_cli.imaging.layers import logo
from creative_cli.imaging.source import is_svg
from creative_cli.layout import vector
from creative_cli.layout.vector import rasterise_svg
from creative_cli.models import Adaptation, CopySource, Status
from creative_cli.services import translations
from creative_cli.services.workspace import House
from creative_cli.settings import Settings
from creative_cli.stages import generate
from creative_cli.stages.check import check_copy
from creative_cli.stages.store import StoredHero
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.translation.progress import Stage as CopyStage
from creative_cli.translation.progress import progress
from creative_cli.translation.service import CopyDesk

ROOM = Box(0, 0, 240, 80)
"""Room a mark is drawn into when it is tried, px."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A mark that was drawn, by the hash of its file: it need not be tried again, which takes 0.2 s."""

    sha256: str

    @property
    def key(self) -> str:
        return key_of(
            "mark", code=code_digest(vector.__name__), raster=code_digest(layers.__name__), sha256=self.sha256
        )


def unusable(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the pictures in the brief's folder; nothing is fetched."""
    yield from _marks(order, cache)
    yield from _products(order, cache)


def refuse_marks(order: RunPlan, cache: Cache) -> None:
    """Raise BriefError when the logo or the watermark cannot be drawn: after the pictures are bought is too late."""
    problems = tuple(_marks(order, cache))
    if problems:
        raise BriefError(problems)


def remember_marks(order: RunPlan, cache: Cache) -> None:
    """Note that the marks of *order* were drawn, so that the next run need not try them."""
    for _, data in _files(order):
        drawn = _Drawn(sha256_of(data))
        if cache.get(drawn.key, _Drawn) is None:
            cache.put(drawn.key, drawn)


@contextmanager
def told_with_places(orders: Sequence[RunPlan], cache: Cache) -> Iterator[None]:
    """Turn a PictureError of the block into one BriefError that has every such picture and its place."""
    try:
        yield
    except PictureError as error:
        problems = tuple(problem for order in orders for problem in _products(order, cache))
        if not problems:
            raise  # of a picture that was fetched
        raise BriefError(problems) from error


def _files(order: RunPlan) -> Iterator[tuple[str, bytes]]:
    marks = (("logo", order.look.logo), ("watermark", order.look.watermark_picture))
    yield from ((key, data) for key, data in marks if data is not None)


def _marks(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    untried = [(key, data) for key, data in _files(order) if cache.get(_Drawn(sha256_of(data)).key, _Drawn) is None]
    if not untried:
        return

    for key, data in untried:
        try:
            rasterise_svg(data, ROOM) if is_svg(data) else logo(data, ROOM)
        except PictureError as error:
            yield order.brief.problem(("brand", key), f"brand.{key}: {error.sentence} {error.hint}")


def _products(order: RunPlan, cache: Cache) -> Iterator[Problem]:
    """Yield what is wrong with the products' pictures; one that an earlier run used is fine."""
    everything = [product.id for product in order.brief.brief.products]
    for product in order.products:
        if product.image is None or product.image.startswith(ADDRESS):
            continue
        try:
            source = generate.source(product, order.brief, cache)
            if cache.get(generate.prepared_key(source), StoredHero) is None:
                generate.prepare(source)
        except PictureError as error:
            keys = ("products", everything.index(product.id), "image")
            yield order.brief.problem(keys, f"products[{product.id}].image: {error.sentence} {error.hint}")


def refuse_faulty(orders: Sequence[RunPlan], where: House, settings: Settings) -> None:
    """Raise one BriefError for all that is missing or wrong in the words and pictures of *orders*."""
    cache = Cache(where.state)
    problems: list[Problem] = []
    for order in orders:
        problems.extend(unusable(order, cache))
        try:
            refuse_unworded(order, where, settings)
        except BriefError as error:
            problems.extend(error.problems)
    if problems:
        raise BriefError(tuple(problems))


def refuse(order: RunPlan, where: House, settings: Settings, fail_from: Status | None, *, approved: bool) -> None:
    """Raise what stops *order* before anything is made: missing, unapproved or faulty words, a mark nobody can read."""
    refuse_marks(order, Cache(where.state))
    refuse_unworded(order, where, settings)
    if approved:
        refuse_unapproved(order, where)
    refuse_findings(order, fail_from)


def refuse_unworded(order: RunPlan, where: House, settings: Settings) -> None:
    """Refuse a brief whose copy is not all there, when nobody could write the rest; raise BriefError."""
    if not order.unworded or settings.openai_api_key is not None:
        return
    # Of the markets to be made now: one that is ready need not wait for the words of another.
    missing = missing_copy(order, where, order.adaptations)
    if missing:
        raise unwritten(order.brief, missing)


def missing_copy(order: RunPlan, where: House, among: Sequence[Adaptation]) -> tuple[str, ...]:
    """Return the locales *among* these whose words a translator would have to write."""
    wanted = {words.locale.tag for words in among if words.source is CopySource.MISSING}
    if not wanted:
        return ()

    asked = tuple(one for one in brief_assignments(order.brief) if one.locale.tag in wanted)
    return tuple(CopyDesk(translations.memory(where)).missing(asked))


def refuse_unapproved(order: RunPlan, where: House) -> None:
    """Raise FindingsError while copy of a market that is to be made is not approved; nothing is made then."""
    mine = {words.locale.tag for words in order.adaptations}
    open_ones = [
        f"{one.locale} is {one.stage}"
        for one in progress(order.brief, brief_assignments(order.brief), translations.memory(where))
        if one.locale in mine and one.stage is not CopyStage.APPROVED
    ]
    if open_ones:
        raise FindingsError(
            f"Copy is not approved: {'; '.join(open_ones)}.",
            "Have it approved (creative copy export, creative copy import --status approved), or leave out "
            "--require-approved. Nothing was made.",
        )


def refuse_findings(order: RunPlan, fail_from: Status | None) -> None:
    """Check the words before any picture is made; raise FindingsError when one is at *fail_from* or above."""
    if fail_from is None:
        return
    lines = []
    for words in order.adaptations:
        if words.source is CopySource.MISSING:
            continue
        findings = check_copy(words, order.last_day)
        if worst(findings) >= fail_from:
            lines += [f"{f.status.name} {f.check}/{f.code}: {f.message}" for f in findings if f.status >= fail_from]
    if lines:
        raise FindingsError("\n".join(lines), "No picture was made. Change the copy, or go on with --fail-on never.")

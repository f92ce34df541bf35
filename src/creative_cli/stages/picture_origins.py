"""picture_origins: where the picture of an ad comes from, from what was done to make it. Not a stage."""

from dataclasses import replace

from creative_cli.formats import FormatContent
from creative_cli.layout.template import CanvasPlan
from creative_cli.models import Canvas, HeroImage, HeroKind
from creative_cli.provenance.picture_origin import NO_ORIGIN, PictureOrigin
from creative_cli.provenance.source_types import SourceType, merge_source_types


def describe_origin(hero: HeroImage, plan: CanvasPlan, canvas: Canvas) -> PictureOrigin:
    """Return the origin of the picture on a canvas, with the source type that the finished ad has."""
    task = _find_task(hero)
    faces = canvas.photo is not None and bool(canvas.photo.faces)
    if plan.format.shows is FormatContent.LOGO or (plan.device is not None and not task and not hero.origin.inputs):
        return replace(NO_ORIGIN, source=SourceType.DIGITAL_CREATION)
    if not task and hero.picture is None and hero.packshot is None and not hero.members:
        return replace(hero.origin, source=SourceType.ALGORITHMIC)
    drawn_over = plan.format.shows is FormatContent.AD or hero.packshot is not None or task == "outpaint"
    source = merge_source_types(
        hero.origin.marks.sources, generated=hero.origin.marks.from_model or bool(task), drawn_over=drawn_over
    )
    made = replace(hero.origin, source=source, person=faces)
    return replace(made, task=task, system=hero.provider, version=hero.model, seed=hero.seed) if task else made


def _find_task(hero: HeroImage) -> str:
    """Return what a service did for the picture: picture, scene or outpaint; empty if none did anything."""
    if hero.origin.task:
        return hero.origin.task
    if hero.kind is HeroKind.GENERATED:
        return "picture"
    if hero.picture is None or not hero.model:
        return ""
    return "scene" if hero.kind is HeroKind.PACKSHOT else "outpaint"

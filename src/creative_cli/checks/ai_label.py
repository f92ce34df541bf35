"""Does an ad with a picture of a model have the label that its market asks for?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.checks.legible_size import SIZE_ROUNDING_PX
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST, luminance_map
from creative_cli.formats import Box
from creative_cli.models import MIN_LEGIBLE_PX, Creative, Role, Status
from creative_cli.provenance.ai_rules import AiRule, Duty, RuleWeight, find_situation, load_ai_rules
from creative_cli.shown import ShownAiLabel

# Confidence from which a missing label fails; what only third parties report is a warning.
_FAILING = frozenset("OH")
LABEL_ROUNDING_PX = 0.5
INK_SHARE = 0.05  # of the pixels of a line of letters: less is surely ink, as much surely ground
LUMINANCE_OFFSET = 0.05  # WCAG 2.2, contrast ratio


def inspect(creative: Creative) -> Iterator[Outcome]:
    """An ad with a picture that a model made has the label that its market asks for."""
    origin = creative.canvas.origin
    if origin.source is None:
        yield Outcome(Status.ERROR, "not_recorded", "Nothing is recorded about the origin of the picture.")
        return
    if not origin.from_model:
        yield Outcome(Status.SKIP, "no_model", "No model made any of the picture.")
        return
    rules = list(_list_rules(creative))
    if not rules:
        yield Outcome(Status.SKIP, "no_rule", "No rule on record asks for a label in this market.")
        return
    faults = [found for rule in rules if (found := _judge_rule(rule, creative)) is not None]
    if creative.ai_label is not None:
        faults += _find_faults(creative.ai_label, creative)
    yield from faults or [pass_outcome(f"labelled: {', '.join(rule.id for rule in rules)}")]


def _find_faults(label: ShownAiLabel, creative: Creative) -> Iterator[Outcome]:
    """Yield what keeps a label that is drawn from being read, as the finished pixels show it."""
    form, canvas = creative.canvas.format, creative.canvas
    least = MIN_LEGIBLE_PX[Role.DISCLAIMER] / form.shown_scale
    if label.font_px < least - SIZE_ROUNDING_PX:
        message = f"The label is {label.font_px:.1f} px, but needs {least:.1f} px to be legible in {form.name}."
        yield Outcome(Status.FAIL, "label_illegible", message)
    ratio = _measure_contrast(label, creative)
    if ratio < NORMAL_TEXT_CONTRAST:
        message = f"The label has a contrast of {ratio:.1f}:1 to its ground, but needs {NORMAL_TEXT_CONTRAST}:1."
        yield Outcome(Status.FAIL, "label_contrast", message)
    zone = form.safe_zone(mirrored=canvas.direction == "rtl")
    if not Box(zone.x, zone.y, zone.width, zone.height + form.label_foot).holds(label.box, 1):
        yield Outcome(Status.FAIL, "label_cut", f"The label reaches out of what {form.name} shows.")
    if canvas.logo.overlap(label.box) > 0 or any(block.box.overlap(label.box) > 0 for block in creative.layout):
        yield Outcome(Status.FAIL, "label_on_text", "The label lies on a text or on the logo.")
    if canvas.photo is not None and any(face.overlap(label.box) > 0 for face in canvas.photo.faces):
        yield Outcome(Status.FAIL, "label_on_face", "The label lies on a face.")


def _measure_contrast(label: ShownAiLabel, creative: Creative) -> float:
    """Return the contrast of the letters' brightest and darkest twentieth, as drawn; 1 where nothing is drawn."""
    left, top, right, bottom = label.letters.pixels(creative.canvas.format.width, creative.canvas.format.height)
    light = luminance_map(creative.pixels[top:bottom, left:right])
    if not light.size:
        return 1.0
    dark, bright = np.percentile(light, (100 * INK_SHARE, 100 * (1 - INK_SHARE)))
    return float((bright + LUMINANCE_OFFSET) / (dark + LUMINANCE_OFFSET))


def _list_rules(creative: Creative) -> Iterator[AiRule]:
    origin = creative.canvas.origin
    situation = find_situation(origin)
    for rule in load_ai_rules():
        counts = rule.id in creative.facts.rules and rule.duty is Duty.VISIBLE and situation in rule.made
        if counts and (origin.person or not rule.person):
            yield rule


def _judge_rule(rule: AiRule, creative: Creative) -> Outcome | None:
    """Return what is wrong with the label that a rule asks for, or None."""
    locale, form = creative.adaptation.locale, creative.canvas.format
    label = rule.list_labels(locale)[0]
    source = f"{rule.name}, confidence {rule.confidence}"
    if rule.is_labelled(_list_printed(creative), _own_words(creative)):
        drawn = _label_height(rule, creative)
        if drawn >= rule.min_height * form.short_side:
            return None
        message = (
            f"The label is {drawn:.0f} px high, but {rule.min_height:.0%} of the shortest side are "
            f"{rule.min_height * form.short_side:.0f} px ({source})."
        )
        return Outcome(Status.WARN, "label_small", message)
    message = (
        f"The ad lacks a label such as “{label}” ({source}). {rule.text} "
        "Add ai_label: auto to the brief, or write it into the small print."
    )
    if rule.weight is RuleWeight.REVIEW or rule.realistic:
        asks = "if the picture looks real" if rule.realistic else "for review"
        return Outcome(Status.WARN, "label_review", f"{message} ({asks})")
    failing = rule.confidence in _FAILING
    return Outcome(Status.FAIL if failing else Status.WARN, "label_missing", message, Role.DISCLAIMER)


def _own_words(creative: Creative) -> tuple[str, ...]:
    facts = creative.facts
    return facts.label, facts.person_label, facts.short_label, facts.short_person_label


def _list_printed(creative: Creative) -> tuple[str, ...]:
    texts = [" ".join(block.lines) for block in creative.layout]
    texts += ["".join(block.lines) for block in creative.layout]
    return (*texts, *((creative.ai_label.text,) if creative.ai_label is not None else ()))


def _label_height(rule: AiRule, creative: Creative) -> float:
    """Return the height of the letters of the label, px: that of the lines which say it."""
    sizes = [
        block.font_px
        for block in creative.layout
        if rule.is_labelled((" ".join(block.lines), "".join(block.lines)), _own_words(creative))
    ]
    if creative.ai_label is not None:
        sizes.append(creative.ai_label.letters.height + LABEL_ROUNDING_PX)
    return max(sizes, default=0.0)


CHECK = Check(
    id="ai_label",
    rationale="Markets ask for a visible label on pictures of models; fines follow where it is missing.",
    inspect=inspect,
)

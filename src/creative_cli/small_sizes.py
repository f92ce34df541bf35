"""What small sizes show of the copy, what they leave out and why, and which of them are not made."""

from dataclasses import dataclass, field

from creative_cli.formats import Format, FormatClass, FormatContent, format_class
from creative_cli.models import SPARSE, AdCopy, Creative, Role, Status
from creative_cli.shown import DroppedText

SMALL_CLASSES = frozenset({FormatClass.SMALL, FormatClass.TOWER, FormatClass.STRIP})
"""The classes of banners."""
ROWS_FROM_PX = 170.0
"""Height as shown, px, from which a strip has rows of type."""
ALL_ROLES_FROM_PX = 70.0
"""Height as shown, px, below which logo, headline and button are all that a banner shows."""
SHORT_COPY_BELOW_PX = 100.0
"""Height as shown, px, below which the short lines of a brief are printed."""
SHORT_LINES = {Role.HEADLINE: Role.SHORT_HEADLINE, Role.CTA: Role.SHORT_CTA}
"""The short lines of a brief, by the lines whose place they take: in low banners, and in text fields with a limit."""
ONE_ROW_STRIP = 5.0
"""Width / height from which a strip has one row: logo, headline with small print, and button."""

LONG_WORD_SHARE = 0.75
"""How small a headline may be for one word that is too wide for its space, of its floor; never less than is legible."""

LABEL_ROLE = "ai_label"
"""The role of ads without room for the label of a picture that a model made, and the check that says so."""
REQUIRED_TEXT_CHECK = "required_disclaimer"
"""The check that says that an ad has no room for a text which the law requires."""
LEFT_OUT_CODE = "left_out"
"""The code of an ad that is not made, in both checks."""

_NAMES = {Role.HEADLINE: "headline", Role.BODY: "body", Role.DISCLAIMER: "small print", Role.CTA: "button"}


@dataclass(frozen=True, slots=True)
class LeftOutAd:
    """An ad that is not made, since its size cannot show what the law requires: where it would be, and why."""

    path: str
    product: str
    country: str
    locale: str
    ratio: str
    role: str
    message: str
    variant: str = field(default="", metadata=SPARSE)

    status = Status.WARN
    code = LEFT_OUT_CODE

    @property
    def check(self) -> str:
        """The check whose finding it is."""
        return LABEL_ROLE if self.role == LABEL_ROLE else REQUIRED_TEXT_CHECK


def list_kept_roles(form: Format) -> frozenset[Role]:
    """Return the roles of copy that a size is meant to show; larger ones show all."""
    kind = format_class(form)
    if kind not in SMALL_CLASSES:
        return frozenset(Role)
    if form.height * form.shown_scale < ALL_ROLES_FROM_PX:
        return frozenset({Role.HEADLINE, Role.CTA} if kind is FormatClass.STRIP else {Role.HEADLINE})
    if kind is FormatClass.STRIP and form.aspect >= ONE_ROW_STRIP:
        return frozenset({Role.HEADLINE, Role.DISCLAIMER, Role.CTA})
    return frozenset({Role.HEADLINE, Role.BODY, Role.DISCLAIMER, Role.CTA})


def prints_short_lines(form: Format) -> bool:
    """Return whether a size is so low that it prints the short lines of a brief, where there are any."""
    return form.height * form.shown_scale < SHORT_COPY_BELOW_PX


def find_printed_line(role: Role, form: Format, copy: AdCopy) -> Role:
    """Return the line of the copy that a size prints as *role*: the short one, or the role itself."""
    short = SHORT_LINES.get(role)
    return short if short is not None and prints_short_lines(form) and getattr(copy, short) else role


def advise_short_line(role: Role, form: Format, copy: AdCopy) -> str:
    """Return how a text that is too long for a low banner gets shorter, as a part of a sentence; "" for other sizes.

    Where the banner prints a line that all other sizes print too, a short line beside it is the next step.
    """
    if find_printed_line(role, form, copy) is not role:
        return f"shorten the {role} under short: in the copy"
    if role in SHORT_LINES and prints_short_lines(form):
        return f"write a shorter {role} under short: in the copy, which only low banners print"
    return ""


def explain_dropped_texts(creative: Creative) -> tuple[DroppedText, ...]:
    """Return the texts of the copy that an ad does not show; none where the format shows no copy at all."""
    form = creative.canvas.format
    if form.shows is not FormatContent.AD:
        return ()
    shown = {block.role for block in creative.layout}
    lines = creative.adaptation.copy.shown(short=False).lines()
    return tuple(_explain_dropped(role, form) for role, _ in lines if role not in shown)


def _explain_dropped(role: Role, form: Format) -> DroppedText:
    """Return why an ad does not show a text: its size is not meant to, or the text has no room."""
    kept = list_kept_roles(form)
    if role in kept:
        return DroppedText(role.value, f"no room for it in {form.name} at its least size")
    shown = ", ".join(name for one, name in _NAMES.items() if one in kept)
    return DroppedText(role.value, f"{form.name} shows logo, {shown} only")

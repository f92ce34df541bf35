"""Every hostile input, of all kinds."""

from tests.hostile.answer_inputs import list_answer_inputs
from tests.hostile.brief_inputs import list_brief_inputs
from tests.hostile.exchange_inputs import list_exchange_inputs
from tests.hostile.font_inputs import list_font_inputs
from tests.hostile.hostile_input import HostileInput
from tests.hostile.picture_inputs import list_picture_inputs
from tests.hostile.state_inputs import list_state_inputs
from tests.hostile.svg_inputs import list_svg_inputs
from tests.hostile.template_inputs import list_template_inputs


def list_hostile_inputs() -> tuple[HostileInput, ...]:
    """Return all inputs, in the order of the table."""
    return (
        *list_svg_inputs(),
        *list_font_inputs(),
        *list_picture_inputs(),
        *list_brief_inputs(),
        *list_template_inputs(),
        *list_exchange_inputs(),
        *list_answer_inputs(),
        *list_state_inputs(),
    )

"""What a campaign's packages need beside its ads, and the landing page of each ad."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.resources import read_data_table

LANDING_FIELDS = ("campaign", "country", "language", "locale", "product")
"""The placeholders of a landing page."""

NAME_FIELDS = ("campaign", "locale", "country", "product", "format", "variant")
"""The placeholders of a name."""

DEFAULT_NAME = "{campaign}_{locale}_{product}_{format}_{variant}"
"""Names of files and ads, as ad operations read them: from the widest to the narrowest."""

# A platform's own macros have two braces ({{ad.name}}) or a dollar sign (${CLICK_URL}) and stay as they are.
_PLACEHOLDER = re.compile(r"(?<![{$])\{([^{}]*)\}(?!\})")


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """The sender and settings of a campaign's packages; days are ISO 8601, empty without a flight.

    `name` is the pattern of names, `utm` are parameters that override those of the target, without `utm_`.
    `targets` are the platforms that packages are written for where no other is asked for.
    """

    brand: str
    name: str = DEFAULT_NAME
    utm: tuple[tuple[str, str], ...] = ()
    call_to_action: str = ""
    start: str = ""
    end: str = ""
    targets: tuple[str, ...] = ()


def list_target_names() -> tuple[str, ...]:
    """Return the names of the platforms that packages are written for: generic, meta, cm360."""
    return tuple(name for name, entry in read_data_table("delivery-targets.toml").items() if isinstance(entry, dict))


def fill_pattern(pattern: str, values: dict[str, str]) -> str:
    """Return *pattern* with its placeholders filled from *values*; a platform's own macros stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)


def explain_pattern(pattern: str, known: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with each placeholder of *pattern* that is not *known*, as the rest of a sentence."""
    for name in dict.fromkeys(_PLACEHOLDER.findall(pattern)):
        if name not in known:
            meant = suggest_similar_word(name, known) or f" Known are {', '.join(f'{{{one}}}' for one in known)}."
            yield f"has {{{name}}}, which is no placeholder here.{meant}"

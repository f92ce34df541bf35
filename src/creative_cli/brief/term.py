"""A glossary term as it applies to one locale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A source word with its approved and forbidden forms; without approved forms it is kept untranslated."""

    source: str
    approved: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

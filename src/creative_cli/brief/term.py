"""A word of the glossary as it stands for one locale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A word of the glossary, for one locale: what it is in the source, the forms that may stand for it, others not.

    Without approved forms the word stays as it is in the source.
    """

    source: str
    approved: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

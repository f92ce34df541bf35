"""What is found in a damaged text, and what must be known about the text to find it."""

from dataclasses import dataclass

# Longest part of a text that a message repeats, in characters.
MAX_FOUND_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class DamageContext:
    """What is known about a text.

    `language` is a language subtag (de) and `script` an ISO 15924 code (Latn), each empty if unknown. `keep` are words
    that are printed as they are written. `line` is True for a line of copy and False for a name, a label or a note,
    where a word such as "Title" may stand alone.
    """

    language: str = ""
    script: str = ""
    keep: tuple[str, ...] = ()
    line: bool = True


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage in a text.

    `code` is stable, for scripts. `found` is the damaged part, which starts at the index `start`. `says` follows the
    name of the text in a message: `has the entity “&amp;”: write “&”.` `sure` is False for what may be intended.
    """

    code: str
    start: int
    found: str
    says: str
    sure: bool = True

    @property
    def stop(self) -> int:
        """The index after the damaged part."""
        return self.start + len(self.found)


def show_part(text: str) -> str:
    """Return a part of a text as messages quote it: shortened, with invisible characters as their codes."""
    text = text if len(text) <= MAX_FOUND_CHARACTERS else text[: MAX_FOUND_CHARACTERS - 1] + "…"
    return "“" + "".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in text) + "”"

"""What a hostile input is: how it is made, the command that gets it, and what has to come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.loopback import Answer, Seen

SECRET = "SECRET-OF-ANOTHER-FOLDER"  # noqa: S105  # nothing is kept under it
"""What stands in files that no input may reach: no stream and no file of a command may have it."""

REFUSED, INCOMPLETE, HARMLESS, FINDINGS = 2, 3, 0, 1
"""Exit codes: of invalid files, of services and folders, of what does no harm, and of findings."""

VALIDATE = ("validate", "brief.yaml")
RUN = ("run", "brief.yaml", "--quiet", "--output", "outputs")

LIMIT = "CREATIVE_DECODE_"
"""What names the limit that an input has met, of memory or of time: which comes first is the machine's."""

SHORT_WAIT = {"CREATIVE_DECODE_SECONDS": "1.5"}
"""For inputs that would take all the time that is given to them."""


@dataclass(frozen=True, slots=True)
class HostileInput:
    """One input: `build` writes it into an empty folder, or one with a finished campaign if it is `finished`.

    The command `door` has to end with one of `codes`, and to say every one of `says`. `answer` is what a service says.
    """

    kind: str
    name: str
    door: tuple[str, ...]
    build: Callable[[Path], object]
    codes: tuple[int, ...]
    says: tuple[str, ...] = ()
    finished: bool = False
    answer: Callable[[Seen], Answer] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its kind and name, as tests and tables show it."""
        return f"{self.kind}: {self.name}"


def write_brief(folder: Path, *, brand: str = "", product: str = "", more: str = "") -> None:
    """Write the shortest brief for one ad, with more keys of its *brand*, its *product* and itself."""
    text = f"""\
schema: 1
campaign: tiny
brand: {{name: Nimbus, colors: {{primary: "#20304a"}}{brand}}}
message: {{headline: Rain is optional}}
products: [{{id: umbrella, name: Nimbus One{product}}}]
markets: [GB]
ratios: ["1:1"]
{more}
"""
    (folder / "brief.yaml").write_text(text, "utf-8")

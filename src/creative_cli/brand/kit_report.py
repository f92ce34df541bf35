"""What `creative brand check` finds out about a kit, as records."""

from dataclasses import dataclass

from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class KitFinding:
    """One result: what was judged, a stable code, the status, a sentence, and its place as `file:line:column`."""

    check: str
    code: str
    status: Status
    message: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ColorPair:
    """Two colours that a layout sets on each other, as #RRGGBB; `needed` is the contrast that the pair has to reach.

    `surface` and `use` say where. Where a role of the brand is not enough, layouts use another colour: `replaced` is
    that role, and `poor` the contrast that it would have.
    """

    surface: str
    use: str
    ground: str
    ink: str
    ratio: float
    needed: float
    status: Status
    replaced: str = ""
    poor: float = 0.0


@dataclass(frozen=True, slots=True)
class LogoTrial:
    """A variant of the logo on a ground: its contrast is enough or not, and how an ad would show the brand there."""

    variant: str
    ground_name: str
    ground: str
    status: Status
    weakest: float


@dataclass(frozen=True, slots=True)
class LogoOnGround:
    """How ads show the logo on a plain ground: the way that was taken, and a PNG of it."""

    ground_name: str
    ground: str
    rung: str
    picture: bytes


@dataclass(frozen=True, slots=True)
class LanguageGap:
    """A language that a font cannot write whole: its tag, its name in English, and some of the letters that lack."""

    tag: str
    name: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptCoverage:
    """A script and what sets it: a font of the kit by its name, or a bundled family if `own` is false.

    `languages` is the number of languages of markets in it, `gaps` are those that the kit's font cannot write.
    """

    script: str
    script_name: str
    family: str
    own: bool
    languages: int
    gaps: tuple[LanguageGap, ...] = ()


@dataclass(frozen=True, slots=True)
class KitReport:
    """Everything that was found out about a kit, the findings in the order of the checks."""

    name: str
    file: str
    findings: tuple[KitFinding, ...]
    pairs: tuple[ColorPair, ...]
    trials: tuple[LogoTrial, ...]
    grounds: tuple[LogoOnGround, ...]
    scripts: tuple[ScriptCoverage, ...]

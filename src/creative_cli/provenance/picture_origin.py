"""Records of where the picture of an ad comes from: what its files say, and what a service made of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from creative_cli.provenance.source_types import FROM_MODELS, SourceType


@dataclass(frozen=True, slots=True)
class PictureMarks:
    """What the files of a picture say of themselves.

    `sources` are digital source types, `systems` the models that they name. `credit` and `rights` are the lines of its
    owner, `license_url` the address of the license. `credentials` says that it has Content Credentials, and `damaged`
    that a part of what it says cannot be read.
    """

    sources: tuple[SourceType, ...] = ()
    systems: tuple[str, ...] = ()
    credit: str = ""
    rights: str = ""
    license_url: str = ""
    credentials: bool = False
    damaged: bool = False

    @property
    def from_model(self) -> bool:
        """Whether the files say that a trained model made some of the picture."""
        return bool(FROM_MODELS.intersection(self.sources) or self.systems)


NO_MARKS = PictureMarks()


def join_marks(several: Iterable[PictureMarks]) -> PictureMarks:
    """Return what several pictures say together; each line of an owner once."""
    found = tuple(several)

    def joined(lines: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(line for line in lines if line))

    return PictureMarks(
        sources=tuple(dict.fromkeys(source for one in found for source in one.sources)),
        systems=tuple(dict.fromkeys(system for one in found for system in one.systems)),
        credit=joined(one.credit for one in found),
        rights=joined(one.rights for one in found),
        license_url=next((one.license_url for one in found if one.license_url), ""),
        credentials=any(one.credentials for one in found),
        damaged=any(one.damaged for one in found),
    )


@dataclass(frozen=True, slots=True)
class PictureOrigin:
    """Where a picture comes from.

    `source` is the type of the finished ad, None before it is composed. `inputs` are the SHA-256 of the brief's files
    and `marks` what they say. `task` is what a service did: picture, scene or outpaint; empty if none did anything.
    `prompt` is what was sent, `request_id` the call as the service names it, `made` the SHA-256 of the picture it
    sent. `person` says that a face was found in the picture.
    """

    inputs: tuple[str, ...] = ()
    marks: PictureMarks = NO_MARKS
    task: str = ""
    system: str = ""
    version: str = ""
    seed: int = 0
    prompt: str = ""
    request_id: str = ""
    made: str = ""
    source: SourceType | None = None
    person: bool = False

    @property
    def from_model(self) -> bool:
        """Whether a trained model made some of the picture, as we know or as its files say."""
        return bool(self.task) or self.marks.from_model


NO_ORIGIN = PictureOrigin()

"""What the file of an ad states beside the origin of its picture, and the notes that are written from both."""

import hashlib
from dataclasses import dataclass

from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.provenance.source_types import SourceType
from creative_cli.provenance.xmp_packet import FileNotes


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Facts of a brief and a market that the file of an ad states.

    `tool` made the ad for `brand`; `product` is the product's name there. `credit`, `rights` and `license_url` are the
    brief's of the picture. `rules` are the ids of the rules on pictures of models that count for the ad, by market,
    platform and flight. `keeps_prompt` and `aigc` say whether one of them wants the prompt or the field AIGC in the
    file. `label` is what the ad says on a picture of a model there, `person_label` on one of people;
    empty for nothing; `short_label` and `short_person_label` say it in fewer words, where a rule allows them.
    `label_height` is the least height of its letters, of the shortest side; `label_beside_person` says that it stands
    beside the person.
    """

    tool: str = "creative"
    brand: str = ""
    product: str = ""
    credit: str = ""
    rights: str = ""
    license_url: str = ""
    rules: tuple[str, ...] = ()
    keeps_prompt: bool = False
    aigc: bool = False
    label: str = ""
    label_height: float = 0.0
    person_label: str = ""
    short_label: str = ""
    short_person_label: str = ""
    label_beside_person: bool = False


NO_FACTS = FileFacts()


def write_file_notes(origin: PictureOrigin, facts: FileFacts, alt_text: str, language: str) -> FileNotes:
    """Return what the file of an ad says of itself.

    The models that made some of it are named wherever it goes, the prompt only where a rule wants it in the file.
    """
    by_model = origin.from_model
    systems = (origin.system,) if origin.task else origin.marks.systems
    prompted = facts.keeps_prompt and bool(origin.prompt)
    return FileNotes(
        source=origin.source or SourceType.DIGITAL_CREATION,
        tool=facts.tool,
        alt_text=alt_text,
        language=language,
        system="; ".join(systems) if by_model else "",
        version=origin.version if origin.task else "",
        prompt=origin.prompt if prompted else "",
        writer=(f"{facts.tool} for {facts.brand}" if facts.brand else facts.tool) if prompted else "",
        credit=facts.credit or origin.marks.credit,
        rights=facts.rights or origin.marks.rights,
        license_url=facts.license_url or origin.marks.license_url,
        aigc=_write_aigc(origin, facts) if by_model and facts.aigc else (),
    )


def _write_aigc(origin: PictureOrigin, facts: FileFacts) -> tuple[tuple[str, str], ...]:
    """Return the fields of GB 45438-2025, annex E: label 1 says that it is generated content.

    The id names the picture: it is that of the service's call, or a digest of all that is known of it.
    """
    known = "\n".join((origin.system, origin.version, str(origin.seed), origin.prompt, *origin.inputs))
    produced = origin.request_id or hashlib.sha256(known.encode()).hexdigest()[:32]
    producer = " ".join(part for part in (origin.system, origin.version) if part) or "; ".join(origin.marks.systems)
    return (
        ("Label", "1"),
        ("ContentProducer", producer or "unknown"),
        ("ProduceID", produced),
        ("ReservedCode1", ""),
        ("ContentPropagator", facts.brand),
        ("PropagateID", produced),
        ("ReservedCode2", ""),
    )

"""Files of other tools with one unit, and a memory that has noted a brief, for tests of imports."""

from pathlib import Path

from creative_cli.models import Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file
from creative_cli.translation.exchange.importing import ImportedLine, import_translations
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.segment import CopySegment
from tests.translation.samples import asked, memory

CTA = "Taste it today"
SMALL = "Serve chilled. Please recycle."
TOOLS = (
    ' xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns:mq="MQXliff" xmlns:m="http://www.memsource.com/mxlf/2.0"'
    ' xmlns:w="urn:word" xmlns:its="http://www.w3.org/2005/11/its"'
)


def desk_for(folder: Path, *markets: object) -> tuple[TranslationMemory, dict[tuple[str, Role], CopySegment]]:
    """Return a memory that has noted a brief for *markets*, and its lines by locale and role."""
    requests = asked(markets=list(markets))
    desk = memory(folder)
    desk.record_requests(requests)
    return desk, {(one.locale.tag, line.role): line.segment for one in requests for line in one.lines}


def bring(desk: TranslationMemory, folder: Path, **files: str) -> tuple[ImportedLine, ...]:
    """Import files by their names, `_` for the dot."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(text, "utf-8")
        paths.append(path)
    return import_translations(desk, [(path.name, read_exchange_file(path)) for path in paths], check_copy)


def xliff_2(id_: str, inside: str, locale: str = "de-DE", source: str = "en") -> str:
    """Return an XLIFF 2.1 file with one unit."""
    return (
        f'<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"{TOOLS} srcLang="{source}"'
        f' trgLang="{locale}"><file id="f"><unit id="{id_}">{inside}</unit></file></xliff>'
    )


def xliff_1(id_: str, inside: str, unit: str = "", locale: str = "de-DE", source: str = "en") -> str:
    """Return an XLIFF 1.2 file with one unit."""
    return (
        f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"{TOOLS}><file original="x" datatype="x-x"'
        f' source-language="{source}" target-language="{locale}"><body><trans-unit id="{id_}" {unit}>{inside}'
        "</trans-unit></body></file></xliff>"
    )


def segment(source: str, target: str, extra: str = "") -> str:
    """Return a segment of XLIFF 2."""
    return f"<segment{extra}><source>{source}</source><target>{target}</target></segment>"


def tmx_pair(source: str, target: str, tag: str, unit: str = "", variant: str = "") -> str:
    """Return a TMX file without ids of ours."""
    return (
        f'<tmx version="1.4"><header srclang="en-US"/><body><tu>{unit}<tuv xml:lang="en-US"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{tag}" {variant}><seg>{target}</seg></tuv></tu></body></tmx>'
    )

"""SVG files as programs write them: their encodings, their air, what they embed, and the places of their faults."""

import base64
import gzip
import io

import numpy as np
import pytest
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.imaging.source import is_svg
from creative_cli.layout.svg_raster import rasterize_svg
from tests.parameters import walk_rows

ROOM = Box(0, 0, 240, 80)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">'
DOT = '<circle cx="40" cy="40" r="30" fill="#e4572e"/>'
DOCUMENT = f"{HEAD}<title>Café</title>{DOT}</svg>"


def embedded(kind: str, media: str | None = None, size: int = 8, **options: object) -> str:
    """Return an image element with a picture of *kind*, called *media*."""
    file = io.BytesIO()
    mode = str(options.pop("mode", "RGB"))
    Image.new(mode, (size, size), options.pop("color", None)).save(file, kind, **options)  # type: ignore[arg-type]  # any
    data = base64.b64encode(file.getvalue()).decode()
    return f'<image width="60" height="60" href="data:image/{media or kind.lower()};base64,{data}"/>'


@pytest.mark.parametrize(
    "file",
    [
        DOCUMENT.encode(),
        b"\xef\xbb\xbf" + DOCUMENT.encode(),
        f'<?xml version="1.0" encoding="UTF-16"?>{DOCUMENT}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-16"?>{DOCUMENT}'.encode("utf-16-le"),
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{DOCUMENT}'.encode("latin-1"),
        f"<?xml version='1.0' encoding='windows-1252'?>\n{DOCUMENT}".encode("cp1252"),
        gzip.compress(DOCUMENT.encode(), mtime=0),
        f"<?xml version='1.0'?>\n<!-- {'note ' * 2000} -->\n{DOCUMENT}".encode(),
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">{DOCUMENT}'.encode(),
        DOCUMENT.replace("<svg xmlns=", "<s:svg xmlns:s=").replace("</svg", "</s:svg").replace("<c", "<s:c").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-le", "latin-1", "cp1252", "svgz", "long-note", "doctype", "prefix"],
)
def test_every_way_of_writing_a_file_gives_the_same_picture(file: bytes) -> None:
    """The encoding, the compression and what stands before the drawing do not show."""
    assert is_svg(file)
    assert np.array_equal(rasterize_svg(file, ROOM), rasterize_svg(f"{HEAD}{DOT}</svg>".encode(), ROOM))


@pytest.mark.parametrize(
    "file", [b"", b"GIF89a", gzip.compress(b"a tar", mtime=0), b"<html><svg/></html>", b"<?xml-model?>" * 9]
)
def test_what_is_no_svg_is_not_taken_for_one(file: bytes) -> None:
    """Other files, also compressed ones, and pages with a drawing in them are no SVG."""
    assert not is_svg(file)


@pytest.mark.parametrize("radius", [30, 3, 0.6, 0.1])
def test_ink_is_drawn_as_large_whatever_the_air_around_it(radius: float) -> None:
    """A dot fills the room, also where it is a thousandth of its frame."""
    dot = f'<circle cx="60" cy="33" r="{radius}" fill="#e4572e"/>'
    height, width, _ = rasterize_svg(f"{HEAD}{dot}</svg>".encode(), ROOM).shape

    assert (width, height) == (pytest.approx(80, abs=2), pytest.approx(80, abs=2))


@pytest.mark.parametrize(
    "frame",
    ['width="400" height="400"', 'width="90mm" height="20mm"', 'width="100%" height="100%"', 'height="30"'],
)
def test_air_that_the_frame_adds_does_not_count_either(frame: str) -> None:
    """A frame of another shape or unit shows the same ink."""
    head = HEAD.replace("viewBox", f"{frame} viewBox")
    drawn = rasterize_svg(f'{head}<circle cx="60" cy="33" r=".6" fill="#e4572e"/></svg>'.encode(), ROOM)

    assert drawn.shape[0] == pytest.approx(80, abs=2)
    assert tuple(drawn[40, 40]) == (0xE4, 0x57, 0x2E, 255)


def test_all_faults_stand_in_one_message_with_their_lines() -> None:
    """One look at the message is enough to put the file right; what repeats is listed once."""
    text = '<text x="9" y="9" font-family="Futura">A</text>'
    body = f'\n<g>\n  {text}\n</g>\n<rect fill="oklch(0.6 0.2 30)"/>\n{text}\n<style>\n.a{{fill:var(--b)}}\n</style>'

    with pytest.raises(PictureError) as refused:
        rasterize_svg(f"{HEAD}{DOT}{body}</svg>".encode(), ROOM)

    assert "'Futura', which is not here (line 3, column 3 and 1 more)" in refused.value.sentence
    assert "oklch() (line 5, column 1)" in refused.value.sentence
    assert "var(--b) (line 8, column 4)" in refused.value.sentence


@pytest.mark.parametrize(
    "body",
    [
        '<g display="none"><text>A</text></g>',
        '<g style="display:none"><text>A</text></g>',
        '<style>.off{display:none}</style><text class="off">A</text>',
        '<text visibility="hidden">A</text>',
        '<defs><text id="t">A</text></defs>',
        '<symbol id="s"><text>A</text></symbol>',
        '<g opacity="0"><foreignObject width="9" height="9"/></g>',
    ],
)
def test_what_is_hidden_needs_no_font(body: str) -> None:
    """Text that is never drawn is no fault."""
    assert rasterize_svg(f"{HEAD}{DOT}{body}</svg>".encode(), ROOM).any()


@walk_rows(
    ("body", "words"),
    [
        ('<defs><text id="t">A</text></defs><use href="#t"/>', "without a font"),
        ('<symbol id="s"><text font-family="Futura">A</text></symbol><use href="#s"/>', "Futura"),
        ('<g visibility="hidden"><text visibility="visible">A</text></g>', "without a font"),
        (
            '<clipPath id="c"><text font-family="Futura">A</text></clipPath><path clip-path="url(#c)" d="M0 0h9v9z"/>',
            "Fut",
        ),
        ('<text font-family="Noto Sans">A<tspan font-family="Gill Sans">b</tspan></text>', "Gill Sans"),
        ('<text font-family="Noto Sans"><a href="#x" font-family="Optima">b</a></text>', "Optima"),
        ('<path id="p" d="M0 9h90"/><text><textPath href="#p" font-family="Bodoni">b</textPath></text>', "Bodoni"),
        ('<text font-family="Noto Sans" font-style="italic">A</text>', "italics"),
        ('<text font-family="Noto Sans" font-weight="300">A</text>', "weight 300"),
        ('<text font-family="Noto Sans">A 茶</text>', "'茶'"),
        ('<text font-family="Noto Sans" direction="rtl">A</text>', "rtl"),
        ('<text font-family="Noto Sans" style="text-transform:uppercase">a</text>', "text-transform"),
        ("<flowRoot><flowPara>A</flowPara></flowRoot>", "flowed text"),
        ('<style>@font-face{font-family:"Noto Sans"}</style><text font-family="Noto Sans">A</text>', "@font-face"),
    ],
)
def test_text_that_would_look_otherwise_is_refused(body: str, words: str) -> None:
    """Text counts wherever it is drawn from: through copies, clips, spans, links and paths."""
    with pytest.raises(PictureError, match=words) as refused:
        rasterize_svg(f"{HEAD}{DOT}{body}</svg>".encode(), ROOM)

    assert "onvert text to outlines" in refused.value.hint


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_embedded_picture_is_drawn(kind: str) -> None:
    """Pictures inside the file are a part of it."""
    assert rasterize_svg(f"{HEAD}{embedded(kind)}</svg>".encode(), ROOM).shape[0] == pytest.approx(80, abs=1)


def test_an_embedded_drawing_is_drawn_or_refused_like_the_file_itself() -> None:
    """An SVG in an SVG is read the same way."""
    inner = base64.b64encode(f"{HEAD}{DOT}</svg>".encode()).decode()
    image = '<image width="100" height="40" href="data:image/svg+xml;base64,{}"/>'
    foreign = base64.b64encode(f"{HEAD}<text>A</text></svg>".encode()).decode()

    assert rasterize_svg(f"{HEAD}{image.format(inner)}</svg>".encode(), ROOM).any()
    with pytest.raises(PictureError, match="text without a font"):
        rasterize_svg(f"{HEAD}{image.format(foreign)}</svg>".encode(), ROOM)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (embedded("PNG", size=13_000, mode="1"), "13000 × 13000 px|more than 50 megapixels"),
        (embedded("BMP"), "'image/bmp'"),
        (embedded("AVIF"), "'image/avif'"),
        (embedded("PNG", "jpeg"), "no JPEG, as it says, but PNG"),
        (embedded("JPEG", mode="CMYK"), "CMYK"),
        (embedded("GIF", save_all=True, append_images=[Image.new("RGB", (8, 8), "red")]), "animated"),
        ('<image width="9" height="9" href="data:image/png;base64,AAAA"/>', "cannot be decoded"),
        ('<image width="9" height="9" href="logo.png"/>', "another file"),
        ('<image width="9" height="9" href="file:///etc/logo.png"/>', "another file"),
    ],
)
def test_an_embedded_picture_that_is_not_drawn_is_refused(image: str, words: str) -> None:
    """Pictures that the renderer leaves out, or that are too large, are named."""
    with pytest.raises(PictureError, match=words):
        rasterize_svg(f"{HEAD}{DOT}{image}</svg>".encode(), ROOM)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>', "neither a viewBox nor a width"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"><path d="M0 0h9v9z"/></svg>', "the width '0'"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"><path d="M0 0h9v9z"/></svg>', "without a size"),
        ('<svg xmlns="http://example.com" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>', "of 'http://example.com'"),
        (f'<?xml version="1.0" encoding="zip"?>{DOCUMENT}', "unknown encoding, 'zip'"),
        (f'<!DOCTYPE svg [<!ENTITY red "#f00">]>{DOCUMENT}', r"DTD, line 1, column 29"),
        (f"{HEAD}{'<g>' * 300}{DOT}{'</g>' * 300}</svg>", "more than 200 deep"),
        (HEAD.replace("viewBox", 'style="display:none" viewBox') + f"{DOT}</svg>", "draws nothing"),
    ],
)
def test_a_file_that_is_no_drawing_says_why(file: str, words: str) -> None:
    """Files without a size, of another language or with entities are refused by name."""
    with pytest.raises(PictureError, match=words):
        rasterize_svg(file.encode(), ROOM)


def test_a_compressed_bomb_is_unpacked_only_up_to_the_limit() -> None:
    """A file of 300 MB in 300 KB is refused at 8 MB; one that is cut off is, too."""
    with pytest.raises(PictureError, match="more than 8 MB"):
        rasterize_svg(gzip.compress(b" " * 300_000_000), ROOM)
    with pytest.raises(PictureError, match="cut off"):
        rasterize_svg(gzip.compress(DOCUMENT.encode())[:-20], ROOM)

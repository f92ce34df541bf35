"""Hostile drawings, as the logo of a brand."""

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.hostile.hostile_input import HARMLESS, LIMIT, REFUSED, SHORT_WAIT, VALIDATE, HostileInput, write_brief
from tests.hostile.packed_bombs import MEGABYTE, gzip_repeated
from tests.hostile.raw_pictures import png_file

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">'
XLINK = HEAD.replace("viewBox", 'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox')
DOT = '<circle cx="40" cy="40" r="30" fill="#e4572e"/>'
LEVELS = 30
NAMED = ("brief.yaml", "brand.logo")


def _svg(body: str, head: str = HEAD) -> bytes:
    return f"{head}{body}</svg>".encode()


def _write_logo(folder: Path, make: Callable[[], bytes], suffix: str) -> None:
    (folder / f"logo{suffix}").write_bytes(make())
    write_brief(folder, brand=f", logo: logo{suffix}")


def _logo(
    name: str, make: Callable[[], bytes], *says: str, harmless: bool = False, suffix: str = ".svg"
) -> HostileInput:
    build = partial(_write_logo, make=make, suffix=suffix)
    if harmless:
        return HostileInput("svg", name, VALIDATE, build, (HARMLESS,))
    settings = SHORT_WAIT if LIMIT in says else {}
    return HostileInput("svg", name, VALIDATE, build, (REFUSED,), (*NAMED, *says), settings=settings)


def _doubling(element: str, user: str, last: str) -> bytes:
    """Return elements in *element*, each of which uses the next one twice."""
    parts = []
    for at in range(LEVELS):
        used = last if at == LEVELS - 1 else user.format(at + 1)
        parts.append(f'<{element.format(at)}><rect width="99" height="80" fill="#fff" {used}/>')
        parts.append(f'<rect x="100" width="100" height="80" fill="#fff" {used}/></{element.split(maxsplit=1)[0]}>')
    return _svg(f"{''.join(parts)}<rect width='200' height='80' {user.format(0)}/>")


def doubling_masks() -> bytes:
    """Return masks each of which uses the next one twice."""
    return _doubling('mask id="c{}"', 'mask="url(#c{})"', "")


def _chain(count: int, element: str, user: str) -> bytes:
    parts = [
        f'<{element.format(at)} {user.format(at + 1)}><path fill="#fff" d="M0 0h200v80z"/></{element.split(maxsplit=1)[0]}>'
        for at in range(count)
    ]
    return _svg(f'{"".join(parts)}<rect width="200" height="80" {user.format(0)}/>')


def _filtered(primitives: str, frame: str = "") -> bytes:
    return _svg(f'<filter id="f" {frame}>{primitives}</filter><rect width="200" height="80" filter="url(#f)"/>')


def _nested_drawings() -> bytes:
    """Return drawings in drawings, as data, until the file has some megabytes."""
    inner = _svg(DOT)
    while len(inner) < 3_000_000:
        data = base64.b64encode(inner).decode()
        inner = _svg(f'<image width="200" height="80" href="data:image/svg+xml;base64,{data}"/>')
    return inner


def _png_inside(width: int, height: int) -> bytes:
    data = base64.b64encode(png_file(width, height, depth=1, colour=0)).decode()
    return _svg(f'{DOT}<image width="9" height="9" href="data:image/png;base64,{data}"/>')


def _gzip_bomb() -> bytes:
    return gzip_repeated(b" " * MEGABYTE, 2000, HEAD.encode())


def _entities() -> bytes:
    declared = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY e0 "ha">{declared}]>{HEAD}<text>&e9;</text></svg>'.encode()


def _uses() -> bytes:
    groups = "".join(f'<g id="g{at}">{f"<use href={chr(34)}#g{at - 1}{chr(34)}/>" * 10}</g>' for at in range(1, 10))
    return _svg(f'<defs><path id="g0" d="M0 0h9v9z"/>{groups}</defs><use href="#g9"/>')


def _markers() -> bytes:
    shapes = "".join(f'<path d="M{at} 0h1v9z"/>' for at in range(2000))
    points = "L".join(f"{at % 200} {at % 80}" for at in range(50_000))
    return _svg(
        f'<marker id="m" markerWidth="9" markerHeight="9">{shapes}</marker><path d="M{points}" marker-mid="url(#m)"/>'
    )


def list_svg_inputs() -> Iterator[HostileInput]:
    """Yield every drawing."""
    rect = '<rect width="200" height="80" fill="url(#p0)"/>'
    yield _logo("masks that double", doubling_masks, LIMIT)
    yield _logo("clips that double", lambda: _doubling('clipPath id="c{}"', 'clip-path="url(#c{})"', ""), LIMIT)
    yield _logo(
        "patterns that double",
        lambda: _doubling('pattern id="c{}" width="1" height="1"', 'style="fill:url(#c{})"', ""),
        LIMIT,
    )
    yield _logo("masks in masks", lambda: _chain(4000, 'mask id="c{}"', 'mask="url(#c{})"'), LIMIT)
    yield _logo("clips in clips", lambda: _chain(20_000, 'clipPath id="c{}"', 'clip-path="url(#c{})"'), LIMIT)
    yield _logo("a mask of itself", lambda: _chain(1, 'mask id="c{}"', 'mask="url(#c0)"'), harmless=True)
    yield _logo(
        "a pattern of itself",
        lambda: _svg(
            f'{DOT}<pattern id="p0" width="9" height="9" patternUnits="userSpaceOnUse">{rect}</pattern>{rect}'
        ),
        harmless=True,
    )
    yield _logo(
        "a pattern of tiny tiles",
        lambda: _svg(
            '<pattern id="p0" width="1e-7" height="1e-7" patternUnits="userSpaceOnUse"><path d="M0 0h9v9z"/></pattern>'
            + rect
        ),
    )
    yield _logo(
        "a pattern of huge tiles",
        lambda: _svg(
            '<pattern id="p0" width="1e9" height="1e9" patternUnits="userSpaceOnUse"><path d="M0 0h9e8v9e8z"/></pattern>'
            + rect
        ),
        "draws nothing",
    )
    yield _logo(
        "turbulence of 2e9 octaves",
        lambda: _filtered('<feTurbulence baseFrequency=".01" numOctaves="2000000000"/>'),
        LIMIT,
    )
    yield _logo("a blur of 1e6", lambda: _filtered('<feGaussianBlur stdDeviation="1000000"/>'))
    yield _logo("morphology of 1e5", lambda: _filtered('<feMorphology operator="dilate" radius="100000"/>'), LIMIT)
    yield _logo(
        "a convolution of 300 × 300",
        lambda: _filtered(f'<feConvolveMatrix order="300" kernelMatrix="{"1 " * 90_000}"/>'),
        LIMIT,
    )
    yield _logo(
        "a filter of 1e9 %",
        lambda: _filtered('<feFlood flood-color="red"/>', 'x="-1e9%" y="-1e9%" width="2e9%" height="2e9%"'),
    )
    yield _logo("5,000 filters in a row", lambda: _filtered('<feGaussianBlur stdDeviation="30"/>' * 5000), LIMIT)
    yield _logo("an embedded PNG of 30,000²", lambda: _png_inside(30_000, 30_000), "megapixels")
    yield _logo("an embedded PNG that says 2e9²", lambda: _svg(_liar_inside()), "picture inside")
    yield _logo("drawings in drawings", _nested_drawings)
    yield _logo("a gzip bomb", _gzip_bomb, "8 MB", suffix=".svg")
    yield _logo("a gzip that is cut off", lambda: gzip.compress(_svg(DOT * 99))[:60], "cut off")
    yield _logo("entities that double", _entities, "entities")
    yield _logo(
        "an entity of a file",
        f'<!DOCTYPE svg [<!ENTITY e SYSTEM "../x-secret.txt">]>{HEAD}<text>&e;</text></svg>'.encode,
        "entities",
    )
    yield _logo(
        "a DTD of an address",
        f'<!DOCTYPE svg SYSTEM "http://169.254.169.254/a.dtd">{HEAD}{DOT}</svg>'.encode,
        harmless=True,
    )
    for target in ("http://169.254.169.254/a.png", "file:///etc/passwd", "../x-secret.txt", "//host/share/a.png"):
        yield _logo(
            f"a picture at {target}",
            lambda target=target: _svg(f'{DOT}<image width="9" height="9" href="{target}"/>'),  # type: ignore[misc]  # the loop's
            "another file",
        )
    yield _logo(
        "a use of another file", lambda: _svg(f'{DOT}<use xlink:href="file:///etc/passwd#a"/>', XLINK), "another file"
    )
    yield _logo(
        "CSS @import", lambda: _svg(f'<style>@import url("http://169.254.169.254/a.css");</style>{DOT}'), "@import"
    )
    yield _logo(
        "a font of data",
        lambda: _svg(
            f'<style>@font-face{{font-family:"A";src:url(data:font/woff2;base64,{"A" * 99})}}</style>{DOT}<text font-family="A">A</text>'
        ),
    )
    yield _logo(
        "a page in foreignObject", lambda: _svg(f'{DOT}<foreignObject width="9" height="9"><p>A</p></foreignObject>')
    )
    yield _logo("a script", lambda: _svg(f"{DOT}<script>while(1){{}}</script>"))
    yield _logo("an event handler", lambda: _svg(f'<g onload="while(1){{}}">{DOT}</g>'), harmless=True)
    yield _logo("a million letters", lambda: _svg(f'<text font-family="Noto Sans">{"A" * 1_000_000}</text>'))
    yield _logo(
        "100,000 spans", lambda: _svg(f'<text font-family="Noto Sans">{"<tspan>A</tspan>" * 100_000}</text>'), LIMIT
    )
    yield _logo(
        "a viewBox of 1e308",
        lambda: _svg(DOT, HEAD.replace("200 80", "1e308 1e308")),
        "viewBox larger than any drawing",
    )
    yield _logo("a viewBox of 1e-300", lambda: _svg(DOT, HEAD.replace("200 80", "1e-300 1e-300")), harmless=True)
    yield _logo("a viewBox of NaN", lambda: _svg(DOT, HEAD.replace("200 80", "NaN inf")), "viewBox")
    yield _logo(
        "a size of 1e9", lambda: _svg(DOT, HEAD.replace("viewBox", 'width="1e9" height="1e9" viewBox')), harmless=True
    )
    yield _logo(
        "a frame of 1e9 with a dot", lambda: _svg('<circle r="1e-3" fill="red"/>', HEAD.replace("200 80", "1e9 1e9"))
    )
    yield _logo("shapes of 1e38", lambda: _svg('<path fill="red" stroke-width="1e38" d="M-1e38 -1e38H1e38V1e38z"/>'))
    yield _logo(
        "shapes of 1e400", lambda: _svg(f'{DOT}<path d="M1e400 NaN L inf 9"/><circle r="1e999"/>'), harmless=True
    )
    yield _logo("a matrix of 1e30", lambda: _svg(f'<g transform="scale(1e30) skewX(89.9999)">{DOT}</g>'))
    yield _logo("groups 100,000 deep", lambda: _svg("<g>" * 100_000 + DOT + "</g>" * 100_000), "deep")
    yield _logo("a switch 100,000 deep", lambda: _svg("<switch>" * 100_000 + "</switch>" * 100_000), "deep")
    yield _logo("a path of a million parts", lambda: _svg(f'<path d="M0 0{"l1 1l-1 -1" * 500_000}" fill="red"/>'))
    yield _logo(
        "dashes of 1e-6 on a long line",
        lambda: _svg('<path d="M0 40h1e7" stroke="red" stroke-width="9" stroke-dasharray="1e-6"/>'),
    )
    yield _logo("100 million markers", _markers, LIMIT)
    yield _logo("a billion copies", _uses, "shapes")
    yield _logo("a copy of itself", lambda: _svg('<g id="a"><use href="#a"/></g>'), "shapes")
    yield _logo(
        "a million attributes",
        lambda: _svg(f"<path {' '.join(f'a{at}={chr(34)}1{chr(34)}' for at in range(500_000))}/>{DOT}"),
        LIMIT,
    )
    yield _logo("one attribute of 7 MB", lambda: _svg(f'<g data-x="{"x" * 7_000_000}">{DOT}</g>'), harmless=True)
    yield _logo(
        "100,000 rules of CSS",
        lambda: _svg(f"<style>{''.join(f'* * * .a{at}{{fill:red}}' for at in range(100_000))}</style>{DOT * 2000}"),
        LIMIT,
    )
    yield _logo("brackets of CSS 100,000 deep", lambda: _svg(f"<style>{'a{' * 100_000}</style>{DOT}"))
    yield _logo(
        "200,000 stops of a gradient",
        lambda: _svg(f'<linearGradient id="p0">{"<stop/>" * 199_000}</linearGradient>{rect}{DOT}'),
        LIMIT,
    )
    yield _logo(
        "gradients that name each other",
        lambda: _svg(f'{DOT}<linearGradient id="p0" href="#p1"/><linearGradient id="p1" href="#p0"/>{rect}'),
        "shapes",
    )
    yield _logo("seven million spaces", lambda: b" " * 7_000_000 + _svg(DOT))
    yield _logo("a declaration of UTF-7", lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + _svg(DOT), "encoding")
    yield _logo(
        "an encoding that unpacks", lambda: b'<?xml version="1.0" encoding="zip_codec"?>' + _svg(DOT), "encoding"
    )
    yield _logo("characters of NUL", lambda: _svg(f"{DOT}<g id='a\0b'/>"), "line 1")
    yield _logo("the first half of a file", lambda: _svg(DOT * 100)[:2000], "well-formed")
    yield _logo("a name with line breaks", lambda: _svg(f'{DOT}<text font-family="A&#10;\u202eB&#27;[2J">A</text>'))


def _liar_inside() -> str:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\x7f\xff\xff\xff" * 2 + b"\x08\x06\0\0\0"
    data = base64.b64encode(head + zlib.crc32(head[12:]).to_bytes(4, "big")).decode()
    return f'{DOT}<image width="9" height="9" href="data:image/png;base64,{data}"/>'

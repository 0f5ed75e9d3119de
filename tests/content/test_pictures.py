"""Which pictures can be printed: what their bytes say, and of drawings what is printed as it was drawn."""

from __future__ import annotations

import zlib
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from brochure.content.checks.picture_files import picture_fault
from tests.builders.command_line import run_command
from tests.builders.publication import make_picture, make_program, make_publication

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 30 20">{}</svg>'
)


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


def chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))


def png(width: int, height: int) -> bytes:
    """A PNG that says this size and holds nothing of it."""
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def many_passes() -> bytes:
    """A JPEG whose last pass stands in it 40 times more."""
    data = BytesIO()
    Image.new("RGB", (40, 40), "red").save(data, "JPEG", progressive=True)
    whole = data.getvalue()
    return whole[:-2] + whole[whole.rindex(b"\xff\xda") : -2] * 40 + whole[-2:]


def wide_webp() -> bytes:
    """A WebP that says to have 45 million pixels and holds few."""
    data = make_picture("WEBP", (40, 40))
    return data[:26] + pack("<HH", 9_000, 5_000) + data[30:]


def several(form: str) -> bytes:
    """A file with two pictures."""
    data, frames = BytesIO(), [Image.new("RGB", (8, 8), color) for color in ("red", "navy")]
    frames[0].save(data, form, save_all=True, append_images=frames[1:])
    return data.getvalue()


def embedded(data: bytes) -> str:
    return f"<image width='9' height='9' href='data:image/png;base64,{b64encode(data).decode()}'/>"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        *(
            (path, make_picture(form))
            for form in ("PNG", "JPEG", "WEBP")
            for path in ("a.png", "a.jpg", "a")
        ),
        ("a.jpg", several("MPO")),
        ("a.jpg", make_picture("JPEG") + b"\xff\xda a film behind it" * 101),
        ("a.png", svg("<rect width='9' height='9'/>")),
    ],
)
def test_a_picture_is_what_its_bytes_say(path: str, data: bytes) -> None:
    assert picture_fault(path, data) is None


@pytest.mark.parametrize(
    ("data", "what", "hint"),
    [
        (make_picture("TIFF"), "is a TIFF picture, or a camera's raw one, which is not printed", "as JPEG"),
        (make_picture("GIF"), "is a GIF picture, which is not printed", "as PNG"),
        (make_picture("BMP"), "is a BMP picture, which is not printed", "as PNG"),
        (make_picture("JPEG2000"), "is a JPEG 2000 picture, which is not printed", "as JPEG"),
        (make_picture("AVIF"), "is an AVIF picture, which is not printed", "as JPEG"),
        (make_picture("PDF"), "is a PDF, which is not printed", "as PNG of 3000 pixels"),
        (make_picture("EPS"), "is a PostScript file, which is not printed", "as SVG"),
        (make_picture("ICO"), "is an icon, which is not printed", "as PNG"),
        (b"\0\0\0\x20ftypheic\0\0", "is a HEIC picture, which is not printed", "save it as JPEG"),
        (b"\0\0\0\x20ftypisom\0\0", "is a film, which is not printed", "one picture of it as JPEG"),
        (b"8BPS\0\1", "is a Photoshop file, which is not printed", "as JPEG"),
        (b"\x1f\x8b\x08", "is a compressed drawing (SVGZ), which is not printed", "as plain SVG"),
        (b"PK\3\4", "is an office document or an archive, which is not printed", "as PNG"),
        (b"\n<!DOCTYPE html><p>Sign in", "is a web page, which is not printed", "the picture itself"),
        (several("PNG"), "moves, and paper does not", "as PNG"),
        (several("WEBP"), "moves, and paper does not", "as PNG"),
        (b"", "is empty", "once more"),
        (b"not a picture", "is not a picture that can be printed", "as PNG, JPEG, WebP or SVG"),
        (make_picture()[:50], "is damaged", "save it again"),
        (make_picture("JPEG", (200, 200))[:-400], "is damaged", "save it again"),
        (many_passes(), "is packed in too many passes", "save it again"),
        (
            make_picture()[:33] + chunk(b"tEXt", b"k\0") * 100_001 + make_picture()[33:],
            "is packed in too many pieces",
            "save it again",
        ),
        (png(1, 60_000), "has too many pixels", "make it smaller"),
        (png(89_000_000, 1), "has too many pixels", "make it smaller"),
        (png(10_000, 8_001), "has too many pixels", "make it smaller"),
        (wide_webp(), "has too many pixels", "make it smaller"),
        (png(60_000, 60_000), "has too many pixels", "make it smaller"),
    ],
)
def test_what_is_not_printed_is_told_with_what_helps(data: bytes, what: str, hint: str) -> None:
    fault = picture_fault("a.png", data)
    assert fault is not None and fault[0] == f'"a.png" {what}' and hint in fault[1]


def test_nothing_is_started_for_postscript_under_another_name(tmp_path: Path) -> None:
    """Ghostscript would never end on it."""
    page = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n{} loop\n"
    entry = "  sections:\n    - {title: A, picture: {file: a.png, alt: A}}\n"
    make_publication(
        tmp_path, {"a.png": page, "programs/primary-care.yaml": make_program(f"life:\n  title: B\n{entry}")}
    )
    ended = run_command("check", "--publication", tmp_path)
    assert ended.returncode == 1 and '"a.png" is a PostScript file, which is not printed.' in ended.stderr
    assert ended.stderr.count("\n") == 1


GRADIENT = (
    "<linearGradient id='g'{}><stop stop-color='red'/><stop offset='1' stop-color='navy'/></linearGradient>"
)


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0h1'/>",
        "<use href='#a'/><use xlink:href='#a'/><path id='a' d='M0 0h1'/>",
        "<rect fill='url(#g)'/><rect style='fill: url( \"#g\" )'/>" + GRADIENT.format(""),
        "<rect fill='url(#g)'/>" + GRADIENT.format(" gradientUnits='userSpaceOnUse' x1='0' x2='9'"),
        embedded(make_picture()),
        embedded(make_picture("JPEG")).replace("base64,", "base64,\n  "),
        "<style>.a { clip-path: url(#c) }</style><clipPath id='c'><circle r='9'/></clipPath><g class='a'/>",
        "<mask id='m'/><filter id='f'><feGaussianBlur/></filter><path d='M0 0h1' mask='none'/>",
        "<text y='9' text-anchor='middle' style='font-variant:normal;word-spacing:0px'>Words</text>",
        "<g style='text-decoration:underline'><path d='M0 0h1'/></g>",
        "<a href='https://example.org'><text>x</text></a>",
        "<metadata><x onload='1' href='https://example.org'/></metadata>",
        "<path fill-rule='evenodd' clip-rule='evenodd' d='M0 0h9v9zM2 2h3v3z'/>",
    ],
)
def test_drawings_of_what_is_drawn_right_are_fine(inside: str) -> None:
    assert picture_fault("a.svg", svg(inside)) is None


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<text><textPath href='#p'>Arc</textPath></text>", "textPath"),
        ("<filter id='f'><feGaussianBlur/></filter><g filter='url(#f)'/>", "a filter (feGaussianBlur)"),
        ("<g style='filter: blur(3px)'/>", "a filter (blur(3px))"),
        ("<style>g { mask: url(#m) }</style><mask id='m'/><g/>", "a mask"),
        ("<script>x</script>", "a script"),
        ("<foreignObject/>", "foreignObject"),
        ("<rect><animate attributeName='x'/></rect>", "animate"),
        ("<switch/>", "switch"),
        ("<g clip-path='circle(3px)'/>", "clip-path: circle(3px)"),
        ("<clipPath id='c'><text>A</text></clipPath><g clip-path='url(#c)'/>", "text as a clipping path"),
        ("<path stroke='url(#g)'/>" + GRADIENT.format(""), "a line painted with a gradient or a pattern"),
        (
            "<path fill='url(#g)'/>" + GRADIENT.format(" gradientTransform='rotate(9)'"),
            "a gradient that is turned (gradientTransform)",
        ),
        (
            "<path fill='url(#g)'/>" + GRADIENT.format(" x2='.00001' spreadMethod='repeat'"),
            "a gradient that is repeated many times, or turned too",
        ),
        ("<style>@media print { g { fill: red } }</style>", "@media"),
        ("<g style='fill: var(--a)'/>", "var()"),
        ("<g style='mix-blend-mode: multiply'/>", "mix-blend-mode"),
        ("<g fill='color-mix(in srgb, red, blue)'/>", "the color color-mix(in srgb, red, blue)"),
        ("<text style='text-decoration: underline'>A</text>", "text-decoration: underline"),
        ("<g writing-mode='vertical-rl'><text>A</text></g>", "writing-mode: vertical-rl"),
        ("<text style='font: bold 9px serif'>A</text>", "font: bold 9px serif"),
        ("<text>\u0633\u0644\u0627\u0645</text>", "text in a script whose letters join"),
        ("<text>One\nline</text>", "words divided by a new line alone"),
        (
            "<marker id='k'/><path d='M0 0C1 1 2 2 3 3' marker-end='url(#k)'/>",
            "markers on a curve, on a polygon, or with opacity",
        ),
        ("<symbol id='s' viewBox='0 0 9 9'/><use href='#s'/>", "use of a symbol without width and height"),
    ],
)
def test_drawings_of_what_would_look_otherwise_are_told(inside: str, named: str) -> None:
    fault = picture_fault("a.svg", svg(inside))
    assert fault is not None
    assert fault[0] == f'"a.svg" holds {named}, which would be printed otherwise than drawn'
    assert "PNG" in fault[1]


BOMB = "<g id='a0'/>" + "".join(
    f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 9 + "</g>" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (svg("<rect onclick='x'/>"), "holds a script (onclick)"),
        (svg("<image href='https://example.org/a.png'/>"), "refers to another file"),
        (svg("<image xlink:href='file:///etc/passwd'/>"), "refers to another file"),
        (svg("<use href='other.svg#a'/>"), "refers to another file"),
        (svg("<rect fill='url(other.svg#g)'/>"), "refers to another file"),
        (svg("<style>@im&#112;ort 'x.css';</style>"), "refers to another file"),
        (svg('<style>rect { fill: url("x.png") }</style>'), "refers to another file"),
        (b"<?xml-stylesheet href='x.css'?>" + svg(""), "refers to another file"),
        (
            b"<!DOCTYPE svg [<!ENTITY a 'x'>]>" + svg("&a;"),
            "declares names of its own for its words (entities)",
        ),
        (
            ("<!DOCTYPE svg [<!ENTITY a SYSTEM 'x'>]>" + SVG.format("")).encode("utf-16"),
            "declares names of its own for its words (entities)",
        ),
        (b"<xml/>", "is not an SVG drawing"),
        (b"<svg>", "is not an SVG drawing"),
        (b"<?xml version='1.0' encoding='nonsense'?><svg/>", "is not an SVG drawing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "says no size that can be drawn"),
        (b"<svg viewBox='0 0 0 9'/>", "says no size that can be drawn"),
        (b"<svg width='wide' height='9'/>", "says no size that can be drawn"),
        (svg("<g>" * 101 + "</g>" * 101), "is nested too deeply"),
        (svg(" " * 40_000_000), "is larger than 40 MB"),
        (svg(BOMB), "draws too much"),
        (svg("<g a='" + "x" * 5_000_000 + "'/>"), "draws too much"),
        (svg("<style>" + "a{b:c}" * 200_000 + "</style>"), "draws too much"),
        (svg("<style>" + "a{b:c}" * 2_000 + "</style>" + "<g/>" * 2_000), "draws too much"),
        (svg("<use id='a' href='#b'/><g id='b'><use href='#a'/></g>"), "refers to itself"),
        (svg("".join(f"<use id='a{n}' href='#a{n + 1}'/>" for n in range(101))), "is nested too deeply"),
        (svg(f"<path d='{'M0 0L9 9' * 600_000}'/>"), "draws too much"),
        (
            svg(f"<marker id='k'>{'<path/>' * 99}</marker><path d='M0 0{'h1' * 999}' marker='url(#k)'/>"),
            "draws too much",
        ),
        (svg(embedded(b"GIF89a")), "holds a picture that is not a PNG, JPEG or WebP picture"),
        (svg(embedded(svg(""))), "holds a picture that is not a PNG, JPEG or WebP picture"),
        (svg(embedded(png(9_000, 9_000))), "holds a picture that has too many pixels"),
    ],
)
def test_drawings_that_reach_out_or_never_end_are_refused(data: bytes, what: str) -> None:
    fault = picture_fault("a.svg", data)
    assert fault is not None and fault[0] == f'"a.svg" {what}' and fault[1]

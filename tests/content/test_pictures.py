"""Which pictures can be printed."""

from __future__ import annotations

import zlib
from struct import pack

import pytest

from brochure.content.checks.rules import picture_fault
from tests.builders.publication import make_picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


def chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))


@pytest.mark.parametrize(
    ("path", "form"),
    [("a.png", "PNG"), ("a.PNG", "PNG"), ("a.jpg", "JPEG"), ("a.Jpeg", "JPEG"), ("a.webp", "WEBP")],
)
def test_pictures_of_pixels_are_fine(path: str, form: str) -> None:
    assert picture_fault(path, make_picture(form)) is None


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        ("a.tif", make_picture("TIFF"), '"a.tif" is not a picture that can be printed'),
        ("a.png", make_picture("JPEG"), '"a.png" is a JPEG file'),
        ("a.png", b"", '"a.png" is not a picture'),
        ("a.png", b"not a picture", '"a.png" is not a picture'),
        ("a.png", make_picture()[:50], '"a.png" is damaged'),
        ("a.jpg", make_picture("JPEG", (200, 200))[:-400], '"a.jpg" is damaged'),
    ],
)
def test_what_is_no_picture_is_refused(path: str, data: bytes, what: str) -> None:
    fault = picture_fault(path, data)
    assert fault is not None and fault[0] == what and fault[1]


def test_a_picture_cannot_be_a_bomb() -> None:
    head = chunk(b"IHDR", pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    fault = picture_fault("a.png", bomb)
    assert fault == ('"a.png" has too many pixels', "make it smaller; 5000 pixels are enough for a page")


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0h1'/>",
        "<use href='#a'/><use xlink:href='#a'/>",
        "<rect fill='url(#g)'/><rect style='fill: url( \"#g\" )'/>",
        "<image href='data:image/png;base64,AA=='/>",
        "<style>rect { fill: url('data:image/png;base64,AA==') }</style>",
        "<a href='https://example.org'><text>x</text></a>",
    ],
)
def test_drawings_that_hold_all_they_show_are_fine(inside: str) -> None:
    assert picture_fault("a.svg", svg(inside)) is None


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (svg("<script>x</script>"), "holds a script"),
        (svg("<foreignObject/>"), "holds a foreignObject"),
        (svg("<rect onclick='x'/>"), "holds a script (onclick)"),
        (svg("<image href='https://example.org/a.png'/>"), "refers to another file"),
        (svg("<image xlink:href='file:///etc/passwd'/>"), "refers to another file"),
        (svg("<use href='other.svg#a'/>"), "refers to another file"),
        (svg("<rect fill='url(other.svg#g)'/>"), "refers to another file"),
        (svg("<style>@im&#112;ort 'x.css';</style>"), "refers to another file"),
        (svg('<style>rect { fill: url("x.png") }</style>'), "refers to another file"),
        (b"<?xml-stylesheet href='x.css'?>" + svg(""), "refers to another file"),
        (b"<!DOCTYPE svg [<!ENTITY a 'x'>]>" + svg("&a;"), "is not an SVG drawing"),
        (
            ("<!DOCTYPE svg [<!ENTITY a SYSTEM 'x'>]>" + SVG.format("")).encode("utf-16"),
            "is not an SVG drawing",
        ),
        (b"<html/>", "is not an SVG drawing"),
        (b"<svg>", "is not an SVG drawing"),
        (b"", "is not an SVG drawing"),
        (b"<?xml version='1.0' encoding='nonsense'?><svg/>", "is not an SVG drawing"),
    ],
)
def test_drawings_that_reach_out_are_refused(data: bytes, what: str) -> None:
    fault = picture_fault("a.svg", data)
    assert fault is not None and fault[0] == f'"a.svg" {what}'

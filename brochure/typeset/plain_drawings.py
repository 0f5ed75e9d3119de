"""Drawings that say plainly what to paint, such as rings and bars: they are painted as they are written.

The engine reads every number of a drawing into an object, so that the rings of eight programs take it as
long as their texts; here a path stays text. Takes the bytes of a drawing; gives what the engine takes for a
picture, or nothing where the drawing asks for more than surfaces and lines: that one is the engine's, with
its gradients spelt out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt
from typing import Any, Final
from xml.etree import ElementTree

from brochure.model import POINTS_PER_PIXEL

_SPACE: Final = "{http://www.w3.org/2000/svg}"
_NUMBER: Final = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
_PAIR: Final = rf" ?{_NUMBER} {_NUMBER}"
#: A path of straight lines and curves to places of the drawing, each with a letter of its own.
_PATH: Final = re.compile(rf"(?:[ML]{_PAIR}|C{_PAIR}(?: {_NUMBER}){{4}}|[HV] ?{_NUMBER}|Z)+")
_STEP: Final = re.compile(r"([MLCHVZ])([^A-Z]*)")
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_LENGTH: Final = re.compile(_NUMBER)
_PERCENT: Final = re.compile(r"[\d.]+%")
#: How a gradient names another one.
_HREFS: Final = ("href", "{http://www.w3.org/1999/xlink}href")
_POINTS: Final = re.compile(rf"({_NUMBER})pt")
_PAINT: Final = frozenset({"fill", "stroke", "stroke-width"})
#: What is painted, and by which attributes.
_OWN: Final[Mapping[str, frozenset[str]]] = {
    "path": _PAINT | {"d"},
    "rect": _PAINT | {"x", "y", "width", "height"},
    "circle": _PAINT | {"cx", "cy", "r"},
    "g": _PAINT,
}
#: What a line has where nothing is said.
_HAIRLINE: Final = "1"
#: How far a curve that is a quarter of a circle reaches, in parts of its radius, as the engine has it.
_REACH: Final = 1 / sqrt(pi)


class NotPlainError(Exception):
    """A drawing asks for something else."""


@dataclass(frozen=True)
class _Shape:
    """One surface, line or both, as a stream of a page has it."""

    steps: bytes
    fill: tuple[float, float, float] | None
    stroke: tuple[float, float, float] | None
    width: float


@dataclass(frozen=True)
class PlainDrawing:
    """A drawing as the engine takes pictures; lengths are its pixels."""

    width: float
    height: float
    view: tuple[float, float, float, float]
    shapes: tuple[_Shape, ...]
    is_stretched: bool

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float, float, float]:
        """Width, height, and the ratio of both."""
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Paints it in so much room, in whose middle it stands if it is not stretched."""
        left, top, wide, high = self.view
        across, down = width / wide, height / high
        if not self.is_stretched:
            across = down = min(across, down)
        beside, above = (width - wide * across) / 2, (height - high * down) / 2
        stream.push_state()
        stream.transform(across, 0, 0, down, beside - left * across, above - top * down)
        stream.set_alpha(1)
        stream.set_alpha(1, stroke=True)
        for one in self.shapes:
            self._paint(stream, one)
        stream.pop_state()

    def _paint(self, stream: Any, shape: _Shape) -> None:
        if shape.fill:
            stream.set_color_rgb(*shape.fill)
        if shape.stroke:
            stream.set_color_rgb(*shape.stroke, stroke=True)
            stream.set_line_width(shape.width)
            stream.set_miter_limit(4)
        stream.stream.append(shape.steps)
        if shape.fill and shape.stroke:
            stream.fill_and_stroke()
        elif shape.fill:
            stream.fill()
        else:
            stream.stroke()


@lru_cache(maxsize=64)  # a program's mark stands in several documents
def plain_drawing(data: bytes) -> PlainDrawing | None:
    """A drawing to be painted as it is written; none where it asks for more than that."""
    try:
        root = ElementTree.fromstring(data)
        if root.tag != f"{_SPACE}svg" or not set(root.keys()) <= {
            "width",
            "height",
            "viewBox",
            "preserveAspectRatio",
        }:
            return None
        width, height = (float(_asked(_POINTS, root.get(side, ""))[1]) for side in ("width", "height"))
        view = [float(_asked(_LENGTH, one)[0]) for one in root.get("viewBox", "").split()]
        ratio = root.get("preserveAspectRatio", "")
        if len(view) != 4 or min(width, height, *view[2:]) <= 0 or ratio not in ("", "none"):
            return None
        shapes = tuple(_shapes(root, {}))
    except (NotPlainError, ElementTree.ParseError, RecursionError):
        return None
    left, top, wide, high = view
    sides = width / POINTS_PER_PIXEL, height / POINTS_PER_PIXEL
    return PlainDrawing(*sides, (left, top, wide, high), shapes, bool(ratio))


def _shapes(parent: ElementTree.Element, given: Mapping[str, str]) -> Iterator[_Shape]:
    """What is painted, in its order. Raises `NotPlainError`."""
    if (parent.text or "").strip():
        raise NotPlainError
    for node in parent:
        kind = str(node.tag).removeprefix(_SPACE)
        if not set(node.keys()) <= _OWN.get(kind, frozenset()) or (node.tail or "").strip():
            raise NotPlainError
        said = {**given, **{name: node.get(name, "") for name in _PAINT.intersection(node.keys())}}
        if kind == "g":
            yield from _shapes(node, said)
            continue
        fill, stroke = _color(said.get("fill", "#000000")), _color(said.get("stroke", "none"))
        width = float(_asked(_LENGTH, said.get("stroke-width", _HAIRLINE))[0])
        if width < 0 or (not width and stroke) or len(node):
            raise NotPlainError
        if fill or stroke:
            yield _Shape(b"\n".join(_steps(kind, node)), fill, stroke, width)


def _steps(kind: str, node: ElementTree.Element) -> Iterator[bytes]:
    """A shape as operators of a stream."""
    if kind == "path":
        yield from _path(_asked(_PATH, node.get("d", ""))[0])
        return
    names = ("x", "y", "width", "height") if kind == "rect" else ("cx", "cy", "r")
    lengths = [float(_asked(_LENGTH, node.get(name, "0"))[0]) for name in names]
    if min(lengths[2:]) <= 0:
        raise NotPlainError
    if kind == "rect":
        yield b"%.6g %.6g %.6g %.6g re" % tuple(lengths)
        return
    x, y, radius = lengths
    reach = radius * _REACH
    yield b"%.6g %.6g m" % (x + radius, y)
    across, down = 1, 0
    for _ in range(4):
        begun = x + across * radius - down * reach, y + down * radius + across * reach
        ended = x - down * radius + across * reach, y + across * radius + down * reach
        across, down = -down, across
        yield b"%.6g %.6g %.6g %.6g %.6g %.6g c" % (*begun, *ended, x + across * radius, y + down * radius)
    yield b"h"


def _path(said: str) -> Iterator[bytes]:
    x = y = "0"
    begin = x, y
    for letter, given in _STEP.findall(said):
        if letter == "Z":
            x, y = begin
            yield b"h"
            continue
        if letter == "H":
            x, given = given.strip(), f"{given.strip()} {y}"
        elif letter == "V":
            y, given = given.strip(), f"{x} {given.strip()}"
        else:
            x, y = given.split()[-2:]
        if letter == "M":
            begin = x, y
        operator = {"M": "m", "C": "c"}.get(letter, "l")
        yield f"{given.strip()} {operator}".encode()


def _color(said: str) -> tuple[float, float, float] | None:
    """Red, green and blue; nothing for none."""
    if said == "none":
        return None
    red, green, blue = bytes.fromhex(_asked(_COLOR, said)[0][1:])
    return red / 255, green / 255, blue / 255


def _asked(form: re.Pattern[str], said: str) -> re.Match[str]:
    """What is said in this form. Raises `NotPlainError`."""
    if found := form.fullmatch(said):
        return found
    raise NotPlainError


def whole_gradients(data: bytes) -> bytes:
    """A drawing in which every gradient says all that it has from another and how large it is.

    The engine finds another one's colors but once, and takes a radius in percent for one of the diagonal.
    """
    if b"Gradient" not in data:
        return data
    root = ElementTree.fromstring(data)
    by_id = {one.get("id", ""): one for one in root.iter()}
    for one in (one for one in list(root.iter()) if str(one.tag).endswith("Gradient")):
        other, seen = by_id.get(_target(one)), {one}
        while other is not None and other not in seen:
            seen.add(other)
            one.attrib.update({key: value for key, value in other.items() if key not in one.attrib})
            one.extend([] if len(one) else list(other))
            other = by_id.get(_target(other))
        for name in _HREFS:
            one.attrib.pop(name, None)
        for name in ("r", "fr") if one.get("gradientUnits") != "userSpaceOnUse" else ():
            share = one.get(name, "50%" if name == "r" else "0").strip()
            if _PERCENT.fullmatch(share):
                one.set(name, str(float(share[:-1]) / 100))
    return ElementTree.tostring(root)


def _target(element: ElementTree.Element) -> str:
    return next((element.get(name, "") for name in _HREFS if name in element.attrib), "").removeprefix("#")

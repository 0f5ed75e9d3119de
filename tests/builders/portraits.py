"""Portraits of nobody: head and shoulders in the light of a window, drawn, with grain.

The same number gives the same person. Made for this project and given away under CC0 1.0
(https://creativecommons.org/publicdomain/zero/1.0/).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.builders.scenery import Color, Point, Size, glow, gradient, mixed, photograph

SKINS: Final = (
    (241, 205, 178),
    (198, 146, 112),
    (122, 82, 58),
    (226, 180, 146),
    (94, 62, 46),
    (164, 114, 82),
)
HAIRS: Final = ((34, 28, 28), (74, 50, 38), (128, 90, 58), (152, 148, 144), (44, 32, 30), (108, 62, 44))
COATS: Final = ((46, 72, 98), (236, 234, 228), (116, 62, 56), (52, 80, 72), (66, 64, 72), (186, 176, 158))
WALLS: Final = ((176, 186, 182), (200, 188, 172), (160, 172, 186), (188, 178, 176))
#: How hair is worn: by number of the person, so that neighbors differ.
STYLES: Final = (
    "long",
    "short",
    "round",
    "tied",
    "short",
    "scarf",
    "bald",
    "long",
    "short",
    "round",
    "tied",
    "short",
)
BEARDED: Final = frozenset({1, 8})
SPECTACLES: Final = frozenset({3, 6, 11})
Shape = Sequence[Point]


class _Sitter:
    """A picture in which places are told from a head: 1 is half its width from its middle, and from its top
    down to its chin."""

    def __init__(self, number: int, size: Size) -> None:
        self.chance = Random(number * 7919 + 5)
        between = self.chance.uniform
        self.middle, self.wide = size[0] * between(0.485, 0.515), size[0] * between(0.172, 0.19)
        self.top, self.tall = size[1] * between(0.205, 0.23), size[1] * between(0.385, 0.405)
        wall = WALLS[number % 4]
        self.scene = gradient(size, mixed(wall, (255, 255, 255), 0.2), mixed(wall, (44, 48, 54), 0.36), 1)
        glow(self.scene, (size[0] * 0.18, size[1] * 0.22), size[1] * 0.55, (255, 250, 240), 0.42)
        self.skin, self.hair = SKINS[number * 5 % 6], HAIRS[(number * 7 + number // 6) % 6]
        self.coat = COATS[(number * 5 + 2) % 6]
        self.shade = mixed(self.skin, (58, 22, 20), 0.45)
        self.light = mixed(self.skin, (255, 248, 236), 0.4)

    def oval(
        self, box: tuple[float, float, float, float], color: Color, blur: float, **more: float
    ) -> Image.Image:
        """An ellipse between left, top, right and foot."""
        left, top, right, foot = box
        (x, y), (to_x, to_y) = self._at((left, top)), self._at((right, foot))
        return self._paint(lambda pen, ink: pen.ellipse((x, y, to_x, to_y), ink), color, blur, **more)

    def shape(self, points: Shape, color: Color, blur: float, **more: float) -> Image.Image:
        """A polygon."""
        return self._paint(lambda pen, ink: pen.polygon([*map(self._at, points)], ink), color, blur, **more)

    def stroke(self, points: Shape, thick: float, color: Color, blur: float, **more: float) -> Image.Image:
        """A line so thick."""
        width = max(1, round(thick * self.wide))
        return self._paint(
            lambda pen, ink: pen.line([*map(self._at, points)], ink, width, "curve"), color, blur, **more
        )

    def _at(self, point: Point) -> Point:
        return self.middle + point[0] * self.wide, self.top + point[1] * self.tall

    def _paint(self, draw, color, blur, strength=255, within=None):  # type: ignore[no-untyped-def]
        mask = Image.new("L", self.scene.size)
        draw(ImageDraw.Draw(mask), strength)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scene.width / 600))
        if within is not None:
            mask = ImageChops.multiply(mask, within)
        self.scene.paste(color, (0, 0, *self.scene.size), mask)
        return mask


def portrait(number: int, size: Size = (600, 720)) -> bytes:
    """Somebody; persons 0 to 11 are all different."""
    one, style = _Sitter(number, size), STYLES[number % len(STYLES)]
    _behind(one, style)
    _body(one, number)
    face = _face(one)
    _eyes(one, face)
    _nose_and_mouth(one, face)
    if number % 12 in BEARDED:
        _beard(one, face)
    _above(one, style)
    if number % 12 in SPECTACLES:
        _spectacles(one)
    return photograph(one.scene, one.chance, blur=0.7)


def _behind(one: _Sitter, style: str) -> None:
    """What of the hair is behind the head."""
    if style == "long":
        for left, top, right, foot in ((-1.3, -0.12, 1.3, 0.8), (-1.32, 0.3, 1.3, 1.32)):
            one.oval((left, top, right, foot), one.hair, 4)
    elif style == "round":
        one.oval((-1.42, -0.3, 1.42, 0.78), one.hair, 7)
    elif style == "tied":
        one.oval((-0.48, -0.42, 0.48, 0.02), one.hair, 3)
    elif style == "scarf":
        one.oval((-1.26, -0.14, 1.26, 0.9), one.coat, 3)
        one.shape([(-1.2, 0.4), (1.2, 0.4), (1.5, 1.5), (-1.5, 1.5)], one.coat, 6)


def _body(one: _Sitter, number: int) -> None:
    coat, deep = one.coat, mixed(one.coat, (10, 12, 16), 0.5)
    one.shape([(-0.58, 0.78), (0.58, 0.78), (0.74, 1.3), (-0.74, 1.3)], mixed(one.skin, one.shade, 0.5), 3)
    one.oval((-2.35, 1.12, 2.35, 3.2), coat, 3)
    one.shape([(-0.7, 1.14), (0.7, 1.14), (1.7, 1.5), (-1.7, 1.5)], coat, 4)
    one.shape(
        [(-0.5, 1.02), (0.5, 1.02), (0.34, 1.2), (0, 1.38), (-0.34, 1.2)],
        mixed(one.skin, one.shade, 0.42),
        3,
    )
    one.oval((0.5, 1.2, 3.2, 3.0), deep, 34, strength=170)
    one.oval((-0.42, 0.88, 0.5, 1.1), one.shade, 8, strength=170)
    if number % 3 == 0:
        for side in (-1, 1):
            one.shape(
                [(side * 0.5, 1.02), (side * 0.08, 1.44), (side * 0.75, 1.62), (side * 0.92, 1.16)],
                mixed(coat, (255, 255, 255), 0.16),
                2,
            )
            one.stroke(
                [(side * 0.06, 1.42), (side * 0.72, 1.62), (side * 0.94, 1.18)],
                0.03,
                deep,
                1.6,
                strength=150,
            )
    elif number % 3 == 1:
        one.stroke(
            [(-0.56, 1.06), (-0.3, 1.26), (0, 1.41), (0.3, 1.26), (0.56, 1.06)], 0.07, deep, 2, strength=120
        )


def _face(one: _Sitter) -> Image.Image:
    for side in (-1, 1):
        one.oval(
            (side * 0.98 - 0.13, 0.42, side * 0.98 + 0.13, 0.64),
            mixed(one.skin, one.shade, 0.3 + 0.3 * (side > 0)),
            2,
        )
    face = Image.new("L", one.scene.size)
    for box in ((-1.0, -0.02, 1.0, 0.8), (-0.93, 0.2, 0.93, 0.88), (-0.66, 0.42, 0.66, 1.0)):
        face = ImageChops.lighter(face, one.oval(box, one.skin, 2))
    one.oval((0.3, 0.05, 1.9, 1.1), one.shade, 30, strength=215, within=face)
    one.oval((-1.5, 0.3, -0.8, 0.95), one.shade, 16, strength=100, within=face)
    one.oval((-0.8, 0.12, 0.0, 0.42), one.light, 22, strength=110, within=face)
    for side in (-1, 1):
        blush = mixed(one.skin, (196, 84, 70), 0.4)
        one.oval((side * 0.56 - 0.3, 0.58, side * 0.56 + 0.3, 0.74), blush, 14, strength=100, within=face)
    return face


def _eyes(one: _Sitter, face: Image.Image) -> None:
    for side in (-1, 1):
        eye = side * 0.41
        one.oval((eye - 0.27, 0.4, eye + 0.25, 0.52), one.shade, 8, strength=150, within=face)
        one.oval((eye - 0.16, 0.47, eye + 0.16, 0.515), (240, 236, 230), 1.2, strength=170, within=face)
        one.oval((eye - 0.07, 0.463, eye + 0.07, 0.52), (40, 28, 24), 1, strength=235, within=face)
        one.oval((eye - 0.035, 0.474, eye - 0.005, 0.487), (255, 255, 255), 0.6, strength=170, within=face)
        lid = [(eye - 0.19, 0.49), (eye - 0.08, 0.463), (eye + 0.08, 0.463), (eye + 0.19, 0.49)]
        one.stroke(lid, 0.04, mixed(one.shade, (20, 12, 12), 0.7), 1, strength=210, within=face)
        brow = [(eye - side * 0.2, 0.412), (eye + side * 0.06, 0.392), (eye + side * 0.27, 0.418)]
        one.stroke(brow, 0.075, mixed(one.hair, one.shade, 0.35), 2.2, strength=210, within=face)


def _nose_and_mouth(one: _Sitter, face: Image.Image) -> None:
    one.shape(
        [(0.03, 0.44), (0.13, 0.6), (0.19, 0.67), (0.0, 0.69)], one.shade, 6, strength=150, within=face
    )
    one.oval((-0.07, 0.5, 0.03, 0.66), one.light, 6, strength=110, within=face)
    one.oval((-0.16, 0.655, 0.18, 0.695), one.shade, 4, strength=150, within=face)
    lips = mixed(one.skin, (142, 52, 56), 0.45)
    one.oval((-0.29, 0.765, 0.29, 0.82), lips, 2.4, strength=190, within=face)
    smile = [(-0.31, 0.77), (-0.15, 0.785), (0.0, 0.788), (0.15, 0.785), (0.31, 0.77)]
    one.stroke(smile, 0.035, mixed(lips, (40, 14, 16), 0.65), 1.2, strength=210, within=face)
    one.oval((-0.18, 0.835, 0.2, 0.875), one.shade, 7, strength=110, within=face)


def _beard(one: _Sitter, face: Image.Image) -> None:
    one.shape(
        [
            (-0.97, 0.5),
            (-0.6, 0.74),
            (-0.3, 0.72),
            (0, 0.73),
            (0.3, 0.72),
            (0.6, 0.74),
            (0.97, 0.5),
            (0.9, 1.05),
            (-0.9, 1.05),
        ],
        one.hair,
        7,
        strength=190,
        within=face,
    )
    lips = mixed(one.skin, (142, 52, 56), 0.5)
    one.oval((-0.24, 0.77, 0.24, 0.82), lips, 2.4, strength=220, within=face)


def _above(one: _Sitter, style: str) -> None:
    """What of the hair, or of a scarf, is before the head."""
    shine = mixed(one.hair, (255, 240, 220), 0.3)
    part = one.chance.uniform(-0.45, 0.45)
    line = one.chance.uniform(0.16, 0.22)
    if style == "bald":
        for side in (-1, 1):
            one.oval((side * 1.0 - 0.15, 0.18, side * 1.0 + 0.15, 0.46), one.hair, 5, strength=190)
        one.oval((-0.5, 0.0, 0.05, 0.14), one.light, 12, strength=150)
        return
    if style == "scarf":
        cloth, fold = mixed(one.coat, (255, 255, 255), 0.1), mixed(one.coat, (0, 0, 0), 0.18)
        neck = [(-1.1, 0.6), (-0.72, 0.92), (0, 1.05), (0.72, 0.92), (1.1, 0.6), (1.3, 1.5), (-1.3, 1.5)]
        one.shape(neck, cloth, 4)
        one.stroke([(-1.08, 0.62), (-0.74, 0.93), (0, 1.06), (0.74, 0.93), (1.08, 0.62)], 0.16, fold, 4)
        arc = [(-1.04, 0.7), (-1.03, 0.4), (-0.9, 0.16), (-0.5, 0.0), (0, -0.05), (0.5, 0.0), (0.9, 0.16)]
        one.stroke([*arc, (1.03, 0.4), (1.04, 0.7)], 0.36, cloth, 2.5)
        one.stroke([(-0.9, 1.1), (-0.2, 1.3), (0.9, 1.25)], 0.1, fold, 8, strength=150)
        return
    crown = [
        (-1.06, 0.44),
        (-1.1, 0.2),
        (-0.86, -0.04),
        (-0.42, -0.13),
        (-0.15, -0.145),
        (0.1, -0.145),
        (0.36, -0.13),
        (0.62, -0.1),
        (1.0, 0.08),
        (1.1, 0.28),
        (1.05, 0.44),
    ]
    if style == "short":
        fringe = [
            (0.96, 0.36),
            (0.84, line + 0.03),
            (part + 0.2, line - 0.02),
            (-0.5, line),
            (-0.9, line + 0.08),
            (-0.97, 0.38),
        ]
    else:
        fringe = [(0.97, 0.5), (0.8, line + 0.1), (part, line - 0.1), (-0.7, line + 0.08), (-0.97, 0.5)]
    one.shape([*crown, *fringe], one.hair, 4.5)
    one.stroke([(-0.8, 0.04), (-0.4, -0.04), (0.0, -0.06)], 0.14, shine, 11, strength=110)
    if style == "long":
        for side in (-1, 1):
            one.stroke(
                [(side * 0.98, 0.3), (side * 1.1, 0.7), (side * 1.16, 1.2)],
                0.24,
                mixed(one.hair, (0, 0, 0), 0.12 * (side > 0)),
                4,
            )


def _spectacles(one: _Sitter) -> None:
    frame = (38, 34, 34)
    for side in (-1, 1):
        eye = side * 0.41
        ring = [
            (eye - 0.25, 0.42),
            (eye + 0.25, 0.42),
            (eye + 0.22, 0.55),
            (eye - 0.22, 0.55),
            (eye - 0.25, 0.42),
        ]
        one.stroke(ring, 0.035, frame, 0.8, strength=220)
        one.stroke([(side * 0.66, 0.44), (side * 0.98, 0.47)], 0.03, frame, 0.8, strength=200)
    one.stroke([(-0.16, 0.45), (0.16, 0.45)], 0.03, frame, 0.8, strength=220)

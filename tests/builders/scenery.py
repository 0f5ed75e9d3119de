"""Photographs that nobody took: hills in haze, a river, windows at night, a room; drawn, with grain.

The same seed gives the same bytes.
Made for this project and given away under CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sin
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

#: Pixels: pictures wider than this are large.
LARGE: Final = 2200
Size = tuple[int, int]
Color = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Light:
    """The colors of an hour: the sky above and at the horizon, hills far and near, the sun, and windows."""

    sky: Color
    horizon: Color
    far: Color
    near: Color
    sun: Color | None = None
    windows: Color | None = None


LIGHTS: Final = {
    "morning": Light((150, 180, 196), (228, 222, 206), (150, 176, 182), (20, 48, 46), (255, 244, 216)),
    "day": Light((136, 172, 202), (216, 226, 226), (146, 178, 190), (34, 66, 48)),
    "evening": Light((206, 168, 146), (240, 216, 186), (196, 158, 140), (48, 54, 42), (255, 238, 204)),
    "winter": Light((196, 206, 214), (236, 234, 230), (188, 202, 212), (58, 76, 88)),
    "night": Light((18, 30, 48), (74, 92, 108), (52, 72, 90), (8, 14, 22), None, (255, 206, 128)),
}


def landscape(seed: int, size: Size = (1500, 1000), light: str = "morning", river: bool = False) -> bytes:
    """Layers of hills in haze, firs on the nearer ones; with a river, or at night with lit houses."""
    chance, colors, (width, height) = Random(seed), LIGHTS[light], size
    scene = gradient(size, colors.sky, colors.horizon, 0.62)
    scene = _clouded(scene, chance, colors.horizon)
    if colors.sun:
        _sun(scene, (width * chance.uniform(0.55, 0.8), height * 0.37), width * 0.045, colors.sun)
    layers = 5
    for layer in range(layers):
        near = layer / (layers - 1)
        foot = height * (0.44 + 0.40 * near**1.2)
        ridge = _ridge(chance, width, foot, height * (0.085 - 0.035 * near), 1.2 + 0.5 * layer)
        color = mixed(colors.far, colors.near, near)
        _hill(scene, ridge, color, mixed(color, colors.horizon, 0.55 * (1 - near) + 0.08))
        if layer > 0:
            _firs(scene, chance, ridge, mixed(color, colors.near, 0.35), height * (0.008 + 0.03 * near**2))
        if river and layer == layers - 2:
            _river(scene, chance, mixed(colors.horizon, colors.sky, 0.3), foot)
        if colors.windows and 0 < layer < layers - 1:
            _houses(scene, chance, ridge, colors, height * (0.012 + 0.016 * near))
    return photograph(scene, chance)


def room(seed: int, size: Size = (1500, 1000)) -> bytes:
    """A room in the evening: a wall, a window with hills in it, a bench and a lamp."""
    chance, (width, height) = Random(seed), size
    wall, floor = (196, 186, 168), (120, 98, 78)
    scene = gradient(size, mixed(wall, (60, 50, 46), 0.35), wall, 0.8)
    scene.paste(
        gradient((width, height - int(height * 0.78)), floor, mixed(floor, (30, 24, 20), 0.5), 1),
        (0, int(height * 0.78)),
    )
    outside = Image.open(io.BytesIO(landscape(seed + 7, (int(width * 0.42), int(height * 0.5)), "evening")))
    left, top = int(width * 0.1), int(height * 0.14)
    pen = ImageDraw.Draw(scene)
    frame = height * 0.014
    pen.rectangle(
        (left - frame, top - frame, left + outside.width + frame, top + outside.height + frame),
        (238, 232, 220),
    )
    scene.paste(outside, (left, top))
    for share in (1 / 3, 2 / 3):
        across = left + outside.width * share
        pen.rectangle((across - frame / 2, top, across + frame / 2, top + outside.height), (238, 232, 220))
    glow(scene, (width * 0.79, height * 0.3), height * 0.42, (255, 226, 170), 0.75)
    pen = ImageDraw.Draw(scene)
    pen.polygon(
        [
            (width * 0.75, height * 0.34),
            (width * 0.83, height * 0.34),
            (width * 0.81, height * 0.24),
            (width * 0.77, height * 0.24),
        ],
        (255, 240, 208),
    )
    pen.rectangle((width * 0.788, height * 0.34, width * 0.792, height * 0.66), (70, 60, 52))
    for row in range(3):
        seat = width * (0.14 + 0.15 * row)
        _shadow(scene, (seat - width * 0.01, height * 0.86, seat + width * 0.13, height * 0.9))
        pen = ImageDraw.Draw(scene)
        tone = mixed((52, 84, 84), (84, 112, 104), chance.random())
        pen.rounded_rectangle((seat, height * 0.7, seat + width * 0.115, height * 0.79), 9, tone)
        pen.rounded_rectangle(
            (seat, height * 0.55, seat + width * 0.115, height * 0.71), 12, mixed(tone, (0, 0, 0), 0.12)
        )
        for leg in (0.01, 0.1):
            pen.rectangle(
                (seat + width * leg, height * 0.79, seat + width * (leg + 0.006), height * 0.88),
                (54, 44, 36),
            )
    _shadow(scene, (width * 0.7, height * 0.86, width * 0.9, height * 0.9))
    pen = ImageDraw.Draw(scene)
    pen.rectangle((width * 0.71, height * 0.66, width * 0.88, height * 0.685), (92, 70, 52))
    for leg in (0.72, 0.86):
        pen.rectangle((width * leg, height * 0.685, width * (leg + 0.008), height * 0.88), (74, 56, 42))
    return photograph(scene, chance)


def _soft(
    scene: Image.Image, color: Color, blur: float, draw: Callable[[ImageDraw.ImageDraw], None]
) -> Image.Image:
    """Paints one shape with a soft edge; gives its mask."""
    mask = Image.new("L", scene.size)
    draw(ImageDraw.Draw(mask))
    mask = mask.filter(ImageFilter.GaussianBlur(blur * scene.width / 600))
    scene.paste(color, (0, 0, *scene.size), mask)
    return mask


def mixed(one: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def gradient(size: Size, top: Color, foot: Color, until: float) -> Image.Image:
    """From one color down to another, which is reached at a share of the height."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        column.putpixel((0, y), mixed(top, foot, min(1.0, y / (size[1] * until))))
    return column.resize(size)


def _noise(chance: Random, size: Size, grain: int) -> Image.Image:
    small = (max(2, size[0] // grain), max(2, size[1] // grain))
    return Image.frombytes("L", small, chance.randbytes(small[0] * small[1])).resize(
        size, Image.Resampling.BICUBIC
    )


def _clouded(scene: Image.Image, chance: Random, color: Color) -> Image.Image:
    wide = (scene.width, scene.height * 5)
    clouds = Image.blend(
        _noise(chance, wide, scene.width // 4), _noise(chance, wide, scene.width // 11), 0.35
    )
    clouds = clouds.resize(scene.size).point([max(0, min(150, (value - 110) * 2)) for value in range(256)])
    scene.paste(mixed(color, (255, 255, 255), 0.25), (0, 0, *scene.size), clouds)
    return scene


def _sun(scene: Image.Image, at: Point, radius: float, color: Color) -> None:
    glow(scene, at, radius * 6, color, 0.6)
    disc = Image.new("L", scene.size)
    ImageDraw.Draw(disc).ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), 235)
    scene.paste(color, (0, 0, *scene.size), disc.filter(ImageFilter.GaussianBlur(2)))


def glow(scene: Image.Image, at: Point, radius: float, color: Color, strength: float) -> None:
    falling = Image.radial_gradient("L").resize((int(radius * 2), int(radius * 2)), Image.Resampling.BICUBIC)
    light = falling.point([round(max(0, 1 - value / 180) ** 2 * 255 * strength) for value in range(256)])
    mask = Image.new("L", scene.size)
    mask.paste(light, (int(at[0] - radius), int(at[1] - radius)))
    scene.paste(color, (0, 0, *scene.size), mask)


def _shadow(scene: Image.Image, box: tuple[float, float, float, float]) -> None:
    _soft(scene, (30, 24, 20), 9, lambda pen: pen.ellipse(box, 130))


def _ridge(chance: Random, width: int, foot: float, height: float, waves: float) -> list[Point]:
    parts = [(waves * 2**n * chance.uniform(0.7, 1.3), chance.uniform(0, 2 * pi), 0.46**n) for n in range(6)]
    tilt = chance.uniform(-0.5, 0.5)
    step = max(1, width // 600)
    return [
        (
            x,
            foot
            - height
            * (tilt * (x / width - 0.5) + sum(a * sin(f * pi * x / width + p) for f, p, a in parts)),
        )
        for x in range(0, width + step, step)
    ]


def _hill(scene: Image.Image, ridge: Sequence[Point], top: Color, foot: Color) -> None:
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).polygon([*ridge, (scene.width, scene.height), (0, scene.height)], 255)
    highest = int(min(y for _, y in ridge))
    body = Image.new("RGB", scene.size, foot)
    body.paste(
        gradient((scene.width, max(1, scene.height - highest)), top, foot, 0.75), (0, max(0, highest))
    )
    scene.paste(body, (0, 0), mask.filter(ImageFilter.GaussianBlur(scene.width / 1500)))


def _firs(scene: Image.Image, chance: Random, ridge: Sequence[Point], color: Color, tall: float) -> None:
    pen = ImageDraw.Draw(scene)
    dense = [sin(n * chance.uniform(0.9, 1.1) / 37 + tall) for n in range(len(ridge))]
    for (x, y), thick in zip(ridge, dense, strict=True):
        if chance.random() < 0.10 + 0.35 * max(0.0, thick):
            _fir(pen, x + chance.uniform(-2, 2), y + tall * 0.2, tall * chance.uniform(0.5, 1.15), color)


def _fir(pen: ImageDraw.ImageDraw, x: float, y: float, tall: float, color: Color) -> None:
    for part in range(3):
        top, wide = y - tall * (1 - 0.22 * part), tall * (0.10 + 0.075 * part)
        pen.polygon([(x, top), (x - wide, top + tall * 0.42), (x + wide, top + tall * 0.42)], color)


def _river(scene: Image.Image, chance: Random, color: Color, top: float) -> None:
    width, height = scene.size
    start, bends = width * chance.uniform(0.35, 0.5), chance.uniform(0.9, 1.3)
    banks: tuple[list[Point], list[Point]] = ([], [])
    for step in range(81):
        near = step / 80
        middle = start + width * 0.16 * sin(bends * 2 * pi * near**0.6) * (0.15 + near)
        half = width * (0.004 + 0.12 * near**2.2)
        y = top + height * 0.02 + (height * 1.02 - top) * near
        banks[0].append((middle - half, y))
        banks[1].append((middle + half, y))
    _soft(scene, color, 0.6, lambda pen: pen.polygon([*banks[0], *reversed(banks[1])], 225))


def _houses(scene: Image.Image, chance: Random, ridge: Sequence[Point], colors: Light, tall: float) -> None:
    assert colors.windows
    for x, y in chance.sample(list(ridge), 9):
        pen, wide = ImageDraw.Draw(scene), tall * chance.uniform(0.9, 1.6)
        foot = y + tall * chance.uniform(0.8, 4)
        wall = mixed(colors.near, colors.far, 0.25)
        pen.rectangle((x, foot - tall, x + wide, foot), wall)
        pen.polygon(
            [
                (x - tall * 0.15, foot - tall),
                (x + wide / 2, foot - tall * 1.6),
                (x + wide + tall * 0.15, foot - tall),
            ],
            wall,
        )
        for share in (0.2, 0.6):
            if chance.random() < 0.7:
                left, above = x + wide * share, foot - tall * 0.7
                pen.rectangle((left, above, left + tall * 0.22, above + tall * 0.3), colors.windows)
                glow(scene, (left, above), tall * 2.4, colors.windows, 0.4)
                pen = ImageDraw.Draw(scene)


def photograph(scene: Image.Image, chance: Random, blur: float = 0.6) -> bytes:
    """The scene with the grain of a film, as a JPEG."""
    scene = scene.filter(ImageFilter.GaussianBlur(blur))
    # Grain costs bytes: that of a large one is coarser and fainter.
    coarse, share, quality = (3, 0.02, 46) if scene.width > LARGE else (2, 0.035, 60)
    grain = Image.merge("RGB", [_noise(chance, scene.size, coarse)] * 3)
    scene = Image.blend(scene, ImageChops.overlay(scene, grain), share)
    data = io.BytesIO()
    scene.save(data, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=2)
    return data.getvalue()

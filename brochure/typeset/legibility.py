"""How well type can be read on a picture: the contrast that it has with the worst of what is behind it, and
the color that is laid over a picture's foot until it has enough (WCAG 2.1, 1.4.3).

Takes pictures as Pillow has them, and colors as tinycss2 has them. Must not know pages.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from PIL import Image

from brochure.model import TEXT_CONTRAST, Scrim, channels, luminance

#: The share of a picture's pixels that may be worse than what is judged: single ones hide no letter.
WORST: Final = 0.05
#: What a scrim is laid for: a little more than is asked for, since compression makes pixels uneven.
_AIM: Final = TEXT_CONTRAST * 1.08
#: No scrim is thinner: type wants calm behind it, even where a picture is dark.
_THINNEST: Final = 0.35
#: A scrim begins this share of the picture's height above the type, and grows by this share of what is left
#: of the picture from there to the foot.
_RISE, _DEEPER = 0.2, 0.35
#: Rows that a scrim is judged by, each as high as a line of type, and the pixels across them.
_ROWS, _ACROSS = 12, 240
#: Spaces of CSS in which a color says how light it is, and those that are another way to write red, green
#: and blue; in all others the engine itself takes the first three numbers for these.
_MEASURED: Final = frozenset({"xyz-d50", "xyz-d65", "lab", "lch", "oklab", "oklch"})
_IN_RED_GREEN_BLUE: Final = frozenset({"srgb", "hsl", "hwb"})
#: The luminance of each value of a channel, in steps of 1/255 (WCAG 2.1, definition of relative luminance).
_LINEAR: Final = [
    round(255 * (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4))
    for value in (step / 255 for step in range(256))
]


def lights(picture: Any) -> Any:
    """The luminance of each pixel, 0 to 255."""
    linear = picture.convert("RGB").point(_LINEAR * 3)
    return linear.convert("L", (0.2126, 0.7152, 0.0722, 0))


def luminance_of(color: Any) -> float:
    """The relative luminance of a color as tinycss2 has it, 0 to 1."""
    if color.space in _MEASURED:
        lightness = color.to("lab").coordinates[0]
        return float(((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3)
    if color.space in _IN_RED_GREEN_BLUE:
        color = color.to("srgb")
    parts = [value or 0.0 for value in color.coordinates]
    if color.space == "device-cmyk":
        parts = [(1 - value) * (1 - parts[3]) for value in parts[:3]]
    red, green, blue = (
        _LINEAR[round(255 * min(max(value, 0.0), 1.0))] / 255 for value in [*parts, 0, 0][:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_over(light: Any, letters: float) -> float:
    """The contrast that letters of this luminance have with all but the worst pixels behind them."""
    counts = light.histogram()
    left = WORST * sum(counts)
    by_level = ((_ratio(letters, level / 255), count) for level, count in enumerate(counts) if count)
    for ratio, count in sorted(by_level):
        left -= count
        if left < 0:
            return ratio
    return 0.0


def _ratio(one: float, other: float) -> float:
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def with_scrim(picture: Any, scrim: Scrim) -> Any:
    """A picture with its scrim, as thick as its type asks for, in RGB or in the picture's own inks."""
    picture = picture if picture.mode == "CMYK" else picture.convert("RGB")
    solid = _solid(scrim.color, picture.mode)
    thickness = _thickness(picture, scrim, solid)
    height, column = picture.height, Image.new("L", (1, picture.height))
    column.putdata([_at((row + 0.5) / height, thickness, scrim.top) for row in range(height)])
    over = Image.new(picture.mode, picture.size, solid)
    return Image.composite(over, picture, column.resize(picture.size))


def _solid(color: str, mode: str) -> tuple[int, ...]:
    red, green, blue = channels(color)
    if mode == "RGB":
        return red, green, blue
    lightest = max(red, green, blue, 1)
    return *(round(255 * (1 - value / lightest)) for value in (red, green, blue)), 255 - lightest


def _thickness(picture: Any, scrim: Scrim, solid: tuple[int, ...]) -> float:
    """The thinnest scrim on which type can be read in every row."""
    letters, top = luminance(scrim.letters), int(picture.height * scrim.top)
    height = max(ceil((picture.height - top) / _ROWS), 1)
    rows = [
        picture.crop((0, at, picture.width, min(at + height, picture.height))).resize(
            (min(_ACROSS, picture.width), min(height, 24)), Image.Resampling.NEAREST
        )
        for at in range(top, picture.height, height)
    ]
    for step in range(round(_THINNEST * 50), 50):
        over = [Image.blend(row, Image.new(row.mode, row.size, solid), step / 50) for row in rows]
        if all(contrast_over(lights(row), letters) >= _AIM for row in over):
            return step / 50
    return 1.0


def _at(share: float, thickness: float, top: float) -> int:
    """How thick a scrim is at this share of a picture's height, 0 to 255."""
    if share >= top:
        deeper = (1 - thickness) * _DEEPER * (share - top) / max(1 - top, 0.01)
        return round(255 * (thickness + deeper))
    along = max(1 - (top - share) / _RISE, 0.0)
    return round(255 * thickness * along * along * (3 - 2 * along))

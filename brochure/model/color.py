"""Colors as `#rrggbb`: mixing, contrast, and the nearest color that has enough of it.

Must not know where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from typing import Final

#: Contrast that text needs, and that large text and graphical objects need (WCAG 2.1, 1.4.3 and 1.4.11).
TEXT_CONTRAST: Final = 4.5
GRAPHIC_CONTRAST: Final = 3.0
#: Share of paper in the tint below contact and colophon, and in what a share leaves of a ring.
TINT_SHARE: Final = 0.9
REST_SHARE: Final = 0.8


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` mixed in, channel by channel."""
    pairs = zip(channels(color), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.1, definition of relative luminance)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, other: str) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.1, definition of contrast ratio)."""
    light, dark = sorted((luminance(color), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def nearest_passing(color: str, passes: Callable[[str], bool]) -> str | None:
    """The color of the same hue and saturation whose lightness is nearest and which passes.

    None where none does.
    """
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in channels(color)))
    for step in range(256):
        for moved in (lightness - step / 255, lightness + step / 255):
            if 0 <= moved <= 1:
                found = "#" + "".join(
                    f"{round(channel * 255):02X}" for channel in hls_to_rgb(hue, moved, saturation)
                )
                if passes(found):
                    return found
    return None


def faintest(color: str, ground: str, least: float, most: float) -> float:
    """The greatest share of `ground`, up to `most`, that leaves `color` a contrast of `least` with it."""
    return next(
        (
            share / 100
            for share in range(round(most * 100), 0, -1)
            if contrast(mix(color, ground, share / 100), ground) >= least
        ),
        0.0,
    )


def tints(color: str, ground: str, shares: Sequence[float]) -> tuple[str, ...]:
    """The color with these shares of its ground, made smaller alike until all can be told from it."""
    most = max(shares)
    limit = faintest(color, ground, GRAPHIC_CONTRAST, most)
    return tuple(mix(color, ground, share * limit / most if most else 0) for share in shares)

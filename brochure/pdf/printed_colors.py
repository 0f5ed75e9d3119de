"""What colors become in print: the inks of a profile for a color, what inks look like, and how far apart.

Takes an ICC output profile for CMYK. Both ways are relative to the paper, with black point compensation, as
separation has it. Must not know brands.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Any, Final

from PIL import Image, ImageCms

Lab = tuple[float, float, float]
#: Cyan, magenta, yellow and black in percent.
InkShares = tuple[float, ...]
_FULL: Final = 255


class PrintedColors:
    """Colors as `#rrggbb` and inks in percent, one in terms of the other.

    Every method raises `ValueError` where the profile cannot be read.
    """

    def __init__(self, profile: bytes) -> None:
        self._profile = profile

    def inks_of(self, color: str) -> InkShares:
        """The inks that the profile gives for a color."""
        pixel = _applied(_pixel(color), _transform("RGB", "CMYK", self._profile))
        return tuple(round(100 * value / _FULL) for value in pixel.tobytes())

    def shown(self, inks: InkShares) -> str:
        """The color on a screen that is nearest to what inks look like on their paper."""
        pixel = _applied(_inked(inks), _transform("CMYK", "RGB", self._profile))
        return "#{:02X}{:02X}{:02X}".format(*pixel.tobytes())

    def difference(self, color: str, inks: InkShares) -> float:
        """How far inks are from a color, by CIEDE2000."""
        printed = _applied(_inked(inks), _transform("CMYK", "LAB", self._profile))
        meant = _applied(_pixel(color), _transform("RGB", "LAB", b""))
        return color_difference(_lab_of(printed), _lab_of(meant))


def _applied(pixel: Image.Image, transform: Any) -> Any:
    return ImageCms.applyTransform(pixel, transform)


def _pixel(color: str) -> Image.Image:
    return Image.new("RGB", (1, 1), color)


def _inked(inks: InkShares) -> Image.Image:
    return Image.new("CMYK", (1, 1), tuple(round(share * _FULL / 100) for share in inks))


def _lab_of(pixel: Any) -> Lab:
    lightness, a, b = pixel.tobytes()
    return lightness / 2.55, float((a + 128) % 256 - 128), float((b + 128) % 256 - 128)


@lru_cache(maxsize=16)
def _transform(source: str, target: str, profile: bytes) -> Any:
    """From one kind of color to another; those of a profile are its CMYK."""
    try:
        return ImageCms.buildTransform(
            _end(source, profile),
            _end(target, profile),
            source,
            target,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise ValueError(f"the output profile cannot be read ({error})") from error


def _end(mode: str, profile: bytes) -> Any:
    if mode == "CMYK":
        return ImageCms.getOpenProfile(BytesIO(profile))
    return ImageCms.createProfile("sRGB" if mode == "RGB" else "LAB")


def color_difference(one: Lab, other: Lab) -> float:
    """CIEDE2000 (CIE 142-2001), with its weights left at 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(mean / (mean + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = hypot(a1, b1), hypot(a2, b2)
    hue1, hue2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    grey = not chroma1 or not chroma2
    turn = 0.0 if grey else (hue2 - hue1 + 180) % 360 - 180
    hue = hue1 + hue2 if grey else (hue1 + turn / 2) % 360
    lightness, chroma = (l1 + l2) / 2 - 50, (chroma1 + chroma2) / 2
    tint = 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue))
    tint += 0.32 * cos(radians(3 * hue + 6)) - 0.2 * cos(radians(4 * hue - 63))
    by_lightness = (l2 - l1) / (1 + 0.015 * lightness**2 / sqrt(20 + lightness**2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * tint)
    blue = 60 * exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25.0**7)) * sin(radians(blue))
    return sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)

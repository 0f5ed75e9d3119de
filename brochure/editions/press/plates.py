"""What a print shop is told of a file, and what is printed for a color: the inks that are named, black for
black, and for everything else what the profile says.

A `Plates` paints pages, a `Mask` the soft masks, where only lightness counts. Both take colors of any device
space as fractions and pictures as Pillow has them. Must not know pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple, Protocol

from pikepdf import Name
from PIL import Image, ImageChops, ImageCms, ImageMath

from brochure.pdf import Space

#: Cyan, magenta, yellow and black as fractions, 0 to 1.
Cmyk = tuple[float, float, float, float]


@dataclass(frozen=True)
class Press:
    """How a file is separated; lengths in points.

    `profile` is an ICC output profile (CMYK), `condition` its name in the ICC's characterization registry.
    `inks` maps colors such as `#12314a` (lower case) to what is printed for them; others go through the
    profile. `bleed` is how far art runs over the trim. `font` is the TrueType or OpenType file that the slug
    line is drawn with. `issued` stands for every date of the file. `folds` has the places of folds on each
    page, from the left edge of its trim, `levels` those of folds from side to side, from its top; pages
    beyond their ends have none. No picture and no converted color
    has more ink than `limit` (4 is all four plates in full).
    """

    profile: bytes
    condition: str
    inks: Mapping[str, Cmyk]
    bleed: float
    font: bytes
    slug: str
    issued: date
    folds: Sequence[Sequence[float]] = ()
    levels: Sequence[Sequence[float]] = ()
    registry: str = "http://www.color.org"
    limit: float = 3.0


class Unprintable(NamedTuple):
    """Something that cannot be brought to the plates; `page` counts from 1, 0 means the document."""

    page: int
    what: str

    def __str__(self) -> str:
        return f"page {self.page} has {self.what}" if self.page else self.what


class SeparationError(Exception):
    """What cannot be separated: `found` has each thing with its page, `faults` the same in words."""

    def __init__(self, found: Iterable[Unprintable]) -> None:
        self.found = tuple(dict.fromkeys(found))
        super().__init__("; ".join(self.faults))

    @property
    def faults(self) -> tuple[str, ...]:
        """Each thing in words, with its page."""
        return tuple(map(str, self.found))

    def __reduce__(self) -> tuple[type[SeparationError], tuple[tuple[Unprintable, ...]]]:
        """So that it comes back whole from a worker process."""
        return type(self), (self.found,)


#: A color as a target has it.
Tones = tuple[float, ...]
SOLID: Cmyk = (0.0, 0.0, 0.0, 1.0)
#: Ink that compression may add at the edges of a picture, as a fraction of one plate.
_RINGING = 0.12
_FULL = 255


class UnknownSpaceError(ValueError):
    """A color space, or something painted in it, that cannot be brought to the plates: a noun."""


class Target(Protocol):
    """Where colors are brought to: the operators that set one, and the conversion from each device space."""

    space: Name
    fill: str
    stroke: str

    def rgb(self, red: float, green: float, blue: float) -> Tones:
        """From red, green and blue."""

    def gray(self, level: float) -> Tones:
        """From a gray, 1 is white."""

    def cmyk(self, *color: float) -> Tones:
        """From four inks."""

    def picture(self, picture: Any) -> Any:
        """From a picture in RGB."""


class Plates:
    """The four plates of one press."""

    space, fill, stroke = Name.DeviceCMYK, "k", "K"

    def __init__(self, press: Press) -> None:
        self.press, self._transform = press, _transform(press.profile)
        self._known: dict[str, Cmyk] = {"#000000": SOLID, "#ffffff": (0.0, 0.0, 0.0, 0.0)}

    def rgb(self, red: float, green: float, blue: float) -> Cmyk:
        """A color by its `#rrggbb`, which is as exactly as the engine writes it."""
        channels = tuple(round(min(max(value, 0.0), 1.0) * _FULL) for value in (red, green, blue))
        name = "#{:02x}{:02x}{:02x}".format(*channels)
        if name not in self._known:
            self._known[name] = self.press.inks.get(name) or self._converted(channels)
        return self._known[name]

    def gray(self, level: float) -> Cmyk:
        """Gray is black ink alone."""
        return (0.0, 0.0, 0.0, round(1 - min(max(level, 0.0), 1.0), 4))

    def cmyk(self, *color: float) -> Tones:
        """Inks stay as they are."""
        return color

    def picture(self, picture: Any) -> Any:
        """A picture in CMYK, with less ink than the limit."""
        inked = ImageCms.applyTransform(picture, self._transform)
        return _limited(inked, round((self.press.limit - _RINGING) * _FULL))

    def _converted(self, channels: tuple[int, ...]) -> Cmyk:
        pixel = self.picture(Image.new("RGB", (1, 1), channels)).getpixel((0, 0))
        cyan, magenta, yellow, black = (round(value / _FULL, 3) for value in pixel)
        return (cyan, magenta, yellow, black)


class Mask:
    """The lightness of a soft mask."""

    space, fill, stroke = Name.DeviceGray, "g", "G"

    def rgb(self, red: float, green: float, blue: float) -> Tones:
        """Luminosity (ISO 32000-1, 11.5.3)."""
        return (round(0.3 * red + 0.59 * green + 0.11 * blue, 4),)

    def gray(self, level: float) -> Tones:
        """A gray stays as it is."""
        return (level,)

    def cmyk(self, *color: float) -> Tones:
        """What the inks leave of white (ISO 32000-1, 10.3.3)."""
        cyan, magenta, yellow, black = color
        return (round(1 - min(1.0, 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black), 4),)

    def picture(self, picture: Any) -> Any:
        """A picture in grays."""
        return picture.convert("L")


def _limited(picture: Any, most: int) -> Any:
    """The picture with less cyan, magenta and yellow, in equal parts, where all inks together are more than
    `most`.
    """
    *colors, black = picture.split()
    total = ImageMath.lambda_eval(
        lambda c: c["c"] + c["m"] + c["y"] + c["k"], **dict(zip("cmyk", (*colors, black), strict=True))
    )
    if total.getextrema()[1] <= most:
        return picture
    third = ImageMath.lambda_eval(lambda c: c["convert"]((c["max"](c["t"] - most, 0) + 2) / 3, "L"), t=total)
    return Image.merge("CMYK", [*(ImageChops.subtract(color, third) for color in colors), black])


@lru_cache(maxsize=4)
def _transform(profile: bytes) -> Any:
    """From sRGB to the inks of a profile: relative colorimetric, with black point compensation."""
    try:
        inks = ImageCms.getOpenProfile(BytesIO(profile))
        if inks.profile.xcolor_space.strip() != "CMYK":
            said = f"the output profile is for {inks.profile.xcolor_space.strip()}, not for CMYK"
            raise SeparationError([Unprintable(0, said)])
        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            inks,
            "RGB",
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise SeparationError([Unprintable(0, f"the output profile cannot be read ({error})")]) from error


def known(space: Space) -> Space:
    """A space, if its colors can be brought to a target. Raises `UnknownSpaceError`."""
    base = space.base
    if space.kind == "other":
        raise UnknownSpaceError(space.said)
    if space.kind == "spot" and (not base or base.kind not in ("cmyk", "gray")):
        raise UnknownSpaceError("a spot color whose substitute is not in CMYK")
    if space.kind == "indexed" and (not base or base.kind not in ("gray", "rgb", "cmyk")):
        raise UnknownSpaceError(
            f"an indexed color space over {base.said or base.kind if base else 'nothing'}"
        )
    if space.kind == "pattern" and base:
        known(base)
    return space


def converted(space: Space, values: Sequence[float], target: Target) -> Tones:
    """A color of a device's, indexed or Lab space as the target has it. Raises `UnknownSpaceError`."""
    if space.kind == "indexed" and space.base:
        return converted(space.base, space.looked_up(values[0] if values else 0), target)
    if len(values) != space.size:
        raise UnknownSpaceError(f"a color of {len(values)} numbers in {space.kind}")
    match space.kind:
        case "gray":
            return target.gray(*values)
        case "rgb":
            return target.rgb(*values)
        case "cmyk":
            return target.cmyk(*values)
        case "lab":
            return target.rgb(*_from_lab(*values))
    raise UnknownSpaceError(space.said or f"a color in {space.kind}")


def _from_lab(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    numbers = (round(lightness * 2.55) & 255, round(a) & 255, round(b) & 255)
    pixel = ImageCms.applyTransform(Image.frombytes("LAB", (1, 1), bytes(numbers)), _lab())
    red, green, blue = pixel.tobytes() if pixel else (0, 0, 0)
    return red / 255, green / 255, blue / 255


@lru_cache(maxsize=1)
def _lab() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )

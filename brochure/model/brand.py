"""The brand: colors, type, its logo, and what a print shop is told, after the brand.yml conventions.

Colors are `#rrggbb`: how they mix, their contrast, the nearest one that has enough of it. Of the logo, what
grounds its files can be told from. Must not know where colors are used, pixels, PDF or profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from math import sqrt
from typing import Annotated, Final, Literal

from pydantic import Field

from brochure.model.text import Id, Item, Line

#: Contrast that text needs, and that large text and graphical objects need (WCAG 2.1, 1.4.3 and 1.4.11).
TEXT_CONTRAST: Final = 4.5
GRAPHIC_CONTRAST: Final = 3.0
#: Share of paper in the tint below contact and colophon, and in what a share leaves of a ring.
TINT_SHARE: Final = 0.9
REST_SHARE: Final = 0.8
#: The lightness from which on the hue of a color is seen in a tint of it.
_SEEN: Final = 0.45
#: The saturation from which on a tint would glow: what is beyond it is taken off this many times.
_GLOWING, _CALMER = 0.8, 2.5
#: Pairs of colors of which it is kept how they mix: each is asked for at every reading.
_COLORS: Final = 2048


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@lru_cache(_COLORS)
def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` mixed in, channel by channel."""
    pairs = zip(channels(color), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


@lru_cache(_COLORS)
def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.1, definition of relative luminance)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(_COLORS)
def tint_of(accent: str, paper: str) -> str:
    """The tint of an accent on which text stands: of the hue that is seen in it.

    Paper with a tenth of a dark color is grey. So what is mixed in is a lighter color of the same hue, as
    much of it as leaves the tint as light as a tenth of the accent would, and text as legible. Of a color
    without any grey it is a calmer one.
    """
    plain = mix(accent, paper, TINT_SHARE)
    red, green, blue = (value / 255 for value in channels(accent))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    if lightness >= _SEEN or luminance(paper) < luminance(accent):
        return plain
    calm = saturation - _CALMER * max(saturation - _GLOWING, 0)
    seen = "#" + "".join(f"{round(value * 255):02X}" for value in hls_to_rgb(hue, _SEEN, calm))
    tints = (mix(seen, paper, share / 100) for share in range(80, 100))
    return next((tint for tint in tints if luminance(tint) >= luminance(plain)), plain)


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


#: What a color of a logo needs to be told from its ground at all; of one that was not drawn for that ground,
#: as much as any drawing (GRAPHIC_CONTRAST).
_TOLD: Final = 1.7


class Logo(Item):
    """A logo; SVG is best, PNG without a ground of its own will do."""

    file: Annotated[Line, Field(description="The logo; SVG or PNG is best.")]
    alt: Annotated[
        Line, Field(description="What the logo says, for readers who cannot see it, such as Harbor School.")
    ]


def worst_contrast(colors: Iterable[tuple[str, float]], ground: str) -> float:
    """The contrast with a ground that the color of a logo has that can be told from it least; 1 of none."""
    return min((contrast(color, ground) for color, _ in colors), default=1.0)


def best_contrast(colors: Iterable[tuple[str, float]], ground: str) -> float:
    """That of the one that can be told best; 1 of none."""
    return max((contrast(color, ground) for color, _ in colors), default=1.0)


def is_told(measure: float, is_foreign: bool = False) -> bool:
    """Whether this contrast is enough for a logo, on a ground for which it was drawn or a foreign one."""
    return measure >= (GRAPHIC_CONTRAST if is_foreign else _TOLD)


def logo_size(proportion: float, area: float, widest: float, highest: float) -> tuple[float, float]:
    """Width and height of a logo, in points: alike in area, so that wide and square ones weigh the same."""
    width = min(sqrt(area * proportion), widest, highest * proportion)
    return width, width / proportion


Color = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
ColorName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Percent = Annotated[float, Field(ge=0, le=100)]
FamilyName = Annotated[str, Field(pattern=r"^[^\s,][^,\x00-\x1f]*$")]
Ink = Annotated[tuple[Percent, ...], Field(min_length=4, max_length=4)]


class BrandMeta(Item):
    """Whose brand this is."""

    name: Annotated[Line, Field(description="Name of the brand.")]


class BrandColors(Item):
    """Colors by their use; each is a name from the palette or a value such as #12314A."""

    palette: Annotated[
        dict[ColorName, Color],
        Field(description="Named colors; programs and chapters pick their accent from these."),
    ]
    background: Annotated[ColorName, Field(description="Paper of inner pages.")]
    foreground: Annotated[ColorName, Field(description="Ink of running text.")]
    secondary: Annotated[ColorName, Field(description="Grey of captions and notes.")]
    tertiary: Annotated[ColorName, Field(description="Hairlines and rules.")]
    light: Annotated[ColorName, Field(description="Text on colored pages.")]
    primary: Annotated[ColorName, Field(description="Accent of the packet and of whatever names none.")]


class FontFile(Item):
    """One face of a family."""

    path: Annotated[str, Field(description="File in the fonts folder: TrueType, OpenType, WOFF or WOFF2.")]
    weight: Annotated[int, Field(ge=100, le=900, description="Weight, 100 to 900.")] = 400
    style: Annotated[Literal["normal", "italic"], Field(description="normal or italic.")] = "normal"


class FontFamily(Item):
    """One typeface family from the fonts folder."""

    family: Annotated[
        FamilyName, Field(description="What it is called here, whatever its files call themselves.")
    ]
    source: Annotated[Literal["file"], Field(description="Always file: fonts are never fetched.")] = "file"
    files: Annotated[
        tuple[FontFile, ...], Field(min_length=1, description="Its files: one for each weight and style.")
    ]


class FontUse(Item):
    """A use of type."""

    family: Annotated[str, Field(description="A family from the list of fonts.")]


class Typography(Item):
    """Families and their uses."""

    fonts: Annotated[
        tuple[FontFamily, ...], Field(min_length=1, description=("The typefaces that are used."))
    ]
    base: Annotated[FontUse, Field(description="Running text.")]
    headings: Annotated[FontUse, Field(description="Titles and large figures.")]
    lead: Annotated[FontUse, Field(description="Leads and subheads.")]
    captions: Annotated[FontUse, Field(description="Facts, captions, tables, running feet.")]
    fallback: Annotated[
        tuple[FamilyName, ...],
        Field(
            description=(
                "Families from the list of fonts that serve what the others have no letters for, such"
                " as names in other scripts; the first that has a letter is taken."
            )
        ),
    ] = ()


#: The printing condition that is taken where a brand names none.
SHIPPED_CONDITION: Final = "FOGRA39"
#: The profiles that come with the package (editions/press) by their conditions: coated and uncoated paper,
#: and coated paper in the United States (GRACoL 2006).
SHIPPED_PROFILES: Final = {
    SHIPPED_CONDITION: "FOGRA39L_coated.icc",
    "FOGRA47": "FOGRA47L_uncoated.icc",
    "CGATS TR 006": "GRACoL_TR006_coated.icc",
}


class BrandPress(Item):
    """What a print shop is told."""

    profile: Annotated[
        str | None,
        Field(
            description=(
                "ICC output profile for CMYK, a file in the content folder; one that is shipped where"
                " this is left out."
            )
        ),
    ] = None
    condition: Annotated[
        str,
        Field(
            min_length=1,
            description=(
                "Printing condition, by its name in the ICC's registry of characterization data. The"
                " package has profiles for FOGRA39 (coated paper), FOGRA47 (uncoated paper) and CGATS"
                " TR 006 (coated paper in the United States, GRACoL 2006); others need their profile."
            ),
        ),
    ] = SHIPPED_CONDITION
    printer: Annotated[
        Id | None,
        Field(
            description="The print shop, by what it asks for; files of the press edition are checked by it."
        ),
    ] = None
    inks: Annotated[
        dict[ColorName, Ink],
        Field(
            description=(
                "Inks of colors of the palette: cyan, magenta, yellow and black in percent, such as"
                " [0, 0, 0, 100]. Colors that are not here are converted with the profile, running"
                " text is always black alone."
            )
        ),
    ] = Field(default_factory=dict)


class Brand(Item):
    """brand.yaml: colors and type, after the brand.yml conventions."""

    meta: Annotated[BrandMeta, Field(description="What this look is called.")]
    color: Annotated[BrandColors, Field(description="All colors, and what each is used for.")]
    typography: Annotated[Typography, Field(description="Typefaces, and what each is used for.")]
    press: Annotated[
        BrandPress, Field(description="What a print shop is told; used by the press edition alone.")
    ] = BrandPress()

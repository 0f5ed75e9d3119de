"""The brand: colors, type, and what a print shop is told, after the brand.yml conventions."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from brochure.model.text import Id, Item, Line

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
        FamilyName,
        Field(description="Name by which the layouts ask for it, whatever its files call themselves."),
    ]
    source: Annotated[Literal["file"], Field(description="Always file: fonts are never fetched.")] = "file"
    files: Annotated[tuple[FontFile, ...], Field(min_length=1, description="The faces.")]


class FontUse(Item):
    """A use of type."""

    family: Annotated[str, Field(description="A family from the list of fonts.")]


class Typography(Item):
    """Families and their uses."""

    fonts: Annotated[tuple[FontFamily, ...], Field(min_length=1, description="Families used.")]
    base: Annotated[FontUse, Field(description="Running text.")]
    headings: Annotated[FontUse, Field(description="Titles and large figures.")]
    lead: Annotated[FontUse, Field(description="Leads and subheads.")]
    captions: Annotated[FontUse, Field(description="Facts, captions, tables, running feet.")]
    fallback: Annotated[
        tuple[FamilyName, ...],
        Field(
            description=(
                "Families from the list of fonts that serve what the others have no letters for, such as"
                " names in other scripts; the first that has a letter is taken."
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
                "ICC output profile for CMYK, a file in the content folder; one that is shipped where this"
                " is left out."
            )
        ),
    ] = None
    condition: Annotated[
        str,
        Field(
            min_length=1,
            description=(
                "Printing condition, by its name in the ICC's registry of characterization data. The"
                " package has profiles for FOGRA39 (coated paper), FOGRA47 (uncoated paper) and CGATS TR 006"
                " (coated paper in the United States, GRACoL 2006); others need their profile."
            ),
        ),
    ] = SHIPPED_CONDITION
    printer: Annotated[
        Id | None,
        Field(
            description=(
                "Profile of the print shop, a file in printers/ without its ending; `generic` where this is"
                " left out. Files of the press edition are checked by it."
            )
        ),
    ] = None
    inks: Annotated[
        dict[ColorName, Ink],
        Field(
            description=(
                "Inks of colors of the palette: cyan, magenta, yellow and black in percent, such as [0, 0,"
                " 0, 100]. Colors that are not here are converted with the profile, running text is always"
                " black alone."
            )
        ),
    ] = Field(default_factory=dict)


class Brand(Item):
    """brand.yaml: colors and type, after the brand.yml conventions."""

    meta: Annotated[BrandMeta, Field(description="Whose brand this is.")]
    color: Annotated[BrandColors, Field(description="Colors.")]
    typography: Annotated[Typography, Field(description="Type.")]
    press: Annotated[
        BrandPress, Field(description="What a print shop is told; used by the press edition alone.")
    ] = BrandPress()

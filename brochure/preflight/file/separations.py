"""Checks of color: which inks print, how much of them, and what lies over what.

Each docstring is its page of the manual.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageChops

from brochure.model import Printer
from brochure.pdf import (
    PROCESS,
    Color,
    GroupPainted,
    Painting,
    PathPainted,
    PictureDrawn,
    ShadingPainted,
    Space,
    TextShown,
    UndecodedError,
    pixels,
    space_of,
    table,
)
from brochure.preflight.file.checking import CheckedFile, CheckedPage, FileFault, on_pages, shown

#: More pixels than this on a side say nothing more about the ink.
_ENOUGH: Final = 1200
#: A picture may ask for too much ink in this share of its pixels: single ones do not wet a sheet.
_SPECKS: Final = 0.001
#: Names of separations that are no ink of their own (ISO 32000-2, 8.6.6.4).
_NO_SPOTS: Final = frozenset({*PROCESS, "All", "None"})
#: Rounding of colors, in percent of ink.
_ROUNDING: Final = 2.0


def name_of(event: Painting) -> str:
    """What a finding calls a mark."""
    if isinstance(event, TextShown):
        return f"the text {shown(event.text)}"
    names = {PathPainted: "an area or line", PictureDrawn: "a picture", ShadingPainted: "a gradient"}
    return names.get(type(event), "a group")


@on_pages
def rgb(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Nothing is in RGB: no text, line, picture, gradient or pattern, nor what stands in for a spot color.

    Why: A press prints CMYK; whoever converts RGB at the print shop chooses what your colors become.
    Mend: convert colors and pictures to the CMYK of the output condition before, or while, the PDF is made
    Source: practice of print shops; ISO 15930-7 (PDF/X-4) allows RGB with a profile only
    """
    for event in page.events:
        if not isinstance(event, GroupPainted) and any(space.has_rgb for space in event.spaces):
            yield f"{name_of(event)} is in RGB"


@on_pages
def blend_space(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Transparency is blended in the CMYK of the output intent.

    Why: What is blended in RGB is converted twice, and areas around shadows change their color.
    Mend: choose CMYK as the blend space of the document
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 11.3.4
    """
    group = table(page.entries.get("/Group"))
    spaces: list[Space | None] = [space_of(group["/CS"], table(None))] if "/CS" in group else []
    spaces += [
        event.space for event in page.events if isinstance(event, GroupPainted) and not event.overlay.in_mask
    ]
    for space in spaces:
        if space and space.kind != "cmyk":
            yield f"transparency is blended in {space.kind.upper() if space.kind == 'rgb' else space.kind}"


def total_ink(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """All inks together stay below the printer's limit: flat colors by their values, CMYK pictures by their
    pixels.

    What lies over one another by overprint or transparency is not added up.

    Why: More ink than the paper takes does not dry, comes off on the next sheet, and stops the press.
    Mend: take ink out of the darkest colors; convert pictures with the profile of the output condition
    Source: printer's profile, `total_ink`; the profile of the output condition has a limit of its own
    """

    def find(page: CheckedPage, printer: Printer) -> Iterator[str]:
        for event in page.events:
            if event.overlay.in_mask or not event.box.meets(page.bleed):
                continue
            most = max((color.total * 100 for color in event.colors), default=0.0)
            if isinstance(event, PictureDrawn):
                measured = _picture_ink(document, event)
                most = most if isinstance(measured, UndecodedError) else max(most, measured)
            if most > printer.total_ink + _ROUNDING:
                yield f"{name_of(event)} asks for {most:.0f} % ink, {printer.total_ink} % is the limit"

    return on_pages(find)(document, printer)


def unread_picture(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The pixels of CMYK pictures can be read, so that their ink is measured.

    Why: A picture that cannot be unpacked here may ask for more ink than the paper takes, and nobody has
    looked.
    Mend: save the picture as JPEG or without loss, in 8 bits a color, and place it again
    Source: the limits of this program, not of the file
    """

    def find(page: CheckedPage, printer: Printer) -> Iterator[str]:
        for event in page.in_trim:
            if isinstance(event, PictureDrawn):
                measured = _picture_ink(document, event)
                if isinstance(measured, UndecodedError):
                    yield f"a picture {measured} was not measured for its ink"

    return on_pages(find)(document, printer)


def _picture_ink(document: CheckedFile, event: PictureDrawn) -> float | UndecodedError:
    """The most ink that a CMYK picture asks for, in percent, measured once for each; 0 for any other."""
    space, number = event.space, event.picture.objgen
    base = space.base if space and space.kind == "indexed" and space.base else space
    if space is None or base is None or base.kind != "cmyk" or number == (0, 0):
        return 0.0
    if number not in document.measured:
        try:
            document.measured[number] = _most_ink(_ink_shares(pixels(event.picture, space, _ENOUGH)))
        except UndecodedError as error:
            document.measured[number] = error
    return document.measured[number]


def _ink_shares(picture: Image.Image) -> list[float]:
    """The share of pixels by their total ink: 256 steps from none to four solids."""
    cyan, magenta, yellow, black = picture.split()
    # Each sum is halved, so that the last has room for four solids.
    total = ImageChops.add(
        ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2), scale=2
    )
    counts = total.histogram()
    return [count / sum(counts) for count in counts]


def _most_ink(shares: list[float]) -> float:
    """The ink, in percent, that no more than a few specks of a picture exceed."""
    above = 0.0
    for step in range(len(shares) - 1, 0, -1):
        above += shares[step]
        if above > _SPECKS:
            return step / 255 * 400
    return 0.0


def small_text_inks(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """Small text is not set in four colors.

    Why: Plates are never exactly over one another; thin strokes in many inks get colored edges and fill in.
    Mend: set small text in black alone, or in a color of one or two inks
    Source: printer's profile, `small_text` and `small_text_inks`
    """
    sizes, pages = dict[str, float](), dict[tuple[int, str], Color]()
    for page in document.pages:
        for text in page.texts:
            for color in text.colors if text.size < printer.small_text - 0.02 else ():
                if len(color.used) > printer.small_text_inks:
                    pages[page.number, str(color)] = color
                    sizes[str(color)] = min(text.size, sizes.get(str(color), text.size))
    for (number, said), color in pages.items():
        what = f"text of {sizes[said]:.1f} pt is set in {len(color.used)} inks ({said})"
        shares = dict(color.inks)
        yield FileFault(number, what, tuple(round(100 * shares.get(ink, 0), 1) for ink in PROCESS))


@on_pages
def black_overprint(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Text and thin lines in solid black alone overprint what is below them.

    Why: Black that is knocked out of a colored ground shows a white edge where plates are off by a hair.
    Mend: set black text and thin black lines to overprint (overprint mode 1)
    Source: ISO 32000-2, 8.6.7; practice of print shops; printer's profile, `overprint_line`
    """
    for event in page.in_trim:
        if isinstance(event, TextShown) or (
            isinstance(event, PathPainted) and _width(event) <= printer.overprint_line
        ):
            bare = [
                color
                for color, is_stroke in ((event.fill, False), (event.stroke, True))
                if color and color.is_black and not event.overlay.overprints(color, is_stroke)
            ]
            if bare:
                yield (
                    f"{name_of(event) if isinstance(event, TextShown) else 'a thin line'} in black does not"
                    " overprint"
                )


def _width(event: PathPainted) -> float:
    """How wide a line is that was stroked, or filled as a thin rectangle."""
    return event.width or min(event.uncut.width, event.uncut.height)


@on_pages
def white_overprint(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Nothing white overprints.

    Why: White is paper without ink: over a ground it vanishes when it overprints, though screens often show
    it.
    Mend: switch overprint off for white objects
    Source: ISO 32000-2, 8.6.7; Ghent Workgroup 2015 specification
    """
    for event in page.in_trim:
        if isinstance(event, (TextShown, PathPainted)):
            asked = (
                (event.fill, event.overlay.overprints_fill),
                (event.stroke, event.overlay.overprints_stroke),
            )
            if any(color and color.is_white and overprints for color, overprints in asked):
                yield f"{name_of(event)} in white overprints"


def spot_names(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """A spot color has one name and one recipe throughout the file.

    Why: Every name is a plate and a printing unit: the same ink under two names is printed, and paid, twice.
    Mend: give the color one name, spelled alike everywhere, and one CMYK equivalent
    Source: ISO 15930-7 (PDF/X-4); Ghent Workgroup 2015 specification
    """
    spellings: dict[str, set[str]] = defaultdict(set)
    recipes: dict[str, set[str]] = defaultdict(set)
    for space in {
        space.base if space.kind == "indexed" and space.base else space
        for page in document.pages
        for event in page.events
        for space in event.spaces
    }:
        names = [name for name in space.names if name not in _NO_SPOTS]
        for name in names:
            spellings["".join(name.casefold().split())].add(name)
        if names and len(space.names) == 1:
            recipes[space.names[0]].add(space.recipe)
    for alike in spellings.values():
        if len(alike) > 1:
            yield FileFault(0, f"one spot color has the names {', '.join(sorted(alike))}")
    for name, different in sorted(recipes.items()):
        if len(different) > 1:
            yield FileFault(0, f"the spot color {name} is shown in {len(different)} ways")

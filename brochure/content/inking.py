"""What brand.yaml says of the press: inks for colors that are there, and an output profile that is one.

Takes the library; gives problems. Must not know what is printed in which color.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from brochure.content.library import Library
from brochure.content.raw import Table
from brochure.content.shapes import Entry
from brochure.errors import ContentError, Problem, nearest
from brochure.model import GENERIC, SHIPPED_CONDITION, BrandPress, Text

#: Where an ICC profile has its signature and its color space (ICC.1, 7.2).
_SIGNATURE: Final = slice(36, 40), b"acsp"
_SPACE: Final = slice(16, 20), b"CMYK"


def check_press(library: Library) -> Iterator[Problem]:
    """Every fault of the press block."""
    for _, entry in library.entries:
        if entry.owner is BrandPress and entry.field == "inks" and isinstance(entry.value, Table):
            yield from _inks(entry.value, library)
        elif (
            entry.owner is BrandPress
            and entry.field == "profile"
            and isinstance(entry.value, Text)
            and entry.value.strip()
        ):
            yield from _profile(entry, entry.value.strip(), library)
        elif (
            entry.owner is BrandPress
            and entry.field == "condition"
            and entry.table is not None
            and "profile" not in entry.table
        ):
            if isinstance(entry.value, Text) and entry.value != SHIPPED_CONDITION:
                yield Problem(
                    entry.where,
                    f"condition {entry.value} needs its profile",
                    "add profile: its file in the content folder; the profile that is shipped is for"
                    f" {SHIPPED_CONDITION}",
                )
        elif entry.owner is BrandPress and entry.field == "printer" and isinstance(entry.value, Text):
            yield from _printer(entry, library)


def _inks(inks: Table, library: Library) -> Iterator[Problem]:
    brand = library.table("brand")
    color = brand.get("color") if brand else None
    palette = color.get("palette") if isinstance(color, Table) else None
    if not isinstance(palette, Table):
        return
    first: dict[str, str] = {}
    for name, ink in inks.items():
        if name not in palette:
            yield Problem(
                inks.places[name],
                f'inks: the palette has no color "{name}"',
                nearest(name, palette, "colors"),
            )
            continue
        other = first.setdefault(str(palette[name]).casefold(), name)
        if list(inks[other]) != list(ink):
            what = f"inks: {name} and {other} are one color on screen, so they cannot have two inks"
            yield Problem(
                inks.places[name], what, f"give {name} another value in the palette, or the same ink"
            )


def _printer(entry: Entry, library: Library) -> Iterator[Problem]:
    known = [source.id for source in library.of("printer")]
    if entry.value not in [*known, GENERIC]:
        yield Problem(
            entry.where,
            f'there is no print shop "{entry.value}" in printers/',
            nearest(str(entry.value), [*known, GENERIC], "profiles"),
        )


def _profile(entry: Entry, path: str, library: Library) -> Iterator[Problem]:
    try:
        data = library.folder.read(path, entry.where)
    except ContentError as error:
        yield from error.problems
        return
    if data[_SIGNATURE[0]] != _SIGNATURE[1] or data[_SPACE[0]] != _SPACE[1]:
        yield Problem(
            entry.where,
            f'"{path}" is not an ICC output profile for CMYK',
            "ask the print shop for its profile (.icc)",
        )
    elif entry.table is not None and "condition" not in entry.table:
        hint = "add condition: the name of the profile's printing condition, such as GRACoL2006_Coated1v2"
        yield Problem(entry.where, "condition is missing", hint)

"""What brand.yaml says of the press, and what its print shop asks for that no file of ours can be.

Takes the library; gives problems. Must not know what is printed in which color, nor how files are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from brochure.content.sources import Library
from brochure.content.values import FieldValue
from brochure.errors import Problem, nearest
from brochure.model import (
    GENERIC,
    GRAVITIES,
    SHIPPED_CONDITION,
    SHIPPED_PROFILES,
    WIDEST_BLEED,
    BrandPress,
    Length,
    Printer,
    Table,
    Text,
)

#: Where an ICC profile has its signature and its color space (ICC.1, 7.2).
_SIGNATURE: Final = slice(36, 40), b"acsp"
_SPACE: Final = slice(16, 20), b"CMYK"
#: What every file of the press edition claims to be.
_CLAIMED: Final = str(Printer.model_fields["standard"].default)
#: Rounding of inks, in percent, that a limit lets pass.
_ROUNDING: Final = 2.0
_PLATES: Final = 4


def check_press(library: Library) -> Iterator[Problem]:
    """Every fault of the press block."""
    for _, entry in library.entries:
        if entry.owner is not BrandPress:
            continue
        match entry.field, entry.value:
            case "inks", Table():
                yield from _colors_with_inks(entry.value, library)
            case "profile", Text() if entry.value.strip():
                yield from _profile(entry, entry.value.strip(), library)
            case "condition", Text() if entry.table is not None and "profile" not in entry.table:
                if entry.value not in SHIPPED_PROFILES:
                    what = f"condition {entry.value} needs its profile"
                    hint = "add profile: its file in the content folder; those that are shipped are for"
                    yield Problem(entry.where, what, f"{hint} {', '.join(SHIPPED_PROFILES)}")
            case "printer", Text():
                yield from _printer(entry, library)


def _colors_with_inks(inks: Table, library: Library) -> Iterator[Problem]:
    brand = library.table("brand")
    color = brand.get("color") if brand else None
    palette = color.get("palette") if isinstance(color, Table) else None
    if not isinstance(palette, Table):
        return
    first: dict[str, str] = {}
    for name, ink in inks.items():
        if name not in palette:
            what = f'inks: the palette has no color "{name}"'
            yield Problem(inks.places[name], what, nearest(name, palette, "colors"))
            continue
        other = first.setdefault(str(palette[name]).casefold(), name)
        if list(inks[other]) != list(ink):
            what = f"inks: {name} and {other} are one color on screen, so they cannot have two inks"
            yield Problem(
                inks.places[name], what, f"give {name} another value in the palette, or the same ink"
            )


def _printer(entry: FieldValue, library: Library) -> Iterator[Problem]:
    known = [source.id for source in library.of("printer")]
    if entry.value not in [*known, GENERIC]:
        what = f'there is no print shop "{entry.value}" in printers/'
        yield Problem(entry.where, what, nearest(str(entry.value), [*known, GENERIC], "profiles"))


def profile_fault(path: str, data: bytes) -> tuple[str, str] | None:
    """Why a file is no profile to print by."""
    if data[_SIGNATURE[0]] == _SIGNATURE[1] and data[_SPACE[0]] == _SPACE[1]:
        return None
    return f'"{path}" is not an ICC output profile for CMYK', "ask the print shop for its profile (.icc)"


def _profile(entry: FieldValue, path: str, library: Library) -> Iterator[Problem]:
    faults = list(library.faults_of(path, entry.where, profile_fault))
    yield from faults
    if not faults and entry.table is not None and "condition" not in entry.table:
        hint = "add condition: the name of the profile's printing condition, such as GRACoL2006_Coated1v2"
        yield Problem(entry.where, "condition is missing", hint)


@dataclass(frozen=True)
class Shop:
    """The profile that the brand names, as it was read: nothing where it is missing or could not be read."""

    name: str
    says: Table

    def refuses(self, slug: str) -> bool:
        """Whether findings of a check keep files from being published."""
        gravity = self.says.get("gravity")
        return (
            str(gravity.get(slug, GRAVITIES[slug]) if isinstance(gravity, Table) else GRAVITIES[slug])
            == "error"
        )

    def asks(self, field: str, slug: str) -> str:
        """What it says of a limit; nothing where it says none, or lets others pass."""
        return str(self.says.get(field, "")).strip() if self.refuses(slug) else ""


def check_shop(library: Library) -> Iterator[Problem]:
    """Limits of the profile that no build can meet, and colors of the brand that are beyond them."""
    brand = library.table("brand")
    press = brand.get("press") if brand else None
    says: dict[str, Any] = press if isinstance(press, Table) else {}
    name = str(says.get("printer", GENERIC))
    table = next((source.table for source in library.of("printer") if source.id == name), None)
    shop = Shop(name, table or Table(library.sources[0].where))
    yield from _limits(shop, str(says.get("condition", SHIPPED_CONDITION)))
    if isinstance(says.get("inks"), Table):
        yield from _amounts(says["inks"], shop)


def _limits(shop: Shop, made: str) -> Iterator[Problem]:
    wide = _length(shop.asks("bleed", "bleed"))
    if wide and wide > WIDEST_BLEED:
        what = f"{shop.name} asks for {wide} of bleed, and art can have 0.25 in (6.35 mm) at most"
        yield Problem(shop.says.places["bleed"], what, "ask the print shop whether it takes less")
    asked = shop.asks("condition", "output-intent")
    if asked.casefold() not in made.casefold():
        hint = f"give press: in brand.yaml the profile: and condition: of {asked}, or correct this line"
        what = f"{shop.name} asks for {asked}, and brand.yaml prints for {made}"
        yield Problem(shop.says.places["condition"], what, hint)
    asked = shop.asks("standard", "pdfx-key")
    if not _CLAIMED.startswith(asked):
        what = f"{shop.name} asks for {asked}, and files of the press edition are {_CLAIMED}"
        yield Problem(shop.says.places["standard"], what, "ask the print shop whether it takes that")


def _amounts(inks: Table, shop: Shop) -> Iterator[Problem]:
    """Colors that ask for more ink than the print shop takes, and ones whose inks are no percentages."""
    limit = _number(shop.says.get("total_ink", Printer().total_ink))
    for name, ink in inks.items():
        shares = [_number(share) for share in ink] if isinstance(ink, list) else []
        known = [share for share in shares if share is not None]
        if len(known) != _PLATES or len(shares) != _PLATES:
            continue  # validation tells of it
        if 0 < max(known) <= 1:
            percent = ", ".join(f"{share * 100:g}" for share in known)
            what = f"inks: {name} has no ink above 1 %"
            yield Problem(inks.places[name], what, f"inks are percentages: write {name}: [{percent}]")
        elif shop.refuses("total-ink") and limit and sum(known) > limit + _ROUNDING:
            what = f"inks: {name} asks for {sum(known):g} % ink, {limit:g} % is the limit of {shop.name}"
            hint = "take ink out of it, most of all where black can stand for three colors"
            yield Problem(inks.places[name], what, hint)


def _length(written: str) -> Length | None:
    try:
        return Length(written)
    except ValueError:  # validation tells of it
        return None


def _number(written: object) -> float | None:
    try:
        return float(str(written))
    except ValueError:
        return None

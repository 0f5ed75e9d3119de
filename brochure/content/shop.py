"""What the brand's print shop asks for and no file of the press edition can be: told once, where its profile or the brand says it.

Takes the library; gives problems. Must not know how files are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from brochure.content.library import Library
from brochure.content.raw import Table
from brochure.errors import Problem
from brochure.model import GENERIC, GRAVITIES, SHIPPED_CONDITION, WIDEST_BLEED, Length, Printer

#: What every file of the press edition claims to be.
_CLAIMED: Final = str(Printer.model_fields["standard"].default)
#: Rounding of inks, in percent, that a limit lets pass.
_ROUNDING: Final = 2.0
_PLATES: Final = 4


@dataclass(frozen=True)
class Shop:
    """The profile that the brand names, as it was read: nothing where it is not there or could not be read."""

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
        yield from _inks(says["inks"], shop)


def _limits(shop: Shop, made: str) -> Iterator[Problem]:
    wide = _length(shop.asks("bleed", "bleed"))
    if wide and wide > WIDEST_BLEED:
        yield Problem(
            shop.says.places["bleed"],
            f"{shop.name} asks for {wide} of bleed, and art can have 0.25 in (6.35 mm) at most",
            "ask the print shop whether it takes less",
        )
    asked = shop.asks("condition", "output-intent")
    if asked.casefold() not in made.casefold():
        hint = f"give press: in brand.yaml the profile: and condition: of {asked}, or correct this line"
        yield Problem(
            shop.says.places["condition"],
            f"{shop.name} asks for {asked}, and brand.yaml prints for {made}",
            hint,
        )
    asked = shop.asks("standard", "pdfx-key")
    if not _CLAIMED.startswith(asked):
        yield Problem(
            shop.says.places["standard"],
            f"{shop.name} asks for {asked}, and files of the press edition are {_CLAIMED}",
            "ask the print shop whether it takes that",
        )


def _inks(inks: Table, shop: Shop) -> Iterator[Problem]:
    """Colors that ask for more ink than the print shop takes, and ones whose inks are no percentages."""
    limit = _number(shop.says.get("total_ink", Printer().total_ink))
    for name, ink in inks.items():
        shares = [_number(share) for share in ink] if isinstance(ink, list) else []
        known = [share for share in shares if share is not None]
        if len(known) != _PLATES or len(shares) != _PLATES:
            continue  # validation tells of it
        if 0 < max(known) <= 1:
            percent = ", ".join(f"{share * 100:g}" for share in known)
            yield Problem(
                inks.places[name],
                f"inks: {name} has no ink above 1 %",
                f"inks are percentages: write {name}: [{percent}]",
            )
        elif shop.refuses("total-ink") and limit and sum(known) > limit + _ROUNDING:
            yield Problem(
                inks.places[name],
                f"inks: {name} asks for {sum(known):g} % ink, {limit:g} % is the limit of {shop.name}",
                "take ink out of it, most of all where black can stand for three colors",
            )


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

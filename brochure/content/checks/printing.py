"""What brand.yaml says of the press, what its print shop asks for that no file of ours can be, and
whether colors of the palette are in print what they are on a screen: by the output profile of the brand.

Takes the library; gives problems, and a warning at the line of a color with the nearest one that can be
printed. Colors that are as in the package's own brand have been looked at. Must not know what is printed
in which color, nor how files are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from brochure.content.checks.contrast import passes
from brochure.content.forms import default_brand
from brochure.content.references import fill, names_of
from brochure.content.sources import Library, meant_id
from brochure.content.values import FieldValue
from brochure.errors import Problem, Where, nearest
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
    nearest_passing,
)
from brochure.pdf import InkShares, PrintedColors

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
            yield Problem(inks.places[name], what, nearest(name, palette, "colors", "call"))
            continue
        other = first.setdefault(str(palette[name]).casefold(), name)
        if list(inks[other]) != list(ink):
            what = f"inks: {name} and {other} are one color on screen, so they cannot have two inks"
            yield Problem(
                inks.places[name], what, f"give {name} another value in the palette, or the same ink"
            )


def _printer(entry: FieldValue, library: Library) -> Iterator[Problem]:
    known = [meant_id(source.id) for source in library.of("printer")]
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


#: Differences (CIEDE2000) from which on a color is another one: where the profile chose the inks, and where
#: the brand gives them, which may have its reasons.
_CONVERTED, _GIVEN = 5.0, 8.0
#: Uses whose inks are a choice: paper and grays. Running text is black whatever its color.
_NEUTRAL: Final = ("background", "light", "secondary", "tertiary", "foreground")


def check_gamut(library: Library) -> Iterator[Problem]:
    """A warning for each color that prints as another one."""
    brand = library.table("brand")
    color, palette = _table(brand, "color"), _table(_table(brand, "color"), "palette")
    press, inks = _table(brand, "press"), _table(_table(brand, "press"), "inks")
    known = _looked_at() if not press or _is_shipped(press) else ()
    unknown = {
        name: pair
        for name, pair in _pairs(brand).items()
        if pair not in known and not _is_free(name, pair, color)
    }
    if not unknown or (profile := _profile_used(library, press)) is None:
        return
    printed = PrintedColors(profile)
    for name, (value, own) in unknown.items():
        if own is not None:
            yield from _given(_Named(name, value, inks.places[name]), own, printed)
        else:
            one = _Named(name, value, palette.places[name])
            yield from _converted(one, printed, partial(passes, library, name))


@dataclass(frozen=True)
class _Named:
    """A color by its name, and where that is told."""

    name: str
    color: str
    where: Where


@cache
def _looked_at() -> tuple[tuple[str, InkShares | None], ...]:
    """Colors of the package's own brand with their inks, which look alike by the profile that it names."""
    return tuple(_pairs(default_brand()).values())


def _given(one: _Named, inks: InkShares, printed: PrintedColors) -> Iterator[Problem]:
    """A color whose inks are the brand's."""
    name, color = one.name, one.color
    if (difference := printed.difference(color, inks)) <= _GIVEN:
        return
    what = f"inks: {name} looks like {printed.shown(inks)} in print, not like {color}"
    better = printed.inks_of(color)
    near = printed.difference(color, better) <= _CONVERTED
    hint = f"write {name}: [{', '.join(map(str, better))}]" if near else f'or write "{printed.shown(inks)}"'
    yield Problem(one.where, f"{what} (ΔE {difference:.0f})", hint, "warning", "ink-color")


def _converted(one: _Named, printed: PrintedColors, is_read: Callable[[str], bool]) -> Iterator[Problem]:
    """A color that the profile converts."""
    name, color = one.name, one.color
    inks = printed.inks_of(color)
    if (difference := printed.difference(color, inks)) <= _CONVERTED:
        return

    def is_good(other: str) -> bool:
        return printed.difference(other, printed.inks_of(other)) <= _CONVERTED and is_read(other)

    shown = printed.shown(inks)
    better = nearest_passing(shown, is_good)
    what = f"no ink prints {name}: it would look like {shown}, not like {color} (ΔE {difference:.0f})"
    hint = f'write "{better}"' if better else "choose a color with less glow"
    hint = f"{hint}, or give its inks under press: in brand.yaml"
    yield Problem(one.where, what, hint, "warning", "ink-color")


def _table(table: Table | None, key: str) -> Table:
    """A table within another; an empty one where there is none."""
    value = table.get(key) if table else None
    return value if isinstance(value, Table) else Table(Where(""))


def _pairs(brand: Table | None) -> dict[str, tuple[str, InkShares | None]]:
    """Each color of the palette, and its inks where the brand gives them."""
    palette, inks = _table(_table(brand, "color"), "palette"), _table(_table(brand, "press"), "inks")
    found: dict[str, tuple[str, InkShares | None]] = {}
    for name, value in palette.items():
        own = inks.get(name)
        try:
            int(str(value).removeprefix("#"), 16)
            shares = tuple(float(str(one)) for one in own) if isinstance(own, list) else None
        except ValueError:  # validation tells of it
            continue
        if len(str(value)) == len("#rrggbb") and (shares is None or len(shares) == len("cmyk")):
            found[name] = str(value).upper(), shares
    return found


def _is_free(name: str, pair: tuple[str, InkShares | None], color: Table) -> bool:
    uses = [use for use in _NEUTRAL if color.get(use) == name]
    return "foreground" in uses or (bool(uses) and pair[1] is not None)


def _is_shipped(press: Table) -> bool:
    return "profile" not in press and press.get("condition", SHIPPED_CONDITION) == SHIPPED_CONDITION


def _profile_used(library: Library, press: Table) -> bytes | None:
    """The output profile; none where it is at fault, which is told."""
    own = press.get("profile")
    if not isinstance(own, Text):
        name = SHIPPED_PROFILES.get(str(press.get("condition", SHIPPED_CONDITION)))
        return (files("brochure.editions.press") / name).read_bytes() if name else None
    path, where = fill(own.strip(), names_of(library)[1])[0], press.places["profile"]
    if list(library.faults_of(path, where, profile_fault)):
        return None
    return library.folder.judged(path, where, _bytes)


def _bytes(path: str, data: bytes) -> bytes:
    return data

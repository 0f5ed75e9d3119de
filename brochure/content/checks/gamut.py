"""Whether colors of the palette are in print what they are on a screen: by the output profile of the brand.

Takes the library; gives a warning at the line of a color, with the nearest one that can be printed. Colors
that are as in the package's own brand have been looked at. Must not know files of the press edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Final

from brochure.content.brand_defaults import default_brand
from brochure.content.checks.contrast import passes
from brochure.content.checks.printing import profile_fault
from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.errors import Problem, Where
from brochure.model import SHIPPED_CONDITION, SHIPPED_PROFILES, Table, Text, nearest_passing
from brochure.pdf import InkShares, PrintedColors

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
    if not unknown or (profile := _profile(library, press)) is None:
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
    yield Problem(one.where, f"{what} (ΔE {difference:.0f})", hint, "warning")


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
    yield Problem(one.where, what, f"{hint}, or give its inks under press: in brand.yaml", "warning")


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


def _profile(library: Library, press: Table) -> bytes | None:
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

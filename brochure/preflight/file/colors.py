"""Color spaces and colors as inks: which of them a color prints, and how much of each. Must not know where they are used.

ISO 32000-2, 8.6. The amounts of a spot color are those of its own ink, whatever stands in for it on a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pypdf.generic import ArrayObject, DictionaryObject

from brochure.pdf.objects import dictionary, listed, resolved, words

Kind = Literal["gray", "rgb", "cmyk", "lab", "spot", "pattern", "other"]
PROCESS: Final = ("Cyan", "Magenta", "Yellow", "Black")
#: Less of an ink than this prints nothing.
_TRACE: Final = 0.004
_NAMES: Final[dict[str, tuple[Kind, int]]] = {
    "/DeviceGray": ("gray", 1),
    "/G": ("gray", 1),
    "/CalGray": ("gray", 1),
    "/DeviceRGB": ("rgb", 3),
    "/RGB": ("rgb", 3),
    "/CalRGB": ("rgb", 3),
    "/DeviceCMYK": ("cmyk", 4),
    "/CMYK": ("cmyk", 4),
    "/Lab": ("lab", 3),
    "/Pattern": ("pattern", 0),
}
_BY_COMPONENTS: Final[dict[int, Kind]] = {1: "gray", 3: "rgb", 4: "cmyk"}
_DEEPEST: Final = 6


@dataclass(frozen=True)
class Color:
    """One color: the kind of its space, and the amount of each ink from 0 to 1."""

    kind: Kind
    inks: tuple[tuple[str, float], ...] = ()
    overprints_by_zero: bool = False

    @property
    def total(self) -> float:
        """All inks together, 1 for the solid of one."""
        return sum(amount for _, amount in self.inks)

    @property
    def used(self) -> tuple[str, ...]:
        """The inks that print."""
        return tuple(name for name, amount in self.inks if amount > _TRACE)

    @property
    def is_black(self) -> bool:
        """Whether this is the black ink alone, solid."""
        return self.used == ("Black",) and self.total > 1 - _TRACE

    @property
    def is_white(self) -> bool:
        """Whether this is bare paper."""
        return bool(self.inks) and not self.used

    def __str__(self) -> str:
        return " ".join(f"{name} {amount:.0%}" for name, amount in self.inks if amount > _TRACE) or self.kind


@dataclass(frozen=True)
class Space:
    """A color space. `base` is what an indexed space looks up or a spot color is shown by; `names` are a spot's inks."""

    kind: Kind
    size: int
    names: tuple[str, ...] = ()
    base: Space | None = None
    table: bytes = b""
    is_device: bool = False
    recipe: str = ""

    @property
    def has_rgb(self) -> bool:
        """Whether RGB stands anywhere in this space."""
        return self.kind == "rgb" or (self.base is not None and self.base.has_rgb)

    def color(self, values: Sequence[float]) -> Color:
        """The color that some numbers mean in this space."""
        if self.table and self.base:
            first = int(values[0] if values else 0) * self.base.size
            return self.base.color([byte / 255 for byte in self.table[first : first + self.base.size]])
        amounts = [min(max(float(value), 0.0), 1.0) for value in values][: self.size]
        if len(amounts) < self.size or self.kind not in ("gray", "cmyk", "spot"):
            return Color(self.kind)
        if self.kind == "gray":
            return Color("gray", (("Black", 1 - amounts[0]),))
        names = PROCESS if self.kind == "cmyk" else self.names
        return Color(self.kind, _inks(names, amounts), self.kind == "spot" or self.is_device)

    @property
    def initial(self) -> Color:
        """The color that a space begins with: black, or the solid of a spot."""
        start = {"cmyk": [0.0, 0.0, 0.0, 1.0], "spot": [1.0] * self.size}
        return self.color(start.get(self.kind, [0.0] * self.size))


GRAY: Final = Space("gray", 1, is_device=True)
RGB: Final = Space("rgb", 3, is_device=True)
CMYK: Final = Space("cmyk", 4, is_device=True)
OTHER: Final = Space("other", 0)


def _inks(names: Sequence[str], amounts: Sequence[float]) -> tuple[tuple[str, float], ...]:
    inks: dict[str, float] = {}
    for name, amount in zip(names, amounts, strict=False):
        for one in PROCESS if name == "All" else () if name == "None" else (name,):
            inks[one] = inks.get(one, 0.0) + amount
    return tuple(inks.items())


def space_of(value: Any, known: DictionaryObject, depth: int = 0) -> Space:
    """The space that a name or an array of a file means; `known` are the spaces that the page's resources name."""
    value = resolved(value)
    if depth > _DEEPEST or value is None:
        return OTHER
    if isinstance(value, str):
        if value in _NAMES:
            kind, size = _NAMES[value]
            return Space(kind, size, is_device=True)
        return space_of(known.get(value), known, depth + 1) if value in known else OTHER
    if not isinstance(value, ArrayObject) or not value:
        return OTHER
    family, rest = str(resolved(value[0])), list(value[1:])
    if family == "/ICCBased":
        size = int(dictionary(rest[0]).get("/N", 0)) if rest else 0
        return Space(_BY_COMPONENTS.get(size, "other"), size)
    if family in ("/Indexed", "/I") and len(rest) >= 3:
        base = space_of(rest[0], known, depth + 1)
        return Space(base.kind, 1, base.names, base, _bytes(rest[2]))
    if family in ("/Separation", "/DeviceN") and len(rest) >= 3:
        names = tuple(_ink(name) for name in listed(rest[0]))
        base = space_of(rest[1], known, depth + 1)
        return Space("spot", len(names), names, base, recipe=_recipe(rest[1], rest[2]))
    if family in _NAMES:
        kind, size = _NAMES[family]
        return Space(kind, size)
    return OTHER


def _ink(name: Any) -> str:
    return str(resolved(name)).removeprefix("/")


def _bytes(value: Any) -> bytes:
    """A lookup table, which may be a string or a stream."""
    value = resolved(value)
    if hasattr(value, "get_data"):
        return bytes(value.get_data())
    return bytes(getattr(value, "original_bytes", b""))


def _recipe(alternate: Any, tint: Any) -> str:
    """What stands in for a spot color, written so that two of them can be compared."""
    function = dictionary(tint)
    keys = ("/FunctionType", "/Domain", "/Range", "/C0", "/C1", "/N")
    told = [f"{key} {resolved(function[key])}" for key in keys if key in function]
    if hasattr(function, "get_data"):
        told.append(words(function.get_data().decode("latin-1")))
    return f"{resolved(alternate) if isinstance(resolved(alternate), str) else 'profile'} {' '.join(told)}"

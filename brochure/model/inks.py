"""What a brand's colors are in print: `Inks` maps them to cyan, magenta, yellow and black as fractions,
those that the brand gives and mixtures of these for tints and mixes.

Colors that are neither are not in it: they are for the printer's profile. Must not know PDF or profiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from brochure.model.brand import TINT_SHARE, Brand, channels, tint_of

#: Of what a tint is in print: the share of its paper, and of the black of its color.
_SEEN_SHARE, _LITTLE_BLACK = 0.86, 0.3
Cmyk = tuple[float, float, float, float]
_InRgb = tuple[int, int, int]

#: Black alone, for running text whatever the brand says, and for the darkest that layouts mix in.
BLACK_INK: Cmyk = (0.0, 0.0, 0.0, 1.0)
_NO_INK: Cmyk = (0.0, 0.0, 0.0, 0.0)
#: How far a mix may be from the line between its colors, in steps of one channel: `mix` rounds to whole
#: ones, twice where a mix is mixed again.
_ROUNDING = 1.5
#: Colors that are no accent.
_NO_ACCENTS = ("background", "foreground", "secondary", "tertiary", "light")


class Inks(Mapping[str, Cmyk]):
    """The inks of a brand. Iterates over the colors that have one of their own; finds those of
    every mix of one with paper, with the light color, with black or with white, of tints of accents, and of
    every mix of a color with one of these.

    A packet's cover mixes three: an accent and the light color into the packet's own accent.
    """

    def __init__(self, brand: Brand) -> None:
        color, own = brand.color, brand.press.inks
        named = {name: _fractions(own[name]) for name in color.palette if name in own}
        named.setdefault(color.foreground, BLACK_INK)
        values = {name: value.lower() for name, value in color.palette.items()}
        self._own = {values[name]: ink for name, ink in named.items()} | {
            "#000000": BLACK_INK,
            "#ffffff": _NO_INK,
        }
        grounds = dict.fromkeys((values[color.background], values[color.light], "#000000", "#ffffff"))
        self._grounds = [ground for ground in grounds if ground in self._own]
        others = {getattr(color, role) for role in _NO_ACCENTS}
        self._accents = sorted({values[name] for name in named if name not in others})
        paper = values[color.background]
        self._tints = {
            channels(tint_of(accent, paper)): _tint_ink(self._own[accent], self._own[paper])
            for accent in self._accents
            if paper in self._own
        }
        self._cover = [value for value in (values[color.light], values[color.primary]) if value in self._own]

    def __getitem__(self, color: str) -> Cmyk:
        color = color.lower()
        if color in self._own:
            return self._own[color]
        if found := self._mixed(channels(color)):
            return found
        raise KeyError(color)

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def _mixed(self, color: _InRgb) -> Cmyk | None:
        """The mixture of a ground and another color that looks like this on screen, the nearest one.

        Or of three.
        """
        if color in self._tints:
            return self._tints[color]
        grounds = {channels(ground): self._own[ground] for ground in self._grounds}
        return self._on(color, grounds) or self._on(color, self._tints) or self._mixed_of_three(color)

    def _on(self, color: _InRgb, grounds: Mapping[_InRgb, Cmyk]) -> Cmyk | None:
        """The mixture of one of these grounds and a color of the brand that is nearest."""
        nearest, found = _ROUNDING, None
        for one, (ground, ink) in product(sorted(self._own), grounds.items()):
            share, distance = _share(color, channels(one), ground)
            if 0 <= share <= 1 and distance < nearest:
                nearest, found = distance, _toned(self._own[one], ink, share)
        return found

    def _mixed_of_three(self, color: _InRgb) -> Cmyk | None:
        for accent in self._accents if len(self._cover) == 2 else ():
            colors = (accent, *self._cover)
            if weights := _weights(color, *map(channels, colors)):
                return _mixture([self._own[one] for one in colors], weights)
        return None


def _fractions(percent: tuple[float, ...]) -> Cmyk:
    cyan, magenta, yellow, black = (value / 100 for value in percent)
    return cyan, magenta, yellow, black


def _toned(ink: Cmyk, ground: Cmyk, share: float) -> Cmyk:
    """An ink with a share of its ground.

    Black is printed over it, since thinner ink with black looks gray, not dark.
    """
    if ground == BLACK_INK:
        return *ink[:3], round(ink[3] + (1 - ink[3]) * share, 4)
    return _mixture((ink, ground), (1 - share, share))


def _tint_ink(ink: Cmyk, paper: Cmyk) -> Cmyk:
    """An accent's tint in print: of its colors, with little of the black that would make it grey."""
    if not any(ink[:3]):
        return _toned(ink, paper, TINT_SHARE)
    return _toned((*ink[:3], ink[3] * _LITTLE_BLACK), paper, _SEEN_SHARE)


def _mixture(inks: Sequence[Cmyk], weights: Sequence[float]) -> Cmyk:
    c, m, y, k = (
        round(sum(weight * ink[plate] for ink, weight in zip(inks, weights, strict=True)), 4)
        for plate in range(4)
    )
    return c, m, y, k


def _dot(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _minus(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _share(color: _InRgb, one: _InRgb, other: _InRgb) -> tuple[float, float]:
    """How much of `other` is in the color, and how far it is from the line between the two."""
    along, out = _minus(other, one), _minus(color, one)
    share = _dot(out, along) / (_dot(along, along) or 1)
    off = _minus(out, tuple(share * value for value in along))
    return share, max(abs(value) for value in off)


def _weights(color: _InRgb, one: _InRgb, two: _InRgb, three: _InRgb) -> tuple[float, float, float] | None:
    """How much of each of three colors is in this one; None where it is not between them."""
    u, v, out = _minus(two, one), _minus(three, one), _minus(color, one)
    uu, uv, vv = _dot(u, u), _dot(u, v), _dot(v, v)
    if abs(area := uu * vv - uv * uv) < 1:
        return None
    second = (_dot(out, u) * vv - _dot(out, v) * uv) / area
    third = (_dot(out, v) * uu - _dot(out, u) * uv) / area
    off = _minus(out, tuple(second * a + third * b for a, b in zip(u, v, strict=True)))
    if min(second, third, 1 - second - third) < 0 or max(abs(value) for value in off) > _ROUNDING:
        return None
    return 1 - second - third, second, third

"""What a document meets on its page: the site around it, its colors in the dark, and the styles of single
elements.

Colors are `#RRGGBB`. In the dark they are as light on a dark ground as they are dark on paper; a color of a
drawing or of a single element that lies between two of the publication's is the same mixture of their
counterparts, so that a ring and its key stay alike, and what is filled stays darker than what is not by day,
and lighter by night. Must not know elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from brochure.model import TEXT_CONTRAST, Brand, channels, contrast, luminance, mix

#: What text has in the dark, a little more than is asked for.
_AIM: Final = TEXT_CONTRAST * 1.15
#: How much of the ink is in the dark ground, and how far a color may lie from a mixture to be taken for it.
_INK_IN_GROUND: Final = 0.62
_NEAR: Final = 4
#: How much of the ground is in a tint of the accent.
_TINT: Final = 0.82
#: What a color of the publication needs on paper to be told from it; paler ones are grounds.
_TOLD: Final = 1.3
_BLACK, _WHITE = "#0B0D0F", "#FFFFFF"


def page_colors(brand: Brand) -> dict[str, str]:
    """The colors that all pages of a publication share, by what they are for there, and all others by their
    names: a packet's page shows those of every program.
    """
    color = brand.color
    roles = {"paper": color.background, "ink": color.foreground, "grey": color.secondary}
    roles |= {"rule": color.tertiary, "light": color.light}
    return {**color.palette, **{name: color.palette[known] for name, known in roles.items()}}


@dataclass(frozen=True)
class Night:
    """The dark counterparts of a page's colors: of paper, ink, grey, rules and accent, which it shares with
    its stylesheet, and of the other colors of the publication by their names, which its drawings may have.
    """

    day: Mapping[str, str]

    @cached_property
    def paper(self) -> str:
        """The dark ground."""
        return mix(self.day["ink"], _BLACK, _INK_IN_GROUND)

    @cached_property
    def colors(self) -> dict[str, str]:
        """Those of the stylesheet by their names."""
        ground, light = self.paper, self.day["light"]
        tint = mix(self.day["accent"], ground, _TINT)
        return {
            "paper": ground,
            "ink": mix(light, ground, 0.06),
            "grey": _readable(self.day["grey"], max(ground, tint, key=luminance)),
            "rule": mix(light, ground, 0.78),
            "accent": _readable(self.day["accent"], max(ground, tint, key=luminance)),
            "tint": tint,
        }

    @cached_property
    def _others(self) -> dict[str, str]:
        """Counterparts of all colors that are neither paper nor light nor a tint, those of the stylesheet
        first, and the accent before these.
        """
        known = {name: self.colors[name] for name in ("accent", "ink", "grey", "rule")}
        lightest = max(self.paper, self.colors["tint"], key=luminance)
        for name, color in self.day.items():
            if name not in self.colors and contrast(color, self.day["paper"]) >= _TOLD:
                known[name] = _readable(color, lightest)
        return known

    def of(self, color: str) -> str | None:
        """The counterpart of a color; none where it is no mixture of the publication's own."""
        if color.upper() in (self.day["light"].upper(), self.day["paper"].upper()):
            return self.paper
        _, dark = min(self._mixed(color), key=lambda found: found[0], default=(0, None))
        return dark

    def _mixed(self, color: str) -> Iterator[tuple[int, str]]:
        """How far the color lies from each mixture of two that it may be, and the counterpart of that: with
        paper, and with ink, as the rings of later stages are.
        """
        for ground in ("paper", "ink"):
            for name, dark in self._others.items():
                if name != ground and (found := _share(color, self.day[name], self.day[ground])):
                    share, far = found
                    yield far, mix(dark, self.colors[ground], share)


def _readable(color: str, ground: str) -> str:
    """A color with as much white as text needs on a dark ground."""
    for step in range(21):
        lighter = mix(color, _WHITE, step / 20)
        if contrast(lighter, ground) >= _AIM:
            return lighter
    return _WHITE


def _share(color: str, one: str, other: str) -> tuple[float, int] | None:
    """How much of the other color is in a mixture of two, and how far it lies from that mixture; none where
    it is no such mixture.
    """
    mixed, start, end = channels(color), channels(one), channels(other)
    widest = max(range(3), key=lambda at: abs(end[at] - start[at]))
    if end[widest] == start[widest]:
        return None
    share = (mixed[widest] - start[widest]) / (end[widest] - start[widest])
    if not -0.02 <= share <= 1.02:
        return None
    share = min(max(share, 0.0), 1.0)
    near = channels(mix(one, other, share))
    far = max(abs(a - b) for a, b in zip(near, mixed, strict=True))
    return (share, far) if far <= _NEAR else None


#: Media in which a style holds: where there is room as on paper, in the dark, and where both is so.
ROOM: Final = "@media screen and (min-width:60rem),print and (min-width:38rem)"
DARK: Final = "@media screen and (prefers-color-scheme:dark)"
ROOM_AND_DARK: Final = "@media screen and (min-width:60rem) and (prefers-color-scheme:dark)"


@dataclass(frozen=True)
class SizedPicture:
    """A picture as a page shows it: the kinds of its files, best first, with name and width of each; its own
    size. One of a single file without a width is a drawing.
    """

    kinds: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    width: int
    height: int


@dataclass(frozen=True)
class Around:
    """What a page knows of its site: where documents, pictures and files are, as seen from here.

    `top` leads to the folder of the site; where a page is shown at any depth, from the top of the server,
    with a slash at its start. A page of the site itself `takes_forms`; no document has one.
    """

    top: str
    documents: Mapping[str, str]
    pictures: Mapping[str, SizedPicture]
    files: Mapping[str, str]
    takes_forms: bool = False


@dataclass
class PageStyles:
    """The styles of a page's single elements, since none may stand in its HTML."""

    night: Night
    _sets: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, media: str, declarations: str) -> str:
        """The class that has these declarations in this medium."""
        return self._sets.setdefault((media, declarations), f"s{len(self._sets) + 1}")

    @property
    def css(self) -> str:
        """All of them, those for the dark behind those that they take the place of."""
        groups: dict[str, list[str]] = {media: [] for media in ("", ROOM, DARK, ROOM_AND_DARK)}
        for (media, declarations), name in self._sets.items():
            groups[media].append(f".{name}{{{declarations}}}")
        return "".join(
            f"{media}{{{''.join(rules)}}}" if media and rules else "".join(rules)
            for media, rules in groups.items()
        )

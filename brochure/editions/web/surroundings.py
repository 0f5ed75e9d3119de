"""What a document meets on its page: the site around it, and the styles of the page's single elements.

Must not know elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from brochure.editions.web.night import Night

#: Media in which a style holds: where there is room, and in the dark.
ROOM: Final = "@media (min-width:48rem)"
DARK: Final = "@media screen and (prefers-color-scheme:dark)"


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
    """What a page knows of its site: where documents, pictures and files are, as seen from here."""

    top: str
    documents: Mapping[str, str]
    pictures: Mapping[str, SizedPicture]
    files: Mapping[str, str]


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
        """All of them."""
        groups = dict[str, list[str]]()
        for (media, declarations), name in self._sets.items():
            groups.setdefault(media, []).append(f".{name}{{{declarations}}}")
        return "".join(
            f"{media}{{{''.join(rules)}}}" if media else "".join(rules) for media, rules in groups.items()
        )

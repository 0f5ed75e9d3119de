"""Page architectures: the ways in which a part of a document can be laid out on pages of its own.

An `Architecture` is what layouts/architectures/NAME.yaml says; which one is taken is decided by what there
is to say. A `Placement` is one or several units of a document on such pages, an `Arrangement` the whole.
Lengths are points. Must not know templates or content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from brochure.model.text import Id, Item, Line

#: What a unit of a document is to the layouts.
Role = Literal[
    "cover",
    "opening",
    "group",
    "within",
    "apply",
    "notes",
    "end",
    "spread",
    "plate",
    "filler",
    "foot",
    "chapter",
    "front",
    "welcome",
    "contents",
    "comparison",
    "index",
]
#: What can be counted of a unit.
Counted = Literal[
    "words",
    "lead",
    "sections",
    "people",
    "facts",
    "statistics",
    "picture",
    "unplaced",
    "quote",
    "dates",
    "questions",
    "tables",
    "stages",
    "displays",
    "cover",
    "text",
    "quoted",
    "wide",
    "season",
    "portraits",
    "programs",
    "chapters",
]
#: A number, or the least and the most that there may be: `6`, `6..`, `..40`, `150..400`.
Span = Annotated[str, Field(pattern=r"^([0-9]+|[0-9]+\.\.|\.\.[0-9]+|[0-9]+\.\.[0-9]+)$")]
#: More than anything that is counted.
ANY: Final = 1_000_000


@lru_cache(maxsize=256)
def span(text: str) -> range:
    """The numbers that a span holds."""
    least, dots, most = text.partition("..")
    return range(int(least or 0), int(most or ANY if dots else least) + 1)


class Architecture(Item):
    """layouts/architectures/NAME.yaml: one way in which a part of a document is laid out."""

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    line: Annotated[Line, Field(description="What it looks like, in one line.")]
    units: Annotated[
        tuple[Role, ...],
        Field(
            min_length=1,
            description=(
                "What it lays out: cover, opening (a program's first group), group, within (one on"
                " another's pages), apply, notes, end;"
                " spread and plate (pictures with pages of their own);"
                " filler for a page between them, foot for what closes a page; chapter;"
                " front (a packet's cover), welcome, contents, comparison, index."
            ),
        ),
    ]
    carries: Annotated[
        tuple[Role, ...],
        Field(description=("What may follow on the same pages, such as within, apply, end.")),
    ] = ()
    holds: Annotated[
        tuple[Role, ...], Field(description="What has to be among what follows, such as within.")
    ] = ()
    takes: Annotated[
        dict[Counted, Span],
        Field(
            default_factory=dict,
            description="How much of what it is made for, such as `people: 6..` or `words: 150..400`.",
        ),
    ]
    needs: Annotated[
        tuple[Counted, ...],
        Field(description=("What there has to be, such as picture, quote or statistics.")),
    ] = ()
    pages: Annotated[Span, Field(description="How many pages it may have, such as 1 or 1..2.")] = "1.."
    head: Annotated[
        str,
        Field(
            pattern=r"^([0-9]+\.\.[0-9]+)?$",
            description=(
                "Of a chapter: how high the band above its first page may be, in points; it takes what that"
                " page leaves."
            ),
        ),
    ] = ""
    closest: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            description=(
                "The least share of the depth of its matter in other architectures that it may have in"
                " this one: what could not save a page is not measured."
            ),
        ),
    ] = 0.6
    side: Annotated[
        Literal["any", "verso", "recto", "spread"],
        Field(description="Which side it begins on; a spread begins on a verso, the left-hand page."),
    ] = "any"
    quiet: Annotated[bool, Field(description="Whether its pages are meant to have little on them.")] = False
    again: Annotated[
        bool, Field(description="Of a filler or a foot: whether a document may have several of it.")
    ] = False
    once: Annotated[
        Id | None,
        Field(
            description="What a document has once at most, such as a page for a quotation: of all"
            " architectures with the same word, one."
        ),
    ] = None
    close: Annotated[
        bool, Field(description="Whether it sets its matter closer, and is taken only to save pages.")
    ] = False
    preference: Annotated[
        int, Field(ge=0, le=100, description="Its place in the order in which they are tried.")
    ] = 10
    closes: Annotated[
        tuple[Role, ...],
        Field(description="Of a foot: on which pages it may stand, such as group, apply, end."),
    ] = ()
    room: Annotated[
        Span,
        Field(
            description=(
                "Of a foot: the points that it may close, such as 105..240; it is as high as what is left."
            )
        ),
    ] = "0.."
    anchors: Annotated[
        tuple[Counted, ...],
        Field(
            description=(
                "What its template sets at the foot of the page, below what is left: statistics, quote,"
                " picture."
            )
        ),
    ] = ()
    moves: Annotated[
        tuple[Counted, ...],
        Field(
            description=(
                "What its template leaves to a foot that needs it, such as quote: it is printed there and"
                " nowhere else."
            )
        ),
    ] = ()
    is_named_only: Annotated[
        bool,
        Field(alias="named_only", description="Whether formats alone take it that name it among their own."),
    ] = False
    is_narrow_only: Annotated[
        bool,
        Field(
            alias="narrow_only",
            description="Whether it is for pages of one column alone, such as half letter and A5.",
        ),
    ] = False
    lists: Annotated[
        bool,
        Field(
            description="Whether its template prints `numbers`: on which pages units of the document begin."
        ),
    ] = False
    footed: Annotated[
        bool, Field(description="Whether its page may be closed by a foot where it ends early.")
    ] = False

    @property
    def fewest(self) -> int:
        """The fewest pages that it may have."""
        return max(span(self.pages).start, 1)

    @property
    def spends(self) -> frozenset[str]:
        """What it uses up, so that nothing else in the document may."""
        own = self.id if not self.again and {"filler", "foot"} & {*self.units} else None
        return frozenset(one for one in (own, self.once) if one)

    def may_begin_on(self, page: int) -> bool:
        """Whether a page of this number is on the side where it begins: odd pages are right-hand ones."""
        return self.side == "any" or (self.side == "recto") == bool(page % 2)

    def suits(self, matter: Mapping[str, int]) -> bool:
        """Whether it is made for so much of everything."""
        return all(matter.get(one, 0) for one in self.needs) and all(
            matter.get(name, 0) in span(wanted) for name, wanted in self.takes.items()
        )


class PageGroup(NamedTuple):
    """A part of a document that begins on a page of its own, or follows another where that carries it.

    `matter` counts what it has to say; `where` is the place of its text.
    """

    id: str
    role: str
    matter: Mapping[str, int]
    where: str = ""
    name: str = ""


@dataclass(frozen=True)
class Placement:
    """One unit, with those that follow on its pages, in an architecture; perhaps with a foot.

    `room` is how high that foot is, and `head` the band above its first page, in points; `higher` are the
    points that pictures take of the white on their pages, by where they are named.
    """

    units: tuple[str, ...]
    architecture: str
    foot: str = ""
    room: float = 0.0
    head: float = 0.0
    higher: tuple[tuple[str, float], ...] = ()

    @property
    def bare(self) -> Placement:
        """The same without its foot, and as it stands before it is opened."""
        is_bare = not (self.foot or self.room or self.head or self.higher)
        return self if is_bare else replace(self, foot="", room=0.0, head=0.0, higher=())


@dataclass(frozen=True)
class Arrangement:
    """A document's placements in their order, with type at this share of its size."""

    placements: tuple[Placement, ...]
    fit: float = 1.0

    @property
    def bare(self) -> Arrangement:
        """The same without feet."""
        return replace(self, placements=tuple(one.bare for one in self.placements))


class Measure(NamedTuple):
    """What pages a placement took: how full each is, what is left at the foot of the last in points, and how
    many breaks are in it that nobody would make by hand. `area` is the height of a page's area for text;
    `first` is that of the first page, and `white` what is left at the foot of that. `higher` are the points
    that pictures may take of the white on each page, by where they are named.
    """

    fills: tuple[float, ...]
    room: float = 0.0
    faults: int = 0
    area: float = 660.0
    first: float = 660.0
    white: float = 0.0
    higher: tuple[tuple[tuple[str, float], ...], ...] = ()

    def with_higher(self, pictures: Iterable[tuple[str, float]]) -> Measure:
        """What it takes with these pictures so much higher."""
        taken, fills, left = set(pictures), list(self.fills), self.room
        for page, known in enumerate(self.higher):
            more = sum(one[1] for one in known if one in taken)
            fills[page] = min(fills[page] + more / (self.area if page else self.first), 1.0)
            left -= more if page == len(fills) - 1 else 0.0
        return self._replace(fills=tuple(fills), room=max(left, 0.0))

"""Copyfitting: which architecture each part of a document takes, so that its pages are filled and legal.

Takes the units of a document, the architectures that there are, and what was measured of single placements;
gives the arrangement that costs least. What was not measured yet is taken for the best that it can be: so
whoever asks has measured what comes out of it and asks again until all of it is known, and nothing is
measured that could not win. Pure; must not know templates or the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from math import ceil
from typing import Final

from brochure.errors import ContentError
from brochure.model import Architecture, Arrangement, Measure, PageGroup, Placement, span

#: A page that is less full than this looks forgotten, unless it is meant to be quiet; one that is as full as
#: the second is as full as pages are.
FILLED, FULL = 0.75, 0.88
#: What is held against an arrangement. A further sheet is worse than nearly all that can be wrong with its
#: pages; smaller type is better than a further sheet, and a closer setting better than smaller type.
_SHEET: Final = 1000.0
#: A further page, where pages need not make whole sheets.
_PAGE: Final = 400.0
_SMALLER: Final = 300.0
_CLOSE: Final = 60.0
_SHORT: Final = 240.0
_SHORTER: Final = 400.0
_LOOSE: Final = 80.0
_FAULT: Final = 25.0
_FILLER: Final = 160.0
_AMID: Final = 30.0
#: A filler behind another one.
_RUNNING: Final = 120.0
_ALIKE: Final = 12.0
#: A foot begins so far below the text, in points.
GAP: Final = 30.0
#: How full a page is taken to be that nobody has measured: where pages are fuller, no other way is sought.
_LIKELY: Final = 0.82
#: A band above a page that is not full takes what is left at its foot, but for so much, and by whole lines.
_LEFT, _LINE = 30.0, 15.0
#: White that still reads as a pause, in points.
PAUSE: Final = 48.0
#: Fillers that may follow one another.
_FILLERS: Final = 3
#: Where page architectures are, and what tells of their keys.
ARCHITECTURES: Final = "layouts/architectures"
_KEYS: Final = "docs/layouts.md lists the keys"

#: What is known of a placement with type at a share of its size.
Known = Mapping[tuple[Placement, float], Measure]


@dataclass(frozen=True)
class Fitting:
    """What is to be arranged.

    `pages` are the numbers of pages that the document may have, any where there are none; beyond the largest
    any multiple of four; where there are none, any multiple of `whole`. `fits` are the shares of its size
    that type may have, the largest first; `share` is the height of its pages as one of those that bands and
    feet are measured for. What `is_numbered_later` is set again whenever numbers of pages change.
    `chosen_by` is the file that chooses the architectures, where not all of them are taken.
    """

    units: tuple[PageGroup, ...]
    architectures: tuple[Architecture, ...]
    pages: tuple[int, ...] = ()
    fits: tuple[float, ...] = (1.0,)
    share: float = 1.0
    whole: int = 1
    is_numbered_later: bool = False
    chosen_by: str = ""

    def allows(self, pages: int) -> bool:
        """Whether the document may have so many pages."""
        return pages in self.pages if self.pages else pages % self.whole == 0

    def architecture(self, name: str) -> Architecture:
        """The architecture of this name."""
        return self._by_name[name]

    def heights(self, points: str) -> tuple[float, float]:
        """The least and the most of a span of points, on pages of this height."""
        found = span(points)
        return found.start * self.share, (found.stop - 1) * self.share

    def unit(self, name: str) -> PageGroup:
        """The unit of this id."""
        return next(one for one in self.units if one.id == name)

    @cached_property
    def _by_name(self) -> dict[str, Architecture]:
        return {one.id: one for one in self.architectures}

    @cached_property
    def matter(self) -> dict[str, int]:
        """What there is in the whole document."""
        names = {name for unit in self.units for name in unit.matter}
        return {name: sum(unit.matter.get(name, 0) for unit in self.units) for name in sorted(names)}


@dataclass(frozen=True)
class _State:
    """So far: pages, the architecture of the last ones, fillers, feet and others that are used up."""

    pages: int
    before: str
    used: frozenset[str]


#: The cost of a way here, and its placements.
_Way = tuple[float, tuple[Placement, ...]]


def arrange(fitting: Fitting, known: Known) -> Arrangement:
    """The arrangement that costs least, as far as is known. Raises `ContentError` where none holds it."""
    best: tuple[float, Arrangement] | None = None
    for step, fit in enumerate(fitting.fits):
        cost, placements = _Solver(fitting, known, fit).solved()
        cost += _SMALLER * step
        if best is None or cost < best[0]:
            best = cost, Arrangement(placements, fit)
    assert best is not None
    return best[1]


def arranged_of_known(fitting: Fitting, known: Known) -> Arrangement | None:
    """The arrangement that costs least of those of which all is measured; none where there is none."""
    found: list[tuple[float, int, Arrangement]] = []
    for step, fit in enumerate(fitting.fits):
        if way := _Solver(fitting, known, fit, is_known_only=True).way():
            found.append((way[0] + _SMALLER * step, step, Arrangement(way[1], fit)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def measured(fitting: Fitting, known: Known, placement: Placement, fit: float) -> Measure | None:
    """What a placement takes with type at a share of its size.

    What has its fewest pages with larger type has them too, each less full; and of fillers all is known.
    """
    architecture = fitting.architecture(placement.architecture)
    if "filler" in architecture.units:
        return Measure((1.0,) * architecture.fewest)
    if exact := known.get((placement, fit)):
        return exact
    for larger in fitting.fits:
        found = known.get((placement, larger))
        if found and larger > fit and len(found.fills) == architecture.fewest:
            share = (fit / larger) ** 2
            return found._replace(fills=tuple(fill * share for fill in found.fills))
    return None


def raised(fitting: Fitting, name: str, measure: Measure) -> tuple[float, Measure]:
    """How high the band above a placement in this architecture is, and what it takes below that."""
    architecture = fitting.architecture(name)
    if not architecture.head:
        return 0.0, measure
    least, most = fitting.heights(architecture.head)
    white = (1 - measure.fills[0]) * measure.first
    more = min(white - _LEFT, most - least) // _LINE * _LINE if measure.fills[0] < FULL else 0.0
    fills = (measure.fills[0] * measure.first / (measure.first - more), *measure.fills[1:])
    left = measure.room - more if len(fills) == 1 else measure.room
    return least + more, measure._replace(fills=fills, room=left)


def unknown(fitting: Fitting, arrangement: Arrangement, known: Known) -> list[Placement]:
    """Placements of an arrangement of which nobody knows what they take, without their feet."""
    return [
        one.bare
        for one in arrangement.placements
        if measured(fitting, known, one.bare, arrangement.fit) is None
    ]


@dataclass(frozen=True)
class _Solver:
    """One share of the type's size."""

    fitting: Fitting
    known: Known
    fit: float
    is_known_only: bool = False

    def solved(self) -> _Way:
        """The best way, which there always is where what is not known may be hoped for."""
        if way := self.way():
            return way
        raise self._unlaid()

    def way(self) -> _Way | None:
        """The best way through all units, of those that have a number of pages that is allowed."""
        ended = [
            (way[0] + self._sheets(state.pages), way[1])
            for state, way in self._states()[-1].items()
            if self._sheets(state.pages) >= 0
        ]
        return min(ended, key=lambda way: (way[0], len(way[1]), str(way[1])), default=None)

    def _unlaid(self) -> ContentError:
        """Why there is no way."""
        fitting = self.fitting
        asked = fitting.chosen_by or ARCHITECTURES
        reached = max(index for index, states in enumerate(self._states()) if states)
        if reached == len(fitting.units):
            allowed = ", ".join(map(str, fitting.pages)) or f"a multiple of {fitting.whole}"
            what = f"its architectures come to no number of pages that the document may have ({allowed})"
            return ContentError.of(asked, what, f"add one with `units: [filler]`; {_KEYS}")
        unit = fitting.units[reached]
        names = [one.id for one in fitting.architectures if unit.role in one.units]
        if not names:
            what = f"none of its architectures lays out {unit.role}"
            return ContentError.of(asked, what, f"add one whose units say so; {_KEYS}")
        what = f'no architecture lays out "{unit.name or unit.role}" as it is'
        hint = (
            f"let takes, needs, side and pages of {' or '.join(names)} allow it in {ARCHITECTURES}; {_KEYS}"
        )
        return ContentError.of(unit.where or asked, what, hint)

    def _states(self) -> list[dict[_State, _Way]]:
        """The best way to each state before each unit, and behind the last one."""
        states: list[dict[_State, _Way]] = [{} for _ in range(len(self.fitting.units) + 1)]
        states[0][_State(0, "", frozenset())] = (0.0, ())
        for index in range(len(self.fitting.units)):
            candidates = list(self._candidates(index))
            for state, way in self._with_fillers(states[index], index):
                for last, placement in candidates:
                    for after, more in self._placed(placement, state, way):
                        _keep(states[last], after, more)
        return states

    def _candidates(self, index: int) -> Iterator[tuple[int, Placement]]:
        """What can begin with a unit: the number of the unit after it, and the placement."""
        units = self.fitting.units
        for one in self.fitting.architectures:
            if units[index].role not in one.units or not one.suits(units[index].matter):
                continue
            for last in count(index + 1):
                placement = Placement(tuple(unit.id for unit in units[index:last]), one.id)
                holds_all = set(one.holds) <= {unit.role for unit in units[index:last]}
                if holds_all and not (self.is_known_only and self._exactly(placement) is None):
                    yield last, placement
                if last >= len(units) or units[last].role not in one.carries:
                    break

    def _placed(self, placement: Placement, state: _State, way: _Way) -> Iterator[tuple[_State, _Way]]:
        """A placement after what came before it, bare and with what may close its last page."""
        architecture = self.fitting.architecture(placement.architecture)
        if architecture.once and architecture.id in state.used:
            return
        measure = self._measure(placement, architecture)
        head, measure = raised(self.fitting, architecture.id, measure)
        placement = replace(placement, head=head)
        pages = len(measure.fills)
        if pages not in span(architecture.pages) or not _on_its_side(architecture, state.pages + 1):
            return
        cost = way[0] + architecture.preference + _CLOSE * architecture.close + _FAULT * measure.faults
        if not architecture.quiet and state.before == architecture.id:
            cost += _ALIKE
        spent = state.used | {architecture.id} if architecture.once else state.used
        after = _State(state.pages + pages, "" if architecture.quiet else architecture.id, spent)
        for closed, fills, more in self._closed(placement, architecture, measure, spent):
            emptiness = 0.0 if architecture.quiet else sum(map(_emptiness, fills))
            is_spent = closed.foot and not self.fitting.architecture(closed.foot).again
            used = spent | {closed.foot} if is_spent else spent
            yield replace(after, used=used), (cost + emptiness + more, (*way[1], closed))

    def _closed(
        self, placement: Placement, architecture: Architecture, measure: Measure, used: frozenset[str]
    ) -> Iterator[tuple[Placement, tuple[float, ...], float]]:
        """A placement, how full its pages are, and what that costs: bare, or closed at its foot."""
        roles = {self.fitting.unit(name).role for name in placement.units}
        matter = self.fitting.unit(placement.units[0]).matter
        if any(matter.get(name, 0) for name in architecture.anchors):
            opened = min(max(measure.room - GAP, 0.0), 3 * PAUSE) / measure.area
            fills = (*measure.fills[:-1], measure.fills[-1] + opened)
            yield replace(placement, room=measure.room), fills, 0.0
            return
        yield placement, measure.fills, 0.0
        if not architecture.footed or measure.room <= GAP:
            return
        fills = measure.fills
        filled = (*fills[:-1], measure.fills[-1] + (measure.room - GAP) / measure.area)
        for foot in self.fitting.architectures:
            least, most = self.fitting.heights(foot.room)
            if (
                "foot" in foot.units
                and roles <= set(foot.closes)
                and foot.id not in used
                and least <= measure.room <= most
                and foot.suits(matter)
                and set(foot.needs) <= set(architecture.moves)
                and (len(fills) == 1 or _stands_last(foot.needs, matter))
            ):
                yield replace(placement, foot=foot.id, room=measure.room), filled, float(foot.preference)

    def _with_fillers(self, states: Mapping[_State, _Way], index: int) -> Iterator[tuple[_State, _Way]]:
        """Every state, and what it becomes with fillers before the unit; none stands before the cover."""
        found, added = dict(states), dict(states)
        for before in range(_FILLERS if index else 0):
            more: dict[_State, _Way] = {}
            for state, (cost, placements) in added.items():
                for filler in self._fillers(state, placements):
                    used = state.used if filler.again else state.used | {filler.id}
                    after = _State(state.pages + filler.fewest, "", used)
                    placement = Placement((filler.id,), filler.id)
                    amiss = 0.0 if index == 1 or self.fitting.units[index].role == "end" else _AMID
                    costs = _FILLER + filler.preference + amiss + _RUNNING * before
                    _keep(more, after, (cost + costs, (*placements, placement)))
            for state, way in more.items():
                _keep(found, state, way)
            added = more
        yield from found.items()

    def _fillers(self, state: _State, before: tuple[Placement, ...]) -> Iterator[Architecture]:
        """The fillers that may come next; none twice running."""
        for filler in self.fitting.architectures:
            if (
                "filler" in filler.units
                and filler.id not in state.used
                and filler.id != before[-1].architecture
                and filler.suits(self.fitting.matter)
                and _on_its_side(filler, state.pages + 1)
            ):
                yield filler

    def _measure(self, placement: Placement, architecture: Architecture) -> Measure:
        """What is known of a placement, or the best that it can be."""
        if known := self._exactly(placement):
            return known
        best = Measure((_LIKELY,) * max(architecture.fewest, ceil(self._least(placement))))
        for fit in self.fitting.fits:
            larger = self.known.get((placement, fit))
            share = (self.fit / fit) ** 2
            if larger and fit > self.fit and sum(larger.fills) * share > len(larger.fills) - 0.9:
                return larger
        return best

    def _least(self, placement: Placement) -> float:
        """How many pages a placement takes at least: no way to lay out is so much closer than another."""
        closest = self.fitting.architecture(placement.architecture).closest
        return max(
            (
                closest * sum(measure.fills) * (self.fit / fit) ** 2
                for (one, fit), measure in self.known.items()
                if set(one.units) <= set(placement.units)
            ),
            default=0.0,
        )

    def _exactly(self, placement: Placement) -> Measure | None:
        return measured(self.fitting, self.known, placement, self.fit)

    def _sheets(self, pages: int) -> float:
        """What so many pages cost; less than nothing where they are not allowed."""
        allowed = self.fitting.pages
        if not allowed:
            return _PAGE * pages if self.fitting.allows(pages) else -1.0
        if pages in allowed:
            return _SHEET * allowed.index(pages)
        if pages > max(allowed) and pages % 4 == 0:
            return _SHEET * (len(allowed) + (pages - max(allowed)) / 4)
        return -1.0


def _keep(states: dict[_State, _Way], state: _State, way: _Way) -> None:
    before = states.get(state)
    if before is None or way[0] < before[0] or (way[0] == before[0] and str(way[1]) < str(before[1])):
        states[state] = way


def _emptiness(fill: float) -> float:
    """What a page costs that is not full."""
    short = max(FILLED - fill, 0.0)
    return _LOOSE * max(FULL - fill, 0.0) + (_SHORT + _SHORTER * short if short else 0.0)


def _stands_last(needs: tuple[str, ...], matter: Mapping[str, int]) -> bool:
    """Whether what a foot needs stands on the last page of several: only a quotation below all text does."""
    return not needs or (needs == ("quote",) and not matter.get("sections", 0))


def _on_its_side(architecture: Architecture, page: int) -> bool:
    """Whether a page is on the side where an architecture begins: odd pages are right-hand ones."""
    return architecture.side == "any" or (architecture.side == "recto") == bool(page % 2)

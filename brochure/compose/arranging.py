"""Copyfitting: which architecture each part of a document takes, so that its pages are filled and legal.

Takes the units of a document, the architectures that there are, and what was measured of single placements;
gives the arrangement that costs least. What was not measured yet is taken for the best that it can be: so
whoever asks has measured what comes out of it and asks again until all of it is known, and nothing is
measured that could not win. Pure; must not know templates or the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import count
from math import ceil
from typing import Final, NamedTuple

from brochure.compose.units import FILLED, FULL, GAP, PAUSE, SILENT, TALL, Fitting, Known, measured, raised
from brochure.errors import ContentError
from brochure.model import Architecture, Arrangement, Measure, Placement, span

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
#: And more where it says nothing: a page of plain color parts what nobody has parted.
_PLAIN: Final = 40.0
#: A filler before the end rather than behind the cover, where it may say what is in the document.
_BEHIND: Final = 10.0
#: A page of its own for an end that says nothing.
_IDLE: Final = 300.0
#: A filler behind another one.
_RUNNING: Final = 120.0
_ALIKE: Final = 12.0
#: A foot that closes another page of the document already.
_REPEATED: Final = 120.0
#: A foot that takes more than half of its page, which has little else on it then; and what it takes of the
#: other half. None costs more than white would.
_TALL, _TALLER = 150.0, 1200.0
#: A page that is less full may hold a quotation alone.
_ALONE: Final = 0.5
#: How full a page is taken to be that nobody has measured, and its white: fuller ones are left as they are.
_LIKELY, _LIKELY_WHITE = 0.82, 118.0
#: How full pages are at most that run over, one with another: something is always too high for what is left.
_LIKELIEST: Final = 0.95
#: Fillers that may follow one another.
_FILLERS: Final = 3
#: Where page architectures are, and what tells of their keys.
ARCHITECTURES: Final = "layouts/architectures"
_KEYS: Final = "docs/layouts.md lists the keys"


class _State(NamedTuple):
    """So far: pages, the architecture of the last ones, fillers, feet and others that are used up."""

    pages: int
    before: str
    used: frozenset[str]


class _Closed(NamedTuple):
    """A placement bare or closed at its foot, what its empty room and its foot cost, and what is used up."""

    placement: Placement
    emptiness: float
    preference: float
    foot: str = ""
    spends: frozenset[str] = frozenset()


class _Laid(NamedTuple):
    """A placement with all that holds of it wherever it stands: `spends` is what it uses up that may
    not come again, `before` where the next one is not to be alike.
    """

    architecture: Architecture
    spends: frozenset[str]
    before: str
    pages: int
    faults: float
    ways: tuple[_Closed, ...]


#: The cost of a way here, and its placements.
_Way = tuple[float, tuple[Placement, ...]]


#: What is known, as it can be told apart.
_Facts = tuple[tuple[tuple[Placement, float], Measure], ...]


def arrange(fitting: Fitting, known: Known) -> Arrangement:
    """The arrangement that costs least, as far as is known. Raises `ContentError` where none holds it.

    A process that stays asks the same of every document after each edit of another.
    """
    arranged = _arranged(fitting, tuple(known.items()))
    assert arranged is not None
    return arranged


def arranged_of_known(fitting: Fitting, known: Known) -> Arrangement | None:
    """The arrangement that costs least of those of which all is measured; none where there is none."""
    return _arranged(fitting, tuple(known.items()), is_known_only=True)


@lru_cache(maxsize=256)
def _arranged(fitting: Fitting, facts: _Facts, is_known_only: bool = False) -> Arrangement | None:
    known = dict(facts)
    found: list[tuple[float, int, Arrangement]] = []
    for step, fit in enumerate(fitting.fits):
        if found and min(found)[0] <= _SMALLER * step:
            break  # smaller type costs as much by itself
        solver = _Solver(fitting, known, fit, is_known_only)
        if way := solver.way() if is_known_only else solver.solved():
            found.append((way[0] + _SMALLER * step, step, Arrangement(way[1], fit)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def expected_pages(fitting: Fitting, known: Known, arrangement: Arrangement) -> int:
    """How many pages it has by what was measured, and at least elsewhere."""
    return _Solver(fitting, known, arrangement.fit).pages_of(arrangement)


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
        least = min(((cost, len(placements)) for cost, placements in ended), default=None)
        best = (way for way in ended if (way[0], len(way[1])) == least)
        return min(best, key=lambda way: str(way[1]), default=None)

    def pages_of(self, arrangement: Arrangement) -> int:
        """How many pages an arrangement has, as far as is known."""
        laid = ((one.bare, self.fitting.architecture(one.architecture)) for one in arrangement.placements)
        return sum(len(self._measure(placement, one).fills) for placement, one in laid)

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
        if not (names := [one.id for one in fitting.architectures if unit.role in one.units]):
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
            begun = _hopeful(self._with_fillers(dict(_hopeful(states[index].items())), index))
            for last, laid in self._candidates(index) if begun else ():
                for state, way in begun:
                    self._place(laid, state, way, states[last])
        return states

    def _candidates(self, index: int) -> Iterator[tuple[int, _Laid]]:
        """What can begin with a unit: the number of the unit after it, and the placement."""
        units = self.fitting.units
        for one in self.fitting.architectures:
            if units[index].role not in one.units or not one.suits(units[index].matter):
                continue
            for last in count(index + 1):
                placement = Placement(tuple(unit.id for unit in units[index:last]), one.id)
                holds_all = set(one.holds) <= {unit.role for unit in units[index:last]}
                is_asked = holds_all and not (self.is_known_only and self._exactly(placement) is None)
                if is_asked and (laid := self._laid(placement, one)):
                    yield last, laid
                if last >= len(units) or units[last].role not in one.carries:
                    break

    def _laid(self, placement: Placement, architecture: Architecture) -> _Laid | None:
        """A placement as it was measured; none where it has not the pages that the architecture is for."""
        placement, measure = raised(self.fitting, placement, self._measure(placement, architecture))
        if len(measure.fills) not in span(architecture.pages):
            return None
        ways = tuple(self._closed(placement, architecture, measure))
        before = architecture.id * (not architecture.quiet)
        is_idle = all(self.fitting.unit(name).matter.get(SILENT) for name in placement.units)
        faults = _FAULT * measure.faults + _IDLE * is_idle
        return _Laid(architecture, architecture.spends, before, len(measure.fills), faults, ways)

    def _place(self, laid: _Laid, state: _State, way: _Way, states: dict[_State, _Way]) -> None:
        """Adds a placement after what came before it, bare and with what may close its last page."""
        architecture = laid.architecture
        if laid.spends & state.used or not architecture.may_begin_on(state.pages + 1):
            return
        cost = way[0] + architecture.preference + _CLOSE * architecture.close + laid.faults
        if laid.before and state.before == laid.before:
            cost += _ALIKE
        spent, pages = state.used | laid.spends, state.pages + laid.pages
        for one in laid.ways:
            repeated = _REPEATED if one.foot in spent else 0.0
            costs = cost + one.emptiness + one.preference + repeated
            after = _State(pages, laid.before, spent | one.spends if one.spends else spent)
            known = states.get(after)
            if known is None or costs <= known[0]:
                _keep(states, after, (costs, (*way[1], one.placement)))

    def _closed(
        self, placement: Placement, architecture: Architecture, measure: Measure
    ) -> Iterator[_Closed]:
        """A placement and what the room on its pages costs: bare, or closed at its foot."""

        def emptiness(fills: tuple[float, ...]) -> float:
            return 0.0 if architecture.quiet else sum(map(_emptiness, fills))

        roles = {self.fitting.unit(name).role for name in placement.units}
        matter = self.fitting.unit(placement.units[0]).matter
        if any(matter.get(name, 0) for name in architecture.anchors):
            opened = min(max(measure.room - GAP, 0.0), 3 * PAUSE) / measure.area
            fills = (*measure.fills[:-1], measure.fills[-1] + opened)
            yield _Closed(replace(placement, room=measure.room), emptiness(fills), 0.0)
            return
        last = sum(measure.higher, ())
        bare = replace(placement, higher=placement.higher + last) if last else placement
        yield _Closed(bare, emptiness(measure.with_higher(last).fills), 0.0)
        if not architecture.footed or measure.room <= GAP:
            return
        fills = measure.fills
        filled = (*fills[:-1], measure.fills[-1] + (measure.room - GAP) / measure.area)
        for foot in self.fitting.architectures:
            least, most = self.fitting.heights(foot.room)
            if (
                "foot" in foot.units
                and roles <= set(foot.closes)
                and least <= measure.room <= most
                and foot.suits(matter)
                and set(foot.needs) <= set(architecture.moves)
                and (len(fills) == 1 or _stands_last(foot.needs, matter, fills[-1]))
            ):
                closed = replace(placement, foot=foot.id, room=measure.room)
                preference = foot.preference + _tallness(measure)
                yield _Closed(closed, emptiness(filled), preference, foot.id, foot.spends)

    def _with_fillers(self, states: Mapping[_State, _Way], index: int) -> Iterator[tuple[_State, _Way]]:
        """Every state, and what it becomes with fillers before the unit; none stands before the cover."""
        found, added = dict(states), dict(states)
        is_amid = index != 1 and self.fitting.units[index].role != "end"
        amiss = _AMID if is_amid else 0.0 if index == 1 else _BEHIND
        for before in range(_FILLERS if index else 0):
            more: dict[_State, _Way] = {}
            for state, (cost, placements) in added.items():
                for filler, spends, placement in self._fillers:
                    if spends & state.used or filler.id == placements[-1].architecture:
                        continue  # none twice running
                    if filler.may_begin_on(state.pages + 1):
                        after = _State(state.pages + filler.fewest, "", state.used | spends)
                        costs = _FILLER + filler.preference + amiss + _RUNNING * before
                        costs += _PLAIN * (is_amid and not filler.needs)
                        _keep(more, after, (cost + costs, (*placements, placement)))
            for state, way in more.items():
                _keep(found, state, way)
            added = more
        yield from found.items()

    @cached_property
    def _fillers(self) -> list[tuple[Architecture, frozenset[str], Placement]]:
        """The fillers that there are for this document, with what each spends."""
        return [
            (one, one.spends, Placement((one.id,), one.id))
            for one in self.fitting.architectures
            if "filler" in one.units and one.suits(self.fitting.matter)
        ]

    def _measure(self, placement: Placement, architecture: Architecture) -> Measure:
        """What is known of a placement, or the best that it can be."""
        if known := self._exactly(placement):
            return known
        least = 1 + ceil((self._least(placement) - 1) / _LIKELIEST)
        if architecture.closest == 1:
            least = max(least, self._fewest(placement))
        best = Measure((_LIKELY,) * max(architecture.fewest, least), white=_LIKELY_WHITE)
        for fit in self.fitting.fits:
            larger = self.known.get((placement, fit))
            share = (self.fit / fit) ** 2
            if larger and fit > self.fit and sum(larger.fills) * share > len(larger.fills) - 0.9:
                return larger
        return best

    def _fewest(self, placement: Placement) -> int:
        """Pages of what it holds in another architecture that is not closer: a wider one has as many."""
        others = (
            len(measure.fills)
            for (one, fit), measure in self.known.items()
            if one.units == placement.units and fit <= self.fit
            if not (other := self.fitting.architecture(one.architecture)).close and other.closest < 1
        )
        return min(others, default=1)

    def _least(self, placement: Placement) -> float:
        """How many pages a placement takes at least: no way to lay out is so much closer than another."""
        closest = self.fitting.architecture(placement.architecture).closest
        depths: dict[tuple[str, ...], float] = {}
        for (one, fit), measure in self.known.items():
            depth = sum(measure.fills) * (self.fit / fit) ** 2
            depths[one.units] = max(depth, depths.get(one.units, 0.0))
        reached = [0.0]
        for last in range(1, len(placement.units) + 1):
            ways = (reached[first] + depths.get(placement.units[first:last], 0.0) for first in range(last))
            reached.append(max(ways))
        return closest * reached[-1]

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


def _hopeful(states: Iterable[tuple[_State, _Way]]) -> list[tuple[_State, _Way]]:
    """Those of which none with as many pages costs less whatever follows, with no more used up."""
    kept: dict[int, list[tuple[_State, _Way]]] = {}
    for state, way in sorted(states, key=lambda one: one[1][0]):
        better = kept.setdefault(state.pages, [])
        if not any(
            before[0] + _ALIKE * (one.before not in ("", state.before)) < way[0] and one.used <= state.used
            for one, before in better
        ):
            better.append((state, way))
    return [one for same in kept.values() for one in same]


def _keep(states: dict[_State, _Way], state: _State, way: _Way) -> None:
    before = states.get(state)
    if before is None or way[0] < before[0] or (way[0] == before[0] and _is_first(way[1], before[1])):
        states[state] = way


def _is_first(one: tuple[Placement, ...], other: tuple[Placement, ...]) -> bool:
    """Of two ways that cost the same, the one that comes first by its words."""
    pair = next(((mine, its) for mine, its in zip(one, other, strict=False) if mine != its), None)
    return str(pair[0]) < str(pair[1]) if pair else len(one) < len(other)


def _emptiness(fill: float) -> float:
    """What a page costs that is not full."""
    short = max(FILLED - fill, 0.0)
    return _LOOSE * max(FULL - fill, 0.0) + (_SHORT + _SHORTER * short if short else 0.0)


def _tallness(measure: Measure) -> float:
    """What a foot costs for its height, where what is above it is less than half a page."""
    more = measure.room / measure.area - TALL
    return min(_TALL + _TALLER * more, _emptiness(measure.fills[-1])) * (more > 0)


def _stands_last(needs: tuple[str, ...], matter: Mapping[str, int], fill: float) -> bool:
    """Whether what a foot needs stands on the last page of several, which is so full, and not alone: only a
    quotation below all text does.
    """
    return not needs or (needs == ("quote",) and not matter.get("sections", 0) and fill > _ALONE)

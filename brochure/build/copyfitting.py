"""How a document is made to fill its pages, and to fit: architectures are chosen for the parts of one
that flows over pages, and one of few pages gives way in the order of its format.

What flows is laid out whole with the architectures that are preferred, and written where its pages fall
short in nothing. Else others are laid out alone, each once and for all builds, until the arrangement that
costs least is known; then it is set in that.

What has too much to say is set without some of it, and then in smaller type; each function here takes one
that sets or lays a document out in one of these ways. Lengths are points. Must not know templates, nor how
a document is composed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import ceil
from typing import Any, Final, Protocol

from brochure.compose import (
    FILLED,
    FULL,
    TALL,
    Fitting,
    Known,
    LeftOut,
    arrange,
    arranged_of_known,
    expected_pages,
    measured,
    raised,
    unknown,
)
from brochure.errors import Finding
from brochure.model import Arrangement, Made, Measure, PageGroup, PageView, Placement, Result, Wanted


class SetWhole(Protocol):
    """Sets a document in an arrangement, with so many pages to expect; where they are not what is wanted, it
    is only measured.
    """

    def __call__(self, arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made: ...


class Measured(Protocol):
    """Lays out one placement alone, with type at this share of its size."""

    def __call__(self, placement: Placement, fit: float) -> Result: ...


class UnmeasuredError(Exception):
    """Nobody could measure a placement, which says nothing of whether it fits: the findings say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


#: Rounds of choosing and measuring; each measures something new.
_ROUNDS: Final = 32
#: How often a document is set as a whole.
_SETTINGS: Final = 3
#: A line of text in points, and the characters on it.
_LINE, _CHARACTERS = 15.0, 62
#: Where a document has so many lines too many for fewer pages, or less, it is told which.
_A_FEW: Final = 30
#: Points that a foot may reach up without touching text.
_SLIGHT: Final = 4.0
#: Pages of a folded sheet: fewer save none.
_SHEET: Final = 4
#: Pages within a cover, before all others and behind them.
_WITHIN_COVER: Final = 2
#: Findings that tell of breaks.
_BREAKS: Final = frozenset({"overset", "overlap", "lonely-heading", "short-last-line"})


def compose_pages(fitting: Fitting, set_whole: SetWhole, lay_out: Measured) -> Made:
    """A document in the arrangement that costs least. Raises `UnmeasuredError`."""
    known: dict[tuple[Placement, float], Measure] = {}
    # What is set again and again with other numbers of pages is measured before, and set in the best way.
    is_best = fitting.is_numbered_later
    first = _best(fitting, known, lay_out) if is_best else arrange(fitting, known).bare
    expected = expected_pages(fitting, known, first)
    made = set_whole(first, expected, None if is_best else _wanted(first, fitting, expected))
    if made.result.data is None:
        return made
    measures = _measures(first, made)
    if not measures:  # it has no architectures
        return made if made.result.layout else set_whole(first, expected)
    chosen = first
    if made.result.layout and not _has_room(measures):
        chosen = first.bare
        made = set_whole(chosen, expected)
    known = {(placement, first.fit): measure for placement, measure in measures.items()}
    for _ in range(0 if made.result.layout else _SETTINGS):
        better = _best(fitting, known, lay_out)
        if better == chosen and made.result.layout:
            break
        expected = expected_pages(fitting, known, better)
        chosen, made = better, set_whole(better, expected)
        if made.result.data is None:
            return made
        if len(made.pages) == expected and _has_room(_measures(better, made)):
            break
        chosen = chosen.bare  # it came out otherwise than it was measured
        made = set_whole(chosen, expected)
        measures = _measures(chosen, made)
        known.update({(one, chosen.fit): measure for one, measure in measures.items()})
    if fitting.pages and len(made.pages) != expected:
        made = set_whole(chosen, len(made.pages))
    least = min((one for one in fitting.pages if one >= _SHEET), default=0)
    # In a packet, of which its name tells, a brochure has as many leaves as it takes.
    is_least = not least or len(made.pages) <= least or "/" in made.name
    return _told(made, chosen, () if is_least else tuple(_too_much(first, fitting, known)))


def set_as_before(before: Made, set_whole: SetWhole) -> Made | None:
    """A document in the arrangement that it had before, in which it is sound; none where it has other pages
    in that now.
    """
    way, pages = before.composition, len(before.pages)
    if way is None or way.placements is None or not before.sound:
        return None
    arrangement = Arrangement(way.placements, way.fit)
    made = set_whole(arrangement, pages)
    return _told(made, arrangement, ()) if made.sound and len(made.pages) == pages else None


def _wanted(arrangement: Arrangement, fitting: Fitting, expected: int) -> Wanted:
    """What pages are to be that need no other arrangement: below a low band so full that it stays low."""
    has_band = any(fitting.architecture(one.architecture).head for one in arrangement.placements)
    return Wanted((expected,) if fitting.pages else (), FULL if has_band else 0.0)


def _is_done(fitting: Fitting, measures: Mapping[Placement, Measure]) -> bool:
    """Whether nothing falls short: whole sheets, of pages that are full or quiet by intent, well broken."""
    pages = sum(len(one.fills) for one in measures.values())
    return fitting.allows(pages) and all(
        fitting.architecture(placement.architecture).quiet
        or (min(_closed(fitting, placement, measure)) >= FILLED and not measure.faults)
        for placement, measure in measures.items()
    )


def _closed(fitting: Fitting, placement: Placement, measure: Measure) -> tuple[float, ...]:
    """How full its pages are; the last one is, where something stands at its foot that is not too tall."""
    measure = raised(fitting, placement.bare, measure)[1].with_higher(placement.higher)
    is_closed = placement.room and measure.room <= measure.area * TALL
    return (*measure.fills[:-1], 1.0) if is_closed else measure.fills


def _best(fitting: Fitting, known: dict[tuple[Placement, float], Measure], lay_out: Measured) -> Arrangement:
    """The first arrangement in which nothing falls short; else the one that costs least.

    What promises most is measured first, so that a better one than the first would hardly be seen.
    Raises `UnmeasuredError`.
    """
    chosen = arrange(fitting, known)
    for _ in range(_ROUNDS):
        asked = unknown(fitting, chosen, known)
        if not asked:
            return chosen
        with ThreadPoolExecutor(len(asked)) as beside:
            results = list(beside.map(partial(lay_out, fit=chosen.fit), asked))
        if findings := next((one.findings for one in results if one.data is None and one.findings), None):
            raise UnmeasuredError(findings)
        for placement, result in zip(asked, results, strict=True):
            known[placement, chosen.fit] = _measure(result.pages, len(result.findings))
        found, chosen = arranged_of_known(fitting, known), arrange(fitting, known)
        if found and _is_enough(fitting, known, found, chosen):
            return found
    return arranged_of_known(fitting, known) or chosen


def _is_enough(fitting: Fitting, known: Known, found: Arrangement, hoped: Arrangement) -> bool:
    """Whether an arrangement has no more pages than the one that was hoped for, no smaller type, none that
    falls short, and fillers within its cover alone.
    """
    fillers = sum("filler" in fitting.architecture(one.architecture).units for one in found.placements)
    measures = {
        one: measure
        for one in found.placements
        if (measure := measured(fitting, known, one.bare, found.fit)) is not None
    }
    return (
        found.fit >= hoped.fit
        and fillers <= _WITHIN_COVER
        and expected_pages(fitting, known, found) <= expected_pages(fitting, known, hoped)
        and _is_done(fitting, measures)
    )


def _measure(pages: Sequence[PageView], faults: int) -> Measure:
    """What a placement took; one that the engine fails on is as bad as none."""
    if not pages:
        return Measure((0.0,) * 99)
    (_, top, _, bottom), (_, head, _, foot) = pages[-1].area, pages[0].area
    fills = tuple(page.fill for page in pages)
    higher = tuple(tuple((one.where, one.higher) for one in page.pictures if one.higher) for page in pages)
    return Measure(fills, pages[-1].room, faults, bottom - top, foot - head, pages[0].white, higher)


def parts_of(arrangement: Arrangement, made: Made) -> dict[Placement, dict[int, PageView]]:
    """The pages of each placement of a whole document by their numbers; none where they do not say."""
    found, name = dict[str, dict[int, PageView]](), ""
    for number, page in enumerate(made.pages, start=1):
        name = page.placement or name
        found.setdefault(name, {})[number] = page
    parts = {one: found.get(one.units[0], {}) for one in arrangement.placements}
    return parts if all(parts.values()) else {}


def _measures(arrangement: Arrangement, made: Made) -> dict[Placement, Measure]:
    """What each placement took of a whole document; none where its pages do not say."""
    broken = [finding.page for finding in made.findings if finding.slug in _BREAKS]
    return {
        one: _measure(list(pages.values()), sum(page in pages for page in broken))
        for one, pages in parts_of(arrangement, made).items()
    }


def _has_room(measures: Mapping[Placement, Measure]) -> bool:
    """Whether what stands at the feet of pages covers nothing."""
    return all(not one.foot or one.room <= measure.room + _SLIGHT for one, measure in measures.items())


def _too_much(first: Arrangement, fitting: Fitting, known: Known) -> Iterator[tuple[PageGroup, int]]:
    """The units that keep a document from having its fewest pages, and how many lines each has too many, in
    the closest way in which it was laid out.
    """
    for placement in first.placements:
        ways = [
            (len(measure.fills), (sum(measure.fills) - 1) * measure.area)
            for (one, _), measure in known.items()
            if one.units == placement.units
        ]
        pages, depth = min(ways)
        if pages > 1:
            yield fitting.unit(placement.units[0]), max(ceil(depth / _LINE), 1)


def _told(made: Made, arrangement: Arrangement, too_much: Sequence[tuple[PageGroup, int]]) -> Made:
    """With what the manifest says of its pages, and warnings where a little less would save a sheet."""
    if made.result.data is None:
        return made
    details = {
        **made.details,
        "layout": layout_of(made.pages),
        **({"fit": arrangement.fit} if arrangement.fit < 1 else {}),
    }
    grown = set[Finding]()
    if sum(lines for _, lines in too_much) <= _A_FEW:
        grown = {_grown(made, unit, lines) for unit, lines in too_much}
    return replace(made, details=details, findings=tuple(sorted({*made.findings, *grown})))


def layout_of(pages: Sequence[PageView]) -> list[dict[str, Any]]:
    """What the manifest says of pages: the architecture of each, and how full it is."""
    return [
        {"page": number, "architecture": page.architecture or page.kind, "fill": round(page.fill, 2)}
        for number, page in enumerate(pages, start=1)
    ]


def _grown(made: Made, unit: PageGroup, lines: int) -> Finding:
    what = (
        f'"{unit.name}" has {lines} line{"s" * (lines > 1)} too much for its page, so that the brochure has'
        f" {len(made.pages)} pages"
    )
    fewer, much = "a sheet of paper" if len(made.pages) % _SHEET == 0 else "a leaf", lines * _CHARACTERS
    hint = f"cut about {much} characters of it, or a section, to save {fewer}"
    return Finding(made.name, 0, "grown", "warning", what, unit.where, hint, (much,))


#: Findings of text that has no room.
_TOO_MUCH: Final = frozenset({"overset", "unprinted"})


#: Sets a document without some of its text, in type of this share of its size.
Attempt = Callable[[Sequence[LeftOut], float, Wanted | None], Made]


def fitted(attempt: Attempt, ways: Sequence[LeftOut], shares: Sequence[float]) -> Made:
    """A document as it fits with the least left out; the last attempt where it fits in no way.

    `ways` and `shares` are tried in their order: a way where it makes room in a panel that holds too much,
    type where nothing is left that would help. What does not fit is only measured meanwhile.
    """
    share, wanted = 1.0, Wanted() if ways or shares else None
    tried, left_out = _Tried(attempt((), share, wanted)), list[LeftOut]()
    crowded_by = next((one.where for one in tried.too_much), "")
    for way in ways:
        if tried.fits:
            break
        if tried.has_crowded(way):
            lesser = _Tried(attempt([*left_out, way], share, wanted))
            if lesser.fits or lesser.takes_less(tried):
                tried, left_out = lesser, [*left_out, way]
    for share in shares:
        if tried.fits:
            break
        tried = _Tried(attempt(left_out, share, None if share == shares[-1] else wanted))
    if not tried.fits and not tried.made.result.read():
        tried = _Tried(attempt(left_out, share, None))
    return _noted(tried.made, left_out, crowded_by) if tried.fits else tried.made


#: A panel by its page and name.
_Panel = tuple[int, str]


@dataclass(frozen=True)
class _Tried:
    """A document as it came out in one way, of which it is read once what stands where."""

    made: Made

    @property
    def too_much(self) -> list[Finding]:
        """What is told of text without room."""
        return [one for one in self.made.findings if one.slug in _TOO_MUCH]

    @property
    def fits(self) -> bool:
        """Whether all has room, or there is nothing of it."""
        return self.made.result.data is None or not self.too_much

    @cached_property
    def _stands(self) -> list[tuple[_Panel, dict[str, Any]]]:
        """Every text and picture that was laid out, with its panel."""
        pages = enumerate(json.loads(self.made.result.read_layout() or b"[]"))
        return [
            ((number, one["panel_name"]), one)
            for number, page in pages
            for one in (*page["runs"], *page["pictures"])
        ]

    @cached_property
    def crowded(self) -> Set[_Panel]:
        """The panels that hold too much; all of them where it is not known which."""
        places = {(one.page - 1, one.where) for one in self.too_much}
        is_anywhere = any(not one.page for one in self.too_much)
        return {panel for panel, one in self._stands if is_anywhere or (panel[0], one["where"]) in places}

    def has_crowded(self, way: LeftOut) -> bool:
        """Whether something of it stands in a panel that holds too much, and not only names on one line,
        of which shorter ones take no less.
        """
        if any(one.where in way.places for one in self.too_much):
            return True
        own = [(panel, one) for panel, one in self._stands if one["where"] in way.places]
        return any(
            panel in self.crowded and (not way.is_shorter or self._has_lines(panel, one))
            for panel, one in own
        )

    def takes_less(self, before: _Tried) -> bool:
        """Whether fewer lines stand in the panels that held too much, or less of them outside."""
        full = before.crowded
        return self._lines(full) < before._lines(full) or self._outside(full) < before._outside(full)

    def _outside(self, panels: Set[_Panel]) -> int:
        """By how many points text stands below or above these panels, all taken together."""
        out = dict.fromkeys(panels, 0.0)
        for panel, one in self._stands:
            if panel in panels and "panel" in one:
                _, top, _, bottom = one["panel"]
                out[panel] = max(out[panel], one["bottom"] - bottom, top - one["top"])
        return round(sum(out.values()))

    def _lines(self, panels: Set[_Panel]) -> int:
        """How many lines and pictures stand in these of its panels."""
        inside = [(panel, one) for panel, one in self._stands if panel in panels]
        lines = {(panel, one["block"], round(one["top"])) for panel, one in inside if "block" in one}
        return len(lines) + sum("block" not in one for _, one in inside)

    def _has_lines(self, panel: _Panel, text: Mapping[str, Any]) -> bool:
        """Whether the paragraph of a text has several lines."""
        block = text.get("block")
        tops = {round(one["top"]) for at, one in self._stands if at == panel and one.get("block") == block}
        return len(tops) > 1


def _noted(made: Made, ways: Sequence[LeftOut], crowded_by: str) -> Made:
    """With a note of what gave way, which leads to what is left out, or else to text that did not fit."""
    if not ways:
        return made
    *others, last = (way.words for way in ways)
    what = f"{', '.join(others)}{' and ' * bool(others)}{last} had to give way, since not all of it fits"
    left_out = [way for way in ways if not way.is_smaller]
    where = min(left_out[0].places) if left_out else crowded_by
    hint = "shorten texts of the same panel to have it as in other programs"
    if left_out:
        hint = "the brochure has it all; shorten other texts of the same panel to have it here too"
    note = Finding(made.name, 0, "gave-way", "note", what, where, hint)
    return replace(made, findings=tuple(sorted({*made.findings, note})))

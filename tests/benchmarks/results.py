"""What one run of the benchmarks found, and the project's targets judged by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks import merging, seasons
from tests.benchmarks.choosing import Season
from tests.benchmarks.growth import Growth
from tests.benchmarks.measure import Ran, ratio
from tests.benchmarks.merging import Merged
from tests.benchmarks.previewing import Previewed, share
from tests.benchmarks.studio import StudioFigures

#: The sizes that growth is judged by.
SMALL, LARGE = 40, 400
#: 0.8 s where a cold build takes 6 s.
_STAYS = 0.8 / 6


@dataclass
class Results:
    """Everything that the tables are made of, as far as a run has come."""

    machine: Sequence[tuple[str, str]]
    load: float
    absent: dict[str, str]
    rounds: list[dict[str, Ran]] = field(default_factory=list)
    pages: dict[str, tuple[int, int]] = field(default_factory=dict)
    changed: tuple[list[str], list[str]] = ([], [])
    imported: dict[str, bool] = field(default_factory=dict)
    merged: Sequence[Merged] = ()
    growth: list[Growth] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)
    choosing: Sequence[tuple[Season, Season]] = ()
    studio: StudioFigures | None = None
    previewed: Previewed | None = None


@dataclass(frozen=True)
class Target:
    """What is aimed at: `measured` is to be at most `limit`; None where this run did not measure it."""

    name: str
    limit: float
    measured: float | None
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is met."""
        if self.measured is None:
            return "not measured"
        return "met" if self.measured <= self.limit else "**not met**"


def targets(results: Results) -> list[Target]:
    """The targets in the order of importance; all but one are ratios of times taken right after one
    another."""
    rounds, shown, studio = results.rounds, results.previewed, results.studio

    def compared(name: str, limit: float, one: str, other: str) -> Target:
        return Target(name, limit, ratio(rounds, one, other) if other in rounds[0] else None)

    cold = seasons.COLD_2
    return [
        compared(
            "Cold build with the packet, 2 jobs : a loop that makes the same", 0.50, cold, seasons.NAIVE
        ),
        compared("One edit with the packet : our cold build", 0.30, seasons.EDIT, cold),
        compared("One edit in a process that stays : our cold build", _STAYS, seasons.WARM, cold),
        compared("Nothing changed : our cold build", 0.03, seasons.UNCHANGED, cold),
        Target("Nothing changed, CPU", 0.5, median(one[seasons.UNCHANGED].cpu for one in rounds), " s"),
        Target(
            f"Seconds a brochure at {LARGE} programs : at {SMALL}",
            1.05,
            _grown(results.growth, "wall", each=True),
        ),
        Target(f"Peak memory at {LARGE} programs : at {SMALL}", 1.3, _grown(results.growth, "tree")),
        Target("Cold build : one that knows what is chosen", 1.25, choosing(results.choosing)),
        Target("Tagged assembly of the packet : plain merging by pypdf", 1.5, assembly(results.merged)),
        compared("Cold build : Chromium, a process for each file", 1.0, cold, seasons.CHROMIUM),
        compared("Cold build : Chromium kept open", 1.0, cold, seasons.CHROMIUM_OPEN),
        compared("Cold build : Paged.js", 1.0, cold, seasons.PAGEDJS),
        Target("Cold build : XeLaTeX", 1.0, None),
        Target("Edit to picture of the page, median", 0.18, shown and share(shown.picture, 50), " s"),
        Target("Edit to picture of the page, 95 of 100", 0.35, shown and share(shown.picture, 95), " s"),
        Target("Edit to problems, median", 0.06, shown and share(shown.problems, 50), " s"),
        Target("Studio, from the command to the first page", 2.5, studio and studio.first, " s"),
        Target("The same where it was open before", 2.5, studio and studio.again, " s"),
        Target(
            f"Memory of the preview after {shown.edits if shown else 'many'} edits, all processes",
            250,
            shown and shown.memory / 1e6,
            " MB",
        ),
        Target("Lines that an edit changes beside its own", 0, studio and studio.beside),
        Target(
            "Texts of pages from which a click leads elsewhere than to their field",
            1,
            studio and 100 * (1 - studio.right / studio.texts),
            " %",
        ),
        Target("The studio's page, gzip", 60, studio and studio.size / 1000, " kB"),
    ]


def assembly(merged: Sequence[Merged]) -> float | None:
    """The median over the rounds of our CPU seconds as a multiple of pypdf's."""
    if not merged:
        return None
    found = {one.tool: one.cpu for one in merged}
    return median(own / other for own, other in zip(found[merging.OURS], found[merging.PYPDF], strict=True))


def choosing(pairs: Sequence[tuple[Season, Season]]) -> float | None:
    """The median over the pairs of a season with choosing as a multiple of one without."""
    return median(one.seconds / other.seconds for one, other in pairs) if pairs else None


def typical(growth: Sequence[Growth], programs: int, what: str) -> float:
    """The median of what was measured at one size."""
    return median(getattr(one, what) for one in growth if one.programs == programs)


def _grown(growth: Sequence[Growth], what: str, each: bool = False) -> float | None:
    if not {SMALL, LARGE} <= {one.programs for one in growth}:
        return None
    times = typical(growth, LARGE, what) / typical(growth, SMALL, what)
    return times * SMALL / LARGE if each else times

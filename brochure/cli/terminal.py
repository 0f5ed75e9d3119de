"""What a terminal gets: a progress bar and tables.

Loads the library that draws them, which a pipe does without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from brochure.build import Published, Watcher


class _Bar(Watcher):
    """A progress bar with the time left."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task = progress.add_task("", total=None)
        self.total = 0

    def planned(self, documents: int) -> None:
        self.total += documents
        self.progress.update(self.task, total=self.total)

    def began(self, name: str) -> None:
        self.progress.update(self.task, description=name)

    def done(self, document: Published) -> None:
        self.progress.advance(self.task)


@contextmanager
def bar() -> Iterator[Watcher]:
    """A watcher that moves a bar, which is gone when it is done."""
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(), transient=True) as progress:
        yield _Bar(progress)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table, its first column of words and the others of figures."""
    drawn = Table(*columns, box=None, pad_edge=False)
    for column in drawn.columns[1:]:
        column.justify = "right"
    for row in rows:
        drawn.add_row(*map(escape, row))
    Console().print(drawn)

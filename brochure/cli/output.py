"""What a build says: a progress bar and a table on a terminal, plain lines in a pipe, JSON for programs.

The library that draws bars and tables is loaded for a terminal alone; a pipe does without.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from brochure.build import Published, Watcher
from brochure.cli import PROGRAM, record, said
from brochure.errors import BrochureError, brief, gathered, told_once
from brochure.publish import MANIFEST, read_manifest

if TYPE_CHECKING:
    from rich.progress import Progress

    from brochure.errors import Finding
    from brochure.model import Inspected, Publication


class _Lines(Watcher):
    """One line a finished document."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def done(self, document: Published) -> None:
        self.reporter.document(document)


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


class Reporter(NamedTuple):
    """Prints to standard output what was made, and to standard error what is wrong."""

    json: bool
    quiet: bool

    @property
    def _is_terminal(self) -> bool:
        return sys.stdout.isatty() and not self.json and not self.quiet

    @contextmanager
    def building(self) -> Iterator[Watcher]:
        """A watcher for the length of a build."""
        if not self._is_terminal:
            yield _Lines(self)
            return
        with _bar() as watcher:
            yield watcher

    @contextmanager
    def looking(self) -> Iterator[Watcher]:
        """A watcher for while documents are only looked at: a bar on a terminal, and nothing elsewhere."""
        if not self._is_terminal:
            yield Watcher()
            return
        with _bar() as watcher:
            yield watcher

    def line(self, text: str, record: dict[str, Any]) -> None:
        """One thing said, in words or as JSON."""
        if self.json:
            print(json.dumps(record), flush=True)
        elif not self.quiet:
            print(text, flush=True)

    def document(self, document: Published) -> None:
        """A document that was published."""
        if document.path:
            seconds = round(document.seconds, 3)
            pages = f"{document.pages} page{'s' * (document.pages != 1)}"
            size = f"{kilobytes(document.size)}  {document.seconds:.1f} s"
            record = {"file": str(document.path), "pages": document.pages, "bytes": document.size}
            self.line(f"{self._short(document.path)}  {pages}  {size}", {**record, "seconds": seconds})

    def closing(self, published: Sequence[Published]) -> None:
        """The table of a terminal, then every finding."""
        if self._is_terminal:
            rows = []
            for one in published:
                name = str(self._short(one.path)) if one.path else f"{one.name} (not published)"
                figures = kilobytes(one.size), str(len(one.findings)), f"{one.seconds:.1f}"
                if one.path or one.findings:
                    rows.append((name, str(one.pages), *figures))
            _table(("file", "pages", "size", "findings", "seconds"), rows)
        self.findings(finding for one in published for finding in one.findings)

    def to_review(self, documents: int) -> None:
        """What is left to people after a build; programs ask with `--review`."""
        if not self.json and not self.quiet:
            one = "1 document is" if documents == 1 else f"{documents} documents are"
            hint = "make_brochure.py build --review lists text alternatives and reading order"
            print(said(f"note: {one} not reviewed by a person yet. Hint: {hint}."), file=sys.stderr)

    def to_confirm(self, published: Sequence[Published]) -> None:
        """How much of the season nobody has confirmed yet, as its manifest says; more than a note for the
        print shop.
        """
        folders = {one.path.parent for one in published if one.path}
        for manifest in sorted({folder.with_name(MANIFEST) for folder in folders}):
            known = read_manifest(manifest).get("open")
            left, every = (known.get("open"), known.get("of")) if isinstance(known, dict) else (0, 0)
            if not left or self.quiet:
                continue
            is_press = any(folder.name == "press" and folder.parent == manifest.parent for folder in folders)
            gravity = "warning" if is_press else "note"
            if self.json:
                self.line("", {"open": left, "of": every})
                continue
            hint = f"{PROGRAM} open lists them, {PROGRAM} confirm takes them off the list"
            print(said(f"{gravity}: {left} of {every} values not confirmed. Hint: {hint}."), file=sys.stderr)

    def inspected(self, seen: Sequence[Inspected]) -> None:
        """What files for a print shop are, then every finding."""
        from dataclasses import asdict

        if self._is_terminal:
            rows = []
            for one in seen:
                trim, bleed, condition = _inches(*one.trim), _inches(one.bleed), one.condition or "–"
                rows.append((one.file, str(one.pages), trim, bleed, condition, _tally(one.findings)))
            _table(("file", "pages", "trim", "bleed", "condition", "findings"), rows)
        else:
            for one in seen:
                pages = f"{one.pages} page{'s' * (one.pages != 1)}"
                record = {key: value for key, value in asdict(one).items() if key != "findings"}
                text = f"{one.file}  {pages}  {_inches(*one.trim)}  {_tally(one.findings)}"
                self.line(text, {"inspected": record})
        self.findings(finding for one in seen for finding in one.findings)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Every finding once, a line each, with the pages that it is about; programs get all of them."""
        if self.json:
            for one in dict.fromkeys(findings):
                short = one._replace(what=brief(one.what), hint=brief(one.hint))
                self.line("", {"finding": record(**short._asdict())})
            return
        for one, same in gathered(findings):
            if one.severity == "error" or not self.quiet:
                print(said(f"{one.severity}: {one.told(same)}"), file=sys.stderr)

    def checked(self, publication: Publication) -> None:
        """Content without problems."""
        counts = {
            "programs": len(publication.programs),
            "sections": len(publication.sections),
            "chapters": len(publication.chapters),
            "packets": len(publication.packets),
        }
        said = [f"{n} {name.removesuffix('s') if n == 1 else name}" for name, n in counts.items()]
        self.line(f"The content is sound: {', '.join(said)}", {"checked": counts})

    def problems(self, error: BrochureError) -> None:
        """Every problem, a line each; programs get what is wrong with a file for each of its places."""
        if self.json:
            for one in error.problems:
                what, hint, where = brief(one.what), brief(one.hint), one.where._asdict()
                self.line("", record(problem=what, **where, hint=hint))
            return
        for one, same in told_once(error.problems):
            print(said(one.told(same)), file=sys.stderr)

    def _short(self, path: Path) -> Path:
        here = Path.cwd()
        return path.relative_to(here) if path.is_relative_to(here) else path


def kilobytes(size: int) -> str:
    """A size as lists show it."""
    return f"{size / 1000:,.0f} kB" if size else "–"


def _inches(*lengths: float) -> str:
    """Points as inches."""
    from brochure.model import inches

    return " x ".join(map(inches, lengths)) + " in"


def _tally(findings: Sequence[Finding]) -> str:
    """How many findings there are of each kind."""
    counts = {
        kind: sum(finding.severity == kind for finding in findings) for kind in ("error", "warning", "note")
    }
    return (
        ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in counts.items() if count)
        or "nothing found"
    )


@contextmanager
def _bar() -> Iterator[Watcher]:
    """A watcher that moves a bar, which is gone when it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    counted = MofNCompleteColumn(), TimeRemainingColumn()
    columns = TextColumn("{task.description:<28}"), BarColumn(), *counted
    with Progress(*columns, console=Console(), transient=True) as progress:
        yield _Bar(progress)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table, its first column of words and the others of figures."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(*columns, box=None, pad_edge=False)
    for column in drawn.columns[1:]:
        column.justify = "right"
    for row in rows:
        drawn.add_row(*map(escape, row))
    Console().print(drawn)

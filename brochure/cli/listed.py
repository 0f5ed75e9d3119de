"""The command that compares a public listing with the publication."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import click
from click.exceptions import Exit

from brochure import press
from brochure.cli import record
from brochure.cli.app import EXIT_PROBLEMS, Options
from brochure.press import ListingReport
from brochure.seasons import ListingLine, ListingState

#: States that are told one by one, in the order of the sum.
_TOLD: Final[tuple[ListingState, ...]] = ("differs", "only here", "only there", "not compared")


@click.command()
@click.argument("file", type=Path, metavar="FILE", help="The listing, exported as CSV or Excel Workbook.")
@click.option(
    "--columns",
    type=Path,
    metavar="FILE",
    help="What its columns are for; FILE.columns.yaml beside it, which is written the first time.",
)
@click.pass_obj
def listing(options: Options, file: Path, columns: Path | None) -> None:
    """Compare a public listing with the content."""
    report = press.compare_with_listing(options.places, file, columns)
    for line in report.lines:
        if options.reporter.json:
            options.reporter.line("", {"listing": _record(line)})
        elif line.state != "same":
            options.reporter.line(_said(line), {})
    if report.made:
        what = "what the columns are for was guessed"
        text = f"note: {report.made}: {what}. Hint: look it over, and compare again."
        options.reporter.line(text, {"columns": str(report.made)})
    options.reporter.line(_sum(report), {"compared": dict(Counter(line.state for line in report.lines))})
    if report.differs:
        raise Exit(EXIT_PROBLEMS)


def _said(line: ListingLine) -> str:
    place = line.in_listing or line.at_home
    what = f"{line.program}, {line.field}" if line.field else line.program
    home = f" ({line.at_home})" if line.at_home and line.in_listing else ""
    why = f"; {line.why}" if line.why else ""
    sides = {
        "differs": f'"{line.there}" there, "{line.here}" here{home}',
        "only here": f'"{line.here}" here, nothing there' if line.field else "the listing has no row for it",
        "only there": f'"{line.there}" there, nothing here'
        if line.field
        else "there is no such program here",
        "not compared": f'"{line.there}" there, "{line.here}" here{home}' if line.field else "",
    }[line.state]
    said = f"{what}: {sides}{why}" if sides else f"{what}{why}"
    return f"{line.state}: {place}: {said.strip(';: ')}"


def _sum(report: ListingReport) -> str:
    counts = Counter(line.state for line in report.lines)
    others = ", ".join(f"{counts[state]} {state}" for state in _TOLD if counts[state])
    return f"{counts['same']} the same" + (f", {others}" if others else "")


def _record(line: ListingLine) -> dict[str, object]:
    places = {"here_at": str(line.at_home or ""), "there_at": str(line.in_listing or "")}
    said = {"state": line.state, "program": line.program, "field": line.field, "column": line.column}
    return record(**said, here=line.here, there=line.there, why=line.why, **places)

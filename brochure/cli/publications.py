"""The commands that make no brochure: about content, and about finished PDFs, whoever made them: what a
print shop and what a screen reader says.
"""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click
from click.exceptions import Exit

from brochure import press
from brochure.build import Edition
from brochure.cli import called
from brochure.cli.app import EXIT_PROBLEMS, Options
from brochure.errors import UsageError
from brochure.review import formatted


@click.command()
@click.pass_obj
def check(options: Options) -> None:
    """Check the content only; render nothing."""
    publication = press.check(options.places)
    options.reporter.findings(press.notices(options.places, options.store, publication))
    options.reporter.checked(publication)


@click.command()
@click.option(
    "--edition",
    type=click.Choice(["screen", "press"]),
    default="screen",
    help="For a screen, or in the inks of the press.",
)
@click.pass_obj
def brand(options: Options, edition: Edition) -> None:
    """Make a proof sheet of the brand: colors, faces, logo."""
    path, made = press.brand_sheet(options.places, edition)
    options.reporter.findings(made.findings)
    options.reporter.line(f"{path}  {len(made.pages)} pages", {"brand": str(path), "pages": len(made.pages)})


@click.command()
@click.argument("folder", type=Path, metavar="DIR", help="Folder to make; it must not exist or be empty.")
@click.option(
    "--kind",
    type=click.Choice(press.KINDS),
    help="What kind of publication; docs/kinds.md tells how to make one of your own.",
)
@click.pass_obj
def new(options: Options, folder: Path, kind: str | None) -> None:
    """Make a starter publication that builds at once."""
    made = press.start(folder, kind)
    build = f"{called()} --publication {quote(str(folder))}"
    options.reporter.line(f"{made}: a publication to start from. Build it: {build}", {"new": str(folder)})


@click.command()
@click.pass_obj
def schema(options: Options) -> None:
    """Write JSON Schemas and the field reference."""
    for path in press.write_schemas(options.places.publication):
        options.reporter.line(str(path), {"schema": str(path)})


@click.command()
@click.argument("document", metavar="DOCUMENT", help="A program, a packet, or the path of any PDF.")
@click.pass_obj
def transcript(options: Options, document: str) -> None:
    """Print what a screen reader says of a document."""
    for line in press.transcribed(options.places, document):
        options.reporter.line(formatted([line]).rstrip("\n"), line.record)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=Path, metavar="FILE...", help="PDFs, whoever made them."
)
@click.option(
    "--printer",
    metavar="NAME",
    default="generic",
    help="The print shop, by the name of its profile in printers/.",
)
@click.option(
    "--fold",
    "folds",
    multiple=True,
    metavar="LENGTH",
    help="Where a leaflet's outside is folded, from its left edge, such as 3.625in; once a fold.",
)
@click.option(
    "--report",
    type=Path,
    metavar="FILE",
    help="PDF to write: one page to hand to the print shop with the file.",
)
@click.pass_obj
def preflight(
    options: Options, files: tuple[Path, ...], printer: str, folds: tuple[str, ...], report: Path | None
) -> None:
    """Check PDFs for a print shop, whoever made them."""
    if report and len(files) > 1:
        raise _refused("a report is about one file", "name one file, or leave --report out")
    if report and report.resolve() == files[0].resolve():
        raise _refused("the report would take the place of the file it is about", "give it another name")
    seen, unread = press.preflight(options.places, files, printer, folds)
    options.reporter.inspected(seen)
    options.reporter.problems(unread)
    if report:
        options.reporter.findings(press.report(options.places, seen[0], report))
        options.reporter.line(str(report), {"report": str(report)})
    if unread.problems or any(finding.severity == "error" for one in seen for finding in one.findings):
        raise Exit(EXIT_PROBLEMS)


def _refused(what: str, hint: str) -> UsageError:
    return UsageError.of("--report", what, hint)

"""The commands that make no documents of the publication. What each needs is loaded when it is called."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from click.exceptions import Exit

from brochure.cli import doctoring
from brochure.cli.session import Session, app
from brochure.cli.sizes import kilobytes
from brochure.errors import Problem, UsageError, Where

EXIT_PROBLEMS = 1


@app.command("transcript")
@click.argument("document", metavar="DOCUMENT", help="A program, a packet, or the path of any PDF.")
@click.pass_obj
def say(session: Session, document: str) -> None:
    """Print what a screen reader says of a document."""
    from brochure.press import transcribed
    from brochure.review import formatted

    for one in transcribed(session.places, document):
        session.reporter.line(formatted([one]).rstrip("\n"), one.record)


@app.command()
@click.argument("document", metavar="DOCUMENT", help="The program or packet that was reviewed.")
@click.option("--by", metavar="PERSON", required=True, help="Who reviewed it.")
@click.pass_obj
def review(session: Session, document: str, by: str) -> None:
    """Print the entry that records a review."""
    from brochure.press import transcribed
    from brochure.review import entry, fingerprint

    lines, today = transcribed(session.places, document), date.today()
    record = {"document": document, "reviewed_by": by, "reviewed_on": str(today), "text": fingerprint(lines)}
    session.reporter.line(entry(document, lines, by, today).rstrip("\n"), record)


@app.command("preflight")
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
def look_at_files(
    session: Session, files: tuple[Path, ...], printer: str, folds: tuple[str, ...], report: Path | None
) -> None:
    """Check PDFs for a print shop, whoever made them."""
    from brochure.build.examining import look_through, printer_of, write_report

    if report and len(files) > 1:
        raise UsageError(
            [
                Problem(
                    Where("--report"), "a report is about one file", "name one file, or leave --report out"
                )
            ]
        )
    if report and report.resolve() == files[0].resolve():
        raise UsageError(
            [
                Problem(
                    Where("--report"),
                    "the report would take the place of the file it is about",
                    "give it another name",
                )
            ]
        )
    seen, unread = look_through(files, printer_of(session.places, printer, folds), printer)
    session.reporter.inspected(seen)
    session.reporter.problems(unread)
    if report:
        session.reporter.findings(write_report(seen[0], session.places, report))
        session.reporter.line(str(report), {"report": str(report)})
    if unread.problems or any(finding.severity == "error" for one in seen for finding in one.findings):
        raise Exit(EXIT_PROBLEMS)


@app.command("check")
@click.pass_obj
def check_content(session: Session) -> None:
    """Check the content only; render nothing."""
    from brochure.press import check

    session.reporter.checked(check(session.places))


@app.command()
@click.argument("folder", type=Path, metavar="DIR", help="Folder to make; it must not exist or be empty.")
@click.pass_obj
def new(session: Session, folder: Path) -> None:
    """Make a starter publication that builds at once."""
    from brochure.press import start

    session.reporter.line(
        f"{start(folder)}: a publication to start from. Build it with --publication {folder}",
        {"new": str(folder)},
    )


@app.command()
@click.pass_obj
def schema(session: Session) -> None:
    """Write JSON Schemas and the field reference."""
    from brochure.press import write_schemas

    for path in write_schemas(session.places.publication):
        session.reporter.line(str(path), {"schema": str(path)})


@app.command()
@click.pass_obj
def doctor(session: Session) -> None:
    """Is this machine ready, and if not, what to install."""
    raise Exit(doctoring.report(session.places.publication, session.reporter.json))


@app.command()
@click.argument(
    "what",
    type=click.Choice(("show", "clear")),
    default="show",
    help="show what it holds, or clear it; show where neither is said.",
)
@click.pass_obj
def cache(session: Session, what: str) -> None:
    """Tell how much of earlier builds is kept, or clear it."""
    store = session.store
    size = store.clear() if what == "clear" else store.size()
    done = "cleared: " if what == "clear" else ""
    text = f"{store.folder}  {done}{size.results} results  {kilobytes(size.bytes)}"
    session.reporter.line(text, {"cache": str(store.folder), "cleared": what == "clear", **size._asdict()})

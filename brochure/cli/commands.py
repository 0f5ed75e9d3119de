"""The commands that make no documents of the publication. What each needs is loaded when it is called."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from brochure.cli import doctoring
from brochure.cli.session import Session, app
from brochure.cli.sizes import kilobytes
from brochure.errors import Problem, UsageError, Where

EXIT_PROBLEMS = 1


@app.command("transcript")
def say(context: typer.Context, document: Annotated[str, typer.Argument(help="A program, a packet, or the path of any PDF.")]) -> None:
    """Print what a screen reader says of a document."""
    from brochure.press import transcribed
    from brochure.transcript import formatted

    for line in transcribed(context.obj.places, document):
        context.obj.reporter.line(formatted([line]).rstrip("\n"), line.record)


@app.command()
def review(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="The program or packet that was reviewed.")],
    by: Annotated[str, typer.Option(help="Who reviewed it.")],
) -> None:
    """Print the entry that records a review."""
    from brochure.press import transcribed
    from brochure.reviews import entry, fingerprint

    lines, today = transcribed(context.obj.places, document), date.today()
    record = {"document": document, "reviewed_by": by, "reviewed_on": str(today), "text": fingerprint(lines)}
    context.obj.reporter.line(entry(document, lines, by, today).rstrip("\n"), record)


@app.command("preflight")
def look_at_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="PDFs, whoever made them.")],
    printer: Annotated[str, typer.Option(help="The print shop, by the name of its profile in printers/.")] = "generic",
    fold: Annotated[list[str] | None, typer.Option(help="Where a leaflet's outside is folded, from its left edge, such as 3.625in; once a fold.")] = None,
    report: Annotated[Path | None, typer.Option(help="PDF to write: one page to hand to the print shop with the file.")] = None,
) -> None:
    """Check PDFs for a print shop, whoever made them."""
    from brochure.examining import look_through, printer_of, write_report

    if report and len(files) > 1:
        raise UsageError([Problem(Where("--report"), "a report is about one file", "name one file, or leave --report out")])
    if report and report.resolve() == files[0].resolve():
        raise UsageError([Problem(Where("--report"), "the report would take the place of the file it is about", "give it another name")])
    session: Session = context.obj
    profile = printer_of(session.places, printer, fold or ())
    seen, unread = look_through(files, profile, printer)
    session.reporter.inspected(seen)
    session.reporter.problems(unread)
    if report:
        session.reporter.findings(write_report(seen[0], session.places, report))
        session.reporter.line(str(report), {"report": str(report)})
    if unread.problems or any(finding.severity == "error" for one in seen for finding in one.findings):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command("check")
def check_content(context: typer.Context) -> None:
    """Check the content only; render nothing."""
    from brochure.press import check

    publication = check(context.obj.places)
    context.obj.reporter.checked(publication)


@app.command()
def new(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Folder to make; it must not exist or be empty.")]) -> None:
    """Make a starter publication that builds at once."""
    from brochure.starter import start

    context.obj.reporter.line(f"{start(folder)}: a publication to start from. Build it with --publication {folder}", {"new": str(folder)})


@app.command()
def schema(context: typer.Context) -> None:
    """Write JSON Schemas and the field reference."""
    from brochure.starter import write_schemas

    for path in write_schemas(context.obj.places.publication):
        context.obj.reporter.line(str(path), {"schema": str(path)})


@app.command()
def doctor(context: typer.Context) -> None:
    """Is this machine ready, and if not, what to install."""
    raise typer.Exit(doctoring.report(context.obj.places.publication, context.obj.reporter.json))


@app.command()
def cache(context: typer.Context, what: Annotated[Literal["show", "clear"], typer.Argument(help="show what it holds, or clear it.")] = "show") -> None:
    """Tell how much of earlier builds is kept, or clear it."""
    store = context.obj.store
    size = store.clear() if what == "clear" else store.size()
    done = "cleared: " if what == "clear" else ""
    text = f"{store.folder}  {done}{size.results} results  {kilobytes(size.bytes)}"
    context.obj.reporter.line(text, {"cache": str(store.folder), "cleared": what == "clear", **asdict(size)})

"""The commands and their options."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO, get_args

import typer

from brochure import __version__, conformance
from brochure.cli import doctoring
from brochure.cli.report import Reporter
from brochure.errors import BrochureError, MachineError, Problem, UsageError, Where
from brochure.plan import BROCHURE, Edition, Wish, packet_wish
from brochure.press import Places, Published, build, check, left_to_review, transcribed, unreviewed
from brochure.reviews import entry, fingerprint
from brochure.starter import start, write_schemas
from brochure.transcript import formatted

EXIT_PROBLEMS = 1
EXIT_USAGE = 2
#: The edition that people read on screen, with tags.
TAGGED = "screen"
#: Options that may stand before or after the command; the ones in the first set take a value.
_WITH_VALUE = frozenset({"--publication", "--output"})
_FLAGS = frozenset({"--keep", "--json", "-q", "--quiet"})

app = typer.Typer(add_completion=False, no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@dataclass(frozen=True)
class Session:
    """What the global options say."""

    places: Places
    reporter: Reporter


Programs = Annotated[list[str] | None, typer.Argument(help="Programs, by the names of their files; all where none is named.")]


def default_publication() -> Path:
    """The folder one stands in where it holds content, else the one that this program stands in."""
    here = Path.cwd()
    return here if (here / "content").is_dir() else Path(__file__).resolve().parents[2]


@app.callback(invoke_without_command=True)
def session(
    context: typer.Context,
    publication: Annotated[Path | None, typer.Option(help="Folder that holds content/; the one you stand in.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder for the PDFs; output/ in the publication.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Also write every stage's artefact, to output/stages/.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for programs.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Printable brochures from structured content. Without a command: all brochures and the packet."""
    if version:
        Reporter(json, False).line(f"brochure {__version__}", {"version": __version__})
        raise typer.Exit
    folder = (publication or default_publication()).resolve()
    target = (output or folder / "output").resolve()
    context.obj = Session(Places(folder, target, target / "stages" if keep else None), Reporter(json, quiet))
    if context.invoked_subcommand is None:
        make(context)


@app.command("build")
def make(
    context: typer.Context,
    programs: Programs = None,
    formats: Annotated[list[str] | None, typer.Option("--format", help="What to make of each program: brochure, flyer, leaflet, card or a format of your own; may be given more than once.")] = None,
    edition: Annotated[Edition, typer.Option(help="What it is made for.")] = "screen",
    all: Annotated[bool, typer.Option("--all", help="Every format in every edition, and the packets.")] = False,
    transcripts: Annotated[bool, typer.Option("--transcripts", help="Leave what a screen reader says beside each PDF.")] = False,
    review: Annotated[bool, typer.Option("--review", help="List what only a person can judge.")] = False,
    validate: Annotated[bool, typer.Option("--validate", help="Have veraPDF judge the files, where it is installed.")] = False,
) -> None:
    """Make everything, or the programs that are named."""
    if all and (programs or formats or edition != TAGGED):
        raise UsageError([Problem(Where("--all"), "every format of every program is made in every edition", "leave --all out, or the programs, --format and --edition")])
    if edition != TAGGED and (transcripts or review or validate):
        raise UsageError([Problem(Where("--edition"), f"the {edition} edition has no tags to read, review or validate", "build the screen edition for that")])
    chosen, forms = ((), ()) if all else (tuple(programs or ()), tuple(formats or (BROCHURE,)))
    wishes = [Wish(programs=chosen, formats=forms, edition=one) for one in (get_args(Edition) if all else (edition,))]
    _run(context.obj, wishes, transcripts, review, validate)


@app.command()
def packet(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="A packet, or the programs to bind into one.")] = None,
    edition: Annotated[Edition, typer.Option(help="What it is made for.")] = "screen",
) -> None:
    """Make one packet, by its name or of programs."""
    _run(context.obj, [packet_wish(check(context.obj.places), names or (), edition)])


@app.command("transcript")
def say(context: typer.Context, document: Annotated[str, typer.Argument(help="A program, a packet, or the path of any PDF.")]) -> None:
    """Print what a screen reader says of a document."""
    for line in transcribed(context.obj.places, document):
        context.obj.reporter.line(formatted([line]).rstrip("\n"), line.record)


@app.command()
def review(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="The program or packet that was reviewed.")],
    by: Annotated[str, typer.Option(help="Who reviewed it.")],
) -> None:
    """Print the entry that records a review."""
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
    from brochure.examining import look_through, printer_of, write_report  # loads the PDF library
    if report and len(files) > 1:
        raise UsageError([Problem(Where("--report"), "a report is about one file", "name one file, or leave --report out")])
    if report and report.resolve() == files[0].resolve():
        raise UsageError([Problem(Where("--report"), "the report would take the place of the file it is about", "give it another name")])
    session: Session = context.obj
    profile = printer_of(session.places, printer, fold or ())
    seen = [look_through(file, profile, printer) for file in files]
    session.reporter.inspected(seen)
    if report:
        session.reporter.findings(write_report(seen[0], session.places, report))
        session.reporter.line(str(report), {"report": str(report)})
    if any(finding.severity == "error" for one in seen for finding in one.findings):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command("check")
def check_content(context: typer.Context) -> None:
    """Check the content only; render nothing."""
    publication = check(context.obj.places)
    context.obj.reporter.checked(publication)


@app.command()
def new(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Folder to make; it must not exist or be empty.")]) -> None:
    """Make a starter publication that builds at once."""
    context.obj.reporter.line(f"{start(folder)}: a publication to start from. Build it with --publication {folder}", {"new": str(folder)})


@app.command()
def schema(context: typer.Context) -> None:
    """Write JSON Schemas and the field reference."""
    for path in write_schemas(context.obj.places.publication):
        context.obj.reporter.line(str(path), {"schema": str(path)})


@app.command()
def doctor(context: typer.Context) -> None:
    """Is this machine ready, and if not, what to install."""
    raise typer.Exit(doctoring.report(context.obj.places.publication, context.obj.reporter.json))


def _run(session: Session, wishes: Sequence[Wish], transcripts: bool = False, review: bool = False, validate: bool = False) -> None:
    with _validating():
        judge = partial(conformance.judge, jar=conformance.validator()) if validate else None
        with session.reporter.building() as watcher:
            built = [build(session.places, wish, watcher, *((transcripts, judge) if wish.edition == TAGGED else ())) for wish in wishes]
    published = [document for documents in built for document in documents]
    tagged = [document for wish, documents in zip(wishes, built, strict=True) if wish.edition == TAGGED for document in documents]
    session.reporter.closing(published)
    if review:
        session.reporter.findings(left_to_review(tagged))
    elif left := unreviewed(tagged):
        session.reporter.to_review(left)
    if any(_failed(document) for document in published):
        raise typer.Exit(EXIT_PROBLEMS)


@contextmanager
def _validating() -> Iterator[None]:
    """Who asks for a judgment is told where there can be none, and before anything is made where that is known."""
    try:
        yield
    except conformance.NoValidatorError as error:
        raise MachineError([Problem(Where("--validate"), str(error), "docs/accessibility.md says what is needed")]) from error


def _failed(document: Published) -> bool:
    return any(finding.severity == "error" for finding in document.findings)


def globals_first(arguments: list[str]) -> list[str]:
    """The same arguments with the global options before the command, where the parser wants them."""
    before: list[str] = []
    after: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            after += [argument, *rest]
        elif argument in _WITH_VALUE:
            before += [argument, *(value for value in (next(rest, None),) if value is not None)]
        elif argument in _FLAGS or argument.partition("=")[0] in _WITH_VALUE:
            before.append(argument)
        else:
            after.append(argument)
    return before + after


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code: 0 published, 1 problems, 2 usage, 3 the machine lacks something."""
    ordered = globals_first(arguments)
    reporter = Reporter("--json" in ordered, False)
    try:
        result = app(args=ordered, prog_name=doctoring.PROGRAM, standalone_mode=False)
        sys.stdout.flush()  # what cannot be written is to be known here, not when Python ends
        return result if isinstance(result, int) else 0
    except BrochureError as error:
        reporter.problems(error)
        return error.exit_code
    except typer.TyperException as error:
        reporter.problems(UsageError([Problem(Where(doctoring.PROGRAM), error.format_message(), f"{doctoring.PROGRAM} --help lists commands and options")]))
        return EXIT_USAGE
    except OSError as error:
        reporter.problems(MachineError([Problem(Where(str(error.filename or doctoring.PROGRAM)), error.strerror or str(error))]))
        _silence(sys.stdout)
        return MachineError.exit_code


def _silence(stream: TextIO) -> None:
    """What could not be printed is dropped where it still cannot; Python would try once more at its end, and fail."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

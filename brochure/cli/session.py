"""The program's options, and what a command is given. Must not know what commands do."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brochure import __version__
from brochure.builds import Places
from brochure.cache.store import Store
from brochure.cli.report import Reporter
from brochure.cli.sizes import bytes_in

if TYPE_CHECKING:
    from contextlib import ExitStack

    from brochure.crew import Crew

#: Options that may stand before or after the command; the ones in the first set take a value.
_WITH_VALUE = frozenset({"--publication", "--output", "--cache", "--cache-size", "--jobs", "--cluster"})
_FLAGS = frozenset({"--keep", "--json", "-q", "--quiet"})

app = typer.Typer(add_completion=False, no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@dataclass(frozen=True)
class Session:
    """What the global options say. `limit` in bytes."""

    places: Places
    reporter: Reporter
    store: Store
    limit: int
    jobs: int
    cluster: str | None

    def engage(self, stack: ExitStack) -> Crew:
        """The crew that documents are made by, as long as the stack stands."""
        if hasattr(signal, "SIGPIPE"):  # from now on others are written to whose end is not the end of this program
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        if self.cluster:
            from brochure.cluster import Cluster

            return stack.enter_context(Cluster(self.cluster))
        from brochure.workers import Workers

        return stack.enter_context(Workers(self.jobs))


def default_publication() -> Path:
    """The folder one stands in where it holds content, else the one that this program stands in."""
    here = Path.cwd()
    return here if (here / "content").is_dir() else Path(__file__).resolve().parents[2]


def cores() -> int:
    """The processors that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cache_folder(publication: Path, output: Path) -> Path:
    """Beside the content, or beside the output where nothing can be written there."""
    return (publication if os.access(publication, os.W_OK) else output) / ".cache"


@app.callback(invoke_without_command=True)
def session(
    context: typer.Context,
    publication: Annotated[Path | None, typer.Option(help="Folder that holds content/; the one you stand in.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder for the PDFs; output/ in the publication.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Also write every stage's artefact, to output/stages/.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many documents are made at once; one for each processor.", show_default=False)] = None,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Have documents made by the Dask cluster whose scheduler listens there.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder for what was made before; .cache/ in the publication.")] = None,
    cache_size: Annotated[int, typer.Option(metavar="SIZE", parser=bytes_in, help="The most that it may hold, such as 500MB.")] = "1GB",  # type: ignore[assignment]  # the parser makes a number of it
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
    places, store = Places(folder, target, target / "stages" if keep else None), Store((cache or cache_folder(folder, target)).resolve())
    context.obj = Session(places, Reporter(json, quiet), store, cache_size, jobs or cores(), cluster)
    if context.invoked_subcommand is None:
        from brochure.cli.building import make

        make(context)


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

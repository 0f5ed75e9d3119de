"""The program's options, and what a command is given. Must not know what commands do."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from brochure import __version__
from brochure.build.cache.store import Store
from brochure.build.request import Places
from brochure.cli.report import Reporter
from brochure.cli.sizes import bytes_in, count

if TYPE_CHECKING:
    from contextlib import ExitStack

    from brochure.build.crew import Crew

#: Options that may stand before or after the command; the ones in the first set take a value.
_WITH_VALUE = frozenset({"--publication", "--output", "--cache", "--cache-size", "--jobs", "--cluster"})
_FLAGS = frozenset({"--keep", "--json", "-q", "--quiet"})
#: The most that the cache may hold where nothing else is said.
USUAL_SIZE = bytes_in("1GB")


class _Commands(click.Group):
    """Lists its commands in the order in which a user meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Session(NamedTuple):
    """What the global options say. `limit` in bytes."""

    places: Places
    reporter: Reporter
    store: Store
    limit: int
    jobs: int
    cluster: str | None

    def engage(self, stack: ExitStack) -> Crew:
        """The crew that documents are made by, as long as the stack stands."""
        if hasattr(
            signal, "SIGPIPE"
        ):  # from now on others are written to whose end is not the end of this program
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        if self.cluster:
            from brochure.build.cluster import Cluster

            return stack.enter_context(Cluster(self.cluster))
        from brochure.build.workers import Workers

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


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"show_default": True})
@click.option(
    "--publication", type=Path, metavar="DIR", help="Folder that holds content/; the one you stand in."
)
@click.option("--output", type=Path, metavar="DIR", help="Folder for the PDFs; output/ in the publication.")
@click.option("--keep", is_flag=True, help="Also write every stage's artefact, to output/stages/.")
@click.option(
    "--jobs", type=count, metavar="N", help="How many documents are made at once; one for each processor."
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have documents made by the Dask cluster whose scheduler listens there.",
)
@click.option(
    "--cache", type=Path, metavar="DIR", help="Folder for what was made before; .cache/ in the publication."
)
@click.option(
    "--cache-size",
    type=bytes_in,
    default="1GB",
    metavar="SIZE",
    help="The most that it may hold, such as 500MB.",
)
@click.option("--json", is_flag=True, help="Print one JSON object a line, for programs.")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
@click.option("--version", is_flag=True, help="Print the version.")
@click.pass_context
def app(
    context: click.Context,
    publication: Path | None,
    output: Path | None,
    keep: bool,
    jobs: int | None,
    cluster: str | None,
    cache: Path | None,
    cache_size: int,
    json: bool,
    quiet: bool,
    version: bool,
) -> None:
    """Printable brochures from structured content. Without a command: all brochures and the packet."""
    if version:
        Reporter(json, False).line(f"brochure {__version__}", {"version": __version__})
        context.exit()
    folder = (publication or default_publication()).resolve()
    target = (output or folder / "output").resolve()
    places, store = (
        Places(folder, target, target / "stages" if keep else None),
        Store((cache or cache_folder(folder, target)).resolve()),
    )
    context.obj = Session(places, Reporter(json, quiet), store, cache_size, jobs or cores(), cluster)
    if context.invoked_subcommand is None:
        from brochure.cli.building import make

        context.invoke(make)


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
        elif argument.partition("=")[0] in _FLAGS | _WITH_VALUE:
            before.append(
                "--quiet" if argument == "-q" else argument
            )  # a short one costs Click a search among the long ones
        else:
            after.append(argument)
    return before + after

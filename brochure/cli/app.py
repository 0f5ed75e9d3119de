"""The program: its global options, its commands, and one of them run.

What goes wrong becomes a message and an exit code.

A command's module is loaded when the command is called, as Click's own documentation shows it. Must not know
what commands do.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence, Set
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

import click
from click.core import ParameterSource
from click.exceptions import ClickException, Exit, NoSuchCommand

from brochure import __version__, shipped
from brochure.build import Limits, Places, Store
from brochure.cli import COMMAND, PROGRAM, called, hush, lead
from brochure.cli.arguments import globals_first, refused, told_with_quotes
from brochure.cli.output import Reporter
from brochure.errors import BrochureError, MachineError, Problem, UsageError, Where
from brochure.publish import hold_inside

if TYPE_CHECKING:
    from brochure.build import Workers

EXIT_PROBLEMS: Final = 1
#: Commands in the order in which a user meets them, and the modules that hold them.
COMMANDS: Final = {
    "build": "build",
    "packet": "build",
    "site": "build",
    "serve": "machine",
    "transcript": "publications",
    "compare": "judged",
    "approve": "judged",
    "review": "judged",
    "preflight": "publications",
    "studio": "machine",
    "check": "publications",
    "roll-over": "publications",
    "open": "publications",
    "confirm": "publications",
    "listing": "judged",
    "handover": "judged",
    "set": "editing",
    "unset": "editing",
    "insert": "editing",
    "remove": "editing",
    "move": "editing",
    "rename": "editing",
    "undo": "editing",
    "redo": "editing",
    "brand": "publications",
    "new": "publications",
    "schema": "publications",
    "doctor": "machine",
    "cache": "machine",
}
#: Commands that make documents.
_MAKING: Final = frozenset({"build", "packet", "site", "serve", "studio", "compare", "approve"})
#: Global options that only some commands use; others refuse them.
_USED_BY: Final[Mapping[str, Set[str]]] = {
    "publication": COMMANDS.keys() - {"new"},
    "output": {
        *_MAKING,
        *("brand", "check", "roll-over", "handover", "transcript", "review", "doctor", "cache"),
    },
    "keep": {"build", "packet"},
    "jobs": _MAKING,
    "cluster": _MAKING - {"serve", "studio"},
    "time_limit": _MAKING,
    "memory_limit": _MAKING,
    "cache": {*_MAKING, "check", "doctor", "cache"},
    "cache_size": {"build", "packet", "serve"},
}
#: Where shells ask what completes a command, as Click's documentation has it.
_COMPLETE: Final = "_BROCHURE_COMPLETE"
_UNITS: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class _Commands(click.Group):
    """Finds each command in its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            if cmd_name.startswith("-"):
                return None
            if ctx.resilient_parsing:  # a shell asks what could come next
                return None
            raise NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)
        inside = vars(import_module(f"brochure.cli.{COMMANDS[cmd_name]}")).values()
        return next(one for one in inside if isinstance(one, click.Command) and one.name == cmd_name)


class Options(NamedTuple):
    """What the global options say. `limit` in bytes."""

    places: Places
    reporter: Reporter
    store: Store
    limit: int
    jobs: int
    limits: Limits
    cluster: str | None

    def engage(self, stack: ExitStack, stands_by: bool = False) -> Workers:
        """Who makes documents, as long as the stack stands: loaded when there are some to make; or who
        stands by for single pages, and leaves memory to others.
        """
        if hasattr(signal, "SIGPIPE"):
            # From now on others are written to whose end is not the end of this program.
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        hush()
        from brochure.build import temporaries

        stack.enter_context(temporaries())
        if self.cluster:
            from brochure.build import Cluster

            return stack.enter_context(Cluster(self.cluster))
        from brochure.build import load_for_workers

        load_for_workers(stands_by)  # first: the engine takes longer to load than all that follows here
        from brochure.build import WorkerPool

        workers = stack.enter_context(WorkerPool(self.jobs, self.limits, stands_by))
        if stands_by and (faces := sorted(shipped("fonts").glob("*.ttf"))):
            from brochure.build import trial

            workers.begin(trial(faces[0]))
        return workers


def bytes_in(size: str | int) -> int:
    """Bytes in a size such as `500MB` or `2 GB`. Raises `ValueError`."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) *([KMGT]?)B?", str(size).strip().upper())
    if not found:
        raise ValueError("write a number and MB or GB, such as 500MB")
    return round(float(found[1]) * _UNITS[found[2]])


def minutes_in(number: str | float) -> float:
    """A time in minutes. Raises `ValueError`."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text := str(number).strip()) or not float(text):
        raise ValueError("write a number of minutes, such as 10 or 0.5")
    return float(text)


#: The most that the cache may hold where nothing else is said.
USUAL_SIZE: Final = bytes_in("1GB")


def count(number: str) -> int:
    """How many there are to be. Raises `ValueError`."""
    if not number.strip().isdecimal() or not int(number):
        raise ValueError("write a whole number, 1 or more")
    return int(number)


def default_publication() -> Path:
    """The folder one stands in, or where that holds no content the one that this program comes with."""
    here, own = Path.cwd(), Path(__file__).resolve().parents[2]
    return own if (own / PROGRAM).is_file() and not (here / "content").is_dir() else here


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
    "--time-limit",
    type=minutes_in,
    default=Limits().minutes,
    metavar="MINUTES",
    help="What a document may take at one piece of work before it is cut off.",
)
@click.option(
    "--memory-limit",
    type=bytes_in,
    default="4GB",
    metavar="SIZE",
    help="The most memory that it may take meanwhile.",
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
    time_limit: float,
    memory_limit: int,
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
    _refuse_unused(context)
    given = {"publication": publication, "output": output}
    lead({name: (path, _USED_BY[name] - {"doctor"}) for name, path in given.items()})
    folder = (publication or default_publication()).resolve()
    target = _written_to(output, folder / "output")
    places, store = (
        Places(folder, target, target / "stages" if keep else None),
        Store(_written_to(cache, cache_folder(folder, target))),
    )
    if context.invoked_subcommand not in (None, "build"):
        hush()
    context.obj = Options(
        places,
        Reporter(json, quiet),
        store,
        cache_size,
        jobs or cores(),
        Limits(time_limit, memory_limit),
        cluster,
    )
    if context.invoked_subcommand is None and (build := app.get_command(context, "build")):
        context.invoke(build)


def _written_to(named: Path | None, own: Path) -> Path:
    """The folder that was named, or a publication's own, which may not be a link out of it."""
    if not named:
        hold_inside(own.parent, own)
    return (named or own).resolve()


def _refuse_unused(context: click.Context) -> None:
    """Raises `UsageError` for options that would have no effect."""
    command, given = context.invoked_subcommand or "build", ParameterSource.DEFAULT
    asked = {name for name in _USED_BY if context.get_parameter_source(name) is not given}
    problems = [
        Problem(Where(f"--{name.replace('_', '-')}"), f"{command} has no use for it", "leave it out")
        for name in sorted(asked)
        if command not in _USED_BY[name]
    ]
    if "cluster" in asked and not problems:
        own = {
            "jobs": "a cluster makes as many documents at once as it has workers",
            "time_limit": "the time of a cluster's workers is not limited from here",
            "memory_limit": "workers of a cluster have limits of their own",
        }
        problems += [
            Problem(Where(f"--{name.replace('_', '-')}"), what, "leave it out, or --cluster")
            for name, what in own.items()
            if name in asked
        ]
    if problems:
        raise UsageError(problems)


def run(arguments: list[str]) -> int:
    """Runs one command; gives 0 where all is well, 1 for problems, 2 for usage, 3 for the machine."""
    if asked := os.environ.get(_COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(app, {}, COMMAND, _COMPLETE, asked)
    lead({})
    ordered = globals_first(arguments)
    reporter = Reporter("--json" in ordered, False)
    try:
        code = _called(ordered, arguments)
        sys.stdout.flush()  # what cannot be written is to be known here, not when Python ends
        return code
    except BrochureError as error:
        reporter.problems(error)
        return error.exit_code
    except BrokenPipeError:  # a reader that goes away while workers run: end without a word, as before
        _silence(sys.stdout)
        return 1
    except OSError as error:
        reporter.problems(MachineError.of(str(error.filename or PROGRAM), error.strerror or str(error)))
        _silence(sys.stdout)
        return MachineError.exit_code


def _called(ordered: list[str], arguments: Sequence[str]) -> int:
    """What a command ends with. Raises `UsageError` for arguments that it cannot take."""
    try:
        with app.make_context(called(), ordered) as context:
            app.invoke(context)
    except Exit as end:
        return end.exit_code
    except ClickException as error:
        raise refused(error, arguments, _of_command(arguments)) from error
    except UsageError as error:
        raise told_with_quotes(error, arguments, _of_command(arguments)) from error
    return 0


def _of_command(arguments: Sequence[str]) -> click.Context:
    """A context of the command that is called, which knows its options."""
    root = click.Context(app)
    name = next((one for one in arguments if one in COMMANDS), "")
    command = app.get_command(root, name) if name else None
    return click.Context(command, parent=root, info_name=name) if command else root


def _silence(stream: TextIO) -> None:
    """Drops what cannot be printed; Python would try once more at its end, and fail."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""The commands about this machine: what it lacks, and what earlier builds left on it."""

from __future__ import annotations

import click
from click.exceptions import Exit

from brochure.cli.app import Options
from brochure.cli.doctor import report
from brochure.cli.output import kilobytes


@click.command()
@click.pass_obj
def doctor(options: Options) -> None:
    """Is this machine ready, and if not, what to install."""
    reporter = options.reporter
    places, cache = options.places, options.store.folder
    raise Exit(report(places.publication / "fonts", reporter.json, reporter.quiet, places.output, cache))


@click.command()
@click.argument(
    "what",
    type=click.Choice(("show", "clear")),
    default="show",
    help="show what it holds, or clear it; show where neither is said.",
)
@click.pass_obj
def cache(options: Options, what: str) -> None:
    """Tell how much of earlier builds is kept, or clear it."""
    from brochure.build import clear  # the doctor works where its lock has no library

    store = options.store
    size = clear(store) if what == "clear" else store.size()
    done = "cleared: " if what == "clear" else ""
    text = f"{store.folder}  {done}{size.results} results  {kilobytes(size.bytes)}"
    options.reporter.line(text, {"cache": str(store.folder), "cleared": what == "clear", **size._asdict()})

"""The command that makes the season's site."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from brochure.build import Desk, used
from brochure.cli.app import EXIT_PROBLEMS, Options

if TYPE_CHECKING:
    from brochure.press import Site


@click.command()
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="A format that can be downloaded beside the brochure, such as flyer; may be given more than once.",
)
@click.pass_obj
def site(options: Options, formats: tuple[str, ...]) -> None:
    """Make the season's pages for the web, with all PDFs."""
    from brochure.press import refuse_without_content, write_site

    refuse_without_content(options.places.publication)
    with options.reporter.building() as watcher, ExitStack() as stack:
        stack.enter_context(used(options.store))
        workers = options.engage(stack)
        made = write_site(options.places, Desk(options.store, workers), watcher, formats)
    options.reporter.findings(made.findings)
    if made.folder is None:
        raise Exit(EXIT_PROBLEMS)
    _tell(options, made)


def _tell(options: Options, made: Site) -> None:
    record = {
        "site": str(made.folder),
        "pages": made.pages,
        "documents": sum(bool(one.pdf) for one in made.documents),
        "bytes": made.size,
    }
    text = (
        f"{made.folder}/index.html  {made.pages} pages, {record['documents']} PDFs, {made.size / 1e6:.1f} MB"
    )
    options.reporter.line(text, record)

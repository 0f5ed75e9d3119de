"""The commands about content, which render nothing."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from brochure import press
from brochure.build import Edition
from brochure.cli.app import Options
from brochure.cli.messages import called


@click.command()
@click.pass_obj
def check(options: Options) -> None:
    """Check the content only; render nothing."""
    publication = press.check(options.places)
    options.reporter.findings(publication.notices)
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

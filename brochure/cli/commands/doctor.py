"""The command that says what this machine lacks."""

from __future__ import annotations

import click
from click.exceptions import Exit

from brochure.cli.app import Options
from brochure.cli.doctor import report


@click.command()
@click.pass_obj
def doctor(options: Options) -> None:
    """Is this machine ready, and if not, what to install."""
    reporter = options.reporter
    raise Exit(report(options.places.publication / "fonts", reporter.json, reporter.quiet))

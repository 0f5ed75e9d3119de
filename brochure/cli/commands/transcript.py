"""The commands about what a screen reader says."""

from __future__ import annotations

from datetime import date

import click

from brochure.cli.app import Options
from brochure.press import transcribed
from brochure.review import entry, fingerprint, formatted


@click.command()
@click.argument("document", metavar="DOCUMENT", help="A program, a packet, or the path of any PDF.")
@click.pass_obj
def transcript(options: Options, document: str) -> None:
    """Print what a screen reader says of a document."""
    for line in transcribed(options.places, document):
        options.reporter.line(formatted([line]).rstrip("\n"), line.record)


@click.command()
@click.argument("document", metavar="DOCUMENT", help="The program or packet that was reviewed.")
@click.option("--by", metavar="PERSON", required=True, help="Who reviewed it.")
@click.pass_obj
def review(options: Options, document: str, by: str) -> None:
    """Print the entry that records a review."""
    lines, today = transcribed(options.places, document), date.today()
    record = {"document": document, "reviewed_by": by, "reviewed_on": str(today), "text": fingerprint(lines)}
    options.reporter.line(entry(document, lines, by, today).rstrip("\n"), record)

"""The commands that make documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Final, get_args

import click
from click.core import ParameterSource
from click.exceptions import Exit

from brochure.build import BROCHURE, Edition, Judge, Published, Watcher, Wish, build_changed
from brochure.cli.app import EXIT_PROBLEMS, USUAL_SIZE, Options
from brochure.errors import Finding, MachineError, UsageError

if TYPE_CHECKING:
    from brochure.build import Desk
    from brochure.press import Site

#: The edition that people read on screen, with tags.
TAGGED: Final = "screen"
EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)


@click.command()
@click.argument(
    "programs",
    nargs=-1,
    metavar="[PROGRAM]...",
    help="Programs, by the names of their files; all where none is named.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help=(
        "What to make of each program: brochure, flyer, leaflet, card or a format of your own; may be given"
        " more than once."
    ),
)
@click.option("--edition", type=click.Choice(EDITIONS), default=TAGGED, help="What it is made for.")
@click.option("--all", "everything", is_flag=True, help="Every format in every edition, and the packets.")
@click.option("--transcripts", is_flag=True, help="Leave what a screen reader says beside each PDF.")
@click.option("--review", is_flag=True, help="List what only a person can judge.")
@click.option("--validate", is_flag=True, help="Have veraPDF judge the files, where it is installed.")
@click.pass_context
def build(
    context: click.Context,
    programs: tuple[str, ...],
    formats: tuple[str, ...],
    edition: Edition,
    everything: bool,
    transcripts: bool,
    review: bool,
    validate: bool,
) -> None:
    """Make everything, or the programs that are named."""
    options: Options = context.obj
    says_edition = context.get_parameter_source("edition") is ParameterSource.COMMANDLINE
    if everything and (programs or formats or says_edition):
        what = "every format of every program is made in every edition"
        raise UsageError.of("--all", what, "leave --all out, or the programs, --format and --edition")
    if edition != TAGGED and (transcripts or review or validate):
        what = f"the {edition} edition has no tags to read, review or validate"
        raise UsageError.of("--edition", what, "build the screen edition for that")
    editions, forms = (EDITIONS, ()) if everything else ((edition,), formats or (BROCHURE,))
    wishes = [Wish(programs=programs, formats=forms, edition=one) for one in editions]
    _run(options, wishes, transcripts, review, validate)


@click.command()
@click.argument(
    "names", nargs=-1, metavar="[NAME | PROGRAM...]", help="A packet, or the programs to bind into one."
)
@click.option("--edition", type=click.Choice(EDITIONS), default=TAGGED, help="What it is made for.")
@click.option(
    "--title", default="", metavar="TITLE", help="Title of a packet of programs; their names if left out."
)
@click.option("--validate", is_flag=True, help="Have veraPDF judge the packet, where it is installed.")
@click.pass_obj
def packet(options: Options, names: tuple[str, ...], edition: Edition, title: str, validate: bool) -> None:
    """Make one packet, by its name or of programs."""
    from brochure.build import packet_wish
    from brochure.press import check

    if edition != TAGGED and validate:
        what = f"the {edition} edition has no tags to read, review or validate"
        raise UsageError.of("--edition", what, "build the screen edition for that")
    _run(options, [packet_wish(check(options.places), names, edition, title.strip())], validate=validate)


@click.command()
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="A format that can be downloaded beside the brochure, such as flyer; may be given more than once.",
)
@click.option(
    "--drafts",
    is_flag=True,
    help="Make it though approvals are missing: marked, and kept from search engines.",
)
@click.pass_obj
def site(options: Options, formats: tuple[str, ...], drafts: bool) -> None:
    """Make the season's pages for the web, with all PDFs."""
    from brochure.build import Desk, refuse_without_content, used
    from brochure.press import known_site, write_site

    refuse_without_content(options.places.publication)
    with options.reporter.building() as watcher, ExitStack() as stack:
        stack.enter_context(used(options.store))
        made = known_site(options.places, options.store, watcher, formats, drafts)
        if made is None:
            desk = Desk(options.store, options.engage(stack))
            made = write_site(options.places, desk, watcher, formats, drafts)
    options.reporter.findings(made.findings)
    if made.folder is None:
        raise Exit(EXIT_PROBLEMS)
    _tell(options, made)


def _tell(options: Options, made: Site) -> None:
    record = {"site": str(made.folder), "pages": made.pages, "documents": made.pdfs, "bytes": made.size}
    text = (
        f"{made.folder}/index.html  {made.pages} pages, {record['documents']} PDFs, {made.size / 1e6:.1f} MB"
    )
    options.reporter.line(text, record)


def _run(
    options: Options,
    wishes: Sequence[Wish],
    transcripts: bool = False,
    review: bool = False,
    validate: bool = False,
) -> None:
    output, content = options.places.output, options.places.publication / "content"
    if not content.is_dir() or (output.exists() and not output.is_dir()):
        from brochure.press import check

        check(options.places)  # says so, before a cache or a worker is made for nothing
    judge, is_fresh = (
        _judge() if validate else None,
        transcripts or validate or options.places.keep is not None,
    )
    with options.reporter.building() as watcher, ExitStack() as stack:
        maker = _Maker(options, watcher, transcripts, judge, stack)
        built = build_changed(options.places, wishes, watcher, options.store, maker.make, is_fresh)
    if options.store.has_grown or options.limit < USUAL_SIZE:
        from brochure.build import keep_below

        keep_below(options.store, options.limit)
    published = [document for documents in built for document in documents]
    options.reporter.closing(published)
    tagged = [
        document
        for wish, documents in zip(wishes, built, strict=True)
        if wish.edition == TAGGED
        for document in documents
        if document.path
    ]
    if review:
        from brochure.press import left_to_review

        options.reporter.findings(left_to_review(options.places, tagged))
    elif left := sum(not document.is_reviewed for document in tagged):
        options.reporter.to_review(left)
    options.reporter.to_confirm(published)
    if any(finding.severity == "error" for document in published for finding in document.findings):
        raise Exit(EXIT_PROBLEMS)


class _Maker:
    """Makes what has changed.

    What this needs is loaded, and workers begin, when there is something to make, and not before.
    """

    def __init__(
        self, options: Options, watcher: Watcher, transcripts: bool, judge: Judge | None, stack: ExitStack
    ) -> None:
        self.options, self.watcher, self.stack = options, watcher, stack
        self.asked = transcripts, judge

    def make(self, wish: Wish) -> Sequence[Published]:
        """What a wish leaves."""
        desk = self._desk
        from brochure import press

        asked = self.asked if wish.edition == TAGGED else (False, None)
        return press.build(self.options.places, wish, self.watcher, desk, *asked)

    @cached_property
    def _desk(self) -> Desk:
        workers = self.options.engage(self.stack)  # they load what they share while the rest is loaded here
        from brochure.build import Desk, used

        self.stack.enter_context(used(self.options.store))
        return Desk(self.options.store, workers, self.options.places.keep)


def _judge() -> Judge:
    """Where there can be no judgment, that is told before anything is made, as far as it is known."""
    from brochure.preflight import conformance

    def judge(files: Mapping[str, bytes]) -> Sequence[Finding]:
        try:
            return conformance.judge(files, jar=jar)
        except conformance.NoValidatorError as error:
            raise _unvalidated(error) from error

    try:
        jar = conformance.validator()
    except conformance.NoValidatorError as error:
        raise _unvalidated(error) from error
    return judge


def _unvalidated(error: Exception) -> MachineError:
    return MachineError.of("--validate", str(error), "docs/accessibility.md says what is needed")

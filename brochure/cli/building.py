"""The commands that make documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

import click
from click.exceptions import Exit

from brochure.build.cache.unchanged import build_changed
from brochure.build.request import BROCHURE, Edition, Judge, Published, Watcher, Wish
from brochure.cli.session import USUAL_SIZE, Session, app
from brochure.errors import MachineError, Problem, UsageError, Where

if TYPE_CHECKING:
    from brochure.build.crew import Crew
    from brochure.errors import Finding

EXIT_PROBLEMS = 1
#: The edition that people read on screen, with tags.
TAGGED: Final = "screen"
EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)


@app.command("build")
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
@click.option("--all", is_flag=True, help="Every format in every edition, and the packets.")
@click.option("--transcripts", is_flag=True, help="Leave what a screen reader says beside each PDF.")
@click.option("--review", is_flag=True, help="List what only a person can judge.")
@click.option("--validate", is_flag=True, help="Have veraPDF judge the files, where it is installed.")
@click.pass_obj
def make(
    session: Session,
    programs: tuple[str, ...],
    formats: tuple[str, ...],
    edition: Edition,
    all: bool,
    transcripts: bool,
    review: bool,
    validate: bool,
) -> None:
    """Make everything, or the programs that are named."""
    if all and (programs or formats or edition != TAGGED):
        raise UsageError(
            [
                Problem(
                    Where("--all"),
                    "every format of every program is made in every edition",
                    "leave --all out, or the programs, --format and --edition",
                )
            ]
        )
    if edition != TAGGED and (transcripts or review or validate):
        raise UsageError(
            [
                Problem(
                    Where("--edition"),
                    f"the {edition} edition has no tags to read, review or validate",
                    "build the screen edition for that",
                )
            ]
        )
    forms = () if all else formats or (BROCHURE,)
    wishes = [
        Wish(programs=programs, formats=forms, edition=one) for one in (EDITIONS if all else (edition,))
    ]
    _run(session, wishes, transcripts, review, validate)


@app.command()
@click.argument(
    "names", nargs=-1, metavar="[NAME | PROGRAM...]", help="A packet, or the programs to bind into one."
)
@click.option("--edition", type=click.Choice(EDITIONS), default=TAGGED, help="What it is made for.")
@click.pass_obj
def packet(session: Session, names: tuple[str, ...], edition: Edition) -> None:
    """Make one packet, by its name or of programs."""
    from brochure.build.plan import packet_wish
    from brochure.press import check

    _run(session, [packet_wish(check(session.places), names, edition)])


def _run(
    session: Session,
    wishes: Sequence[Wish],
    transcripts: bool = False,
    review: bool = False,
    validate: bool = False,
) -> None:
    with session.reporter.building() as watcher:
        build = partial(_build, session, watcher, transcripts, _judge() if validate else None)
        is_fresh = transcripts or validate or session.places.keep is not None
        built = build_changed(
            session.places, wishes, watcher, session.store, session.engage, build, is_fresh
        )
    if session.store.has_grown or session.limit < USUAL_SIZE:
        session.store.keep_below(session.limit)
    published = [document for documents in built for document in documents]
    tagged = [
        document
        for wish, documents in zip(wishes, built, strict=True)
        if wish.edition == TAGGED
        for document in documents
        if document.path
    ]
    session.reporter.closing(published)
    if review:
        from brochure.press import left_to_review

        session.reporter.findings(left_to_review(session.places, tagged))
    elif left := sum(not document.is_reviewed for document in tagged):
        session.reporter.to_review(left)
    if any(_failed(document) for document in published):
        raise Exit(EXIT_PROBLEMS)


def _build(
    session: Session, watcher: Watcher, transcripts: bool, judge: Judge | None, wish: Wish, crew: Crew
) -> Sequence[Published]:
    from brochure.build.desk import Desk
    from brochure.build.keep import Keeper
    from brochure.press import build

    desk = Desk(session.store, crew, Keeper(session.places.keep))
    return build(
        session.places, wish, watcher, desk, *((transcripts, judge) if wish.edition == TAGGED else ())
    )


def _judge() -> Judge:
    """Who asks for a judgment is told where there can be none, and before anything is made where that is known."""
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
    return MachineError(
        [Problem(Where("--validate"), str(error), "docs/accessibility.md says what is needed")]
    )


def _failed(document: Published) -> bool:
    return any(finding.severity == "error" for finding in document.findings)

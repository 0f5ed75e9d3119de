"""The commands about this machine: what it shows in a browser, the studio, in which a season is edited, and
a published season with packets of one's own; what it lacks, and what earlier builds left on it.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from threading import Thread
from typing import Final

import click
from click.exceptions import Exit

from brochure.cli import record, said
from brochure.cli.app import Options
from brochure.errors import MachineError, UsageError

#: Where the studio listens, or at the next one that is free.
PORT: Final = 8420


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    show_default=f"as last time, or {PORT}",
    help="Where it listens, or at the next one.",
)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.pass_obj
def studio(options: Options, port: int | None, no_browser: bool) -> None:
    """Edit and see, in the browser."""
    with ExitStack() as stack:
        # Signals are set here, in the main thread; the engine loads while the rest does.
        workers = options.engage(stack, stands_by=True)
        try:
            from brochure.studio import (
                StudioServer,
                address,
                ask_ticket,
                find_running,
                last_port,
                open_browser,
            )
        except ModuleNotFoundError as error:
            library = str(error.name).partition(".")[0]
            what = f"it is not installed with the studio: the library {library} is missing"
            hint = 'run `make`, or pip install "brochure[studio]" where the program was installed by pip'
            raise MachineError.of("studio", what, hint) from error
        from brochure.build import Desk, refuse_without_content, used

        refuse_without_content(options.places.publication)

        def say(where: str, what: str) -> None:
            options.reporter.line(f"{what}: {where}", record(studio=where))

        if running := find_running(options.store.folder, options.places.publication):
            say(address(*running), "The studio of this publication is open already")
            if not no_browser:
                open_browser(running[0], ask_ticket(*running))
            return
        stack.enter_context(used(options.store))
        desk = Desk(options.store, workers)

        def opened(server: StudioServer) -> None:
            say(address(server.port, server.keys.token), "The studio is open until Ctrl-C")
            if not no_browser:  # some are waited for until they end
                ticket = server.keys.ticket()
                Thread(target=open_browser, args=(server.port, ticket), daemon=True).start()

        folder, chosen = options.store.folder, port or last_port(options.places.publication) or PORT
        StudioServer(options.places, desk, lambda: nullcontext(desk), folder, chosen, opened).run()


@click.command()
@click.argument("season", required=False)
@click.option("--host", default="127.0.0.1", help="The address that it listens at; 0.0.0.0 for all of them.")
@click.option("--port", type=click.IntRange(0, 65535), default=8421, help="The port that it listens at.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy in front of it, that tells for whom it asks; may be given more than once.",
)
@click.pass_obj
def serve(options: Options, season: str | None, host: str, port: int, proxies: tuple[str, ...]) -> None:
    """Show a season that was published, with packets of one's own."""
    with ExitStack() as stack:
        workers = options.engage(stack)
        try:
            from brochure.serve import Listening, SeasonServer
        except ModuleNotFoundError as error:
            library = str(error.name).partition(".")[0]
            what = f"it is not installed with the server: the library {library} is missing"
            hint = 'run `make`, or pip install "brochure[studio]" where the program was installed by pip'
            raise MachineError.of("serve", what, hint) from error
        from brochure.build import Desk, Store
        from brochure.press import seasons_with_a_site

        found = seasons_with_a_site(options.places.output)
        if season is None and not found:
            hint = "make_brochure.py site makes it"
            raise UsageError.of(str(options.places.output), "there is no site of any season", hint)
        if season is not None and season not in found:
            hint = f"there are {', '.join(found)}" if found else "make_brochure.py site makes it"
            raise UsageError.of(season, "there is no site of this season", hint)
        store = Store(options.store.folder / "served")
        listening = Listening(host, port, proxies, options.limit)
        server = SeasonServer(options.places, season or found[-1], Desk(store, workers), listening)
        where = f"http://{f'[{host}]' if ':' in host else host}:{server.port}/"
        options.reporter.line(
            f"The season {server.name} is shown until Ctrl-C: {where}",
            record(serve=where, season=server.name),
        )
        if server.pages.season.composer is None:
            what = "Content was changed while the site was made, so there are no packets of one's own"
            options.reporter.line(said(f"{what}. Hint: make_brochure.py site"), record(packets=False))
        server.run()


@click.command()
@click.pass_obj
def doctor(options: Options) -> None:
    """Is this machine ready, and if not, what to install."""
    from brochure.cli.doctor import report  # no other command needs it

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
    from brochure.cli.output import kilobytes

    store = options.store
    size = clear(store) if what == "clear" else store.size()
    done = "cleared: " if what == "clear" else ""
    text = f"{store.folder}  {done}{size.results} results  {kilobytes(size.bytes)}"
    options.reporter.line(text, {"cache": str(store.folder), "cleared": what == "clear", **size._asdict()})

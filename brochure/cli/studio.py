"""The command that opens the studio: a season is edited in the browser."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import Final

import click

from brochure.cli import record
from brochure.cli.app import Options
from brochure.errors import MachineError

#: Where the studio listens, or at the next one that is free.
PORT: Final = 8420


@click.command()
@click.option(
    "--port", type=click.IntRange(1024, 65535), default=PORT, help="Where it listens, or at the next one."
)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.pass_obj
def studio(options: Options, port: int, no_browser: bool) -> None:
    """Edit and see, in the browser."""
    with ExitStack() as stack:
        # Signals are set here, in the main thread; the engine loads while the rest does and content is read.
        workers = options.engage(stack)
        try:
            from brochure.studio import StudioServer, address, ask_ticket, find_running, open_browser
        except ModuleNotFoundError as error:
            library = str(error.name).partition(".")[0]
            what = f"it is not installed with the studio: the library {library} is missing"
            hint = 'run `make`, or pip install "brochure[studio]" where the program was installed by pip'
            raise MachineError.of("studio", what, hint) from error
        from brochure.build import Desk, used
        from brochure.press import refuse_without_content

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
        server = StudioServer(options.places, desk, lambda: nullcontext(desk), options.store.folder, port)
        say(address(server.port, server.keys.token), "The studio is open until Ctrl-C")
        if not no_browser:
            open_browser(server.port, server.keys.ticket())
        server.run()

"""The command that serves a season: its site, and packets of one's own."""

from __future__ import annotations

from contextlib import ExitStack

import click

from brochure.cli import record
from brochure.cli.app import Options
from brochure.errors import MachineError, UsageError


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
            hint = 'run `make`, or pip install "brochure[serve]" where the program was installed by pip'
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
            options.reporter.line(f"{what}. Hint: make_brochure.py site", record(packets=False))
        server.run()

"""A server of a season that runs in a thread, for a publication whose site is published."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from brochure.build import Desk, InProcess, Places, Store, Watcher, Workers
from brochure.press import Site, write_site
from brochure.serve import Listening, SeasonServer
from tests.builders.publication import make_plain_publication, make_program
from tests.builders.studio_server import wait_for

NAMES = ("alpha", "beta", "delta", "gamma")
SEASON = "2019-20"


def make_season(folder: Path) -> Places:
    """A publication of four programs, with plain layouts."""
    programs = {
        f"programs/{name}.yaml": make_program(name=name.title(), promise=f"The {name} one") for name in NAMES
    }
    make_plain_publication(folder, {**programs, "programs/primary-care.yaml": None})
    return Places(folder, folder / "output")


def publish(places: Places) -> Site:
    """Publishes its site."""
    site = write_site(
        places, Desk(Store(places.publication / ".cache"), InProcess()), Watcher(), drafts=True
    )
    assert site.folder is not None, site.findings
    return site


@contextmanager
def serving(
    places: Places, cache: Path, workers: Workers | None = None, proxies: tuple[str, ...] = ()
) -> Iterator[SeasonServer]:
    """A server as long as this stands."""
    desk = Desk(Store(cache), workers or InProcess())
    server = SeasonServer(places, SEASON, desk, Listening(port=0, proxies=proxies))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.server.started)
    try:
        yield server
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()

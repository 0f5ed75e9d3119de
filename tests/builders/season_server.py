"""A season that is published, and its server."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from brochure.build import Desk, InProcess, Places, Store, Watcher, Workers
from brochure.press import Site, write_site
from brochure.serve import Listening, SeasonServer
from tests.builders.in_thread import in_thread
from tests.builders.publication import make_plain_publication, make_program

NAMES = ("alpha", "beta", "delta", "gamma")
SEASON = "2019-20"


def make_season(folder: Path) -> Places:
    """A publication of four programs, with plain layouts."""
    programs = {
        f"programs/{name}.yaml": make_program(name=name.title(), promise=f"The {name} one") for name in NAMES
    }
    make_plain_publication(folder, {**programs, "programs/primary-care.yaml": None})
    return Places(folder, folder / "output")


def publish(places: Places, desk: Desk) -> Site:
    """Publishes its site."""
    site = write_site(places, desk, Watcher(), drafts=True)
    assert site.folder is not None, site.findings
    return site


def copied(season: Places, folder: Path) -> Places:
    """The same publication in another folder, published as it was."""
    shutil.copytree(season.publication, folder, dirs_exist_ok=True)
    return Places(folder, folder / "output")


def serving(
    places: Places, cache: Path, workers: Workers | None = None, proxies: tuple[str, ...] = ()
) -> AbstractContextManager[SeasonServer]:
    """A server as long as this stands."""
    desk = Desk(Store(cache), workers or InProcess())
    return in_thread(SeasonServer(places, SEASON, desk, Listening(port=0, proxies=proxies)))

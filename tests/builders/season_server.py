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
#: The last one has eight pages with numbers of its own; a packet binds it without these, and two pages less.
LONG = """{% if program.id == "gamma" %}{% for number in range(2, 7 if is_bound else 9) %}
<p style="break-before: page">{{ "A page" if is_bound else "Own number " ~ number }}</p>
{% endfor %}{% endif %}{% endblock %}"""


def make_season(folder: Path) -> Places:
    """A publication of four programs, with plain layouts."""
    programs = {
        f"programs/{name}.yaml": make_program(name=name.title(), promise=f"The {name} one") for name in NAMES
    }
    make_plain_publication(folder, {**programs, "programs/primary-care.yaml": None})
    layout = folder / "layouts/brochure"
    page = (layout / "brochure.html.j2").read_text("utf-8")
    (layout / "brochure.html.j2").write_text(page.replace("{% endblock %}", LONG), "utf-8")
    (layout / "format.yaml").write_text("line: A page, or eight\n", "utf-8")
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

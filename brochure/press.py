"""The main path: load, plan, compose, typeset, preflight, assemble, publish, in this order. Must not know terminals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from brochure import __version__
from brochure.artefacts import Finding
from brochure.compose import Composer
from brochure.compose.layouts import Layouts
from brochure.content import load
from brochure.keep import Keeper
from brochure.model import Publication
from brochure.plan import Wish, plan
from brochure.publish import Shelf


@dataclass(frozen=True)
class Places:
    """Where a publication stands and where its output goes; `keep` is a folder for every stage's artefact."""

    publication: Path
    output: Path
    keep: Path | None = None


@dataclass(frozen=True)
class Published:
    """One document of a build: its file, or none where an error kept it back. `size` in bytes."""

    name: str
    path: Path | None
    pages: int
    size: int
    findings: tuple[Finding, ...]
    seconds: float


class Watcher:
    """Is told how a build goes; this one does nothing with it."""

    def planned(self, documents: int) -> None:
        """So many documents will be made."""

    def began(self, name: str) -> None:
        """A document is being made."""

    def done(self, document: Published) -> None:
        """A document is finished; `path` is set where it was published."""


def check(places: Places) -> Publication:
    """Content only: the publication, or all its problems as a `ContentError`."""
    return load(places.publication / "content", Layouts.of(places.publication).fonts)


def build(places: Places, wish: Wish, watcher: Watcher) -> tuple[Published, ...]:
    """Makes and publishes what is wished for. Raises `BrochureError` for what stops everything before rendering."""
    publication = check(places)
    planned = plan(publication, wish)
    from brochure.binding import bind  # importing the engine costs 0.6 s, which `check` must not pay
    from brochure.setting import Made, make

    layouts = Layouts.of(places.publication)
    composer = Composer(publication, places.publication / "content", layouts, publication.settings.sheet)
    shelf, keeper = Shelf(places.output, str(publication.season.label), wish.edition), Keeper(places.keep)
    made: dict[str, Made] = {}
    published: list[Published] = []

    def finish(document: Made, public: bool) -> None:
        path = None
        if public and document.sound and document.proof:
            path = shelf.put(f"{document.name}.pdf", document.proof.pdf)
        pages, size = (len(document.proof.pages), len(document.proof.pdf)) if document.proof else (0, 0)
        published.append(Published(document.name, path, pages, size, document.findings, document.seconds))
        watcher.done(published[-1])

    watcher.planned(len(planned.jobs) + len(planned.chapters) + len(planned.orders))
    for job in (*planned.jobs, *planned.chapters):
        watcher.began(job.name)
        made[job.name] = make(job, composer, keeper)
        finish(made[job.name], job.name in planned.published)
    for order in planned.orders:
        watcher.began(order.name)
        made[order.name] = bind(order, made, composer, keeper)
        finish(made[order.name], True)
    entries = {f"{p.name}.pdf": _entry(p, made[p.name].proof, publication) for p in published if p.path}
    shelf.record(entries, f"brochure {__version__}")
    return tuple(published)


def _entry(document: Published, proof: Any, publication: Publication) -> dict[str, Any]:
    """What the manifest says of one file; the trim in points."""
    files = {run.where.rpartition(":")[0] for page in proof.pages for run in page.runs if run.where}
    return {
        "sha256": sha256(proof.pdf).hexdigest(),
        "bytes": document.size,
        "pages": document.pages,
        "trim": [round(proof.pages[0].width, 3), round(proof.pages[0].height, 3)],
        "sources": {name: publication.sources[name] for name in sorted(files) if name in publication.sources},
        "findings": [asdict(finding) for finding in document.findings],
    }

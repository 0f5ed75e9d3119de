"""The main path: load, plan, compose, typeset, preflight, assemble, publish, in this order. Must not know terminals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brochure import __version__
from brochure.artefacts import Finding, Job, PacketOrder
from brochure.compose import Composer
from brochure.compose.layouts import Layouts
from brochure.content import load
from brochure.errors import ContentError, MachineError, Problem, UsageError, Where
from brochure.formats import read_formats
from brochure.keep import Keeper
from brochure.model import Publication, Review
from brochure.plan import Plan, Wish, plan
from brochure.publish import Shelf
from brochure.reviews import holds, to_review
from brochure.transcript import Line, UnreadableError, transcript, transcript_lines

if TYPE_CHECKING:
    from brochure.setting import Made

    Make = Callable[[Job, Composer, Keeper], Made]
    Bind = Callable[[PacketOrder, Mapping[str, Made], Composer, Keeper], Made]
    Finish = Callable[[Made, Composer], Made]

#: Gives findings about finished PDFs, which it takes by name.
Judge = Callable[[Mapping[str, bytes]], Sequence[Finding]]


@dataclass(frozen=True)
class Places:
    """Where a publication stands and where its output goes; `keep` is a folder for every stage's artefact."""

    publication: Path
    output: Path
    keep: Path | None = None


@dataclass(frozen=True)
class Published:
    """One document of a build: its file, or none where an error kept it back, and the review that content records. `size` in bytes."""

    name: str
    path: Path | None
    pages: int
    size: int
    findings: tuple[Finding, ...]
    seconds: float
    review: Review | None = None


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
    layouts, problems = Layouts.of(places.publication), list(_astray(places.publication))
    try:
        read_formats(layouts)
    except ContentError as error:
        problems += error.problems
    try:
        publication = load(places.publication / "content", layouts.fonts)
    except ContentError as error:
        raise ContentError([*problems, *error.problems]) from error
    if problems:
        raise ContentError(problems)
    return publication


def _astray(publication: Path) -> Iterator[Problem]:
    """Links among layouts and fonts that lead out of their folder: nothing outside a publication is ever read."""
    for folder in (publication / "layouts", publication / "fonts"):
        for path in folder.rglob("*"):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                where = Where(path.relative_to(publication).as_posix())
                yield Problem(where, f"the link leads outside {folder.name}/", "replace it by a copy of the file")


def build(places: Places, wish: Wish, watcher: Watcher, transcripts: bool = False, judge: Judge | None = None) -> tuple[Published, ...]:
    """Makes and publishes what is wished for, with a transcript beside each file where asked.

    With a `judge` nothing is published before all is made and judged. Raises `BrochureError` for what stops everything
    before rendering.
    """
    publication = check(places)
    layouts = Layouts.of(places.publication)
    formats = read_formats(layouts)
    planned = plan(publication, wish, formats)
    composer = Composer(publication, places.publication / "content", layouts, publication.settings.sheet, formats, wish.edition)
    shelf, keeper = Shelf(places.output, str(publication.season.label), wish.edition), Keeper(places.keep)
    documents = _made(planned, composer, keeper, watcher)
    published: list[Published] = []
    entries: dict[str, dict[str, Any]] = {}
    for document, public in _judged(documents, judge) if judge else documents:
        path = None
        if public and document.sound and document.proof:
            path = shelf.put(f"{document.name}.pdf", document.proof.pdf)
            if transcripts:
                shelf.put(f"{document.name}.txt", transcript(document.proof.pdf).encode())
        pages, size = (len(document.proof.pages), len(document.proof.pdf)) if document.proof else (0, 0)
        published.append(Published(document.name, path, pages, size, document.findings, document.seconds, publication.reviews.get(document.name)))
        watcher.done(published[-1])
        if path:
            entries[path.name] = _entry(published[-1], document, publication)
    shelf.record(entries, f"brochure {__version__}")
    return tuple(published)


def _made(planned: Plan, composer: Composer, keeper: Keeper, watcher: Watcher) -> Iterator[tuple[Made, bool]]:
    """Every document as it is made, packets last, and whether it becomes a file of its own; those are finished for their edition."""
    bind, make, finish = engine()
    made: dict[str, Made] = {}
    watcher.planned(len(planned.jobs) + len(planned.chapters) + len(planned.orders))
    for job in (*planned.jobs, *planned.chapters):
        watcher.began(job.name)
        made[job.name] = make(job, composer, keeper)
        public = job.name in planned.published
        yield finish(made[job.name], composer) if public else made[job.name], public
    for order in planned.orders:
        watcher.began(order.name)
        yield finish(bind(order, made, composer, keeper), composer), True


def _judged(documents: Iterable[tuple[Made, bool]], judge: Judge) -> Iterator[tuple[Made, bool]]:
    """The same documents with what a judge of all finished files finds in them."""
    every = list(documents)
    found = judge({document.name: document.proof.pdf for document, public in every if public and document.sound and document.proof})
    for document, public in every:
        own = tuple(finding for finding in found if finding.document == document.name)
        yield replace(document, findings=(*document.findings, *own)), public


def transcribed(places: Places, name: str) -> list[Line]:
    """What is said of a document that was published, by its name, or of any PDF, by its path. Raises `UsageError`."""
    path = Path(name) if name.lower().endswith(".pdf") else _shelved(places, name)
    shown = path.relative_to(places.output.parent) if path.is_relative_to(places.output.parent) else path
    try:
        return transcript_lines(path.read_bytes())
    except OSError:
        fault = "has not been built", f"make_brochure.py builds everything; there is {_built(path.parent)}"
    except UnreadableError as error:
        fault = str(error), "build it again, or unlock it"
    raise UsageError([Problem(Where(str(shown)), *fault)])


def left_to_review(published: Sequence[Published]) -> list[Finding]:
    """What a person is to judge of the documents that were published."""
    reviews = {one.name: one.review for one in published if one.review}
    return list(to_review({one.name: transcript_lines(one.path.read_bytes()) for one in published if one.path}, reviews))


def unreviewed(published: Sequence[Published]) -> int:
    """How many of the documents that were published nobody has reviewed as they are now."""
    return sum(1 for one in published if one.path and not (one.review and holds(one.review, transcript_lines(one.path.read_bytes()))))


def _shelved(places: Places, name: str) -> Path:
    shelf = Shelf(places.output, str(check(places).season.label), "screen")
    return shelf.folder / f"{name}.pdf"


def _built(folder: Path) -> str:
    return ", ".join(sorted(path.stem for path in folder.glob("*.pdf"))) or "nothing yet"


def engine() -> tuple[Bind, Make, Finish]:
    """What makes packets and documents and finishes them; importing it costs 0.6 s, which `check` must not pay. Raises `MachineError`."""
    try:
        with redirect_stdout(StringIO()):  # where a library is missing, WeasyPrint prints advice of its own
            from brochure.binding import bind
            from brochure.finishing import finish
            from brochure.setting import make
    except (ImportError, OSError) as error:
        if isinstance(error, ImportError) and (error.name or "").startswith("brochure"):
            raise
        what = f"the typesetting engine cannot be loaded: {str(error).partition(chr(10))[0]}"
        raise MachineError([Problem(Where("WeasyPrint"), what, "make_brochure.py doctor says what to install")]) from error
    return bind, make, finish


def _entry(document: Published, made: Made, publication: Publication) -> dict[str, Any]:
    """What the manifest says of one file; the trim in points, `fit` where type was made smaller."""
    assert made.proof
    first = made.proof.pages[0]
    return {
        "sha256": sha256(made.proof.pdf).hexdigest(),
        "bytes": document.size,
        "pages": document.pages,
        "trim": [round(first.width, 3), round(first.height, 3)],
        **made.details,
        "sources": {name: publication.sources[name] for name in sorted(made.files) if name in publication.sources},
        "findings": [asdict(finding) for finding in document.findings],
    }

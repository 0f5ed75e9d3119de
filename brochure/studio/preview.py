"""The pages of documents as pictures, with the box of every text and picture, kept up with edits.

`Preview(session).pages(document, form)` gives the pages as the files are now. The first time the whole
document is made; after an edit only the units are set whose HTML is another one: parts of the document
that share no page with others. `settle` makes the whole document when there is time: it brings what units
do not know (the number of pages and what hangs on it, other architectures, findings about the document),
and proves that units look as they do in it. Where one does not, that document is always made whole.

Names for who builds on this: `Preview.pages`, `.shown`, `.settle`, `.sharper`, `.changed`, `.forget`;
`PagePicture` (`number`, `digest`, `jpeg`, `width`, `height`, `boxes`, `findings`), `PageBox` (`left`, `top`,
`width`, `height`, `file`, `line`, `column`, `text`, `role`), `ShownDocument` (`pages`, `is_stale`,
`problems`). Lengths in points from the top left corner of a page. `pages` and `settle` may be called from
two threads. Must not know HTTP.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import RLock
from typing import Any, Final

from brochure.build import (
    CutSource,
    PageUnit,
    composed_again,
    draw,
    draw_first,
    made_ready,
    make_alone,
    pages_of,
    pictures_in,
    pictures_of,
    rules_for,
    set_part,
    states_of,
    units_of,
)
from brochure.compose import Composer
from brochure.errors import BrochureError, ContentError, Finding, Problem, UsageError, nearest
from brochure.model import Job, Made, PacketJob, PageView, Rules
from brochure.press import Session
from brochure.studio.page_boxes import PageBox, boxes_of

#: Dots per inch of the pictures.
RESOLUTION: Final = 110
#: Forms whose documents bear the bare name of what they are about.
BARE: Final = ("brochure", "chapter", "packet")
#: Documents that are kept ready, and bytes of pictures of units that are remembered beside theirs.
MOST_READY: Final = 16
MOST_REMEMBERED: Final = 4_000_000


@dataclass(frozen=True)
class PagePicture:
    """One page: its picture with the hash of it, its size in points, its texts, what is wrong with it."""

    number: int
    digest: str
    jpeg: bytes
    width: float
    height: float
    boxes: tuple[PageBox, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShownDocument:
    """The last good pages of a document; where they are stale, the problems that keep it from being set."""

    pages: tuple[PagePicture, ...]
    is_stale: bool
    problems: tuple[Problem, ...] = ()


#: Is given the first page of a document.
Early = Callable[[tuple[PagePicture, ...]], None]


@dataclass(frozen=True)
class _Unit:
    """A unit as it is shown: what it was set from, and its pages, which those of the whole document are or
    not.
    """

    unit: PageUnit
    key: str
    pages: tuple[PagePicture, ...]
    is_alone: bool = False


@dataclass(frozen=True)
class _Ready:
    """A document that was made whole, and its units as they are by now; `loose` belongs to no page."""

    made: Made
    cut: CutSource
    units: tuple[_Unit, ...]
    is_whole: bool
    loose: tuple[Finding, ...] = ()

    @property
    def pages(self) -> tuple[PagePicture, ...]:
        """Numbered; the first one tells what is wrong with the document."""
        pages = [replace(page, number=0) for unit in self.units for page in unit.pages]
        if pages and self.loose:
            pages[0] = replace(pages[0], findings=(*self.loose, *pages[0].findings))
        return tuple(_numbered(page, number) for number, page in enumerate(pages, 1))


def _numbered(page: PagePicture, number: int) -> PagePicture:
    found = tuple(one._replace(page=number) if one.page else one for one in page.findings)
    return replace(page, number=number, findings=found)


class Preview:
    """Shows documents of a session as they would be published."""

    def __init__(self, session: Session, resolution: int = RESOLUTION) -> None:
        self.session, self.resolution = session, resolution
        self._ready: OrderedDict[str, _Ready] = OrderedDict()
        self._remembered: OrderedDict[str, tuple[PagePicture, ...]] = OrderedDict()
        self._size, self._lock = 0, RLock()
        self._proved: dict[tuple[str, int], bool] = {}
        self._is_ready = False  # whether a worker has read what documents share

    def pages(self, document: str, form: str, early: Early | None = None) -> tuple[PagePicture, ...]:
        """The pages of a document as files are now; the last good ones where its layout fails. `early` is
        given the first page of one that is not ready yet, as soon as that is set.

        Raises `BrochureError`: `ContentError` where content has problems, `UsageError` for no document.
        """
        composer, job = self._job(document, form)
        before = self._ready.get(job.name)
        if early and before is None and (first := self._first(job, composer)):
            early(first)
        after = self._whole(job, composer) if before is None else self._kept_up(job, composer, before)
        if after is None:
            return before.pages if before else ()
        self._keep(job.name, after)
        return after.pages

    def shown(self, document: str, form: str) -> ShownDocument:
        """The same, with the last good pages where content has problems."""
        try:
            return ShownDocument(self.pages(document, form), is_stale=False)
        except ContentError as error:
            ready = self._ready.get(_name(document, form))
            return ShownDocument(ready.pages if ready else (), is_stale=True, problems=tuple(error.problems))

    def settle(self, document: str, form: str) -> bool:
        """Makes a document whole that is shown by units; whether its pages are others now.

        Nothing happens where it was edited meanwhile, which is settled later.
        """
        before = self._ready.get(_name(document, form))  # before files are read, which may be edited then
        try:
            composer, job = self._job(document, form)
        except BrochureError:
            return False
        if before is None or not self._is_due(job, before):
            return False
        after = self._whole(job, composer)
        with self._lock:
            if after is None or self._ready.get(job.name) is not before:
                return False
            self._prove(job, before, after)
            self._keep(job.name, after)
        return after.pages != before.pages

    def sharper(self, digest: str, resolution: int) -> bytes | None:
        """A page that is shown, with so many dots per inch; none where it is another by now."""
        with self._lock:
            ready = list(self._ready.values())
        for one in ready:
            for unit in one.units:
                for at, page in enumerate(unit.pages):
                    if page.digest == digest:
                        return self._drawn(one, unit, at, resolution)
        return None

    def _drawn(self, ready: _Ready, one: _Unit, at: int, resolution: int) -> bytes | None:
        desk = self.session.desk
        if not one.is_alone:
            return next(iter(draw(ready.made, resolution, desk, one.unit.page + at)), None)
        source = ready.cut.some(one.unit.first, one.unit.last, one.unit.page)
        result = set_part(source, Rules(), resolution, desk)
        return pictures_of(result)[at] if result.data is not None else None

    def changed(self, files: Iterable[str]) -> None:
        """Some files are not as they were: what hangs on layouts is made anew, the rest is seen."""
        if any(file.startswith(("layouts/", "fonts/")) for file in files):
            self.forget()

    def forget(self) -> None:
        """Makes every document anew when it is next asked for."""
        with self._lock:
            self._ready.clear()
            self._remembered.clear()
            self._proved.clear()
            self._size = 0

    def _job(self, document: str, form: str) -> tuple[Composer, Job | PacketJob]:
        composer, jobs = self.session.documents()
        name = _name(document, form)
        if name not in jobs:
            raise UsageError.of(name, "there is no document of this name", nearest(name, jobs, "there are"))
        return composer, jobs[name]

    def _keep(self, name: str, ready: _Ready) -> None:
        with self._lock:
            self._ready[name] = ready
            self._ready.move_to_end(name)
            while len(self._ready) > MOST_READY:
                self._ready.popitem(last=False)

    # The whole

    def _first(self, job: Job | PacketJob, composer: Composer) -> tuple[PagePicture, ...]:
        """The first page, set alone while the rest is still to be arranged; none where it shares a page with
        what follows, and where a document is set at once.
        """
        if isinstance(job, PacketJob) or (job.format and job.format.is_fixed):
            return ()
        desk = self.session.desk
        try:
            with nullcontext() if self._is_ready else made_ready(job, composer, desk):
                cut = CutSource.of(composer.document(job))
            self._is_ready = True
            result = draw_first(cut.beginning, self.resolution, desk)
        except Exception:  # which is told with the whole
            return ()
        views = pages_of(result.read_layout()) if result.data else ()
        if len(units_of(views, 2)) == 1:
            return ()
        return self._pictures(pictures_in(result), views[:1], ())

    def _whole(self, job: Job | PacketJob, composer: Composer) -> _Ready | None:
        """A document made whole; none where it failed."""
        desk = self.session.desk
        made = make_alone(job, composer, desk)
        source = composed_again(job, made, composer, desk) if made.result.data else None
        if source is None:
            return None
        cut, views = CutSource.of(source), pages_of(made.result.read_layout())
        pages = self._pictures(draw(made, self.resolution, desk), views, made.findings)
        units = units_of(views, len(cut.parts))
        ends = [*(unit.page for unit in units[1:]), len(pages) + 1]
        known = tuple(
            _Unit(unit, self._key(cut, unit), pages[unit.page - 1 : end - 1])
            for unit, end in zip(units, ends, strict=True)
        )
        return _Ready(made, cut, known, True, tuple(one for one in made.findings if not one.page))

    def _pictures(
        self, pictures: Sequence[bytes], views: Sequence[PageView], findings: Sequence[Finding]
    ) -> tuple[PagePicture, ...]:
        return tuple(
            PagePicture(
                number,
                sha256(jpeg).hexdigest(),
                jpeg,
                view.width,
                view.height,
                tuple(boxes_of(view)),
                tuple(one for one in findings if one.page == number),
            )
            for number, (jpeg, view) in enumerate(zip(pictures, views, strict=True), 1)
        )

    # Units

    def _key(self, cut: CutSource, unit: PageUnit) -> str:
        """What a unit's pages depend on."""
        states = states_of(cut.assets_of(unit.first, unit.last).values(), self.session.desk)
        said = (cut.frame, cut.parts[unit.first : unit.last + 1], tuple(states), unit.page)
        return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()

    def _kept_up(self, job: Job | PacketJob, composer: Composer, before: _Ready) -> _Ready | None:
        """The document after edits, by its units where these are known to be exact."""
        try:
            source = composed_again(job, before.made, composer, self.session.desk)
        except Exception:
            return self._whole(job, composer)  # which tells where the layout fails
        cut = CutSource.of(source) if source else None
        if cut is None or cut.frame != before.cut.frame or len(cut.parts) != len(before.cut.parts):
            return self._whole(job, composer)
        units, is_whole = list[_Unit](), before.is_whole
        for one in before.units:
            key = self._key(cut, one.unit)
            if key != one.key:
                known = self._anew(job, before, cut, one)
                if known is None:
                    return self._whole(job, composer)
                one, is_whole = replace(one, key=key, pages=known, is_alone=True), False
            units.append(one)
        return replace(before, cut=cut, units=tuple(units), is_whole=is_whole)

    def _anew(
        self, job: Job | PacketJob, before: _Ready, cut: CutSource, one: _Unit
    ) -> tuple[PagePicture, ...] | None:
        """The pages of a unit as it is now; none where it looks otherwise when it is set alone."""
        mark = job.name, one.unit.first
        is_proved = self._proved.get(mark)
        if is_proved is None:
            alone = self._set(job, before.cut, one.unit) if before.is_whole else None
            is_proved = self._proved[mark] = alone is not None and _same(alone, one.pages)
        return self._set(job, cut, one.unit) if is_proved else None

    def _set(self, job: Job | PacketJob, cut: CutSource, unit: PageUnit) -> tuple[PagePicture, ...] | None:
        """The pages of a unit, set alone or remembered; none where the engine fails."""
        key = self._key(cut, unit)
        with self._lock:
            if known := self._remembered.get(key):
                self._remembered.move_to_end(key)
                return known
        source = cut.some(unit.first, unit.last, unit.page)
        result = set_part(source, rules_for(job), self.resolution, self.session.desk)
        if result.data is None:
            return None
        views = pages_of(result.read_layout())
        pages = self._pictures(pictures_of(result), views, result.findings)
        self._remember(key, pages)
        return pages

    def _remember(self, key: str, pages: tuple[PagePicture, ...]) -> None:
        with self._lock:
            before = self._remembered.pop(key, ())  # another thread may have set the same
            self._remembered[key] = pages
            self._size += _bytes(pages) - _bytes(before)
            while self._size > MOST_REMEMBERED and len(self._remembered) > 1:
                self._size -= _bytes(self._remembered.popitem(last=False)[1])

    # Proof

    def _is_due(self, job: Job | PacketJob, ready: _Ready) -> bool:
        """Whether there is something that only the whole document tells, or a unit is not yet proved."""
        return not ready.is_whole or any(
            (job.name, one.unit.first) not in self._proved for one in ready.units
        )

    def _prove(self, job: Job | PacketJob, before: _Ready, after: _Ready) -> None:
        """Compares units that were set alone with the whole document that was made of the same HTML."""
        whole = {one.key: one for one in after.units}
        for one in before.units:
            if one.key in whole and not before.is_whole:
                is_same = _same(one.pages, whole[one.key].pages)
                self._proved[job.name, one.unit.first] = is_same
        for one in after.units:
            mark = job.name, one.unit.first
            if mark not in self._proved:
                alone = self._set(job, after.cut, one.unit)
                self._proved[mark] = alone is not None and _same(alone, one.pages)


def _bytes(pages: Sequence[PagePicture]) -> int:
    return sum(len(page.jpeg) for page in pages)


def _same(alone: Sequence[PagePicture], whole: Sequence[PagePicture]) -> bool:
    return [(one.digest, _texts(one)) for one in alone] == [(one.digest, _texts(one)) for one in whole]


def _texts(page: PagePicture) -> list[Any]:
    return [(box.left, box.top, box.text) for box in page.boxes]


def _name(document: str, form: str) -> str:
    return document if form in BARE else f"{document}-{form}"

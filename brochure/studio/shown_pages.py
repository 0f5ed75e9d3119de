"""The printed pages beside the form: set anew when what they show has changed, by one worker of their own.

Takes a preview that is made when it is first needed; gives pages as plain data, and their pictures by
digest. Where content has problems the last good pages stay, and say so. Must not know how pages are set.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property, partial
from itertools import count, islice
from queue import PriorityQueue
from threading import Event, Lock, Thread, Timer
from typing import Any, Final, TypeVar

from brochure.errors import BrochureError, ContentError, Finding, UsageError, Where
from brochure.model import file_of
from brochure.press import Session
from brochure.studio.fields import Printing
from brochure.studio.listing import Listing, words_of
from brochure.studio.preview import RESOLUTION, PagePicture, Preview
from brochure.studio.streams import Streams

#: Bytes of pictures that are kept, and documents that are set anew by themselves.
_MOST_PICTURES: Final = 6_000_000
_MOST_FOLLOWED: Final = 2
#: How many times the dots of the usual picture of a page there can be.
_SHARPEST: Final = 4
#: Seconds without a change after which documents are made whole.
_IDLE: Final = 1.0
#: Seconds in which a browser that starts has fetched the first page, or is slow.
_STARTING: Final = 1.5
#: Programs by which it is seen what formats print.
_MOST_COMPOSED: Final = 12
#: How urgent work is: somebody waits, the newest first; a page that is looked at; the rest.
ASKED, FOLLOWED, LATER = range(3)
_LOG: Final = logging.getLogger(__name__)
Name = tuple[str, str]
T = TypeVar("T")


class Turns(Thread):
    """One thread that does one piece of work after another, the most urgent first."""

    def __init__(self) -> None:
        super().__init__(name="preview", daemon=True)
        self._waiting: PriorityQueue[tuple[int, int, Callable[[], Any], Future[Any]]] = PriorityQueue()
        self._number, self.is_ended = count(1), False
        self.start()

    def ask(self, urgency: int, work: Callable[[], T]) -> Future[T]:
        """Has something done."""
        number, future = next(self._number), Future[T]()
        self._waiting.put((urgency, -number if urgency == ASKED else number, work, future))
        return future

    def end(self) -> None:
        """Nothing more is begun."""
        self.is_ended = True
        self.ask(ASKED, lambda: None)

    def run(self) -> None:
        while not self.is_ended:
            _, _, work, future = self._waiting.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:
                    future.set_exception(error)


class ShownPages:
    """What the page in the browser shows of documents.

    `place` finds the item that a place is in; `learn` hears what formats print, once that is known.
    """

    def __init__(
        self,
        session: Session,
        streams: Streams,
        place: Callable[[str], Mapping[str, Any]],
        learn: Callable[[Printing], None],
    ) -> None:
        self.session, self.streams, self._place, self._learn = session, streams, place, learn
        self._turns = Turns()
        self._lock = Lock()
        self._shown: OrderedDict[Name, dict[str, Any]] = OrderedDict()
        self._old = set[Name]()  # those of which the last good pages are shown
        self._early: dict[Name, Future[Mapping[str, Any]]] = {}  # the first page of those that are set now
        self._findings: dict[Name, list[dict[str, Any]]] = {}
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0  # of all of them, in bytes
        self._changed: set[str] = set()
        self._has_changed = False  # since the start
        self._is_ready = False
        self._begun: Name | None = None
        self._is_seen = Event()
        self._settler = ThreadPoolExecutor(1, "settling")
        self._timer: Timer | None = None
        #: Is told when pages are whole, and nobody has changed anything for a moment.
        self.when_settled: Callable[[], None] = lambda: None

    @cached_property
    def _preview(self) -> Preview:
        return Preview(self.session)

    def _look_at_formats(self) -> None:
        """Composes some programs in every format, one after another, to see what is printed of them."""
        with suppress(BrochureError):  # which is told beside the form
            listing = Listing(self.session.survey(), ())
            self._learn_of(listing, self.session.printed(_MOST_COMPOSED), {})

    def _learn_of(
        self,
        listing: Listing,
        documents: Iterator[tuple[str, set[Where]]],
        found: dict[tuple[str, ...], set[str]],
    ) -> None:
        """Looks at the next document when nothing else is to be done; in the end tells what was seen."""
        with suppress(BrochureError):
            for name, places in islice(documents, 1):
                for field in listing.fields(places):
                    found.setdefault(field, set()).add(name)
                self._ask_alone(LATER, partial(self._learn_of, listing, documents, found))
                return
            self._learn(Printing({field: tuple(names) for field, names in found.items()}, listing.fields()))
            self.streams.tell_from_thread("forms")

    def begin(self, document: str, form: str) -> None:
        """Sets what is likely to be looked at first, while the browser starts.

        Its first page is there before the rest keeps all processors from the browser.
        """
        self._begun = document, form
        self._ask_alone(FOLLOWED, partial(self._show, (document, form)))

    def _ask_alone(self, urgency: int, work: Callable[[], None]) -> None:
        """Has something done for which nobody waits, so that what goes wrong is written to the log."""
        self._turns.ask(urgency, work).add_done_callback(self._log_failed)

    def _log_failed(self, done: Future[Any]) -> None:
        if not done.cancelled() and (error := done.exception()):
            self._log(error)

    def _log(self, error: BaseException) -> None:
        """What failed, with the place in the program where it is a fault of that.

        What is wrong with content stands in the page, where it is mended; what fails because all ends is no
        failure.
        """
        if not self._turns.is_ended and not isinstance(error, ContentError | UsageError):
            trace = None if isinstance(error, BrochureError) else error
            _LOG.error("the preview failed: %s", error, exc_info=trace)

    def close(self) -> None:
        """Ends the worker; what it is setting is lost."""
        self._turns.end()  # first: what fails from now on fails because all ends
        if self._timer:
            self._timer.cancel()
        self._settler.shutdown(wait=False, cancel_futures=True)
        self._is_seen.set()

    async def of(self, document: str, form: str, is_patient: bool = True) -> Mapping[str, Any]:
        """The pages of a document as they are now, or the last good ones; for who is not patient the first
        one, where there are to be `more` and that one is ready.
        """
        if is_patient or self._begun != (document, form):
            self._is_seen.set()
        work = asyncio.wrap_future(self._turns.ask(ASKED, partial(self._set, document, form)))
        if not is_patient and (document, form) not in self._shown:
            first = asyncio.wrap_future(self._first_of((document, form)))
            await asyncio.wait((work, first), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return await first
        said = await work
        if not self._is_ready:  # now that the first page is there, and nobody waits
            self._is_ready = True
            self._ask_alone(LATER, self._look_at_formats)
        self._settle_soon()
        return said

    def beginning(self) -> tuple[Name, Mapping[str, Any]] | None:
        """The first page of the document that is looked at first, as files are now; none where its layout or
        content has problems.
        """
        name = self._begun
        if name is None:
            return None
        early = self._first_of(name)
        if name in self._shown:
            said: Mapping[str, Any] = self._set(*name)
        elif early.done() and not self._has_changed:
            said = early.result()
        else:
            return None
        if said["stale"] or not said["pages"]:
            return None
        return name, {"pages": said["pages"][:1], "stale": False, "more": True}

    def _first_of(self, name: Name) -> Future[Mapping[str, Any]]:
        with self._lock:
            return self._early.setdefault(name, Future())

    def _is_first(self, name: Name, pages: Sequence[PagePicture]) -> None:
        """The first page of a document is there."""
        with self._lock:
            self._keep(pages)
        first = self._first_of(name)
        if not first.done():
            first.set_result({"pages": [self._page(one) for one in pages], "stale": False, "more": True})
        if name == self._begun:
            self._is_seen.wait(_STARTING)

    def picture(self, digest: str) -> bytes | None:
        """A picture by its digest, where it is still kept."""
        self._is_seen.set()
        with self._lock:
            return self._pictures.get(digest)

    async def sharper(self, digest: str, times: int) -> bytes | None:
        """The same with so many times the dots, where the page is still shown."""
        work = partial(self._preview.sharper, digest, RESOLUTION * min(times, _SHARPEST))
        return await asyncio.wrap_future(self._turns.ask(FOLLOWED, work))

    def findings(self, there: Collection[Name] | None = None) -> list[dict[str, Any]]:
        """What is wrong with the pages that are shown, of the documents that are still there."""
        with self._lock:
            seen = [name for name in self._findings if there is None or name in there]
            return [one for name in seen for one in self._findings[name]]

    def changed(self, files: Sequence[str]) -> None:
        """Sets anew what is shown, once for any number of changes that came meanwhile."""
        with self._lock:
            is_waiting, self._changed = bool(self._changed), self._changed | set(files)
            self._has_changed = True
        if not is_waiting:
            self._ask_alone(FOLLOWED, self._set_anew)

    def _set_anew(self) -> None:
        with self._lock:
            files, self._changed = tuple(sorted(self._changed)), set()
            followed = list(self._shown)[-_MOST_FOLLOWED:]
        try:
            if followed:
                self._preview.changed(files)
        except Exception as error:
            for name in followed:
                self._tell_failed(name, error)
        if any(file.startswith("layouts/") for file in files):
            self._ask_alone(LATER, self._look_at_formats)
        for number, name in enumerate(reversed(followed)):
            self._ask_alone(LATER if number else FOLLOWED, partial(self._show, name))
        self._settle_soon()

    def _show(self, name: Name) -> None:
        """Sets a document anew, and tells where it looks otherwise."""
        before, was_old = self._shown.get(name), name in self._old
        try:
            after = self._set(*name)
        except Exception as error:
            self._tell_failed(name, error)
            return
        if was_old or after != before:
            self.streams.tell_from_thread("pages", document=name[0], format=name[1], **after)

    def _tell_failed(self, name: Name, error: Exception) -> None:
        """Nobody waits for what failed, so the page has to hear, and the log; not of what ends with all."""
        if self._turns.is_ended:
            return
        self._log(error)
        after = {**self._stale(*name), "message": str(error)}
        self.streams.tell_from_thread("pages", document=name[0], format=name[1], **after)

    def _settle_soon(self) -> None:
        """Has whole documents made when nobody has changed anything for a moment."""
        if self._timer:
            self._timer.cancel()
        self._timer = Timer(_IDLE, self._settle_now)
        self._timer.daemon = True
        self._timer.start()

    def _settle_now(self) -> None:
        with suppress(RuntimeError):  # it has been closed
            self._settler.submit(self._settle)

    def _settle(self) -> None:
        with self._lock:
            followed = list(self._shown)[-_MOST_FOLLOWED:]
        for name in followed:
            try:
                is_another = self._preview.settle(*name)
            except Exception as error:
                self._tell_failed(name, error)
                continue
            if is_another:
                self._ask_alone(FOLLOWED, partial(self._show, name))
        try:
            self.when_settled()
        except Exception as error:
            self._log(error)

    def _set(self, document: str, form: str) -> dict[str, Any]:
        try:
            pages = self._preview.pages(document, form, partial(self._is_first, (document, form)))
        except ContentError:
            return self._stale(document, form)
        except BrochureError as error:
            with self._lock:
                known = document, form
                is_known = known in self._shown
            if not is_known:
                raise
            return {**self._stale(document, form), "message": str(error)}
        said = {"pages": [self._page(page) for page in pages], "stale": False}
        found = [self._finding(one, form) for page in pages for one in page.findings]
        with self._lock:
            self._keep(pages)
            self._shown[document, form] = said
            self._shown.move_to_end((document, form))
            self._early.pop((document, form), None)
            self._old.discard((document, form))
            before, self._findings[document, form] = self._findings.get((document, form), []), found
        if found != before:
            self.streams.tell_from_thread("problems", count=len(self.findings()))
        return said

    def _stale(self, document: str, form: str) -> dict[str, Any]:
        """The last good pages, marked as such."""
        self._old.add((document, form))
        last = self._shown.get((document, form), {"pages": []})
        pages = [{**page, "stale": True} for page in last["pages"]]
        return {"pages": pages, "stale": True}

    def _keep(self, pages: Sequence[PagePicture]) -> None:
        for page in pages:
            self._size += len(page.jpeg) - len(self._pictures.get(page.digest, b""))
            self._pictures[page.digest] = page.jpeg
            self._pictures.move_to_end(page.digest)
        while self._size > _MOST_PICTURES and len(self._pictures) > len(pages):
            self._size -= len(self._pictures.popitem(last=False)[1])

    def _finding(self, finding: Finding, form: str) -> dict[str, Any]:
        return {
            **words_of(finding),
            **self._place(finding.where),
            "file": file_of(finding.where),
            "slug": finding.slug,
            "figures": finding.figures,
            "document": finding.document,
            "format": form,
            "page": finding.page,
        }

    def _page(self, page: PagePicture) -> dict[str, Any]:
        return {
            "number": page.number,
            "picture": f"/picture/{page.digest}.jpg",
            "width": page.width,
            "height": page.height,
            "boxes": [self._located(asdict(box)) for box in page.boxes],
            "stale": False,
        }

    def _located(self, box: dict[str, Any]) -> dict[str, Any]:
        """A box with the item and the field that it is written in."""
        found = self._place(f"{box['file']}:{box['line']}:{box['column']}")
        return {**box, "kind": found["kind"], "id": found["id"], "path": found["path"]}

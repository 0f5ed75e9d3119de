"""One packet: what needs page numbers is made last. Brochures and chapters are typeset already; their page
counts give the contents and the folios, and then everything is assembled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from brochure import __version__
from brochure.model import Bound, Insert, Job, Made, PacketJob, PageView, Program, Publication, Result, plain
from brochure.errors import Finding
from brochure.compose import Composer, Entry, Folio
from brochure.build.desk import Desk
from brochure.build.setting import set_document

#: Brochures start on right-hand pages, so everything before them fills whole leaves.
LEAF = 2
#: A packet that is folded and stapled is made of whole sheets.
SHEET = 4
#: Pages whose folios are set together: few enough for their memory, many enough to share what is loaded for a document.
TOGETHER = 32
#: Pages on colored ground, where a folio is light.
COLORED = frozenset({"cover", "plate"})
#: Among the page counts of the last time, the filler pages of the front; no document is called so.
_FILLER = "front filler"
#: Pages of a front: a cover, a welcome, contents, the programs at a glance.
_FRONT = 4


def bind(order: PacketJob, finished: Callable[[str], Made], composer: Composer, desk: Desk) -> Made:
    """The packet; without data where one of its documents is not sound. `finished` gives a document by its name when it is made.

    The front is set while brochures are still being made, with the page numbers of the last time or those to expect; only
    where they come out otherwise it is set again.
    """
    inserts = _inserts(order, composer, desk)

    def member(name: str) -> Made:
        return inserts.get(name) or finished(name)

    known = desk.page_counts(order)
    counts = known if order.name in known else _expected(order, member)
    front = _front(order, counts, counts[order.name], counts.get(_FILLER, 0), composer, desk, whole=1)
    missing = -len(front.pages) % LEAF  # it is not filled up before its length is right
    if missing or len(front.pages) != counts[order.name]:
        front = _front(order, counts, len(front.pages) + missing, front.filler + missing, composer, desk)
    members = [member(one.name) for one in order.members]
    began = perf_counter()
    frame = _frame(order, front, members, composer, desk)
    documents = [frame.front, *members, frame.back]
    own = (
        *frame.front.findings,
        *frame.back.findings,
        *(finding for guest in inserts.values() for finding in guest.findings),
    )
    bare = Made(
        order.name,
        front.title,
        front.language,
        Result(None),
        own,
        0,
        frozenset[str]().union(*(one.files for one in documents)),
    )
    desk.remember_page_counts(
        order,
        {one.name: len(one.pages) for one in members}
        | {order.name: len(frame.front.pages), _FILLER: frame.front.filler},
    )
    if unsound := tuple(_left_out(order, one) for one in documents if not one.sound):
        return replace(bare, findings=(*unsound, *own))
    views = tuple(view for one in documents for view in one.pages)
    result = next((one.result for one in frame.folios if not one.sound), None) or _assemble(
        order, documents, frame.folios, composer.publication, desk
    )
    return replace(
        bare,
        result=replace(result, pages=views),
        findings=(*result.findings, *own),
        seconds=perf_counter() - began,
    )


def _expected(order: PacketJob, member: Callable[[str], Made]) -> dict[str, int]:
    """The page counts of a packet that was not made yet: brochures have the fewest pages that their format allows."""
    return (
        {one.name: min(one.format.pages) if one.format else 1 for one in order.brochures}
        | {one.name: len(member(one.name).pages) for one in order.chapters}
        | {order.name: _FRONT, _FILLER: 0}
    )


@dataclass(frozen=True)
class _Frame:
    """What is made for one packet alone, around its documents and over them."""

    front: Made
    back: Made
    folios: tuple[Made, ...]


def _frame(
    order: PacketJob, front: Made, members: Sequence[Made], composer: Composer, desk: Desk, tries: int = 3
) -> _Frame:
    """The frame with its page numbers: the front beside the back and the folios, which rest on the pages that it had the last time."""
    counts = {one.name: len(one.pages) for one in members}
    with ThreadPoolExecutor(desk.crew.hands) as beside:
        numbered = beside.submit(_front, order, counts, len(front.pages), front.filler, composer, desk)
        back = _back(order, [front, *members], composer, desk)
        views = [view for one in (front, *members, back) for view in one.pages]
        folios = tuple(beside.map(lambda some: _overlay(order, some, composer, desk), _folios(views)))
        after = numbered.result()
    settled = tries == 1 or [view.kind for view in after.pages] == [view.kind for view in front.pages]
    return (
        _Frame(after, back, folios) if settled else _frame(order, after, members, composer, desk, tries - 1)
    )


def _inserts(order: PacketJob, composer: Composer, desk: Desk) -> dict[str, Made]:
    """The packet's PDFs from elsewhere, by their names."""
    return {one.name: _guest(one, composer, desk) for one in order.chapters if isinstance(one, Insert)}


def _guest(one: Insert, composer: Composer, desk: Desk) -> Made:
    began = perf_counter()
    result = desk.do(
        one.name,
        "insert",
        one,
        composer.content / one.file.removeprefix("content/"),
        composer.sheet,
        composer.publication.settings.language,
    )
    return Made(
        one.name,
        plain(one.title),
        one.title.lang or "",
        result,
        result.findings,
        perf_counter() - began,
        result.files,
    )


def _left_out(order: PacketJob, one: Made) -> Finding:
    return Finding(
        order.name,
        0,
        "unsound-part",
        "error",
        f"{one.name} has errors, so the packet that holds it is not made",
        "",
        "mend the findings of that document first",
    )


def _front(
    order: PacketJob,
    counts: Mapping[str, int],
    length: int,
    filler: int,
    composer: Composer,
    desk: Desk,
    whole: int = LEAF,
) -> Made:
    """Cover, welcome and contents, with the page numbers that follow from its length and the documents' page counts.

    Its pages are made a multiple of `whole`, by another setting where these `filler` pages do not do it.
    """
    brochures, chapters = _entries(order, counts, length)
    return set_document(
        f"{order.name}-front",
        lambda filler: composer.front(order, brochures, chapters).with_filler(filler),
        desk,
        whole=whole,
        filler=filler,
    )


def _back(order: PacketJob, before: Sequence[Made], composer: Composer, desk: Desk) -> Made:
    """The back cover, on the outside of the last sheet."""

    def compose(filler: int) -> Made:
        return set_document(f"{order.name}-back", lambda _: composer.back(order).with_filler(filler), desk)

    pages = sum(len(one.pages) for one in before)
    filler = -(pages + 1) % SHEET
    back = compose(filler)
    own = len(back.pages) - filler  # nearly always the one that was counted on
    return compose(-(pages + own) % SHEET) if own > 1 else back


def _entries(
    order: PacketJob, counts: Mapping[str, int], length: int
) -> tuple[list[Entry], list[Entry]]:
    """The lines of the contents, counting from the page after the front; pages that are not known yet are taken for one."""
    found: tuple[list[Entry], list[Entry]] = ([], [])
    folio = length + 1
    for one in order.members:
        subject = one.subject if isinstance(one, Job) else one
        if isinstance(subject, Program):
            found[0].append(Entry(one.name, folio, program=subject))
        else:
            found[1].append(Entry(one.name, folio, chapter=subject))
        folio += counts.get(one.name, 1)
    return found


def _folios(views: Sequence[PageView]) -> list[list[Folio]]:
    """A number for every page but the packet's own covers, in documents of so many pages."""
    last = len(views)
    every = [
        Folio(number, 1 < number < last, view.kind in COLORED) for number, view in enumerate(views, start=1)
    ]
    return [every[at : at + TOGETHER] for at in range(0, last, TOGETHER)]


def _overlay(order: PacketJob, folios: Sequence[Folio], composer: Composer, desk: Desk) -> Made:
    """Transparent pages with these folios."""
    return set_document(
        f"{order.name}-{folios[0].number}-folios", lambda _: composer.folios(order, folios), desk, None
    )


def _assemble(
    order: PacketJob,
    documents: Sequence[Made],
    folios: Sequence[Made],
    publication: Publication,
    desk: Desk,
) -> Result:
    """The packet, or why it cannot be assembled."""
    last = len(documents) - 1
    parts = [
        Bound(one.name, one.title, one.result.data, one.language or None, 0 < index < last)
        for index, one in enumerate(documents)
        if isinstance(one.result.data, Path)
    ]
    information = {
        "Author": str(publication.institution.name),
        "Keywords": str(publication.season.label),
        "Creator": f"brochure {__version__}",
    }
    front = documents[0]
    return desk.do(
        order.name,
        "assembled",
        order.name,
        parts,
        front.title,
        front.language,
        information,
        [one.result.data for one in folios],
    )

"""Pages as pictures, and a document of which only a part is set: what a preview asks for after every edit.

The HTML of a document is cut at the children of its body; those that share no page with others are set
alone, with the head of the document, as the pages that they are in it. Whether these look as in the whole
document is for the preview to prove: a layout may count pages, or say what depends on others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from threading import Thread
from typing import Final
from urllib.parse import quote

from brochure.build.brochures import hashed, make, rules_of
from brochure.build.desk import Desk
from brochure.build.packets import compose_front, make_front
from brochure.build.web_tasks import DrawPages, DrawSource, drawn_pages
from brochure.compose import Composer
from brochure.model import Asset, HashedFile, Job, Made, PacketJob, PageSource, PageView, Result, Rules

#: A tag, a comment, or what is neither.
_TAG: Final = re.compile(
    r"<(?:!--.*?-->|(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL
)
_BODY: Final = re.compile(r"<body\b[^>]*>")
#: What a head says that no page shows.
_UNSEEN: Final = re.compile(r"<title>.*?</title>|<meta\b[^>]*>", re.DOTALL)
#: Dots per inch of a picture that nobody sees.
_COARSE: Final = 20
#: Elements without an end.
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def pictures_in(result: Result) -> list[bytes]:
    """The pictures that a task has drawn."""
    data, at, found = result.read(), 0, list[bytes]()
    for size in result.details.get("pictures", ()):
        found.append(data[at : at + size])
        at += size
    return found


def pictures_of(result: Result) -> list[bytes]:
    """The same; the file that they came in is not kept."""
    found = pictures_in(result)
    for one in (result.data, result.layout):
        if isinstance(one, HashedFile):
            one.path.unlink(missing_ok=True)
    return found


def make_alone(job: Job | PacketJob, composer: Composer, desk: Desk) -> Made:
    """A document as it would be published; of a packet its own first pages."""
    return make_front(job, composer, desk) if isinstance(job, PacketJob) else make(job, composer, desk)


def composed_again(job: Job | PacketJob, made: Made, composer: Composer, desk: Desk) -> PageSource | None:
    """The document composed as it was when it was made; none where it has other parts than then."""
    way = made.composition
    if way is None:
        return None
    if isinstance(job, PacketJob):
        return compose_front(job, way, composer, desk)
    fitting = composer.fitting(job)
    if fitting and tuple(unit.id for unit in fitting.units) != way.units:
        return None
    again = replace(job, numbers=way.numbers)
    return composer.document(again, way.fit, way.without, way.placements)


def rules_for(job: Job | PacketJob) -> Rules:
    """What holds for a document, however many of its pages are set."""
    if isinstance(job, PacketJob) or job.format is None:
        return Rules()
    return rules_of(job.format, job.sheet, getattr(job.subject, "fit", "") == "tight")


@dataclass(frozen=True)
class CutSource:
    """A composed document whose HTML is cut: before, the children of its body, after."""

    source: PageSource
    head: str
    parts: tuple[str, ...]
    tail: str

    @classmethod
    def of(cls, source: PageSource) -> CutSource:
        """Cut at the children of the body; in one part where its tags do not close one another."""
        html = source.html
        body, end = _BODY.search(html), html.rfind("</body>")
        start = body.end() if body else 0
        end = end if end >= start else len(html)
        cuts = list(_ends(html, start, end)) if body else []
        if not cuts:
            return cls(source, html[:start], (html[start:end],), html[end:])
        parts = tuple(html[a:b] for a, b in zip([start, *cuts], cuts, strict=False))
        return cls(source, html[:start], parts, html[cuts[-1] :])

    @cached_property
    def frame(self) -> str:
        """A hash of what every part is set with."""
        said = _UNSEEN.sub("", self.head), self.tail, self.source.stylesheets
        return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()

    def some(self, first: int, last: int, page: int) -> PageSource:
        """The document with nothing but these parts, of which the first begins on this page."""
        side = "right" if page % 2 else "left"
        own = f"@page :first {{ counter-increment: page {page} }} html {{ break-before: {side} }}"
        head = self.head.replace("</head>", f"<style>{own}</style></head>") if page > 1 else self.head
        html = head + "".join(self.parts[first : last + 1]) + self.tail
        return replace(self.source, html=html, assets=dict(self._assets_in(html)), filler=None)

    @property
    def beginning(self) -> PageSource:
        """The document with nothing but its first part, and of the next one what tells on which page it
        begins: an element of its name and class that holds nothing.
        """
        parts = *self.parts[:1], *map(_emptied, self.parts[1:2])
        return replace(self, parts=parts).some(0, 1, 1)

    @property
    def blank(self) -> PageSource:
        """The document with nothing but a word."""
        return replace(self, parts=("<p>Word</p>",)).some(0, 0, 1)

    def assets_of(self, first: int, last: int) -> dict[str, Asset]:
        """What these parts read besides what all do."""
        text = "".join(self.parts[first : last + 1])
        return {name: one for name, one in self.source.assets.items() if quote(name, safe="/:") in text}

    def _assets_in(self, html: str) -> Iterator[tuple[str, Asset]]:
        for name, asset in self.source.assets.items():
            address = quote(name, safe="/:")
            if address in html or address not in self.source.html:
                yield name, asset


def _emptied(part: str) -> str:
    """A child of the body without what it holds; one that is no element as it is."""
    tag = next((one for one in _TAG.finditer(part) if one[2]), None)
    if tag is None or tag[1] or tag[2].lower() in _VOID or tag[3].endswith("/"):
        return part
    return f"{tag[0]}</{tag[2]}>"


def _ends(html: str, start: int, end: int) -> Iterator[int]:
    """Where each child ends; nothing where tags are left open."""
    depth, found = 0, list[int]()
    for tag in _TAG.finditer(html, start, end):
        closes, name, rest = tag.groups()
        if name is None or name.lower() in _VOID or rest.endswith("/"):
            if name is not None and not depth:
                found.append(tag.end())
            continue
        depth += -1 if closes else 1
        if depth < 0:
            return
        if closes and not depth:
            found.append(tag.end())
    if not depth:
        yield from found


@dataclass(frozen=True)
class PageUnit:
    """Parts of a document that share no page with others, by their numbers, and the first of their pages."""

    first: int
    last: int
    page: int


def units_of(pages: Sequence[PageView], parts: int) -> tuple[PageUnit, ...]:
    """The units of a document with so many parts."""
    on = [[number for number, page in enumerate(pages, 1) if one in page.parts] for one in range(parts)]
    found, reach = list[PageUnit](), 0
    for part, numbers in enumerate(on):
        if numbers and min(numbers) > reach:
            page = min(numbers) if found else 1
            found.append(PageUnit(part if found else 0, part, page))
        elif found:
            found[-1] = replace(found[-1], last=part)
        reach = max([reach, *numbers])
    return tuple(found) or (PageUnit(0, parts - 1, 1),)


def set_part(source: PageSource, rules: Rules, resolution: int, desk: Desk) -> Result:
    """Some parts of a document, set and drawn by a worker; kept nowhere."""
    return desk.workers.run(DrawSource(hashed(source, desk), rules, resolution))


@contextmanager
def made_ready(job: Job, composer: Composer, desk: Desk) -> Iterator[None]:
    """Has a worker read the stylesheets and typefaces of a document while that is composed."""
    blank = CutSource.of(composer.document(job, placements=())).blank

    def read() -> None:
        with suppress(Exception):  # which is told with the document
            pictures_of(desk.workers.run(DrawSource(hashed(blank, desk), Rules(), _COARSE)))

    beside = Thread(target=read, name="ready", daemon=True)
    beside.start()
    yield
    beside.join()


def draw_first(source: PageSource, resolution: int, desk: Desk) -> Result:
    """The beginning of a document, set, and its first page drawn, and kept for the next start."""
    return desk.do(source.name, DrawSource(hashed(source, desk), Rules(), resolution, only=1))


def draw(made: Made, resolution: int, desk: Desk, only: int = 0) -> list[bytes]:
    """The pages of a document that was made, or the one of this number."""
    data = made.result.data
    if not isinstance(data, HashedFile):
        return list(drawn_pages(data, resolution, only)) if data else []
    return pictures_of(desk.workers.run(DrawPages(data, resolution, only)))


def states_of(assets: Iterable[Asset], desk: Desk) -> Iterator[str]:
    """What tells one version of a file from another; drawings are named by what they hold."""
    for one in assets:
        if not isinstance(one, bytes):
            yield one.sha256 if isinstance(one, HashedFile) else desk.file(one).sha256

"""Private parts of WeasyPrint: laid-out boxes, streams that are painted, what its files claim.

The only module that knows them. Takes documents of the engine; gives plain values, lengths in points from
the top left corner of a page. The names that it uses are listed in `conditions.py`. Must not know what
boxes mean, nor what a reader hears of them. Nothing of the engine is changed for others: only `mark`
changes objects of one document, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from traceback import walk_tb
from typing import Any, Final, Literal, NamedTuple
from xml.etree.ElementTree import Element

import pydyf

from brochure.model import POINTS_PER_PIXEL
from brochure.typeset.conditions import check
from brochure.typeset.spelling import END, Begin, Shown, Speller

check()

from weasyprint.css import ColorProfile  # noqa: E402  # what is missing has been told
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.images import SVGImage  # noqa: E402
from weasyprint.layout.absolute import AbsolutePlaceholder  # noqa: E402
from weasyprint.pdf.stream import Stream  # noqa: E402

Kind = Literal["text", "picture", "margin", "other"]
_KINDS: Final[dict[Kind, Any]] = {
    "text": boxes.TextBox,
    "picture": boxes.ReplacedBox,
    "margin": boxes.MarginBox,
}
#: Left, top, right and bottom.
Place = tuple[float, float, float, float]


class LaidOutLine(NamedTuple):
    """A text as it stands on its line, and its type; `color` is one of tinycss2's, in whatever space."""

    left: float
    right: float
    baseline: float
    size: float
    families: tuple[str, ...]
    color: Any


@dataclass(eq=False)
class LaidOutBox:
    """A laid-out box, `key` to the engine; `is_link` says whether it can be clicked. `element` is the one
    that it belongs to, `tag` that one's name or a pseudo-element's (`li::marker`).
    """

    key: Any
    kind: Kind
    element: Element | None
    tag: str
    children: tuple[LaidOutBox, ...]
    is_link: bool

    @property
    def text(self) -> str:
        """The words of a text."""
        return str(self.key.text) if self.kind == "text" else ""

    @property
    def line(self) -> LaidOutLine:
        """Where a text stands."""
        box, style = self.key, self.key.style
        left, _, right, base = _place(box.position_x, box.position_y, box.width, box.baseline)
        size = style["font_size"] * POINTS_PER_PIXEL
        return LaidOutLine(left, right, base, size, tuple(style["font_family"]), style["color"])

    @property
    def lettering(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words of a drawing, each with the families that it asks for in order."""
        picture = self.key.replacement if self.kind == "picture" else None
        return _lettering(picture._svg.tree) if isinstance(picture, SVGImage) else iter(())

    @property
    def hyphen(self) -> str:
        """What the engine sets where it divides a word."""
        return str(self.key.style["hyphenate_character"])

    @property
    def spacing(self) -> float:
        """What stands between the letters of a text, in parts of its size."""
        added, size = self.key.style["letter_spacing"], self.key.style["font_size"]
        return 0.0 if added == "normal" or not size else float(added) / float(size)

    @property
    def margin_place(self) -> Place:
        """The box with its margins."""
        box = self.key
        return _place(box.position_x, box.position_y, box.margin_width(), box.margin_height())

    @property
    def padding_place(self) -> Place:
        """The box inside its borders."""
        left, top = self.key.padding_box_x(), self.key.padding_box_y()
        return _place(left, top, self.key.padding_width(), self.key.padding_height())

    @property
    def content_place(self) -> Place:
        """The box inside its padding."""
        left, top = self.key.content_box_x(), self.key.content_box_y()
        return _place(left, top, self.key.width, self.key.height)

    @property
    def is_paragraph(self) -> bool:
        """Whether its lines are its own: a block, or a cell of a table."""
        return isinstance(self.key, boxes.BlockLevelBox | boxes.TableCellBox)

    @property
    def clips(self) -> bool:
        """Whether it hides what does not fit into it."""
        return isinstance(self.key, boxes.BlockBox) and self.key.style["overflow"] != "visible"

    @property
    def is_ground(self) -> bool:
        """Whether it hides what is behind it."""
        return bool(getattr(self.key.style["background_color"], "alpha", 1) == 1)

    @property
    def comes_again(self) -> bool:
        """Whether every page may print it: the head or the foot of a table, or a box with a fixed place."""
        is_part = getattr(self.key, "is_header", False) or getattr(self.key, "is_footer", False)
        return is_part or self.key.style["position"] == "fixed"

    @property
    def is_note(self) -> bool:
        """Whether it is a footnote."""
        return bool(self.key.is_footnote())

    @property
    def spans(self) -> tuple[int, int]:
        """Columns and rows that a cell of a table takes."""
        return self.key.colspan, self.key.rowspan

    @property
    def list_style(self) -> str:
        """The name of a list's numbering; empty for signs of its own."""
        style = self.key.style["list_style_type"]
        return style if isinstance(style, str) else ""

    @property
    def edge(self) -> Literal["Header", "Footer"]:
        """Which edge of the page a margin box stands at."""
        return "Header" if self.key.at_keyword.startswith("@top") else "Footer"

    @property
    def annotation(self) -> Any:
        """What makes a link of it, once it was painted; none where the link leads nowhere."""
        return self.key.link_annotation

    def all(self) -> Iterator[LaidOutBox]:
        """This box and all inside it."""
        yield self
        for child in self.children:
            yield from child.all()


def _lettering(node: Any, is_text: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    is_text = is_text or node.tag == "text"
    if is_text and (node.text or "").strip():
        families = node.attrib.get("font-family", "sans-serif").split(",")
        yield node.text, tuple(family.strip().strip("\"'") for family in families)
    for child in node:
        if child.display:
            yield from _lettering(child, is_text)


@dataclass(frozen=True, eq=False)
class Page:
    """A laid-out page: the name that its stylesheet gives it, its size, the area for text, and its boxes."""

    kind: str
    width: float
    height: float
    area: Place
    boxes: tuple[LaidOutBox, ...]


class AtWork(NamedTuple):
    """Where the engine was: the place in content, the element, and whose children it was placing."""

    where: str = ""
    element: str = ""
    placing: str = ""


def at_work(error: BaseException) -> AtWork:
    """What the engine was at work on as it failed: the innermost boxes that its functions were given."""
    calls = [frame.f_locals.get("box") for frame, _ in walk_tb(error.__traceback__)]
    found = [box for box in reversed(calls) if isinstance(box, boxes.Box) and box.element is not None]
    where = (box.element.get("data-source", "") for box in found)
    placing = (
        f"{_named(box.element)}, which has display: {kind}"
        for box in found
        for kind in ("flex", "grid")
        if kind in box.style["display"]
    )
    return AtWork(
        next(filter(None, where), ""), _named(found[0].element) if found else "", next(placing, "")
    )


def _named(element: Element) -> str:
    classes = element.get("class", "")
    return f'<{element.tag} class="{classes[:40]}">' if classes else f"<{element.tag}>"


def laid_out(document: Any) -> tuple[Page, ...]:
    """The pages of a document. Boxes inside a link are no links themselves, neither here nor in the PDF."""
    for page in document.pages:
        page.links = _outermost(page.links)
    return tuple(_page(page._page_box, {link[3] for link in page.links}) for page in document.pages)


def _page(page: Any, links: set[Any]) -> Page:
    _, _, width, height = _place(0, 0, page.margin_width(), page.margin_height())
    area = _place(page.content_box_x(), page.content_box_y(), page.width, page.height)
    return Page(
        page.page_type.name, width, height, area, tuple(_box(child, links) for child in page.children)
    )


def _box(box: Any, links: set[Any]) -> LaidOutBox:
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    kind: Kind = next((kind for kind, is_of in _KINDS.items() if isinstance(box, is_of)), "other")
    children = tuple(_box(child, links) for child in box.children)
    return LaidOutBox(box, kind, box.element, box.element_tag or "", children, box in links)


def _outermost(links: Sequence[Any]) -> list[Any]:
    """Links without the boxes inside them, which the engine makes clickable once more (UA-1 7.18.5)."""
    kept, places = list[Any](), dict[tuple[str, Any], list[Any]]()
    for link in links:
        before = places.setdefault(link[:2], [])
        if not any(_holds(other, link[2]) for other in before):
            before.append(link[2])
            kept.append(link)
    return kept


def _holds(outer: Sequence[float], inner: Sequence[float]) -> bool:
    left, top, right, bottom = outer
    return inner[0] >= left - 1 and inner[1] >= top - 1 and inner[2] <= right + 1 and inner[3] <= bottom + 1


def _place(left: float, top: float, width: float, height: float) -> Place:
    """A place in points, of lengths in pixels."""
    right, bottom = (left + width) * POINTS_PER_PIXEL, (top + height) * POINTS_PER_PIXEL
    return left * POINTS_PER_PIXEL, top * POINTS_PER_PIXEL, right, bottom


@dataclass(eq=False)
class Leaf:
    """Words or a picture: a box and its page, and once it was painted its stream and its number there;
    `says` are the words, or a line before `is_said` them; what `is_blank` was painted without a letter.
    """

    box: LaidOutBox
    page: int
    says: str = ""
    is_said: bool = False
    stream: Any = None
    number: int = -1
    is_blank: bool = False


#: Streams to which content was painted, in order, each with its leaves in the order of their numbers.
Painted = list[tuple[Any, list[Leaf]]]


@dataclass(frozen=True, eq=False)
class _Marking:
    """What streams are told of the boxes that are painted on them, and what they tell."""

    leaves: Mapping[Any, Leaf]
    artifacts: Mapping[Any, str]
    painted: Painted = field(default_factory=list)
    speller: Speller = field(default_factory=Speller)


class _MarkingStream(Stream):  # type: ignore[misc]
    """A stream of a page, or of a group that is painted on it."""

    marking: _Marking
    marks: list[Leaf]
    face: Any
    next_face: Any
    shown: list[Shown]

    def take(self, marking: _Marking) -> None:
        self._tags: dict[Any, Any] = {}  # not None: the engine marks artifacts
        self.marking, self.marks, self.shown = marking, [], []
        self.face = self.next_face = None
        marking.painted.append((self, self.marks))

    def clone(self, **changes: Any) -> Any:
        copy = super().clone(**changes)
        copy.__class__ = _MarkingStream
        copy.take(self.marking)
        return copy

    def add_font(self, pango_font: Any) -> Any:
        self.next_face, size = super().add_font(pango_font)
        return self.next_face, size

    def set_font_size(self, font: Any, size: Any) -> None:
        self.face = self.next_face  # what was set in the one before is shown between the two
        super().set_font_size(font, size)

    def show_text(self, text: Any) -> None:
        self.shown.append(Shown(len(self.stream), self.face, text))
        super().show_text(text)

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        leaf = self.marking.leaves.get(box)
        if leaf is None or leaf.stream is not None:
            kind = self.marking.artifacts.get(box)
            said = pydyf.Dictionary({"Type": "/Pagination", "Subtype": f"/{kind}"}) if kind else None
            leaf, tag = None, "Artifact"
        else:
            leaf.stream, leaf.number = self, len(self.marks)
            self.marks.append(leaf)
            said = pydyf.Dictionary({"MCID": leaf.number})
        self.begin_marked_content(tag, said)
        start, self.shown = len(self.stream), []
        try:
            yield
        finally:
            if leaf is not None and leaf.box.kind == "text":
                self._spell(leaf, said, start)
            self.end_marked_content()

    def _spell(self, leaf: Leaf, said: Any, start: int) -> None:
        """Has what was shown from an entry of the stream on say the words of a text."""
        leaf.is_blank = not self.shown
        spelling = self.marking.speller.spell(self.shown, leaf.says, leaf.is_said)
        if spelling.whole:
            said["ActualText"] = pydyf.String(spelling.whole)
        if not spelling.entries:
            return
        held, self.stream[start:] = self.stream[start:], []
        for entry, operation in enumerate(held, start):
            for piece in spelling.entries.get(entry, (None,)):
                if piece is None:
                    self.stream.append(operation)
                elif isinstance(piece, Begin):
                    self.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(piece)}))
                elif piece is END:
                    self.end_marked_content()
                else:
                    super().show_text(piece)


def mark(document: Any, leaves: Mapping[Any, Leaf], artifacts: Mapping[Any, str]) -> Painted:
    """Has every box marked when it will be painted, as content or as an artifact; the list fills then.

    Both are given by the keys of boxes; an artifact is a `Header` or a `Footer`. Objects of the engine
    change here because it makes the streams that it paints to itself, and there is no other way in.
    """
    marking = _Marking(leaves, artifacts)

    def marked(paint: Any) -> Any:
        def paint_marked(stream: Any, scale: float = 1) -> None:
            stream.__class__ = _MarkingStream
            stream.take(marking)
            paint(stream, scale)

        return paint_marked

    for page in document.pages:
        page.paint = marked(page.paint)
    return marking.painted


def mean_srgb(document: Any, intent: str) -> None:
    """Has the document's colors mean sRGB when it will be written, by an output intent of this name: by its
    own name for it the engine would open a file for every document and leave it open.
    """
    profile = ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    document.color_profiles[intent] = profile
    document.output_intent = intent


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

"""Private parts of WeasyPrint: laid-out boxes, streams that are painted, what its files claim.

The only module that knows them. Takes documents of the engine; gives plain values, lengths in points from
the top left corner of a page. `NAMES` and `HELD` list what it uses: where one is missing, another version is
installed than this is made for, and a `MachineError` says so. Must not know what boxes mean, nor what a
reader hears of them.

Nothing of the engine is changed for others. Only `mark` changes objects of one document, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, reduce
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, Literal, NamedTuple
from xml.etree.ElementTree import Element

import pydyf

from brochure.errors import MachineError
from brochure.model import POINTS_PER_PIXEL

#: The versions that this module was written for.
MADE_FOR: Final = {"WeasyPrint": "70.0", "pydyf": "0.13.0"}
#: What it uses of modules and of their classes; looked up when it is imported.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "weasyprint.css": ("ColorProfile",),
    "weasyprint.formatting_structure.boxes": (
        *(f"{kind}Box" for kind in ("Block", "BlockLevel", "Margin", "Replaced", "TableCell", "Text")),
        *(f"Box.{side}" for side in ("content_box_x", "content_box_y", "padding_box_x", "padding_box_y")),
        *(f"Box.{side}" for side in ("padding_width", "padding_height", "margin_width", "margin_height")),
        *(f"Box.{held}" for held in ("colspan", "rowspan", "is_footnote", "link_annotation")),
    ),
    "weasyprint.layout.absolute": ("AbsolutePlaceholder",),
    "weasyprint.pdf.stream": ("Stream.clone", "Stream.marked"),
    "weasyprint.text.fonts": ("FontConfiguration.add_font_face",),
    "pydyf": ("Stream.begin_marked_content", "Stream.end_marked_content", "Object.reference"),
}
#: What objects hold once a document is set, by what they are; a test looks it up.
HELD: Final[Mapping[str, tuple[str, ...]]] = {
    "html": ("etree_element",),
    "document": ("color_profiles", "metadata", "output_intent", "pages"),
    "page": ("_page_box", "height", "links", "paint"),
    "page box": ("children", "height", "page_type", "width"),
    "box": ("children", "element", "element_tag", "height", "position_x", "position_y", "style", "width"),
    "text": ("baseline", "text"),
    "margin box": ("at_keyword",),
    "group of rows": ("is_footer", "is_header"),
    "place of an absolute box": ("_box",),
    "picture": ("replacement",),
    "drawing": ("_svg",),
    "tree of a drawing": ("attrib", "display", "tag", "text"),
    "stream": ("_tags", "extra", "stream"),
    "pdf": ("catalog", "objects", "page_references"),
}


def misfit(missing: Sequence[str]) -> MachineError:
    """The error for names that the installed libraries lack."""
    found, lacks = {name: version(name) for name in MADE_FOR}, ", ".join(missing)
    what = f"{_told(found)} is installed, this program is made for {_told(MADE_FOR)}; it lacks {lacks}"
    return MachineError.of("WeasyPrint", what, "`make` installs the versions that fit")


def _told(versions: Mapping[str, str]) -> str:
    return f"{versions['WeasyPrint']} with pydyf {versions['pydyf']}"


def is_made_for_others() -> bool:
    """Whether this module was written for other versions than the installed ones."""
    return any(version(name) != fit for name, fit in MADE_FOR.items())


def check() -> None:
    """Looks up all names. Raises `MachineError` with those that are missing."""
    missing = [
        f"{module}.{name}" for module, names in NAMES.items() for name in names if not _has(module, name)
    ]
    if missing:
        raise misfit(missing)


def _has(module: str, name: str) -> bool:
    try:
        reduce(getattr, name.split("."), import_module(module))
    except (ModuleNotFoundError, AttributeError):
        return False
    return True


check()

from weasyprint.css import ColorProfile  # noqa: E402  # what is missing has been told
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.images import SVGImage  # noqa: E402
from weasyprint.layout.absolute import AbsolutePlaceholder  # noqa: E402
from weasyprint.pdf.stream import Stream  # noqa: E402

Kind = Literal["text", "picture", "margin", "other"]
_KINDS: Final[Mapping[Kind, Any]] = {
    "text": boxes.TextBox,
    "picture": boxes.ReplacedBox,
    "margin": boxes.MarginBox,
}
#: Left, top, right and bottom.
Place = tuple[float, float, float, float]


class LaidOutLine(NamedTuple):
    """A text as it stands on its line, the size of its type, and the families that it asks for in order."""

    left: float
    right: float
    baseline: float
    size: float
    families: tuple[str, ...]


@dataclass(eq=False)
class LaidOutBox:
    """A laid-out box, `key` to the engine; `is_link` says whether it can be clicked.

    `element` is the one that it belongs to, `tag` that one's name or a pseudo-element's (`li::marker`).
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
        families = tuple(style["font_family"])
        return LaidOutLine(left, right, base, style["font_size"] * POINTS_PER_PIXEL, families)

    @property
    def lettering(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words of a drawing, each with the families that it asks for in order."""
        picture = self.key.replacement if self.kind == "picture" else None
        return _lettering(picture._svg.tree) if isinstance(picture, SVGImage) else iter(())

    @property
    def margin_place(self) -> Place:
        """The box with its margins."""
        left, top = self.key.position_x, self.key.position_y
        return _place(left, top, self.key.margin_width(), self.key.margin_height())

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
    kept: list[Any] = []
    for link in links:
        kind, target, place, _box = link
        if not any((kind, target) == other[:2] and _holds(other[2], place) for other in kept):
            kept.append(link)
    return kept


def _holds(outer: Sequence[float], inner: Sequence[float]) -> bool:
    left, top, right, bottom = (there - here for here, there in zip(outer, inner, strict=True))
    return left >= -1 and top >= -1 and right <= 1 and bottom <= 1


def _place(left: float, top: float, width: float, height: float) -> Place:
    """A place in points, of lengths in pixels."""
    right, bottom = (left + width) * POINTS_PER_PIXEL, (top + height) * POINTS_PER_PIXEL
    return left * POINTS_PER_PIXEL, top * POINTS_PER_PIXEL, right, bottom


@dataclass(eq=False)
class Leaf:
    """Words or a picture: a box and its page, and once it was painted its stream and its number there."""

    box: LaidOutBox
    page: int
    stream: Any = None
    number: int = -1


#: Streams to which content was painted, in order, each with its leaves in the order of their numbers.
Painted = list[tuple[Any, list[Leaf]]]


class _MarkingStream(Stream):  # type: ignore[misc]
    """A stream of a page, or of a group that is painted on it."""

    leaves: Mapping[Any, Leaf]
    artifacts: Mapping[Any, str]
    painted: Painted
    marks: list[Leaf]

    def take(self, leaves: Mapping[Any, Leaf], artifacts: Mapping[Any, str], painted: Painted) -> None:
        self._tags: dict[Any, Any] = {}  # not None: the engine marks artifacts
        self.leaves, self.artifacts, self.painted, self.marks = leaves, artifacts, painted, []
        painted.append((self, self.marks))

    def clone(self, **changes: Any) -> Any:
        copy = super().clone(**changes)
        copy.__class__ = _MarkingStream
        copy.take(self.leaves, self.artifacts, self.painted)
        return copy

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        leaf = self.leaves.get(box)
        if leaf is None or leaf.stream is not None:
            kind = self.artifacts.get(box)
            said = {"Type": "/Pagination", "Subtype": f"/{kind}"} if kind else None
            self.begin_marked_content("Artifact", pydyf.Dictionary(said) if said else None)
        else:
            leaf.stream, leaf.number = self, len(self.marks)
            self.marks.append(leaf)
            self.begin_marked_content(tag, pydyf.Dictionary({"MCID": leaf.number, **_replacement(box)}))
        try:
            yield
        finally:
            self.end_marked_content()


def _replacement(box: Any) -> dict[str, Any]:
    """A hyphen that the engine set at the end of a line is read as a soft one (ISO 32000-1, 14.8.2.2.3)."""
    hyphen, text = box.style["hyphenate_character"], getattr(box, "text", "")
    if hyphen != "\u2010" or not text.endswith(hyphen):
        return {}
    return {"ActualText": pydyf.String(text.removesuffix(hyphen) + "\u00ad")}


def mark(document: Any, leaves: Mapping[Any, Leaf], artifacts: Mapping[Any, str]) -> Painted:
    """Has every box marked when it will be painted, as content or as an artifact; the list fills then.

    Both are given by the keys of boxes; an artifact is a `Header` or a `Footer`. Why objects of the engine
    change here: it makes the streams that it paints to itself, and marks on them each box as content,
    whatever it is. There is no other way in. So the pages of this document have their streams mark what we
    say.
    """
    painted: Painted = []

    def marking(paint: Any) -> Any:
        def paint_marked(stream: Any, scale: float = 1) -> None:
            stream.__class__ = _MarkingStream
            stream.take(leaves, artifacts, painted)
            paint(stream, scale)

        return paint_marked

    for page in document.pages:
        page.paint = marking(page.paint)
    return painted


def mean_srgb(document: Any, intent: str) -> None:
    """Has the document's colors mean sRGB when it will be written, by an output intent of this name.

    By its own name for it the engine would open a file for every document and leave it open.
    """
    components = ["r"], ["g"], ["b"]
    profile = ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", components)
    document.color_profiles[intent] = profile
    document.output_intent = intent


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def streams(pdf: Any) -> Iterator[Any]:
    """All streams of a PDF that is about to be written."""
    return (entry for entry in pdf.objects if isinstance(entry, pydyf.Stream))


def dictionaries(pdf: Any, kind: str) -> Iterator[Any]:
    """All dictionaries of one type, such as `Page`."""
    return (entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == f"/{kind}")


def target(annotation: Any) -> tuple[str, str]:
    """The address that a link leads to, or else the name of a place in the document."""
    if "A" in annotation:
        return annotation["A"]["URI"].string, ""
    return "", annotation["Dest"].string

"""Marks what is painted: every box either as content of its structure element or as an artifact, never both or neither.

Wraps WeasyPrint's private page and stream, one document at a time; nothing of the engine is changed for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.pdf.stream import Stream

from brochure.typeset.nodes import Leaf
from brochure.typeset.structure import Structure

SOFT_HYPHEN = "\u00ad"
#: Streams to which content was painted, in order, each with its leaves in the order of their numbers.
Painted = list[tuple[Any, list[Leaf]]]


class _MarkingStream(Stream):  # type: ignore[misc]  # WeasyPrint has no types
    """A stream of a page, or of a group that is painted on it."""

    structure: Structure
    painted: Painted
    marks: list[Leaf]

    def take(self, structure: Structure, painted: Painted) -> None:
        self._tags: dict[Any, Any] = {}  # not None: the engine marks artifacts
        self.structure, self.painted, self.marks = structure, painted, []
        painted.append((self, self.marks))

    def clone(self, **changes: Any) -> Any:
        copy = super().clone(**changes)
        copy.__class__ = _MarkingStream
        copy.take(self.structure, self.painted)
        return copy

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        leaf = self.structure.leaves.get(box)
        if leaf is None or leaf.stream is not None:
            self.begin_marked_content("Artifact", _artifact(self.structure.artifacts.get(box, "")))
        else:
            leaf.stream, leaf.number = self, len(self.marks)
            self.marks.append(leaf)
            self.begin_marked_content(tag, pydyf.Dictionary({"MCID": leaf.number, **_replacement(box)}))
        try:
            yield
        finally:
            self.end_marked_content()


def _artifact(kind: str) -> Any:
    return pydyf.Dictionary({"Type": "/Pagination", "Subtype": f"/{kind}"}) if kind else None


def _replacement(box: Any) -> dict[str, Any]:
    """A hyphen that the engine set at the end of a line is read as a soft one (ISO 32000-1, 14.8.2.2.3)."""
    hyphen = box.style["hyphenate_character"]
    text = getattr(box, "text", "")
    if hyphen != "\u2010" or not text.endswith(hyphen):
        return {}
    return {"ActualText": pydyf.String(text.removesuffix(hyphen) + SOFT_HYPHEN)}


def mark(document: Any, structure: Structure) -> Painted:
    """Has the pages of a document marked when they will be painted; the list fills then."""
    painted: Painted = []
    for page in document.pages:
        page.paint = _marking(page.paint, structure, painted)
    return painted


def _marking(paint: Any, structure: Structure, painted: Painted) -> Any:
    def paint_marked(stream: Any, scale: float = 1) -> None:
        stream.__class__ = _MarkingStream
        stream.take(structure, painted)
        paint(stream, scale)

    return paint_marked

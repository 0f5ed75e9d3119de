"""Makes a document accessible that WeasyPrint alone would not: its own tagging stays off, ours is written in its place.

Each defect of WeasyPrint 70's tagging, by the name under which tests/test_tags.py watches whether it is still there:

- list-body: a list's item with a block inside and a marker has no LBody (UA-1 7.2)
- nested-link: a box inside a link is clickable once more, under the wrong element (UA-1 7.18.5)
- running-feet: running heads and feet are content that no element holds, instead of artifacts
- decoration: a picture without alternative text is a Figure all the same (UA-1 7.3)
- scope: header cells have no Scope
- figure-box: the place of a figure is in pixels from the top
- link-contents: a link announces its bare address, not its words
- span-language: languages of parts are lost
- descriptions: terms and descriptions are items alike
- caption: the caption of a figure stands outside of it
- grouping: figure, aside, header and nav mean nothing
- split: what runs over a page break is two elements; a table's head is read on every page
- hyphens: automatic hyphens are read
- interpolation: pictures ask to be smoothed (PDF/A 6.2.8)
- opacity: words with opacity belong to no element (UA-1 7.1)

Why not mend its tree: one element on two pages, heads of tables that come again and pictures that are decoration are
known before pages are painted and can hardly be told from the finished tree.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf

from brochure.typeset import archive, roles
from brochure.typeset.painting import mark
from brochure.typeset.structure import Structure
from brochure.typeset.tagging import Tagger
from brochure.typeset.writing import write_once

#: Documents that packet assembly takes apart: pages with nothing but a number, painted over others as artifacts.
UNTAGGED = "-folios"


@dataclass(frozen=True)
class Written:
    """A finished PDF, the names of the faces in it, and in the order in which they are read the levels of its headings and
    what its figures say."""

    pdf: bytes
    faces: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()


def write(document: Any, name: str, options: dict[str, Any]) -> Written:
    """Writes a laid-out document, tagged and with its claims. The same document gives the same bytes."""
    if name.endswith(UNTAGGED):
        return Written(
            bytes(document.write_pdf(finisher=_complete, pdf_identifier=name.encode(), **options))
        )
    structure = Structure.of(document.pages, document.metadata.lang or "")
    painted, faces = mark(document, structure), set[str]()
    archive.claim(document)

    def finish(document: Any, pdf: Any) -> None:
        Tagger(pdf, [page.height for page in document.pages]).write(structure, painted)
        faces.update(_faces(pdf))
        archive.uninterpolated(pdf)
        _complete(document, pdf)

    _tell(document)
    standards = {"pdf_variant": archive.VARIANT, "output_intent": archive.INTENT}
    pdf = bytes(document.write_pdf(finisher=finish, pdf_identifier=name.encode(), **standards, **options))
    nodes = list(structure.root.elements())
    headings = tuple(int(node.role[1:]) for node in nodes if node.role in roles.HEADINGS)
    return Written(
        pdf,
        tuple(sorted(faces)),
        headings,
        tuple(node.alternative for node in nodes if node.role == "Figure"),
    )


def _faces(pdf: Any) -> Iterator[str]:
    """The names of the faces that a PDF holds."""
    return (
        entry["BaseFont"].decode().removeprefix("/")
        for entry in pdf.objects
        if isinstance(entry, dict) and entry.get("Type") == "/Font"
    )


def _complete(_document: Any, pdf: Any) -> None:
    """Page labels, and the document's own title in the window: the engine writes neither. Nothing changes after this."""
    labels = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    pdf.catalog["PageLabels"] = labels
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    write_once(pdf)


def _tell(document: Any) -> None:
    """What the engine's own tagging would complain of. An empty `alt` is none: it says that a picture is decoration."""
    logger = logging.getLogger("weasyprint")
    for picture in document._html.etree_element.iter("img"):
        if not roles.alternative(picture) and not roles.is_decoration(picture):
            logger.error(
                'Image "%s" has no alt: write alt="" where it is decoration', picture.get("src", "unknown")
            )
    if not document.metadata.lang:
        logger.error('Missing required "lang" attribute at the root of the document')

"""Checks of a document as a whole: fonts, structure tree, metadata, links, and what the engine said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from brochure.artefacts import Finding, Proof

_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|svg|webp|gif)$", re.IGNORECASE)
_HEADING = re.compile(r"^/H([1-6])$")


@lru_cache(maxsize=2)
def _read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def engine_complaints(proof: Proof) -> Iterator[Finding]:
    """What the engine logged: a missing picture, a dead anchor, a font that failed. It printed the page all the same."""
    for complaint in proof.complaints:
        yield Finding(proof.name, 0, "engine", complaint.severity, f"the typesetting engine says: {complaint.text}")


def embedded_fonts(reader: PdfReader) -> dict[str, int]:
    """The names of all fonts used, with the first page that uses each."""
    names: dict[str, int] = {}
    for number, page in enumerate(reader.pages, start=1):
        fonts = _dictionary(_dictionary(page.get("/Resources")).get("/Font"))
        for font in fonts.values():
            names.setdefault(str(_dictionary(font).get("/BaseFont", "")).lstrip("/"), number)
    return names


def fallback_fonts(proof: Proof) -> Iterator[Finding]:
    """Only the brand's families may be in the file: the engine falls back to another without a word."""
    allowed = tuple(family.replace(" ", "").replace("-", "") for family in proof.families)
    for name, number in embedded_fonts(_read(proof.pdf)).items():
        if not _SUBSET_TAG.sub("", name).replace("-", "").startswith(allowed):
            yield Finding(proof.name, number, "fallback-font", "error", f"{name} was used, which brand.yaml does not name", "", "check the names of families in brand.yaml and in the stylesheets")


def structure(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the structure tree in reading order, without recursion."""
    root = _dictionary(reader.trailer["/Root"]).get("/StructTreeRoot")
    waiting: list[Any] = [_dictionary(root).get("/K")] if root is not None else []
    while waiting:
        node = waiting.pop()
        node = node.get_object() if isinstance(node, PdfObject) else node
        if isinstance(node, ArrayObject):
            waiting.extend(reversed(node))
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            waiting.append(node.get("/K"))


def heading_levels(proof: Proof) -> Iterator[Finding]:
    """One H1, and no level skipped on the way down (PDF/UA-1, 7.4.2)."""
    found = [_HEADING.match(str(element["/S"])) for element in structure(_read(proof.pdf))]
    levels = [int(match[1]) for match in found if match]
    if levels.count(1) > 1:
        yield Finding(proof.name, 0, "heading-order", "error", f"there are {levels.count(1)} headings of level 1")
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            what = f"a heading of level {level} follows level {before}" if before else f"the first heading has level {level}"
            yield Finding(proof.name, 0, "heading-order", "error", what, "", "start a section's own headings with ###")
            return


def figures_without_alternative(proof: Proof) -> Iterator[Finding]:
    """Every figure says in words what it shows; a file name says nothing (PDF/UA-1, 7.3)."""
    for element in structure(_read(proof.pdf)):
        if str(element["/S"]) == "/Figure":
            alternative = str(element.get("/Alt", "")).strip()
            if not alternative:
                yield Finding(proof.name, 0, "no-alternative", "error", "a figure has no text alternative", "", "write alt: beside the picture")
            elif _FILE_NAME.match(alternative):
                yield Finding(proof.name, 0, "no-alternative", "error", f'the text alternative "{alternative}" is a file name', "", "say what the picture shows")


def title_and_language(proof: Proof) -> Iterator[Finding]:
    """A document has a title and a language (PDF/UA-1, 7.1 and 7.2)."""
    reader = _read(proof.pdf)
    if not (reader.metadata and reader.metadata.title):
        yield Finding(proof.name, 0, "no-title", "error", "the document has no title")
    if not _dictionary(reader.trailer["/Root"]).get("/Lang"):
        yield Finding(proof.name, 0, "no-language", "error", "the document says no language")


def dead_links(proof: Proof) -> Iterator[Finding]:
    """Every link inside the document leads somewhere."""
    reader = _read(proof.pdf)
    known = reader.named_destinations
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots") or ():
            link = _dictionary(annotation)
            target = link.get("/Dest", _dictionary(link.get("/A")).get("/D"))
            if isinstance(target, str) and target not in known:
                yield Finding(proof.name, number, "dead-link", "error", f"a link leads to {target}, which is not there")


def _dictionary(value: Any) -> DictionaryObject:
    value = value.get_object() if isinstance(value, PdfObject) else value
    return value if isinstance(value, DictionaryObject) else DictionaryObject()

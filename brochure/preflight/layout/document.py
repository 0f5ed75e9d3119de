"""Checks of a document as a whole: fonts, headings, text alternatives, language, what the engine said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from brochure.errors import Finding
from brochure.model import Proof

_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|svg|webp|gif)$", re.IGNORECASE)


def engine_complaints(proof: Proof) -> Iterator[Finding]:
    """What the engine logged: a missing picture, a dead anchor. It printed the page all the same."""
    for complaint in proof.complaints:
        yield Finding(
            proof.name, 0, "engine", complaint.severity, f"the typesetting engine says: {complaint.text}"
        )


def fallback_fonts(proof: Proof) -> Iterator[Finding]:
    """Only the brand's families may be in the file: the engine falls back to another without a word."""
    allowed = tuple(family.replace(" ", "").replace("-", "") for family in proof.families)
    for name in proof.faces:
        if not _SUBSET_TAG.sub("", name).replace("-", "").startswith(allowed):
            yield Finding(
                proof.name,
                0,
                "fallback-font",
                "error",
                f"{name} was used, which brand.yaml does not name",
                "",
                "check the names of families in brand.yaml and in the stylesheets",
            )


def heading_levels(proof: Proof) -> Iterator[Finding]:
    """One H1, and no level skipped on the way down (PDF/UA-1, 7.4.2)."""
    if (titles := proof.headings.count(1)) > 1:
        yield Finding(proof.name, 0, "heading-order", "error", f"there are {titles} headings of level 1")
    for before, level in zip([0, *proof.headings], proof.headings, strict=False):
        if level > before + 1:
            what = (
                f"a heading of level {level} follows level {before}"
                if before
                else f"the first heading has level {level}"
            )
            yield Finding(
                proof.name, 0, "heading-order", "error", what, "", "start a section's own headings with ###"
            )
            return


def figures_without_alternative(proof: Proof) -> Iterator[Finding]:
    """Every figure says in words what it shows; a file name says nothing (PDF/UA-1, 7.3)."""
    for words in proof.figures:
        if not words:
            yield Finding(
                proof.name,
                0,
                "no-alternative",
                "error",
                "a figure has no text alternative",
                "",
                "write alt: beside the picture",
            )
        elif _FILE_NAME.match(words):
            yield Finding(
                proof.name,
                0,
                "no-alternative",
                "error",
                f'the text alternative "{words}" is a file name',
                "",
                "say what the picture shows",
            )


def title_and_language(proof: Proof) -> Iterator[Finding]:
    """A document has a title and a language (PDF/UA-1, 7.1 and 7.2)."""
    if not proof.title:
        yield Finding(proof.name, 0, "no-title", "error", "the document has no title")
    if not proof.language:
        yield Finding(proof.name, 0, "no-language", "error", "the document says no language")

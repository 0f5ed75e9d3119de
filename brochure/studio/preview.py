"""The pages of a document as pictures, with the boxes of their texts. Must not know HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Final

import pypdfium2

from brochure.errors import Finding
from brochure.model import PageView, Run, file_of
from brochure.press import Session

#: Dots per inch of the pictures.
RESOLUTION: Final = 110
_WHOLE: Final = ("brochure", "chapter")


@dataclass(frozen=True)
class PageBox:
    """A text on a page, in points from its top left corner, and where it is written."""

    left: float
    top: float
    width: float
    height: float
    file: str
    line: int
    column: int
    path: tuple[str | int, ...]
    text: str
    role: str


@dataclass(frozen=True)
class PagePicture:
    """One page: its picture with the hash of it, its size in points, its texts, what is wrong with it."""

    number: int
    digest: str
    png: bytes
    width: float
    height: float
    boxes: tuple[PageBox, ...]
    findings: tuple[Finding, ...]


class Preview:
    """Sets documents of a session, as they would be published."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def pages(self, document: str, form: str) -> tuple[PagePicture, ...]:
        """The pages of a document. Raises `BrochureError`."""
        made = self.session.preview(document if form in _WHOLE else f"{document}-{form}")
        if made.result.data is None:
            return ()
        with pypdfium2.PdfDocument(made.result.read()) as pdf:
            pictures = [_picture(page) for page in pdf]
        return tuple(
            PagePicture(
                number,
                sha256(png).hexdigest(),
                png,
                view.width,
                view.height,
                tuple(_boxes(view)),
                tuple(one for one in made.findings if one.page == number),
            )
            for number, (png, view) in enumerate(zip(pictures, made.pages, strict=True), 1)
        )

    def changed(self, files: Sequence[str]) -> None:
        """Some files are not as they were."""


def _picture(page: pypdfium2.PdfPage) -> bytes:
    written = io.BytesIO()
    page.render(scale=RESOLUTION / 72).to_pil().save(written, "PNG", compress_level=1)
    return written.getvalue()


def _boxes(view: PageView) -> Iterator[PageBox]:
    """One for all runs of a paragraph that are written at the same place."""
    for where, found in groupby(view.runs, key=lambda run: run.where):
        if runs := list(found) if where else []:
            yield _box(where, runs)


def _box(where: str, runs: Sequence[Run]) -> PageBox:
    left, top = min(run.left for run in runs), min(run.top for run in runs)
    width, height = max(run.right for run in runs) - left, max(run.bottom for run in runs) - top
    file = file_of(where)
    line, column, *_ = (*(int(one) for one in where[len(file) + 1 :].split(":") if one.isdecimal()), 0, 0)
    text = "".join(run.text for run in runs)
    return PageBox(left, top, width, height, file, line, column, (), text, runs[0].tag)

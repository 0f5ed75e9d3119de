"""The whole file: every page separated and framed, then what the file says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject

from brochure.editions.press.claims import claim
from brochure.editions.press.content import Rewriter
from brochure.editions.press.marks import REGISTRATION, Frame, marks
from brochure.editions.press.objects import pdf, stream, table
from brochure.editions.press.order import Press, SeparationError
from brochure.editions.press.plates import Plates
from brochure.editions.press.resources import Stock, Uses
from brochure.editions.press.slug import Letters
from brochure.editions.press.spaces import UnknownSpaceError

#: Transparency needs 1.4, what PDF/X-4 builds on is 1.6.
_VERSION = "%PDF-1.6"
_INFORMATION = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer")


def separate(source: bytes, press: Press) -> bytes:
    """The PDF as PDF/X-4. The same bytes and the same order give the same bytes.

    Links, tags, forms, scripts and attached files stay behind: a press reads none, and PDF/X-4 allows hardly any.
    Raises `SeparationError` with everything that cannot be brought to the plates.
    """
    try:
        reader, writer = PdfReader(BytesIO(source)), PdfWriter()
        writer.pdf_header = _VERSION
        _pages(reader, writer, press)
        _navigation(reader, writer)
    except PyPdfError as error:
        raise SeparationError([f"the PDF cannot be read: {error}"]) from error
    claim(writer, press, _information(reader, press), _digest(source, press))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _pages(reader: PdfReader, writer: PdfWriter, press: Press) -> None:
    stock, plates, letters, faults = Stock(writer), Plates(press), Letters(press.font), list[str]()
    count = len(reader.pages)
    registration = stock.add(
        pdf(
            [
                "/Separation",
                "/All",
                "/DeviceCMYK",
                {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0, 0, 0, 0], "/C1": [1, 1, 1, 1], "/N": 1},
            ]
        )
    )
    for number, page in enumerate(reader.pages, start=1):
        folds = press.folds[number - 1] if number <= len(press.folds) else ()
        box = page.trimbox
        frame = Frame(float(box.width), float(box.height), press.bleed, folds)
        moved = (frame.room - float(box.left), frame.room - float(box.bottom))
        uses = Uses(stock, plates, table(page.get("/Resources")), moved)
        try:
            contents = page.get_contents()
            data = Rewriter(plates, uses, opens=True).rewritten(
                contents.get_data() if contents is not None else b""
            )
        except UnknownSpaceError as error:
            faults.append(f"page {number} has {error}")
            continue
        except (
            LookupError,
            TypeError,
            ValueError,
            OSError,
        ) as error:  # whatever a damaged object brings about
            faults.append(f"page {number} has an object that cannot be read ({error})")
            continue
        framed = _framed(data, frame, moved) + marks(frame, letters, f"{press.slug}   {number}/{count}")
        uses.new.setdefault("/ColorSpace", {})[REGISTRATION] = registration
        made = _page(frame, uses.resources, stock.add(stream(framed, {})), uses.is_transparent, page)
        writer.add_page(made)
    if faults:
        raise SeparationError(faults)


def _framed(data: bytes, frame: Frame, moved: tuple[float, float]) -> bytes:
    """The page's own content, moved to its place and cut at the bleed."""
    left, bottom, right, top = frame.bled
    return b"q %.5f %.5f %.5f %.5f re W n 1 0 0 1 %.5f %.5f cm\n%s\nQ\n" % (
        left,
        bottom,
        right - left,
        top - bottom,
        *moved,
        data,
    )


def _page(
    frame: Frame, resources: DictionaryObject, contents: Any, is_transparent: bool, old: PageObject
) -> PageObject:
    page = PageObject.create_blank_page(width=frame.media[2], height=frame.media[3])
    entries = {
        "/MediaBox": frame.media,
        "/BleedBox": frame.bled,
        "/TrimBox": frame.trim,
        "/Resources": resources,
        "/Contents": contents,
        **(
            {"/Group": {"/Type": "/Group", "/S": "/Transparency", "/CS": "/DeviceCMYK"}}
            if is_transparent
            else {}
        ),
        **({"/Rotate": old.rotation} if old.rotation else {}),
    }
    page.update({NameObject(key): pdf(value) for key, value in entries.items()})
    return page


def _navigation(reader: PdfReader, writer: PdfWriter) -> None:
    """Outline, page labels and language: they help whoever proofs the file, and harm no press."""
    root = reader.root_object
    for key in ("/PageLabels", "/Lang"):
        if key in root:
            writer.root_object[NameObject(key)] = root[key].clone(writer)
    _outline(reader, writer, reader.outline, None)


def _outline(reader: PdfReader, writer: PdfWriter, entries: Sequence[Any], parent: Any) -> None:
    last = parent
    for entry in entries:
        if isinstance(entry, list):
            _outline(reader, writer, entry, last)
        elif (number := reader.get_destination_page_number(entry)) is not None:
            last = writer.add_outline_item(title=str(entry.title), page_number=number, parent=parent)


def _information(reader: PdfReader, press: Press) -> dict[str, str]:
    known: Mapping[str, Any] = reader.metadata or {}
    said = {key: str(known[key]) for key in _INFORMATION if known.get(key)}
    return {**said, "/Title": said.get("/Title") or press.slug}


def _digest(source: bytes, press: Press) -> bytes:
    """Stands for the source and everything that the press was told."""
    order = repr(
        (
            press.condition,
            sorted(press.inks.items()),
            press.bleed,
            press.slug,
            press.issued,
            press.folds,
            press.registry,
            press.limit,
        )
    )
    return sha256(
        b"".join(sha256(part).digest() for part in (source, press.profile, press.font, order.encode()))
    ).digest()

"""Checks of what a file hides beside its pages: layers, forms, scripts, files, links. Each docstring is its page of the manual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pypdf.generic import DictionaryObject

from brochure.model import Printer
from brochure.pdf.objects import dictionary, key, listed, resolved, words
from brochure.preflight.file.checking import Fault, on_pages
from brochure.preflight.file.document import Document, Page
from brochure.preflight.file.plane import box_of

#: Annotations that a print shop puts there itself.
_OF_PRINTERS: Final = frozenset({"/PrinterMark", "/TrapNet"})
#: Actions that leave the file; more of them in one chain, or outline items, than this are a fault of the file.
_LEAVING: Final = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToE"})
_MOST: Final = 10_000


def hidden_layers(document: Document, printer: Printer) -> Iterator[Fault]:
    """No layer is hidden.

    Why: A layer that is off on one machine may print on another.
    Mend: delete the layers that are not to be printed, and flatten the others
    Source: ISO 32000-2, 8.11; practice of print shops
    """
    layers = dictionary(document.catalog.get("/OCProperties"))
    known = [*listed(layers.get("/OCGs"))]
    default = dictionary(layers.get("/D"))
    is_off = default.get("/BaseState", "/ON") != "/ON"
    shown = {key(one) for one in listed(default.get("/ON"))}
    hidden = {key(one) for one in listed(default.get("/OFF"))} | (
        {key(one) for one in known} - shown if is_off else set()
    )
    names = [
        words(dictionary(one).get("/Name")) or "a layer without a name"
        for one in known
        if key(one) in hidden
    ]
    if names:
        yield Fault(0, f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} hidden")


def form_fields(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file is no form.

    Why: What stands in a form's fields is drawn by the viewer, each in its own way, and may not print at all.
    Mend: flatten the form
    Source: ISO 15930-7 (PDF/X-4)
    """
    form = dictionary(document.catalog.get("/AcroForm"))
    fields = len(listed(form.get("/Fields")))
    if fields or "/XFA" in form:
        yield Fault(0, f"the file is a form with {fields} field{'s' * (fields != 1)}")


def javascript(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file holds no JavaScript.

    Why: A program inside a file can change what is printed, and mail and print shops refuse such files.
    Mend: save the PDF without scripts
    Source: ISO 15930-7 (PDF/X-4)
    """
    names = dictionary(document.catalog.get("/Names"))
    pages = [page for page, action in _actions(document) if action.get("/S") == "/JavaScript"]
    if "/JavaScript" in names or pages:
        yield Fault(pages[0] if pages else 0, "there is JavaScript in the file")


def launch_action(document: Document, printer: Printer) -> Iterator[Fault]:
    """No action starts a program, sends data or opens a file inside the file.

    Why: It prints nothing, and virus scanners hold such files back.
    Mend: delete the action
    Source: ISO 15930-7 (PDF/X-4)
    """
    for page, action in _actions(document):
        if action.get("/S") in _LEAVING:
            yield Fault(page, f"there is an action of the kind {str(action['/S']).removeprefix('/')}")


def embedded_files(document: Document, printer: Printer) -> Iterator[Fault]:
    """No other files are in the file.

    Why: They print nothing, make the file large, and may say what was not meant for the print shop.
    Mend: save the PDF without attachments
    Source: ISO 15930-7 (PDF/X-4)
    """
    attached = [
        page.number for page, one in _annotations(document) if one.get("/Subtype") == "/FileAttachment"
    ]
    if (
        "/EmbeddedFiles" in dictionary(document.catalog.get("/Names"))
        or "/AF" in document.catalog
        or attached
    ):
        yield Fault(attached[0] if attached else 0, "there are files inside the file")


@on_pages
def links_and_notes(page: Page, printer: Printer) -> Iterator[str]:
    """No link, note or other annotation lies inside the bleed.

    Why: Paper has no links, and some programs print notes and the frames of links.
    Mend: export the PDF for print without links and notes
    Source: ISO 15930-7 (PDF/X-4): annotations stand outside the BleedBox
    """
    for value in listed(page.dictionary.get("/Annots")):
        one = dictionary(value)
        box = box_of(map(resolved, listed(one.get("/Rect"))))
        if one.get("/Subtype") not in _OF_PRINTERS and box and box.meets(page.bleed):
            yield f"there is an annotation of the kind {str(one.get('/Subtype')).removeprefix('/')}"


def _annotations(document: Document) -> Iterator[tuple[Page, DictionaryObject]]:
    for page in document.pages:
        for one in listed(page.dictionary.get("/Annots")):
            yield page, dictionary(one)


def _actions(document: Document) -> Iterator[tuple[int, DictionaryObject]]:
    """Every action with its page, 0 for those of the document."""
    holders: list[tuple[int, DictionaryObject]] = [
        (0, document.catalog),
        *((0, item) for item in _outline(document)),
    ]
    holders += [(page.number, page.dictionary) for page in document.pages]
    holders += [(page.number, one) for page, one in _annotations(document)]
    for number, holder in holders:
        first = [holder.get("/A"), holder.get("/OpenAction"), *dictionary(holder.get("/AA")).values()]
        yield from ((number, action) for one in first for action in _chain(one))


def _chain(first: Any) -> Iterator[DictionaryObject]:
    """An action and those that follow it."""
    waiting = [first]
    for _ in range(_MOST):
        if not waiting:
            return
        action = dictionary(waiting.pop())
        if action:
            yield action
            waiting += listed(action.get("/Next"))


def _outline(document: Document) -> Iterator[DictionaryObject]:
    waiting = [dictionary(document.catalog.get("/Outlines")).get("/First")]
    for _ in range(_MOST):
        if not waiting:
            return
        item = dictionary(waiting.pop())
        if item:
            yield item
            waiting += [item.get("/Next"), item.get("/First")]

"""Checks of what a file says of itself, and of what it hides beside its pages.

Each docstring is its page of the manual.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pikepdf import Array, Dictionary, NameTree, Object, Stream

from brochure.model import Printer
from brochure.pdf import (
    box_of,
    bytes_of,
    data_of,
    each,
    entries,
    get,
    name_of,
    read_xmp,
    table,
    text_of,
    word_of,
)
from brochure.preflight.file.checking import FAULTS, CheckedFile, CheckedPage, FileFault, on_pages

_KEY: Final = "pdfxid:GTS_PDFXVersion"
_TRAPPED: Final = "pdf:Trapped"
#: Annotations that a print shop puts there itself.
_OF_PRINTERS: Final = frozenset({"/PrinterMark", "/TrapNet"})
#: Actions that leave the file.
_LEAVING: Final = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToE"})
#: More objects in one chain, outline or annotation than this are a fault of the file.
_MOST: Final = 10_000
#: Entries of annotations and actions that lead to what is no part of them.
_ELSEWHERE: Final = frozenset({"/P", "/Parent", "/Popup", "/IRT", "/Next", "/Dest"})


def pdfx_key(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file claims the standard that the printer asks for, PDF/X-4 as a rule.

    Why: The claim is what a print shop's software looks for first; without it the file counts as an office
    PDF.
    Mend: export the PDF with a PDF/X-4 preset; of this program, take what build --edition press makes
    Source: ISO 15930-7 (PDF/X-4): GTS_PDFXVersion in the XMP metadata; printer's profile, `standard`
    """
    stated = read_xmp(document.pdf, [_KEY]).get(_KEY)
    claim = stated or text_of(document.information.get("/GTS_PDFXVersion"))
    if not claim.startswith(printer.standard):
        yield FileFault(
            0, f"the file claims {claim or 'no PDF/X standard'}, {printer.standard} is asked for"
        )


def trapped(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file says whether it is trapped.

    Why: Where a file does not say, a shop may trap it twice or not at all.
    Mend: set Trapped to False, unless the file was trapped
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.11.6
    """
    said = document.information.get("/Trapped")
    stated = {word_of(said), read_xmp(document.pdf, [_TRAPPED]).get(_TRAPPED)}
    if stated.isdisjoint(("True", "False")) and not isinstance(said, bool):
        yield FileFault(0, "the file does not say whether it is trapped")


def file_id(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file has an ID of two strings.

    Why: The ID tells one state of a file from another on its way through a print shop.
    Mend: write the PDF again with a program that gives it an ID
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.4
    """
    if len([one for one in each(document.pdf.trailer.get("/ID")) if bytes_of(one)]) != 2:
        yield FileFault(0, "the file has no ID")


def output_intent(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """There is one output intent for printing, with its condition and the CMYK profile of that condition.

    Why: It says which inks on which paper the colors were chosen for; without it the same numbers print as
    other colors.
    Mend: export the PDF with one output intent and embed its profile
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.11.5; printer's profile, `condition`
    """
    intents = document.intents
    if len(intents) != 1:
        yield FileFault(
            0,
            f"there are {len(intents)} output intents for printing"
            if intents
            else "there is no output intent for printing",
        )
        return
    if not document.condition:
        yield FileFault(0, "the output intent names no condition")
    elif printer.condition and printer.condition.casefold() not in document.condition.casefold():
        yield FileFault(0, f"the file was made for {document.condition}, {printer.condition} is asked for")
    profile = intents[0].get("/DestOutputProfile")
    if not isinstance(profile, Stream):
        yield FileFault(0, "the output intent has no profile")
    elif profile.get_int("/N", 0) != 4 or data_of(profile)[12:20] != b"prtrCMYK":
        yield FileFault(0, "the profile of the output intent is not one of a CMYK printer")


def encryption(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file is not encrypted, not even without a password.

    Why: Print shops' programs cannot split, impose or color-manage a file that forbids it.
    Mend: save the PDF without a password and without restrictions
    Source: ISO 15930-7 (PDF/X-4)
    """
    if document.pdf.is_encrypted:
        yield FileFault(0, "the file is encrypted")


def hidden_layers(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """No layer is hidden.

    Why: A layer that is off on one machine may print on another.
    Mend: delete the layers that are not to be printed, and flatten the others
    Source: ISO 32000-2, 8.11; practice of print shops
    """
    layers = table(document.catalog.get("/OCProperties"))
    default = table(layers.get("/D"))
    is_off = name_of(default.get("/BaseState")) not in ("", "/ON")
    shown_ones, hidden_ones = _numbers(default, "/ON"), _numbers(default, "/OFF")
    hidden, unprinted = list[str](), list[str]()
    for one in map(table, each(layers.get("/OCGs"))):
        name = text_of(one.get("/Name")) or "a layer without a name"
        if one.objgen in hidden_ones or (is_off and one.objgen not in shown_ones):
            hidden.append(name)
        elif name_of(get(one, "/Usage", "/Print", "/PrintState")) == "/OFF":
            unprinted.append(name)
    for names, said in ((hidden, "hidden"), (unprinted, "shown on a screen, and not to be printed")):
        if names:
            yield FileFault(0, f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {said}")


def _numbers(configuration: Object, kind: str) -> set[tuple[int, int]]:
    """The layers that a configuration lists."""
    return {table(one).objgen for one in each(configuration.get(kind))}


def form_fields(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file is no form.

    Why: What stands in a form's fields is drawn by the viewer, each in its own way, and may not print at
    all.
    Mend: flatten the form
    Source: ISO 15930-7 (PDF/X-4)
    """
    form = table(document.catalog.get("/AcroForm"))
    fields = len(each(form.get("/Fields")))
    if fields or "/XFA" in form:
        yield FileFault(0, f"the file is a form with {fields} field{'s' * (fields != 1)}")


def javascript(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """The file holds no JavaScript.

    Why: A program inside a file can change what is printed, and mail and print shops refuse such files.
    Mend: save the PDF without scripts
    Source: ISO 15930-7 (PDF/X-4)
    """
    pages = [
        page
        for page, action in _actions(document)
        if name_of(action.get("/S")) == "/JavaScript" or "/JS" in action
    ]
    if pages or _has_names(document, "/JavaScript"):
        yield FileFault(pages[0] if pages else 0, "there is JavaScript in the file")


def launch_action(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """No action starts a program, sends data or opens a file inside the file.

    Why: It prints nothing, and virus scanners hold such files back.
    Mend: delete the action
    Source: ISO 15930-7 (PDF/X-4)
    """
    for page, action in _actions(document):
        kind = name_of(action.get("/S"))
        if kind in _LEAVING:
            yield FileFault(page, f"there is an action of the kind {kind.removeprefix('/')}")


def embedded_files(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """No other files are in the file.

    Why: They print nothing, make the file large, and may say what was not meant for the print shop.
    Mend: save the PDF without attachments
    Source: ISO 15930-7 (PDF/X-4)
    """
    attached = [
        page.number
        for page, one in _annotations(document)
        if name_of(one.get("/Subtype")) == "/FileAttachment" or _holds_file(one)
    ]
    attached += [number for number, action in _actions(document) if _holds_file(action)]
    attached += [page.number for page in document.pages if "/AF" in page.entries]
    if (
        attached
        or "/AF" in document.catalog
        or _has_names(document, "/EmbeddedFiles")
        or _holds_file(get(document.catalog, "/Names", "/Renditions"))
    ):
        yield FileFault(attached[0] if attached else 0, "there are files inside the file")


@on_pages
def links_and_notes(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """No link, note or other annotation lies inside the bleed.

    Why: Paper has no links, and some programs print notes and the frames of links.
    Mend: export the PDF for print without links and notes
    Source: ISO 15930-7 (PDF/X-4): annotations stand outside the BleedBox
    """
    for one in map(table, each(page.entries.get("/Annots"))):
        box, kind = box_of(one.get("/Rect")), name_of(one.get("/Subtype"))
        if kind not in _OF_PRINTERS and box and box.meets(page.bleed):
            yield f"there is an annotation of the kind {kind.removeprefix('/')}"


def _has_names(document: CheckedFile, kind: str) -> bool:
    """Whether there is anything in a name tree of the catalog, or it cannot be read."""
    tree = get(document.catalog, "/Names", kind)
    try:
        return isinstance(tree, Dictionary) and any(True for _ in NameTree(tree, auto_repair=False))
    except FAULTS:
        return True


def _holds_file(value: object) -> bool:
    """Whether a file stands in an annotation, an action, or the media and renditions that they lead to."""
    waiting, seen = [value], set[tuple[int, int]]()
    for _ in range(_MOST):
        if not waiting:
            return False
        one = waiting.pop()
        if isinstance(one, Array):
            waiting += each(one)
        elif isinstance(one, Dictionary) and (one.objgen == (0, 0) or one.objgen not in seen):
            seen.add(one.objgen)
            if "/EF" in one:
                return True
            waiting += (entry for key, entry in one.items() if key not in _ELSEWHERE)
    return False


def _annotations(document: CheckedFile) -> Iterator[tuple[CheckedPage, Object]]:
    for page in document.pages:
        for one in each(page.entries.get("/Annots")):
            yield page, table(one)


def _actions(document: CheckedFile) -> Iterator[tuple[int, Object]]:
    """Every action with its page, 0 for those of the document."""
    holders: list[tuple[int, Object]] = [(0, document.catalog), *((0, item) for item in _outline(document))]
    holders += [(page.number, page.entries) for page in document.pages]
    holders += [(page.number, one) for page, one in _annotations(document)]
    for number, holder in holders:
        first = [holder.get("/A"), holder.get("/OpenAction"), *entries(holder.get("/AA")).values()]
        yield from ((number, action) for one in first for action in _chain(one))


def _chain(first: object) -> Iterator[Object]:
    """An action and those that follow it."""
    waiting = [first]
    for _ in range(_MOST):
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, Dictionary):
            yield action
            waiting += each(action.get("/Next"))


def _outline(document: CheckedFile) -> Iterator[Object]:
    waiting = [get(document.catalog, "/Outlines", "/First")]
    for _ in range(_MOST):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, Dictionary):
            yield item
            waiting += [item.get("/Next"), item.get("/First")]

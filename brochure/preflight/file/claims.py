"""Checks of what a file says of itself. Each docstring is its page of the manual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pypdf.generic import StreamObject

from brochure.model import Printer
from brochure.pdf.objects import listed, resolved, words
from brochure.preflight.file.checking import Fault
from brochure.preflight.file.document import Document

_KEY: Final = re.compile(r"GTS_PDFXVersion\s*(?:>|=\s*[\"'])\s*([^<\"']*)")
_TRAPPED: Final = re.compile(r"pdf:Trapped\s*(?:>|=\s*[\"'])\s*(True|False)")


def pdfx_key(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file claims the standard that the printer asks for, PDF/X-4 as a rule.

    Why: The claim is what a print shop's software looks for first; without it the file counts as an office PDF.
    Mend: export the PDF with a PDF/X-4 preset
    Source: ISO 15930-7 (PDF/X-4): GTS_PDFXVersion in the XMP metadata; printer's profile, `standard`
    """
    found = _KEY.search(document.metadata)
    claim = found[1].strip() if found else words(document.information.get("/GTS_PDFXVersion"))
    if not claim.startswith(printer.standard):
        yield Fault(0, f"the file claims {claim or 'no PDF/X standard'}, {printer.standard} is asked for")


def trapped(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file says whether it is trapped.

    Why: Where a file does not say, a shop may trap it twice or not at all.
    Mend: set Trapped to False, unless the file was trapped
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.11.6
    """
    said = str(resolved(document.information.get("/Trapped"))).removeprefix("/")
    if said not in ("True", "False") and not _TRAPPED.search(document.metadata):
        yield Fault(0, "the file does not say whether it is trapped")


def file_id(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file has an ID of two strings.

    Why: The ID tells one state of a file from another on its way through a print shop.
    Mend: write the PDF again with a program that gives it an ID
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.4
    """
    if len([one for one in listed(document.reader.trailer.get("/ID")) if resolved(one)]) != 2:
        yield Fault(0, "the file has no ID")


def output_intent(document: Document, printer: Printer) -> Iterator[Fault]:
    """There is one output intent for printing, with its condition and the CMYK profile of that condition.

    Why: It says which inks on which paper the colors were chosen for; without it the same numbers print as other colors.
    Mend: export the PDF with one output intent and embed its profile
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.11.5; printer's profile, `condition`
    """
    intents = document.intents
    if len(intents) != 1:
        yield Fault(
            0,
            f"there are {len(intents)} output intents for printing"
            if intents
            else "there is no output intent for printing",
        )
        return
    if not document.condition:
        yield Fault(0, "the output intent names no condition")
    elif printer.condition and printer.condition.casefold() not in document.condition.casefold():
        yield Fault(0, f"the file was made for {document.condition}, {printer.condition} is asked for")
    profile = resolved(intents[0].get("/DestOutputProfile"))
    if not isinstance(profile, StreamObject):
        yield Fault(0, "the output intent has no profile")
    elif profile.get("/N") != 4 or profile.get_data()[12:20] != b"prtrCMYK":
        yield Fault(0, "the profile of the output intent is not one of a CMYK printer")


def encryption(document: Document, printer: Printer) -> Iterator[Fault]:
    """The file is not encrypted, not even without a password.

    Why: Print shops' programs cannot split, impose or color-manage a file that forbids it.
    Mend: save the PDF without a password and without restrictions
    Source: ISO 15930-7 (PDF/X-4)
    """
    if document.reader.is_encrypted:
        yield Fault(0, "the file is encrypted")

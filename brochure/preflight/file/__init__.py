"""**preflight** of a file for the press: the bytes of any PDF are checked against a printer's profile.

Must not know who made it.

`examine` gives the findings; `inspected` tells of the file too, for a report.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from brochure.errors import Finding
from brochure.model import Inspected, Printer
from brochure.pdf import UnreadableError
from brochure.preflight.file import artwork, boxes, extras, separations
from brochure.preflight.file.checking import CheckedFile, FileCheck, manual, read

__all__ = ["CHECKS", "UnreadableError", "examine", "inspected", "manual"]

#: Every check, in the order of the manual.
CHECKS: Final = tuple(
    FileCheck.of(find)
    for find in (
        boxes.page_boxes,
        boxes.page_origin,
        boxes.page_size,
        boxes.user_unit,
        boxes.bleed,
        boxes.bleed_art,
        boxes.safe_area,
        boxes.marks,
        boxes.blank_page,
        boxes.page_count,
        boxes.panel_widths,
        boxes.fold_text,
        extras.pdfx_key,
        extras.trapped,
        extras.file_id,
        extras.output_intent,
        separations.rgb,
        separations.blend_space,
        separations.total_ink,
        separations.small_text_inks,
        separations.black_overprint,
        separations.white_overprint,
        separations.spot_names,
        artwork.resolution,
        artwork.resolution_low,
        artwork.line_art_resolution,
        artwork.thin_line,
        artwork.small_text,
        artwork.reversed_text,
        artwork.font_embedded,
        artwork.font_subset,
        artwork.type3_font,
        artwork.notdef,
        artwork.damaged_content,
        separations.unread_picture,
        extras.hidden_layers,
        extras.form_fields,
        extras.javascript,
        extras.encryption,
        extras.launch_action,
        extras.embedded_files,
        extras.links_and_notes,
        artwork.code_module,
        artwork.code_quiet_zone,
    )
)


def examine(pdf: bytes, name: str, printer: Printer) -> tuple[Finding, ...]:
    """All findings about a PDF, in the order of its pages. Raises `UnreadableError`."""
    return _findings(read(pdf), name, printer)


def inspected(pdf: bytes, name: str, printer: Printer, profile: str) -> Inspected:
    """What a PDF is, and all findings about it; `profile` is the printer's name.

    Raises `UnreadableError`.
    """
    document = read(pdf)
    first = document.pages[0].trim
    return Inspected(
        f"{name}.pdf",
        sha256(pdf).hexdigest(),
        len(document.pages),
        (first.width, first.height),
        boxes.narrowest_bleed(document),
        document.condition,
        tuple(sorted({font.name for font in document.fonts()})),
        tuple(document.inks()),
        profile,
        _findings(document, name, printer),
    )


def _findings(document: CheckedFile, name: str, printer: Printer) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for check in CHECKS:
        gravity = printer.gravity_of(check.slug)
        if gravity != "off":
            found += (
                Finding(name, one.page, check.slug, gravity, one.what, "", check.mend, one.figures)
                for one in check.faults(document, printer)
            )
    return tuple(sorted(set(found)))

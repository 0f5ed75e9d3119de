"""**preflight** of a file for the press: the bytes of any PDF are checked against a printer's profile. Must not know who made it.

`examine` gives the findings; `inspected` tells of the file too, for a report.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from brochure.errors import Finding
from brochure.model import Inspected, Printer
from brochure.preflight.file import claims, codes, content, extras, geometry, inks, sheets
from brochure.preflight.file.checking import Check
from brochure.preflight.file.document import Document, UnreadableError, read, reading
from brochure.preflight.file.manual import manual

__all__ = ["CHECKS", "Check", "UnreadableError", "examine", "inspected", "manual"]

#: Every check, in the order of the manual.
CHECKS: Final = tuple(
    Check.of(find)
    for find in (
        geometry.page_boxes,
        geometry.page_origin,
        sheets.page_size,
        geometry.user_unit,
        geometry.bleed,
        geometry.bleed_art,
        geometry.safe_area,
        geometry.marks,
        geometry.blank_page,
        sheets.page_count,
        sheets.panel_widths,
        sheets.fold_text,
        claims.pdfx_key,
        claims.trapped,
        claims.file_id,
        claims.output_intent,
        inks.rgb,
        inks.blend_space,
        inks.total_ink,
        inks.small_text_inks,
        inks.black_overprint,
        inks.white_overprint,
        inks.spot_names,
        content.resolution,
        content.resolution_low,
        content.line_art_resolution,
        content.thin_line,
        content.small_text,
        content.reversed_text,
        content.font_embedded,
        content.font_subset,
        content.type3_font,
        content.notdef,
        extras.hidden_layers,
        extras.form_fields,
        extras.javascript,
        claims.encryption,
        extras.launch_action,
        extras.embedded_files,
        extras.links_and_notes,
        codes.code_module,
        codes.code_quiet_zone,
    )
)


def examine(pdf: bytes, name: str, printer: Printer) -> tuple[Finding, ...]:
    """All findings about a PDF, in the order of its pages. Raises `UnreadableError` for what cannot be read."""
    return _findings(read(pdf), name, printer)


def inspected(pdf: bytes, name: str, printer: Printer, profile: str) -> Inspected:
    """What a PDF is, and all findings about it; `profile` is the printer's name. Raises `UnreadableError`."""
    document = read(pdf)
    first = document.pages[0].trim
    return Inspected(
        f"{name}.pdf",
        sha256(pdf).hexdigest(),
        len(document.pages),
        (first.width, first.height),
        geometry.narrowest_bleed(document),
        document.condition,
        tuple(sorted({font.name for font in document.fonts()})),
        tuple(document.inks()),
        profile,
        _findings(document, name, printer),
    )


def _findings(document: Document, name: str, printer: Printer) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for check in CHECKS:
        gravity = printer.gravity_of(check.slug)
        if gravity != "off":
            with reading():
                found += (
                    Finding(name, page, check.slug, gravity, what, "", check.mend)
                    for page, what in check.find(document, printer)
                )
    return tuple(sorted(set(found)))

"""The one PDF layer: files, objects, content, typefaces and colors. Must not know any publication.

What reads and writes PDFs is loaded when it is asked for: who composes takes pictures and colors in print
alone, and waits for no PDF library, nor keeps memory for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from brochure.pdf.pictures import (
    LONGEST_SIDE,
    MOST_PIXELS,
    InkShares,
    PrintedColors,
    Shares,
    color_difference,
    open_picture,
    picture_colors,
    picture_proportion,
)

if TYPE_CHECKING:
    from brochure.pdf.colors import GRAY, PROCESS, RGB, Color, Space, UndecodedError, pixels, space_of
    from brochure.pdf.content import Interpreter
    from brochure.pdf.drawing import COLORS, Ink, Resources, State, set_color
    from brochure.pdf.events import (
        ContentEvent,
        Damage,
        GroupPainted,
        MarkBegins,
        MarkedContent,
        MarkEnds,
        Painting,
        PathPainted,
        PictureDrawn,
        ShadingPainted,
        TextShown,
    )
    from brochure.pdf.file import (
        BROKEN,
        Opened,
        UnreadableError,
        in_plain_words,
        listening,
        open_pdf,
        read_xmp,
        reading,
        retitled,
        save,
        xmp_stream,
    )
    from brochure.pdf.fonts import Code, Font, GlyphPath, codes_of, put_codes
    from brochure.pdf.geometry import GLYPHS, Box, PdfPage, box_of, is_upright, pages_of
    from brochure.pdf.objects import (
        PDF_1,
        PDF_2,
        Branches,
        bare_uri,
        bytes_of,
        chain,
        data_of,
        each,
        elements,
        entries,
        get,
        is_marked,
        is_public,
        made,
        make_tree,
        name_of,
        names_in,
        namespace,
        number_of,
        numbers,
        numbers_in,
        put,
        said,
        table,
        text_of,
        tops,
        word_of,
    )
    from brochure.pdf.operators import INLINE_PICTURE, Instruction, Written, instructions

__all__ = [
    "BROKEN",
    "COLORS",
    "GLYPHS",
    "GRAY",
    "INLINE_PICTURE",
    "LONGEST_SIDE",
    "MOST_PIXELS",
    "PDF_1",
    "PDF_2",
    "PROCESS",
    "RGB",
    "Box",
    "Branches",
    "Code",
    "Color",
    "ContentEvent",
    "Damage",
    "Font",
    "GlyphPath",
    "GroupPainted",
    "Ink",
    "InkShares",
    "Instruction",
    "Interpreter",
    "MarkBegins",
    "MarkEnds",
    "MarkedContent",
    "Opened",
    "Painting",
    "PathPainted",
    "PdfPage",
    "PictureDrawn",
    "PrintedColors",
    "Resources",
    "ShadingPainted",
    "Shares",
    "Space",
    "State",
    "TextShown",
    "UndecodedError",
    "UnreadableError",
    "Written",
    "bare_uri",
    "box_of",
    "bytes_of",
    "chain",
    "codes_of",
    "color_difference",
    "data_of",
    "each",
    "elements",
    "entries",
    "get",
    "in_plain_words",
    "instructions",
    "is_marked",
    "is_public",
    "is_upright",
    "listening",
    "made",
    "make_tree",
    "name_of",
    "names_in",
    "namespace",
    "number_of",
    "numbers",
    "numbers_in",
    "open_pdf",
    "open_picture",
    "pages_of",
    "picture_colors",
    "picture_proportion",
    "pixels",
    "put",
    "put_codes",
    "read_xmp",
    "reading",
    "retitled",
    "said",
    "save",
    "set_color",
    "space_of",
    "table",
    "text_of",
    "tops",
    "word_of",
    "xmp_stream",
]

_LATER: Final = {
    name: module
    for module, names in {
        "colors": "GRAY PROCESS RGB Color Space UndecodedError pixels space_of",
        "content": "Interpreter",
        "drawing": "COLORS Ink Resources State set_color",
        "events": (
            "ContentEvent Damage GroupPainted MarkBegins MarkEnds MarkedContent Painting"
            " PathPainted PictureDrawn ShadingPainted TextShown"
        ),
        "file": (
            "BROKEN Opened UnreadableError in_plain_words listening open_pdf read_xmp reading"
            " retitled save xmp_stream"
        ),
        "fonts": "Code Font GlyphPath codes_of put_codes",
        "geometry": "GLYPHS Box PdfPage box_of is_upright pages_of",
        "objects": (
            "PDF_1 PDF_2 Branches bare_uri bytes_of chain data_of each elements entries get"
            " is_marked is_public made make_tree name_of names_in namespace number_of numbers"
            " numbers_in put said table text_of tops word_of"
        ),
        "operators": "INLINE_PICTURE Instruction Written instructions",
    }.items()
    for name in names.split()
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value

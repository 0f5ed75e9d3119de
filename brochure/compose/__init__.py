"""**compose**: a job and the publication become HTML with everything that it may read.

Must not know the engine. A `Composer` makes the documents of one publication with `Layouts`, which keep what
they have read and compiled, and tell where a format and its template contradict one another.
"""

from brochure.compose.arranging import arrange, arranged_of_known, expected_pages
from brochure.compose.brand_sheet import inks_of
from brochure.compose.composer import Composer
from brochure.compose.layouts import Layouts
from brochure.compose.packet_lists import Beginnings, Entry, Folio, Indexed, PageNumber, in_order, inverted
from brochure.compose.phrases import Phrases
from brochure.compose.printed_groups import LeftOut
from brochure.compose.template_values import Views
from brochure.compose.units import FILLED, FULL, TALL, Fitting, Known, measured, raised, unknown

__all__ = [
    "FILLED",
    "FULL",
    "TALL",
    "Beginnings",
    "Composer",
    "Entry",
    "Fitting",
    "Folio",
    "Indexed",
    "Known",
    "Layouts",
    "LeftOut",
    "PageNumber",
    "Phrases",
    "Views",
    "arrange",
    "arranged_of_known",
    "expected_pages",
    "in_order",
    "inks_of",
    "inverted",
    "measured",
    "raised",
    "unknown",
]

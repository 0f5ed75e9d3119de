"""**impose**: the pages of a PDF become sheets that an office machine prints on both sides, ready to fold or cut.

    impose(pdf, Scheme("booklet", thickness=0.1)).pdf

Above the stages, since it takes what one of them has finished. Must not know what the pages say, nor where they go.
"""

from brochure.editions.office.imposing import impose
from brochure.editions.office.scheme import Imposed, Scheme, Work

__all__ = ["Imposed", "Scheme", "Work", "impose"]

"""**impose**: the pages of a PDF become sheets that an office printer prints on both sides.

    impose(pdf, Scheme("booklet", thickness=0.1)).pdf

Takes any finished PDF; gives another. Must not know what its pages say, nor where the sheets go.
"""

from brochure.editions.office.imposing import impose
from brochure.editions.office.sheets import Scheme, Work

__all__ = ["Scheme", "Work", "impose"]

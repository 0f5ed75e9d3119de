"""**separate**: a finished PDF becomes one that a print shop takes: PDF/X-4 (ISO 15930-7), all CMYK, with
marks.

Takes the bytes of a PDF and a `Press`; gives bytes. Must not know content, nor how the PDF was made.
"""

from brochure.editions.press.plates import Press, SeparationError
from brochure.editions.press.separating import separate

__all__ = ["Press", "SeparationError", "separate"]

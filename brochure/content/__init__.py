"""**load**: content files become a `Publication` in which every text knows its file and line.

`load` reads a folder or raises one `ContentError` with all problems of all files, `load_printer` one profile of it; `schemas` describes the files to
editors, `brochure.content.reference` to people. Must not know layouts.
"""

from brochure.content.loading import load
from brochure.content.printers import load_printer
from brochure.content.reference import reference
from brochure.content.schema import schemas

__all__ = ["load", "load_printer", "reference", "schemas"]

"""**load**: content files become a `Publication` in which every text knows its file, line and column.

`load` reads a folder or raises one `ContentError` with all problems of all files; a `Reader` does it again
and again for a process that stays; `load_printer` reads one profile. `schemas` describes the files to
editors, `reference` to people. `strays` are what does not belong into a folder of a publication. Must not
know layouts.
"""

from brochure.content.folder import leads_out, strays
from brochure.content.kind_files import default_kind, kind_in
from brochure.content.reader import Reader, load, load_printer
from brochure.content.schema import reference, schemas

__all__ = [
    "Reader",
    "default_kind",
    "kind_in",
    "leads_out",
    "load",
    "load_printer",
    "reference",
    "schemas",
    "strays",
]

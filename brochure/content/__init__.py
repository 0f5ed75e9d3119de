"""**load**: content files become a `Publication` in which every text knows its file, line and column.

`load` reads a folder or raises one `ContentError` with all problems of all files; a `Reader` does it again
and again for a process that stays, and gives a `Survey` also of what cannot be printed yet; `load_printer`
reads one profile. `forms_of` says what each kind of file may hold, as `Shape`s; `schemas` describes it to
editors, `reference` to people; `asked_at` tells what a place of a file may hold. `strays` are what does not
belong into a folder of a publication, `files_in` what it holds, `stamps_in` tells of changes. Must not know
layouts.
"""

from brochure.content.checks.contrast import contrasts
from brochure.content.checks.facts_and_words import counted_programs
from brochure.content.folder import Stamps, files_in, leads_out, stamps_in, strays
from brochure.content.forms import forms_of
from brochure.content.layout_files import default_kind, kind_in
from brochure.content.list_cells import is_remark
from brochure.content.number_words import NumberWords, numbers_of
from brochure.content.reader import Reader, Survey, load, load_printer
from brochure.content.schema import Asked, asked_at, reference, schemas
from brochure.content.sources import Source
from brochure.content.values import Shape, fields_of, is_named_by_file, is_section_list, shape_of
from brochure.content.workbooks import PlainTable, read_table

__all__ = [
    "Asked",
    "NumberWords",
    "PlainTable",
    "Reader",
    "Shape",
    "Source",
    "Stamps",
    "Survey",
    "asked_at",
    "contrasts",
    "counted_programs",
    "default_kind",
    "fields_of",
    "files_in",
    "forms_of",
    "is_named_by_file",
    "is_remark",
    "is_section_list",
    "kind_in",
    "leads_out",
    "load",
    "load_printer",
    "numbers_of",
    "read_table",
    "reference",
    "schemas",
    "shape_of",
    "stamps_in",
    "strays",
]

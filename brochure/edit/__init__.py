"""**edit**: one value or one item changes in its file, and not one other line.

An `Editor` makes changes to the YAML, Markdown and CSV files of a publication, all or none, each proved by
reading the result; it takes them back and makes them again, also after a restart. What it is asked for is a
`Change`, what it gives is `Applied`, and `Standing` for a file that is read; a `Conflict` tells both texts
where somebody else changed the same value. `read_text` and `pasted_words` have the texts of other programs
as content has them, `pasted_table` their lists; `at` finds what stands at a path, `document` writes a new
file, `in_lines` has only line ends that every program knows. Must not know which fields content has.
"""

from brochure.edit.changes import (
    ABSENT,
    Applied,
    Change,
    Conflict,
    Path,
    Standing,
    at,
    find_path,
    find_there,
    in_lines,
)
from brochure.edit.editor import Editor
from brochure.edit.journal import OWN_FOLDER
from brochure.edit.other_texts import pasted_words, read_text
from brochure.edit.rosters import RosterDiff, pasted_table, roster_diff
from brochure.edit.yaml_words import document

__all__ = [
    "ABSENT",
    "OWN_FOLDER",
    "Applied",
    "Change",
    "Conflict",
    "Editor",
    "Path",
    "RosterDiff",
    "Standing",
    "at",
    "document",
    "find_path",
    "find_there",
    "in_lines",
    "pasted_table",
    "pasted_words",
    "read_text",
    "roster_diff",
]

"""Markdown files with YAML at their head: `---`, keys, `---`, text.

Takes text and the name of its file; gives one `Table` in which the Markdown is the key `text`. Must not know models.
"""

from __future__ import annotations

from brochure.content.raw import Table
from brochure.content.yaml_text import parse_yaml
from brochure.errors import ContentError, Problem, Where
from brochure.model import Text


def parse_front_matter(text: str, file: str) -> Table:
    """The keys of a Markdown file and its text, each with its place. Raises ContentError."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = 0
    if lines[start].rstrip() == "---":
        after = start + 1
        end = next((number for number, line in enumerate(lines[after:], after) if line.rstrip() == "---"), 0)
        if not end:
            what = "the keys at the head of the file are never closed"
            hint = "write --- on a line of its own after the last key"
            raise ContentError([Problem(Where(file, after, 1), what, hint)])
    # Empty lines stand for the opening --- and what is before it, so that lines count as in the file.
    table = parse_yaml("\n" * (start + 1) + "\n".join(lines[start + 1 : end]), file) if end else None
    if table is None:
        table = Table(Where(file, 1, 1))
    if not isinstance(table, Table):
        what = "the head of the file must hold keys and values"
        raise ContentError([Problem(Where(file, 2, 1), what, "such as title: Life")])
    return _with_text(table, lines, end + 1 if end else 0, file)


def _with_text(table: Table, lines: list[str], start: int, file: str) -> Table:
    body = lines[start:]
    while body and not body[0].strip():
        body, start = body[1:], start + 1
    words = "\n".join(body).rstrip()
    if words and "text" in table:
        what = "the text is given twice, as a key and below the keys"
        raise ContentError([Problem(table.places["text"], what, "keep the one below the keys")])
    if words:
        where = Where(file, start + 1, 1)
        table.put("text", Text(words, where), where)
    return table

"""A reader that stays gives what a fresh reading gives, whatever was edited, and makes only that anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from brochure.content import Reader, load
from brochure.content.folder import Kept
from brochure.errors import ContentError
from brochure.model import Item, Publication, Text
from tests.builders.documents import everything
from tests.builders.publication import make_picture, make_program, make_publication

MORE = "programs/another.yaml"
PROGRAM = "programs/primary-care.yaml"
VACATION = "vacation: {value: 3, label: free weeks}\n"
#: Edits one after the other: a file, and what it says from then on; None where it is deleted.
EDITS: tuple[tuple[str, str | bytes | None], ...] = (
    (PROGRAM, make_program("# nothing else\n")),
    (
        PROGRAM,
        make_program(story="{title: Weeks, text: 'It has {weeks} off, {institution}.', facts: [weeks]}"),
    ),
    (
        MORE,
        make_program("order: 1\n", name="Another", story="{title: T, text: 'In {season} as in {program}.'}"),
    ),
    ("facts.yaml", "" + VACATION + "weeks: {value: 4, label: weeks off, words: four weeks}\n"),
    (
        "facts.yaml",
        "# A line more.\n" + VACATION + "weeks: {value: 4, label: weeks off, words: four weeks}\n",
    ),
    (
        "facts.yaml",
        "# A line more.\n" + VACATION + "weeks: {value: 5, label: weeks off, words: five weeks}\n",
    ),
    ("facts.yaml", "" + VACATION + "weeks: {value: 5, label: weeks off\n"),
    ("facts.yaml", "" + VACATION + "weeks: {value: 5, label: weeks off}\n"),
    ("sections/life.md", "---\ntitle: Life\n---\nHere are {weeks} for {program}.\n"),
    (MORE, make_program(name="Another", story="{title: T, sections: [life, {use: life, title: Own}]}")),
    ("sections/life.md", "---\ntitle: Life\nshort: Less.\n---\nNow {weeks} for {program}.\n"),
    ("sections/life.md", None),
    ("sections/life.md", "No title, {nothing}.\n"),
    ("sections/life.md", "No title.\n"),
    ("people.yaml", "jane: {name: Jane Doe}\n"),
    (
        MORE,
        make_program("leaders: [jane]\n", name="Another", story="{title: T, sections: [{roster: r.csv}]}"),
    ),
    ("r.csv", "Name\nJohn Roe\n"),
    ("r.csv", "Name,Class of\nJohn Roe,2020\n"),
    ("programs/r.csv", "Name\nNot asked for\n"),
    ("r.csv", None),
    ("people.yaml", "jane: {name: Jane Doe, photo: p.png}\n"),
    ("p.png", b"no picture"),
    ("p.png", make_picture()),
    ("season.yaml", "label: 2020-21\nissued: 2020-07-01\n"),
    ("institution.yaml", "# Moved.\nname: Another House\n"),
    (MORE, make_program("accent: no-such\n", name="Another")),
    (MORE, None),
    ("brand.yaml", "meta: {}\n"),
    ("brand.yaml", None),
    ("../layouts/poster/format.yaml", "line: A poster\npages: [1]\n"),
    ("../layouts/poster/format.yaml", "line: A poster\npages: [2]\n"),
    ("../layouts/poster/format.yaml", "line: A poster\npage: [2]\n"),
    ("../layouts/poster/format.yaml", None),
)


def told(value: Any) -> Any:
    """All that a value says, places included, in a form that can be compared."""
    if isinstance(value, Text):
        return type(value).__name__, str(value), value.where, value.lang, value.quoted
    if isinstance(value, Item):
        fields = {name: told(getattr(value, name)) for name in type(value).model_fields}
        return type(value).__name__, fields, dict(value.places)
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items()}
    return tuple(map(told, value)) if isinstance(value, tuple) else value


def outcome(read: Any) -> Any:
    try:
        publication: Publication = read()
    except ContentError as error:
        return error.problems
    return told(publication)


def write(path: Path, said: str | bytes | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if said is None:
        path.unlink()
    else:
        path.write_bytes(said.encode() if isinstance(said, str) else said)


@pytest.mark.parametrize("is_later", [False, True])
def test_after_each_edit_everything_is_as_if_it_were_read_for_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_later: bool
) -> None:
    content = make_publication(tmp_path)
    layouts = [tmp_path / "layouts"]
    layouts[0].mkdir()
    if is_later:  # every stamp is old enough to be trusted
        monkeypatch.setattr("brochure.content.folder._SETTLED", -1)
    reader = Reader(content, (), layouts)
    outcomes = []
    for name, said in (("", ""), *EDITS):
        if name:
            write(content / name, said)
        outcomes.append(outcome(reader.read))
        assert outcomes[-1] == outcome(lambda: load(content, (), layouts)), (name, said)
    refused = [one for one in outcomes if isinstance(one, tuple) and not isinstance(one[0], str)]
    assert (len(refused), len(outcomes) - len(refused)) == (11, 23)
    assert outcomes[1] != outcomes[2]


def test_one_edit_makes_only_its_own_file_anew(tmp_path: Path) -> None:
    content = make_publication(tmp_path, {**everything(), MORE: make_program(name="Another")})
    reader = Reader(content)
    before = {program.id: program for program in reader.read().programs}
    write(content / MORE, make_program(name="Edited"))
    after = {program.id: program for program in reader.read().programs}
    assert after["another"].name == "Edited"
    assert after["primary-care"] is before["primary-care"]


def test_a_file_that_was_written_just_now_is_not_trusted_by_its_stamp(tmp_path: Path) -> None:
    file, kept = tmp_path / "file", Kept()
    file.write_text("one")
    first = kept.version(str(file))
    stamp = file.stat()
    file.write_text("two")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    second = kept.version(str(file))
    assert first is not second and kept.version(str(file)) is second
    file.write_text("two")
    assert kept.version(str(file)) is second

"""Content is changed from the command line, by paths as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.command_line import Ended, Here, objects
from tests.builders.publication import make_publication
from tests.builders.sample import ROOT
from tests.builders.word_documents import LETTER, LETTER_SAID, make_word

PROGRAM = "programs/primary-care.yaml"
TEXT = """\
name: Primary Care
full_name: Primary Care Program  # as registered
promise: Close to home
leaders:
  - jane-doe
  # since May
  - {name: N. Ann Roe, role: Deputy}
story:
  sections: [life]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A publication with leaders and a list."""
    roster = "Name,Role\nAnn,one\nBen,\n"
    return make_publication(tmp_path, {PROGRAM: TEXT, "lists/alumni.csv": roster})


def test_one_line_changes_and_what_was_done_is_said(content: Path, here: Here) -> None:
    def asked(*arguments: str) -> Ended:
        return here(*arguments, "--publication", content.parent)

    assert asked("set", PROGRAM, "promise", "Two: years") == Ended(0, f"set promise in {PROGRAM}\n", "")
    assert asked("set", "primary-care", "leaders.N. Ann Roe.role", "Director").code == 0
    assert asked("set", "primary-care", "order", "2").code == 0
    assert asked("insert", "primary-care", "story.facts", "vacation").code == 0
    assert asked("move", "primary-care", "leaders.2", "1").code == 0
    said = (content / PROGRAM).read_text()
    assert said == (
        "name: Primary Care\nfull_name: Primary Care Program  # as registered\n"
        'order: 2\npromise: "Two: years"\nleaders:\n'
        "  # since May\n  - {name: N. Ann Roe, role: Director}\n  - jane-doe\n"
        "story:\n  facts: [vacation]\n  sections: [life]\n"
    )
    assert asked("remove", "primary-care", "leaders.jane-doe").code == 0
    assert asked("unset", "primary-care", "story.facts").code == 0
    assert asked("set", "life", "text", "Evenings.").code == 0
    assert asked("set", "alumni", "Ben.role", "two, three").code == 0
    assert asked("insert", "alumni", "end", "{name: Cy, role: four}").code == 0
    assert (content / "lists/alumni.csv").read_text() == 'Name,Role\nAnn,one\nBen,"two, three"\nCy,four\n'
    (one,) = objects(asked("--json", "undo").out)
    assert (one["did"], one["undo"], one["redo"]) == ("insert 3 (Cy) in lists/alumni.csv", 9, 1)
    for _ in range(9):
        asked("undo")
    assert (content / PROGRAM).read_text() == TEXT
    assert asked("redo").out == f"made again: set promise in {PROGRAM}\n"
    assert asked("set", PROGRAM, "promise", "Two: years").out.startswith("nothing is to be done: ")


def test_a_text_is_taken_from_a_word_document(content: Path, here: Here) -> None:
    document = content.parent / "our life.docx"
    document.write_bytes(make_word(LETTER, "A report, 2025."))
    told = here("--publication", content.parent, "set", "life", "text", "--from", document)
    noted = (
        "note: our life.docx: left out: words that are struck out. Hint: bring in by itself what is to be"
    )
    assert told == Ended(0, "set text in sections/life.md\n", f"{noted} printed of it.\n")
    assert (content / "sections/life.md").read_text().endswith(f"\n---\n\n{LETTER_SAID}\n")


def test_problems_that_were_not_there_before_are_told(content: Path, here: Here) -> None:
    broken = content / "season.yaml"
    broken.write_text(broken.read_text() + "colour: red\n")
    ended = here("set", "primary-care", "accent", "plaid", "--publication", content.parent)
    assert ended.code == 1 and ended.out == f"set accent in {PROGRAM}\n"
    (line,) = ended.err.splitlines()
    assert line.startswith(f"content/{PROGRAM}:3:1: accent: the palette has no color")
    assert line.endswith(f"make_brochure.py --publication {content.parent} undo takes the change back.")
    renamed = here("rename", PROGRAM, "family", "--publication", content.parent)
    assert "family" in renamed.out and (content / "programs/family.yaml").is_file()
    assert here("set", "people", "Jane Doe.role", "Dean", "--publication", content.parent).code == 0
    assert "  role: Dean\n" in (content / "people.yaml").read_text()
    facts = here("rename", "facts.yaml", "vacation", "days-off", "--publication", content.parent)
    assert facts == Ended(0, "rename vacation to days-off\n", "")
    assert "{days-off}" in (content / "sections/life.md").read_text()
    broken.write_text(broken.read_text().replace("colour: red\n", ""))
    here("unset", "family", "accent", "--publication", content.parent)
    noticed = here("set", "facts", "days-off.value", "5", "--publication", content.parent)
    assert noticed.code == 0 and "value 5, and its words say 4" in noticed.err
    assert here("set", "facts", "days-off.value", "5", "--publication", content.parent).err == ""
    for name in ("one", "two"):  # the same fault in another place is another one
        lacking = here("set", "facts", f"{name}.value", "3", "--publication", content.parent)
        assert lacking.code == 1 and "label is missing" in lacking.err


def test_a_name_of_several_files_is_told_with_all_of_them(content: Path, here: Here) -> None:
    (content / "sections/primary-care.md").write_text("---\ntitle: Care\n---\n\nText.\n")
    ended = here("set", "primary-care", "name", "x", "--publication", content.parent)
    assert ended.code == 2 and "there are 2 files of this name" in ended.err
    assert "name the one that is meant: programs/primary-care.yaml or sections/primary-care.md" in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("set", "programs/primry-care.yaml", "a", "b"),
            "there is no such file. Hint: perhaps primary-care.yaml",
        ),
        (("set", "nowhere", "a", "b"), "nowhere: there is no such file. Hint: files: "),
        (
            ("set", PROGRAM, "leaders.John.role", "x"),
            'the list has no "John". Hint: name a position from 1 to 2: jane-doe, N. Ann Roe.',
        ),
        (
            ("set", PROGRAM, "Promise", "x"),
            'there is no field "Promise", so that nothing was changed. Hint: perhaps promise is meant.',
        ),
        (("set", PROGRAM, "story.titel", "x"), 'there is no field "titel", so that nothing was changed.'),
        (("insert", PROGRAM, "leaders", "{name: Jo, rolle: x}"), "Hint: perhaps role is meant."),
        (("set", PROGRAM, "leaders.0", "x"), "positions count from 1. Hint: write 1 for the first item."),
        (
            ("set", PROGRAM, "story..title", "x"),
            'PATH: "story..title" is no path. Hint: write it such as leaders.2',
        ),
        (("set", PROGRAM, "story", "x"), "a table is asked for here. Hint: write it as {name: Jane"),
        (("unset", PROGRAM, "story.leed"), "there is no story.leed. Hint: there are: sections."),
        (("remove", PROGRAM, "leaders.7"), "there is no leaders.7. Hint: name a position from 1 to 2."),
        (("set", "people", "Jo Roe.role", "x"), 'there is no "Jo Roe". Hint: there are: Jane Doe.'),
        (
            ("insert", "people", "end", "{name: Bob}"),
            "the file is no list, so that it has no end to put an item at. Hint: name a list in it; an entry"
            ' with a name of its own is set: set people NAME "{name: Bob}".',
        ),
        (
            ("rename", PROGRAM, "Weekend Clay"),
            '"Weekend Clay" cannot be an id. Hint: lower-case letters and digits joined by hyphens, such as'
            " weekend-clay.",
        ),
        (("rename", "facts.yaml", "vacation"), "facts.yaml takes the old name and the new one"),
        (("undo",), "there is nothing to take back"),
        (("set", PROGRAM, "promise"), "one of VALUE and --from says what the field is to say"),
        (("set", PROGRAM, "promise", "--from", "none.docx"), "none.docx: cannot be read (No such file"),
        (("set", PROGRAM, "leaders", "--from", str(ROOT / "README.md")), "leaders is no text"),
        (("move", PROGRAM, "leaders.1", "0"), "0 is not in the range"),
        (("move", PROGRAM, "leaders.1", "x"), "'x' is not a valid whole number"),
        (
            ("set", PROGRAM, "promise", "- a dash"),
            '"- a dash" is taken for an option. Hint: write -- before what begins with a hyphen, and options'
            ' before that: -- "- a dash".',
        ),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    content: Path, here: Here, arguments: tuple[str, ...], says: str
) -> None:
    ended = here("--publication", content.parent, *arguments)
    assert ended.code == 2 and says in ended.err and ended.out == ""
    assert (content / PROGRAM).read_text() == TEXT

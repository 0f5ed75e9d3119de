"""Slips that content survives or is told of: one line at its place, whose hint mends it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError
from tests.builders.publication import make_picture, make_program, make_publication

Files = Mapping[str, str | bytes | None]
PROGRAM = "programs/primary-care.yaml"
LIFE = "sections/life.md"
FENCES = "write --- on a line of its own, before the keys and after them"
REMARK = (
    "is taken for a remark and not printed, for a # stands after a space. Hint: put the whole value in"
    " quotes, or the remark on a line of its own above."
)


def told(folder: Path, files: Files) -> list[str]:
    """The problems of a publication, or what is noticed in a sound one."""
    try:
        return [str(notice) for notice in load(make_publication(folder, files)).notices]
    except ContentError as error:
        return [str(problem) for problem in error.problems]


def program(more: str) -> dict[str, str | bytes | None]:
    return {PROGRAM: make_program(more)}


#: Files, what is told of them, and the files when the hint is followed.
SLIPS: dict[str, tuple[Files, str, Files]] = {
    "a misspelt key without a value": (
        program("statments:\n"),
        f'{PROGRAM}:4:1: "statments" is not a key that belongs here. Hint: perhaps stages is meant.',
        program("stages:\n"),
    ),
    "the same inside a group": (
        program("training:\n  title: x\n  fcats:\n"),
        f'{PROGRAM}:6:3: "fcats" is not a key that belongs here. Hint: perhaps facts is meant.',
        program("training:\n  title: x\n  facts:\n"),
    ),
    "in brackets": (
        program("apply: {web: 'https://x.org', conatct: }\n"),
        f'{PROGRAM}:4:31: "conatct" is not a key that belongs here. Hint: perhaps contact is meant.',
        program("apply: {web: 'https://x.org', contact: }\n"),
    ),
    "in an item": (
        program("stages:\n- name: x\n  disciplnes:\n"),
        f'{PROGRAM}:6:3: "disciplnes" is not a key that belongs here. Hint: perhaps disciplines is meant.',
        program("stages:\n- name: x\n  disciplines:\n"),
    ),
    "of a person": (
        {"people.yaml": "jane-doe:\n  name: Jane\n  rol:\n"},
        'people.yaml:3:3: "rol" is not a key that belongs here. Hint: perhaps role is meant.',
        {"people.yaml": "jane-doe:\n  name: Jane\n  role:\n"},
    ),
    "at the head of Markdown": (
        {LIFE: "---\ntitle: x\nshrt:\n---\nText\n"},
        f'{LIFE}:3:1: "shrt" is not a key that belongs here. Hint: perhaps short is meant.',
        {LIFE: "---\ntitle: x\nshort:\n---\nText\n"},
    ),
    "of a text in another language": (
        program("start: {text: x, lang: fr, langg: }\n"),
        f'{PROGRAM}:4:28: "langg" is not a key that belongs here. Hint: keep text and lang.',
        program("start: {text: x, lang: fr}\n"),
    ),
    "a fact without anything": (
        {"facts.yaml": "vacation:\noutpatient: {value: 4, label: x}\n"},
        "facts.yaml:1:1: vacation is empty. Hint: delete it, or give it what it is to hold.",
        {"facts.yaml": "vacation: {value: 4, label: x}\noutpatient: {value: 4, label: x}\n"},
    ),
    "what is needed is empty": (
        {PROGRAM: make_program(promise="")},
        (
            f"{PROGRAM}:2:1: promise is empty. Hint: write after the colon: One line that says what makes"
            " the program worth a look."
        ),
        program(""),
    ),
    "an id without a value": (
        program("id:\n"),
        f"{PROGRAM}:4:1: id is not written in the file. Hint: delete it; the name of the file gives it.",
        program(""),
    ),
    "words after a #": (
        {PROGRAM: make_program(promise="Ranked # 1")},
        f'{PROGRAM}:2:17: "# 1" {REMARK}',
        {PROGRAM: make_program(promise="'Ranked # 1'")},
    ),
    "in a list": (
        program("apply:\n  requirements:\n  - Two # letters\n"),
        f'{PROGRAM}:6:9: "# letters" {REMARK}',
        program("apply:\n  requirements:\n  - 'Two # letters'\n"),
    ),
    "in several lines": (
        program("training:\n  text: One\n    two # three\n"),
        f'{PROGRAM}:6:9: "# three" {REMARK}',
        program("training:\n  # three\n  text: One\n    two\n"),
    ),
    "in the head of Markdown": (
        {LIFE: "---\ntitle: Life # 1\n---\nText\n"},
        f'{LIFE}:2:13: "# 1" {REMARK}',
        {LIFE: "---\ntitle: 'Life # 1'\n---\nText\n"},
    ),
    "in place of a value": (
        program("start: # July\n"),
        f'{PROGRAM}:4:8: "# July" {REMARK}',
        program("# July\nstart:\n"),
    ),
    "a misspelt key that is needed": (
        {PROGRAM: "name: x\npromis: y\nstory: {title: x}\n"},
        f'{PROGRAM}:2:1: "promis" is not a key that belongs here. Hint: perhaps promise is meant.',
        {PROGRAM: "name: x\npromise: y\nstory: {title: x}\n"},
    ),
    "two versions of a text": (
        {LIFE: "---\ntitle: Life\n---\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> theirs\n"},
        (
            f"{LIFE}:4:1: <<<<<<< is a mark of git: two versions of the file met here, and both were kept."
            " Hint: keep one of the two, and delete the lines <<<<<<<, ======= and >>>>>>>."
        ),
        {LIFE: "---\ntitle: Life\n---\nTwo.\n"},
    ),
    "an en dash for a list of one": (
        program("apply:\n  requirements:\n    – One\n"),
        (
            f'{PROGRAM}:5:3: requirements must be a list, not "– One". Hint: write each item on a line of'
            " its own after a hyphen and a space, in place of –."
        ),
        program("apply:\n  requirements:\n    - One\n"),
    ),
    **{
        f"a list whose lines are joined by {sign or 'nothing'}": (
            program(f"training:\n  text: {sign}\n    We offer\n\n    {one}\n    {two}\n"),
            (
                f"{PROGRAM}:9:5: the lines of this text are joined to one, so that its list would be none."
                f" Hint: {hint}."
            ),
            program(f"training:\n  text: |\n    We offer\n\n    {one}\n    {two}\n"),
        )
        for sign, one, two, hint in (
            (">", "- One", "- Two", "write | in place of >"),
            (">-", "1. One", "2. Two", "write | in place of >"),
            ("", "* One", "* Two", "write | behind the key, with the text on the lines below it"),
        )
    },
    "a colon in an item": (
        program("apply:\n  requirements:\n  - Care: Boston\n"),
        (
            f"{PROGRAM}:6:5: item 1 of requirements must be text, not a mapping of keys. Hint: put the whole"
            " text in quotes, for a colon in it makes a key of the words before it."
        ),
        program("apply:\n  requirements:\n  - 'Care: Boston'\n"),
    ),
    **{
        f"a head in {fence}": (
            {LIFE: f"{fence}\ntitle: Life\n{fence}\nText.\n"},
            f"{LIFE}:1:1: the keys of the file do not begin with ---, but with {fence}. Hint: {FENCES}.",
            {LIFE: "---\ntitle: Life\n---\nText.\n"},
        )
        for fence in ("—", "–", "––", "—--", "+++", "----", "===", "***")
    },
    **{
        f"a head that ends with {fence}": (
            {LIFE: f"---\ntitle: Life\n{fence}\nText.\n"},
            (
                f"{LIFE}:3:1: the keys at the head of the file end with {fence}, not with ---. Hint: write"
                " --- in its place."
            ),
            {LIFE: "---\ntitle: Life\n---\nText.\n"},
        )
        for fence in ("—", "+++", "----", "...")
    },
    "a head on one line": (
        {LIFE: "--- title: Life ---\nText.\n"},
        (
            f"{LIFE}:1:1: the keys of the file do not begin with ---, but with --- title: Life ---. Hint:"
            f" {FENCES}."
        ),
        {LIFE: "---\ntitle: Life\n---\nText.\n"},
    ),
    "a head that is indented": (
        {LIFE: " ---\ntitle: Life\n---\nText.\n"},
        f"{LIFE}:1:1: --- is indented. Hint: delete what is before it.",
        {LIFE: "---\ntitle: Life\n---\nText.\n"},
    ),
    "a head without ---": (
        {LIFE: "title: Life\n\nText.\n"},
        f"{LIFE}:1:1: title is printed as text, for no line --- stands above it. Hint: {FENCES}.",
        {LIFE: "---\ntitle: Life\n---\n\nText.\n"},
    ),
    "a head in TOML": (
        {LIFE: '---\ntitle = "Life"\n---\nText.\n'},
        f'{LIFE}:2:7: = stands where YAML needs a colon. Hint: write a colon and a space: title: "Life".',
        {LIFE: '---\ntitle: "Life"\n---\nText.\n'},
    ),
    **{
        f"the file {name}": (
            {wanted: None, name: make_program()},
            f"{name}: has an ending that is not read in programs/. Hint: {hint}.",
            {wanted: make_program()},
        )
        for name, wanted, hint in (
            (
                "programs/other.yaml.txt",
                "programs/other.yaml",
                "rename it to other.yaml; many computers do not show its last ending, .txt",
            ),
            (
                "programs/other.yaml.yaml",
                "programs/other.yaml",
                "rename it to other.yaml; many computers do not show its last ending, .yaml",
            ),
            (
                "programs/other.yaml.docx",
                "programs/other.yaml",
                "save it as plain text and name it other.yaml",
            ),
            (
                "programs/primary-care.yaml.txt",
                "programs/primary-care.yaml",
                "rename it to primary-care.yaml; many computers do not show its last ending, .txt",
            ),
        )
    },
    "a section with a hidden ending": (
        {LIFE: None, "sections/life.md.txt": "Text.\n"},
        (
            "sections/life.md.txt: has an ending that is not read in sections/. Hint: rename it to life.md;"
            " many computers do not show its last ending, .txt."
        ),
        {LIFE: "Text.\n"},
    ),
    **{
        f"the file {name}": (
            {"season.yaml": None, name: "label: 2019-20\nissued: 2019-07-01\n"},
            f"{name}: is not a file that is read. Hint: {hint}.",
            {},
        )
        for name, hint in (
            (
                "season.yaml.txt",
                "rename it to season.yaml; many computers do not show its last ending, .txt",
            ),
            ("Season.yaml", "rename it to season.yaml"),
            ("season.txt", "rename it to season.yaml"),
        )
    },
    "a text outside of sections/": (
        {"weeks.md": "Text.\n"},
        (
            "weeks.md: is not read, for it stands in no folder of texts. Hint: move it to sections/weeks.md"
            " if it is to be printed."
        ),
        {"sections/weeks.md": "Text.\n", "README.md": "For those who write here.\n"},
    ),
    "a sheet with a hidden ending": (
        {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv.txt": "name\nJane\n"},
        (
            f'{PROGRAM}:4:10: "staff.csv" does not exist in content/. Hint: rename staff.csv.txt, whose last'
            " ending a computer may not show, to staff.csv."
        ),
        {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": "name\nJane\n"},
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_once_and_its_hint_mends_it(tmp_path: Path, slip: str) -> None:
    files, line, mended = SLIPS[slip]
    assert told(tmp_path / "slip", files) == [f"content/{line}"]
    assert told(tmp_path / "mended", mended) == []


@pytest.mark.parametrize(
    "text",
    [
        "positions: 12 # as of May\n",
        "# A remark.\nstart: July\n",
        "start: 'No # here'\n",
        'start: "July"  # as of May\n',
        "start: x#y\n",
    ],
)
def test_a_remark_that_cuts_no_text_is_no_matter(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, program(text)) == []


@pytest.mark.parametrize(("written", "called"), [("Größe", "Gro\u0308ße"), ("Gro\u0308ße", "Größe")])
def test_a_name_is_one_name_in_both_forms_of_unicode(tmp_path: Path, written: str, called: str) -> None:
    picture = make_picture()
    files: Files = {
        "people.yaml": f"jane-doe: {{name: Jane Doe, photo: pictures/{written}.png}}\n",
        PROGRAM: make_program(f"leaders: {written}.csv\n"),
        f"programs/{called}.csv": f"name,photo\nJohn Roe,pictures/{written}.png\n",
        f"pictures/{called}.png": picture,
    }
    publication = load(make_publication(tmp_path, files))
    (leader,) = publication.programs[0].leaders
    named = [publication.people["jane-doe"].photo, getattr(leader, "photo", None)]
    assert named == [f"pictures/{called}.png"] * 2, "as the file is called, for who opens it"
    assert named[0] is not None and named[0].where is not None and named[0].where.line == 1


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="only Linux takes any bytes")
@pytest.mark.parametrize("name", [b"gr\xe9.png", b"pict\xe9/x.png", b"programs/gr\xe9.yaml"])
def test_a_name_that_is_not_utf_8_is_told(tmp_path: Path, name: bytes) -> None:
    content = make_publication(tmp_path)
    path = os.path.join(os.fsencode(content), name)  # noqa: PTH118  pathlib takes no bytes
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"x")
    (line,) = told(tmp_path, {})
    assert line.isprintable()
    assert "the name is not UTF-8" in line and "rename it" in line

"""Files of a publication are edited: all or none, by two at once, on a full disk, by one that is killed."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brochure.edit import ABSENT, Applied, Change, Conflict, Editor, at, pasted_table, roster_diff
from brochure.edit.csv_edit import CsvText
from brochure.edit.journal import MOST_STEPS, Journal
from brochure.edit.yaml_pieces import Tree
from brochure.errors import BrochureError, ContentError, MachineError, UsageError
from tests.builders.publication import make_publication
from tests.builders.written import Scribe, any_data, any_words

PROGRAM = "content/programs/primary-care.yaml"
PEOPLE = "content/people.yaml"
LIST = "content/lists/alumni.csv"
MEN = "- {name: Ann, role: one}\n- {name: Ben, role: one}\n# Cy\n- {name: Cy, role: two}\n"


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """The tiny publication, with a list and a program that has leaders."""
    leaders = "leaders:\n" + "".join(f"  {line}\n" for line in MEN.splitlines())
    make_publication(
        tmp_path,
        {
            "lists/alumni.csv": "Name,Role\nAnn,one\nBen,\nCy,two\n",
            "programs/primary-care.yaml": f"name: Primary Care\npromise: Close\n{leaders}order: 3\n",
        },
    )
    return Editor(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "content").rglob("*")
        if path.is_file()
    }


def seen(editor: Editor, action: Any, path: tuple[str | int, ...], value: Any = None, **more: Any) -> Change:
    """A change of somebody who looks at the program now."""
    standing = editor.read(PROGRAM)
    return Change(action, PROGRAM, path, value, at(standing.values, path), standing.sha256, **more)


class TestSeveralFiles:
    def test_are_written_together_and_taken_back_together_also_after_a_restart(
        self, editor: Editor, tmp_path: Path
    ) -> None:
        before = files(tmp_path)
        applied = editor.apply(
            [
                Change("set", PROGRAM, ("promise",), "New"),
                Change("set", LIST, (1, "role"), "three"),
                Change("set", "content/sections/life.md", ("text",), "Text."),
            ]
        )
        after = files(tmp_path)
        assert {name for name in after if after[name] != before[name]} == set(applied.files)
        assert (applied.undo, applied.redo) == (1, 0)
        again = Editor(tmp_path)
        assert (again.undo().redo, files(tmp_path)) == (1, before)
        assert (again.redo().undo, files(tmp_path)) == (1, after)

    def test_are_all_left_where_one_cannot_be_changed(self, editor: Editor, tmp_path: Path) -> None:
        before = files(tmp_path)
        with pytest.raises(UsageError, match=r"the list has no|there is no such row"):
            editor.apply(
                [Change("set", PROGRAM, ("promise",), "New"), Change("set", LIST, (9, "role"), "x")]
            )
        assert files(tmp_path) == before and editor.steps() == (0, 0)

    def test_that_are_made_and_removed_come_back(self, editor: Editor, tmp_path: Path) -> None:
        before = files(tmp_path)
        editor.create("content/sections/new.md", b"Text.\n")
        editor.delete(PROGRAM)
        assert not (tmp_path / PROGRAM).exists()
        editor.undo()
        editor.undo()
        assert files(tmp_path) == before
        with pytest.raises(UsageError, match="nothing to take back"):
            editor.undo()

    def test_lie_in_a_folder_that_git_ignores(self, editor: Editor, tmp_path: Path) -> None:
        editor.apply([Change("set", PROGRAM, ("promise",), "New")])
        assert (tmp_path / ".studio/.gitignore").read_text() == "*\n"

    def test_keep_byte_order_mark_rights_and_the_spelling_of_names(
        self, editor: Editor, tmp_path: Path
    ) -> None:
        name = unicodedata.normalize("NFD", "résumé.yaml")
        path = tmp_path / "content/sections" / name
        path.write_bytes(b"\xef\xbb\xbfa: one\r\n")
        path.chmod(0o640)
        editor.apply([Change("set", "content/sections/résumé.yaml", ("a",), "two")])
        assert path.read_bytes() == b"\xef\xbb\xbfa: two\r\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    @pytest.mark.parametrize(
        "file",
        [
            "content/../x.yaml",
            "/etc/passwd",
            ".studio/bin/x.yaml",
            "content/.git/x.yaml",
            "x.yaml",
            "content\\x.yaml",
            "content/out.yaml",
            "content/list.xlsx",
            "content/photo.png",
            "content//season.yaml",
        ],
    )
    def test_outside_of_content_are_none(self, editor: Editor, tmp_path: Path, file: str) -> None:
        (tmp_path / "x.yaml").write_text("a: one\n")
        outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
        outside.write_text("a: one\n")
        (tmp_path / "content/out.yaml").symlink_to(outside)
        with pytest.raises(UsageError, match="Hint: "):
            editor.apply([Change("set", file, ("a",), "two")])
        assert outside.read_text() == "a: one\n"


class TestTwoAtOnce:
    def test_two_fields_are_both_written(self, editor: Editor) -> None:
        one, other = seen(editor, "set", ("promise",), "A"), seen(editor, "set", ("order",), "4")
        editor.apply([one])
        editor.apply([other])
        values = editor.read(PROGRAM).values
        assert (values["promise"], values["order"]) == ("A", "4")

    def test_one_field_tells_both_texts_and_loses_none(self, editor: Editor) -> None:
        one, other = seen(editor, "set", ("promise",), "A"), seen(editor, "set", ("promise",), "B")
        editor.apply([one])
        with pytest.raises(Conflict) as told:
            editor.apply([other])
        assert (told.value.yours, told.value.theirs) == ("B", "A")
        assert editor.read(PROGRAM).values["promise"] == "A"
        same = replace(other, value="A")
        assert editor.apply([same]).undo == 1

    def test_an_item_that_was_moved_is_found(self, editor: Editor) -> None:
        edit = seen(editor, "set", ("leaders", 1, "role"), "new")
        editor.apply([Change("move", PROGRAM, ("leaders", 1), to=0)])
        editor.apply([edit])
        assert [one["role"] for one in editor.read(PROGRAM).values["leaders"]] == ["new", "one", "two"]

    def test_an_item_is_found_or_told_also_where_nobody_remembers_what_was_seen(
        self, editor: Editor, tmp_path: Path
    ) -> None:
        edit, unsure = (seen(editor, "set", ("leaders", place, "role"), "new") for place in (2, 0))
        path = tmp_path / PROGRAM
        path.write_text(
            path.read_text().replace("  - {name: Ann", "  - {name: Al, role: one}\n  - {name: Ann")
        )
        other = Editor(tmp_path)
        other.apply([edit])
        assert [one["role"] for one in other.read(PROGRAM).values["leaders"]] == ["one", "one", "one", "new"]
        with pytest.raises(Conflict):
            Editor(tmp_path).apply([unsure])

    def test_who_knows_the_file_as_it_is_and_shows_it_as_it_was_changes_no_other_item(
        self, editor: Editor
    ) -> None:
        ann = at(editor.read(PROGRAM).values, ("leaders", 0))
        editor.apply([seen(editor, "move", ("leaders", 0), to=2)])
        base = editor.read(PROGRAM).sha256
        editor.apply([Change("set", PROGRAM, ("leaders", 0, "name"), "Anna", "Ann", base)])
        assert at(editor.read(PROGRAM).values, ("leaders", 2)) == {**ann, "name": "Anna"}
        with pytest.raises(Conflict):
            again = Change(
                "set", PROGRAM, ("leaders", 0, "name"), "Anne", "Ann", editor.read(PROGRAM).sha256
            )
            editor.apply([again])

    def test_an_item_that_is_gone_is_no_other(self, editor: Editor) -> None:
        edit, gone = (
            seen(editor, "set", ("leaders", 1, "role"), "new"),
            seen(editor, "remove", ("leaders", 1)),
        )
        editor.apply([gone])
        for one in (edit, gone):
            with pytest.raises(Conflict):
                editor.apply([one])
        assert [one["name"] for one in editor.read(PROGRAM).values["leaders"]] == ["Ann", "Cy"]

    def test_an_item_more_stands_beside_those_that_were_seen(self, editor: Editor) -> None:
        more = seen(editor, "insert", ("leaders", 2), {"name": "Dee"})
        editor.apply([Change("insert", PROGRAM, ("leaders", 0), {"name": "Al"})])
        editor.apply([more])
        assert [one["name"] for one in editor.read(PROGRAM).values["leaders"]] == [
            "Al",
            "Ann",
            "Ben",
            "Dee",
            "Cy",
        ]

    def test_a_field_that_is_new_to_both_is_a_conflict(self, editor: Editor) -> None:
        one, other = (seen(editor, "set", ("accent",), color) for color in ("harbour", "plum"))
        assert one.old is ABSENT
        editor.apply([one])
        with pytest.raises(Conflict):
            editor.apply([other])

    def test_an_editor_beside_keeps_what_it_saved(self, editor: Editor, tmp_path: Path) -> None:
        edit = seen(editor, "set", ("promise",), "A")
        path = tmp_path / PROGRAM
        path.write_text(path.read_text().replace("order: 3", "order: 9  # by hand"))
        editor.apply([edit])
        assert path.read_text().endswith("order: 9  # by hand\n")

    def test_what_another_program_saves_between_reading_and_writing_is_kept(
        self, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, sync = tmp_path / PROGRAM, os.fsync
        turns = iter(["order: 9", "promise: Theirs"])

        def saved(number: int) -> None:
            part = path.parent / ".primary-care.yaml.edit-part"
            if part.exists() and (turn := next(turns, "")) and "Mine" in part.read_text():
                key = turn.partition(":")[0]
                path.write_text(re.sub(f"(?m)^{key}: .*$", turn, path.read_text()))
            sync(number)

        edit = seen(editor, "set", ("promise",), "Mine")
        with monkeypatch.context() as beside:
            beside.setattr(os, "fsync", saved)
            with pytest.raises(Conflict):  # the second time it is the very same value
                editor.apply([edit])
        assert editor.read(PROGRAM).values["promise"] == "Theirs"
        assert editor.read(PROGRAM).values["order"] == "9" and editor.steps() == (0, 0)
        turns = iter(["order: 11"])
        with monkeypatch.context() as beside:
            beside.setattr(os, "fsync", saved)
            editor.apply([seen(editor, "set", ("promise",), "Mine")])
        assert path.read_text().endswith("order: 11\n") and "promise: Mine\n" in path.read_text()

    def test_what_was_broken_by_hand_is_told_and_left(self, editor: Editor, tmp_path: Path) -> None:
        edit = seen(editor, "set", ("promise",), "A")
        (tmp_path / PROGRAM).write_text("name: 'Primary\npromise: x\n")
        with pytest.raises(ContentError, match=PROGRAM):
            editor.apply([edit])
        (tmp_path / PROGRAM).unlink()
        with pytest.raises(UsageError, match="there is no such file"):
            editor.apply([edit])


class TestTakingBack:
    def test_leaves_what_another_program_changed_elsewhere(self, editor: Editor, tmp_path: Path) -> None:
        editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        path = tmp_path / PROGRAM
        path.write_text("# by hand\n" + path.read_text().replace("order: 3", "order: 9"))
        editor.undo()
        assert path.read_text().startswith("# by hand\nname: Primary Care\npromise: Close\n")
        assert path.read_text().endswith("order: 9\n")
        editor.redo()
        assert "promise: A\n" in path.read_text()

    def test_is_refused_where_the_same_lines_were_changed(self, editor: Editor, tmp_path: Path) -> None:
        editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        path = tmp_path / PROGRAM
        path.write_text(path.read_text().replace("promise: A", "promise: by hand"))
        with pytest.raises(
            UsageError, match="changed by another program since: set promise in programs/primary"
        ):
            editor.undo()
        assert "by hand" in path.read_text()

    def test_what_is_refused_is_set_aside_and_the_steps_before_it_can_be_taken_back(
        self, editor: Editor, tmp_path: Path
    ) -> None:
        editor.apply([Change("set", PROGRAM, ("order",), "4")])
        editor.apply([Change("set", LIST, (1, "role"), "three")])
        editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        path = tmp_path / PROGRAM
        path.write_text(path.read_text().replace("promise: A", "promise: by hand"))
        with pytest.raises(UsageError, match="undo goes on with the next step"):
            editor.undo()
        later = Editor(tmp_path)
        assert later.steps() == (2, 0)
        assert (later.undo().files.keys(), later.undo().files.keys()) == ({LIST}, {PROGRAM})
        assert "promise: by hand\n" in path.read_text() and "order: 3\n" in path.read_text()
        (tmp_path / LIST).write_text("Name,Role\nBen,by hand\n")
        assert later.redo().files.keys() == {PROGRAM}
        with pytest.raises(UsageError, match="set 2"):
            later.redo()
        assert later.steps() == (1, 0) and later.undo().files.keys() == {PROGRAM}

    def test_is_bounded(self, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("brochure.edit.journal.MOST_STEPS", 10)
        for number in range(60):
            editor.apply([Change("set", PROGRAM, ("promise",), f"P {number}")])
        kept = len(list((tmp_path / ".studio/journal").iterdir()))
        assert kept <= 30 < MOST_STEPS and len(list((tmp_path / ".studio/bin").iterdir())) <= kept + 1
        assert Editor(tmp_path).undo().undo == kept - 1

    def test_asks_no_more_of_an_edit_than_a_short_journal_does(self, editor: Editor, tmp_path: Path) -> None:
        def calls(words: str) -> int:
            count = 0

            def called(_: object, event: str, __: object) -> None:
                nonlocal count
                count += event in ("call", "c_call")

            sys.setprofile(called)
            try:
                editor.apply([Change("set", PROGRAM, ("promise",), words)])
            finally:
                sys.setprofile(None)
            return count

        few = max(calls(words) for words in ("A", "B", "C"))
        journal = tmp_path / ".studio/journal"
        last = json.loads((journal / "000003.json").read_text())
        for number in range(4, 404):
            (journal / f"{number:06}.json").write_text(json.dumps({**last, "number": number}))
        calls("D")  # which reads them, once
        assert calls("E") < 1.3 * few
        assert editor.steps() == (405, 0)

    @settings(max_examples=12, deadline=None)
    @given(st.integers(0, 10**9))
    def test_gives_back_every_byte(self, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
        chance = random.Random(seed)
        folder = tmp_path_factory.mktemp("any")
        (folder / "content").mkdir()
        for name in ("facts", "people"):
            text = Scribe(chance).document(any_data(chance))
            (folder / f"content/{name}.yaml").write_bytes(text.encode())
        editor, states = Editor(folder), [files(folder)]
        for _ in range(5):
            file = f"content/{chance.choice(['facts', 'people'])}.yaml"
            table = editor.read(file).values
            key = chance.choice([*table, "other"])
            act = chance.choice(["set", "unset"]) if key in table else "set"
            editor.apply([Change(act, file, (key,), any_words(chance))])  # type: ignore[arg-type]
            if files(folder) != states[-1]:
                states.append(files(folder))
        for state in reversed(states[:-1]):
            editor.undo()
            assert files(folder) == state
        for state in states[1:]:
            editor.redo()
            assert files(folder) == state


class TestWhereNothingCanBeWritten:
    def test_a_file_that_is_read_only_says_so(self, editor: Editor, tmp_path: Path) -> None:
        before = files(tmp_path)
        (tmp_path / LIST).chmod(0o444)
        with pytest.raises(
            MachineError, match=r"alumni.csv: is read-only, and nothing was changed\. Hint: allow"
        ):
            editor.apply([Change("set", PROGRAM, ("promise",), "A"), Change("set", LIST, (0, "role"), "x")])
        assert files(tmp_path) == before and editor.steps() == (0, 0)

    @pytest.mark.parametrize("writes", range(6))  # three of the journal's texts, its record, and two files
    def test_a_full_disk_leaves_everything_as_it_was(
        self, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
    ) -> None:
        editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        before, sync, turns = files(tmp_path), os.fsync, iter(range(writes))

        def written(number: int) -> None:
            if next(turns, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync(number)

        with monkeypatch.context() as full:
            full.setattr(os, "fsync", written)
            with pytest.raises(MachineError, match="the disk is full, and nothing was changed"):
                editor.apply(
                    [Change("set", PROGRAM, ("promise",), "B"), Change("set", LIST, (0, "role"), "x")]
                )
        assert files(tmp_path) == before and editor.steps() == (1, 0)
        editor.apply([Change("set", PROGRAM, ("promise",), "B")])

    def test_a_step_that_is_done_and_could_not_be_noted_is_noted_by_the_next(
        self, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, move = files(tmp_path), Path.replace

        def refuse(self: Path, target: Path) -> Path:
            if Path(target).parent.name == "journal":
                raise OSError(errno.ENOSPC, "full")
            return move(self, target)

        with monkeypatch.context() as full:
            full.setattr(Path, "replace", refuse)
            editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        assert editor.read(PROGRAM).values["promise"] == "A"
        editor.apply([Change("set", PROGRAM, ("promise",), "B")])
        assert editor.undo().undo == 1 and editor.undo().undo == 0
        assert files(tmp_path) == before

    def test_a_file_that_cannot_be_moved_takes_the_others_back(
        self, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, move = files(tmp_path), Path.replace

        def refuse(self: Path, target: Path) -> Path:
            if Path(target).name == "alumni.csv":
                raise OSError(errno.EACCES, "in use")
            return move(self, target)

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(MachineError, match="in use"):
            editor.apply([Change("set", PROGRAM, ("promise",), "A"), Change("set", LIST, (0, "role"), "x")])
        assert files(tmp_path) == before and editor.steps() == (0, 0)

    def test_a_folder_that_is_a_link_is_not_written_through(self, editor: Editor, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / ".studio").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(MachineError, match="is a link"):
            editor.apply([Change("set", PROGRAM, ("promise",), "A")])
        assert list((tmp_path / "elsewhere").iterdir()) == []


#: For each folder a process of its own, which does two steps and is killed before that many files are moved.
KILLED = """
import os, signal, sys
from pathlib import Path
from brochure.edit import Change, Editor
move = Path.replace
for moment, folder in enumerate(sys.argv[1:], 1):
    if (child := os.fork()) == 0:
        count = 0
        def replace(self, target):
            global count
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return move(self, target)
        editor = Editor(Path(folder))
        editor.apply([Change("set", "{program}", ("promise",), "First")])
        Path.replace = replace
        second = Change("set", "{program}", ("promise",), "Second")
        editor.apply([second, Change("set", "{rows}", (0, "role"), "x")])
        os._exit(0)
    print(os.WIFSIGNALED(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no such signal")
def test_killed_at_any_moment_leaves_either_state_whole_and_the_journal_true(tmp_path: Path) -> None:
    folders = [tmp_path / str(moment) for moment in range(1, 9)]
    for folder in folders:
        make_publication(folder, {"lists/alumni.csv": "Name,Role\nAnn,one\n"})
    start = files(folders[0])
    script = KILLED.replace("{program}", PROGRAM).replace("{rows}", LIST)
    command = [sys.executable, "-c", script, *map(str, folders)]
    killed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    steps = list[int]()
    for folder in folders:
        editor = Editor(folder)
        undo = editor.apply([]).undo
        said = editor.read(PROGRAM).values["promise"], editor.read(LIST).values[0]["role"]
        assert said == (("First", "one") if undo == 1 else ("Second", "x"))
        assert not list((folder / "content").rglob(".*"))
        for _ in range(undo):
            editor.undo()
        assert files(folder) == start
        steps.append(undo)
    assert killed == ["True"] * 7 + ["False"]
    assert steps == [1] * 6 + [2, 2]


class TestRenaming:
    def test_reaches_every_reference_in_one_step(self, tmp_path: Path) -> None:
        make_publication(
            tmp_path,
            {
                "chapters/us.yaml": "title: Us\nline: x\nsections: [life, {use: life}]\nfacts: [vacation]\n",
                "packets/packet.yaml": "title: P\nprograms:\n  - primary-care  # first\nchapters: [us]\n",
                "sections/life.md": (
                    "---\ntitle: Life\nvariants:\n  primary-care: '{Vacation} off'\n---\n\n"
                    "{vacation.value} and {{vacation}} and {vacation-days}.\n"
                ),
                "lists/alumni.csv": 'Name,Role\nAnn,"{vacation}, twice"\n',
                "reviews.yaml": "primary-care:\n  by: A\nprimary-care-flyer:\n  by: A\n",
                "programs/primary-care.yaml": (
                    "name: Primary Care\nfull_name: x\npromise: y\nleaders: [jane-doe]\nstory:\n"
                    "  people: lists/alumni.csv\n  statistics: [vacation]\n  sections: [life]\n"
                ),
            },
        )
        editor, before = Editor(tmp_path), files(tmp_path)
        editor.rename("facts", "vacation", "days-off")
        editor.rename("program", "primary-care", "family")
        editor.rename("section", "life", "living")
        editor.rename("person", "jane-doe", "jane")
        editor.rename("list", "lists/alumni.csv", "lists/graduates.csv")
        now = {name.removeprefix("content/"): data.decode() for name, data in files(tmp_path).items()}
        assert (
            now["chapters/us.yaml"]
            == "title: Us\nline: x\nsections: [living, {use: living}]\nfacts: [days-off]\n"
        )
        assert "  - family  # first\n" in now["packets/packet.yaml"]
        assert now["sections/living.md"] == (
            "---\ntitle: Life\nvariants:\n  family: '{Days-off} off'\n---\n\n"
            "{days-off.value} and {{vacation}} and {vacation-days}.\n"
        )
        assert now["lists/graduates.csv"] == 'Name,Role\nAnn,"{days-off}, twice"\n'
        assert now["reviews.yaml"] == "family:\n  by: A\nfamily-flyer:\n  by: A\n"
        assert "leaders: [jane]" in now["programs/family.yaml"]
        assert "people: lists/graduates.csv" in now["programs/family.yaml"]
        assert not now.keys() & {"programs/primary-care.yaml", "sections/life.md", "lists/alumni.csv"}
        for _ in range(5):
            editor.undo()
        assert files(tmp_path) == before

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            (
                ("program", "primary-care", "Family Care"),
                "cannot be an id. Hint: lower-case letters and digits",
            ),
            (("program", "nobody", "x"), "there is no such file"),
            (("facts", "vacation", "outpatient"), '"outpatient" is there already'),
            (("person", "jane-do", "x"), 'there is no "jane-do" in it. Hint: perhaps jane-doe is meant.'),
            (("season", "a", "b"), "has no name of its own"),
        ],
    )
    def test_is_refused_in_words(
        self, editor: Editor, tmp_path: Path, asked: tuple[str, str, str], says: str
    ) -> None:
        before = files(tmp_path)
        with pytest.raises(BrochureError) as told:
            editor.rename(*asked)
        assert says in str(told.value) and files(tmp_path) == before


class TestRosters:
    def test_a_pasted_table_is_compared_and_applied(self, editor: Editor, tmp_path: Path) -> None:
        standing = editor.read(LIST)
        pasted = pasted_table(
            "Name\tRole\tShoe size\r\nCy\ttwo\t9\r\nDee\tfour\t\r\nAnn\tten\t\r\n", ["name", "role"]
        )
        diff = roster_diff(LIST, standing.values, pasted.rows, base=standing.sha256)
        assert (str(diff), pasted.ignored) == ("1 new, 1 gone, 1 changed", ("Shoe size",))
        editor.apply(diff.changes)
        assert (tmp_path / LIST).read_text() == "Name,Role\nAnn,ten\nCy,two\nDee,four\n"

    def test_a_list_gets_the_columns_that_only_the_table_has(self, editor: Editor, tmp_path: Path) -> None:
        standing = editor.read(LIST)
        pasted = pasted_table("Name\tClass of\nAnn\t2020\nBen\t\nCy\t\n", ["name", "role", "class_of"]).rows
        diff = roster_diff(LIST, standing.values, pasted, base=standing.sha256)
        editor.apply(diff.changes)
        assert (tmp_path / LIST).read_text() == "Name,Role,Class of\nAnn,one,2020\nBen,\nCy,two\n"
        editor.create("content/lists/new.csv", b"")
        editor.apply(
            [Change("set", "content/lists/new.csv", (), [{"name": "A, B"}, {"name": "C", "role": "d"}])]
        )
        assert (tmp_path / "content/lists/new.csv").read_text() == 'name,role\n"A, B",\nC,d\n'

    @pytest.mark.parametrize("file", [LIST, "content/sections/life.md"])
    def test_a_long_list_is_read_a_few_times_however_much_is_changed(
        self, editor: Editor, tmp_path: Path, file: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [{"name": f"N{number}", "role": "one"} for number in range(60)]
        if file == LIST:
            (tmp_path / file).write_text("Name,Role\n" + "".join(f"{row['name']},one\n" for row in rows))
        else:
            (tmp_path / file).write_text("---\ntitle: Life\n---\n\nText.\n")
            editor.apply([Change("set", file, ("roster",), rows)])
        path: tuple[str | int, ...] = () if file == LIST else ("roster",)
        wanted = [{"name": f"N{number}", "role": f"r{number % 2}"} for number in range(20, 80)]
        diff = roster_diff(file, rows, wanted, path, editor.read(file).sha256)
        read, began = list[str](), (CsvText.__init__, Tree.__init__)

        def counted(of: type, begin: Callable[..., None]) -> None:
            def count(self: Any, *arguments: Any) -> None:
                read.append(of.__name__)
                begin(self, *arguments)

            monkeypatch.setattr(of, "__init__", count)

        counted(CsvText, began[0])
        counted(Tree, began[1])
        editor.apply(diff.changes)
        assert len(diff.changes) == 80 and len(read) <= 8
        assert at(editor.read(file).values, path) == wanted

    def test_a_table_goes_into_a_list_of_a_file_too(self, editor: Editor) -> None:
        standing = editor.read(PROGRAM)
        pasted = pasted_table("Ann,\nBen,three\nEve,five\n", ["name", "role"]).rows
        diff = roster_diff(PROGRAM, standing.values["leaders"], pasted, ("leaders",), standing.sha256)
        editor.apply([Change("set", PROGRAM, ("promise",), "meanwhile")])
        editor.apply(diff.changes)
        assert editor.read(PROGRAM).values["leaders"] == [
            {"name": "Ann"},
            {"name": "Ben", "role": "three"},
            {"name": "Eve", "role": "five"},
        ]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("  \n", "holds no rows"),
            ("Name\nAnn\nAnn\n", '"Ann" stands in two rows, 1 and 2'),
            ("Name,Role\nAnn,one,two\n", "row 1 has more cells than there are columns"),
            ('Name,Role\n"Ann,one\n', "a row cannot be read"),
            ("Name,Role\n,one\n", "row 1 has nothing in the column name"),
        ],
    )
    def test_what_cannot_be_meant_is_told(self, text: str, says: str) -> None:
        with pytest.raises(BrochureError) as told:
            roster_diff(LIST, [], pasted_table(text, ["name", "role"]).rows)
        assert says in str(told.value)


def test_a_step_in_whose_middle_the_program_ended_is_known_to_the_next(
    editor: Editor, tmp_path: Path
) -> None:
    applied: Applied = editor.apply([Change("set", PROGRAM, ("promise",), "A")])
    assert Journal(editor._disk).stacks()[0][-1].files[PROGRAM][1] == applied.files[PROGRAM]


def test_of_a_list_that_is_four_times_as_long_reading_and_changes_take_little_more_than_four_times(
    editor: Editor, tmp_path: Path
) -> None:
    took = list[float]()
    for length in (150, 600):
        rows = "".join(f"  - name: P{number}\n    role: one\n" for number in range(length))
        (tmp_path / "content/long.yaml").write_text(f"roster:\n{rows}", "utf-8")
        ways = [("roster", number, "role") for number in range(length)]
        began = process_time()
        editor.apply([Change("set", "content/long.yaml", way, "two") for way in ways])
        took.append(process_time() - began)
    assert (tmp_path / "content/long.yaml").read_text("utf-8").count("role: two") == 600
    assert took[1] < 8 * took[0]

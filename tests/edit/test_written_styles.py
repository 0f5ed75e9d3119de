"""Styles in which people write YAML, Markdown and lists: a change of each, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from brochure.edit.editor import edited_text
from brochure.errors import BrochureError, UsageError

SET, UNSET, INSERT, MOVE = "set", "unset", "insert", "move"
#: What is written, what is done, and what is written afterwards.
YAML: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "plain": ("a: one # r\nb: two\n", (SET, ("a",), "three"), "a: three # r\nb: two\n"),
    "CRLF": ("a: one\r\nb: two\r\n", (SET, ("b",), "x\ny"), "a: one\r\nb: |\r\n  x\r\n  y\r\n"),
    "no line end": ("a: one", (SET, ("b",), "two"), "a: one\nb: two\n"),
    "double quotes stay": ('a: "one"\n', (SET, ("a",), "two"), 'a: "two"\n'),
    "single quotes stay": ("a: 'one'\n", (SET, ("a",), "it's"), "a: 'it''s'\n"),
    "a colon needs quotes": ("a: one\n", (SET, ("a",), "b: c"), 'a: "b: c"\n'),
    "a remark sign needs quotes": ("a: one\n", (SET, ("a",), "No #1 # x"), 'a: "No #1 # x"\n'),
    "a reference needs quotes": ("a: one\n", (SET, ("a",), "{b} off"), 'a: "{b} off"\n'),
    "a word that means nothing": ("a: one\n", (SET, ("a",), "null"), 'a: "null"\n'),
    "a number": ("a: 1\n", (SET, ("a",), 2.5), "a: 2.5\n"),
    "yes": ("a: no\n", (SET, ("a",), True), "a: yes\n"),
    "literal stays literal": (
        "a: |\n    one\n    two\n\nb: x\n",
        (SET, ("a",), "one\n\nthree"),
        "a: |\n    one\n\n    three\n\nb: x\n",
    ),
    "literal with an indicator": (
        "a: |2-\n    in\n  out\n",
        (SET, ("a",), "  in\nend"),
        "a: |2-\n    in\n  end\n",
    ),
    "literal kept": ("a: |+\n  one\n\nb: x\n", (SET, ("a",), "two"), "a: |+\n  two\n\nb: x\n"),
    "folded stays folded, what stays keeps its lines": (
        "a: >-\n  one\n  two\n\n  three\n",
        (SET, ("a",), "one two\nfour"),
        "a: >-\n  one\n  two\n\n  four\n",
    ),
    "wrapped plain": (
        "a: one two three four\n   five six seven eight\nb: x\n",
        (SET, ("a",), "one two three four six seven eight nine"),
        "a: one two three four\n   six seven eight nine\nb: x\n",
    ),
    "wrapped in quotes": (
        'a: "one two three four\n  five: six seven"\n',
        (SET, ("a",), "one two three four five: eight"),
        'a: "one two three four\n  five: eight"\n',
    ),
    "letters of symbol typefaces stay": (
        'a: "one \ue000two\ue001 three four\n  five: six"\n',
        (SET, ("a",), "one \ue000two\ue001 three four five:  seven"),
        'a: "one \ue000two\ue001 three four\n  five:  seven"\n',
    ),
    "flow table": ("- {a: one, b: two}\n", (SET, (0, "b"), "x, y"), '- {a: one, b: "x, y"}\n'),
    "flow list": ("a: [one, two]\n", (INSERT, ("a", 2), "three"), "a: [one, two, three]\n"),
    "flow list, first": ("a: [ one, two ]\n", (INSERT, ("a", 0), "zero"), "a: [ zero, one, two ]\n"),
    "flow list, last taken out": ("a: [one, two]\n", (UNSET, ("a", 1)), "a: [one]\n"),
    "flow list over lines": (
        "a: [\n  one,  # first\n  two   # last\n]\n",
        (INSERT, ("a", 2), "three"),
        "a: [\n  one,  # first\n  two,   # last\n  three\n]\n",
    ),
    "flow list over lines, one taken out": (
        "a: [\n  one,  # first\n  two,  # last\n]\n",
        (UNSET, ("a", 0)),
        "a: [\n  two,  # last\n]\n",
    ),
    "odd indents": (
        "a:\n     b:\n       - one\n     c: x\n",
        (INSERT, ("a", "b", 1), "two"),
        "a:\n     b:\n       - one\n       - two\n     c: x\n",
    ),
    "list at the margin": ("a:\n- one\n- two\nb: x\n", (UNSET, ("a", 1)), "a:\n- one\nb: x\n"),
    "tabs before a remark": ("a: one\t# r\nb: two\n", (SET, ("a",), "x"), "a: x\t# r\nb: two\n"),
    "document marks": ("---\na: one\n...\n", (SET, ("b",), "two"), "---\na: one\nb: two\n...\n"),
    "comments belong to the item below": (
        "a:\n  # Jane leads\n  - Jane\n  # John does not\n  - John\n",
        (UNSET, ("a", 0)),
        "a:\n  # John does not\n  - John\n",
    ),
    "comments move along": (
        "a:\n  - Jane\n  # John is new\n  - John\n\n# about b\nb: x\n",
        (MOVE, ("a", 1), 0),
        "a:\n  # John is new\n  - John\n  - Jane\n\n# about b\nb: x\n",
    ),
    "indented comments belong to the item above": (
        "a:\n  - name: Jane\n    # role: Director\n  - name: John\n",
        (MOVE, ("a", 0), 1),
        "a:\n  - name: John\n  - name: Jane\n    # role: Director\n",
    ),
    "the head of a file stays": ("# all of it\na: one\nb: two\n", (UNSET, ("a",)), "# all of it\nb: two\n"),
    "an item's first key": ("- name: Jane\n  role: x\n", (UNSET, (0, "name")), "- role: x\n"),
    "the only key": ("a:\n  b: x\nc: y\n", (UNSET, ("a", "b")), "a: {}\nc: y\n"),
    "an empty key": ("a:  # r\nb: x\n", (SET, ("a",), "one"), "a: one  # r\nb: x\n"),
    "an empty key becomes a table": ("a:\nb: x\n", (SET, ("a", "c"), "y"), "a:\n  c: y\nb: x\n"),
    "an empty file": ("", (SET, ("a", "b"), ["x"]), "a:\n  b: [x]\n"),
    "comments alone": ("# soon\n", (SET, ("a",), "x"), "# soon\na: x\n"),
    "empty lines between entries": (
        "a:\n  - one\n\n  - two\n",
        (INSERT, ("a", 2), "three"),
        "a:\n  - one\n\n  - two\n\n  - three\n",
    ),
    "in the order of fields": (
        "name: x\nlead: y\n",
        (SET, ("line",), "z", ("id", "name")),
        "name: x\nline: z\nlead: y\n",
    ),
    "before all": ("lead: y\n", (SET, ("name",), "z", ("id",)), "name: z\nlead: y\n"),
    "a table as its neighbours are": (
        "a:\n  - {n: one}\n",
        (INSERT, ("a", 1), {"n": "two"}),
        "a:\n  - {n: one}\n  - {n: two}\n",
    ),
    "whole lists keep what stays": (
        "a:\n  # J\n  - {n: J}\n  - n: K  # k\n",
        (SET, ("a",), [{"n": "K"}, {"n": "L"}]),
        "a:\n  - n: K  # k\n  - n: L\n",
    ),
    "an alias gets a value of its own": (
        "a: &x one\nb: *x\nc: *x\n",
        (SET, ("b",), "two"),
        "a: &x one\nb: two\nc: *x\n",
    ),
    "the last alias takes the anchor along": (
        "a: &x one\nb: *x\n",
        (SET, ("b",), "two"),
        "a: one\nb: two\n",
    ),
    "right to left, emoji, marks after letters": (
        "a: مرحبا 🌊\nb: x\n",
        (SET, ("b",), "e\u0301té שלום 👩🏽‍🎨"),
        "a: مرحبا 🌊\nb: e\u0301té שלום 👩🏽‍🎨\n",
    ),
}
OTHERS: dict[str, tuple[str, str, tuple[Any, ...], str]] = {
    "a key of Markdown": (
        "x.md",
        "---\ntitle: One\n---\n\nText.\n",
        (SET, ("title",), "Two"),
        "---\ntitle: Two\n---\n\nText.\n",
    ),
    "a text of Markdown": (
        "x.md",
        "---\r\ntitle: One\r\n---\r\n\r\nText.\r\n\r\nMore.\r\n",
        (SET, ("text",), "Text.\n\nLess."),
        "---\r\ntitle: One\r\n---\r\n\r\nText.\r\n\r\nLess.\r\n",
    ),
    "Markdown without keys": ("x.md", "Text.", (SET, ("title",), "One"), "---\ntitle: One\n---\n\nText."),
    "Markdown without a text": (
        "x.md",
        "---\ntitle: One\n---\n",
        (SET, ("text",), "T"),
        "---\ntitle: One\n---\n\nT\n",
    ),
    "a cell": (
        "x.csv",
        'Name,Year\r\n"Doe, J.",1\r\nRoe,2\r\n',
        (SET, (1, "Name"), "Roe, R."),
        'Name,Year\r\n"Doe, J.",1\r\n"Roe, R.",2\r\n',
    ),
    "a cell between semicolons": (
        "x.csv",
        "Name;As of\nDoe;1,5\n",
        (SET, (0, "as_of"), "2;5"),
        'Name;As of\nDoe;"2;5"\n',
    ),
    "a cell behind sep=": (
        "x.csv",
        "sep=;\nName;Year\nDoe, J.;1\n",
        (SET, (0, "Year"), "2"),
        "sep=;\nName;Year\nDoe, J.;2\n",
    ),
    "a word that looks like a number": (
        "x.csv",
        'Name,Zip\nDoe,="02139"\n',
        (SET, (0, "Zip"), "02140"),
        'Name,Zip\nDoe,"=""02140"""\n',
    ),
    "a row more": (
        "x.tsv",
        "Name\tYear\nDoe\t1",
        (INSERT, (1,), {"year": "2", "name": "Roe"}),
        "Name\tYear\nDoe\t1\nRoe\t2",
    ),
    "a row less": ("x.csv", 'Name,Year\n"Two\nlines",1\nRoe,2\n', (UNSET, (0,)), "Name,Year\nRoe,2\n"),
    "a row moved": ("x.csv", "Name\nA\nB\nC", (MOVE, (2,), 0), "Name\nC\nA\nB"),
}


@pytest.mark.parametrize("style", YAML)
def test_yaml(style: str) -> None:
    before, change, after = YAML[style]
    assert made(before, change, "x.yaml") == after


@pytest.mark.parametrize("style", OTHERS)
def test_markdown_and_lists(style: str) -> None:
    file, before, change, after = OTHERS[style]
    assert made(before, change, file) == after


def made(before: str, change: tuple[Any, ...], file: str) -> str:
    text = edited_text(before.encode(), file)
    getattr(text, change[0])(*change[1:])
    return text.text


@pytest.mark.parametrize(
    ("before", "change", "says"),
    [
        ("a: &x {b: 1}\nc: *x\n", (SET, ("c", "b"), "2"), "x.yaml:2:4: this is what &x says"),
        ("a: &x {b: 1}\nc: *x\n", (SET, ("a", "b"), "2"), "this value is used in line 2 too, as *x"),
        ("a: &x one\nc: *x\n", (UNSET, ("a",)), "this value is used in line 2 too, as *x"),
        (
            "a: [one]\n",
            (SET, ("a", 4), "x"),
            "x.yaml:1:1: a is a list of 1. Hint: name a position from 1 to 1.",
        ),
        ("a: one\n", (SET, ("a", "b"), "x"), 'x.yaml:1:1: a says "one", and has nothing inside.'),
        ("a: one\n", (SET, ("a",), "bell\x07"), "x.yaml:1:4: holds the control character U+0007"),
        ("a: >\n  one\n", (SET, ("a",), "x \ufdd6y"), "holds U+FDD6, which is no character"),
        ('a: "one\n  two"\n', (SET, ("a",), "x\ufdd7y"), "holds U+FDD7, which is no character"),
        ("a: one\n", (INSERT, ("a",), "x"), 'a is there already, and says "one". Hint: set it.'),
        ("a: 'one\nb: two\n", (SET, ("b",), "x"), "x.yaml:1"),
        ("a: one\na: two\n", (SET, ("a",), "x"), 'x.yaml:2:1: the key "a" is given twice'),
    ],
)
def test_what_cannot_be_changed_is_told_and_left(before: str, change: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BrochureError) as told:
        made(before, change, "x.yaml")
    assert says in str(told.value) and "Hint: " in str(told.value)


def test_a_text_that_would_be_taken_for_keys_is_refused() -> None:
    with pytest.raises(UsageError, match="read as something else"):
        made("Text.\n", (SET, ("text",), "---\ntitle: x\n---\nBody"), "x.md")


def test_a_value_of_two_megabytes_is_written_in_little_time() -> None:
    words = "\n\n".join("word " * 400 for _ in range(1000)).strip()
    text = edited_text(b"a: |\n  one\nb: two\n", "x.yaml")
    text.set(("a",), words)
    assert text.text.endswith("\nb: two\n") and len(text.text) > 2_000_000
    assert text.values["a"].split() == words.split()

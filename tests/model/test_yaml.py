"""Faults of YAML, word for word, and the limits of the reader."""

from __future__ import annotations

import pytest

from brochure.errors import ContentError, Where
from brochure.model import parse_yaml

UNREADABLE = "this is not YAML: the line cannot be read. Hint:"
RESERVED = f"{UNREADABLE} put the value in quotes, for YAML reserves its first sign."

FAULTS = {
    "name: Care: Boston": f"1:11: {UNREADABLE} put the value in quotes, for it holds a colon.",
    "a: 1\nname: 'Primary\nb: 2": (
        "2:7: the quotes opened here are never closed. Hint: add the closing quote."
    ),
    "name: @home": f"1:7: {RESERVED}",
    "name: `home`": f"1:7: {RESERVED}",
    "name: %home": f"1:7: {RESERVED}",
    "name: **bold**": f"1:8: {RESERVED}",
    "- **bold**": f"1:4: {RESERVED}",
    "name: & Sons": f"1:8: {RESERVED}",
    "name: [x](y) z": f"1:10: {RESERVED}",
    "name: {season} z": f"1:16: {RESERVED}",
    "name: *bold": '1:7: "*bold" refers to nothing. Hint: put the value in quotes if it begins with *.',
    "name: &bold x": '1:7: "&bold" names a value that nothing refers to. Hint: put the value in quotes.',
    "name: !bold x": (
        '1:7: the tag "!bold" is not allowed. Hint: put the value in quotes if it begins with !.'
    ),
    "name: !!python/object:os.system x": (
        '1:7: the tag "tag:yaml.org,2002:python/object:os.system" is not allowed. '
        "Hint: put the value in quotes if it begins with !."
    ),
    "a:\n\tb: 1": f"2:1: {UNREADABLE} indent with spaces; YAML allows no tabs there.",
    "a:\n  b: x\n    c: y": f"3:6: {UNREADABLE} check that keys of one mapping are indented alike.",
    "a: x\nb:Close\nc: {}": f"2:1: {UNREADABLE} put a space after the colon.",
    "a: x\nb\nc: y": (
        f"2:1: {UNREADABLE} put a colon after the key, or indent the line if it continues a text."
    ),
    "a: 'it's'": f"1:8: {UNREADABLE} write the value in double quotes, for it holds an apostrophe.",
    'a: "so "called" x"': f"1:9: {UNREADABLE} write the value in single quotes, for it holds double ones.",
    "a: 1\na: 2": '2:1: the key "a" is given twice. Hint: it stands on line 1 too; keep one.',
    "a: 1\na:": '2:1: the key "a" is given twice. Hint: it stands on line 1 too; keep one.',
    "a: {b: 1, b: 2}": '1:11: the key "b" is given twice. Hint: it stands on line 1 too; keep one.',
    "<<: {a: b}": "1:1: merge keys (<<) are not allowed. Hint: write the keys out, or use a shared section.",
    "[a]: b": "1:1: a key must be a word. Hint: if a value begins with { or [, put it in quotes.",
    "a: b\n---\nc: d": "2:1: a second document begins here. Hint: delete the line ---, or split the file.",
    'a: "x\\a"': "1:4: holds the control character U+0007. Hint: delete it.",
    "a: " + "[" * 60 + "]" * 60: (
        "1:44: is nested more than 40 levels deep. Hint: check the indentation and the brackets."
    ),
    "&a [*a]": '1:5: "*a" refers to nothing. Hint: put the value in quotes if it begins with *.',
}


@pytest.mark.parametrize(("text", "line"), FAULTS.items())
def test_a_fault_is_told_in_plain_words(text: str, line: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml(text, "x.yaml")
    assert str(caught.value) == f"x.yaml:{line}"


def test_aliases_cannot_be_a_bomb() -> None:
    text = (
        "a0: &a0 [x, x]\n"
        + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 31))
        + "b: *a30\n"
    )
    with pytest.raises(ContentError, match="holds more than 200000 values"):
        parse_yaml(text, "x.yaml")


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_depth_cannot_be_a_bomb(bracket: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml(bracket * 100_000, "x.yaml")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_nothing_is_none(text: str) -> None:
    assert parse_yaml(text, "x.yaml") is None


def test_keys_and_values_know_their_places() -> None:
    table = parse_yaml("a: 1\nb:\n  - x\n  - c: y\n", "x.yaml")
    assert table == {"a": "1", "b": ["x", {"c": "y"}]}
    assert table.places["b"] == Where("x.yaml", 2, 1)
    assert [item.where for item in table["b"]] == [Where("x.yaml", 3, 5), Where("x.yaml", 4, 5)]
    assert table["b"][1]["c"].where == Where("x.yaml", 4, 8)

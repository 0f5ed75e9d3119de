"""Whatever people write, and whatever is changed in it: the value is the new one, and other lines stay."""

from __future__ import annotations

import random
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from brochure.edit.changes import ABSENT, Change, at, plain
from brochure.edit.markdown_edit import MarkdownText
from brochure.edit.yaml_edit import YamlText
from tests.builders.written import KEYS, WORDS, Scribe, any_data, any_words

quickly = settings(max_examples=50, deadline=None)
Paths = list[tuple[str | int, ...]]


def paths_in(data: Any, path: tuple[str | int, ...] = ()) -> Paths:
    """The path of every value."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [one for key, value in inside for one in [(*path, key), *paths_in(value, (*path, key))]]


def written(seed: int) -> tuple[random.Random, str, Any]:
    """A text, and what it says by another reading than the editor's own."""
    chance = random.Random(seed)
    text = Scribe(chance).document(any_data(chance))
    return chance, text, said(text)


def said(text: str) -> Any:
    return normal(yaml.load(text, yaml.CBaseLoader) or {})


def normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: normal(one) for key, one in value.items()}
    return [normal(one) for one in value] if isinstance(value, list) else str(value).rstrip(" \t\n")


def lines_of(text: str, path: tuple[str | int, ...]) -> range:
    """The lines of a value with its key or dash, by PyYAML's own nodes."""
    node: Any = yaml.compose(text, yaml.CLoader)
    start = 0
    for part in path:
        if isinstance(part, int):
            node = node.value[part]
            start = node.start_mark.line
        else:
            key, node = next(pair for pair in node.value if pair[0].value == part)
            start = key.start_mark.line
    end = max(node.end_mark.line, start) + 1
    return range(start, end)


def touched(before: str, after: str) -> tuple[range, int]:
    """The lines that are no longer there, and how many took their place."""
    old, new = before.splitlines(True), after.splitlines(True)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return range(head, len(old) - tail), len(new) - tail - head


def comments(text: str) -> list[str]:
    return re.findall(r"# c\d+\b", text)


@quickly
@given(st.integers(0, 10**9))
def test_a_value_is_exchanged_and_no_other_line(seed: int) -> None:
    chance, text, data = written(seed)
    ways = [path for path in paths_in(data) if isinstance(at(data, path), str)]
    if not ways:
        return
    path, words = chance.choice(ways), any_words(chance)
    edited = YamlText(text, "f.yaml")
    edited.set(path, words)
    assert at(said(edited.text), path) == plain(words)
    assert edited.values == YamlText(edited.text, "f.yaml").values
    gone, _ = touched(text, edited.text)
    own = lines_of(text, path)
    assert not gone or (own.start <= gone.start and gone.stop <= own.stop)
    assert comments(edited.text) == comments(text)


@quickly
@given(st.integers(0, 10**9))
def test_an_entry_is_taken_out_with_its_own_comments_alone(seed: int) -> None:
    chance, text, data = written(seed)
    path = chance.choice(paths_in(data))
    edited = YamlText(text, "f.yaml")
    edited.unset(path)
    rows = at(data, path[:-1])
    rows.pop(path[-1])
    assert said(edited.text) == data
    gone, _ = touched(text, edited.text)
    first = lines_of(text, path)
    lines = text.splitlines()
    while first.start > 0 and re.fullmatch(r"\s*-?\s*(#.*)?", lines[first.start - 1]):
        first = range(first.start - 1, first.stop)
    assert first.start - (not rows) <= gone.start and gone.stop <= first.stop + 1


@quickly
@given(st.integers(0, 10**9))
def test_an_item_more_leaves_all_lines(seed: int) -> None:
    chance, text, data = written(seed)
    lists = [path for path in paths_in(data) if isinstance(at(data, path), list)]
    if not lists:
        return
    path = chance.choice(lists)
    rows = at(data, path)
    position, value = chance.randint(0, len(rows)), any_data(chance, 2)
    edited = YamlText(text, "f.yaml")
    edited.insert((*path, position), value)
    rows.insert(position, normal(value))
    assert said(edited.text) == data
    assert comments(edited.text) == comments(text)
    gone, _ = touched(text, edited.text)
    assert len(gone) <= 1
    edited.unset((*path, position))
    assert said(edited.text) == said(text)


@quickly
@given(st.integers(0, 10**9))
def test_an_item_moves_with_its_comments_and_back(seed: int) -> None:
    chance, text, data = written(seed)
    lists = [path for path in paths_in(data) if isinstance(at(data, path), list) and len(at(data, path)) > 1]
    if not lists:
        return
    path = chance.choice(lists)
    rows = at(data, path)
    first, to = chance.randrange(len(rows)), chance.randrange(len(rows))
    edited = YamlText(text, "f.yaml")
    edited.move((*path, first), to)
    rows.insert(to, rows.pop(first))
    assert said(edited.text) == data
    assert sorted(comments(edited.text)) == sorted(comments(text))
    edited.move((*path, to), first)
    assert said(edited.text) == said(text)


@quickly
@given(st.integers(0, 10**9))
def test_a_key_more_leaves_all_lines(seed: int) -> None:
    chance, text, data = written(seed)
    tables = [(), *(path for path in paths_in(data) if isinstance(at(data, path), dict))]
    path = chance.choice(tables)
    table = at(data, path)
    left = [key for key in KEYS if key not in table]
    key, value = chance.choice(left), any_data(chance, 2)
    after = chance.choice([None, (), tuple(chance.sample(KEYS, 3))])
    edited = YamlText(text, "f.yaml")
    edited.set((*path, key), value, after)
    table[key] = normal(value)
    assert said(edited.text) == data
    assert comments(edited.text) == comments(text)
    assert len(touched(text, edited.text)[0]) <= 1
    if after is not None:
        keys = list(at(YamlText(edited.text, "f.yaml").values, path))
        before = [one for one in after if one in keys and one != key]
        assert keys.index(key) == (keys.index(max(before, key=keys.index)) + 1 if before else 0)


@quickly
@given(st.integers(0, 10**9))
def test_whole_lists_and_tables_keep_what_stays(seed: int) -> None:
    chance, text, data = written(seed)
    path = chance.choice(paths_in(data))
    value = any_data(chance, 1)
    edited = YamlText(text, "f.yaml")
    edited.set(path, value)
    assert at(said(edited.text), path) == normal(value)
    assert YamlText(edited.text, "f.yaml").values is not ABSENT


def kept_lines(text: str, before: str) -> list[str]:
    """Its lines that hold something and stood before."""
    stood = set(before.splitlines())
    return [line for line in text.splitlines() if line.strip() and line in stood]


@quickly
@given(st.integers(0, 10**9))
def test_many_changes_at_once_are_what_they_are_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    rows = [{"name": f"N{number}", "role": any_words(chance)} for number in range(chance.randint(3, 9))]
    text = Scribe(chance).document({"people": rows, "other": any_data(chance, 1)})
    edited, one_by_one = YamlText(text, "f.yaml"), YamlText(text, "f.yaml")
    gone = sorted(chance.sample(range(len(rows)), chance.randint(0, len(rows) - 2)), reverse=True)
    left = len(rows) - len(gone)
    new = sorted(chance.sample(range(left + 3), chance.randint(1, 3)))
    changes = [
        Change("set", "f.yaml", ("people", row, "role"), any_words(chance))
        for row in chance.sample(range(len(rows)), 2)
    ]
    changes += [Change("remove", "f.yaml", ("people", row)) for row in gone]
    many = left
    for place in new:
        changes.append(Change("insert", "f.yaml", ("people", min(place, many)), {"name": any_words(chance)}))
        many += 1
    is_made = edited.make_together(changes)
    for change in changes:
        if change.action == "remove":
            one_by_one.unset(change.path)
        else:
            getattr(one_by_one, change.action)(change.path, change.value)
    # How a new item is written, and which of the empty lines between items that went stay, may differ.
    after = one_by_one.text if is_made else text
    assert kept_lines(edited.text, text) == kept_lines(after, text)
    assert edited.values == YamlText(after, "f.yaml").values


@quickly
@given(st.integers(0, 10**9))
def test_keys_and_text_of_markdown_leave_one_another(seed: int) -> None:
    chance = random.Random(seed)
    newline = chance.choice(["\n", "\r\n"])
    head = "".join(f"{key}: x{newline}" for key in chance.sample(["title", "lead", "people"], 2))
    body = newline.join(chance.choice(WORDS + [""] * 10) for _ in range(6)).replace("\n---", "")
    before = f"---{newline}{head}---{newline}{chance.choice(['', newline])}"
    text = before + body
    edited, words = MarkdownText(text, "f.md"), any_words(chance)
    edited.set(("short",), words)
    assert edited.text.endswith(f"---{newline}{text[text.index('---', 3) + 3 + len(newline) :]}")
    edited.unset(("short",))
    assert edited.text == text
    edited.set(("text",), words)
    assert edited.text.startswith(before.rstrip("\r\n")) and edited.values.get("text", "") == plain(words)
    assert edited.values["title" if "title" in head else "lead"] == "x"


def test_items_that_go_side_by_side_take_the_empty_line_along_as_one_by_one() -> None:
    text = "people:\n- name: A\n\n- name: B\n- name: C\n\n- name: D\n"
    edited, one_by_one = YamlText(text, "f.yaml"), YamlText(text, "f.yaml")
    changes = [Change("remove", "f.yaml", ("people", place)) for place in (2, 1)]
    if not edited.make_together(changes):
        for change in changes:
            edited.unset(change.path)
    for change in changes:
        one_by_one.unset(change.path)
    assert edited.text == one_by_one.text == "people:\n- name: A\n\n- name: D\n"

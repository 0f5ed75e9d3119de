"""Changes of a Markdown file: of the keys at its head as of YAML, of the text below them as a whole, where
lines that stay keep their bytes.

Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from brochure.edit.changes import ABSENT, BODY, Change, Path, plain
from brochure.edit.yaml_edit import YamlText
from brochure.errors import UsageError, Where

_FENCE: Final = "---"
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


class MarkdownText:
    """A Markdown text that is changed. Raises ContentError where the keys at its head cannot be read."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._lines = [line for line in _LINE.findall(text) if line]
        start = next((number for number, line in enumerate(self._lines) if line.strip()), 0)
        end = _end(self._lines, start)
        self._before = "".join(self._lines[: start + 1]) if end else ""
        self._head = "".join(self._lines[start + 1 : end]) if end else ""
        below = self._lines[end + 1 :] if end else self._lines
        self._fence = self._lines[end] if end else ""
        first = next((number for number, line in enumerate(below) if line.strip()), len(below))
        self._gap, self._body = below[:first], below[first:]
        self._yaml = YamlText(self._blank(start) + self._head, file)
        self._start = start

    def _blank(self, start: int) -> str:
        """Empty lines in the place of the first fence and what is before it, so that lines count as here."""
        return self._newline * (start + 1) if self._fence else ""

    @property
    def _newline(self) -> str:
        found = re.search(r"\r\n|\n|\r", "".join(self._lines[:1]))
        return found[0] if found else "\n"

    @property
    def text(self) -> str:
        """What is written."""
        head = self._yaml.text
        below = "".join((*self._gap, *self._body))
        if not self._fence:
            if not head:
                return below
            newline = self._newline
            return f"{_FENCE}{newline}{head}{_FENCE}{newline}{newline}{below}"
        skipped = len(self._blank(self._start))
        return self._before + head[skipped:] + self._fence + below

    @property
    def values(self) -> Any:
        """The keys, and the text below them by its own key."""
        body = plain("".join(self._body))
        return {**self._yaml.values, **({BODY: body} if body else {})}

    def where(self, path: Path) -> Where:
        """The place of what is nearest to a path."""
        return Where(self.file) if self._is_body(path) else self._yaml.where(path)

    def _is_body(self, path: Path) -> bool:
        return path == (BODY,) and BODY not in self._yaml.values

    def set(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """Another value of a key, or another text."""
        if not path:
            raise UsageError.of(self.file, "the whole file cannot be set at once", "set one key of it")
        if not self._is_body(path):
            self._head_changes(lambda: self._yaml.set(path, value, after))
            return
        words = plain(value)
        if words is ABSENT or not isinstance(words, str):
            words = "" if words is ABSENT else None
        if words is None:
            raise UsageError.of(self.file, "the text below the keys is words, not a list", "give words")
        self._set_body(words)

    def _set_body(self, words: str) -> None:
        before = self._gap, self._body
        while words.startswith("\n"):
            words = words[1:]
        new, old = words.split("\n") if words else [], [line.rstrip("\r\n") for line in self._body]
        blank = len(old) - len("\n".join(old).rstrip().split("\n")) if old else 0
        kept, tail = self._body[: len(self._body) - blank], self._body[len(self._body) - blank :]
        said = [line.rstrip("\r\n") for line in kept]
        ends = [line[len(one) :] for line, one in zip(kept, said, strict=True)]
        if said:
            said[-1] = said[-1].rstrip()
        self._body = _joined(kept, said, ends, new, self._newline) + tail
        if self._fence and not self._gap and not kept and self._body:
            if not self._fence.endswith(("\n", "\r")):
                self._fence += self._newline
            self._gap = [self._newline]
        expected = {**self._yaml.values, **({BODY: words} if words else {})}
        if MarkdownText(self.text, self.file).values != expected:
            self._gap, self._body = before
            what = "this text would be read as something else, for it begins as the keys of a file do"
            raise UsageError.of(self.file, what, "put a word before its first line ---")

    def _head_changes(self, change: Callable[[], None]) -> None:
        """A change of the keys, which leaves the text as it is."""
        body = plain("".join(self._body))
        change()
        again = MarkdownText(self.text, self.file)
        if again.values != {**self._yaml.values, **({BODY: body} if body else {})}:
            raise UsageError.of(
                self.file, "a line --- in this value would end the keys", "write it otherwise"
            )

    def unset(self, path: Path) -> None:
        """Without a key, or without the text."""
        if self._is_body(path):
            self._set_body("")
        else:
            self._head_changes(lambda: self._yaml.unset(path))

    def insert(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """An item or a key more."""
        if self._is_body(path):
            if self._body:
                raise UsageError.of(self.file, "the file has a text already", "set it")
            self.set(path, value)
        else:
            self._head_changes(lambda: self._yaml.insert(path, value, after))

    def move(self, path: Path, to: int) -> None:
        """An item at another position of its list."""
        self._head_changes(lambda: self._yaml.move(path, to))

    def make_together(self, changes: Sequence[Change]) -> bool:
        """Many changes of the keys with one proof; False, and nothing is done, where that cannot be."""
        if any(self._is_body(change.path) for change in changes):
            return False
        made = list[bool]()
        self._head_changes(lambda: made.append(self._yaml.make_together(changes)))
        return made[0]

    def reword(self, words: Callable[[Path, str], str], key: Callable[[Path], str]) -> None:
        """Other words and keys, wherever these functions say so."""
        self._head_changes(lambda: self._yaml.reword(words, key))
        for number, line in enumerate(self._body):
            said = line.rstrip("\r\n")
            self._body[number] = words((BODY,), said) + line[len(said) :]


def _end(lines: list[str], start: int) -> int:
    """The line that closes the keys; 0 where there are none."""
    if not lines or lines[start].rstrip() != _FENCE:
        return 0
    closing = (number for number, line in enumerate(lines) if number > start and line.rstrip() == _FENCE)
    return next(closing, 0)


def _joined(kept: list[str], said: list[str], ends: list[str], new: list[str], newline: str) -> list[str]:
    """New lines; those that stay at the beginning and at the end keep their bytes."""
    head = 0
    while head < min(len(said), len(new)) and said[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(said), len(new)) - head and said[-1 - tail] == new[-1 - tail]:
        tail += 1
    last = ends[-1] if ends else newline
    made = [line + newline for line in new[head : len(new) - tail]]
    lines = kept[:head] + made + kept[len(kept) - tail :]
    if lines and not tail:
        lines[-1] = lines[-1].rstrip("\r\n") + last
    return lines

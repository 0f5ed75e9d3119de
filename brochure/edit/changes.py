"""What is asked of an editor, and what it answers: a `Change`, `Applied`, `Standing`, `Conflict`.

Values are plain data: words, lists, and mappings of these; numbers, days and yes or no may be given too and
become the words that are written. `find_path` reads paths as people write them: `leaders.2.name`, where
positions count from 1, or `leaders.Jane Doe.name`. Must not know how files are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from brochure.errors import UsageError, Where, brief, nearest

Action = Literal["set", "unset", "insert", "remove", "move"]
#: Keys and positions (from 0) that lead to a value.
Path = tuple[str | int, ...]
#: The key of the text below the keys of a Markdown file.
BODY: Final = "text"
#: Places of a value that a message names.
_NAMED: Final = 5
_POSITION: Final = re.compile(r"[0-9]+")
#: What word processors have for a line that ends within a paragraph or on a page.
_BREAK: Final = re.compile("[\x0b\x0c\u2028\u2029]")
#: Keys by which an item of a list is called.
_NAMES: Final = ("name", "title", "use", "label", "question", "id")


class Nothing(Enum):
    """What stands where nothing does."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Nothing.ABSENT


@dataclass(frozen=True)
class Change:
    """One value or one item of a list is to be another, or in another place.

    `file` is its path in the publication, such as content/programs/drawing.yaml. `path` leads to the value:
    keys, and positions from 0; in Markdown files the keys at their head, and `text` for what is below them;
    in lists (CSV) a row and the name of a column, or a row alone. An insert's path ends with the position
    at which the item is to stand; the length of the list is its end.

    `old` is what was seen there, and `base` the sha256 of the file that was looked at: with these a change
    is made where nobody else changed that very value, and is a `Conflict` otherwise. Without a base the
    change is made to whatever stands there. `to` is the position after a move. `after` names the keys behind
    which a new one belongs, in the same table: it comes to stand behind the last of them that is there, and
    before all where none is.
    """

    action: Action
    file: str
    path: Path
    value: Any = None
    old: Any = ABSENT
    base: str | None = None
    to: int | None = None
    after: tuple[str, ...] | None = None

    def is_as_seen(self, values: Any) -> bool:
        """Whether what was seen stands where it leads."""
        return self.action == "insert" or self.old is ABSENT or at(values, self.path) == plain(self.old)


@dataclass(frozen=True)
class Applied:
    """What was written: the sha256 of each file now (empty for one that is gone), and how many steps can be
    taken back and made again."""

    files: Mapping[str, str]
    undo: int
    redo: int
    label: str = ""


@dataclass(frozen=True)
class Standing:
    """A file as it stands: what it says as plain data, the sha256 of its bytes, and these."""

    values: Any
    sha256: str
    bytes: bytes


class Conflict(UsageError):  # noqa: N818  it is no fault of anybody
    """Somebody else changed the same value meanwhile; nothing was written."""

    def __init__(self, file: str, path: Path, yours: Any, theirs: Any) -> None:
        self.file, self.path, self.yours, self.theirs = file, path, yours, theirs
        what = f"{name_path(path)} was changed meanwhile: it now says {shown(theirs)}, and not what you saw"
        error = UsageError.of(Where(file), what, f"keep that, or change it again to {shown(yours)}")
        super().__init__(error.problems)

    def __reduce__(self) -> Any:
        return type(self), (self.file, self.path, self.yours, self.theirs)


def in_lines(value: Any, line_end: str = "") -> Any:
    """A value with something else in place of breaks that word processors alone know: `line_end`, or the end
    of a line where it has several, and a blank where it has one.
    """
    if isinstance(value, Mapping):
        return {key: in_lines(one, line_end) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [in_lines(one, line_end) for one in value]
    if not isinstance(value, str) or not _BREAK.search(value):
        return value
    return _BREAK.sub(line_end or ("\n" if re.search(r"[\n\r]", value) else " "), value)


def digest(data: bytes) -> str:
    """The sha256 of bytes, as changes name it."""
    return sha256(data).hexdigest()


def name_path(path: Path) -> str:
    """A path as people write it: positions count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path) or "the whole file"


def item_name(value: Any) -> str:
    """What an item is called, in few words: by what stands first in it."""
    while isinstance(value, (dict, list)) and value:
        value = next(iter(value.values() if isinstance(value, dict) else value))
    return brief(" ".join(str(value).split()), 40)


def label_of(changes: Sequence[Change]) -> str:
    """What changes do, as undo names it."""
    first, more = changes[0], f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    what = f" ({item_name(first.value)})" if first.action == "insert" else ""
    return f"{first.action} {name_path(first.path)}{what} in {short_name(first.file)}{more}"


def short_name(file: str) -> str:
    """A file as undo names it."""
    return str(PurePosixPath(file).relative_to("content")) if file.startswith("content/") else file


def shown(value: Any) -> str:
    """A value as a message names it."""
    if value is ABSENT or value is None:
        return "nothing"
    if isinstance(value, dict):
        return f"keys {', '.join(list(value)[:_NAMED])}" if value else "no keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f'"{brief(" ".join(str(value).split()), 60)}"'


def plain(value: Any) -> Any:
    """A value as files hold it: words, lists, mappings. Keys without a value are left out.

    What is blank at the end of a text belongs to how it is written, not to what it says.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items() if one is not None and one is not ABSENT}
    if isinstance(value, (list, tuple)):
        return ["" if one is None else plain(one) for one in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if value is None or value is ABSENT:
        return ABSENT
    return str(value).replace("\r\n", "\n").replace("\r", "\n").rstrip(" \t\n")


def at(data: Any, path: Path) -> Any:
    """What stands at a path; ABSENT where nothing does."""
    for part in path:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part, ABSENT)
        elif isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
            data = data[part]
        else:
            return ABSENT
    return ABSENT if data is None else data


def changed_data(data: Any, change: Change) -> Any:
    """What a file would say after a change; as it was where the change leads nowhere."""
    path, value = change.path, plain(change.value)
    rows = at(data, path[:-1])
    if not path and change.action == "set":
        return value
    if not path or not isinstance(rows, (list, dict)) or isinstance(rows, list) is isinstance(path[-1], str):
        return data
    made: Any = list(rows) if isinstance(rows, list) else dict(rows)
    part: Any = path[-1]
    if isinstance(made, list) and change.action == "insert":
        made.insert(part, value)
    elif at(data, path) is ABSENT and not isinstance(made, dict):
        return data
    elif change.action in ("unset", "remove"):
        made.pop(part) if isinstance(made, list) else made.pop(part, None)
    elif change.action == "move" and isinstance(made, list):
        made.insert(change.to or 0, made.pop(part))
    else:
        made[part] = value
    return with_value(data, path[:-1], made)


def with_value(data: Any, path: Path, value: Any) -> Any:
    """A copy of data with another value at a path; what is on no way to that is the same and no copy."""
    if not path:
        return value
    made: Any = list(data) if isinstance(data, list) else dict(data or {})
    made[path[0]] = with_value(made[path[0]] if len(path) > 1 else None, path[1:], value)
    return made


def found_again(values: Any, path: Path, old: Any) -> Path | None:
    """The path at which an old value stands, where items of lists may have moved; None for several."""
    ways: list[Path] = [()]
    for part in path:
        ways = [
            (*way, one)
            for way in ways
            for rows in (at(values, way),)
            for one in (range(len(rows)) if isinstance(part, int) and isinstance(rows, list) else (part,))
        ]
    if path in ways and len(ways) == 1:
        return path
    found = [way for way in ways if at(values, way) == old]
    return found[0] if len(found) == 1 else None


def place_now(before: Sequence[Any], part: int, now: Sequence[Any]) -> int | None:
    """Where an item of a list stands now; None where it is gone."""
    if part >= len(before):
        return len(now)
    item = before[part]
    if part < len(now) and now[part] == item:
        return part
    same = [number for number, other in enumerate(now) if other == item]
    alike = [number for number, other in enumerate(now) if _name(other) == _name(item) != ""]
    for found in (same, alike):
        if len(found) == 1:
            return found[0]
    is_only_edited = len(before) == len(now) and now[part] not in before
    return part if is_only_edited else None


def _name(item: Any) -> str:
    """What an item is called: the first of its words."""
    return next((one for one in item.values() if isinstance(one, str)), "") if isinstance(item, dict) else ""


def find_path(values: Any, written: str, file: str) -> Path:
    """The path that somebody wrote; its last part may lead to what is not there yet. Raises `UsageError`."""
    path, parts = tuple[str | int, ...](), written.split(".")
    if not all(part.strip() for part in parts):
        raise UsageError.of("PATH", f'"{written}" is no path', "write it such as leaders.2.name")
    while parts:
        part, used = _next(at(values, path), parts, file)
        path, parts = (*path, part), parts[used:]
    return path


def find_there(values: Any, written: str, file: str) -> Path:
    """The path to something that is there. Raises `UsageError`."""
    path = find_path(values, written, file)
    if at(values, path) is ABSENT:
        above = at(values, path[:-1])
        hint = nearest(str(path[-1]), above, "there are") if isinstance(above, dict) else _positions(above)
        raise UsageError.of(file, f"there is no {written}", hint)
    return path


def _next(data: Any, parts: list[str], file: str) -> tuple[str | int, int]:
    """The next key or position, and how many of the parts between dots it takes."""
    first = parts[0].strip()
    joined = [(".".join(parts[:used]).strip(), used) for used in range(len(parts), 0, -1)]
    if not isinstance(data, list):
        return _key(data, joined, file)
    if _POSITION.fullmatch(first):
        if not int(first):
            raise UsageError.of(file, "positions count from 1", "write 1 for the first item")
        return int(first) - 1, 1
    for name, used in joined:
        places = [
            number
            for number, item in enumerate(data)
            if name.casefold() in map(str.casefold, _names_of(item))
        ]
        if len(places) > 1:
            hint = f"name its position: {' or '.join(str(place + 1) for place in places)}"
            raise UsageError.of(file, f'"{name}" is there {len(places)} times', hint)
        if places:
            return places[0], used
    known = [next(iter(_names_of(item)), "") for item in data]
    raise UsageError.of(file, f'the list has no "{first}"', nearest(first, known, _positions(data)))


def _key(data: Any, joined: list[tuple[str, int]], file: str) -> tuple[str, int]:
    """The next key of a table: as it is written, or of what is called so, as people are in people.yaml.

    The last part is a field that may be new; what fields are to be written into has to be there, or its
    key must be one that a file takes.
    """
    table = data if isinstance(data, dict) else {}
    for name, used in joined:
        if name in table:
            return name, used
        called = [
            key for key, item in table.items() if name.casefold() in map(str.casefold, _names_of(item))
        ]
        if len(called) == 1 and isinstance(table[called[0]], dict):
            return called[0], used
    first = joined[-1][0]
    if len(joined) > 1 and " " in first:
        known = [next(iter(_names_of(item)), key) for key, item in table.items()]
        raise UsageError.of(file, f'there is no "{first}"', nearest(first, known, "there are"))
    return first, 1


def _positions(rows: Any) -> str:
    many = len(rows) if isinstance(rows, list) else 0
    return f"name a position from 1 to {many}" if many else "there is nothing in it yet"


def _names_of(item: Any) -> list[str]:
    """What an item may be called."""
    if isinstance(item, dict):
        return [item[key] for key in _NAMES if isinstance(item.get(key), str)]
    return [item] if isinstance(item, str) else []

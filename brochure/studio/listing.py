"""What a publication holds, as somebody sees it who looks for something: items of every kind, where each is
used, what is wrong with each, and all words that can be searched.

Takes a `Survey`; gives plain data that JSON can hold. An item is a file, or an entry of a file of many
(people, facts, reviews), which is then at a `path` in it. Must not know HTTP, nor how anything is changed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import Any, Final

from brochure.content import Source, Survey
from brochure.errors import Finding, Problem, UsageError, Where
from brochure.model import Rows, Table, Text
from brochure.studio.fields import REFERS

CONTENT: Final = "content"
#: Folders of a publication whose files make its pages.
FOLDERS: Final = ("content", "layouts", "fonts")
WORDS_FILE: Final = "layouts/words.yaml"
#: Files whose keys are items of their own, by the kind of file.
ENTRIES: Final[Mapping[str, str]] = {"people": "person", "facts": "fact", "reviews": "review"}
#: Every kind of item in the order of the list: what one and several are called; whether there may be many.
KINDS: Final[Mapping[str, tuple[str, str, bool]]] = {
    "publication": ("Publication", "Publication", False),
    "institution": ("Institution", "Institution", False),
    "season": ("Season and key dates", "Season and key dates", False),
    "brand": ("Brand", "Brand", False),
    "program": ("Program", "Programs", True),
    "chapter": ("Chapter", "Chapters", True),
    "section": ("Section", "Sections", True),
    "packet": ("Packet", "Packets", True),
    "person": ("Person", "People", True),
    "fact": ("Fact", "Facts", True),
    "list": ("List", "Lists", True),
    "picture": ("Picture", "Pictures", True),
    "words": ("The layouts' words", "The layouts' words", False),
    "printer": ("Print shop", "Print shops", True),
    "review": ("Review", "Reviews", True),
}
#: Where a new file of a kind stands.
HOMES: Final[Mapping[str, str]] = {
    "program": "content/programs/{}.yaml",
    "chapter": "content/chapters/{}.yaml",
    "section": "content/sections/{}.md",
    "packet": "content/packets/{}.yaml",
    "printer": "content/printers/{}.yaml",
}
#: Files that every publication has, of which there is one.
SINGLE_FILES: Final = {one: f"content/{one}.yaml" for one in ("publication", "institution", "season")}
FILES_OF_MANY: Final[Mapping[str, str]] = {kind: f"content/{name}.yaml" for name, kind in ENTRIES.items()}
#: Kinds of which there can be more than there are; reviews are kept by commands.
MADE_HERE: Final = frozenset({*HOMES, *FILES_OF_MANY} - {"review"})
PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".svg")
LISTS: Final = (".csv", ".tsv", ".xlsx", ".xlsm")
#: What every document rests on.
_EVERYWHERE: Final = ("publication", "institution", "season", "brand", "words")
_NAMED: Final = re.compile(r"\{([^{}\n.]+)(?:\.[^{}\n]*)?\}")
_MOST_FOUND: Final = 100
Key = tuple[str, str]
Steps = tuple[str | int, ...]
#: Files by their paths, each with the time of its last change and its size.
Stamps = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class ListedItem:
    """One item: its kind and id, its file, the way in it and `where` its key is; what it says, if read."""

    kind: str
    id: str
    title: str
    file: str
    path: Steps = ()
    said: Any = field(default=None, compare=False)
    order: int = 0
    where: Where | None = field(default=None, compare=False)

    @property
    def key(self) -> Key:
        """By which it is known."""
        return self.kind, self.id


class Listing:
    """Everything of one survey, worked out where it is asked for; `files` are its pictures and lists."""

    def __init__(self, survey: Survey, files: Sequence[str]) -> None:
        self.survey, self.files = survey, files
        self._places: dict[str, tuple[list[tuple[int, int]], list[tuple[ListedItem, Steps]]]] = {}

    @cached_property
    def entries(self) -> dict[Key, ListedItem]:
        """Every item by its kind and id, in the order of the list."""
        found = [entry for source in self.survey.sources for entry in _entries_of(source)]
        found += [
            ListedItem(kind, name, PurePosixPath(name).name, f"{CONTENT}/{name}")
            for kind, endings in (("list", LISTS), ("picture", PICTURES))
            for name in self.files
            if name.lower().endswith(endings)
        ]
        found.append(ListedItem("words", "words", KINDS["words"][0], WORDS_FILE))
        lacking = SINGLE_FILES.keys() - {entry.kind for entry in found}
        found += [ListedItem(kind, kind, KINDS[kind][0], SINGLE_FILES[kind]) for kind in lacking]
        kinds = list(KINDS)
        ordered = sorted(
            found, key=lambda one: (kinds.index(one.kind), one.order, one.title.casefold(), one.id)
        )
        return {entry.key: entry for entry in ordered}

    @cached_property
    def uses(self) -> dict[Key, frozenset[Key]]:
        """What each item names: other items by their kinds and ids."""
        return {key: frozenset(self._named(entry)) for key, entry in self.entries.items()}

    @cached_property
    def _spelled(self) -> dict[Key, Key]:
        """Every item by its id in composed letters, whatever a disk makes of the name of a file."""
        return {(kind, unicodedata.normalize("NFC", name)): (kind, name) for kind, name in self.entries}

    def _known(self, kind: str, name: str) -> Key | None:
        return self._spelled.get((kind, unicodedata.normalize("NFC", name.strip())))

    def _named(self, entry: ListedItem) -> Iterator[Key]:
        for words, at in _texts(entry.said, ()):
            name = next((one for one in reversed(at) if isinstance(one, str)), "")
            for kind in (REFERS.get(name), "picture" if words.lower().endswith(PICTURES) else None):
                if kind and (known := self._known(kind, words)):
                    yield known
            for found in _NAMED.finditer(words):
                meant = found[1].strip()
                if (one := ("fact", meant[:1].lower() + meant[1:])) in self.entries:
                    yield one
            if words.where and words.where.file != entry.file:
                name = words.where.file.removeprefix(f"{CONTENT}/")
                yield self._known("list", name) or ("list", name)

    def _rests_on(self, start: Key) -> set[Key]:
        """Everything that an item leads to, itself too."""
        seen, waiting = set[Key](), [start]
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                waiting += self.uses.get(one, ())
        return seen

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        """What can be made: the name of each, its title, in which formats."""
        formats = sorted(self.survey.formats, key=lambda name: (name != "brochure", name))
        made = {"program": formats, "chapter": ["chapter"], "packet": ["packet"]}
        return [
            {"name": entry.id, "kind": entry.kind, "title": entry.title, "formats": made[entry.kind]}
            for entry in self.entries.values()
            if entry.kind in made
        ]

    @cached_property
    def _used_in(self) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = {}
        programs = [key for key in self.entries if key[0] == "program"]
        for document in self.documents:
            start = (document["kind"], document["name"])
            said = self.entries[start].said
            is_all = start[0] == "packet" and isinstance(said, Table) and "programs" not in said
            for key in set[Key]().union(*map(self._rests_on, (start, *programs) if is_all else (start,))):
                found.setdefault(key, []).append(document["name"])
        return found

    def used_in(self, key: Key) -> list[str]:
        """The documents that an item is printed in."""
        if key[0] in _EVERYWHERE:
            return [document["name"] for document in self.documents]
        return self._used_in.get(key, [])

    def used_by(self, key: Key) -> list[dict[str, str]]:
        """The items that name this one themselves."""
        return [
            {"kind": entry.kind, "id": entry.id, "title": entry.title}
            for other, entry in self.entries.items()
            if key in self.uses[other] and other != key
        ]

    @cached_property
    def _by_file(self) -> dict[str, list[ListedItem]]:
        """The items of each file."""
        found: dict[str, list[ListedItem]] = {}
        for entry in self.entries.values():
            found.setdefault(entry.file, []).append(entry)
        return found

    def _places_in(self, file: str) -> tuple[list[tuple[int, int]], list[tuple[ListedItem, Steps]]]:
        """Where every value of a file stands, in order, and what stands there.

        The rows of a spreadsheet are values of the file that names it.
        """
        if file not in self._places:
            items = self.entries.values() if file.endswith(LISTS) else self._by_file.get(file, ())
            stand = (
                ((where.line, where.column), entry, path)
                for entry in items
                for where, path in (
                    *([(entry.where, ())] if entry.where else []),
                    *listed_wheres(entry.said),
                )
                if where.file == file
            )
            found = sorted(stand, key=lambda one: (one[0], len(one[2])))
            self._places[file] = [at for at, _, _ in found], [(entry, path) for _, entry, path in found]
        return self._places[file]

    def item_at(self, where: Where) -> tuple[ListedItem | None, Steps]:
        """The item that a place is in, and the way to the value there: at the place itself, or before it."""
        places, values = self._places_in(where.file)
        if not places or not where.line:
            whole = (one for one in self._by_file.get(where.file, ()) if not one.path)
            return next(whole, None), ()
        return values[max(bisect_right(places, (where.line, where.column)) - 1, 0)]

    def fields(self, places: Collection[Where] | None = None) -> set[tuple[str, ...]]:
        """The fields in which something stands, or in which one of some places is: kind, and keys to it."""
        return {
            (entry.kind, *(part for part in path if isinstance(part, str)))
            for entry in self.entries.values()
            for where, path in listed_wheres(entry.said)
            if places is None or where in places
        }

    def search(self, words: str) -> list[dict[str, Any]]:
        """Where all of some words stand together, in titles first."""
        wanted = [_folded(one) for one in words.split()]
        if not wanted:
            return []
        found: list[tuple[bool, dict[str, Any]]] = []
        for entry in self.entries.values():
            known = {"kind": entry.kind, "id": entry.id, "title": entry.title}
            if all(one in _folded(f"{entry.title} {entry.id}") for one in wanted):
                found.append((True, {**known, "path": [], "text": entry.title}))
            for text, path in _texts(entry.said, ()):
                if all(one in _folded(text) for one in wanted):
                    key = next((part for part in reversed(path) if isinstance(part, str)), "")
                    title = f"{entry.title} · {key.replace('_', ' ')}" if key else entry.title
                    more = {**known, "title": title, "path": list(path)}
                    found.append((False, {**more, "text": _around(text, wanted[0])}))
        return [one for _, one in sorted(found, key=lambda pair: not pair[0])][:_MOST_FOUND]


def _entries_of(source: Source) -> Iterator[ListedItem]:
    file, said = f"{CONTENT}/{source.path}", source.table
    if source.kind in ("approvals", "confirmed"):  # commands keep them, and nobody edits them
        return
    if source.kind in ENTRIES:
        kind, said = ENTRIES[source.kind], Table(Where(file)) if said is None else said
        for name in (*said, *said.empty):
            inside, where = said.get(name), said.places.get(name) or said.empty.get(name)
            title = _title(inside, ("name", "label", "reviewed_by"), name)
            yield ListedItem(kind, name, title, file, (name,), inside, where=where)
        return
    title = (
        KINDS[source.kind][0] if source.kind in _EVERYWHERE else _title(said, ("name", "title"), source.id)
    )
    order = said.get("order", "100") if said is not None else "100"
    yield ListedItem(
        source.kind, source.id, title, file, (), said, int(order) if str(order).isdecimal() else 100
    )


def _title(said: Any, names: Sequence[str], otherwise: str) -> str:
    if isinstance(said, Table):
        value = next((said[name] for name in names if isinstance(said.get(name), str)), None)
        if value:
            return (
                f"{said['value']} {value}"
                if names[1] == "label" and isinstance(said.get("value"), str)
                else str(value)
            )
    return otherwise.replace("-", " ").capitalize()


def _texts(said: Any, path: Steps) -> Iterator[tuple[Text, Steps]]:
    """Every text in what an item says, with the way to it."""
    if isinstance(said, Text):
        yield said, path
    elif isinstance(said, Table):
        for key, value in said.items():
            yield from _texts(value, (*path, key))
    elif isinstance(said, Rows):
        for number, value in enumerate(said):
            yield from _texts(value, (*path, number))


def listed_wheres(said: Any, path: Steps = ()) -> Iterator[tuple[Where, Steps]]:
    """Every place in what an item says: of keys, of items of lists, of texts."""
    if isinstance(said, Text) and said.where:
        yield said.where, path
    elif isinstance(said, Table):
        yield said.where, path
        if said.places == {"use": said.where}:  # the bare name of a shared section
            return
        for key, where in (*said.places.items(), *said.empty.items()):
            yield where, (*path, key)
            yield from listed_wheres(said.get(key), (*path, key))
    elif isinstance(said, Rows):
        for number, value in enumerate(said):
            yield from listed_wheres(value, (*path, number))


def _folded(text: str) -> str:
    """Without capitals and accents, as people type into a search."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def _around(text: str, word: str) -> str:
    """Some words of a text around one that is looked for."""
    at = max(_folded(text).find(word), 0)
    start, end = max(at - 40, 0), at + 120
    return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"


def content_files(publication: Path) -> list[str]:
    """The pictures and lists below the content folder; nothing hidden, no link."""
    return sorted(
        path.removeprefix(f"{CONTENT}/")
        for path, found in _files(publication, CONTENT)
        if PurePosixPath(path).suffix.lower() in (*PICTURES, *LISTS) and not S_ISLNK(found.st_mode)
    )


def stamps(publication: Path) -> Stamps:
    """Every file of a publication with the times of its last change and its size: it takes milliseconds."""
    return {
        path: (found.st_mtime_ns, found.st_ctime_ns, found.st_size)
        for folder in FOLDERS
        for path, found in _files(publication, folder)
    }


def _files(publication: Path, folder: str) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(publication / inside) as found:
                for one in found:
                    if one.name.startswith("."):
                        continue
                    if one.is_dir(follow_symlinks=False):
                        waiting.append(f"{inside}/{one.name}")
                    else:
                        yield f"{inside}/{one.name}", one.stat(follow_symlinks=False)
        except OSError:  # it is gone by now
            continue


def inside(publication: Path, file: str) -> Path:
    """The path of a file that may be read and changed. Raises `UsageError` for any other."""
    parts, root = file.split("/"), publication.resolve()
    path = root.joinpath(*parts)
    is_named = all(part not in ("", ".", "..") and not part.startswith(".") for part in parts)
    is_ours = (parts[0] == CONTENT and len(parts) > 1) or file == WORDS_FILE
    if (
        not (is_named and is_ours)
        or "\\" in file
        or not file.isprintable()
        or _leads_out(path, root / parts[0])
    ):
        what = "this file is not one of the publication's content"
        raise UsageError.of(file[:100] or "file", what, "choose an item of the list")
    return path


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a path is, or goes through, a link to somewhere else."""
    return not path.resolve().is_relative_to(folder.resolve())


def words_of(one: Problem | Finding) -> dict[str, Any]:
    """What is wrong, and what would mend it, as the page takes it."""
    return {"message": one.what, "hint": one.hint, "gravity": one.severity}


def told(problem: Problem, listing: Listing | None) -> dict[str, Any]:
    """A problem as the page takes it: which item it is in, and the way to the value in its file."""
    where = problem.where
    entry, path = listing.item_at(where) if listing else (None, ())
    if listing and not entry and where.file == WORDS_FILE:
        entry = listing.entries.get(("words", "words"))
    known = {"kind": entry.kind if entry else "", "id": entry.id if entry else ""}
    way = [*entry.path, *path] if entry else []
    return {**words_of(problem), **where._asdict(), **known, "path": way}

"""An id that becomes another one, in its own place and wherever content refers to it.

Takes texts of a publication; says which words of each are a reference, and which files are to be called
otherwise. Must not know how files are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from brochure.edit.changes import Path
from brochure.errors import UsageError

#: Kinds of which each has a file of its own, and its folder; and those that are keys of one file.
FOLDERS: Final[Mapping[str, str]] = {
    "program": "programs",
    "section": "sections",
    "chapter": "chapters",
    "packet": "packets",
    "printer": "printers",
}
KEYED: Final[Mapping[str, str]] = {"person": "people", "facts": "facts"}
#: The same by other names.
_ALSO: Final[Mapping[str, str]] = {"fact": "facts", "people": "person"}
#: Fields whose words are ids, by what these are of.
_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "facts": frozenset({"facts", "statistics", "share"}),
    "person": frozenset({"people", "leaders"}),
    "section": frozenset({"use", "sections"}),
    "program": frozenset({"programs"}),
    "chapter": frozenset({"chapters"}),
    "printer": frozenset({"printer"}),
    "packet": frozenset(),
}
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOKEN: Final = re.compile(r"\{\{|\}\}|\{(\s*)([^{}\n.]*?)(\s*)((?:\.[^{}\n]*)?)\}")


class Renaming(NamedTuple):
    """What is renamed: of which kind (or a picture or list, by its path in content/), from what, to what."""

    kind: str
    old: str
    new: str

    @classmethod
    def of(cls, kind: str, old: str, new: str) -> Renaming:
        """A renaming that can be meant. Raises `UsageError` otherwise."""
        kind = _ALSO.get(kind, kind)
        is_file = kind in ("picture", "list")
        if not is_file and kind not in _FIELDS:
            hint = f"what can be: {', '.join((*FOLDERS, *KEYED, 'picture', 'list'))}"
            raise UsageError.of("rename", f'a "{kind}" has no name of its own', hint)
        if not is_file and not _ID.fullmatch(new):
            plain = re.sub(r"[^a-z0-9]+", "-", new.casefold()).strip("-")
            hint = f"lower-case letters and digits joined by hyphens, such as {plain or 'open-days'}"
            raise UsageError.of("rename", f'"{new}" cannot be an id', hint)
        return cls(kind, old, new)

    def files(self, is_there: Callable[[str], bool]) -> tuple[str, str]:
        """The file of what is renamed, and what it is called afterwards. Raises `UsageError` without one."""
        endings = (".md",) if self.kind == "section" else (".yaml", ".yml")
        home = f"content/{FOLDERS[self.kind]}/" if self.kind in FOLDERS else "content/"
        for ending in endings if self.kind in FOLDERS else ("",):
            if is_there(f"{home}{self.old}{ending}"):
                return f"{home}{self.old}{ending}", f"{home}{self.new}{ending}"
        raise UsageError.of(f"{home}{self.old}", "there is no such file", "name one that is there")

    def words(self, file: str, path: Path, said: str) -> str:
        """What a text says afterwards."""
        if self.kind in ("picture", "list"):
            return self._file(file, said)
        fields = [part for part in path if isinstance(part, str)]
        last = fields[-1] if fields else ""
        if said.strip() == self.old and last in _FIELDS[self.kind] and not self._is_figure(file, path, last):
            return said.replace(self.old, self.new)
        return _TOKEN.sub(self._reference, said) if self.kind == "facts" else said

    def _is_figure(self, file: str, path: Path, last: str) -> bool:
        """Whether this is a fact's own share, a number."""
        return file == "content/facts.yaml" and last == "share" and len(path) == 2

    def _reference(self, found: re.Match[str]) -> str:
        name = found[2]
        if name is None or name[:1].lower() + name[1:] != self.old:
            return found[0]
        new = self.new[:1].upper() + self.new[1:] if name[:1].isupper() else self.new
        return "{" + found[1] + new + found[3] + found[4] + "}"

    def _file(self, file: str, said: str) -> str:
        """A path of a file, as seen from content/ or from the folder of the file that names it."""
        name, old, new = said.strip(), PurePosixPath(self.old), PurePosixPath(self.new)
        if name == self.old:
            return said.replace(name, self.new)
        if not name or PurePosixPath(file).parent.relative_to("content") / name != old:
            return said
        other = PurePosixPath(name).with_name(new.name) if new.parent == old.parent else new
        return said.replace(name, str(other))

    def key(self, file: str, path: Path) -> str:
        """What the key at a path is called afterwards."""
        name, stem = str(path[-1]), PurePosixPath(file).stem
        if name == self.old and len(path) == 1 and self.kind in KEYED and stem == KEYED[self.kind]:
            return self.new
        if self.kind == "program" and name == self.old and path[:-1] == ("variants",):
            return self.new
        if path[:-1] == ("values",) and file == "content/confirmed.yaml":
            return self._confirmed(name)
        if (
            len(path) == 1
            and stem in ("approvals", "reviews")
            and self.kind in ("program", "chapter", "packet")
        ):
            return self._document(name)
        return name

    def _confirmed(self, name: str) -> str:
        """The key of a value that somebody has confirmed."""
        home = f"{KEYED[self.kind]}." if self.kind in KEYED else f"{FOLDERS.get(self.kind, '')}/".lstrip("/")
        old, new = (f"{home}{PurePosixPath(one).with_suffix('')!s}" for one in (self.old, self.new))
        return new + name.removeprefix(old) if name == old or name.startswith(f"{old}.") else name

    def _document(self, name: str) -> str:
        """The name of a document of what is renamed: itself, or in another format."""
        old, new = (f"packet-{one}" if self.kind == "packet" else one for one in (self.old, self.new))
        if name == old or (name.startswith(f"{old}-") and self.kind == "program"):
            return new + name.removeprefix(old)
        return name

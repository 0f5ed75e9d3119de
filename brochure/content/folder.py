"""The content folder: the only way in which content reads a file, and never one outside of it.

Takes paths as people write them; gives bytes and text, and remembers the sha256 and lines of all it read.
Must not know what files mean.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from brochure.content.decode import decode
from brochure.errors import ContentError, Problem, Where, likeliest, perhaps

LARGEST_TEXT: Final = 5_000_000
LARGEST_FILE: Final = 200_000_000
_IGNORED: Final = re.compile(
    r"^\.|~$|^~\$|^#.*#$|\.(swp|swo|bak|tmp|orig)$|^(thumbs\.db|desktop\.ini)$", re.IGNORECASE
)


class Folder:
    """A content folder; `sources` maps what was read to its sha256, by its path in the publication."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.abspath(root))  # noqa: PTH100  resolve() would rename a linked folder
        self.name = self.root.name
        self.sources: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        missing = next((folder for folder in (self.root.parent, self.root) if not folder.is_dir()), None)
        if missing:
            what = "is not a folder" if missing.exists() else "there is no such folder"
            raise ContentError(
                [
                    Problem(
                        Where(str(missing)),
                        what,
                        "--publication names the folder that holds content/; new makes one to start from",
                    )
                ]
            )

    def label(self, path: str) -> str:
        """How messages name a file of the folder."""
        return f"{self.name}/{path}".encode("utf-8", "backslashreplace").decode()

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file that is no backup and not hidden, in order of names, by its path in the folder."""
        found: list[str] = []
        for parent, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not _IGNORED.search(name))
            inside = PurePosixPath(Path(parent).relative_to(self.root).as_posix())
            found += [str(inside / name) for name in names if not _IGNORED.search(name)]
        return tuple(sorted(found))

    def holds(self, path: str) -> bool:
        """Whether a file of exactly this spelling is there, also where the disk does not tell capitals apart."""
        return str(PurePosixPath(path)) in self.files

    def read(self, path: str, asked: Where) -> bytes:
        """The bytes of a file; `asked` is where it was asked for. Raises ContentError."""
        if fault := self._fault(path):
            raise ContentError([Problem(asked, *fault)])
        try:
            data = (self.root / path).read_bytes()
        except OSError as error:
            what = f"{describe_path(path)} cannot be read ({error.strerror})"
            raise ContentError([Problem(asked, what, "check the rights of the file")]) from None
        self.sources[self.label(str(PurePosixPath(path)))] = hashlib.sha256(data).hexdigest()
        return data

    def read_text(self, path: str, asked: Where) -> str:
        """The text of a file, with its line ends made one. Raises ContentError."""
        data, file = self.read(path, asked), self.label(str(PurePosixPath(path)))
        if len(data) > LARGEST_TEXT:
            what = f"is larger than {LARGEST_TEXT // 1_000_000} MB"
            raise ContentError([Problem(Where(file), what, "is this the file you meant? Split it if it is")])
        text = self._texts[file] = decode(data, file)
        return text

    def find(self, where: Where, words: str, skip: int = 0) -> Where:
        """The place at which `words` stand, `skip` lines or more after `where`; failing that, the nearest guess."""
        lines = self._texts.get(where.file, "").split("\n")
        for start in dict.fromkeys((where.line + skip, where.line)):
            for number, line in enumerate(lines[max(start - 1, 0) :], max(start, 1)):
                if words in line:
                    column = where.column if where.file.endswith(".csv") else line.index(words) + 1
                    return where._replace(line=number, column=column)
        return where

    def _fault(self, path: str) -> tuple[str, str] | None:
        """Why a path cannot be read, and what would mend it."""
        shown = describe_path(path)
        if "://" in path:
            return f"{shown} is a web address", "save the file in the content folder and give its path there"
        if "\\" in path:
            return f"{shown} has backslashes", "write / between folders"
        if path.startswith(("/", "~")) or re.match(r"^[A-Za-z]:", path) or ".." in PurePosixPath(path).parts:
            return (
                f"{shown} leads outside the content folder",
                "copy the file into it and give its path there",
            )
        if "\0" in path or not self.holds(path):
            return f"{shown} does not exist in {self.name}/", self._near(path)
        real = (self.root / path).resolve()
        if not real.is_relative_to(self.root.resolve()):
            return f"{shown} leads outside the content folder", "replace the link by a copy of the file"
        if not real.is_file():
            return f"{shown} is not a file", ""
        return (
            None
            if real.stat().st_size <= LARGEST_FILE
            else (f"{shown} is larger than 200 MB", "make it smaller")
        )

    def _near(self, path: str) -> str:
        folded = {_fold(name): name for name in self.files}
        by_name = {PurePosixPath(name).name: folded[name] for name in folded}
        wanted = _fold(str(PurePosixPath(path)))
        near = folded.get(wanted) or by_name.get(PurePosixPath(wanted).name)
        return perhaps(near or folded.get(likeliest(wanted, folded, 0.8) or ""))


def describe_path(path: str) -> str:
    """A path as a message names it."""
    return f'"{path}"' if path.isprintable() else ascii(path)


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()

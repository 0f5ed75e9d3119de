"""Content as anybody may leave it: the starter with files changed, exchanged, lost or added.

It is sound or refused with messages that name places which are there, in bounded time; and a reader that
has read a thousand others before says the same as one that has not.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from brochure import press
from brochure.build import Places
from brochure.content import Reader
from brochure.errors import BrochureError, ContentError
from brochure.seasons import starter
from tests.builders.workbooks import DAY, EUROS, MONEY, TIME, make_workbook, number
from tests.fuzz.mutations import mutate
from tests.fuzz.running import Tried

ROOT: Final = Path(__file__).resolve().parents[2]
PROGRAM: Final = "programs/family-medicine.yaml"
BOOK: Final = "lists/residents.xlsx"
#: One picture of each sort; the starter has many, and a damaged one is found like the next.
PICTURES: Final = ("pictures/night.jpg", "pictures/portrait-01.jpg", "pictures/logo.svg")
#: How often a fresh reader is asked as well.
_EVERY: Final = 25
_PLACE: Final = re.compile(r"content/(.+?):([0-9]+):?([0-9]+)?: ")
#: Names that a disk takes and a publication does not.
_NAMES: Final = (
    *("programs/Primary Care.yaml", "programs/con.yaml", "programs/x.yaml.txt", "programs/other.docx"),
    *("sections/ü.md", "packets/packet.yml", "chapters/.hidden.yaml", "other/deep/er.yaml", "season.yml"),
    *("lists/~$residents.xlsx", "README.md", "facts.yaml~", "pictures/clinic.PNG", "new\nline.yaml"),
)


def _start() -> dict[str, bytes]:
    """The starter, with one of its lists as a workbook too."""
    files = starter("residency")
    rows: list[list[str]] = [line.split(";") for line in files["lists/residents.csv"].decode().splitlines()]
    rows[1:] = [[number(cell) if cell.isdigit() else cell for cell in row] for row in rows[1:]]
    rows += [[f"Jane {style}", "1", number(46085.5, style), ""] for style in (MONEY, DAY, TIME, EUROS)]
    return {**files, BOOK: make_workbook(rows)}


class Content:
    """The content of a publication, read as `check` and every build read it."""

    name = "content"
    patience = 5.0

    def __init__(self) -> None:
        self.files, self.folder = _start(), Path(tempfile.mkdtemp())
        self.content = self.folder / "content"
        self.names = [name for name in self.files if name in PICTURES or not name.startswith("pictures/")]
        self.tried = 0
        for name, data in self.files.items():
            self._write(name, data)
        self.reader = Reader(self.content, [ROOT / "fonts"], [ROOT / "layouts"])

    def attempt(self, random: Random) -> tuple[str, Tried]:
        """Some files of the starter, changed; they are as they were before afterwards."""
        what, touched = list[str](), set[str]()
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            name = random.choice(self.names)
            happened, data = mutate(
                random, name, (self.content / name).read_bytes() if name in touched else self.files[name]
            )
            touched.add(name)
            self._write(name, data)
            what.append(happened)
        if any(name == BOOK for name in touched):
            program = self.files[PROGRAM].replace(b"residents.csv", b"residents.xlsx")
            self._write(PROGRAM, program)
            touched.add(PROGRAM)
        if random.random() < 0.15:
            added = random.choice(_NAMES)
            self._write(added, random.choice(list(self.files.values())))
            touched.add(added)
            what.append(f"add {added!r}")
        elif random.random() < 0.1:
            gone = random.choice(self.names)
            (self.content / gone).unlink()
            touched.add(gone)
            what.append(f"lose {gone}")
        try:
            return ", ".join(what), self._tried()
        finally:
            for name in touched:
                (self.content / name).unlink(missing_ok=True)
                if name in self.files:
                    self._write(name, self.files[name])

    def _tried(self) -> Tried:
        self.tried += 1
        try:
            publication = self.reader.read()
            tried = Tried(True, [str(notice) for notice in publication.notices])
        except ContentError as error:
            messages = [str(problem) for problem in error.problems]
            tried = Tried(False, messages, self._nowhere(messages))
        if self.tried % _EVERY == 0 and (fresh := self._fresh()) != [tried.is_sound, *tried.messages]:
            return Tried(tried.is_sound, tried.messages, [f"a fresh reader says {fresh!r:.600}"])
        return tried

    def _fresh(self) -> list[object]:
        """What `check` says, which has read nothing before."""
        try:
            publication = press.check(Places(self.folder, self.folder / "output"))
        except BrochureError as error:
            return [False, *map(str, error.problems)]
        return [True, *map(str, publication.notices)]

    def _nowhere(self, messages: Sequence[str]) -> list[str]:
        """Places beyond the end of their files."""
        furthest = dict[str, tuple[int, str]]()
        for message in messages:
            if (found := _PLACE.match(message)) and (self.content / found[1]).is_file():
                furthest[found[1]] = max(furthest.get(found[1], (0, "")), (int(found[2]), message))
        faults = list[str]()
        for name, (line, message) in furthest.items():
            text = (self.content / name).read_bytes().decode("utf-8", "replace")
            if line > len(re.split("\r\n|\r|\n", text)) and not name.endswith(".xlsx"):
                faults.append(f"a place beyond the file: {message}")
        return faults

    def _write(self, name: str, data: bytes) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def close(self) -> None:
        """Takes the folder away."""
        shutil.rmtree(self.folder)

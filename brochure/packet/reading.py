"""A PDF opened: a book whose objects are read when they are asked for, and can be forgotten.

Object streams (ISO 32000-1, 7.5.7) and streams are read here; what is not plain in any way is read by pypdf, which mends
what it can. Must not know what any object is for.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import Any

from pypdf.errors import PyPdfError

from brochure.packet import references
from brochure.packet.filters import decoded
from brochure.packet.foreign import Mended
from brochure.packet.objects import Book, Ref, Stream
from brochure.packet.parsing import GENERATION, NotPlainError, parse
from brochure.packet.references import Table

_HEADER = re.compile(rb"%PDF-\d\.\d")
_BEGIN = re.compile(rb"[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj")
_END = re.compile(rb">>[\0\t\n\f\r ]*stream\r?\n|endobj")
_END_OF_DATA = re.compile(rb"[\0\t\n\f\r ]*endstream")
#: Object streams that are kept unpacked.
_SHELVES = 32
#: What reading something that is not plain may raise.
_ODD = (NotPlainError, PyPdfError, NotImplementedError, ValueError, TypeError, LookupError, AttributeError)
_LOOSE, _SHELVED = 1, 2
_NUMBER = (1 << GENERATION) - 1


class Reader(Book):
    """A file. `root` is its catalog, `trailer` what its cross-references say, `header` its first eight bytes."""

    __slots__ = ("_atoms", "_data", "_mended", "_shelves", "_table", "header", "root", "trailer")

    def __init__(self, data: bytes) -> None:
        """Raises pypdf's errors for what is no PDF."""
        super().__init__()
        self._data = data
        self._atoms: dict[bytes, Any] = {}
        self._shelves: dict[int, _Shelf] = {}
        self._table: Table | None = None
        self._mended: Mended | None = None
        self.header = data[:8].decode("latin-1")
        try:
            self._table = self._open()
            self.trailer: Any = self._table.trailer
            self.root: Any = self[self.trailer["/Root"].number]
            if not isinstance(self.root, dict) or self.root.get("/Type") != "/Catalog":
                raise NotPlainError
        except _ODD:
            self._table = None
            self.clear()
            mended = self._mend()
            self.trailer, self.root = mended.trailer, mended.root

    @property
    def size(self) -> int:
        """How long the file is, in bytes."""
        return len(self._data)

    @property
    def is_locked(self) -> bool:
        """Whether it is encrypted."""
        return self._mended is not None and self._mended.is_locked

    def read(self, number: int) -> Any:
        """The object of a number; None where there is none. Raises pypdf's errors."""
        if self._table is not None:
            try:
                value = self._plain(self._table, number)
            except _ODD:
                pass
            else:
                if type(value) is not Ref:
                    return value
        return self._mend().read(number)

    def forget(self) -> None:
        """Lets go of all objects that can be read again."""
        super().forget()
        self._atoms.clear()

    def close(self) -> None:
        """Lets go of the file as well."""
        super().close()
        self._shelves.clear()
        self._table, self.trailer, self.root, self._data = None, {}, {}, b""
        if self._mended:
            self._mended.close()
            self._mended = None

    def _open(self) -> Table:
        if not _HEADER.match(self._data):
            raise NotPlainError
        return references.read(self._data, lambda offset: self._loose(offset, None))

    def _mend(self) -> Mended:
        if self._mended is None:
            self._mended = Mended(self._data, self)
        return self._mended

    def _plain(self, table: Table, number: int) -> Any:
        low = number & _NUMBER
        if low >= len(table.kinds):
            return None
        kind = table.kinds[low]
        if kind == _SHELVED:
            shelf = self._shelves.get(table.seconds[low]) or self._shelf(table, table.seconds[low])
            place = shelf.places[number]
            return parse(shelf.data[shelf.bounds[place] : shelf.bounds[place + 1]], self, self._atoms)
        if kind == _LOOSE and table.thirds[low] == number >> GENERATION:
            return self._loose(table.seconds[low], low)
        if kind > _SHELVED:
            raise NotPlainError
        return None

    def _loose(self, offset: int, number: int | None) -> Any:
        """What stands at an offset: the object of a number, if it has to be that."""
        begin = _BEGIN.match(self._data, offset)
        end = _END.search(self._data, begin.end()) if begin else None
        if begin is None or end is None or number not in (None, int(begin[1])):
            raise NotPlainError
        if end[0] == b"endobj":
            return parse(self._data[begin.end() : end.start()], self, self._atoms)
        entries = parse(self._data[begin.end() : end.start() + 2], self, self._atoms)
        last = end.end() + entries.pop("/Length")
        if not _END_OF_DATA.match(self._data, last):
            raise NotPlainError
        return Stream(entries, self._data[end.end() : last])

    def _shelf(self, table: Table, number: int) -> _Shelf:
        holder = self._loose(table.seconds[number], number) if table.kinds[number] == _LOOSE else None
        if not isinstance(holder, Stream):
            raise NotPlainError
        data, first = decoded(holder), holder["/First"]
        index = list(map(int, data[:first].split()))
        starts = index[1::2]
        if len(index) != 2 * holder["/N"] or starts != sorted(set(starts)):
            raise NotPlainError
        if len(self._shelves) == _SHELVES:
            self._shelves.pop(next(iter(self._shelves)))
        bounds = array("L", [first + start for start in starts] + [len(data)])
        shelf = self._shelves[number] = _Shelf(
            data, bounds, {one: place for place, one in enumerate(index[::2])}
        )
        return shelf


@dataclass(frozen=True)
class _Shelf:
    """An object stream, where in it one object ends and the next begins, and which of them has a number."""

    data: bytes
    bounds: array[int]
    places: dict[int, int]

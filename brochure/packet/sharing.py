"""Equal pictures, color profiles and typefaces of several parts are stored once.

Only what pages paint with, and of that only what nothing ties to one place: objects with an identity
(elements, annotations, pages, layers) never. qpdf does not do it, and no tool may do it over a whole tagged
file, whose equal empty elements are different elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Stream

from brochure.pdf import name_of

#: Entries that tie an object to one place of one document.
_TIES: Final = frozenset({"/StructParent", "/StructParents", "/OC", "/Metadata", "/AF", "/Parent", "/P"})
_FENCED: Final = frozenset({"/Page", "/Pages", "/Catalog", "/OCG"})
_TIED: Final = re.compile(
    rb"/(?:StructParents?|OC|Metadata|AF|Parent|P) |/Type /(?:Pages?|Catalog|OCG)(?![^ />])"
)
#: Objects in objects deeper than this are left as they are.
_DEEPEST: Final = 24


class Shared:
    """What pages of all parts paint with, each thing once."""

    def __init__(self) -> None:
        self._first: dict[bytes, Object] = {}
        self._settled: dict[tuple[int, int], tuple[Any, bool]] = {}

    def begin(self, kept: Iterable[Object]) -> None:
        """Begins a part, which shares no object with those before but what is kept as it is: files that are
        not yet what they will be.
        """
        self._settled = {one.objgen: (one, True) for one in kept}

    def take(self, holders: Iterable[Any], *keys: str) -> None:
        """Has what stands under these keys, and all that it holds, point to the first thing equal to it."""
        for holder in holders:
            for key in keys:
                if (value := holder.get(key)) is not None:
                    new, _ = self._settle(value, 0)
                    if new is not value:
                        holder[key] = new

    def _settle(self, value: Any, depth: int) -> tuple[Any, bool]:
        """What stands for a value, and whether nothing ties it."""
        if not isinstance(value, Dictionary | Stream | Array):
            return value, True
        if depth == _DEEPEST:
            return value, False
        if not value.is_indirect:
            return value, self._settle_inside(value, depth)
        known = self._settled.get(value.objgen)
        if known is None:
            self._settled[value.objgen] = (
                value,
                False,
            )  # while it is looked at: what comes back to itself is tied
            free = self._settle_inside(value, depth)
            known = self._settled[value.objgen] = (self._stand_in(value) if free else value), free
        stand_in, free = known
        return (value if stand_in.objgen == value.objgen else stand_in), free

    def _settle_inside(self, value: Any, depth: int) -> bool:
        if not isinstance(value, Stream) and b" R" not in (said := value.unparse(resolved=True)):
            return not _TIED.search(said)  # it refers to nothing, as most arrays of widths and colors
        free = True
        if isinstance(value, Array):
            for at, one in enumerate(list(value.as_list())):
                new, own = self._settle(one, depth + 1)
                free = free and own
                if new is not one:
                    value[at] = new
            return free
        for key, one in list(value.items()):
            if key == "/Type" and name_of(one) in _FENCED:
                return False
            new, own = self._settle(one, depth + 1)
            free = free and own and key not in _TIES
            if new is not one:
                value[key] = new
        return free

    def _stand_in(self, value: Any) -> Object:
        """The first object that says the same: what it refers to has been replaced by what stands for it."""
        is_stream = isinstance(value, Stream)
        said = value.stream_dict.unparse(resolved=True) if is_stream else value.unparse(resolved=True)
        digest = sha256(said + b"\0" + (bytes(value.read_raw_bytes()) if is_stream else b"")).digest()
        return self._first.setdefault(digest, value)

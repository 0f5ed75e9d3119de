"""Objects of a finished PDF are written out once. The engine asks each for its bytes twice: to write them, and for the
file's identifier, which is a sum over all of them; and each time it compresses them.

Takes the PDF before it is written; must not know what its objects mean.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pydyf


class _Stream(pydyf.Stream):  # type: ignore[misc]  # pydyf has no types
    @cached_property
    def data(self) -> bytes:
        return bytes(super().data)


class _Dictionary(pydyf.Dictionary):  # type: ignore[misc]
    @cached_property
    def data(self) -> bytes:
        return bytes(super().data)


def write_once(pdf: Any) -> None:
    """From now on no object of the PDF may change."""
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream):
            entry.__class__ = _Stream
        elif type(entry) is pydyf.Dictionary:
            entry.__class__ = _Dictionary

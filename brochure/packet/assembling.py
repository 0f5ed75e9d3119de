"""The way through a merge: look at every part, then take one after the other, write, prove.

A part is read when its turn comes and let go when it is written, so that memory depends on the largest of them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pypdf.errors import PyPdfError

from brochure.packet.gathering import Packet
from brochure.packet.names import as_written
from brochure.packet.part import Part, raise_all
from brochure.packet.proof import Proof, clean
from brochure.packet.roles import unmapped
from brochure.packet.source import Source, damages, open_part, read_parts
from brochure.packet.survey import Survey, survey

#: Bytes of the parts that stay open from the survey on, which saves a tenth of the time of a small packet and costs no more
#: memory however large it is.
_ROOM = 1_000_000


def assemble(
    parts: Sequence[Part],
    *,
    title: str,
    language: str,
    information: Mapping[str, str] | None = None,
    folios: Sequence[bytes | Path] = (),
) -> bytes:
    """One PDF of all parts in order, tagged where they are.

    `information` holds Author, Subject, Keywords, Creator, Producer. `folios` are PDFs that have,
    one after another, a transparent page for each page of the packet. Raises `PacketError` with all parts that cannot be read or all `packet:` links that lead
    nowhere, `MergeBug` where the result is not what the parts were, and `ValueError` for arguments that cannot be:
    no parts, equal names, a wrong number of folios. Same arguments, same bytes.
    """
    names = [part.name for part in parts]
    if not parts or len(set(names)) < len(names):
        raise ValueError(f"parts need names, each its own: {names}")
    with _collector_paused(), as_written():
        try:
            return _assemble(parts, title, language, information or {}, folios)
        except (PyPdfError, RecursionError):
            raise_all(
                damages(parts)
            )  # something deep inside a part cannot be read; where none is damaged, it is a bug
            raise


def _assemble(
    parts: Sequence[Part],
    title: str,
    language: str,
    information: Mapping[str, str],
    folios: Sequence[bytes | Path],
) -> bytes:
    kept: dict[str, Source] = {}
    surveys = read_parts(parts, survey, kept, _ROOM)
    packet, proof = Packet(surveys, _foreign(surveys), folios), Proof()
    for index, one in enumerate(surveys):
        source = clean(kept.pop(one.part.name) if one.part.name in kept else open_part(one.part, one.first))
        proof.take(source)
        packet.take(index, source)
    merged = packet.close(title, language, information)
    proof.hold(merged)
    return merged


def _foreign(surveys: Sequence[Survey]) -> set[str]:
    """Types that a part uses as they are and another part maps: only where there are maps, and they differ, is it looked up."""
    mapped = {kind for one in surveys for kind in one.roles}
    doubtful = [one.part for one in surveys if mapped - one.roles.keys()]
    return mapped & set[str]().union(*read_parts(doubtful, unmapped))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Thousands of small objects live until the end: looking for dead ones meanwhile costs a quarter of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()

"""The way through a merge: open every part, take it over, write, prove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pikepdf

from brochure.errors import Problem
from brochure.packet.assembly import Assembly
from brochure.packet.facts import Facts
from brochure.packet.opening import open_part, unreadable
from brochure.packet.part import PacketError, Part, raise_all
from brochure.packet.proof import PacketProof
from brochure.packet.second import collector_paused
from brochure.pdf import UnreadableError

#: What reading a damaged file deep inside may end with.
_DAMAGE = (UnreadableError, pikepdf.PdfError, pikepdf.exceptions.PikepdfError, UnicodeError, RecursionError)


def assemble(
    parts: Sequence[Part],
    *,
    title: str,
    language: str,
    information: Mapping[str, str] | None = None,
    folios: Sequence[bytes | Path] = (),
    known: Mapping[str, Facts] | None = None,
) -> bytes:
    """One PDF of all parts in order, tagged where they are.

    `information` holds Author, Subject, Keywords, Creator, Producer. `folios` are PDFs that have, one after
    another, a transparent page for each page of the packet. `known` are facts of parts by the SHA-256 of
    their bytes in hexadecimal, as `facts_of` gives them: parts whose facts are known are not read a second
    time for the proof.

    Raises `PacketError` with all parts that cannot be read or all `packet:` links that lead nowhere,
    `MergeBug` where the result is not what the parts were, and `ValueError` for arguments that cannot be: no
    parts, equal names, a wrong number of folios. Same arguments, same bytes.
    """
    names = [part.name for part in parts]
    if not parts or len(set(names)) < len(names):
        raise ValueError(f"parts need names, each its own: {names}")
    with collector_paused():
        proof = PacketProof(known or {})
        merged = _merged(parts, Assembly(folios), proof, title, language, information or {})
        proof.hold(merged)
        return merged


def _merged(
    parts: Sequence[Part],
    packet: Assembly,
    proof: PacketProof,
    title: str,
    language: str,
    information: Mapping[str, str],
) -> bytes:
    """The bytes of the packet, which is let go of: it takes more memory than all that comes after."""
    raise_all(_take(parts, packet, proof))
    raise_all(packet.problems())
    return packet.close(title, language, information)


def _take(parts: Sequence[Part], packet: Assembly, proof: PacketProof) -> Iterator[Problem]:
    """Takes all parts; gives those that cannot be read."""
    first = 0
    for part in parts:
        try:
            source = open_part(part)
            packet.take(source, proof.take(part, first).open_pages)
        except _DAMAGE as error:
            yield unreadable(part, error)
        except PacketError as error:
            yield from error.problems
        else:
            first += len(source.pages)

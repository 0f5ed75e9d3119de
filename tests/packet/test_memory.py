"""The merge of many parts: from files, one after the other, with the memory of one."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest

from brochure.packet import PacketError, Part, assemble
from brochure.packet.part import OpenPart
from brochure.packet.second import Reread
from tests.builders.merging import edit, folios, page_count, program


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Programs that share names and IDs, as those of strangers do."""
    folder = tmp_path_factory.mktemp("parts")
    found = [folder / f"program-{number}.pdf" for number in range(1, 4)]
    for number, path in enumerate(found, start=1):
        path.write_bytes(program(number))
    return found


def parts(files: list[Path], count: int) -> list[Part]:
    return [Part(f"part-{at}", f"Part {at}", files[at % len(files)]) for at in range(count)]


def peak(many: list[Part]) -> int:
    """Bytes that a merge takes at most."""
    tracemalloc.start()
    try:
        assemble(many, title="Packet", language="en")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.long
def test_memory_hardly_grows_with_the_number_of_parts(files: list[Path]) -> None:
    assemble(parts(files, 2), title="Packet", language="en")  # what is imported and remembered once
    assert peak(parts(files, 24)) < 4 * peak(parts(files, 4))


def test_a_part_may_be_a_file(files: list[Path]) -> None:
    paths = parts(files, 3)
    read = [Part(part.name, part.title, path.read_bytes()) for part, path in zip(paths, files, strict=True)]
    assert assemble(paths, title="Packet", language="en") == assemble(read, title="Packet", language="en")


def test_a_file_that_is_no_pdf_is_told_by_its_part(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "odd.pdf").write_text("odd")
    with pytest.raises(PacketError, match="odd: the PDF cannot be read"):
        assemble([*parts(files, 1), Part("odd", "Odd", tmp_path / "odd.pdf")], title="Packet", language="en")


def test_every_part_is_let_go_of_at_once(files: list[Path]) -> None:
    read = [Part(path.stem, path.stem, path.read_bytes()) for path in files]
    many = [*read, Part("mended", "Mended", edit(files[0].read_bytes(), lambda writer: None))]
    numbers = folios(sum(page_count(part.pdf) for part in many))
    gc.collect()
    gc.disable()  # it would find what refers to itself, but no one knows when
    try:
        assemble(many, title="Packet", language="en", folios=[numbers])
        assert not [one for one in gc.get_objects() if isinstance(one, OpenPart | Reread)]
    finally:
        gc.enable()

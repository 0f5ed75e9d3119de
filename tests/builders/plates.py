"""What a press file holds, object by object, read without any help of the package that made it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

#: Names that have no place in a file whose colors are inks.
FOREIGN = {"/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/RGB"}
#: Operators that set red, green and blue.
RGB = {b"rg", b"RG"}


def objects(pdf: bytes) -> Iterator[tuple[int, Any]]:
    """Every object of the file, reachable or not."""
    reader = PdfReader(io.BytesIO(pdf))
    for number in sorted({*reader.xref[0], *reader.xref_objStm} - {0}):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if found is not None:
            yield number, found


def names(value: Any) -> Iterator[str]:
    """Every name inside an object, without following references."""
    if isinstance(value, NameObject):
        yield str(value)
    elif isinstance(value, DictionaryObject):
        for key in value:
            yield from names(value.raw_get(key))
    elif isinstance(value, ArrayObject):
        for item in list.__iter__(value):
            yield from names(item)


def dictionaries(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also those inside others."""
    waiting = [found for _, found in objects(pdf)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            yield value
            waiting += [value.raw_get(key) for key in value]
        elif isinstance(value, ArrayObject):
            waiting += list.__iter__(value)


def operations(pdf: bytes) -> Iterator[tuple[str, Any, bytes]]:
    """Every operator of every page, form and pattern, with where it stands."""
    reader = PdfReader(io.BytesIO(pdf))
    streams = [(f"page {number}", page.get_contents()) for number, page in enumerate(reader.pages, 1)]
    for number, found in objects(pdf):
        if isinstance(found, StreamObject) and (
            found.get("/Subtype") == "/Form" or found.get("/PatternType") == 1
        ):
            streams.append((f"object {number}", found))
    for place, stream in streams:
        content = ContentStream(None, None, forced_encoding="bytes")
        content.set_data(stream.get_data())
        yield from ((place, operands, operator) for operands, operator in content.operations)


def page_picture(pdf: bytes, number: int = 0, scale: float = 1) -> Any:
    """The whole media of a page, as a screen shows it."""
    return pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil().convert("RGB")


def separations(pdf: bytes, folder: Path, resolution: int = 72) -> list[dict[str, Any]]:
    """The plates of each page as Ghostscript makes them: 0 is all ink, 255 none."""
    if not (program := shutil.which("gs")):
        pytest.skip("nothing was separated: Ghostscript is not installed")
    (folder / "file.pdf").write_bytes(pdf)
    command = [
        program,
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-dSAFER",
        "-sDEVICE=tiffsep",
        f"-r{resolution}",
        f"-sOutputFile={folder}/%03d.tif",
        str(folder / "file.pdf"),
    ]
    assert subprocess.run(command, capture_output=True, check=True, timeout=60).stderr == b""
    pages = sorted(path for path in folder.glob("*.tif") if "(" not in path.name)
    assert pages
    return [
        {
            name: Image.open(path.with_name(f"{path.stem}({name}).tif")).convert("L")
            for name in ("Cyan", "Magenta", "Yellow", "Black")
        }
        for path in pages
    ]

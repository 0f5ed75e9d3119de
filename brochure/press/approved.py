"""What was approved, kept beside content so that it can be told and shown what has changed since.

`content/.approved` has a text for each fingerprint (what a document says and shows), and an archive for each
time that somebody approved: the PDFs, what files of content said, and which pages printed that. Without an
archive, as older ones are, words can be told and neither fields nor pictures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from brochure.content import files_in
from brochure.model import HashedFile, Judgement
from brochure.press.files import Files, opened_season
from brochure.press.versions import Printed, tables_of
from brochure.publish import machine_errors, write_whole
from brochure.review import Appearance
from brochure.seasons import write_archive

#: Where what was approved is kept, below the publication.
KEPT: Final = "content/.approved"
_LIST, _PDFS = "approved.json", "documents"
#: Files of content that say nothing in words; their documents show them.
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".pdf")


@dataclass(frozen=True)
class ApprovedDocument:
    """A document as it was approved: what it says and shows, its PDF, and the numbers that its pages have
    there: of a packet those of its own pages.
    """

    appearance: Appearance
    pdf: HashedFile
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Occasion:
    """One time that somebody approved: the fingerprints by the documents' names, what files of content said,
    and which pages printed that.
    """

    prints: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    printed: Printed = field(default_factory=dict)
    archive: Path | None = None

    def pdf(self, name: str) -> bytes:
        """The PDF of a document; nothing where it was not kept."""
        if self.archive is None or name not in self.prints:
            return b""
        with machine_errors(self.archive, "cannot be read"), ZipFile(self.archive) as opened:
            return opened.read(f"{_PDFS}/{name}.pdf")


def keep_approved(publication: Path, documents: Mapping[str, ApprovedDocument], printed: Printed) -> None:
    """Keeps documents that somebody approves now, with what content says now."""
    folder = publication / KEPT
    for one in documents.values():
        written = one.appearance.written.encode("utf-8", "surrogatepass")
        write_whole(folder / f"{one.appearance.fingerprint}.txt", written)
    files = {
        f"content/{name}": publication / "content" / name
        for name in files_in(publication / "content")
        if PurePosixPath(name).suffix.lower() not in _PICTURES
    }
    files |= {f"{_PDFS}/{name}.pdf": one.pdf.path for name, one in documents.items()}
    said = {
        "documents": {
            name: {"fingerprint": one.appearance.fingerprint, "pages": one.numbers}
            for name, one in documents.items()
        },
        "printed": printed,
    }
    archive = BytesIO()
    write_archive(files, {}, archive, {_LIST: json.dumps(said, sort_keys=True).encode()})
    data = archive.getvalue()
    write_whole(folder / f"{sha256(data).hexdigest()[:16]}.zip", data)


def written_of(content: Path, approval: Judgement) -> str:
    """What was approved, as it was written down; empty where that was not kept."""
    path = content / Path(KEPT).name / f"{approval.fingerprint}.txt"
    with machine_errors(path, "cannot be read"):
        return path.read_text("utf-8", "surrogatepass") if path.is_file() else ""


def occasions(publication: Path, prints: Mapping[str, str]) -> Iterator[Occasion]:
    """The times that these fingerprints were approved, each with its documents; last, without what content
    said, those of which it is not known.
    """
    left = dict(prints)
    for archive in sorted((publication / KEPT).glob("*.zip")):
        said = _said(archive)
        found = {
            name: digest
            for name, digest in left.items()
            if said.get("documents", {}).get(name, {}).get("fingerprint") == digest
        }
        if not found:
            continue
        left = {name: digest for name, digest in left.items() if name not in found}
        with opened_season(archive) as folder:
            files = tables_of(Files(folder).sources())
        printed = {
            str(file): [(line, column, name, page) for line, column, name, page in at if name in found]
            for file, at in said["printed"].items()
        }
        numbers = {name: tuple(map(int, said["documents"][name]["pages"])) for name in found}
        yield Occasion(found, numbers, files, printed, archive)
    if left:
        yield Occasion(left)


def _said(archive: Path) -> dict[str, Any]:
    """What an archive says that it holds; nothing where it is none of ours, or damaged."""
    try:
        with ZipFile(archive) as opened:
            said = json.loads(opened.read(_LIST))
    except (OSError, BadZipFile, KeyError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}

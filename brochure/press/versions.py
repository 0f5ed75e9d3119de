"""Versions of a publication: its documents for the screen, what its files say, which pages print that;
and what was approved of them.

A version is the content as it is now, a season that was published (its content.zip in the output folder), a
zip or a folder. Documents are made by this program, what was made before is not made again; what they are
made of is known by its hashes, so that of a version that was made before nothing is composed.

`content/.approved` has a text for each fingerprint (what a document says and shows), and an archive for each
time that somebody approved: the PDFs, what files of content said, and which pages printed that. Without an
archive, as older ones are, words can be told and neither fields nor pictures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from brochure.build import (
    BROCHURE,
    Desk,
    Places,
    Published,
    Watcher,
    Wish,
    make_all,
    make_alone,
    make_plan,
    pages_of,
    photographs_in,
    read_appearance,
    seen,
)
from brochure.compose import Composer
from brochure.content import Source, files_in
from brochure.errors import ContentError, Problem, UsageError, Where, nearest
from brochure.model import HashedFile, Judgement, Made
from brochure.press.files import Files, check, opened_season
from brochure.press.next_season import as_confirmed
from brochure.publish import CONTENT, Shelf, machine_errors, read_manifest, write_whole
from brochure.review import Appearance, ComparedVersion, renamed_files
from brochure.seasons import write_archive

#: Files that say nothing that is printed: who judged what.
_JUDGING: Final = ("approvals", "reviews", "confirmed")
_PLACE: Final = re.compile(r"(.+):(\d+):(\d+|[A-Z]{1,3})$")
#: Files that documents are called after.
_FOLDER: Final = re.compile(r"content/(programs|chapters|packets)/[^/]+$")
#: Where documents print what stands at a line and column of a file.
Printed = dict[str, list[tuple[int, int, str, int]]]
#: Where what was approved is kept, below the publication.
KEPT: Final = "content/.approved"
_LIST, _PDFS = "approved.json", "documents"
#: Files of content that say nothing in words; their documents show them.
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".pdf")


@dataclass(frozen=True)
class MadeDocument:
    """A document of a version: its PDF, its number of pages, and the hashes of its photographs."""

    pdf: HashedFile
    pages: int
    photographs: tuple[str, ...]


@dataclass(frozen=True)
class MadeVersion:
    """One version as it was made: what is compared of it, and its documents by their names."""

    version: ComparedVersion
    documents: Mapping[str, MadeDocument]

    def called_as_in(self, other: MadeVersion) -> MadeVersion:
        """The same with files and documents called as they are in another version."""
        version = files_called_as_in(self.version, other.version.files)
        if not version.renamed:
            return self
        ids = {one: document_of(one) for one in self.version.files if _FOLDER.match(one)}
        now = {ids[one]: document_of(name) for one, name in version.renamed.items() if one in ids}

        def called(name: str) -> str:
            begins = (one for one in ids.values() if name == one or name.startswith(f"{one}-"))
            owner = max(begins, key=len, default=name)
            return now.get(owner, owner) + name[len(owner) :]

        renamed = replace(
            version,
            printed={
                file: [(line, column, called(name), page) for line, column, name, page in at]
                for file, at in version.printed.items()
            },
            lengths={called(name): pages for name, pages in version.lengths.items()},
            packets=frozenset(map(called, version.packets)),
        )
        return MadeVersion(renamed, {called(name): made for name, made in self.documents.items()})


def files_called_as_in(version: ComparedVersion, others: Mapping[str, Any]) -> ComparedVersion:
    """A version with files called as they are among others."""
    now = renamed_files(version.files, others)
    files = {now.get(name, name): said for name, said in version.files.items()}
    return replace(version, files=files, renamed=now)


def document_of(file: str) -> str:
    """The name of the document that is made of a file."""
    path = PurePosixPath(file)
    is_named = path.parent.name == "packets" and path.stem != "packet"
    return f"packet-{path.stem}" if is_named else path.stem


@contextmanager
def folder_of(places: Places, named: str) -> Iterator[tuple[Path, str]]:
    """The folder of a publication, and what its version is called. Raises `UsageError`."""
    with ExitStack() as stack:
        if not named:
            yield places.publication, "now"
            return
        path = Path(named)
        kept = Shelf(places.output, _folder_name(named), "screen").content
        if kept.is_file():
            yield stack.enter_context(opened_season(kept)), named
        elif path.is_file():
            yield stack.enter_context(opened_season(path)), path.name
        elif (path / "content").is_dir():
            yield path.resolve(), path.resolve().name
        elif path.resolve().name == "content" and path.is_dir():
            yield path.resolve().parent, path.resolve().parent.name
        elif (path / CONTENT).is_file():
            yield stack.enter_context(opened_season(path / CONTENT)), path.resolve().name
        else:
            if path.is_dir():
                what = "there is no content/ in this folder"
                hint = "name the folder of a publication, in which its files stand in a folder content"
                raise UsageError.of(named, what, hint)
            there = sorted(one.parent.name for one in places.output.glob(f"*/{CONTENT}"))
            what = "there is no season, zip or folder of a publication of this name"
            hint = (
                nearest(named, there, "seasons")
                if there
                else "build a season first: it keeps what it was made of"
            )
            raise UsageError.of(named, what, hint)


def _folder_name(label: str) -> str:
    return re.sub(r"[^\w.]+", "-", label).strip("-.")


def published_formats(places: Places, *labels: str, edition: str = "") -> tuple[str, ...]:
    """The formats of which seasons published something, in one edition or in any, brochures first."""
    found = {BROCHURE}
    for label in labels:
        shelf = Shelf(places.output, _folder_name(label), "screen")
        for name, entry in read_manifest(shelf.manifest)["files"].items():
            if isinstance(form := entry.get("format"), str) and name.startswith(edition):
                found.add(form)
    return (BROCHURE, *sorted(found - {BROCHURE}))


def made_version(
    folder: Path, label: str, formats: Sequence[str], desk: Desk, watcher: Watcher
) -> MadeVersion:
    """A version, made where it was not made before. Raises `ContentError` where it cannot be."""
    files, store = Files(folder), desk.store
    inputs = seen(folder, store).contents
    name = store.key("version", inputs, formats)
    found = store.build(name, lambda record: _known(record, desk))
    if found is None:
        found = _made(files, label, formats, desk, watcher)
        if seen(folder, store).contents == inputs:
            store.save_build(name, _record(found))
    season = found.version.label
    called = season if label == season else f"{season} ({label})"
    return replace(found, version=replace(found.version, label=called, files=tables_of(files.sources())))


def keep_made(places: Places, desk: Desk) -> None:
    """Keeps of content as it is, once all of it was built, what comparing it with another season asks for:
    which pages print what, and what documents say and show.
    """
    season = check(places).season.folder
    made = made_version(places.publication, season, published_formats(places, season), desk, Watcher())
    for name, one in made.documents.items():
        read_appearance(name, one.pdf, one.photographs, desk)


def _record(one: MadeVersion) -> dict[str, Any]:
    documents = {
        name: [made.pdf.sha256, made.pages, list(made.photographs)] for name, made in one.documents.items()
    }
    version = one.version
    return {
        "label": version.label,
        "printed": version.printed,
        "packets": sorted(version.packets),
        "documents": documents,
    }


def _known(record: Mapping[str, Any], desk: Desk) -> MadeVersion:
    """A version that was made before, without what its files say.

    Raises what a store takes for an entry that is none.
    """
    documents = {
        str(name): MadeDocument(desk.kept(pdf), int(pages), tuple(photographs))
        for name, (pdf, pages, photographs) in record["documents"].items()
    }
    printed = {
        str(file): [(line, column, name, page) for line, column, name, page in places]
        for file, places in record["printed"].items()
    }
    lengths = {name: one.pages for name, one in documents.items()}
    packets = frozenset(record["packets"])
    version = ComparedVersion(str(record["label"]), {}, printed, lengths=lengths, packets=packets)
    return MadeVersion(version, documents)


def _made(files: Files, label: str, formats: Sequence[str], desk: Desk, watcher: Watcher) -> MadeVersion:
    survey, layouts = files.survey()
    publication = survey.publication
    if publication is None:
        raise ContentError([one._replace(what=f"(in {label}) {one.what}") for one in survey.errors])
    composer = Composer(as_confirmed(publication), files.publication / "content", layouts)
    plan = make_plan(publication, Wish(formats=tuple(one for one in formats if one in publication.formats)))
    documents, printed = dict[str, MadeDocument](), Printed()
    for made, is_public in make_all(plan, composer, desk, watcher):
        pdf = made.result.data
        if not isinstance(pdf, HashedFile):
            raise ContentError(
                [Problem(Where(one.where or made.name), one.what, one.hint) for one in made.findings]
            )
        watcher.done(Published(made.name, None, len(made.pages), 0, made.findings, made.seconds))
        if is_public:
            documents[made.name] = MadeDocument(pdf, len(made.pages), photographs_in(made, publication))
        if "/" not in made.name:
            note_printed(printed, made)
    for job in plan.packets:
        note_printed(printed, replace(make_alone(job, composer, desk), name=job.name))
    version = ComparedVersion(
        str(publication.season.label),
        {},
        printed,
        lengths={name: one.pages for name, one in documents.items()},
        packets=frozenset(job.name for job in plan.packets),
    )
    return MadeVersion(version, documents)


def tables_of(sources: Sequence[Source]) -> dict[str, Any]:
    """What files of content say, but for who judged what."""
    return {
        f"content/{one.path}": one.table
        for one in sources
        if one.table is not None and one.kind not in _JUDGING
    }


def note_printed(printed: Printed, made: Made) -> None:
    """Where a document prints what, as its laid-out texts and pictures tell."""
    if not (layout := made.result.read_layout()):
        return
    for number, page in enumerate(pages_of(layout), 1):
        places = {run.where for run in page.runs} | {one.where for one in page.pictures}
        places |= {words.where for run in page.runs for words in run.quoted}
        for place in sorted(places):
            if found := _PLACE.match(place):
                column = int(found[3]) if found[3].isdigit() else 0
                printed.setdefault(found[1], []).append((int(found[2]), column, made.name, number))


@dataclass(frozen=True)
class ApprovedDocument:
    """A document as it was approved: what it says and shows, its PDF, and the numbers that its pages have
    there: of a packet those of its own pages.
    """

    appearance: Appearance
    pdf: HashedFile
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class ApprovedTogether:
    """One time that somebody approved: the fingerprints by the documents' names, what files of content said,
    and which pages printed that. `called` are the names that documents had then, where these are others.
    """

    prints: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    printed: Printed = field(default_factory=dict)
    archive: Path | None = None
    called: Mapping[str, str] = field(default_factory=dict)

    def pdf(self, name: str) -> bytes:
        """The PDF of a document; nothing where it was not kept."""
        if self.archive is None or name not in self.prints:
            return b""
        with machine_errors(self.archive, "cannot be read"), ZipFile(self.archive) as opened:
            return opened.read(f"{_PDFS}/{self.called.get(name, name)}.pdf")


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


def occasions(publication: Path, prints: Mapping[str, str]) -> Iterator[ApprovedTogether]:
    """The times that these fingerprints were approved, each with its documents; last, without what content
    said, those of which it is not known. A document that was called otherwise then is known by what it said.
    """
    left = dict(prints)
    for archive in sorted((publication / KEPT).glob("*.zip")):
        said = _said(archive)
        were = {name: one.get("fingerprint") for name, one in said.get("documents", {}).items()}
        by_print = {digest: name for name, digest in were.items()}
        called = {
            name: name if were.get(name) == digest else by_print[digest]
            for name, digest in left.items()
            if digest in by_print
        }
        if not called:
            continue
        found = {name: left.pop(name) for name in called}
        now = {then: name for name, then in called.items()}
        with opened_season(archive) as folder:
            files = tables_of(Files(folder).sources())
        printed = {
            str(file): [(line, column, now[name], page) for line, column, name, page in at if name in now]
            for file, at in said["printed"].items()
        }
        numbers = {name: tuple(map(int, said["documents"][then]["pages"])) for name, then in called.items()}
        yield ApprovedTogether(found, numbers, files, printed, archive, called)
    if left:
        yield ApprovedTogether(left)


def _said(archive: Path) -> dict[str, Any]:
    """What an archive says that it holds; nothing where it is none of ours, or damaged."""
    try:
        with ZipFile(archive) as opened:
            said = json.loads(opened.read(_LIST))
    except (OSError, BadZipFile, KeyError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}

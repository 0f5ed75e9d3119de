"""The files of a publication: those that one starts from, read again and again, all of it checked, kept with
its season; and what is written beside content for those who edit it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from unicodedata import category, normalize

from brochure import shipped
from brochure.build import Places, Store, collisions, refuse_without_content, seen, temporaries
from brochure.compose import Layouts
from brochure.content import (
    Reader,
    Source,
    Stamps,
    Survey,
    default_kind,
    files_in,
    kind_in,
    leads_out,
    reference,
    schemas,
    stamps_in,
    strays,
)
from brochure.errors import ContentError, Finding, MachineError, Problem, UsageError
from brochure.model import UNPRINTED, Publication
from brochure.publish import hold_inside, machine_errors, write_whole, write_whole_by
from brochure.seasons import PARTS, STARTERS, MovedError, holds_archive, starter, unpacked, write_archive

#: The kinds of publications that can be started from.
KINDS: Final = STARTERS
#: Letters that a message names, and what helps where no typeface has them.
_NAMED: Final = 4
_ADD_TYPEFACE: Final = (
    "write it otherwise, or add a typeface that has it to fonts/ and to fonts: and fallback: in brand.yaml,"
    " as docs/layouts.md shows"
)


class _LaidOut(NamedTuple):
    """The layouts of a publication; what lay in their folders and those of fonts, and what was wrong."""

    stamps: Stamps | None
    layouts: Layouts
    problems: tuple[Problem, ...]


class Files:
    """The files of a publication, read again and again: only those that were edited are gone over."""

    def __init__(self, publication: Path) -> None:
        self.publication = publication
        self._laid_out: _LaidOut | None = None
        self._reader: Reader | None = None
        self._turn = Lock()
        self._checked: tuple[Survey, Layouts, Survey] | None = None

    def read(self) -> tuple[Publication, Layouts]:
        """The publication and its layouts as they are now. Raises `ContentError`."""
        survey, layouts = self.survey()
        if survey.publication is None:
            raise ContentError(survey.errors)
        return survey.publication, layouts

    def survey(self) -> tuple[Survey, Layouts]:
        """What there is, sound or not. Raises `ContentError` where folders lead elsewhere."""
        with self._turn:
            return self._surveyed()

    def sources(self) -> tuple[Source, ...]:
        """The files of content as they say something now, whatever is wrong with them."""
        with self._turn:
            if self._reader is None:
                self._laid_out = _LaidOut(None, Layouts.of(self.publication), ())
                self._reader = self._reader_of(self._laid_out.layouts)
            return self._reader.sources()

    def _reader_of(self, layouts: Layouts) -> Reader:
        return Reader(self.publication / "content", layouts.fonts, layouts.folders)

    def _looked_at(self) -> _LaidOut:
        """Layouts and fonts as they are now, which are those of before where nothing in their folders has
        changed. Raises `ContentError` where these lead elsewhere.
        """
        names = "layouts", "fonts"
        own = [self.publication / name for name in names]
        if any(map(leads_out, own)):
            raise ContentError([problem for folder in own for problem in strays(folder)])
        stamps, known = None, self._laid_out
        with suppress(OSError):  # one has gone meanwhile
            stamps = stamps_in(dict.fromkeys(map(Path.resolve, (*own, *map(shipped, names)))))
        if known and known.stamps == stamps and stamps is not None:
            return known
        problems = tuple(problem for folder in own for problem in strays(folder))
        return _LaidOut(stamps, Layouts.of(self.publication), problems)

    def _surveyed(self) -> tuple[Survey, Layouts]:
        before, self._laid_out = self._laid_out, self._looked_at()
        stamps, layouts, (*problems,) = self._laid_out
        if self._reader is None or self._laid_out is not before:
            self._reader = self._reader_of(layouts)
        read = survey = self._reader.survey(stamps)
        known, self._checked = self._checked, None
        if not problems and known and known[0] is read and known[1] is layouts:
            self._checked = known
            return known[2], layouts
        strayed = bool(problems)
        if survey.publication:
            problems += layouts.check(survey.formats)
            problems += collisions(survey.publication)
            if noticed := tuple(layouts.notices(survey.publication)):
                survey = survey.noticing(noticed)
        if problems:
            survey = survey._replace(problems=(*survey.problems, *problems), publication=None)
        self._checked = None if strayed else (read, layouts, survey)
        return survey, layouts


def check(places: Places) -> Publication:
    """Content only: the publication. Raises `ContentError` with all problems of it.

    Those of layouts are among them once the content itself is sound. Raises `MachineError` where the place
    of the output cannot be a folder.
    """
    if places.output.exists() and not places.output.is_dir():
        raise MachineError.of(str(places.output), "is a file, not a folder", "give --output another place")
    return Files(places.publication).read()[0]


def keep_season(
    publication: Path,
    target: Path,
    known: Mapping[str, str],
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> bool:
    """Keeps what a season is made of in one file: content/ with its pictures, and the publication's own
    layouts and fonts. `known` are the SHA-256 of what was read of it, by path;
    `more` stands in the file beside it, by its names.

    Written where it says something else; left as it was, and not True, where a file was changed meanwhile.
    Raises `MachineError` where it cannot be written.
    """
    files = {
        f"{part}/{name}": folder / name
        for part in PARTS
        if part == "content" or not _comes_with_the_program(publication / part)
        for folder in (publication / part,)
        for name in files_in(folder)
    }
    if not more and holds_archive(files, target):
        return True
    try:
        write_whole_by(target, lambda file: write_archive(files, known, file, more))
    except MovedError:
        return False
    return True


def _comes_with_the_program(folder: Path) -> bool:
    return folder.resolve() == shipped(folder.name).resolve()


@contextmanager
def opened_season(archive: Path) -> Iterator[Path]:
    """A season that was kept, as the folder of a publication, which is gone afterwards.

    Raises `UsageError` for what is no season, or would write elsewhere.
    """
    with temporaries(), TemporaryDirectory() as folder:
        yield unpacked(archive, Path(folder))


def remember_unprinted(
    store: Store, publication: Publication, inputs: str, found: tuple[Finding, ...]
) -> None:
    """For `check`, as long as the publication is the same; `inputs` are the hashes of all that it is."""
    name = store.key(UNPRINTED, publication.sources, inputs)
    store.save_build(name, {"findings": [one._asdict() for one in found]})


def notices(places: Places, store: Store, publication: Publication) -> tuple[Finding, ...]:
    """All that is noticed in content: what nothing prints as the last build found it, where everything is as
    it was then; or else what nothing names.
    """

    def meant(record: Mapping[str, Any]) -> tuple[Finding, ...]:
        return tuple(map(Finding.of, record["findings"]))

    inputs = seen(places.publication, store).contents
    found = store.build(store.key(UNPRINTED, publication.sources, inputs), meant)
    unset = tuple(_unset(publication, Layouts.of(places.publication)))
    if found is None:
        return (*publication.notices, *unset)
    return (*(one for one in publication.notices if one.slug != UNPRINTED), *unset, *found)


def _unset(publication: Publication, layouts: Layouts) -> Iterator[Finding]:
    """Texts with letters and signs that no typeface of the brand has."""
    from brochure.review import said_texts  # of use to this alone

    rare = {
        one: [c for c in normalize("NFC", one.words) if not c.isascii() and category(c)[0] in "LNS"]
        for one in said_texts(publication)
        if not one.words.isascii()
    }
    letters = {letter for some in rare.values() for letter in some}
    lacking = layouts.lacking(publication.brand, letters) if letters else frozenset[str]()
    for one, some in rare.items():
        if found := list(dict.fromkeys(letter for letter in some if letter in lacking)):
            named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in found[:_NAMED])
            more = f" and {len(found) - _NAMED} more" * (len(found) > _NAMED)
            what = f"no typeface of the brand has {named}{more}: nothing that prints this can be published"
            yield Finding("", 0, "missing-glyph", "warning", what, str(one.where), _ADD_TYPEFACE)


def start(folder: Path, kind: str | None = None) -> Path:
    """Makes a publication to start from, of a kind or of the default one, in a folder that is new or empty.

    Raises `UsageError` otherwise.
    """
    with machine_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "the folder exists and is not empty"
            raise UsageError.of(str(folder), what, "name a new one")
    for name, data in starter(kind or default_kind().id).items():
        write_whole(folder / "content" / name, data)
    write_schemas(folder)
    return folder


def write_schemas(publication: Path) -> list[Path]:
    """Writes what is read beside content: a JSON Schema for each kind of file to content/.schema, the field
    reference and the manual of checks to docs/. Raises `UsageError` where there is no content.
    """
    from brochure.preflight.file import CHECKS, manual  # of use to this alone

    refuse_without_content(publication)
    kind = kind_in(publication / "content", Layouts.of(publication).folders)
    written = {
        publication / "content/.schema" / f"{kind}.json": json.dumps(one, indent=1, ensure_ascii=False)
        + "\n"
        for kind, one in schemas(kind).items()
    }
    written[publication / "docs/content.md"] = reference()
    written[publication / "docs/preflight.md"] = manual(CHECKS)
    hold_inside(publication, *written)
    for path, text in written.items():
        write_whole(path, text.encode())
    return list(written)

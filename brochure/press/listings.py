"""A public listing, exported as a spreadsheet, compared with the publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from brochure.build import Places
from brochure.content import PlainTable, read_table
from brochure.errors import ContentError, Problem, UsageError, Where, nearest
from brochure.model import Publication, Table, Text, decode, parse_yaml
from brochure.press.files import check
from brochure.publish import machine_errors, write_whole
from brochure.seasons import IGNORED, ListingLine, ListingMeaning, comparable, compare_listing, proposed

#: What the file is called that tells what the columns of a listing are, beside it.
_MEANING: Final = ".columns.yaml"
_HEAD: Final = """\
# What the columns of {file} are for: make_brochure.py listing wrote this, for you to look over.
# program: the column by which rows and programs find one another.
# names: what the listing calls programs otherwise, each with the name of the program's file.
# columns: each with a field of programs, such as positions or apply.contact.phone, or ignore.
# Fields: {fields}
"""


@dataclass(frozen=True)
class ListingReport:
    """What came of comparing a listing; `made` is the file about its columns, where that was written."""

    lines: tuple[ListingLine, ...]
    made: Path | None = None

    @property
    def differs(self) -> bool:
        """Whether a value differs, or a program stands on one side only."""
        one_sided = ("only here", "only there")
        return any(
            one.state == "differs" or (one.state in one_sided and not one.field) for one in self.lines
        )


@dataclass(frozen=True)
class ComparedListing:
    """A listing as it was brought, compared: its columns, the fields that these may be for, what they are
    for, and what came of it.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    meaning: ListingMeaning
    lines: tuple[ListingLine, ...]


def compare_listed(
    publication: Publication, name: str, data: bytes, meaning: ListingMeaning | None = None
) -> ComparedListing:
    """A listing by its bytes against the publication; what nobody has said of its columns is proposed.

    Raises `ContentError` for what is no listing, `UsageError` for a meaning that is not of this one.
    """
    table, fields = read_table(data, name, publication.settings.language), comparable(publication)
    columns = tuple(str(one) for one in table.columns)
    means = meaning or proposed(columns, table.rows, publication)
    for one in (means.program, *means.columns):
        if one not in columns:
            raise UsageError.of(name, f'there is no column "{one}"', nearest(one, columns, "columns"))
    for field in means.columns.values():
        if field not in (*fields, IGNORED):
            raise UsageError.of(name, f'there is no field "{field}"', nearest(field, fields, "fields"))
    lines = compare_listing(publication, table.rows, means)
    return ComparedListing(columns, tuple(fields), means, lines)


def compare_with_listing(places: Places, file: Path, meaning: Path | None = None) -> ListingReport:
    """A listing against the publication. Raises `ContentError` or `UsageError`.

    Where nobody has said what its columns are for, that is proposed in a file beside it, and holds.
    """
    publication = check(places)
    table = read_table(_bytes(file), file.name, publication.settings.language)
    path = meaning or file.with_name(file.stem + _MEANING)
    made = None
    if not path.exists():
        if path.resolve().is_relative_to((places.publication / "content").resolve()):
            what = "the listing stands among the content, where a file about its columns is not read"
            raise UsageError.of(
                str(file), what, "move it out of content/, or name another place with --columns"
            )
        means = proposed([str(one) for one in table.columns], table.rows, publication)
        with machine_errors(path):
            write_whole(path, _written(means, file, publication).encode())
        made = path
    else:
        means = _read(path, table, publication)
    return ListingReport(compare_listing(publication, table.rows, means), made)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "name the file that was exported, with its folder"
        raise UsageError.of(str(path), f"cannot be read ({error.strerror})", hint) from None


def _written(means: ListingMeaning, file: Path, publication: Publication) -> str:
    """The proposal as a file."""
    head = _HEAD.format(file=file.name, fields=", ".join(comparable(publication)))
    lines = [f"program: {_quoted(means.program)}", "names: {}", "columns:"]
    lines += [f"  {_quoted(name)}: {path}" for name, path in means.columns.items()]
    return head + "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _read(path: Path, table: PlainTable, publication: Publication) -> ListingMeaning:
    """What somebody has written of the columns. Raises `ContentError` with all that is wrong."""
    file, problems = path.name, list[Problem]()
    said = parse_yaml(decode(_bytes(path), file), file)
    if not isinstance(said, Table):
        raise ContentError.of(file, "says nothing", "delete it, and it is written anew")
    names = [str(one) for one in table.columns]
    for key, where in {**said.places, **said.empty}.items():
        if key not in ("program", "names", "columns"):
            problems.append(Problem(where, f'"{key}" is not known', "keep program, names and columns"))
    program = said.get("program")
    if not isinstance(program, Text) or program.strip() not in names:
        where = said.places.get("program", Where(file, 1, 1))
        problems.append(
            Problem(
                where, "program must name a column of the listing", nearest(str(program), names, "columns")
            )
        )
    columns, fields = _mapping(said, "columns"), [*comparable(publication), IGNORED]
    for name, field in columns.items():
        where = columns.places[name]
        if name not in names:
            problems.append(
                Problem(where, f'the listing has no column "{name}"', nearest(name, names, "columns"))
            )
        elif str(field).strip() not in fields:
            problems.append(
                Problem(where, f'there is no field "{field}"', nearest(str(field), fields, "fields"))
            )
    called, programs = _mapping(said, "names"), [one.id for one in publication.programs]
    for name, one in called.items():
        if str(one).strip() not in programs:
            hint = nearest(str(one), programs, "programs")
            problems.append(Problem(called.places[name], f'there is no program "{one}"', hint))
    if problems:
        raise ContentError(problems)
    return ListingMeaning(
        str(program).strip(),
        {name: str(field).strip() for name, field in columns.items()},
        {name: str(one).strip() for name, one in called.items()},
    )


def _mapping(said: Table, key: str) -> Table:
    value = said.get(key)
    return value if isinstance(value, Table) else Table(said.where)

"""The commands that change content: one value or item, and not one other line of its file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal, TypeVar

import click

from brochure import press
from brochure.cli import PROGRAM
from brochure.cli.app import Options
from brochure.compose import Layouts
from brochure.content import Asked, Shape, asked_at, fields_of, is_named_by_file, kind_in
from brochure.edit import Applied, Change, Editor, at, find_path, find_there, read_text
from brochure.edit import Path as Way
from brochure.errors import LISTS, WORKBOOKS, ContentError, Finding, UsageError, brief, nearest
from brochure.model import parse_yaml

_FILE: Final = "The file, such as programs/drawing.yaml."
_ITEM: Final = "The item, such as leaders.2 or leaders.Jane Doe."
_IDS: Final = re.compile(r"[a-z0-9-]+( *, *[a-z0-9-]+)*")
_KEYED: Final = {"content/people.yaml": "person", "content/facts.yaml": "facts"}
_KINDS: Final = {
    "programs": "program",
    "sections": "section",
    "chapters": "chapter",
    "packets": "packet",
    "printers": "printer",
}
Command = TypeVar("Command", bound=Callable[..., Any])


def _argument(name: str, about: str) -> Callable[[Command], Command]:
    return click.argument(name, metavar=name.upper(), help=about)


@click.command("set")
@_argument("file", _FILE)
@_argument("path", "The field, such as story.title or leaders.2.name.")
@click.argument(
    "value",
    required=False,
    metavar="VALUE",
    help="What it is to say; a list as [one, two], a table as {name: Jane}.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A Word document, or a file of plain text, whose text it is to be.",
)
@click.pass_obj
def set_value(options: Options, file: str, path: str, value: str | None, source: Path | None) -> None:
    """Change one value of a file, and no other line."""
    if (value is None) is (source is None):
        hint = f'set {file} {path} "…", or set {file} {path} --from text.docx'
        raise UsageError.of("VALUE", "one of VALUE and --from says what the field is to say", hint)
    asked = _Edited(options, file)
    way = find_path(asked.values, path, asked.file)
    if source is None:
        asked.make("set", way, asked.value(way, str(value)))
        return
    text, noticed = read_text(source.name, _bytes_of(source))
    if asked.asked(way).form not in ("words", "either", None):
        raise UsageError.of(asked.file, f"{path} is no text", "name the field that the text is for")
    asked.make("set", way, text)
    options.reporter.findings(Finding.noticed(noticed))


def _bytes_of(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise UsageError.of(str(source), what, "name the file of the text, with its folder") from None


@click.command()
@_argument("file", _FILE)
@_argument("path", "The field, such as story.short.")
@click.pass_obj
def unset(options: Options, file: str, path: str) -> None:
    """Take a field out of a file."""
    asked = _Edited(options, file)
    asked.make("unset", find_there(asked.values, path, asked.file))


@click.command()
@_argument("file", _FILE)
@_argument("path", "The list, such as leaders; leaders.1 for its first item; end where the file is a list.")
@_argument("value", "The item; a table as {name: Jane, role: Director}.")
@click.pass_obj
def insert(options: Options, file: str, path: str, value: str) -> None:
    """Put one more item into a list."""
    asked = _Edited(options, file)
    is_end = path == "end"
    if is_end and not isinstance(asked.values, list):
        hint = f'name a list in it; an entry with a name of its own is set: set {file} NAME "{value}"'
        raise UsageError.of(asked.file, "the file is no list, so that it has no end to put an item at", hint)
    way: Way = () if is_end else find_path(asked.values, path, asked.file)
    if not way or not isinstance(way[-1], int):
        rows = at(asked.values, way)
        way = (*way, len(rows) if isinstance(rows, list) else 0)
    asked.make("insert", way, asked.value(way, value))


@click.command()
@_argument("file", _FILE)
@_argument("path", _ITEM)
@click.pass_obj
def remove(options: Options, file: str, path: str) -> None:
    """Take an item out of a list, with its comments."""
    asked = _Edited(options, file)
    asked.make("remove", find_there(asked.values, path, asked.file))


@click.command()
@_argument("file", _FILE)
@_argument("path", _ITEM)
@click.argument("to", type=click.IntRange(1), metavar="POSITION", help="Where it is to stand, from 1.")
@click.pass_obj
def move(options: Options, file: str, path: str, to: int) -> None:
    """Put an item elsewhere in its list."""
    asked = _Edited(options, file)
    asked.make("move", find_there(asked.values, path, asked.file), to=to - 1)


@click.command()
@_argument("file", "The file to be renamed; people.yaml or facts.yaml for one of those in it.")
@click.argument(
    "names",
    nargs=-1,
    required=True,
    metavar="[OLD] NEW",
    help="Its new name; in those two the old one first.",
)
@click.pass_obj
def rename(options: Options, file: str, names: Sequence[str]) -> None:
    """Rename something wherever it is referred to."""
    editor = Editor(options.places.publication)
    found, before = content_file(editor, file), _problems(options)
    _tell(options, editor.rename(*_renamed(found, names)))
    _tell_new(options, before)


def _renamed(file: str, names: Sequence[str]) -> tuple[str, str, str]:
    """What is renamed, from what and to what. Raises `UsageError`."""
    path, keyed = PurePosixPath(file), _KEYED.get(file)
    wanted = 2 if keyed else 1
    if len(names) != wanted:
        example = f"rename {path.name} vacation holidays" if keyed else f"rename {file} new-name"
        what = f"{path.name} takes {'the old name and the new one' if keyed else 'one name, the new one'}"
        raise UsageError.of("rename", what, f"write it such as {example}")
    if keyed:
        return keyed, names[0], names[1]
    if path.parent.name in _KINDS and path.suffix in (".yaml", ".yml", ".md"):
        return _KINDS[path.parent.name], path.stem, names[0].removesuffix(path.suffix)
    old = path.relative_to("content")
    new = PurePosixPath(names[0]) if "/" in names[0] else old.with_name(names[0])
    return "picture", str(old), str(new if new.suffix else new.with_suffix(old.suffix))


@click.command()
@click.pass_obj
def undo(options: Options) -> None:
    """Take the last change back."""
    _tell(options, Editor(options.places.publication).undo(), "taken back: ")


@click.command()
@click.pass_obj
def redo(options: Options) -> None:
    """Make again what was taken back last."""
    _tell(options, Editor(options.places.publication).redo(), "made again: ")


class _Edited:
    """A file that is edited."""

    def __init__(self, options: Options, file: str) -> None:
        self.options, self.editor = options, Editor(options.places.publication)
        self.file = content_file(self.editor, file)
        self.values = self.editor.read(self.file).values

    def asked(self, way: Way) -> Asked:
        """What may stand at a path, by the fields of this publication."""
        name = PurePosixPath(self.file)
        if name.suffix.lower() in LISTS:
            return Asked("words" if len(way) > 1 else "table", Shape(), None)
        publication = self.options.places.publication
        kind = kind_in(publication / "content", Layouts.of(publication).folders)
        return asked_at(kind, str(name.relative_to("content")), way)

    def value(self, way: Way, words: str) -> Any:
        """A value by what the field is. Raises `UsageError` for a table that is none."""
        form, old = self.asked(way).form, at(self.values, way)
        form = form or ("list" if isinstance(old, list) else "table" if isinstance(old, dict) else "words")
        if form == "words" or (form == "list" and words.lower().endswith((*LISTS, *WORKBOOKS))):
            return words
        if form == "list" and not words.startswith("["):
            return re.split(" *, *", words) if _IDS.fullmatch(words) else [words]
        if form == "either" and not words.startswith("{"):
            return words
        said = parse_yaml(words, "VALUE")
        if isinstance(said, dict) is (form == "list") or isinstance(said, str):
            hint = "write it as [one, two]" if form == "list" else "write it as {name: Jane, role: Director}"
            raise UsageError.of("VALUE", f"{form if form == 'list' else 'a table'} is asked for here", hint)
        return said

    def refuse_unknown(self, way: Way, value: Any) -> None:
        """Raises `UsageError` for a key that nothing reads, on the way or in the value."""
        for end, part in enumerate(way):
            refuse_key(self.asked(way[:end]).shape, part, self.file)
        waiting = [(self.asked(way).shape, value)]
        while waiting:
            shape, said = waiting.pop()
            if isinstance(said, list):
                waiting += [(shape.each, one) for one in said if shape.each]
            elif isinstance(said, dict):
                for key, inner in said.items():
                    refuse_key(shape, key, self.file)
                    inside = fields_of(shape.model).get(key) if shape.model else shape.values
                    waiting += [(inside, inner)] if inside else []

    def make(
        self,
        action: Literal["set", "unset", "insert", "remove", "move"],
        way: Way,
        value: Any = None,
        to: int | None = None,
    ) -> None:
        """Makes a change, says what was done, and tells problems that were not there before."""
        if action in ("set", "insert"):
            self.refuse_unknown(way, value)
        before = _problems(self.options)
        field = way if action == "set" else way[:-1]
        after = self.asked(field).before if action in ("set", "insert") and field else None
        change = Change(action, self.file, way, value, to=to, after=after)
        steps = self.editor.steps()
        applied = self.editor.apply([change])
        is_new = (applied.undo, applied.redo) != steps
        _tell(self.options, applied, "" if is_new else "nothing is to be done: ")
        _tell_new(self.options, before)


def refuse_key(shape: Shape, key: str | int, file: str) -> None:
    """Raises `UsageError` for a key that is no field of what may stand in a place."""
    if shape.model is None or isinstance(key, int):
        return
    known = [one for one in fields_of(shape.model) if one != "id" or not is_named_by_file(shape.model)]
    if key not in known:
        hint = nearest(key, known, "fields there")
        raise UsageError.of(file, f'there is no field "{brief(key)}", so that nothing was changed', hint)


def content_file(editor: Editor, file: str) -> str:
    """A file of content as it is named in the publication: programs/drawing.yaml, or drawing alone.

    Raises `UsageError` where there is no such file, or more than one.
    """
    name = file.replace("\\", "/").removeprefix("./")
    wanted = name if name.startswith("content/") else f"content/{name}"
    there = editor.files()
    alike = [one for one in there if name in (PurePosixPath(one).name, PurePosixPath(one).stem)]
    if wanted in there or (not alike and Path(name).suffix):
        return wanted
    if len(alike) != 1:
        shown = [one.removeprefix("content/") for one in alike or there]
        if not alike:
            raise UsageError.of(file, "there is no such file", nearest(name, shown, "files"))
        what = f"there are {len(alike)} files of this name"
        raise UsageError.of(file, what, f"name the one that is meant: {' or '.join(shown)}")
    return alike[0]


@dataclass(frozen=True)
class _Told:
    """What is wrong with content, whatever the lines; what is noticed, where it is sound."""

    problems: Mapping[tuple[str, str], int] = field(default_factory=dict)
    notices: frozenset[tuple[str, str]] | None = None


def _problems(options: Options) -> _Told:
    """What may be told of content now."""
    try:
        publication = press.check(options.places)
    except ContentError as error:
        return _Told(_counted(error))
    return _Told(notices=frozenset(map(_about, publication.notices)))


def _counted(error: ContentError) -> Counter[tuple[str, str]]:
    return Counter((one.where.file, one.what) for one in error.problems)


def _about(notice: Finding) -> tuple[str, str]:
    return notice.where.partition(":")[0], notice.what


def _tell(options: Options, applied: Applied, before: str = "") -> None:
    record = {"did": applied.label, "files": dict(applied.files), "undo": applied.undo, "redo": applied.redo}
    options.reporter.line(f"{before}{applied.label}", record)


def _tell_new(options: Options, before: _Told) -> None:
    """Tells what is noticed now and was not before; raises ContentError with such problems."""
    try:
        publication = press.check(options.places)
    except ContentError as error:
        more = {one for one, count in _counted(error).items() if count > before.problems.get(one, 0)}
        new = [one for one in error.problems if (one.where.file, one.what) in more]
        if new:
            first, *others = new
            hint = f"{first.hint}; " * bool(first.hint) + f"{PROGRAM} undo takes the change back"
            raise ContentError([first._replace(hint=hint), *others]) from None
        return
    if before.notices is not None and not options.reporter.json:
        found = (one for one in publication.notices if _about(one) not in before.notices)
        options.reporter.findings(one for one in found if one.slug != "read-lists")

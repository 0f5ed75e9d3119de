"""What the studio knows of a publication, and the one way in which it changes it.

Takes the folder of a publication; answers with plain data that JSON can hold. Files are the only truth:
what is known is what they say, read again after every change, whoever made it. All of this runs in one
thread, one call after another. Must not know HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from brochure import shipped
from brochure.content import Asked, Shape, Survey, asked_at, contrasts, forms_of
from brochure.edit import ABSENT, Applied, Change, Editor, Standing, at, document, in_lines
from brochure.errors import BrochureError, ContentError, Problem, UsageError, Where
from brochure.model import Kind, Prose, Table, file_of, parse_yaml
from brochure.press import Session
from brochure.studio.fields import FieldForms, FormField, Printing, columns_of, words_form
from brochure.studio.listing import (
    CONTENT,
    ENTRIES,
    FILES_OF_MANY,
    HOMES,
    KINDS,
    MADE_HERE,
    SINGLE_FILES,
    WORDS_FILE,
    ListedItem,
    Listing,
    Stamps,
    content_files,
    inside,
    listed_wheres,
    stamps,
    told,
)
from brochure.studio.remedies import in_form, places_for, remedies, remedy_on_page, with_places

_BRAND: Final = (files("brochure.content") / "default_brand.yaml").read_text("utf-8")
#: Files that are made with their first value, and what holds until then; the remarks on that are the
#: package's own.
_BEGUN: Final = {
    **dict.fromkeys((WORDS_FILE, *FILES_OF_MANY.values(), *SINGLE_FILES.values()), b""),
    "content/brand.yaml": re.sub("(?m)^#.*\n", "", _BRAND).encode(),
}
#: Is told which files changed, and how many problems there are where these are others.
Told = Callable[[Sequence[str], int | None], None]


class Studio:
    """A publication that is edited, which nothing is known of before it was first read by `refresh`. `told`
    hears of every change of its files from then on.
    """

    def __init__(self, session: Session, told: Told) -> None:
        self.session, self.places, self.told = session, session.places, told
        self.editor = Editor(self.places.publication)
        self._stamps: Stamps = {}
        self._fatal: tuple[Problem, ...] = ()
        self._listing: Listing | None = None
        self._forms: FieldForms | None = None
        self._forms_rest_on: tuple[Kind, Printing, tuple[str, ...]] | None = None
        self._problems: list[dict[str, Any]] = []
        self._printing = Printing()

    # What there is

    @property
    def listing(self) -> Listing:
        """The items as they are now. Raises `ContentError` where the folders cannot be read at all."""
        if self._listing is None:
            raise ContentError(self._fatal)
        return self._listing

    @property
    def survey(self) -> Survey:
        """What was read last."""
        return self.listing.survey

    def refresh(self, always: bool = True) -> list[str]:
        """Reads what has changed on the disk; gives the files that did."""
        before, now = self._stamps, stamps(self.places.publication)
        changed = [name for name in {*before, *now} if before.get(name) != now.get(name)]
        if not changed and not always:
            return []
        try:
            self._listing = Listing(self.session.survey(), content_files(self.places.publication))
            self._fatal = ()
        except ContentError as error:
            self._listing, self._fatal = None, error.problems
        self._stamps = now  # only now: where reading went wrong, it is read at the next look
        problems, self._problems = self._problems, self._told()
        if before:
            self.told(sorted(changed), None if problems == self._problems else len(self._problems))
        return sorted(changed)

    def _told(self) -> list[dict[str, Any]]:
        if self._listing is None:
            return [told(one, None) for one in self._fatal]
        found = []
        for problem in self.survey.problems:
            known, mend = told(problem, self._listing), problem.mend
            with suppress(UsageError):  # of what has no form
                known, mend = in_form(known, problem, partial(self.form, known["kind"]))
            buttons = remedies(mend, known, self.standing(known["file"]) if mend else None)
            if problem.check == "unprinted" and known["kind"] in ("chapter", "section"):
                every, form = self._listing.entries.values(), partial(self.form, "program")
                buttons = places_for(known["kind"], known["id"], every, form)
            known = with_places(known, self._listing, self.form)
            found.append({**known, "remedies": buttons} if buttons else known)
        return found

    def problems_with(self, found_on: Callable[[set[tuple[str, str]]], list[Any]]) -> list[dict[str, Any]]:
        """All problems, and what was found on pages of the documents that there are, by name and
        format; items of which something keeps them from being printed come first.
        """
        found = self._listing.documents if self._listing else []
        there = {(one["name"], form) for one in found for form in one["formats"]}
        every = [*self._problems, *map(self.mended, found_on(there))]
        broken = {(one["kind"], one["id"]) for one in every if one["gravity"] == "error"}
        return sorted(every, key=lambda one: (one["kind"], one["id"]) not in broken)

    def mended(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        """Something that was found on a page, with what mends it, where something does."""
        program = str(finding["document"]).removesuffix(f"-{finding['format']}")
        file = HOMES["program"].format(program)
        entry = self._listing.entries.get((finding["kind"], finding["id"])) if self._listing else None
        finding = {**finding, "path": [*(entry.path if entry else ()), *finding["path"]]}
        mend = remedy_on_page(finding, self.standing(str(finding["file"])), (file, self.standing(file)))
        return {**finding, **({"remedies": [mend]} if mend else {})}

    def problems(self, kind: str = "", name: str = "") -> list[dict[str, Any]]:
        """All problems, or those of one item."""
        return [one for one in self._problems if not kind or (one["kind"], one["id"]) == (kind, name)]

    def season(self) -> dict[str, Any]:
        """The list at the left: every kind, every item with how much is to be looked at, every document."""
        counts: dict[tuple[str, str], int] = {}
        for one in (one for one in self._problems if one["gravity"] != "note"):
            counts[one["kind"], one["id"]] = counts.get((one["kind"], one["id"]), 0) + 1
        items = [
            {
                "kind": entry.kind,
                "id": entry.id,
                "title": entry.title,
                "file": entry.file,
                "path": list(entry.path),
                "problems": counts.get(entry.key, 0),
            }
            for entry in self.listing.entries.values()
        ]
        kinds = [
            {"kind": kind, "label": one, "plural": many, "many": is_many, "can_make": kind in MADE_HERE}
            for kind, (one, many, is_many) in KINDS.items()
        ]
        undo, redo = self.editor.steps()
        return {
            "title": self._word("publication", "title"),
            "season": self._word("season", "label"),
            "institution": self._word("institution", "name"),
            "undo": undo,
            "redo": redo,
            "kinds": kinds,
            "items": items,
            "documents": self.listing.documents,
            "problems": len(self._problems),
            "is_sound": self.survey.publication is not None,
        }

    def _word(self, kind: str, name: str) -> str:
        entry = self.listing.entries.get((kind, kind))
        said = entry.said.get(name) if entry and isinstance(entry.said, Table) else None
        return str(said) if isinstance(said, str) else ""

    def form(self, kind: str) -> list[FormField]:
        """The fields of one kind. Raises `UsageError` for one that has no form."""
        if kind == "words":
            return words_form(self._shipped_words(), self.survey.kind)
        rests_on = self.survey.kind, self._printing, tuple(self._colors())
        if self._forms is None or self._forms_rest_on != rests_on:
            self._forms, self._forms_rest_on = FieldForms(forms_of(rests_on[0]), *rests_on[1:]), rests_on
        named = next((name for name, one in ENTRIES.items() if one == kind), kind)
        if named not in forms_of(self.survey.kind):
            raise UsageError.of(kind, "there is no form for this", f"there are forms for {', '.join(KINDS)}")
        return self._forms.of(named, kind)

    def _colors(self) -> list[str]:
        brand = self.listing.entries[("brand", "brand")].said
        color = brand.get("color") if isinstance(brand, Table) else None
        palette = color.get("palette") if isinstance(color, Table) else None
        return list(palette) if isinstance(palette, Table) else []

    def learn(self, printing: Printing) -> None:
        """From now on forms tell which formats print what."""
        self._printing = printing

    def _shipped_words(self) -> dict[str, Any]:
        said = parse_yaml((shipped("layouts") / "words.yaml").read_text("utf-8"), WORDS_FILE)
        return {**{str(key): value for key, value in said.items()}, **self.survey.kind.words}

    def item(self, kind: str, name: str) -> dict[str, Any]:
        """One item with its values. Raises `UsageError` where there is none."""
        entry = self.entry(kind, name)
        standing = self.standing(entry.file) if entry.kind != "picture" else None
        if standing is None and entry.file in _BEGUN and not self.inside(entry.file).exists():
            standing = self.editor.begun(entry.file, _BEGUN[entry.file])
        values = at(standing.values, entry.path) if standing else None
        return {
            "kind": kind,
            "id": name,
            "title": entry.title,
            "file": entry.file,
            "path": list(entry.path),
            "sha256": standing.sha256 if standing else "",
            "values": {} if values is ABSENT or values is None else values,
            "used_in": self.listing.used_in(entry.key),
            "used_by": self.listing.used_by(entry.key),
            "problems": self.problems(kind, name),
            **({"fields": self._columns(entry.file)} if kind == "list" else {}),
        }

    def _columns(self, file: str) -> list[FormField]:
        """The form of a spreadsheet: one table, with the columns that the list has which it is named for."""
        shape = self.shape_of_list(file)
        model = shape.each.model if shape and shape.each else None
        fields = columns_of(model) if model else []
        return (
            [{"name": "", "label": "Rows", "type": "table", "help": "", "fields": fields}] if fields else []
        )

    def colors(self, palette: Mapping[str, str], uses: Mapping[str, str]) -> dict[str, Any]:
        """The palette, with what speaks against each color as an accent, and every pair of colors that is
        printed with its contrast; some colors and uses of colors as they might become.
        """
        brand = self.listing.entries[("brand", "brand")].said
        color = brand.get("color") if isinstance(brand, Table) else None
        if not isinstance(color, Table) or not isinstance(color.get("palette"), Table):
            return {"colors": [], "pairs": []}
        values = {name: str(value) for name, value in color["palette"].items()}
        values |= {str(name): str(value) for name, value in palette.items()}
        roles = {name: str(one) for name, one in {**color, **uses}.items() if name != "palette"}
        used = [
            str(entry.said["accent"])
            for entry in self.listing.entries.values()
            if isinstance(entry.said, Table) and "accent" in entry.said
        ]
        return {
            "colors": [
                {"name": name, "value": value, "fault": _against(name, values, roles)}
                for name, value in values.items()
            ],
            "pairs": [one._asdict() for one in contrasts(values, roles, used)],
        }

    def place(self, where: str) -> dict[str, Any]:
        """The item that a place such as file:line:column is in, and the way to the value."""
        file = file_of(where)
        numbers = [int(part) for part in where[len(file) + 1 :].split(":") if part.isdecimal()]
        at_place = Where(file, *numbers[:2])
        entry, path = self._listing.item_at(at_place) if self._listing else (None, ())
        known = {"kind": entry.kind, "id": entry.id} if entry else {"kind": "", "id": ""}
        return {**known, "path": list(path), "file": file, "line": at_place.line, "column": at_place.column}

    def entry(self, kind: str, name: str) -> ListedItem:
        """An item by its kind and id. Raises `UsageError` where there is none."""
        entry = self.listing.entries.get((kind, name))
        if entry is None:
            raise UsageError.of(
                f"{kind} {name}", "there is nothing of this name any more", "look in the list"
            )
        return entry

    def standing(self, file: str) -> Standing | None:
        """A file as it stands; none where it is not there or cannot be read."""
        try:
            return self.editor.read(file) if (self.places.publication / file).is_file() else None
        except (BrochureError, OSError, ValueError):
            return None

    # What changes

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Makes changes, all or none; a file that may be left out is made with its first value."""
        placed = [self._placed(one) for one in changes]
        return self.changed_by(lambda: self.editor.apply(placed, begun=_BEGUN))

    def undo(self) -> Applied:
        """Takes the last change back."""
        return self.changed_by(self.editor.undo)

    def redo(self) -> Applied:
        """Makes it again."""
        return self.changed_by(self.editor.redo)

    def make(self, kind: str, name: str, like: str = "", title: str = "") -> Applied:
        """A new item, empty but for its name, or with all that another of its kind says."""
        if kind not in MADE_HERE:
            raise UsageError.of(kind, "there cannot be another one of this kind", "choose another kind")
        if not name:
            hint = "write one in small letters and digits, such as summer-course"
            raise UsageError.of(kind, "the short name is missing", hint)
        if (kind, name) in self.listing.entries:
            what = f"there is a {KINDS[kind][0].lower()} of this name"
            raise UsageError.of(name, what, "take another name")
        words = in_lines(title, " ") or name.replace("-", " ").capitalize()
        naming = "label" if kind == "fact" else "description" if kind == "printer" else "name"
        naming = "title" if kind in ("chapter", "section", "packet") else naming
        if kind in HOMES:
            return self.changed_by(
                lambda: self._make_file(HOMES[kind].format(name), kind, like, naming, words)
            )
        other = self.entry(kind, like) if like else None
        said = at(self.editor.read(other.file).values, other.path) if other else {}
        data = {**(said if isinstance(said, Mapping) else {}), naming: words}
        file = FILES_OF_MANY[kind]
        if not (self.places.publication / file).is_file():
            return self.changed_by(lambda: self.editor.create(file, document({name: data}).encode()))
        return self.apply([Change("set", file, (name,), data)])

    def _make_file(self, file: str, kind: str, like: str, naming: str, words: str) -> Applied:
        self.inside(file)
        if not like:
            data = document({naming: words}).encode()
            return self.editor.create(file, b"---\n" + data + b"---\n" if file.endswith(".md") else data)
        other = self.editor.read(self.entry(kind, like).file)
        made, said = self.editor.create(file, other.bytes), {naming: words}
        old, full = (str(other.values.get(one, "")) for one in (naming, "full_name"))
        if old and old in full:  # else another program's name would be printed
            said["full_name"] = full.replace(old, words)
        base = made.files[file]
        return self.editor.apply(
            [Change("set", file, (one,), name, base=base) for one, name in said.items()]
        )

    def rename(self, kind: str, name: str, to: str) -> Applied:
        """Gives an item another id, wherever it is referred to."""
        self.entry(kind, name)
        return self.changed_by(lambda: self.editor.rename(kind, name, to))

    def remove(self, kind: str, name: str) -> Applied:
        """Takes an item out: its file goes to the bin, an entry can be had again by undoing."""
        entry = self.entry(kind, name)
        if entry.path:
            return self.apply([Change("unset", entry.file, entry.path)])
        return self.changed_by(lambda: self.editor.delete(entry.file))

    def changed_by(self, work: Callable[[], Applied]) -> Applied:
        """Has something change files, and reads what it did, also where it fails."""
        try:
            return work()
        finally:
            self.refresh()

    def _placed(self, change: Change) -> Change:
        """A change inside the publication, which knows behind which keys a new one belongs."""
        self.inside(change.file)
        if change.action != "set" or change.after is not None or not change.path:
            return change
        asked = self.asked_at(change.file, change.path)
        value = in_lines(change.value, "\n") if asked.shape.single is Prose else change.value
        return replace(change, after=asked.before, value=value)

    def asked_at(self, file: str, path: Sequence[str | int]) -> Asked:
        """What may stand at a place of a file."""
        return asked_at(self.survey.kind, file.removeprefix(f"{CONTENT}/"), path)

    def shape_of_list(self, file: str) -> Shape | None:
        """What the rows of a spreadsheet are, by the field that names it."""
        for source in self.survey.sources:
            for where, path in listed_wheres(source.table):
                if where.file == file:
                    name = max(number for number, part in enumerate(path) if isinstance(part, int))
                    return self.asked_at(source.path, path[:name]).shape
        return None

    def inside(self, file: str) -> Path:
        """The path of a file that may be read and changed. Raises `UsageError` for any other."""
        return inside(self.places.publication, file)


def _against(name: str, values: Mapping[str, str], roles: Mapping[str, str]) -> str:
    """Why a color of the palette is no accent; nothing where it is one."""
    other = next((role for role, named in roles.items() if named == name and role != "primary"), "")
    if other:
        return f"it is the {other} color"
    short = [one for one in contrasts(values, roles, [name]) if one.color == name and one.has < one.needs]
    return (
        f"{short[0].has:g} : 1 with {short[0].ground}, where {short[0].needs:g} : 1 is needed"
        if short
        else ""
    )

"""FieldForms for every kind of content, made of the content models themselves: fields in plain words.

Takes what a kind of file may hold; gives each field as plain data that JSON can hold. A field is of one of
these types: line, prose, number, yes-no, choice, date, color, picture (the path of one), person (an id, or
fields of its own), reference (an id of another kind of content), list (`of` one field), group (`fields`),
table (`fields` are its columns; a spreadsheet may stand in its place), map (free keys, each `of` one field).
Must not know HTTP, nor which values there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from brochure.build import BROCHURE
from brochure.content import Shape, fields_of, is_named_by_file, is_section_list, shape_of
from brochure.model import Days, Item, Kind, Length, Line, Prose, Sourced, Text

#: One field of a form, as the page in the browser takes it.
FormField = dict[str, Any]
#: Other content that a word is the id of, by the name of its field.
REFERS: Final = {
    **dict.fromkeys(("facts", "statistics", "share"), "fact"),
    **dict.fromkeys(("people", "leaders"), "person"),
    "use": "section",
    "programs": "program",
    "chapters": "chapter",
    "printer": "printer",
}
#: Fields whose words are the path of a picture.
_PICTURES: Final = frozenset(
    {("Picture", "file"), ("Logo", "file"), ("Person", "photo"), ("Testimonial", "photo")}
)
#: Names that read badly as they are.
_LABELS: Final = {
    "alt": "In words, for those who cannot see it",
    "n": "Position in the year",
    "as_of": "True in the season",
    "source": "Known from",
    "verified_on": "Confirmed on",
    "class_of": "Class of",
    "use": "Shared section",
    "fit": "Where text does not fit",
    "accent": "Color",
    "focus": "What stays in view",
    "indexed": "Name in the index",
    "week": "Week",
    "meta": "This look",
    "lang": "Language",
}


@dataclass(frozen=True)
class Printing:
    """What formats print, as it was seen: `formats` by a kind and the keys that lead to a field of it, and
    the fields that are filled in anywhere.
    """

    formats: Mapping[tuple[str, ...], Sequence[str]] = dataclass_field(default_factory=dict)
    filled: Collection[tuple[str, ...]] = frozenset()

    @property
    def order(self) -> list[str]:
        """The formats, the brochure first."""
        known = {one for each in self.formats.values() for one in each}
        return sorted(known, key=lambda one: (one != BROCHURE, one))


class FieldForms:
    """The forms of a publication of one kind, with the names of its colors."""

    def __init__(self, forms: Mapping[str, Any], printing: Printing, colors: Collection[str]) -> None:
        self._forms, self._printing, self._colors = forms, printing, list(colors)
        self._made: dict[str, list[FormField]] = {}

    def of(self, kind: str, called: str) -> list[FormField]:
        """The fields of one kind of file, or of an entry of a file of many, which is `called` so."""
        if kind not in self._made:
            shape = shape_of(self._forms[kind])
            model = shape.model or (shape.values.model if shape.values else None)
            assert model is not None
            self._made[kind] = self._fields(model)
            self._tell_printed(self._made[kind], (called,))
        return self._made[kind]

    def columns(self, model: type[Item]) -> list[FormField]:
        """The fields of one entry of a list."""
        fields = self._fields(model)
        self._tell_printed(fields, ("",))
        return fields

    def _tell_printed(self, fields: Sequence[FormField], keys: tuple[str, ...]) -> set[str]:
        """Says of each field which formats print it, or what is in it; of words that none prints, that."""
        every = set[str]()
        for field in fields:
            inside, more = (
                (*keys, field["name"]),
                [*field.get("fields", ()), *field.get("of", {}).get("fields", ())],
            )
            printed = {*self._printing.formats.get(inside, ()), *self._tell_printed(more, inside)}
            field["printed_in"] = [one for one in self._printing.order if one in printed]
            if field["type"] in ("line", "prose") and inside in self._printing.filled and not printed:
                field["unprinted"] = True
            every |= printed
        return every

    def _fields(self, model: type[Item]) -> list[FormField]:
        shapes = fields_of(model)
        return [
            self._field(name, shapes[name], model.model_fields[name], model)
            for name in _in_order(model)
            if name != "id" or not is_named_by_file(model)
        ]

    def _field(self, name: str, shape: Shape, info: FieldInfo, model: type[Item]) -> FormField:
        own = getattr(model, "own", {}).get(name)
        field: FormField = {
            "name": name,
            "label": _capital(str(own.label)) if own and own.label else _label(name, model),
            "help": _capital(info.description or ""),
            **self._type(name, shape, info, model),
            "required": info.is_required(),
        }
        if (default := _default(info)) is not None:
            field["default"] = default
        if name in Sourced.model_fields:
            field["aside"] = True
        return field

    def _type(self, name: str, shape: Shape, info: FieldInfo, model: type[Item] | None) -> FormField:
        if shape.each:
            return self._list(name, shape, shape.each, info, model)
        if shape.values:
            return {"type": "map", "of": self._inner(name, shape.values, info)}
        if shape.model and shape.or_id:
            fields, known = self._fields(shape.model), {"model": shape.model.__name__}
            if name not in REFERS:
                return {"type": "group", "or_id": True, **known, "fields": fields}
            kind = "person" if shape.model.__name__ == "Person" else "reference"
            return {"type": kind, "kind": REFERS[name], **known, "fields": fields}
        if shape.model:
            return {"type": "group", "model": shape.model.__name__, "fields": self._fields(shape.model)}
        return self._single(name, shape, info, model)

    def _list(
        self, name: str, shape: Shape, each: Shape, info: FieldInfo, model: type[Item] | None
    ) -> FormField:
        most = {"most": limit} if (limit := _limit(info, "max_length")) is not None else {}
        is_sheet = shape.is_records and each.model is not None
        if is_sheet and each.model and not each.or_id and not _needs_cards(each.model):
            return {
                "type": "table",
                "model": each.model.__name__,
                "fields": self._fields(each.model),
                **most,
            }
        most |= {"sheet": True} if is_sheet else {}
        one = self._inner(name, each, info)
        if is_section_list(shape):
            one |= {"kind": "section", "type": "group"}
        return {"type": "list", "of": one, **most}

    def _inner(self, name: str, shape: Shape, info: FieldInfo) -> FormField:
        return {
            "name": name,
            "label": _label(_one_of(name), None),
            "help": "",
            **self._type(name, shape, info, None),
        }

    def _single(self, name: str, shape: Shape, info: FieldInfo, model: type[Item] | None) -> FormField:
        single: Any = shape.single
        if get_origin(single) is Literal:
            return {"type": "choice", "choices": [str(one) for one in get_args(single)]}
        if model and (model.__name__, name) in _PICTURES:
            return {"type": "picture"}
        if isinstance(single, type) and issubclass(single, Text):
            return {"type": "line" if issubclass(single, Line) else "prose"}
        if single in (int, float):
            return {"type": "number", "whole": single is int, **_range(info)}
        plain = {bool: "yes-no", date: "date"}
        if single in plain:
            return {"type": plain[single]}
        if single in (Days, Length):
            return {"type": "line", "form": "days" if single is Days else "length"}
        return self._word(name, model)

    def _word(self, name: str, model: type[Item] | None) -> FormField:
        if name in REFERS:
            return {"type": "reference", "kind": REFERS[name]}
        if name == "accent":
            return {"type": "choice", "choices": self._colors, "form": "color-name"}
        if name == "palette":
            return {"type": "color"}
        if model and model.__name__ == "BrandColors":
            return {"type": "choice", "choices": self._colors, "form": "color-name"}
        return {"type": "line", "form": "word"}


def _needs_cards(model: type[Item] | None) -> bool:
    """Whether entries of a list have more to say than a row of a table can hold."""
    shapes = fields_of(model).values() if model else ()
    return model is not None and (
        ("file" in model.model_fields) or any(one.is_text and one.single is Prose for one in shapes)
    )


def _in_order(model: type[Item]) -> Iterator[str]:
    """The fields as a form has them: a program's groups before how to apply; sources last."""
    groups = [part.id for part in getattr(model, "parts", ())]
    others = [name for name in model.model_fields if name not in groups and name not in Sourced.model_fields]
    at = others.index("apply") if groups else 0
    yield from (*others[:at], *groups, *others[at:])
    yield from (name for name in Sourced.model_fields if name in model.model_fields)


def _label(name: str, model: type[Item] | None) -> str:
    kicker = next((part.kicker for part in getattr(model, "parts", ()) if part.id == name), None)
    if kicker:
        return str(kicker)
    words = _LABELS.get(name) or name.replace("_", " ").replace("-", " ")
    return _capital(words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _one_of(name: str) -> str:
    """What one entry of a list is called."""
    if name in ("people", "leaders", "matches", "address", "inks", "honors", "roster"):
        return {"matches": "match", "address": "line", "inks": "percent", "leaders": "leader"}.get(
            name, "person"
        )
    return name.removesuffix("s")


def _default(info: FieldInfo) -> Any:
    """What holds where nothing is written, as a file would say it."""
    if (
        info.is_required()
        or info.default_factory
        or info.default in (None, ())
        or isinstance(info.default, Item)
    ):
        return None
    if isinstance(info.default, bool):
        return "yes" if info.default else "no"
    return list(info.default) if isinstance(info.default, tuple) else info.default


def _limit(info: FieldInfo, name: str) -> Any:
    return next((getattr(item, name) for item in info.metadata if hasattr(item, name)), None)


def _range(info: FieldInfo) -> FormField:
    """The limits of a number."""
    limits = {"least": ("ge",), "above": ("gt",), "highest": ("le",)}
    found = {said: _limit(info, name) for said, names in limits.items() for name in names}
    return {said: value for said, value in found.items() if value is not None}


def field_at(fields: Sequence[FormField], path: Sequence[str | int]) -> FormField:
    """The field of a form that a path leads to; an empty one where there is none."""
    found: FormField = {"fields": fields}
    for part in path:
        if isinstance(part, int) or found.get("type") == "map":
            found = found.get("of", found)  # rows of a table have its own fields
        else:
            found = next((one for one in found.get("fields", ()) if one["name"] == part), {})
    return found


def columns_of(model: type[Item]) -> list[FormField]:
    """The columns that a spreadsheet of such entries may have."""
    return FieldForms({}, Printing(), ()).columns(model)


def words_form(words: Mapping[str, Any], kind: Kind) -> list[FormField]:
    """The layouts' own words: a line each, or one for each number; what is shipped stands as its default."""
    return [
        {
            "name": name,
            "label": _label(name, None),
            "help": "",
            "required": False,
            "default": said,
            "printed_in": [],
            "aside": name in kind.words,
            **({"type": "map", "of": {"type": "line"}} if isinstance(said, Mapping) else {"type": "line"}),
        }
        for name, said in words.items()
    ]
